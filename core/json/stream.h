/* SPDX-License-Identifier: MIT */
/*
 * stream: whole documents out of a run of bytes that arrives in pieces.
 *
 * NDJSON: one document a line; blank lines are skipped. JSON: one document, or an array of them.
 * The format is seen from the first bytes: an array, an object that goes on after its first line (JSON), else NDJSON.
 * What is not as the frame wants it (a comma too many, an array without end, text after it) is delivered like a
 * document, so that json_read says what is wrong with it; nothing is dropped silently.
 * Memory: one document (limits.bytes). A document beyond the limit is skipped to its end and reported
 * (`too_long`), the next one is delivered. Only the frame is looked at here; the text is judged by json_read.
 */
#ifndef PLUMB_JSON_STREAM_H
#define PLUMB_JSON_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct json_piece {
	const char *text; /* valid until the next call */
	size_t len;
	size_t line;      /* 1-based line of its first byte */
	bool too_long;    /* text is empty */
};
enum json_framing { JSON_FRAME_UNKNOWN, JSON_FRAME_LINES, JSON_FRAME_ARRAY, JSON_FRAME_SINGLE, JSON_FRAME_UTF16 };
struct json_stream {
	struct buf pending;
	size_t limit;
	size_t start, scanned; /* offsets in pending: of what is not yet delivered, of what is not yet looked at */
	size_t line;           /* of start */
	size_t depth;          /* of brackets at scanned, within the document */
	enum json_framing framing;
	bool in_string, escaped, skipping, started, ended;
	char after;            /* in an array: '[' or ',' that was last, 'v' for a value */
	size_t piece_line;     /* of the document that is being read or skipped */
};
void json_stream_init(struct json_stream *s, size_t limit);
void json_stream_release(struct json_stream *s);
/* Adds bytes; then call json_stream_next until it answers false. last: no more bytes will come. */
bool json_stream_feed(struct json_stream *s, const char *bytes, size_t n, bool last); /* false: out of memory */
bool json_stream_next(struct json_stream *s, struct json_piece *out);

#endif
