/* SPDX-License-Identifier: MIT */
/*
 * pool_worker: the life of one worker process, from spawn to the closed handles.
 *
 * A process is over when it was reaped and its socket is at its end: results that it wrote before it died are taken. Only
 * then is anyone blamed, and only when both handles are closed may the next process use the slot.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "work/isolate.h"
#include "work/pool_state.h"

/* ---- the end ---- */

static void on_closed(uv_handle_t *h)
{
	struct pool_worker *w = h->data;
	struct pool *p = w->pool;

	if (!--w->handles) {
		w->state = WORKER_NONE;
		frame_reader_release(&w->in);
	}
	pool_stir(p);
	pool_handle_closed(p);
}

static void close_handle(uv_handle_t *h)
{
	if (!uv_is_closing(h))
		uv_close(h, on_closed);
}

static void over_when_over(struct pool_worker *w)
{
	if (!w->exited || !w->ended || w->state == WORKER_DOWN)
		return;
	blame(w);
	w->state = WORKER_DOWN;
	page_free(w->beat);
	w->beat = NULL;
	close_handle((uv_handle_t *)&w->process);
	close_handle((uv_handle_t *)&w->pipe);
	pool_stir(w->pool);
}

void worker_kill(struct pool_worker *w)
{
	w->killed = true;
	if (!w->exited && w->state != WORKER_NONE && w->state != WORKER_DOWN)
		uv_process_kill(&w->process, SIGKILL);
}

static void on_reaped(uv_process_t *process, int64_t status, int sig)
{
	struct pool_worker *w = process->data;

	w->exited = true;
	w->status = status;
	w->signal = sig;
	over_when_over(w);
}

/* ---- what it says ---- */

static bool take_results(struct pool_worker *w, const struct frame *f)
{
	struct job *j = w->job_count ? w->jobs[0] : NULL;

	if (!j || j->kind != JOB_BATCH || !w->pool->loaded || !job_take_results(j, f, w->pool->loaded->rule_count))
		return false;
	if (j->done)
		w->jobs[0] = w->jobs[--w->job_count];
	return true;
}

static bool take_answer(struct pool_worker *w, const struct frame *f)
{
	struct job *j = w->job_count ? w->jobs[0] : NULL;
	struct arena arena = ARENA_INIT;
	struct wire_reader r = wire_reader(f->payload, f->len, &arena);
	struct answer a;
	bool ok = j && j->kind != JOB_BATCH && wire_unpack(&r, &answer_shape, &a) && (!a.err.code || a.err.message);

	if (ok) {
		w->jobs[0] = w->jobs[--w->job_count];
		job_answer(j, &a);
	}
	arena_release(&arena);
	return ok;
}

/* It says itself why it cannot work. The first one speaks for all; a later one just ends, and is counted. */
static bool take_failed(struct pool_worker *w, const struct frame *f)
{
	struct arena arena = ARENA_INIT;
	struct wire_reader r = wire_reader(f->payload, f->len, &arena);
	struct err e;
	const bool ok = wire_unpack(&r, &err_shape, &e) && e.code && e.message;

	if (ok && !w->pool->loaded)
		pool_break(w->pool, &e);
	arena_release(&arena);
	return ok;
}

static bool take(struct pool_worker *w, const struct frame *f)
{
	switch (f->type) {
	case FRAME_LOADED:
		if (w->state != WORKER_LOADING || !pool_take_loaded(w->pool, f))
			return false;
		w->state = WORKER_READY;
		w->pool->failures = 0;
		return true;
	case FRAME_RESULTS: return take_results(w, f);
	case FRAME_ANSWER: return take_answer(w, f);
	case FRAME_FAILED: return w->state == WORKER_LOADING && take_failed(w, f);
	default: return false;
	}
}

static void on_space(uv_handle_t *h, size_t suggested, uv_buf_t *out)
{
	struct pool_worker *w = h->data;
	size_t room = 0;
	char *space = frame_space(&w->in, &room);

	(void)suggested;
	*out = uv_buf_init(space, space ? (unsigned)room : 0); /* none: libuv reports UV_ENOBUFS to on_bytes */
}

static void on_bytes(uv_stream_t *s, ssize_t n, const uv_buf_t *space)
{
	struct pool_worker *w = s->data;
	struct frame f;
	int got = 0;

	(void)space;
	if (n > 0)
		frame_fed(&w->in, (size_t)n);
	while (n > 0 && !w->killed && (got = frame_next(&w->in, &f)) == 1)
		if (!take(w, &f))
			got = -2;
	if (got < 0 || n == UV_ENOBUFS)
		worker_kill(w);
	pool_stir(w->pool);
	if (n < 0) {
		w->ended = true;
		uv_read_stop(s);
		worker_kill(w); /* it closed its socket: whether it lives on or not, it is of no use */
		over_when_over(w);
	}
}

/* ---- what it is told ---- */

struct sending {
	uv_write_t write;
	struct buf head;
	struct job *job; /* whose body is being written; or NULL */
};

static void on_sent(uv_write_t *write, int status)
{
	struct sending *s = write->data;

	(void)status; /* a broken socket shows itself when reading */
	job_unref(s->job);
	buf_release(&s->head);
	free(s);
}

/* Takes `head` over. */
static bool send_parts(struct pool_worker *w, struct buf *head, const struct buf *body, struct job *job)
{
	struct sending *s = calloc(1, sizeof(*s));
	uv_buf_t parts[2];

	if (!s || head->failed) {
		buf_release(head);
		free(s);
		return false;
	}
	s->write.data = s;
	s->head = *head;
	s->job = job;
	if (job)
		job->refs++;
	parts[0] = uv_buf_init(s->head.data, (unsigned)s->head.len);
	parts[1] = uv_buf_init(body->data, (unsigned)body->len);
	if (uv_write(&s->write, (uv_stream_t *)&w->pipe, parts, 2, on_sent) < 0) {
		on_sent(&s->write, 0);
		return false;
	}
	return true;
}

/* The rules' failures so far, as a list. */
static size_t trips_list(const struct pool *p, struct trip *out)
{
	size_t n = 0;

	for (uint32_t r = 0; r < p->loaded->rule_count; r++)
		if (p->trips[r])
			out[n++] = (struct trip) { r, p->trips[r] };
	return n;
}

bool worker_give(struct pool_worker *w, struct job *j)
{
	struct trip *trips = calloc(w->pool->loaded->rule_count + 1, sizeof(*trips));
	struct buf head = BUF_INIT;
	bool ok = trips && job_head(j, trips, trips_list(w->pool, trips), &head);

	free(trips);
	if (!ok) {
		buf_release(&head);
		return false;
	}
	ok = send_parts(w, &head, &j->body, j);
	if (ok) {
		if (!w->job_count)
			w->seen_at = uv_now(w->pool->loop); /* its time begins now */
		w->jobs[w->job_count++] = j;
	}
	return ok;
}

static bool send_load(struct pool_worker *w)
{
	struct pool *p = w->pool;
	const struct load_request q = { .options = p->options, .skipped = p->skipped, .skipped_count = p->skipped_count };
	struct buf head = BUF_INIT;
	const size_t begin = frame_begin(&head, FRAME_LOAD);

	wire_pack(&head, &load_request_shape, &q);
	frame_end(&head, begin, p->generation.len);
	return send_parts(w, &head, &p->generation, NULL);
}

/* ---- the beginning ---- */

/* Of the environment a worker gets what testing it needs. */
static void environment(char *out[], size_t n)
{
	static const char *const kept[] = { "PLUMB_FAULT=", WORKER_STDERR "=", "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "LSAN_OPTIONS=", "LD_LIBRARY_PATH=" };
	extern char **environ;
	size_t used = 0;

	for (char **e = environ; *e && used + 1 < n; e++)
		for (size_t k = 0; k < sizeof(kept) / sizeof(kept[0]); k++)
			if (!strncmp(*e, kept[k], strlen(kept[k])))
				out[used++] = *e;
	out[used] = NULL;
}

static int spawn_process(struct pool_worker *w, int page)
{
	char name[] = "plumb", mode[] = "--worker", *argv[] = { name, mode, NULL }, *env[8];
	uv_stdio_container_t stdio[WORKER_PAGE + 1] = { { .flags = UV_IGNORE }, { .flags = UV_IGNORE }, { .flags = UV_IGNORE } };
	uv_process_options_t o = { .exit_cb = on_reaped, .args = argv, .env = env, .stdio = stdio, .stdio_count = WORKER_PAGE + 1 };

	if (fault_hit(FAULT_SPAWN))
		return -errno;
	environment(env, sizeof(env) / sizeof(env[0]));
	o.file = w->pool->options.program ? w->pool->options.program : "/proc/self/exe";
	if (getenv(WORKER_STDERR)) {
		stdio[STDERR_FILENO].flags = UV_INHERIT_FD;
		stdio[STDERR_FILENO].data.fd = STDERR_FILENO;
	}
	stdio[WORKER_SOCKET].flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE;
	stdio[WORKER_SOCKET].data.stream = (uv_stream_t *)&w->pipe;
	stdio[WORKER_PAGE].flags = UV_INHERIT_FD;
	stdio[WORKER_PAGE].data.fd = page;
	return uv_spawn(w->pool->loop, &w->process, &o);
}

/* No process came of it. */
static void spawn_failed(struct pool_worker *w, const char *why)
{
	pool_count_failure(w->pool, DEATHS_MAX, "cannot start a worker: %s", why);
	w->exited = w->ended = true;
	w->state = WORKER_DOWN;
	page_free(w->beat);
	w->beat = NULL;
	if (w->process.type == UV_PROCESS) { /* uv_spawn came so far as to open its handle */
		close_handle((uv_handle_t *)&w->process);
	} else {
		w->handles--;
		w->pool->handles--;
	}
	close_handle((uv_handle_t *)&w->pipe);
}

void worker_spawn(struct pool_worker *w)
{
	struct pool *p = w->pool;
	struct err err = ERR_INIT;
	int page, status;

	w->killed = w->exited = w->ended = w->stalled = w->overdue = false;
	w->status = w->signal = 0;
	w->job_count = 0;
	w->state = WORKER_LOADING;
	w->handles = 2;
	p->handles += 2;
	memset(&w->process, 0, sizeof(w->process));
	uv_pipe_init(p->loop, &w->pipe, 0);
	w->pipe.data = w->process.data = w;
	w->seen_at = uv_now(p->loop);
	w->seen = (struct place) { 0, NOBODY, NOBODY, NOBODY, 0, 0 };
	if (page_new(&w->beat, &page, &err) < 0) {
		spawn_failed(w, err.message);
		err_release(&err);
		return;
	}
	status = spawn_process(w, page);
	w->process.data = w;
	close(page);
	if (status < 0) {
		spawn_failed(w, uv_strerror(status));
		return;
	}
	if (uv_read_start((uv_stream_t *)&w->pipe, on_space, on_bytes) < 0) {
		w->ended = true;
		worker_kill(w);
	} else if (!send_load(w)) {
		worker_kill(w);
	}
}

/* ---- the watchdog ---- */

/* The counters stand still although it has something to do. */
static bool still(struct pool_worker *w, const struct place *now, unsigned allowed_ms)
{
	if (now->evaluations != w->seen.evaluations || now->document != w->seen.document || now->file != w->seen.file) {
		w->seen = *now;
		w->seen_at = uv_now(w->pool->loop);
	}
	return uv_now(w->pool->loop) - w->seen_at > allowed_ms;
}

void worker_watch(struct pool_worker *w)
{
	const struct pool_options *o = &w->pool->options;
	const bool loading = w->state == WORKER_LOADING;
	struct place now;

	if (w->killed || w->exited || (!loading && (w->state != WORKER_READY || !w->job_count)))
		return;
	now = page_read(w->beat);
	if (now.overdue_ms >= OVERDUE_MS) {
		w->overdue = true;
		w->killed_at = now;
		worker_kill(w);
	} else if (still(w, &now, STILL_MS + (loading ? o->load_ms : o->soft_ms))) {
		w->stalled = true;
		worker_kill(w);
	}
}
