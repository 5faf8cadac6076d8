/* SPDX-License-Identifier: MIT */
/* scan: looking at JSON text without parsing it; for positions in messages, not for speed. Private to core/json. */
#ifndef PLUMB_JSON_SCAN_H
#define PLUMB_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

static inline bool json_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
size_t json_skip_space(const char *text, size_t len, size_t at);
/* From the opening quote at `at` to behind the closing one, or len. */
size_t json_skip_string(const char *text, size_t len, size_t at);
/* From the first byte of a value to behind its last. */
size_t json_skip_value(const char *text, size_t len, size_t at);
/* Length of a UTF-8 byte order mark at the start: 3 or 0. */
size_t json_bom(const char *text, size_t len);
/* Line and column (code points) of a byte, both 1-based; a byte order mark takes no column. */
void json_position(const char *text, size_t at, int *line, int *column);
/* What the n bytes between two quotes stand for, added as UTF-8. The escapes are well-formed. */
void json_unescape(const char *s, size_t n, struct buf *out);
/* 4 hexadecimal digits, or -1. */
int json_hex4(const char *s);

#endif
