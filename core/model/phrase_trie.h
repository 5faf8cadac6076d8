/* SPDX-License-Identifier: MIT */
/*
 * phrase_trie: the automaton of Aho and Corasick as a double array.
 *
 * A state is the index of a cell; its child for byte c is cell base + c, if that cell names the state as its parent.
 * Where there is no child, `fail` is the state of the longest proper suffix that is a prefix of some phrase. State 0
 * is the root.
 */
#ifndef PLUMB_MODEL_PHRASE_TRIE_H
#define PLUMB_MODEL_PHRASE_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trie_word {
	const char *bytes;
	size_t len;
	int32_t shorter; /* made by trie_build: the longest other word that this one ends with, or -1 */
};
struct trie_cell {
	int32_t base, parent, fail;
	int32_t word; /* the longest word that ends here, or -1 */
};
struct trie {
	struct trie_cell *cells;
	size_t count;
	int32_t root[256]; /* the root's children; 0 where it has none */
};
/* Builds over distinct words that are sorted by bytes. False: memory is out (trie_release all the same). */
bool trie_build(struct trie *t, struct trie_word *words, size_t n);
void trie_release(struct trie *t);

static inline int32_t trie_step(const struct trie *t, int32_t state, unsigned char c)
{
	while (state) {
		int32_t child = t->cells[state].base + c;
		if (t->cells[child].parent == state)
			return child;
		state = t->cells[state].fail;
	}
	return t->root[c];
}

#endif
