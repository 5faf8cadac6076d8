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
};
struct feed;

int feed_new(struct session *s, const struct feed_request *q, struct feed **out, struct err *err);
/* Runs until all was delivered, or a signal: ERR_CANCELLED. */
int feed_run(struct feed *f, struct err *err);
/* The receiver has room again. */
void feed_resume(struct feed *f);
/* No more is wanted: feed_run returns soon, what was read and not delivered is dropped. */
void feed_stop(struct feed *f);
size_t feed_failed_inputs(const struct feed *f);
void feed_free(struct feed *f);

#endif
