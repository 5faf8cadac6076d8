/* SPDX-License-Identifier: MIT */
/*
 * path: where in a project something is, for people and for machines.
 *
 *   risks[credit].score      elements by their identity (record_element_id); ']' and '\' in it are written \] and \\
 *   /risks/0/score           the same as a JSON Pointer (RFC 6901)
 *
 *   struct path p;
 *   path_init(&p);
 *   path_field(&p, "risks");
 *   path_element(&p, schema, record, list, kind, 0);
 *   struct path_mark here = path_mark(&p);
 *   path_field(&p, "score");       p.human.data, p.pointer.data
 *   path_rewind(&p, here);         risks[credit] again
 *   path_release(&p);
 */
#ifndef PLUMB_MODEL_PATH_H
#define PLUMB_MODEL_PATH_H

#include "model/record.h"

struct path {
	struct buf human, pointer;
};
struct path_mark {
	size_t human, pointer;
};

void path_init(struct path *p);
void path_release(struct path *p);
void path_clear(struct path *p);
void path_field(struct path *p, const char *name);
/* Element i (0-based) of a list of `kind`. */
void path_element(struct path *p, const struct schema *s, struct record r, uint32_t list, const struct kind *kind, uint32_t i);
/* Adds a name or identity as a human path has it: a backslash before each byte of it that is in `special`. */
void path_escape(struct buf *out, const char *text, size_t len, const char *special);
#define PATH_SPECIAL_NAME ".[\\"
#define PATH_SPECIAL_ELEMENT "]\\"
/* String i (0-based) of a set: skills[2] for people, counted from 1. */
void path_item(struct path *p, uint32_t i);
struct path_mark path_mark(const struct path *p);
void path_rewind(struct path *p, struct path_mark mark);

/* What a human path leads to. */
struct path_target {
	const struct kind *kind;   /* of the object that holds the last field */
	const struct field *field; /* the last field, or NULL for the empty path */
	uint32_t object;           /* offset of that object; 0: it is absent itself, an object on the way is */
	const uint64_t *slot;      /* of the field; NULL: absent */
	bool element;              /* the path ends with an element: `kind` and `object` are the element's, field is its list */
};
/*
 * Follows `text` in a record: an element by its identity, or by "#3" for the third; a JSON Pointer is taken too. Appends
 * to `p` as it goes (may be NULL). ERR_INPUT names the step that leads nowhere and what may have been meant. Absent fields
 * and objects are no error: what the schema has can be spoken of; an element must be there.
 */
int path_resolve(const struct schema *s, struct record r, const char *text, struct path_target *out, struct path *p, struct err *err);

#endif
