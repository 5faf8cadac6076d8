/* SPDX-License-Identifier: MIT */
/*
 * remedy: the smallest changes of a project that would make a verdict pass.
 *
 * DESIGN. Generate and verify. A traced evaluation (engine/probe.h) tells what was read and compared. Each field on one side of
 * a comparison gets the value at which the comparison turns (remedy_value.c), each absent field a plausible value, a field
 * whose presence is the trouble is taken out; where arithmetic stands between a field and the limit, the value is searched by
 * bisection (remedy_search.c). Every candidate is applied to the document (model/edit.h), the project laid out again, and the same rule
 * judged on the same element; only what passes is told. Where nothing passes alone, the candidates that changed the course of
 * the evaluation are kept and what they brought to light is added, up to CHANGES_DEEP changes.
 *
 * What makes the rule not apply any more is no remedy: closing a risk does not answer it. The one exception is a number that
 * the rule's own `when` compares, for a score or an amount below a threshold is how a standard says "small enough". Such
 * remedies come after those that pass. Identities (ids, keys) and the project's currency are never changed.
 *
 * The order is that of the evaluation, so the same input gives the same answer; EVALUATIONS_MAX bounds the work, and TIME_MAX_NS
 * that of policies which are slow on purpose. An evaluation that fails is a candidate less.
 */
#ifndef PLUMB_ENGINE_REMEDY_H
#define PLUMB_ENGINE_REMEDY_H

#include "engine/evaluation.h"
#include "engine/probe.h"
#include "json/read.h"
#include "model/path.h"

enum {
	REMEDIES_MAX = 3,      /* told of a verdict */
	CHANGES_MAX = 8,       /* of one remedy: the gaps of `needs` */
	CHANGES_DEEP = 3,      /* of one that was found step by step */
	CANDIDATES_MAX = 64,   /* at each step */
	EVALUATIONS_MAX = 400, /* for one verdict */
};
#define REMEDY_TIME_MAX_NS 2000000000LL /* for one explanation */

enum relation { RELATION_IS, RELATION_AT_MOST, RELATION_AT_LEAST, RELATION_OTHER, RELATION_GIVEN, RELATION_ABSENT };

struct change {
	const char *path, *pointer;
	const struct field *field;
	enum relation relation;
	const char *json;      /* the value that was tried; NULL: taken out */
	const char *text;      /* the same for people; NULL: none is shown */
	const char *from;      /* JSON of what is there; NULL: nothing */
};
struct candidate {
	struct change changes[CHANGES_MAX];
	unsigned count;
	bool escapes;          /* not_applicable is worth telling */
};
struct remedy;
struct candidates { struct remedy *x; struct candidate *items; size_t count; };

/* The verdict that is to be turned. */
struct remedy_target {
	uint32_t rule;
	uint32_t number;       /* of the verdict among the rule's */
	const char *element, *pointer;
};

struct remedy {
	struct engine *e;
	const struct remedy_target *target;
	struct rule *rule;
	struct probe *probe;
	struct arena arena;
	struct json_value document; /* as it is */
	struct json_value sites;    /* of the policy's traced source, where have_sites */
	bool have_sites;
	struct json_reader *document_reader, *sites_reader, *reader;
	struct record_builder *builder;
	struct buf text;
	struct record record;       /* the one that was judged last */
	enum verdict verdict;       /* what came of it */
	unsigned evaluations;
	int64_t until_ns;
	struct candidate found[REMEDIES_MAX], escapes[REMEDIES_MAX];
	size_t found_count, escape_count;
};

/* ---- remedy.c ---- */
/* For one explanation: NULL: no memory. sites: JSON of the traced source's places, or NULL. record must stay valid. */
struct remedy *remedy_new(struct engine *e, struct record record, const char *sites);
void remedy_free(struct remedy *x);
/* Writes the array `would_pass` of a verdict that is not a pass. */
void remedy_write(struct remedy *x, const struct remedy_target *t, struct json_out *o);
/* Judges with the changes; false: they make no valid project, or the evaluations are used up. */
bool remedy_try(struct remedy *x, const struct candidate *c);
/* Whether what was judged last is worth telling for c. */
bool remedy_helps(const struct remedy *x, const struct candidate *c);
void remedy_keep(struct remedy *x, const struct candidate *c);
bool remedy_over(const struct remedy *x);

/* ---- remedy_place.c: where changes can be made ---- */
/* A place in the record that was judged last. It stays what it was then when another is judged. */
struct place {
	const char *path, *pointer, *from; /* from: as change.from */
	const struct kind *kind;
	const struct field *field;
	uint32_t object;
	bool there, escapes;               /* escapes: a number that the rule's own `when` compares */
	uint64_t slot;                     /* of what is there; texts and money in another currency end with the record */
};
bool place_of(struct remedy *x, const struct reading *r, struct place *out);
/* The same by its path, whether the field is there or not. */
bool place_at(struct remedy *x, const char *path, struct place *out);
/* No id, key or currency of what is there. */
bool place_may_change(const struct remedy *x, const struct place *p);
/* The readings that one side of a comparison can be; returns how many. */
size_t readings_of(struct remedy *x, const struct comparison *c, bool left, size_t *out, size_t max);
/* The numbers, dates and moments that were read and may change, and what computed ones are made of. Returns how many.
   *scale: the size of the numbers among them. */
size_t places_to_search(struct remedy *x, struct place *out, size_t max, double *scale);

/* ---- remedy_candidate.c: changes worth trying ---- */
/* What the probe suggests beyond `base`, in the order of the evaluation. Those of one place that are GIVEN follow each other. */
struct candidates candidates_of(struct remedy *x, const struct candidate *base);
/* What was read, taken out: the last thing that anybody wants. */
struct candidates absences_of(struct remedy *x);
/* base with one more change; false: it has one of that place, or is full. */
bool candidate_add(const struct candidate *base, const struct place *p, enum relation relation, const char *json, const char *text, struct candidate *out);

/* ---- remedy_value.c ---- */
/* A number, date or moment as the document says it and as people read it. v: as the document counts (percent 0-100, days, UTC
   seconds). false: the field does not take it. */
bool scalar_texts(struct remedy *x, const struct field *f, double v, const char **json, const char **text);
/* A value that a field could well have, as JSON. */
const char *plausible(struct remedy *x, const struct field *f);
/* Values that stand for whatever could be given: all of an enum or bool; a plausible one and the far ends of a number or date. */
size_t given_values(struct remedy *x, const struct field *f, const char **json, const char **text, size_t max);
/* The value with which `field how other` is what is wanted, and how it lies to the limit. */
bool turning_value(struct remedy *x, const struct field *f, enum compared how, const struct operand *other, bool want, enum relation *relation, const char **json, const char **text);

/* ---- remedy_input.c ---- */
/* The fields that the formula of a computed field asks for, of the same object. */
size_t computed_inputs(struct ctx *c, const struct kind *k, uint32_t object, const struct field *f, const struct field **out, size_t max);

/* ---- remedy_search.c ---- */
/* Looks for the value of one number, date or moment. scale: a number like those that were read, where p has none. */
void search_place(struct remedy *x, const struct place *p, double scale);

#endif
