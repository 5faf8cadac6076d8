/* SPDX-License-Identifier: MIT */
/* import: the feed's documents as jobs for the store. */
#include "app/import.h"

#include <stdlib.h>

enum { PENDING_MOST = 8192, PENDING_BYTES_MOST = 64 << 20 }; /* documents that wait to be committed */

struct import {
	const struct import_request *q;
	struct import_outcome *out;
	struct feed *feed;
	int64_t since;
	struct err *err;  /* of the store, or memory; the first */
	int status;
};

/* Where a document came from, until it is committed. */
struct place {
	struct import *import;
	const char *input;
	size_t line;
};

static void stop(struct import *x, int status)
{
	if (!x->status)
		x->status = status;
	feed_stop(x->feed);
}

static void refuse(struct import *x, const char *input, const struct project_result *p)
{
	x->out->counts[PUT_REFUSED]++;
	if (x->q->refused)
		x->q->refused(x->q->ctx, input, p);
}

/* A row that is well-formed, but not what it would make of the project. */
static void refuse_merged(struct import *x, const struct place *place, const struct put *p)
{
	struct project_result r = project_refused(place->line, "with this row it would break the schema");

	r.id = p->id;
	r.refusal_line = (int)place->line;
	r.violations = p->violations.items;
	r.violation_count = p->violations.count;
	refuse(x, place->input, &r);
}

static void on_done(struct store_job *job)
{
	struct put *p = (struct put *)job;
	struct place *place = p->ctx;
	struct import *x = place->import;

	if (job->status) {
		if (!x->status)
			*x->err = job->err;
		else
			err_release(&job->err);
		job->err = (struct err)ERR_INIT;
		stop(x, job->status);
	} else if (p->outcome == PUT_REFUSED) {
		refuse_merged(x, place, p);
	} else {
		x->out->counts[p->outcome]++;
		if (x->q->stored)
			x->q->stored(x->q->ctx, place->input, place->line, p);
	}
	free(place);
	put_free(p);
}

static void on_result(void *ctx, const char *input, const struct project_result *r)
{
	struct import *x = ctx;
	struct place *place;
	struct put *p;

	if (*r->refusal) {
		refuse(x, input, r);
		return;
	}
	place = malloc(sizeof *place);
	p = place ? put_new(r->id, r->document, r->document_len, x->q->by, on_done) : NULL;
	if (!p) {
		free(place);
		stop(x, x->status ? x->status : err_set(x->err, ERR_MEMORY, "out of memory"));
		return;
	}
	*place = (struct place){ x, input, r->line };
	p->ctx = place;
	p->mode = x->q->source.map ? PUT_MERGE : PUT_REPLACE;
	p->dry = x->q->dry;
	p->since = x->since;
	store_submit(x->q->keeper->store, &p->job);
}

static bool full(void *ctx)
{
	const struct store *s = ((struct import *)ctx)->q->keeper->store;

	return store_pending(s) > PENDING_MOST || store_pending_bytes(s) > PENDING_BYTES_MOST;
}

static void on_reaped(void *ctx)
{
	feed_resume(((struct import *)ctx)->feed);
}

static void on_failed(void *ctx, const struct err *e)
{
	struct import *x = ctx;

	if (x->q->failed)
		x->q->failed(x->q->ctx, e);
}

static void on_progress(void *ctx, const struct feed_progress *p)
{
	struct import *x = ctx;

	x->q->progress(x->q->ctx, p);
}

int import_run(struct session *s, const struct import_request *q, struct import_outcome *out, struct err *err)
{
	struct err first = ERR_INIT;
	struct import x = { .q = q, .out = out, .err = &first };
	struct feed_request feed = { .inputs = q->inputs, .input_count = q->input_count, .source = q->source, .result = on_result, .full = full,
		.failed = on_failed, .progress = q->progress ? on_progress : NULL, .ctx = &x };
	int status = feed_new(s, &feed, &x.feed, err);

	*out = (struct import_outcome){ 0 };
	if (status)
		return status;
	x.since = store_revision(q->keeper->store);
	keeper_on_reaped(q->keeper, on_reaped, &x);
	status = feed_run(x.feed, err);
	keeper_drain(q->keeper);
	out->failed_inputs = feed_failed_inputs(x.feed);
	feed_free(x.feed);
	if (x.status) { /* the store's own reason says more than that it was stopped */
		err_release(err);
		*err = first;
		return x.status;
	}
	err_release(&first);
	return status;
}
