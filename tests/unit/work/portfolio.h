/* SPDX-License-Identifier: MIT */
/*
 * portfolio: a pool, what goes in and what came out, for the tests of the pool. What came out is kept as text, so that two
 * runs can be compared as a whole. The test program is its own worker: main() begins with PORTFOLIO_WORKER.
 */
#ifndef PLUMB_TESTS_PORTFOLIO_H
#define PLUMB_TESTS_PORTFOLIO_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "work/pool.h"

#define PORTFOLIO_WORKER(argc, argv) \
	if ((argc) > 1 && !strcmp((argv)[1], "--worker")) \
		return worker_main(argc, argv)

struct portfolio {
	uv_loop_t loop;
	struct pool *pool;
	struct pool_options options;
	struct generation_file files[8];
	struct generation generation;
	/* in */
	size_t documents, submitted;
	void (*make)(size_t i, struct buf *out); /* document i as JSON */
	void (*watch)(size_t i, struct pool_document *d); /* NULL: no rule is watched */
	void (*tell)(struct buf *out, const struct judgement *j); /* adds to a verdict's line; NULL: nothing */
	struct buf text;
	bool refused;                            /* pool_submit said no at least once */
	/* out */
	struct buf seen;                         /* a line a document and one a verdict */
	size_t delivered, refusals, errors[8];   /* errors by failure */
	bool loaded, finished, closed;
	struct buf loading;                      /* diagnostics, or why there are none */
	struct buf answer;
	size_t answers;
	uint64_t counts[VERDICT_COUNT];
	void (*after_result)(struct portfolio *p);
};

static inline void portfolio_init(struct portfolio *p, unsigned workers)
{
	memset(p, 0, sizeof(*p));
	p->options = pool_options_default();
	p->options.workers = workers;
	p->generation = (struct generation) { .files = p->files, .prefix = "policies/", .as_of_ms = 1782000000000, .lang = "en" };
	buf_init(&p->text);
	buf_init(&p->seen);
	buf_init(&p->loading);
	buf_init(&p->answer);
}

static inline void portfolio_file(struct portfolio *p, const char *path, const char *text)
{
	p->files[p->generation.count++] = (struct generation_file) { path, text, strlen(text) };
}

static inline void portfolio_loaded(void *ctx, const struct loaded *l, const struct err *e)
{
	struct portfolio *p = ctx;

	p->loaded = l != NULL;
	if (!l)
		err_format(e, &p->loading);
	for (size_t i = 0; l && i < l->diagnostics.count; i++)
		diagnostics_format(&l->diagnostics.items[i], false, &p->loading);
}

static inline void portfolio_result(void *ctx, const struct project_result *r)
{
	struct portfolio *p = ctx;

	p->delivered++;
	p->refusals += *r->refusal != 0;
	buf_addf(&p->seen, "%zu %s|%s|%s|%s %d:%d passed %u n/a %u\n", r->line, r->id, r->name, r->phase, r->refusal, r->refusal_line, r->refusal_column, r->passed, r->not_applicable);
	if (*r->type)
		buf_addf(&p->seen, "  type %s\n", r->type);
	if (r->document_len)
		buf_addf(&p->seen, "  = %.*s\n", (int)r->document_len, r->document);
	if (r->flips_at != INT64_MAX) /* no policy here asks for the time */
		buf_addf(&p->seen, "  flips at %lld\n", (long long)r->flips_at);
	for (size_t i = 0; i < r->count; i++) {
		const struct judgement *j = &r->judgements[i];

		buf_addf(&p->seen, "  %u %s %s %s: %s (%s %s %s:%d)\n", j->rule, verdict_names[j->verdict], severity_names[j->severity], j->element, j->message, j->measure_text, failure_names[j->failure], j->file ? j->file : "", j->line);
		if (p->tell)
			p->tell(&p->seen, j);
		if (j->verdict == VERDICT_ERROR)
			p->errors[j->failure]++;
	}
	for (size_t i = 0; i < r->transition_count; i++) {
		const struct transition *t = &r->transitions[i];

		buf_addf(&p->seen, "  %lld %u %s -> %s %s: %s\n", (long long)((t->at - p->generation.as_of_ms) / 86400000), t->to.rule, verdict_names[t->from], verdict_names[t->to.verdict],
			t->to.element, t->to.message);
	}
	for (size_t i = 0; i < r->violation_count; i++)
		buf_addf(&p->seen, "  ! %s %s %d:%d\n", r->violations[i].pointer, r->violations[i].message, r->violations[i].line, r->violations[i].column);
	if (p->after_result)
		p->after_result(p);
}

static inline void portfolio_feed(void *ctx)
{
	struct portfolio *p = ctx;

	for (; p->submitted < p->documents; p->submitted++) {
		struct pool_document d = { .line = p->submitted + 1 };

		buf_clear(&p->text);
		p->make(p->submitted, &p->text);
		d.text = p->text.data;
		d.len = p->text.len;
		if (p->watch)
			p->watch(p->submitted, &d);
		if (!pool_submit(p->pool, &d)) {
			p->refused = true;
			return;
		}
	}
}

static inline void portfolio_finished(void *ctx) { ((struct portfolio *)ctx)->finished = true; }
static inline void portfolio_closed(void *ctx) { ((struct portfolio *)ctx)->closed = true; }

static inline void portfolio_answer(void *ctx, const char *json, size_t len, const struct err *e)
{
	struct portfolio *p = ctx;

	p->answers++;
	if (json)
		buf_add(&p->answer, json, len);
	else
		err_format(e, &p->answer);
	buf_putc(&p->answer, '\n');
}

static inline void portfolio_start(struct portfolio *p)
{
	struct err err = ERR_INIT;

	assert_int_equal(uv_loop_init(&p->loop), 0);
	assert_int_equal(pool_new(&p->loop, &p->options, &p->generation, &p->pool, &err), 0);
	pool_on_result(p->pool, portfolio_result, portfolio_feed, p);
	pool_load(p->pool, portfolio_loaded, p);
}

/* Everything in, everything out; the pool stays. */
static inline void portfolio_run(struct portfolio *p)
{
	portfolio_feed(p);
	while (p->submitted < p->documents && uv_run(&p->loop, UV_RUN_ONCE))
		;
	pool_finish(p->pool, portfolio_finished, p);
	while (!p->finished && uv_run(&p->loop, UV_RUN_ONCE))
		;
	assert_true(p->finished);
	assert_int_equal(p->delivered, p->documents);
}

/* Adds the totals to `seen`, closes, and looks whether anything is left. */
static inline void portfolio_stop(struct portfolio *p, size_t rules)
{
	const uint64_t *counts = pool_counts(p->pool);

	for (size_t i = 0; i < rules * VERDICT_COUNT; i++) {
		p->counts[i % VERDICT_COUNT] += counts[i];
		buf_addf(&p->seen, "%llu%s", (unsigned long long)counts[i], i % VERDICT_COUNT == VERDICT_COUNT - 1 ? "\n" : " ");
	}
	pool_close(p->pool, portfolio_closed, p);
	uv_run(&p->loop, UV_RUN_DEFAULT);
	assert_true(p->closed);
	assert_int_equal(uv_loop_close(&p->loop), 0); /* no handle is left open */
}

static inline void portfolio_release(struct portfolio *p)
{
	buf_release(&p->text);
	buf_release(&p->seen);
	buf_release(&p->loading);
	buf_release(&p->answer);
}

/* The pids of this process's children. */
static inline size_t children(pid_t *out, size_t most)
{
	char path[64];
	size_t n = 0;
	FILE *f;
	int pid;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	f = fopen(path, "r");
	while (f && n < most && fscanf(f, "%d", &pid) == 1)
		out[n++] = pid;
	if (f)
		fclose(f);
	return n;
}

#endif
