/* SPDX-License-Identifier: MIT */
/*
 * forecast: documents through the pool into the report of what changes by itself until a day. Nothing is kept: a store's
 * projects are only read.
 */
#ifndef PLUMB_APP_FORECAST_H
#define PLUMB_APP_FORECAST_H

#include "app/feed.h"
#include "report/outlook.h"

struct forecast_request {
	const char *const *inputs; size_t input_count; /* as in check_request */
	struct source_options source;
	struct outlook *report;
	int64_t until_ms;
	const char *rule;      /* only rules whose id matches this pattern are told; NULL: all */
	/* What is told at once. Any may be NULL. */
	void (*refused)(void *ctx, const char *input, const struct project_result *p);
	void (*failed)(void *ctx, const struct err *e);
	void (*progress)(void *ctx, const struct feed_progress *p);
	void *ctx;
};

/* ERR_CANCELLED when a signal ended it (the report holds what was done). */
int forecast_until(struct session *s, const struct forecast_request *q, size_t *failed_inputs, struct err *err);
/*
 * The moment that --until means: a day stands for its end in the company's zone. ERR_USAGE when it is no date, or before the
 * moment as of which the session judges. `day`: as the report tells it.
 */
int forecast_moment(const struct session *s, const char *text, int64_t *ms, char day[40], struct err *err);

#endif
