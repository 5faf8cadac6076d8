/* SPDX-License-Identifier: MIT */
/*
 * text: what several layers need to know about strings. Nothing here depends on the locale.
 */
#ifndef PLUMB_BASE_TEXT_H
#define PLUMB_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The closest of n words to `word` by edit distance (transposition counts 1, ASCII case ignored), or NULL
   when none is near enough to be meant (more than a third of its length, at least 1, away). */
const char *text_nearest(const char *word, const char *const *words, size_t n);

/* Byte offset of the first byte that is not valid UTF-8 (overlong, surrogate and > U+10FFFF are not), or -1. */
ptrdiff_t text_utf8_error(const char *s, size_t n);
/* Decodes one code point at s (valid UTF-8), stores its length in bytes. */
uint32_t text_utf8_next(const char *s, size_t *bytes);
/* Columns on a terminal: East Asian wide and full-width count 2, combining 0, controls 0. */
size_t text_width(const char *s, size_t n);
/* Bytes of the longest prefix that is at most `columns` wide, never splitting a code point. */
size_t text_fit(const char *s, size_t n, size_t columns);
/* Byte order; what another text starts with comes before it. Below 0, 0 or above, as memcmp. */
int text_order(const char *a, size_t a_len, const char *b, size_t b_len);
uint64_t text_hash(const char *s, size_t n); /* seeded once per process; not for storing */

#endif
