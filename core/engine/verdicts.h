/* SPDX-License-Identifier: MIT */
/*
 * verdicts: rules that read what other rules found on the same project, by the word `findings`.
 *
 * DESIGN. A filter is written out where it is used, so which rules a rule may read is known once all policies have loaded
 * (verdicts_load.c). Rules then form a graph; a circle in it is a mistake of the policies. On a project, rules that read none go
 * first, all in one run as ever; then the others, each after those that it reads (verdicts.c). What is read are verdicts as a
 * report tells them, after profiles and waivers, taken where they are delivered. Verdicts are told in the order of the rules all
 * the same: those that come before their turn are held. A rule that is judged alone, or whose neighbours are off, brings what it
 * reads along, untold and uncounted.
 *
 * Policies have Lua states of their own; the findings are in C, and each call makes a read-only list of them (words_verdicts.c).
 */
#ifndef PLUMB_ENGINE_VERDICTS_H
#define PLUMB_ENGINE_VERDICTS_H

#include "engine/evaluation.h"

struct run;

enum { FILTER_TAG, FILTER_RULE, FILTER_POLICY, FILTER_CLAUSE, FILTER_TEXTS };

struct asked_text { const char *text; int line, column, width; };
/* One call of `findings` that a rule can come to. */
struct filter {
	const char *text;             /* 'findings { tag = "cost" }': equal filters, equal texts */
	struct asked_text *asked[FILTER_TEXTS]; size_t counts[FILTER_TEXTS]; /* any of these; none: all */
	unsigned severities, verdicts; /* a bit each */
	bool trial;                   /* those of rules on trial, too */
	int line, column, width;
	uint64_t *selects;            /* a bit per rule: those whose findings it can give */
};

struct finding {
	enum verdict verdict;
	enum severity severity;
	bool advisory;
	double measure;               /* NAN: none */
	const char *element;
	struct finding *next;
};
struct held;

struct verdicts {
	uint32_t *readers; size_t reader_count; /* each after those that it reads */
	uint64_t *is_reader;          /* a bit per rule */
	size_t words;                 /* of such a set */
	/* the project at hand; a place per rule */
	struct { struct finding *first, *last; } *found;
	int64_t *flips;               /* the earliest moment at which time alone can change a verdict of the rule */
	struct { struct held *first, *last; } *held;
	uint64_t *told, *quiet;       /* which are judged: for the caller, or only to be read */
	uint64_t *off;                /* scratch */
	uint64_t *counts;             /* of those that nobody counts */
	bool keeping, failed;         /* failed: memory was out */
	struct arena arena;
	struct buf text;
};

/* ---- verdicts_load.c ---- */
/* The rule's calls, from the list at stack index `calls` (lua/analyze/verdicts.lua). Raises nothing. */
void verdicts_take(struct engine *e, struct rule *r, lua_State *L, int calls);
/* The one text of the filter at stack index t, whatever the order in which it was written. */
void verdicts_text(lua_State *L, int t, struct buf *out);
/* All policies are loaded: who reads whom. ERR_MEMORY. */
int verdicts_link(struct engine *e, struct diagnostics *d, struct err *err);
void verdicts_free(struct verdicts *v);

/* ---- verdicts.c ---- */
/* Does a rule from first to before end that is not off read verdicts? */
bool verdicts_asked(const struct engine *e, uint32_t first, uint32_t end, const uint64_t *off);
/* As run_rules, when one does. */
int verdicts_run(struct run *run, uint32_t first, uint32_t end, const uint64_t *never, struct err *err);
/* Of a rule that is read: a verdict that was counted, and one that is delivered. */
void verdicts_flip(struct engine *e, const struct rule *r);
void verdicts_keep(struct engine *e, const struct judgement *j);

static inline bool in_set(const uint64_t *set, uint32_t rule) { return set[rule / 64] >> (rule % 64) & 1; }
static inline void set_add(uint64_t *set, uint32_t rule) { set[rule / 64] |= 1ULL << (rule % 64); }

#endif
