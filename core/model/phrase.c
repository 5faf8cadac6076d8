/* SPDX-License-Identifier: MIT */
/*
 * phrase: the search.
 *
 * The text is folded unit by unit and fed to the automaton; nothing is copied or allocated. What was fed last stays in
 * a ring, so that a match knows where in the original it began and what stands before it. What stands after it is seen by
 * folding on with a copy of the folder, and only when the automaton has found something. A match counts when it
 * covers whole units, keeps its word boundaries and has no excuse.
 */
#include "model/phrase.h"

#include <string.h>

#include "model/phrase_fold.h"
#include "model/phrase_list.h"

#define RING 1024u /* folded bytes kept: a match, a context before it, a space and a boundary */
#define AHEAD (PHRASE_BYTES_MAX + 2 + FOLD_UNIT_MAX) /* and as much after it */

/* PLAIN: one ASCII byte, which itself says whether it is part of a word. */
enum { UNIT_START = 1, UNIT_END = 2, UNIT_WORD = 4, UNIT_PLAIN = 8 };

/* One folded byte. */
struct cell {
	uint32_t start; /* of its unit in the original */
	char byte;
	uint8_t flags;
};
struct pending {
	struct phrase_hit hit;
	size_t start; /* in folded bytes */
};
struct search {
	const struct phrases *list;
	struct fold fold;
	size_t fed;          /* folded bytes so far */
	struct cell ring[RING];
	struct cell ahead[AHEAD];
	size_t ahead_count;
	size_t ahead_of;     /* the value of `fed` that the cells ahead go on from; 0: none yet */
	struct fold ahead_fold;
	struct pending pending[PHRASE_BYTES_MAX];
	size_t pending_count;
	struct phrase_hit *hits;
	size_t max, count;
	size_t counted_bytes, counted_codes; /* code points before a byte of the original */
};

static uint8_t flags_of(size_t i, size_t count, bool word)
{
	return (uint8_t)((i == 0 ? UNIT_START : 0) | (i + 1 == count ? UNIT_END : 0) | (word ? UNIT_WORD : 0));
}

/* The folded byte at position p, folding on as far as it takes; NULL beyond the text. */
static const struct cell *cell_at(struct search *s, size_t p)
{
	if (p < s->fed)
		return &s->ring[p % RING];
	if (s->ahead_of != s->fed) {
		s->ahead_of = s->fed;
		s->ahead_fold = s->fold;
		s->ahead_count = 0;
	}
	struct fold_unit u;
	while (p - s->fed >= s->ahead_count) {
		if (!fold_next(&s->ahead_fold, &u))
			return NULL;
		for (size_t i = 0; i < u.count; i++)
			s->ahead[s->ahead_count++] = (struct cell){ (uint32_t)u.start, u.bytes[i], flags_of(i, u.count, u.word) };
	}
	return &s->ahead[p - s->fed];
}

static bool is_word_at(struct search *s, size_t p)
{
	const struct cell *c = cell_at(s, p);
	return c && (c->flags & UNIT_WORD || (c->flags & UNIT_PLAIN && fold_is_alnum(c->byte)));
}

static bool is_space_at(struct search *s, size_t p)
{
	const struct cell *c = cell_at(s, p);
	return c && c->byte == ' ';
}

/* The needle covers whole units from position p on, with its word boundaries. */
static bool stands_at(struct search *s, const struct needle *n, size_t p)
{
	for (size_t i = 0; i < n->len; i++) {
		const struct cell *c = cell_at(s, p + i);
		if (!c || c->byte != n->bytes[i] || (i == 0 && !(c->flags & UNIT_START)) || (i + 1 == n->len && !(c->flags & UNIT_END)))
			return false;
	}
	return !(n->word_start && p > 0 && is_word_at(s, p - 1)) && !(n->word_end && is_word_at(s, p + n->len));
}

static bool excused(struct search *s, const struct pattern *p, size_t start, size_t end)
{
	for (const struct excuse *e = p->excuses; e; e = e->next) {
		size_t at;
		switch (e->kind) {
		case EXCUSE_AROUND:
			if (start >= e->offset && stands_at(s, &e->needle, start - e->offset))
				return true;
			break;
		case EXCUSE_BEFORE:
			at = start > 0 && is_space_at(s, start - 1) ? start - 1 : start;
			if (at >= e->needle.len && stands_at(s, &e->needle, at - e->needle.len))
				return true;
			break;
		case EXCUSE_AFTER:
			at = is_space_at(s, end) ? end + 1 : end;
			if (stands_at(s, &e->needle, at))
				return true;
			break;
		}
	}
	return false;
}

static size_t count_codes(const char *text, size_t from, size_t to)
{
	size_t n = 0;
	for (size_t i = from; i < to; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

/* Delivers the first n pending hits: nothing that is still to come can contain them. */
static void deliver(struct search *s, size_t n)
{
	const char *text = s->fold.text;
	for (size_t i = 0; i < n; i++) {
		struct phrase_hit h = s->pending[i].hit;
		if (s->count++ >= s->max)
			continue;
		s->counted_codes += count_codes(text, s->counted_bytes, h.byte);
		s->counted_bytes = h.byte;
		h.at = (uint32_t)s->counted_codes + 1;
		h.length = (uint32_t)count_codes(text, h.byte, h.byte + h.bytes);
		s->hits[s->count - 1] = h;
	}
	s->pending_count -= n;
	memmove(s->pending, s->pending + n, s->pending_count * sizeof *s->pending);
}

/* Pending hits ascend in start and end. A new one ends last, so those that start no earlier lie inside it. */
static void add_hit(struct search *s, const struct pattern *p, size_t start, size_t end_byte)
{
	while (s->pending_count && s->pending[s->pending_count - 1].start >= start)
		s->pending_count--;
	size_t final = 0;
	while (final < s->pending_count && s->fed - s->pending[final].start >= PHRASE_BYTES_MAX)
		final++;
	deliver(s, final);
	uint32_t byte = cell_at(s, start)->start;
	s->pending[s->pending_count++] = (struct pending){ { p->entry, byte, (uint32_t)(end_byte - byte), 0, 0 }, start };
}

/* Words end at what was fed last: takes the longest that counts; the others lie inside it. */
static void consider(struct search *s, int32_t word, size_t end_byte)
{
	for (; word >= 0; word = s->list->words[word].shorter) {
		const struct pattern *p = &s->list->patterns[word];
		size_t start = s->fed - p->needle.len;
		if (stands_at(s, &p->needle, start) && !excused(s, p, start, s->fed)) {
			add_hit(s, p, start, end_byte);
			return;
		}
	}
}

/* Feeds plain ASCII up to the end of a word or to what is not plain: the hot loop, so it keeps to local variables. */
static int32_t feed_plain(struct search *s, int32_t state)
{
	const struct trie *t = &s->list->trie;
	const unsigned char *text = (const unsigned char *)s->fold.text;
	size_t at = s->fold.at, len = s->fold.len, fed = s->fed;
	char c = fold_plain[text[at]];
	while (c) {
		char after = at + 1 < len ? fold_plain[text[at + 1]] : 0;
		if ((!after && at + 1 < len) || (c == ' ' && after == ' '))
			break;
		s->ring[fed++ % RING] = (struct cell){ (uint32_t)at++, c, UNIT_START | UNIT_END | UNIT_PLAIN };
		state = trie_step(t, state, (unsigned char)c);
		if (t->cells[state].word >= 0)
			break;
		c = after;
	}
	s->fold.after_cjk = s->fold.after_cjk && fed == s->fed;
	s->fold.at = at;
	s->fed = fed;
	return state;
}

static int32_t feed_unit(struct search *s, int32_t state, const struct fold_unit *u)
{
	for (size_t i = 0; i < u->count; i++) {
		s->ring[s->fed++ % RING] = (struct cell){ (uint32_t)u->start, u->bytes[i], flags_of(i, u->count, u->word) };
		state = trie_step(&s->list->trie, state, (unsigned char)u->bytes[i]);
	}
	return state;
}

static void run(struct search *s)
{
	const struct trie_cell *cells = s->list->trie.cells;
	struct fold_unit u;
	int32_t state = 0;
	while (s->fold.at < s->fold.len) {
		size_t before = s->fed;
		state = feed_plain(s, state);
		size_t end = s->fold.at;
		if (s->fed == before) {
			if (!fold_next(&s->fold, &u))
				break;
			state = feed_unit(s, state, &u);
			end = u.end;
		}
		if (cells[state].word >= 0)
			consider(s, cells[state].word, end);
	}
}

size_t phrases_find(const struct phrases *p, const char *text, size_t len, struct phrase_hit *hits, size_t max)
{
	struct search s; /* large: only what must start at zero is set */
	s.list = p;
	s.fold = (struct fold){ text, len < UINT32_MAX ? len : UINT32_MAX, 0, false };
	s.fed = s.ahead_count = s.ahead_of = s.pending_count = s.count = s.counted_bytes = s.counted_codes = 0;
	s.hits = hits;
	s.max = max;
	run(&s);
	deliver(&s, s.pending_count);
	return s.count;
}
