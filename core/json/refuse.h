/* SPDX-License-Identifier: MIT */
/*
 * refuse: says what is wrong with a text that json_read refused, and where. Private to core/json.
 *
 * The text is read again, slowly and strictly, keeping nothing but the way from the root to where it
 * stands: no memory beyond limits.depth, no recursion, time linear in the text.
 */
#ifndef PLUMB_JSON_REFUSE_H
#define PLUMB_JSON_REFUSE_H

#include "json/read.h"

#ifdef __cplusplus
extern "C" {
#endif

#define JSON_NO_TOKEN ((size_t)-1)
/*
 * Fills err with the first fault in the order of the text and returns its code, or 0 when there is none.
 * duplicate: the token (0-based; brackets, keys and values count, commas and colons do not) that is known
 * to repeat a key of its object, or JSON_NO_TOKEN: the one fault that cannot be seen without memory.
 */
int json_refuse(const char *text, size_t len, const struct json_limits *limits, size_t duplicate, struct err *err);
/* Whether the number (of JSON's grammar) is too large for a double. In read.cpp, where std::from_chars is. */
bool json_number_overflows(const char *s, size_t n);

#ifdef __cplusplus
}
#endif
#endif
