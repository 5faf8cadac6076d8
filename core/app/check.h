/* SPDX-License-Identifier: MIT */
/*
 * check: documents from sources, through the pool, into a report. Input is read only as fast as it is judged, so memory
 * does not grow with it; results come in the order of the input. What is refused is told and does not stop the rest.
 */
#ifndef PLUMB_APP_CHECK_H
#define PLUMB_APP_CHECK_H

#include "app/session.h"
#include "app/source.h"
#include "report/report.h"

struct check_progress {
	size_t projects;       /* judged */
	uint64_t bytes, size;  /* of the inputs; size 0: not known */
};
struct check_request {
	const char *const *inputs; size_t input_count; /* "-": standard input */
	struct source_options source;
	struct report *report;
	enum severity fail_on;
	bool allow_unknown;
	const char *rule;      /* only rules whose id matches this pattern (* ? [a-z]) are told; NULL: all */
	/* What is told at once. Any may be NULL. */
	void (*refused)(void *ctx, const char *input, const struct project_result *p);
	void (*failed)(void *ctx, const struct err *e);           /* an input could not be opened, or read to its end */
	void (*progress)(void *ctx, const struct check_progress *p); /* after a second, five times a second */
	void *ctx;
};
struct check_outcome {
	struct report_summary summary; /* counts is the outcome's own; check_outcome_release */
	uint64_t *counts;
	size_t failed_inputs;
};

/* ERR_CANCELLED when a signal ended it (the outcome holds what was done). */
int check_run(struct session *s, const struct check_request *q, struct check_outcome *out, struct err *err);
void check_outcome_release(struct check_outcome *o);

#endif
