/* SPDX-License-Identifier: MIT */
/*
 * phrase_fold: a text as the units that matter for comparing.
 *
 * A unit is a character with the marks that follow it, folded: NFKD (equal exactly where NFKC is), case folding, zero-width
 * and control characters dropped. A run of white space is one unit, a space; between two CJK characters it is none.
 * Phrases and texts go through the same folding, so they are compared as bytes, and only whole units
 * match: "e" is not found in "é", nor "g" in the sign for kilogram. Nothing is allocated.
 *
 *   struct fold f = { text, len, 0, false };
 *   while (fold_next(&f, &unit)) ...
 *
 * The struct may be copied to look ahead. Bytes that are not UTF-8 are units that match nothing.
 */
#ifndef PLUMB_MODEL_PHRASE_FOLD_H
#define PLUMB_MODEL_PHRASE_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOLD_UNIT_MAX 160 /* bytes; a longer pile of marks is cut into several units */

struct fold {
	const char *text;
	size_t len, at;
	bool after_cjk;
};
struct fold_unit {
	size_t start, end; /* bytes in the original */
	bool word;         /* part of a word in a script that puts spaces between words */
	size_t count;
	char bytes[FOLD_UNIT_MAX];
};
bool fold_next(struct fold *f, struct fold_unit *u);

/*
 * ASCII folded, 0 for what needs fold_next. A byte c at f->at is a unit of its own when c and the byte after it are both
 * plain (or c is the last), and are not both spaces.
 */
extern const char fold_plain[256];

static inline bool fold_is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

#endif
