/* SPDX-License-Identifier: MIT */
/*
 * check: a pump between a source and the pool. It runs until the pool is full (pool_on_result's drain starts it again), the
 * source has to wait (the descriptor does) or all inputs are at their end.
 */
#include "app/check.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/tally.h"

enum { PROGRESS_AFTER_MS = 1000, PROGRESS_EVERY_MS = 200 };

/* What a source refused before a document could be made of it: told in its place among the results. */
struct refusal {
	struct refusal *next;
	uint64_t after;  /* documents submitted before it */
	size_t input, line;
	char *why;
	int column;
};

struct check {
	struct session *session;
	const struct check_request *q;
	struct check_outcome *out;
	struct source *source;
	struct source_item item;      /* the pool had no room for it yet */
	bool holding, pumping, full, finishing;
	size_t input;                 /* index of the next input to open */
	uint64_t submitted, delivered;
	uint64_t *first;              /* number of the first document of each input */
	struct refusal *refusals, **refusals_end;
	bool *told;                   /* per rule: matches q->rule */
	struct judgement *kept; size_t kept_cap;
	uint64_t bytes, size;         /* of the inputs that are done with, and of all */
	uv_poll_t poll;
	int flags;                    /* of the polled descriptor, to be put back */
	bool polling;
	uv_timer_t timer;
	bool memory;                  /* was out */
};

static void pump(struct check *c);

/* ---- results ---- */

static size_t input_of(const struct check *c, uint64_t document)
{
	size_t i = 0;

	/* inputs are few; a result belongs to the last one that began at or before it */
	while (i + 1 < c->input && c->first[i + 1] <= document)
		i++;
	return i;
}

static void deliver(struct check *c, size_t input, const struct project_result *p)
{
	const char *name = c->q->inputs[input];

	if (*p->refusal && c->q->refused)
		c->q->refused(c->q->ctx, name, p);
	tally_add(&c->out->summary, p, c->q->fail_on, c->q->allow_unknown);
	report_input(c->q->report, name);
	report_project(c->q->report, p);
}

static void deliver_refusals(struct check *c)
{
	while (c->refusals && c->refusals->after <= c->delivered) {
		struct refusal *r = c->refusals;
		struct project_result p = { .line = r->line, .id = "", .name = "", .customer = "", .owner = "", .region = "", .business_unit = "", .phase = "",
			.refusal = r->why ? r->why : "", .refusal_line = (int)r->line, .refusal_column = r->column, .flips_at = INT64_MAX };

		deliver(c, r->input, &p);
		c->refusals = r->next;
		if (!c->refusals)
			c->refusals_end = &c->refusals;
		free(r->why);
		free(r);
	}
}

/* The result with the judgements of the rules that are told. */
static bool narrow(struct check *c, const struct project_result *p, struct project_result *out)
{
	*out = *p;
	if (p->count > c->kept_cap) {
		struct judgement *kept = realloc(c->kept, p->count * sizeof *kept);

		if (!kept)
			return false;
		c->kept = kept;
		c->kept_cap = p->count;
	}
	out->count = 0;
	for (size_t i = 0; i < p->count; i++)
		if (c->told[p->judgements[i].rule])
			c->kept[out->count++] = p->judgements[i];
	out->judgements = c->kept;
	return true;
}

static void on_result(void *ctx, const struct project_result *p)
{
	struct check *c = ctx;
	struct project_result narrowed;
	size_t input = input_of(c, c->delivered);

	deliver_refusals(c);
	if (c->told && narrow(c, p, &narrowed))
		p = &narrowed;
	deliver(c, input, p);
	c->delivered++;
	deliver_refusals(c);
}

static void on_drain(void *ctx)
{
	struct check *c = ctx;

	c->full = false;
	pump(c);
}

static void on_finished(void *ctx)
{
	struct check *c = ctx;

	deliver_refusals(c);
	session_stop(c->session);
}

/* ---- inputs ---- */

static void fail(struct check *c, const struct err *e)
{
	c->out->failed_inputs++;
	if (c->q->failed)
		c->q->failed(c->q->ctx, e);
}

static void refuse(struct check *c, const struct source_item *item)
{
	struct refusal *r = calloc(1, sizeof *r);

	if (!r) {
		c->memory = true;
		return;
	}
	*r = (struct refusal){ .after = c->submitted, .input = c->input - 1, .line = item->line, .column = item->why->column,
		.why = strdup(item->why->message ? item->why->message : "out of memory") };
	*c->refusals_end = r;
	c->refusals_end = &r->next;
	deliver_refusals(c);
}

static void stop_polling(struct check *c)
{
	if (!c->polling)
		return;
	uv_poll_stop(&c->poll);
	fcntl(c->source->fd, F_SETFL, c->flags); /* libuv made it non-blocking */
}

static void on_polled(uv_handle_t *handle)
{
	struct check *c = handle->data;

	c->polling = false;
	source_free(c->source);
	c->source = NULL;
	if (!c->finishing)
		pump(c);
}

/* Done with the current source; the next one may begin at once, unless a handle still has to be closed. */
static bool leave_source(struct check *c)
{
	c->bytes += c->source->bytes;
	if (c->polling) {
		stop_polling(c);
		uv_close((uv_handle_t *)&c->poll, on_polled);
		return false;
	}
	source_free(c->source);
	c->source = NULL;
	return true;
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
	struct check *c = handle->data;

	(void)status;
	(void)events;
	uv_poll_stop(handle);
	pump(c);
}

static void wait_for_input(struct check *c)
{
	if (!c->polling) {
		c->flags = fcntl(c->source->fd, F_GETFL);
		if (uv_poll_init(&c->session->loop, &c->poll, c->source->fd)) {
			c->source->pollable = false; /* then it is read as a file is: waiting */
			pump(c);
			return;
		}
		c->poll.data = c;
		c->polling = true;
	}
	uv_poll_start(&c->poll, UV_READABLE | UV_DISCONNECT, on_readable);
}

static bool open_next(struct check *c)
{
	struct err e = ERR_INIT;

	c->first[c->input] = c->submitted;
	if (source_open(c->q->inputs[c->input++], &c->q->source, &c->source, &e) == 0)
		return true;
	fail(c, &e);
	err_release(&e);
	return false;
}

static bool submit(struct check *c)
{
	struct pool_document d = { c->item.text, c->item.len, c->item.line };

	c->holding = !pool_submit(c->session->pool, &d);
	c->full = c->holding;
	c->submitted += !c->holding;
	return !c->holding;
}

/* One step; false: nothing can go on for now. */
static bool step(struct check *c)
{
	if (c->holding)
		return submit(c);
	if (!c->source) {
		if (c->input < c->q->input_count) {
			open_next(c);
			return true;
		}
		c->finishing = true;
		pool_finish(c->session->pool, on_finished, c);
		return false;
	}
	switch (source_next(c->source, &c->item)) {
	case SOURCE_DOCUMENT:
		return submit(c);
	case SOURCE_REFUSED:
		refuse(c, &c->item);
		return true;
	case SOURCE_WAIT:
		wait_for_input(c);
		return false;
	case SOURCE_FAILED:
		fail(c, c->item.why);
		return leave_source(c);
	default:
		return leave_source(c);
	}
}

static void pump(struct check *c)
{
	if (c->pumping || c->finishing)
		return; /* called from within a step: its loop goes on */
	c->pumping = true;
	while (!c->full && step(c))
		;
	c->pumping = false;
}

static void on_timer(uv_timer_t *timer)
{
	struct check *c = timer->data;
	struct check_progress p = { c->out->summary.projects, c->bytes + (c->source ? c->source->bytes : 0), c->size };

	c->q->progress(c->q->ctx, &p);
}

/* The size of all inputs together, when all are regular files. */
static uint64_t total_size(const struct check_request *q)
{
	uint64_t size = 0;

	for (size_t i = 0; i < q->input_count; i++) {
		uv_fs_t request;
		int status = strcmp(q->inputs[i], "-") ? uv_fs_stat(NULL, &request, q->inputs[i], NULL) : -1;
		bool regular = status == 0 && (request.statbuf.st_mode & S_IFMT) == S_IFREG;

		if (regular)
			size += request.statbuf.st_size;
		if (strcmp(q->inputs[i], "-"))
			uv_fs_req_cleanup(&request);
		if (!regular)
			return 0;
	}
	return size;
}

/* ---- the whole ---- */

static int choose_rules(struct check *c, struct err *err)
{
	const struct loaded *l = &c->session->loaded;
	size_t matches = 0;

	if (!c->q->rule)
		return 0;
	c->told = calloc(l->rule_count + 1, sizeof *c->told);
	if (!c->told)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < l->rule_count; i++) {
		for (const char *end = l->rules[i].id; end && !c->told[i]; end = strchr(end, '.'), end += end != NULL)
			c->told[i] = !fnmatch(c->q->rule, end, 0);
		matches += c->told[i];
	}
	if (!matches) {
		int rule = session_find_rule(c->session, c->q->rule, err);

		if (rule < 0)
			return ERR_USAGE;
		c->told[rule] = true;
	}
	return 0;
}

static int take_counts(struct check *c, struct err *err)
{
	size_t n = c->session->loaded.rule_count;
	const uint64_t *counts = pool_counts(c->session->pool);

	c->out->counts = calloc(n * VERDICT_COUNT + 1, sizeof *c->out->counts);
	if (!c->out->counts)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < n; i++)
		if (!c->told || c->told[i])
			memcpy(c->out->counts + i * VERDICT_COUNT, counts + i * VERDICT_COUNT, VERDICT_COUNT * sizeof *counts);
	c->out->summary.counts = c->out->counts;
	return 0;
}

static void wait_closed(struct check *c)
{
	c->finishing = true; /* nothing is submitted from here on */
	if (c->source)
		leave_source(c);
	uv_close((uv_handle_t *)&c->timer, NULL);
	do
		uv_run(&c->session->loop, UV_RUN_NOWAIT);
	while (c->polling || uv_is_active((uv_handle_t *)&c->timer));
}

int check_run(struct session *s, const struct check_request *q, struct check_outcome *out, struct err *err)
{
	struct check c = { .session = s, .q = q, .out = out };
	int status;

	*out = (struct check_outcome){ 0 };
	c.refusals_end = &c.refusals;
	c.first = calloc(q->input_count + 1, sizeof *c.first);
	status = c.first ? choose_rules(&c, err) : err_set(err, ERR_MEMORY, "out of memory");
	if (!status) {
		c.size = total_size(q);
		uv_timer_init(&s->loop, &c.timer);
		c.timer.data = &c;
		if (q->progress) {
			uv_timer_start(&c.timer, on_timer, PROGRESS_AFTER_MS, PROGRESS_EVERY_MS);
			uv_unref((uv_handle_t *)&c.timer);
		}
		pool_on_result(s->pool, on_result, on_drain, &c);
		pump(&c);
		session_run(s);
		wait_closed(&c);
		status = take_counts(&c, err);
		if (!status && s->signal)
			status = err_set(err, ERR_CANCELLED, "stopped");
		if (!status && c.memory)
			status = err_set(err, ERR_MEMORY, "out of memory");
	}
	while (c.refusals) {
		struct refusal *r = c.refusals;

		c.refusals = r->next;
		free(r->why);
		free(r);
	}
	free(c.first);
	free(c.told);
	free(c.kept);
	return status;
}

void check_outcome_release(struct check_outcome *o)
{
	free(o->counts);
	*o = (struct check_outcome){ 0 };
}
