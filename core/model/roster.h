/* SPDX-License-Identifier: MIT */
/*
 * roster: the identities of all elements of one list, made in n log n where record_element_id is linear for each.
 *
 *   struct roster ro;
 *   roster_init(&ro, schema, record, list, kind);      cheap: nothing is made yet
 *   if (!roster_make(&ro)) ...                         out of memory; made once, however often it is asked
 *   roster_put(&ro, i, &out);
 *   roster_release(&ro);
 *
 * Elements of the same text are told apart by their number among them, those without text by their place in the list:
 * no two elements of a list have the same text and number, though "x#2" may be how two of them print.
 */
#ifndef PLUMB_MODEL_ROSTER_H
#define PLUMB_MODEL_ROSTER_H

#include "model/record.h"

struct identity {
	const char *text;    /* record_identity's, in roster.text */
	uint32_t len, index; /* index: 0-based place of the element in its list */
	uint32_t nth;        /* 1-based: among those of the same text; without text, in the list */
};
struct roster {
	const struct schema *schema;
	struct record record;
	const struct kind *kind;
	uint32_t list, count;
	struct identity *sorted; /* by text, then nth; NULL: not made */
	uint32_t *places;        /* [index of an element]: its place in sorted */
	struct buf text;
};

void roster_init(struct roster *ro, const struct schema *s, struct record r, uint32_t list, const struct kind *k); /* list 0: no elements */
void roster_release(struct roster *ro);
bool roster_make(struct roster *ro); /* false: out of memory */
/* Adds what record_element_id says of element i; the roster is made. */
void roster_put(const struct roster *ro, uint32_t i, struct buf *out);
/* The order of `sorted`: 0 for the same identity, in two lists too. */
int identity_order(const struct identity *a, const struct identity *b);

#endif
