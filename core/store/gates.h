/* SPDX-License-Identifier: MIT */
/*
 * gates: what was decided when somebody asked for a phase, or for a status of an element, and what became of the document.
 */
#ifndef PLUMB_STORE_GATES_H
#define PLUMB_STORE_GATES_H

#include "store/store.h"

enum gate_outcome { GATE_PASSED, GATE_REFUSED, GATE_OVERRIDDEN, GATE_REOPENED, GATE_OUTCOME_COUNT };
extern const char *const gate_outcome_names[GATE_OUTCOME_COUNT]; /* "passed" ... */

struct gate_entry {
	const char *project;
	int64_t revision;         /* of the document that was judged (stored_project) */
	const char *document;     /* as it is from now on, canonical; NULL: nothing moves */
	size_t len;
	const char *from, *to;    /* phases, or the element's statuses; from "": none */
	const char *element;      /* "": the project */
	enum gate_outcome outcome;
	const char *role;         /* in which it was overridden; "" */
	const char *generation;   /* hash of the policies that judged */
	const char *verdicts;     /* JSON array: those that counted */
	const struct origin *by;
	/* the answer */
	bool changed;             /* the document is another since it was judged: nothing was written */
	int64_t seq;              /* of the log's entry */
};
/*
 * One transaction: the document with its changes in the log, the decision, and the entry of the log that it has the number of
 * ("gate.passed", "gate.refused", "gate.overridden", "gate.reopened").
 * ERR_INPUT: there is no such project, or the document would break the schema.
 */
int gate_record(struct store *s, struct gate_entry *g, struct err *err);

struct gate_row {
	int64_t seq, at_ms;
	const char *actor, *reason;   /* "" where they were erased */
	const char *from, *to, *element;
	enum gate_outcome outcome;
	const char *generation;
	const char *verdicts;         /* JSON array */
};
/* A project's decisions, the last first. ERR_INPUT: there never was such a project. */
int gate_list(struct store *s, const char *project, bool (*row)(void *ctx, const struct gate_row *r), void *ctx, struct err *err);

#endif
