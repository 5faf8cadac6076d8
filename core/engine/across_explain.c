/* SPDX-License-Identifier: MIT */
/*
 * across_explain: why a group got its verdict. Groups are judged traced before the project that is explained; what was compared and
 * read is kept, and shown as that of the verdict that comes of it (across.c, tell).
 */
#include <stdlib.h>
#include <string.h>

#include "engine/run.h"

struct group_trace { const char *steps, *reads, *parameters, *notes; };

struct group_traces {
	struct arena arena;
	struct group_trace *traces;
	struct group_verdict *given; /* the verdict of each */
	size_t count, cap;
	bool failed;                 /* memory was out */
};

static bool room(struct group_traces *t)
{
	const size_t cap = t->cap ? 2 * t->cap : 8;
	if (t->count < t->cap)
		return true;
	struct group_trace *traces = realloc(t->traces, cap * sizeof *traces);
	if (traces)
		t->traces = traces;
	struct group_verdict *given = realloc(t->given, cap * sizeof *given);
	if (given)
		t->given = given;
	if (traces && given)
		t->cap = cap;
	return traces && given;
}

static void on_judgement(void *ctx, const struct judgement *j)
{
	struct engine *e = ctx;
	struct group_traces *t = e->traces;
	const struct ctx *c = &e->ctx;
	if (!room(t)) {
		t->failed = true;
		return;
	}
	struct group_verdict *g = &t->given[t->count];
	*g = (struct group_verdict){ .key = arena_strdup(&t->arena, e->ctx.group->group->key), .from_ms = INT64_MIN };
	struct group_trace trace = { arena_strdup(&t->arena, c->steps.data ? c->steps.data : ""), arena_strdup(&t->arena, c->reads.data ? c->reads.data : ""),
		arena_strdup(&t->arena, c->parameters.data ? c->parameters.data : ""), arena_strdup(&t->arena, c->notes.data ? c->notes.data : "") };
	if (g->key && trace.steps && trace.reads && trace.parameters && trace.notes && judgement_copy(&t->arena, j, &g->verdict))
		t->traces[t->count++] = trace;
	else
		t->failed = true;
}

int engine_explain_group(struct engine *e, const struct group *g, uint32_t own, struct record_builder *b, struct record rows, uint32_t list, struct err *err)
{
	const struct group_at at = { .group = g, .kind = engine_row_kind(e, g->rule)->id, .list = list, .count = record_list_count(rows.words, list), .subject = own };
	struct run run = { .e = e, .passes = e->every, .counts = e->uncounted, .only = ELEMENTS_ALL, .sink = on_judgement, .sink_ctx = e, .error = BUF_INIT };
	if (!e->traces && !(e->traces = calloc(1, sizeof *e->traces)))
		return err_set(err, ERR_MEMORY, "out of memory");
	e->waiver_count = 0;
	e->ctx.group = &at;
	record_point(b, e->rules[g->rule].info.among ? record_list_at(rows.words, list, own) : 0);
	e->ctx.recording = true;
	judge_rules(&run, g->rule, g->rule + 1, rows);
	e->ctx.recording = false;
	record_point(b, 0);
	e->ctx.group = NULL;
	engine_set_given(e, e->traces->given, e->traces->count);
	return e->traces->failed ? err_set(err, ERR_MEMORY, "out of memory") : 0;
}

static void append(struct buf *out, const char *text)
{
	if (*text)
		buf_addf(out, "%s%s", out->len ? "," : "", text);
}

void across_recall(struct engine *e, const struct group_verdict *g)
{
	struct ctx *c = &e->ctx;
	if (!e->traces || e->given != e->traces->given)
		return;
	const struct group_trace *t = &e->traces->traces[g - e->given];
	append(&c->steps, t->steps);
	append(&c->reads, t->reads);
	append(&c->parameters, t->parameters);
	append(&c->notes, t->notes);
}

void engine_forget_groups(struct engine *e)
{
	struct group_traces *t = e->traces;
	e->traces = NULL;
	engine_set_given(e, NULL, 0);
	if (!t)
		return;
	arena_release(&t->arena);
	free(t->traces);
	free(t->given);
	free(t);
}
