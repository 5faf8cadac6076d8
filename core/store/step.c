/* SPDX-License-Identifier: MIT */
#include "store/step.h"

static int run(struct store_job *job, struct store_writer *w, struct err *err)
{
	struct step *step = (struct step *)job;

	return step->body(step->ctx, w, err);
}

int step_do(struct store *s, int (*body)(void *ctx, struct store_writer *w, struct err *err), void *ctx, struct err *err)
{
	struct step step = { { .run = run, .err = ERR_INIT }, body, ctx };

	return store_do(s, &step.job, err);
}

int step_alone(struct store *s, int (*body)(void *ctx, struct store_writer *w, struct err *err), void *ctx, struct err *err)
{
	struct step step = { { .run = run, .alone = true, .err = ERR_INIT }, body, ctx };

	return store_do(s, &step.job, err);
}
