/* SPDX-License-Identifier: MIT */
/*
 * phases: the phases of a project in their order, and what a step from one to another is.
 *
 * A phase that runs `during` another has the place of that one: a project may go there and back, and need not. Only the others
 * are steps that none may leave out.
 */
#ifndef PLUMB_MODEL_PHASES_H
#define PLUMB_MODEL_PHASES_H

#include "model/verdict.h"

struct phase {
	const char *name;
	const char *during;         /* the phase beside which it runs, or NULL */
	uint32_t place;             /* 1 is the first; that of `during` where there is one */
	const char *const *approvers; size_t approver_count; /* roles that may override a refusal of the entry */
	uint32_t blocked_by;        /* open findings of this enum severity and worse block the entry; SEVERITY_COUNT: none does */
	const char *const *blocking_tags; size_t blocking_tag_count; /* only those of rules with one of these tags; none: all */
	int line;                   /* of the file that names it; 0: the phases are those of the schema */
};
struct phases {
	const struct phase *items; size_t count;
};

/* What asking for a phase comes to. */
enum phase_move {
	PHASE_STAYS,    /* it is in that phase */
	PHASE_FORWARD,  /* the next one, or one that runs during it when the project is there */
	PHASE_ASIDE,    /* to what it runs during, which it has entered before: no gate */
	PHASE_BACK,     /* an earlier one: a reopening */
	PHASE_SKIPS,    /* phases between them are left out */
};

const struct phase *phases_find(const struct phases *p, const char *name); /* NULL: none, also where name is NULL or "" */
/* The phase that comes next for a project in `now` ("": in none yet); NULL: none does, or `now` is no phase. */
const struct phase *phases_next(const struct phases *p, const char *now);
/* Is it an open finding that blocks the entry into the phase? */
bool phase_blocked_by(const struct phase *p, const struct rule_info *rule, const struct judgement *j);
/* now NULL: the project is in none yet. */
enum phase_move phases_move(const struct phase *now, const struct phase *to);

#endif
