/* SPDX-License-Identifier: MIT */
/* names: see names.h. At most half of the slots are taken, so that a miss ends soon. */
#include "model/names.h"

struct names *names_new(struct arena *a, size_t most)
{
	struct names *n = arena_alloc(a, sizeof *n);
	size_t slots = 16;
	unsigned bits = 4;

	while (slots < 2 * most) {
		slots *= 2;
		bits++;
	}
	if (!n)
		return NULL;
	n->slots = arena_alloc(a, slots * sizeof *n->slots);
	n->shift = 64 - bits;
	n->mask = slots - 1;
	return n->slots ? n : NULL;
}

int32_t names_add(struct names *n, const char *text, size_t len, int32_t id)
{
	uint64_t head, tail;
	const int32_t known = names_find(n, text, len);

	if (known >= 0)
		return known;
	names_ends(text, len, &head, &tail);
	size_t i = names_place(n, head, tail, len);
	while (n->slots[i].text)
		i = (i + 1) & n->mask;
	n->slots[i] = (struct name_slot){ head, tail, text, (uint32_t)len, id };
	return id;
}
