/* SPDX-License-Identifier: MIT */
/*
 * import: documents from sources, checked and made canonical by the workers, into the store. JSON replaces a project, a row of a
 * table changes the fields that are mapped. What is refused, by the schema or because a merged project would break it, is named
 * and does not stop the rest; when the store refuses to write, the import stops. What was counted is committed.
 */
#ifndef PLUMB_APP_IMPORT_H
#define PLUMB_APP_IMPORT_H

#include "app/feed.h"
#include "app/keeper.h"
#include "store/projects.h"

struct import_request {
	const char *const *inputs; size_t input_count; /* "-": standard input */
	struct source_options source;
	bool dry;                /* nothing is written */
	struct keeper *keeper;
	const struct origin *by;
	/* Any may be NULL. */
	void (*refused)(void *ctx, const char *input, const struct project_result *p);
	void (*stored)(void *ctx, const char *input, size_t line, const struct put *p); /* committed, or (dry) would be */
	void (*failed)(void *ctx, const struct err *e);
	void (*progress)(void *ctx, const struct feed_progress *p);
	void *ctx;
};
struct import_outcome {
	size_t counts[PUT_REFUSED + 1]; /* by enum put_outcome */
	size_t failed_inputs;
};
/* ERR_CANCELLED: a signal ended it. Other errors are the store's; what was counted is kept all the same. */
int import_run(struct session *s, const struct import_request *q, struct import_outcome *out, struct err *err);

#endif
