/* SPDX-License-Identifier: MIT */
/* explain: one project found in the inputs (or in the store) by its id, judged by one rule step by step. */
#ifndef PLUMB_APP_EXPLAIN_H
#define PLUMB_APP_EXPLAIN_H

#include "app/session.h"
#include "app/source.h"

struct explain_request {
	const char *rule;    /* an id, or the unique end of one */
	const char *project; /* its id */
	const char *const *inputs; size_t input_count;
	struct source_options source; /* its schema is filled in from the session where there is a map; of a store there are no inputs */
};
/* The JSON that core/engine/explain.c describes. */
int explain_run(struct session *s, const struct explain_request *q, struct buf *json, struct err *err);

#endif
