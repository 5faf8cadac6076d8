/* SPDX-License-Identifier: MIT */
/*
 * Built breadth first from the sorted words: the words of a state are a range, its children the runs in it that share
 * the next byte. So every state that a fail link can point to is complete before it is needed.
 */
#include "model/phrase_trie.h"

#include <stdlib.h>
#include <string.h>

#define FREE (-1)
#define NOBODY (-2) /* the root's parent */

struct range {
	int32_t state;
	size_t from, to; /* words */
	size_t depth;
};
struct builder {
	struct trie *trie;
	struct trie_word *words;
	struct range *queue;
	size_t head, tail;
	size_t cursor; /* no free cell before it */
};
struct child {
	unsigned char byte;
	size_t from, to;
};

/* Makes sure that cells up to `last` exist. */
static bool grow(struct trie *t, size_t last)
{
	if (last < t->count)
		return true;
	size_t count = last + last / 2 + 256;
	struct trie_cell *cells = realloc(t->cells, count * sizeof *cells);
	if (!cells)
		return false;
	for (size_t i = t->count; i < count; i++)
		cells[i] = (struct trie_cell){ 0, FREE, 0, -1 };
	t->cells = cells;
	t->count = count;
	return true;
}

/* A base at which all children find free cells; -1: memory is out. */
static int32_t find_base(struct builder *b, const struct child *children, size_t n)
{
	struct trie *t = b->trie;
	while (b->cursor < t->count && t->cells[b->cursor].parent != FREE)
		b->cursor++;
	size_t base = b->cursor > children[0].byte ? b->cursor - children[0].byte : 1;
	for (;; base++) {
		if (!grow(t, base + 255))
			return -1;
		size_t i = 0;
		while (i < n && t->cells[base + children[i].byte].parent == FREE)
			i++;
		if (i == n)
			return (int32_t)base;
	}
}

/* Where the automaton goes from the parent's suffix with byte c. */
static int32_t fail_of(const struct trie *t, int32_t parent, unsigned char c)
{
	return parent ? trie_step(t, t->cells[parent].fail, c) : 0;
}

/* Gives the state of range r its children and queues them. */
static bool expand(struct builder *b, const struct range *r)
{
	struct child children[256];
	size_t n = 0, i = r->from;
	if (i < r->to && b->words[i].len == r->depth)
		i++; /* the word that ends here; words are distinct, so there is one at most, and it sorts first */
	for (; i < r->to; i++) {
		unsigned char c = (unsigned char)b->words[i].bytes[r->depth];
		if (n == 0 || children[n - 1].byte != c)
			children[n++] = (struct child){ c, i, i };
		children[n - 1].to = i + 1;
	}
	if (n == 0)
		return true;
	int32_t base = find_base(b, children, n);
	if (base < 0)
		return false;
	struct trie *t = b->trie;
	t->cells[r->state].base = base;
	for (i = 0; i < n; i++) {
		struct child *c = &children[i];
		int32_t state = base + c->byte;
		struct trie_cell *cell = &t->cells[state];
		cell->parent = r->state;
		cell->fail = fail_of(t, r->state, c->byte);
		cell->word = t->cells[cell->fail].word;
		if (b->words[c->from].len == r->depth + 1) {
			b->words[c->from].shorter = cell->word;
			cell->word = (int32_t)c->from;
		}
		b->queue[b->tail++] = (struct range){ state, c->from, c->to, r->depth + 1 };
	}
	if (r->state == 0)
		for (i = 0; i < n; i++)
			t->root[children[i].byte] = base + children[i].byte;
	return true;
}

bool trie_build(struct trie *t, struct trie_word *words, size_t n)
{
	memset(t, 0, sizeof *t);
	size_t states = 1;
	for (size_t i = 0; i < n; i++)
		states += words[i].len;
	struct builder b = { .trie = t, .words = words, .cursor = 1 };
	b.queue = malloc(states * sizeof *b.queue);
	bool ok = b.queue && grow(t, 256);
	if (ok) {
		t->cells[0].parent = NOBODY;
		b.queue[b.tail++] = (struct range){ 0, 0, n, 0 };
	}
	while (ok && b.head < b.tail)
		ok = expand(&b, &b.queue[b.head++]);
	free(b.queue);
	return ok;
}

void trie_release(struct trie *t)
{
	free(t->cells);
	memset(t, 0, sizeof *t);
}
