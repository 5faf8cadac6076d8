/* SPDX-License-Identifier: MIT */
/*
 * check: documents through the pool into a report, and, for the store's own projects, into its findings: a project is told
 * when its findings are committed, with what is new, what stays and what is gone.
 */
#ifndef PLUMB_APP_CHECK_H
#define PLUMB_APP_CHECK_H

#include "app/feed.h"
#include "app/keeper.h"
#include "report/report.h"
#include "store/findings.h"

struct check_request {
	const char *const *inputs; size_t input_count; /* "-": standard input; the store's name where source.store is set */
	struct source_options source;
	struct report *report;
	enum severity fail_on;
	bool allow_unknown;
	const char *rule;      /* only rules whose id matches this pattern (* ? [a-z]) are told; NULL: all */
	/* Findings are kept when there is a keeper: of this generation, as of this moment. */
	struct keeper *keeper;
	const struct activation *generation;
	const struct origin *by;
	/* What is told at once. Any may be NULL. */
	void (*refused)(void *ctx, const char *input, const struct project_result *p);
	void (*failed)(void *ctx, const struct err *e);           /* an input could not be read, or findings could not be kept (once) */
	void (*progress)(void *ctx, const struct feed_progress *p); /* after a second, five times a second */
	void *ctx;
};
struct check_outcome {
	struct report_summary summary; /* counts is the outcome's own; check_outcome_release */
	uint64_t *counts;
	size_t failed_inputs;
	bool unkept;           /* some findings could not be kept */
};

/* ERR_CANCELLED when a signal ended it (the outcome holds what was done). */
int check_run(struct session *s, const struct check_request *q, struct check_outcome *out, struct err *err);
void check_outcome_release(struct check_outcome *o);

#endif
