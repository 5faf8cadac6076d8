/* SPDX-License-Identifier: MIT */
/*
 * run: all rules of a policy over one project, as one protected call after another; see evaluate.c.
 */
#ifndef PLUMB_ENGINE_RUN_H
#define PLUMB_ENGINE_RUN_H

#include "engine/evaluation.h"
#include "engine/verdicts.h"

#define ELEMENTS_ALL UINT32_MAX

struct run {
	struct engine *e;
	struct policy *p;
	const uint64_t *off, *passes; /* of the filter */
	uint64_t *counts;            /* the engine's, or where nobody counts */
	judgement_sink sink;
	void *sink_ctx;
	share_sink share;            /* shares are wanted, no verdicts: to sink_ctx; else NULL */
	uint32_t rule, end;          /* indexes into the engine's rules */
	uint32_t only;               /* recorded: the one element (by its number in `elements`) to judge, or ELEMENTS_ALL */
	uint32_t element;            /* number in `elements`, or in the list that `each` gave */
	struct element *elements; size_t count, cap;
	bool gates;                  /* rules that guard a phase are judged only where the project is at that gate */
	bool readiness;              /* of the rule: it guards the entry that the project is before */
	bool in_state;               /* of the rule: only elements that have the status of its gate are judged */
	bool collected;              /* the elements (or the list that `each` gives) are known */
	const struct element *current; /* the element being judged; NULL: the whole project */
	struct element given;        /* storage of the current one where a function gave it */
	bool decided;                /* the traced `when` gave the verdict of the whole rule */
	bool over;                   /* a budget was exceeded: the state is to be dropped */
	struct buf error;            /* message of a failed evaluation, without its position */
	int blamed_line;             /* of the function whose result is refused; 0: the error has a place of its own */
	int error_line;              /* of e->error_file; 0: not known */
};

enum outcome { DONE, SUSPECT, RULE_OVER };

static inline bool has_bit(const uint64_t *bits, uint32_t rule)
{
	return bits[rule / 64] >> (rule % 64) & 1;
}

/* ---- deliver.c: verdicts to whoever asked ---- */
/* Counts a verdict; what tells readiness is none that counts. A quiet one of a rule that nobody watches is only that. */
static inline bool only_counted(struct run *run, const struct rule *r, enum verdict v)
{
	if (!run->readiness) {
		run->counts[(size_t)r->index * VERDICT_COUNT + v]++;
		if (r->is_read)
			verdicts_flip(run->e, r);
	}
	return verdict_is_quiet(v) && !(run->passes && has_bit(run->passes, r->index));
}
void deliver_counted(struct run *run, struct rule *r, const struct element *el, struct judgement *j);
/* Excuses what a waiver excuses, counts, and delivers. */
void deliver(struct run *run, struct rule *r, const struct element *el, struct judgement *j);
void deliver_unknown(struct run *run, struct rule *r, const struct element *el, value_t marker);
/* The verdict of a rule that is not judged on this project, with the reason; of a replaced one there is none. */
void deliver_standing(struct run *run, struct rule *r);
void deliver_error(struct run *run, struct rule *r, const struct element *el, enum failure failure, const char *message, int line);
static inline void deliver_plain(struct run *run, struct rule *r, const struct element *el, enum verdict v)
{
	if (only_counted(run, r, v))
		return;
	struct judgement j = { .verdict = v, .severity = r->now.severity };
	deliver_counted(run, r, el, &j);
}

/* ---- evaluate.c ---- */
/* The rules from first to before end, policy by policy, without those that are off. */
void run_rules(struct run *run, uint32_t first, uint32_t end);

/* ---- judge.c: one element in one mode ---- */
/* `given`: stack index of the value that an each function gave, or 0. */
enum outcome judge_element(lua_State *L, struct run *run, struct rule *r, const struct element *el, int given, enum mode mode);
/* The policy's own `when`, asked once a project: 1 goes on, 0 a verdict for the whole rule was given, -1 suspect. */
int policy_applies(lua_State *L, struct run *run, struct rule *r, enum mode mode);
/* Calls the rule's each function; leaves the list on the stack and answers how many it has. -1: a verdict was given; -2: suspect. */
int64_t call_each(lua_State *L, struct run *run, struct rule *r, enum mode mode);
void push_given(lua_State *L, int list, uint32_t i);
struct element given_element(struct run *run, lua_State *L, int given);

/* ---- across.c: a rule across the portfolio on one project; false: no memory ---- */
bool across_run(struct run *run, struct rule *r);

/* ---- evaluate.c ---- */
/* The elements of the rule's `each` path, into run->elements. false: no memory. */
bool collect_elements(struct run *run, const struct rule *r);
/* Rules first .. end on one record. */
void judge_rules(struct run *run, uint32_t first, uint32_t end, struct record r);

/* ---- retrace.c: the traced repetition, and what a failure means ---- */
/* What to judge again: only the policy's `when`, one element, or (for an each function) one or all that it gives. */
enum extent { EXTENT_WHEN, EXTENT_ELEMENT, EXTENT_ALL };
enum outcome judge_traced(lua_State *L, struct run *run, struct rule *r, const struct element *el, enum extent extent);
/* RULE_OVER: a budget is exceeded and the state is to be dropped. */
enum outcome explain_failure(struct run *run, struct rule *r, int status);

#endif
