/* SPDX-License-Identifier: MIT */
/*
 * phrase: many phrases found in one pass over a text (Aho-Corasick over folded text).
 *
 * Folding: Unicode NFKC and case folding (utf8proc), zero-width, soft-hyphen and control characters dropped, runs of
 * white space as one space, and as none between two CJK characters; a span that is ASCII takes a fast path. Whole
 * characters match, with the marks on them. A phrase that begins or ends with an ASCII letter or digit matches at word
 * boundaries only; CJK needs none. Positions are those of the original text.
 */
#ifndef PLUMB_MODEL_PHRASE_H
#define PLUMB_MODEL_PHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct phrase_entry {
	const char *text;      /* as in the list */
	const char *level;     /* "banned", "caution", "evidence" */
	const char *basis;     /* the law or rule, or NULL */
	const char *category;  /* or NULL */
	const char *lang;      /* or NULL */
};
struct phrase_hit {
	uint32_t entry;
	uint32_t byte, bytes;  /* span in the original text */
	uint32_t at, length;   /* the same in code points; at is 1-based */
};
struct phrases; /* immutable */

/*
 * The list's JSON:
 *   { "title": ..., "note": ..., "source": ..., "sets": { "goals": ["争创", "strive to be"] },
 *     "entries": [ {"text": "最佳", "level": "banned", "basis": "Advertising Law Art. 9(3)", "category": "absolute",
 *                   "lang": "zh", "note": ..., "unless": ["最佳赏味期", "最佳食用"], "unless_before": ["@goals"],
 *                   "unless_after": [...]} ] }
 * `unless`: a longer phrase that contains the hit makes it harmless; `unless_before`, `unless_after`: so does a phrase
 * that stands directly before or after it, with a space between them or none. "@goals" stands for the set of that name.
 * Unknown keys are errors, and so is the same phrase twice.
 */
int phrases_from_json(const char *text, size_t len, struct phrases **out, struct err *err);
void phrases_free(struct phrases *p);
uint32_t phrases_count(const struct phrases *p);
const struct phrase_entry *phrases_entry(const struct phrases *p, uint32_t i);
/* Hits in order of position, longest first at the same place, overlapping shorter ones inside a longer one left out.
   Returns how many there are; writes at most max. */
size_t phrases_find(const struct phrases *p, const char *text, size_t len, struct phrase_hit *hits, size_t max);

#endif
