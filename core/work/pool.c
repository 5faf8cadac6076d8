/* SPDX-License-Identifier: MIT */
/*
 * pool: the queue of jobs, the line of delivery, and how many workers there should be.
 *
 * DESIGN. Documents are gathered into batches; a worker has at most WORKER_JOBS of them, so it never waits for the host. One
 * worker is started first, others when the queue grows, so that a single document does not pay for idle processes.
 *
 * Results are delivered in the order of submission, and are a function of the documents alone. What stands against that is
 * quarantine: whether a rule is still tried on a document depends on how it fared on all documents before. So a batch is
 * judged on an assumption about that (its basis, what delivery had committed when it was sent), and when an earlier batch
 * proves the assumption wrong, it is judged again. That happens at most a few times a rule, because then it is in quarantine.
 *
 * The line is bounded (`room` batches), and pool_submit says no beyond that: memory does not grow with the input.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "work/pool_state.h"

struct pool_options pool_options_default(void)
{
	return (struct pool_options) { .limits = JSON_LIMITS_DEFAULT };
}

/* ---- delivery ---- */

/* Would the batch be judged the same, knowing what is known now? */
static bool holds(const struct pool *p, const struct job *j)
{
	if (j->refused)
		return true;
	for (uint32_t r = 0; r < p->loaded->rule_count; r++) {
		const uint32_t told = p->trips[r] ? trips_of(j->basis, j->basis_count, r) : 0;

		if (p->trips[r] == told)
			continue;
		if (p->trips[r] >= p->options.quarantine_after && told < p->options.quarantine_after)
			return false;
		if (trips_of(j->tail.trips, j->tail.trip_count, r))
			return false;
	}
	return true;
}

static void commit(struct pool *p, const struct job *j)
{
	for (size_t i = 0; i < j->tail.tally_count; i++) {
		const struct tally *t = &j->tail.tallies[i];

		p->counts[(size_t)t->rule * VERDICT_COUNT + t->verdict] += t->count;
	}
	for (size_t i = 0; i < j->tail.trip_count; i++)
		p->trips[j->tail.trips[i].rule] += j->tail.trips[i].count;
}

static void deliver(struct pool *p)
{
	while (!p->closing && p->line && p->line->done) {
		struct job *j = p->line;

		if (!holds(p, j)) {
			job_reset(j);
			pool_wait(p, j);
			return;
		}
		p->line = j->behind;
		if (!p->line)
			p->line_end = &p->line;
		p->in_line--;
		commit(p, j);
		for (uint32_t i = 0; i < j->received && !p->closing; i++)
			p->on_result(p->result_ctx, &j->results[i]);
		job_unref(j);
	}
}

/* ---- the queue ---- */

void pool_wait(struct pool *p, struct job *j)
{
	struct job **at = &p->waiting;

	while (*at && (*at)->number < j->number)
		at = &(*at)->next;
	j->next = *at;
	*at = j;
	*(j->kind == JOB_BATCH ? &p->waiting_batches : &p->waiting_others) += 1;
}

static struct job *unwait(struct pool *p)
{
	struct job *j = p->waiting;

	p->waiting = j->next;
	j->next = NULL;
	*(j->kind == JOB_BATCH ? &p->waiting_batches : &p->waiting_others) -= 1;
	return j;
}

static void seal(struct pool *p)
{
	if (p->open) {
		pool_wait(p, p->open);
		p->open = NULL;
	}
}

/* The worker that is nearest to having nothing to do. */
static struct pool_worker *freest(struct pool *p)
{
	struct pool_worker *best = NULL;

	for (unsigned i = 0; i < p->worker_count; i++) {
		struct pool_worker *w = &p->workers[i];

		if (w->state == WORKER_READY && !w->killed && !w->exited && w->job_count < WORKER_JOBS && (!best || w->job_count < best->job_count))
			best = w;
	}
	return best;
}

static void feed(struct pool *p)
{
	struct pool_worker *w = freest(p);

	/* a batch is not held back to become full while someone has nothing to do */
	if (p->open && (p->finishing || (!p->waiting && w && !w->job_count)))
		seal(p);
	for (; p->waiting && w; w = freest(p)) {
		struct job *j = unwait(p);

		if (!worker_give(w, j)) {
			pool_wait(p, j);
			worker_kill(w);
		}
	}
}

/* No worker can be had: nobody is left waiting for ever. */
static void give_up(struct pool *p)
{
	seal(p);
	while (p->waiting && !p->closing) {
		struct job *j = unwait(p);
		struct answer a = { .err = p->failed };

		if (j->kind == JOB_BATCH)
			job_refuse(j, p->failed.message);
		else
			job_answer(j, &a);
	}
}

/* ---- workers ---- */

static unsigned in_state(const struct pool *p, enum worker_state state)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->worker_count; i++)
		n += p->workers[i].state == state;
	return n;
}

unsigned pool_working(const struct pool *p)
{
	return in_state(p, WORKER_READY);
}

/* Does the queue ask for another process? */
static bool wanted(const struct pool *p)
{
	const unsigned starting = in_state(p, WORKER_LOADING);
	const size_t need = p->waiting_others + (p->waiting_batches ? (p->waiting_batches - 1) / 2 : 0);

	if (!starting && !pool_working(p))
		return p->waiting || p->open || (p->load_asked && !p->load_told);
	return need > starting && p->failures < DEATHS_MAX; /* when starting fails, those that work must do */
}

static void staff(struct pool *p)
{
	for (unsigned i = 0; i < p->worker_count && !p->failed.code && p->load_asked && wanted(p); i++)
		if (p->workers[i].state == WORKER_NONE)
			worker_spawn(&p->workers[i]);
}

static void on_watch(uv_timer_t *t)
{
	struct pool *p = t->data;

	for (unsigned i = 0; i < p->worker_count; i++)
		worker_watch(&p->workers[i]);
}

/* The watchdog sleeps while nobody works, so that an idle service uses no CPU. */
static void set_watch(struct pool *p)
{
	bool busy = false;

	for (unsigned i = 0; i < p->worker_count; i++)
		busy |= p->workers[i].state == WORKER_LOADING || p->workers[i].job_count;
	if (busy && !uv_is_active((uv_handle_t *)&p->watch))
		uv_timer_start(&p->watch, on_watch, WATCH_MS, WATCH_MS);
	else if (!busy)
		uv_timer_stop(&p->watch);
}

/* ---- the pump ---- */

static void tell_loaded(struct pool *p)
{
	if (!p->load_asked || p->load_told || (!p->loaded && !p->failed.code))
		return;
	p->load_told = true;
	p->on_loaded(p->loaded_ctx, p->loaded, p->loaded ? NULL : &p->failed);
}

static void tell_room(struct pool *p)
{
	if (!p->full || p->in_line >= p->room || p->closing)
		return;
	p->full = false;
	if (p->on_drain)
		p->on_drain(p->result_ctx);
}

static void tell_finished(struct pool *p)
{
	pool_fn cb = p->on_finished;

	if (!p->finishing || p->line || p->closing || (p->load_asked && !p->load_told))
		return;
	p->finishing = false;
	if (cb)
		cb(p->finished_ctx);
}

static void on_stir(uv_idle_t *idle)
{
	struct pool *p = idle->data;

	uv_idle_stop(idle);
	if (p->closing)
		return;
	tell_loaded(p);
	if (p->failed.code && !p->closing)
		give_up(p);
	deliver(p);
	tell_room(p);
	if (p->closing)
		return;
	feed(p);
	staff(p);
	set_watch(p);
	tell_finished(p);
}

void pool_stir(struct pool *p)
{
	if (!p->closing)
		uv_idle_start(&p->stir, on_stir);
}

/* ---- what the user calls ---- */

static void settle_options(struct pool_options *o)
{
	const struct engine_options e = engine_options_default();
	const struct json_limits limits = JSON_LIMITS_DEFAULT;

	o->workers = o->workers ? o->workers : uv_available_parallelism();
	o->soft_ms = o->soft_ms ? o->soft_ms : e.soft_ms;
	o->load_ms = o->load_ms ? o->load_ms : e.load_ms;
	o->state_bytes = o->state_bytes ? o->state_bytes : e.state_bytes;
	o->block_bytes = o->block_bytes ? o->block_bytes : e.block_bytes;
	o->quarantine_after = o->quarantine_after ? o->quarantine_after : 3;
	if (!o->limits.bytes)
		o->limits = limits;
}

static void release(struct pool *p)
{
	while (p->line) {
		struct job *j = p->line;

		p->line = j->behind;
		job_unref(j);
	}
	for (size_t i = 0; i < p->skipped_count; i++)
		free((char *)p->skipped[i].message);
	free(p->skipped);
	free(p->counts);
	free(p->trips);
	free(p->workers);
	buf_release(&p->generation);
	buf_release(&p->loaded_frame);
	arena_release(&p->arena);
	err_release(&p->failed);
	free(p);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct generation_file *)a)->path, ((const struct generation_file *)b)->path);
}

/* In the engine's order, so that its page's file number means something here. */
static void pack_generation(struct pool *p, const struct generation *g)
{
	struct generation sorted = *g;
	struct generation_file *files = calloc(g->count + 1, sizeof(*files));

	p->generation.failed = !files;
	if (!files)
		return;
	if (g->count)
		memcpy(files, g->files, g->count * sizeof(*files));
	qsort(files, g->count, sizeof(*files), by_path);
	sorted.files = files;
	wire_pack(&p->generation, &generation_shape, &sorted);
	free(files);
}

/* Writing to a worker that just died must be an error and not the end of the host. A handler of the program's own stays. */
static void survive_broken_pipes(void)
{
	struct sigaction now;

	if (!sigaction(SIGPIPE, NULL, &now) && !(now.sa_flags & SA_SIGINFO) && now.sa_handler == SIG_DFL)
		signal(SIGPIPE, SIG_IGN);
}

int pool_new(uv_loop_t *loop, const struct pool_options *o, const struct generation *g, struct pool **out, struct err *err)
{
	struct pool *p = calloc(1, sizeof(*p));

	*out = p;
	if (!p)
		return err_set(err, ERR_MEMORY, "out of memory");
	p->loop = loop;
	p->options = *o;
	settle_options(&p->options);
	p->line_end = &p->line;
	p->worker_count = p->options.workers;
	p->room = (size_t)p->worker_count * (WORKER_JOBS + 2) + 2;
	p->file_count = g->count;
	p->until_ms = INT64_MIN;
	buf_init(&p->generation);
	buf_init(&p->loaded_frame);
	pack_generation(p, g);
	p->workers = calloc(p->worker_count, sizeof(*p->workers));
	if (!p->workers || p->generation.failed || p->generation.len > FRAME_MAX - (1u << 20)) {
		err_set(err, p->generation.len > FRAME_MAX - (1u << 20) ? ERR_LIMIT : ERR_MEMORY,
			p->workers && !p->generation.failed ? "the policies are larger than 64 MB together" : "out of memory");
		release(p);
		*out = NULL;
		return err ? err->code : ERR_MEMORY;
	}
	for (unsigned i = 0; i < p->worker_count; i++)
		p->workers[i].pool = p;
	uv_idle_init(loop, &p->stir);
	uv_timer_init(loop, &p->watch);
	p->stir.data = p->watch.data = p;
	p->handles = 2;
	survive_broken_pipes();
	return 0;
}

void pool_load(struct pool *p, pool_loaded_fn cb, void *ctx)
{
	p->load_asked = true;
	p->on_loaded = cb;
	p->loaded_ctx = ctx;
	staff(p); /* at once: the process starts while the caller reads its input */
	pool_stir(p);
}

void pool_on_result(struct pool *p, pool_result_fn result, pool_fn drain, void *ctx)
{
	p->on_result = result;
	p->on_drain = drain;
	p->result_ctx = ctx;
}

void pool_forecast(struct pool *p, int64_t until_ms)
{
	p->until_ms = until_ms;
}

static bool open_batch(struct pool *p)
{
	if (p->open && (p->open->documents >= BATCH_DOCUMENTS || p->open->body.len >= BATCH_BYTES))
		seal(p);
	if (p->open)
		return true;
	if (p->in_line >= p->room)
		return false;
	p->open = job_new(JOB_BATCH, p->numbered);
	if (!p->open)
		return false;
	p->open->until_ms = p->until_ms;
	p->numbered++;
	p->in_line++;
	*p->line_end = p->open;
	p->line_end = &p->open->behind;
	return true;
}

/* A document beyond the limit stays here: what would refuse it there may not even fit into a frame. */
static bool refuse_long(struct pool *p, struct job *j)
{
	struct skip s = { .document = j->documents, .rule = NOBODY };
	char why[80];

	snprintf(why, sizeof(why), "it is longer than %zu bytes", p->options.limits.bytes);
	s.message = why;
	return job_skip(j, &s);
}

static bool add_document(struct pool *p, struct job *j, const struct pool_document *d)
{
	const bool too_long = d->len > p->options.limits.bytes && !d->group; /* groups have their own limit (model/group.h) */
	struct pool_document sent = *d;
	const size_t before = j->body.len;

	if (too_long)
		sent = (struct pool_document) { .text = "", .line = d->line };
	wire_pack(&j->body, &document_shape, &sent);
	if (j->body.failed || (too_long && !refuse_long(p, j))) {
		j->body.failed = false;
		j->body.len = before;
		return false;
	}
	j->documents++;
	return true;
}

bool pool_submit(struct pool *p, const struct pool_document *d)
{
	if (p->closing || !open_batch(p) || !add_document(p, p->open, d)) {
		p->full = true;
		pool_stir(p);
		return false;
	}
	if (!uv_is_active((uv_handle_t *)&p->stir))
		pool_stir(p);
	return true;
}

void pool_finish(struct pool *p, pool_fn cb, void *ctx)
{
	p->finishing = true;
	p->on_finished = cb;
	p->finished_ctx = ctx;
	pool_stir(p);
}

const uint64_t *pool_counts(const struct pool *p)
{
	return p->counts;
}

/* Queues a question; when that is not possible the asker is told so at once. */
static void ask(struct pool *p, enum job_kind kind, const struct wire_shape *shape, const void *request, pool_json_fn cb, void *ctx)
{
	struct job *j = job_new(kind, p->numbered++);
	struct err err = ERR_INIT;

	if (j)
		wire_pack(&j->body, shape, request);
	if (!j || j->body.failed) {
		job_unref(j);
		err_set(&err, ERR_MEMORY, "out of memory");
		cb(ctx, NULL, 0, &err);
		err_release(&err);
		return;
	}
	j->answered = cb;
	j->ctx = ctx;
	pool_wait(p, j);
	pool_stir(p);
}

void pool_explain(struct pool *p, const char *rule, const char *element, const struct pool_document *d, pool_json_fn cb, void *ctx)
{
	const struct explain_request q = { rule, element, *d };

	ask(p, JOB_EXPLAIN, &explain_request_shape, &q, cb, ctx);
}

void pool_test(struct pool *p, const char *test_file, pool_json_fn cb, void *ctx)
{
	const struct test_request q = { test_file };

	ask(p, JOB_TEST, &test_request_shape, &q, cb, ctx);
}

/* ---- the end ---- */

void pool_handle_closed(struct pool *p)
{
	pool_fn cb = p->on_closed;
	void *ctx = p->closed_ctx;

	if (--p->handles)
		return;
	release(p);
	if (cb)
		cb(ctx);
}

static void on_own_closed(uv_handle_t *h)
{
	pool_handle_closed(h->data);
}

static void cancel(struct job *j)
{
	struct answer a = { .json = NULL };

	if (j->kind == JOB_BATCH)
		return; /* the line has it */
	err_set(&a.err, ERR_CANCELLED, "the pool was closed");
	job_answer(j, &a);
	err_release(&a.err);
}

void pool_close(struct pool *p, pool_fn cb, void *ctx)
{
	if (p->closing)
		return;
	p->closing = true;
	p->on_closed = cb;
	p->closed_ctx = ctx;
	while (p->waiting)
		cancel(unwait(p));
	for (unsigned i = 0; i < p->worker_count; i++) {
		struct pool_worker *w = &p->workers[i];

		worker_kill(w);
		while (w->job_count)
			cancel(w->jobs[--w->job_count]);
	}
	uv_close((uv_handle_t *)&p->stir, on_own_closed);
	uv_close((uv_handle_t *)&p->watch, on_own_closed);
}
