/* SPDX-License-Identifier: MIT */
/*
 * names: text to a small number, by open addressing. Made once for a schema's field names, then only read.
 *
 * A name's first and last eight bytes and its length tell it apart up to sixteen bytes: most lookups compare three
 * words and never the text. The texts are the caller's and must outlive the table.
 */
#ifndef PLUMB_MODEL_NAMES_H
#define PLUMB_MODEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct name_slot {
	uint64_t head, tail;
	const char *text; /* NULL: the slot is free */
	uint32_t len;
	int32_t id;
};
struct names {
	struct name_slot *slots;
	unsigned shift; /* 64 - log2 of the number of slots */
	size_t mask;
};

/* Room for at most `most` names; NULL: out of memory. */
struct names *names_new(struct arena *a, size_t most);
/* The number of a name: that of an earlier one of the same text, else `id`, which it gets. */
int32_t names_add(struct names *n, const char *text, size_t len, int32_t id);

static inline uint64_t names_load(const char *s, size_t bytes)
{
	uint64_t v = 0;
	memcpy(&v, s, bytes);
	return v;
}

static inline void names_ends(const char *s, size_t len, uint64_t *head, uint64_t *tail)
{
	*tail = 0;
	if (len >= 8) {
		*head = names_load(s, 8);
		*tail = names_load(s + len - 8, 8);
	} else if (len >= 4) {
		*head = names_load(s, 4) | names_load(s + len - 4, 4) << 32;
	} else {
		*head = len ? (uint64_t)(uint8_t)s[0] | (uint64_t)(uint8_t)s[len / 2] << 8 | (uint64_t)(uint8_t)s[len - 1] << 16 : 0;
	}
}

static inline size_t names_place(const struct names *n, uint64_t head, uint64_t tail, size_t len)
{
	return (size_t)(((head ^ (tail << 17 | tail >> 47)) + len) * 0x9e3779b97f4a7c15ULL >> n->shift);
}

/* -1: no such name. */
static inline int32_t names_find(const struct names *n, const char *text, size_t len)
{
	uint64_t head, tail;
	names_ends(text, len, &head, &tail);
	for (size_t i = names_place(n, head, tail, len);; i = (i + 1) & n->mask) {
		const struct name_slot *slot = &n->slots[i];
		if (!slot->text)
			return -1;
		if (slot->head == head && slot->tail == tail && slot->len == len && (len <= 16 || !memcmp(slot->text, text, len)))
			return slot->id;
	}
}

#endif
