/* SPDX-License-Identifier: MIT */
/* phrase_list: what a compiled list holds; shared by its reader (phrase_list.c) and the search (phrase.c). */
#ifndef PLUMB_MODEL_PHRASE_LIST_H
#define PLUMB_MODEL_PHRASE_LIST_H

#include "base/arena.h"
#include "model/phrase.h"
#include "model/phrase_trie.h"

#define PHRASE_BYTES_MAX 256 /* of a folded phrase or context: bounds what the search keeps in view */

/* Folded text; word_start, word_end: that side must lie at a word boundary. */
struct needle {
	const char *bytes;
	uint32_t len;
	bool word_start, word_end;
};
enum excuse_kind { EXCUSE_AROUND, EXCUSE_BEFORE, EXCUSE_AFTER };
struct excuse {
	enum excuse_kind kind;
	uint32_t offset; /* AROUND: where in the needle the phrase lies */
	struct needle needle;
	struct excuse *next;
};
/* One phrase, in the order of the trie's words. */
struct pattern {
	struct needle needle;
	uint32_t entry;
	struct excuse *excuses;
};
struct phrases {
	struct arena arena;
	struct phrase_entry *entries;
	struct pattern *patterns;
	struct trie_word *words;
	uint32_t count;
	struct trie trie;
};

#endif
