/* SPDX-License-Identifier: MIT */
/* step: a job that a command waits for, with what it is asked and answers on the caller's stack. Private to the store. */
#ifndef PLUMB_STORE_STEP_H
#define PLUMB_STORE_STEP_H

#include "store/writer.h"

struct step {
	struct store_job job;
	int (*body)(void *ctx, struct store_writer *w, struct err *err);
	void *ctx;
};
/* Runs body(ctx) on the store thread, in a transaction, and waits until it is committed. */
int step_do(struct store *s, int (*body)(void *ctx, struct store_writer *w, struct err *err), void *ctx, struct err *err);

/* The same outside any transaction. */
int step_alone(struct store *s, int (*body)(void *ctx, struct store_writer *w, struct err *err), void *ctx, struct err *err);

#endif
