/* SPDX-License-Identifier: MIT */
/*
 * worker: the process in which policies run. A loop over one socket: read a frame, do what it asks, write the answer.
 * It trusts the host and nothing else; what it cannot go on after ends it, and the host sees to the rest.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/text.h"
#include "work/frame.h"
#include "work/isolate.h"
#include "work/judge.h"
#include "work/page.h"
#include "work/protocol.h"

struct worker {
	struct beat *beat;
	struct frame_reader in;
	struct buf out;
	struct arena scratch;     /* of the request at hand */
	/* the generation */
	char *load_frame;         /* kept: the engine borrows zone and calendar from it */
	struct arena load_arena;
	struct load_request request;
	struct generation generation;
	struct diagnostics diagnostics;
	struct engine *engine;
	struct judge *judge;
};

/* ---- the socket ---- */

static bool send_frame(void *ctx, struct buf *frame)
{
	const char *p = frame->data, *end = p + frame->len;

	(void)ctx;
	while (p < end) {
		const ssize_t n = write(WORKER_SOCKET, p, (size_t)(end - p));

		if (n < 0 && errno != EINTR)
			return false;
		p += n > 0 ? n : 0;
	}
	return true;
}

/* 1: a frame; 0: the host closed; -1: it sent no frame, or there is no memory for it. */
static int receive(struct worker *w, struct frame *out)
{
	for (;;) {
		const int got = frame_next(&w->in, out);
		size_t room;
		char *space;
		ssize_t n;

		if (got)
			return got;
		space = frame_space(&w->in, &room);
		if (!space)
			return -1;
		n = read(WORKER_SOCKET, space, room);
		if (!n || (n < 0 && errno != EINTR))
			return 0;
		frame_fed(&w->in, n > 0 ? (size_t)n : 0);
	}
}

static int send_value(struct worker *w, enum frame_type type, const struct wire_shape *shape, const void *value)
{
	size_t begin;

	buf_clear(&w->out);
	begin = frame_begin(&w->out, type);
	wire_pack(&w->out, shape, value);
	frame_end(&w->out, begin, 0);
	return !w->out.failed && send_frame(w, &w->out) ? 0 : ERR_IO;
}

static int send_answer(struct worker *w, const struct buf *json, struct err *err)
{
	struct answer a = { .json = json->data, .len = json->len, .err = *err };
	const int status = send_value(w, FRAME_ANSWER, &answer_shape, &a);

	err_release(err);
	return status;
}

/* ---- LOAD ---- */

static const struct skipped_file *skipped(const struct worker *w, size_t file)
{
	for (size_t i = 0; i < w->request.skipped_count; i++)
		if (w->request.skipped[i].file == file)
			return &w->request.skipped[i];
	return NULL;
}

static int diagnose_skipped(struct worker *w, const struct skipped_file *s)
{
	struct diagnostics *d = &w->diagnostics;
	struct diagnostic *items = realloc(d->items, (d->count + 1) * sizeof(*items)), *item;
	struct buf file = BUF_INIT;

	if (!items)
		return ERR_MEMORY;
	d->items = items;
	d->cap = d->count + 1;
	item = &d->items[d->count];
	*item = (struct diagnostic) { .line = (int)s->line, .message = strdup(s->message), .code = strdup("load-died") };
	buf_addf(&file, "%s%s", w->generation.prefix, w->generation.files[s->file].path);
	item->file = buf_detach(&file);
	d->count++;
	d->errors++;
	return item->file && item->message && item->code ? 0 : ERR_MEMORY;
}

/* What goes to the engine; a file that a worker died of is left out and said to be so. */
static int add_files(struct worker *w, struct err *err)
{
	const struct generation *g = &w->generation;
	int status = 0;

	for (size_t i = 0; !status && i < g->count; i++) {
		const struct skipped_file *s = skipped(w, i);

		if (!s)
			status = engine_add_file(w->engine, g->files[i].path, g->files[i].text, g->files[i].len, err);
		else if (diagnose_skipped(w, s) < 0)
			status = err_set(err, ERR_MEMORY, "out of memory");
	}
	return status;
}

static struct engine_options engine_options(const struct worker *w)
{
	const struct pool_options *o = &w->request.options;
	struct engine_options e = engine_options_default();

	e.as_of_ms = w->generation.as_of_ms;
	e.lenient = w->generation.lenient;
	e.beat = w->beat;
	if (w->generation.zone)
		e.zone = w->generation.zone;
	if (w->generation.calendar)
		e.calendar = w->generation.calendar;
	if (w->generation.lang)
		e.lang = w->generation.lang;
	if (o->soft_ms)
		e.soft_ms = o->soft_ms;
	if (o->load_ms)
		e.load_ms = o->load_ms;
	if (o->state_bytes)
		e.state_bytes = o->state_bytes;
	if (o->block_bytes)
		e.block_bytes = o->block_bytes;
	return e;
}

/* 0: usable, at least in part (w->diagnostics says). */
static int load_engine(struct worker *w, struct err *err)
{
	const struct engine_options o = engine_options(w);
	int status = engine_new(&o, &w->engine, err);

	if (!status) {
		engine_set_prefix(w->engine, w->generation.prefix);
		status = add_files(w, err);
	}
	if (!status) {
		status = engine_load(w->engine, &w->diagnostics, err);
		if (status == ERR_POLICY && w->diagnostics.errors) {
			err_release(err);
			status = 0;
		}
	}
	return status ? status : judge_new(w->engine, &w->request.options, w->generation.lenient, w->beat, &w->judge, err);
}

static int send_loaded(struct worker *w)
{
	struct loaded l = { .rule_count = engine_rule_count(w->engine), .policy_count = engine_policy_count(w->engine), .diagnostics = w->diagnostics };
	struct rule_info *rules = arena_alloc(&w->scratch, (l.rule_count + 1) * sizeof(*rules));
	struct policy_info *policies = arena_alloc(&w->scratch, (l.policy_count + 1) * sizeof(*policies));

	if (!rules || !policies)
		return ERR_MEMORY;
	for (uint32_t i = 0; i < l.rule_count; i++)
		rules[i] = *engine_rule(w->engine, i);
	for (size_t i = 0; i < l.policy_count; i++)
		policies[i] = *engine_policy(w->engine, i);
	l.history = engine_uses_history(w->engine);
	l.across = engine_looks_across(w->engine);
	l.phases = *engine_phases(w->engine);
	l.rules = rules;
	l.policies = policies;
	if (engine_schema(w->engine))
		l.schema_json = engine_schema_json(w->engine, &l.schema_len);
	l.test_file_count = engine_test_files(w->engine, &l.test_files);
	engine_generation(w->engine, l.generation);
	return send_value(w, FRAME_LOADED, &loaded_shape, &l);
}

static int on_load(struct worker *w, const struct frame *f)
{
	struct err err = ERR_INIT;
	struct wire_reader r;
	int status;

	if (w->engine)
		return ERR_INTERNAL; /* a worker is for one generation */
	w->load_frame = malloc(f->len + 1);
	if (!w->load_frame)
		return ERR_MEMORY;
	memcpy(w->load_frame, f->payload, f->len);
	r = wire_reader(w->load_frame, f->len, &w->load_arena);
	if (!wire_unpack(&r, &load_request_shape, &w->request) || !wire_unpack(&r, &generation_shape, &w->generation))
		return ERR_INTERNAL;
	status = load_engine(w, &err);
	if (!status)
		return send_loaded(w);
	status = send_value(w, FRAME_FAILED, &err_shape, &err);
	err_release(&err);
	return status;
}

/* ---- the other requests ---- */

static int on_batch(struct worker *w, struct wire_reader *r)
{
	struct err err = ERR_INIT;
	struct batch_head head;
	int status = ERR_INTERNAL;

	if (wire_unpack(r, &batch_head_shape, &head))
		status = judge_batch(w->judge, &head, r, send_frame, w, &err);
	err_release(&err);
	return status;
}

/* The rule by its id, or by an unambiguous end of it. */
static int find_rule(struct worker *w, const char *id, uint32_t *out, struct err *err)
{
	const int found = engine_find_rule(w->engine, id);
	const size_t n = engine_rule_count(w->engine);
	const char **ids, *near;

	*out = (uint32_t)found;
	if (found >= 0)
		return 0;
	err_set(err, ERR_USAGE, "there is no rule '%s'", id);
	ids = arena_alloc(&w->scratch, (n + 1) * sizeof(*ids));
	for (uint32_t i = 0; ids && i < n; i++)
		ids[i] = engine_rule(w->engine, i)->id;
	near = ids ? text_nearest(id, ids, n) : NULL;
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	return ERR_USAGE;
}

static int on_explain(struct worker *w, struct wire_reader *r)
{
	struct explain_request request;
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;
	struct record record;
	uint32_t rule;
	int status;

	if (!wire_unpack(r, &explain_request_shape, &request) || !request.rule)
		return ERR_INTERNAL;
	w->beat->document = 0;
	engine_set_past(w->engine, NULL);
	status = judge_explain_groups(w->judge, &request.document, &err);
	engine_set_waivers(w->engine, request.document.waivers, request.document.waiver_count);
	if (!status && !find_rule(w, request.rule, &rule, &err) && !judge_record(w->judge, &request.document, &record, &err)) {
		engine_set_past(w->engine, request.document.past.kept ? &request.document.past : NULL);
		engine_explain(w->engine, rule, record, request.element, &json, &err);
		engine_set_past(w->engine, NULL);
	}
	engine_forget_groups(w->engine);
	w->beat->document = NOBODY;
	status = send_answer(w, &json, &err);
	buf_release(&json);
	return status;
}

static int on_test(struct worker *w, struct wire_reader *r)
{
	struct test_request request;
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;
	int status;

	if (!wire_unpack(r, &test_request_shape, &request) || !request.file)
		return ERR_INTERNAL;
	w->beat->document = 0;
	engine_set_waivers(w->engine, NULL, 0);
	engine_test(w->engine, request.file, &json, &err);
	w->beat->document = NOBODY;
	status = send_answer(w, &json, &err);
	buf_release(&json);
	return status;
}

static int handle(struct worker *w, const struct frame *f)
{
	struct wire_reader r;

	arena_clear(&w->scratch);
	if (f->type == FRAME_LOAD)
		return on_load(w, f);
	if (!w->judge)
		return ERR_INTERNAL;
	r = wire_reader(f->payload, f->len, &w->scratch);
	switch (f->type) {
	case FRAME_BATCH: return on_batch(w, &r);
	case FRAME_EXPLAIN: return on_explain(w, &r);
	case FRAME_TEST: return on_test(w, &r);
	default: return ERR_INTERNAL;
	}
}

static void release(struct worker *w)
{
	judge_free(w->judge);
	engine_free(w->engine);
	diagnostics_release(&w->diagnostics);
	arena_release(&w->load_arena);
	arena_release(&w->scratch);
	frame_reader_release(&w->in);
	buf_release(&w->out);
	free(w->load_frame);
}

int worker_main(int argc, char **argv)
{
	struct worker w = { .in = FRAME_READER_INIT, .out = BUF_INIT };
	struct frame frame = { 0 };
	struct err err = ERR_INIT;
	int status = isolate_from_parent(&err);

	(void)argc;
	(void)argv;
	fault_init();
	if (!status) {
		w.beat = page_take(WORKER_PAGE);
		status = w.beat ? deadline_start(w.beat, &err) : ERR_IO;
	}
	if (!status)
		status = isolate_from_system(&err);
	if (err.message)
		send_value(&w, FRAME_FAILED, &err_shape, &err);
	err_release(&err);
	while (!status) {
		status = receive(&w, &frame);
		if (status != 1)
			break;
		status = handle(&w, &frame);
	}
	release(&w);
	page_free(w.beat);
	return status ? 3 : 0;
}
