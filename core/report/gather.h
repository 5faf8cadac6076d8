/* SPDX-License-Identifier: MIT */
/*
 * gather: what text and Markdown need of a whole sweep before they can write its first line.
 *
 * Keeps the worst `max` projects (their findings copied), at most `max` findings that are gone (the most severe), what is
 * absent and in how many projects, and, for each rule, in how many projects it found something. Memory depends on `max`, the
 * number of rules and the number of distinct gaps, not on the number of projects.
 */
#ifndef PLUMB_REPORT_GATHER_H
#define PLUMB_REPORT_GATHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/verdict.h"

/* How bad a project is; compared from the first member on. */
struct weight { uint32_t failed[SEVERITY_COUNT], errors, unknown, trial, waived, refusing; };

struct kept {
	struct arena arena;
	struct project_result result;  /* everything it points to is in the arena */
	const char *input;
	struct weight weight;
	uint64_t order;
};

/* Something that is absent in some projects: "risks.score", or a reason why a rule could not judge. */
struct gap {
	char *what;
	bool reason;                   /* a sentence, not a path */
	size_t projects;
	size_t kept;                   /* how many of them are among the kept projects (after gather_finish) */
	uint32_t *rules; size_t rule_count;
	uint64_t seen;                 /* order of the last project that had it, plus 1 */
};

/* A finding that is gone; one piece of memory with its texts. */
struct gone {
	const char *project, *name, *rule, *element;
	enum severity severity;
	enum closing cause;
	uint64_t result, order;        /* number of the project's result, and of this one among all that are gone */
};
struct gone_list { struct gone **items; size_t count, cap; };

struct rule_tally {
	size_t projects;               /* in which it failed */
	size_t quarantined;            /* verdicts that are missing because it was taken out */
	enum severity worst;           /* of what it found */
	bool found;
	uint64_t seen;
};

struct gather {
	size_t max;
	struct kept **kept; size_t kept_count, kept_cap;
	struct gap *gaps; size_t gap_count;
	uint32_t *table; size_t table_size;
	size_t gaps_beyond;            /* unknowns whose gap found no place in the table */
	struct rule_tally *rules; size_t rule_count;
	struct gone_list gone[SEVERITY_COUNT]; /* in the order of arrival; after gather_finish all are in gone[0], by project */
	size_t gone_kept;
	uint64_t gone_results, gone_count;     /* how many came */
	uint64_t order;
	size_t with_findings;          /* projects with a failed rule or an error */
	bool failed;                   /* memory was out */
	struct buf key;
};
#define GAPS_MAX 1024

bool gather_init(struct gather *g, size_t max, size_t rule_count);
void gather_release(struct gather *g);
void gather_add(struct gather *g, const struct project_result *p, const char *input);
/* What is gone of this result. */
void gather_add_gone(struct gather *g, const struct project_result *p);
/* Sorts: projects worst first, gaps by number of projects, what is gone by project, the most severe first. */
void gather_finish(struct gather *g);
/* The gap of an unknown judgement: that of the first thing it misses; NULL when the table had no place. */
const struct gap *gather_gap(struct gather *g, const struct judgement *j);
bool judgement_quarantined(const struct judgement *j);
/* Of gather_gone.c, for gather.c. */
void gather_finish_gone(struct gather *g);
void gather_release_gone(struct gather *g);

#endif
