/* SPDX-License-Identifier: MIT */
/*
 * builder: what the files that build a record share; record.h is the face.
 *
 * One walk over the document. Words grow at the end of one buffer; the slots of the objects that are still open wait
 * on a stack, an object is laid out when all its members were seen, children therefore before their parents. Offsets
 * are stable, addresses are not: whatever may grow a buffer ends every pointer into it.
 */
#ifndef PLUMB_MODEL_BUILDER_H
#define PLUMB_MODEL_BUILDER_H

#include "model/record.h"

#define BITMAP_MAX ((SCHEMA_FIELDS_MAX + 63) / 64)

/* Where in the document something is: a chain on the C stack, read only when something is wrong. */
struct step {
	const struct step *up;
	const char *key; /* NULL: an element */
	size_t number;   /* length of the key, or index of the element */
};

/* An object whose members are being read. */
struct open_object {
	const struct kind *kind;
	size_t base; /* its slots: builder.stack[base + field index] */
	uint64_t present[BITMAP_MAX];
};

/* Strings of this document that may come again: names, roles, answers. Direct-mapped; a collision forgets. */
#define STRINGS_KNOWN 128
struct known_string {
	uint64_t slot;
	uint32_t document; /* number of the document in which the slot is valid */
};

struct record_builder {
	const struct schema *schema;
	bool lenient;
	bool partial;              /* required fields may be absent */
	uint64_t *words;
	size_t count, cap;
	size_t bytes;              /* where the newest string ends; the next one follows it in the same word */
	uint32_t document;
	struct known_string known[STRINGS_KNOWN];
	uint64_t *stack;
	size_t top, stack_cap;
	uint64_t currency;         /* of the document */
	bool raw, raw_seen;        /* objects get their word `raw`; an unknown member was seen */
	bool failed, too_large;    /* out of memory; beyond VALUE_OFFSET_MAX */
	size_t wrong;              /* violations so far, dropped ones too */
	struct violations *violations;
	struct buf message, hint, text;
};

/* Makes room for n words at the end and counts them; their offset, or 0 when that failed (see failed, too_large). */
uint32_t builder_take(struct record_builder *b, size_t n);
/* Copies a string; its slot. */
uint64_t builder_string(struct record_builder *b, const char *s, size_t len);
/* Adds a violation at `step` with what b->message and b->hint say. */
void builder_violation(struct record_builder *b, const struct step *step);

/* Fills the defaults and computed fields that the document did not give. */
void builder_derive(struct record_builder *b, struct open_object *o);

static inline bool open_object_has(const struct open_object *o, unsigned i)
{
	return o->present[i / 64] >> (i % 64) & 1;
}
static inline void open_object_set(struct record_builder *b, struct open_object *o, unsigned i, uint64_t slot)
{
	b->stack[o->base + i] = slot;
	o->present[i / 64] |= 1ULL << (i % 64);
}

#endif
