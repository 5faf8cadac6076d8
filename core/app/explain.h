/* SPDX-License-Identifier: MIT */
/* explain: one project judged by one rule step by step. */
#ifndef PLUMB_APP_EXPLAIN_H
#define PLUMB_APP_EXPLAIN_H

#include "app/find.h"

struct explain_request {
	const char *rule;    /* an id, or the unique end of one */
	const char *element; /* the only one for which it is looked for what would make it pass; NULL: all */
	struct find_request find;
};
/* The JSON that core/engine/explain.c describes. */
int explain_run(struct session *s, const struct explain_request *q, struct buf *json, struct err *err);
/* The same for a document at hand; waits for the answer. rule: a whole id. */
int explain_document(struct session *s, const char *rule, const char *element, const struct pool_document *d, struct buf *json, struct err *err);

#endif
