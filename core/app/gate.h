/* SPDX-License-Identifier: MIT */
/*
 * gate: asks for a project's entry into a phase, or for a status of one of its elements, and keeps what was decided.
 *
 * The project is judged as the store has it, now, by the active policies. A forward step is refused by every gate rule that
 * fails, is unknown or in error and not waived, and by the open findings that the phase names; what is soft an approver can
 * override. A phase is left out only with a waiver of a rule that covers X-05.a. Back goes whoever says why: no gate rule is
 * asked then. Between a phase and one that runs during it there is no way back, and no gate but that of the latter's entry.
 *
 * An element is judged as it would be with the status that is asked for, by the rules whose gate is that status; its
 * approvers are those of the phase that the project comes to next.
 */
#ifndef PLUMB_APP_GATE_H
#define PLUMB_APP_GATE_H

#include "app/session.h"
#include "store/gates.h"

struct gate_request {
	struct store *store;
	const char *project, *element, *to; /* element "": the project; to NULL: what it is before, nothing is asked for */
	const char *role;                   /* of who overrides; NULL: none */
	bool override, dry;                 /* dry: nothing is kept */
	const struct origin *by;            /* the reason is why */
};

/* Why it is refused, where that is not the rules. */
enum gate_obstacle { OBSTACLE_NONE, OBSTACLE_SKIPS, OBSTACLE_ROLE };

struct gate_answer {
	struct arena arena;
	struct project_result result;       /* as it was judged, whole; its judgements too */
	const struct phase *now, *gate;     /* of the project; gate: whose rules were judged, NULL: none */
	enum phase_move move;
	const char *from, *to, *element;    /* as they are written; element "" */
	const struct judgement **verdicts; size_t verdict_count; /* that refuse, are told or waived, of gate rules */
	const struct judgement **findings; size_t finding_count; /* open ones that block */
	size_t rules, passed;               /* gate rules that were judged; of these, without anything to tell */
	size_t hard, soft;                  /* refusals that nobody, and that an approver can override; findings are soft */
	const char *const *approvers; size_t approver_count;
	const struct waiver *skip;          /* that allows to leave phases out; NULL */
	enum gate_obstacle obstacle;
	const char *comes_next;             /* SKIPS: the phase that is left out; "" */
	enum gate_outcome outcome;
	int64_t entry;                      /* of the log; 0: nothing was kept */
};
/* The session is one of the store's projects (session_open_store). ERR_USAGE, ERR_INPUT with what may have been meant. */
int gate_ask(struct session *s, const struct gate_request *q, struct gate_answer *out, struct err *err);
void gate_answer_release(struct gate_answer *a);

#endif
