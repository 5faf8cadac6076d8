/* SPDX-License-Identifier: MIT */
/* locate: line and column of the value at a JSON Pointer, in a text that is valid JSON. */
#ifndef PLUMB_JSON_LOCATE_H
#define PLUMB_JSON_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

/* line and column (in code points) are 1-based; false when the pointer leads nowhere. */
bool json_locate(const char *text, size_t len, const char *pointer, int *line, int *column);

#endif
