/* SPDX-License-Identifier: MIT */
/*
 * text: UTF-8, widths, hashes. What decodes here never reads past its n bytes; a byte that starts
 * no valid sequence is taken alone, as U+FFFD one column wide.
 */
#include "base/text.h"

#include <string.h>
#include <sys/auxv.h>
#include <utf8proc.h>

#define HIGH_BITS 0x8080808080808080ULL
#define REPLACEMENT 0xFFFDu

/* Length of the valid sequence at s[0..n), or 0. Unicode 15, table 3-7. */
static size_t sequence(const unsigned char *s, size_t n)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t len;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xC2 && s[0] <= 0xDF)
		len = 2;
	else if (s[0] >= 0xE0 && s[0] <= 0xEF)
		len = 3;
	else if (s[0] >= 0xF0 && s[0] <= 0xF4)
		len = 4;
	else
		return 0;
	if (n < len)
		return 0;
	switch (s[0]) { /* the second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF */
	case 0xE0: low = 0xA0; break;
	case 0xED: high = 0x9F; break;
	case 0xF0: low = 0x90; break;
	case 0xF4: high = 0x8F; break;
	}
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

ptrdiff_t text_utf8_error(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n) {
		uint64_t word;
		size_t len;

		if (n - i >= 8) {
			memcpy(&word, s + i, 8);
			if (!(word & HIGH_BITS)) {
				i += 8;
				continue;
			}
		}
		len = sequence((const unsigned char *)s + i, n - i);
		if (!len)
			return (ptrdiff_t)i;
		i += len;
	}
	return -1;
}

uint32_t text_utf8_next(const char *s, size_t *bytes)
{
	const unsigned char *u = (const unsigned char *)s;

	if (u[0] < 0x80) {
		*bytes = 1;
		return u[0];
	}
	if (u[0] < 0xE0) {
		*bytes = 2;
		return (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
	}
	if (u[0] < 0xF0) {
		*bytes = 3;
		return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
	}
	*bytes = 4;
	return (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 | (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
}

static uint32_t decode(const char *s, size_t n, size_t *bytes)
{
	if (sequence((const unsigned char *)s, n))
		return text_utf8_next(s, bytes);
	*bytes = 1;
	return REPLACEMENT;
}

static size_t columns_of(uint32_t c)
{
	int width;

	if (c >= 0x20 && c < 0x7F)
		return 1;
	width = utf8proc_charwidth((utf8proc_int32_t)c);
	return width > 0 ? (size_t)width : 0;
}

size_t text_width(const char *s, size_t n)
{
	size_t width = 0, bytes;

	for (size_t i = 0; i < n; i += bytes)
		width += columns_of(decode(s + i, n - i, &bytes));
	return width;
}

size_t text_fit(const char *s, size_t n, size_t columns)
{
	size_t i = 0, width = 0, bytes;

	/* What has no width follows the character before it. */
	for (; i < n; i += bytes) {
		width += columns_of(decode(s + i, n - i, &bytes));
		if (width > columns)
			break;
	}
	return i;
}

/* The seed is the kernel's gift to every process: no system call, so a sandboxed process can hash. */
static uint64_t seed[2] = { 0x9E3779B97F4A7C15ULL, 0xD1B54A32D192ED03ULL };

__attribute__((constructor)) static void seed_once(void)
{
	const void *random = (const void *)getauxval(AT_RANDOM);

	if (random)
		memcpy(seed, random, sizeof seed);
	seed[0] |= 1; /* a multiplier must not be even, least of all 0 */
	seed[1] |= 1;
}

/* Both halves of the product: every bit of the operands reaches every bit of the result. */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t load(const char *s, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, s, n);
	return word;
}

uint64_t text_hash(const char *s, size_t n)
{
	uint64_t h = seed[0] ^ n;

	if (n > 8) { /* words, the last one overlapping the one before it */
		const char *last = s + n - 8;

		for (; s < last; s += 8)
			h = fold(h ^ load(s, 8), seed[1]) + seed[0];
		h ^= load(last, 8);
	} else if (n >= 4) {
		h ^= load(s, 4) << 32 ^ load(s + n - 4, 4);
	} else if (n) {
		h ^= (uint64_t)(unsigned char)s[0] << 16 | (uint64_t)(unsigned char)s[n / 2] << 8 | (unsigned char)s[n - 1];
	}
	return fold(fold(h, seed[1]) + seed[0], 0x9FB21C651E98DF25ULL);
}

/* Spelling. Words are compared by code points, so that a Chinese name counts as it is seen. */
enum { WORD_MOST = 64 };

static size_t spell(const char *s, uint32_t out[WORD_MOST])
{
	size_t n = strlen(s), count = 0, bytes;

	for (size_t i = 0; i < n; i += bytes) {
		uint32_t c = decode(s + i, n - i, &bytes);

		if (count == WORD_MOST)
			return 0; /* nobody mistypes such a word: it is something else */
		out[count++] = c >= 'A' && c <= 'Z' ? c + 32 : c;
	}
	return count;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edit distance in which two neighbours that changed places count 1 (optimal string alignment). */
static size_t distance(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
	size_t rows[3][WORD_MOST + 1], *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= nb; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			row[j] = least(last[j] + 1, row[j - 1] + 1);
			row[j] = least(row[j], last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[nb];
}

int text_order(const char *a, size_t a_len, const char *b, size_t b_len)
{
	const size_t n = a_len < b_len ? a_len : b_len;
	const int order = n ? memcmp(a, b, n) : 0;

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

const char *text_nearest(const char *word, const char *const *words, size_t n)
{
	uint32_t a[WORD_MOST], b[WORD_MOST];
	const size_t na = spell(word, a);
	size_t best = na / 3 > 1 ? na / 3 + 1 : 2; /* the first distance that is too far */
	const char *nearest = NULL;

	if (!na)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t nb = words[i] ? spell(words[i], b) : 0, d;

		if (!nb || (na > nb ? na - nb : nb - na) >= best)
			continue;
		d = distance(a, na, b, nb);
		/* a distance as long as the longer word means that they share nothing */
		if (d < best && d < (na > nb ? na : nb)) {
			best = d;
			nearest = words[i];
		}
	}
	return nearest;
}
