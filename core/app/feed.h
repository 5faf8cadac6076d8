/* SPDX-License-Identifier: MIT */
/*
 * feed: documents from sources, through the pool, to whoever wants their results. Input is read only as fast as results are
 * taken, so memory does not grow with it; results come in the order of the input, what a source refused in its place among
 * them. What is refused does not stop the rest.
 */
#ifndef PLUMB_APP_FEED_H
#define PLUMB_APP_FEED_H

#include "app/session.h"
#include "app/source.h"

struct portfolio;

struct feed_progress {
	size_t projects;       /* delivered */
	uint64_t bytes, size;  /* of the inputs; of a store, projects. size 0: not known */
};
struct feed_request {
	const char *const *inputs; size_t input_count; /* "-": standard input */
	struct source_options source;
	void (*result)(void *ctx, const char *input, const struct project_result *p);
	bool (*full)(void *ctx);                                  /* true: no more for now, until feed_resume; NULL: never */
	void (*failed)(void *ctx, const struct err *e);           /* an input could not be opened, or read to its end; may be NULL */
	void (*progress)(void *ctx, const struct feed_progress *p); /* after a second, five times a second; may be NULL */
	void *ctx;
	/* rules across the portfolio (app/portfolio.h) */
	bool shares;                     /* nothing is judged: the rows of each project are wanted */
	struct portfolio *portfolio;     /* what groups said; NULL: no rule looks across */
};
struct feed;

int feed_new(struct session *s, const struct feed_request *q, struct feed **out, struct err *err);
/* Runs until all was delivered, or a signal: ERR_CANCELLED. */
int feed_run(struct feed *f, struct err *err);
/* The receiver has room again. */
void feed_resume(struct feed *f);
/* No more is wanted: feed_run returns soon, what was read and not delivered is dropped. */
void feed_stop(struct feed *f);
/* Number (from 0) of the document whose result is being delivered: as it was submitted, refusals of the source not counted. */
uint64_t feed_document(const struct feed *f);
size_t feed_failed_inputs(const struct feed *f);
void feed_free(struct feed *f);

#endif
