/* SPDX-License-Identifier: MIT */
/*
 * report: the results of a sweep, written as text, JSON, CSV or Markdown.
 *
 *   report_new(&options, &r, &err); report_begin(r, &header);
 *   report_project(r, &result) for each; report_end(r, &summary);  report_free(r)
 *
 * JSON, CSV stream in input order and keep nothing. Text and Markdown show the worst projects first (at most
 * `projects_max`, the rest is counted), then what is gone (as many, the most severe), then what is absent in many projects
 * (unknowns gathered by field), then the table by rule, then the totals; memory is bounded by projects_max and the number
 * of rules.
 *
 * Of what is `kept` in a store, each finding is told with its state: new, again there (reopened), or there as before. A result
 * whose findings are gone because its project was deleted has no judgements; it is not counted as a project.
 */
#ifndef PLUMB_REPORT_REPORT_H
#define PLUMB_REPORT_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "model/date.h"
#include "model/verdict.h"

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_CSV, REPORT_MARKDOWN };
enum { REPORT_WIDTH_LEAST = 80, REPORT_WIDTH_MOST = 100 };
struct report;
struct report_options {
	enum report_format format;
	FILE *out;
	bool colour;
	int width;                 /* columns; text only; from 80 to 100, anything else is 100 */
	const char *lang;          /* "en" or "zh" */
	bool verbose;              /* list each unknown, every finding and every rule */
	size_t projects_max;       /* 0: all */
	enum severity fail_on;
	bool allow_unknown;
	bool kept;                 /* findings are kept in a store: states, opened_at and what is gone are told */
	const struct zone *zone;   /* whose days people read; NULL: UTC */
	const struct rule_info *rules; size_t rule_count;
};
struct report_header { const char *version, *generation, *as_of, *input; };
struct report_summary {
	const uint64_t *counts;    /* [rule * VERDICT_COUNT + verdict] */
	size_t projects, refused, conforming;
	size_t findings[SEVERITY_COUNT], unknown, errors, waived;
	size_t fresh, reopened, stays, gone; /* findings that are kept in a store; 0 without one */
	size_t ready, not_ready;   /* projects before a gate that is guarded: whether they may enter the next phase */
	size_t trial;              /* fails and unknowns of rules on trial */
	double seconds;
};
int report_new(const struct report_options *o, struct report **out, struct err *err);
void report_begin(struct report *r, const struct report_header *h);
/* The file that the following projects come from ("-": standard input); "" before the first call. */
void report_input(struct report *r, const char *name);
void report_project(struct report *r, const struct project_result *p);
/* 0, or ERR_IO when anything could not be written (full disk, closed pipe). */
int report_end(struct report *r, const struct report_summary *s, struct err *err);
void report_free(struct report *r);

#endif
