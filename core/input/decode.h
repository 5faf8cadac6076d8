/* SPDX-License-Identifier: MIT */
/*
 * decode: bytes of a named encoding to UTF-8, as they arrive.
 *
 * Without a name the byte order mark decides (UTF-8, UTF-16), and without a mark it is UTF-8. A mark that contradicts the
 * name is an error. Bytes that the encoding does not have become DECODE_BAD, which no UTF-8 text contains, so that the row
 * they are in can be refused and the others read on. UTF-8 passes through as it is: whoever uses it checks it.
 */
#ifndef PLUMB_INPUT_DECODE_H
#define PLUMB_INPUT_DECODE_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define DECODE_BAD '\xff'

struct decoder {
	iconv_t cd;
	bool open, passes; /* passes: it is UTF-8 */
	bool begun;        /* the byte order mark was looked for */
	unsigned unit;     /* bytes to leave out where a character is broken */
	char name[32];     /* of the encoding, for iconv */
	bool given;
	struct buf rest;   /* bytes that did not make a character yet */
};
/* encoding NULL: see above. "latin-1", "gbk" and such go by the names that iconv has for them. */
int decoder_init(struct decoder *d, const char *encoding, struct err *err);
void decoder_release(struct decoder *d);
/* Adds to out what n bytes stand for. last: no more will come. */
int decoder_feed(struct decoder *d, const char *bytes, size_t n, bool last, struct buf *out, struct err *err);

#endif
