/* SPDX-License-Identifier: MIT */
/*
 * feed: a pump between a source and the pool. It runs until the pool is full (pool_on_result's drain starts it again), the
 * receiver is (feed_resume does), the source has to wait (the descriptor does) or all inputs are at their end.
 */
#include "app/feed.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/portfolio.h"
#include "store/projects.h"

enum { PROGRESS_AFTER_MS = 1000, PROGRESS_EVERY_MS = 200 };

/* What a source refused before a document could be made of it: told in its place among the results. */
struct refusal {
	struct refusal *next;
	uint64_t after;  /* documents submitted before it */
	size_t input, line;
	char *why;
	int column;
};

struct feed {
	struct session *session;
	struct feed_request q;
	struct source *source;
	struct source_item item;      /* the pool had no room for it yet */
	bool holding, pumping, full, finishing;
	size_t input;                 /* index of the next input to open */
	size_t failed_inputs, projects;
	uint64_t submitted, delivered;
	uint64_t *first;              /* number of the first document of each input */
	struct refusal *refusals, **refusals_end;
	uint64_t bytes, size;         /* of the inputs that are done with, and of all */
	uv_poll_t poll;
	int flags;                    /* of the polled descriptor, to be put back */
	bool polling, leaving;        /* leaving: the handle is being closed, then the source is left */
	uv_timer_t timer, turn;
	bool memory;                  /* was out */
	bool lost;                    /* what groups said */
};

static void pump(struct feed *f);

/* ---- results ---- */

static size_t input_of(const struct feed *f, uint64_t document)
{
	size_t i = 0;

	/* inputs are few; a result belongs to the last one that began at or before it */
	while (i + 1 < f->input && f->first[i + 1] <= document)
		i++;
	return i;
}

static void deliver(struct feed *f, size_t input, const struct project_result *p)
{
	f->projects += !*p->refusal;
	f->q.result(f->q.ctx, f->q.inputs[input], p);
}

static void deliver_refusals(struct feed *f)
{
	while (f->refusals && f->refusals->after <= f->delivered) {
		struct refusal *r = f->refusals;
		struct project_result p = project_refused(r->line, r->why ? r->why : "");

		p.refusal_line = (int)r->line;
		p.refusal_column = r->column;
		deliver(f, r->input, &p);
		f->refusals = r->next;
		if (!f->refusals)
			f->refusals_end = &f->refusals;
		free(r->why);
		free(r);
	}
}

static void on_result(void *ctx, const struct project_result *p)
{
	struct feed *f = ctx;

	deliver_refusals(f);
	deliver(f, input_of(f, f->delivered), p);
	f->delivered++;
	deliver_refusals(f);
}

static void on_drain(void *ctx)
{
	struct feed *f = ctx;

	f->full = false;
	pump(f);
}

static void on_finished(void *ctx)
{
	struct feed *f = ctx;

	deliver_refusals(f);
	session_stop(f->session);
}

/* ---- inputs ---- */

static void fail(struct feed *f, const struct err *e)
{
	f->failed_inputs++;
	if (f->q.failed)
		f->q.failed(f->q.ctx, e);
}

static void refuse(struct feed *f, const struct source_item *item)
{
	struct refusal *r = calloc(1, sizeof *r);

	if (!r) {
		f->memory = true;
		return;
	}
	*r = (struct refusal){ .after = f->submitted, .input = f->input - 1, .line = item->line, .column = item->why->column,
		.why = strdup(item->why->message ? item->why->message : "out of memory") };
	*f->refusals_end = r;
	f->refusals_end = &r->next;
	deliver_refusals(f);
}

static void stop_polling(struct feed *f)
{
	if (!f->polling)
		return;
	uv_poll_stop(&f->poll);
	fcntl(f->source->fd, F_SETFL, f->flags); /* libuv made it non-blocking */
}

static void on_polled(uv_handle_t *handle)
{
	struct feed *f = handle->data;

	f->polling = f->leaving = false;
	source_free(f->source);
	f->source = NULL;
	if (!f->finishing)
		pump(f);
}

/* Done with the current source; the next one may begin at once, unless a handle still has to be closed. */
static bool leave_source(struct feed *f)
{
	f->bytes += f->source->bytes;
	if (f->polling) {
		stop_polling(f);
		f->leaving = true;
		uv_close((uv_handle_t *)&f->poll, on_polled);
		return false;
	}
	source_free(f->source);
	f->source = NULL;
	return true;
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
	struct feed *f = handle->data;

	(void)status;
	(void)events;
	uv_poll_stop(handle);
	pump(f);
}

static void wait_for_input(struct feed *f)
{
	if (!f->polling) {
		f->flags = fcntl(f->source->fd, F_GETFL);
		if (uv_poll_init(&f->session->loop, &f->poll, f->source->fd)) {
			f->source->pollable = false; /* then it is read as a file is: waiting */
			pump(f);
			return;
		}
		f->poll.data = f;
		f->polling = true;
	}
	uv_poll_start(&f->poll, UV_READABLE | UV_DISCONNECT, on_readable);
}

static bool open_next(struct feed *f)
{
	struct err e = ERR_INIT;
	const char *const *names = f->q.portfolio && !f->q.source.store ? portfolio_inputs(f->q.portfolio) : f->q.inputs;

	f->first[f->input] = f->submitted;
	f->q.source.called = f->q.inputs[f->input];
	if (source_open(names[f->input++], &f->q.source, &f->source, &e) == 0)
		return true;
	fail(f, &e);
	err_release(&e);
	return false;
}

/* What groups said cannot be read any more: without it nothing more is judged. */
static void fail_portfolio(struct feed *f)
{
	f->lost = true;
	feed_stop(f);
}

static bool submit(struct feed *f)
{
	struct pool_document d = { .text = f->item.text, .len = f->item.len, .line = f->item.line, .watched = f->item.watched, .watched_count = f->item.watched_count,
		.waivers = f->item.waivers, .waiver_count = f->item.waiver_count, .past = f->item.past, .shares = f->q.shares };

	if (f->q.portfolio && !portfolio_given(f->q.portfolio, f->submitted, &d)) {
		fail_portfolio(f);
		return false;
	}
	f->holding = !pool_submit(f->session->pool, &d);
	f->full = f->holding;
	f->submitted += !f->holding;
	return !f->holding;
}

static void on_turn(uv_timer_t *timer)
{
	pump(timer->data);
}

/* One step; false: nothing can go on for now. */
static bool step(struct feed *f)
{
	if (f->holding)
		return submit(f);
	if (!f->source) {
		if (f->input < f->q.input_count) {
			open_next(f);
			return true;
		}
		f->finishing = true;
		pool_finish(f->session->pool, on_finished, f);
		return false;
	}
	switch (source_next(f->source, &f->item)) {
	case SOURCE_DOCUMENT:
		return submit(f);
	case SOURCE_REFUSED:
		refuse(f, &f->item);
		return true;
	case SOURCE_WAIT:
		wait_for_input(f);
		return false;
	case SOURCE_MORE:
		uv_timer_start(&f->turn, on_turn, 1, 0); /* 0 would come again within the same turn of the loop */
		return false;
	case SOURCE_FAILED:
		fail(f, f->item.why);
		return leave_source(f);
	default:
		return leave_source(f);
	}
}

static void pump(struct feed *f)
{
	if (f->pumping || f->finishing || f->leaving)
		return; /* called from within a step: its loop goes on; or on_polled will */
	f->pumping = true;
	while (!f->full && !(f->q.full && f->q.full(f->q.ctx)) && step(f))
		;
	f->pumping = false;
}

static void on_timer(uv_timer_t *timer)
{
	struct feed *f = timer->data;
	struct feed_progress p = { f->projects, f->bytes + (f->source ? f->source->bytes : 0), f->size };

	f->q.progress(f->q.ctx, &p);
}

/* The size of all inputs together, when all are regular files. */
static uint64_t total_size(const struct feed_request *q)
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

int feed_new(struct session *s, const struct feed_request *q, struct feed **out, struct err *err)
{
	struct feed *f = calloc(1, sizeof *f);

	*out = f;
	if (!f || !(f->first = calloc(q->input_count + 1, sizeof *f->first))) {
		free(f);
		*out = NULL;
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	f->session = s;
	f->q = *q;
	f->q.source.loaded = &s->loaded;
	f->q.source.as_of_ms = s->generation.as_of_ms;
	f->refusals_end = &f->refusals;
	f->size = q->source.store ? (uint64_t)project_count(q->source.store) : total_size(q);
	return 0;
}

static void wait_closed(struct feed *f)
{
	f->finishing = true; /* nothing is submitted from here on */
	if (f->source && !f->leaving)
		leave_source(f);
	uv_close((uv_handle_t *)&f->timer, NULL);
	uv_close((uv_handle_t *)&f->turn, NULL);
	do
		uv_run(&f->session->loop, UV_RUN_NOWAIT);
	while (f->polling || uv_is_active((uv_handle_t *)&f->timer));
}

int feed_run(struct feed *f, struct err *err)
{
	struct session *s = f->session;

	uv_timer_init(&s->loop, &f->turn);
	f->turn.data = f;
	uv_timer_init(&s->loop, &f->timer);
	f->timer.data = f;
	if (f->q.progress) {
		uv_timer_start(&f->timer, on_timer, PROGRESS_AFTER_MS, PROGRESS_EVERY_MS);
		uv_unref((uv_handle_t *)&f->timer);
	}
	pool_on_result(s->pool, on_result, on_drain, f);
	pump(f);
	session_run(s);
	wait_closed(f);
	if (s->signal)
		return err_set(err, ERR_CANCELLED, "stopped");
	if (f->lost)
		return portfolio_error(f->q.portfolio, err);
	return f->memory ? err_set(err, ERR_MEMORY, "out of memory") : 0;
}

void feed_resume(struct feed *f)
{
	pump(f);
}

void feed_stop(struct feed *f)
{
	f->finishing = true;
	session_stop(f->session);
}

uint64_t feed_document(const struct feed *f)
{
	return f->delivered;
}

size_t feed_failed_inputs(const struct feed *f)
{
	return f->failed_inputs;
}

void feed_free(struct feed *f)
{
	if (!f)
		return;
	while (f->refusals) {
		struct refusal *r = f->refusals;

		f->refusals = r->next;
		free(r->why);
		free(r);
	}
	free(f->first);
	free(f);
}
