/* SPDX-License-Identifier: MIT */
/* verdicts: judging rules that read verdicts, each after those that it reads; see verdicts.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/run.h"

/* ---- what is kept to be read ---- */

void verdicts_flip(struct engine *e, const struct rule *r)
{
	struct verdicts *v = e->verdicts;
	if (v->keeping && e->ctx.flips_at < v->flips[r->index])
		v->flips[r->index] = e->ctx.flips_at;
}

static void keep(struct verdicts *v, uint32_t rule, struct finding f)
{
	struct finding *kept = arena_alloc(&v->arena, sizeof *kept);
	f.element = kept ? arena_strdup(&v->arena, f.element) : NULL;
	if (!f.element) {
		v->failed = true;
		return;
	}
	*kept = f;
	if (v->found[rule].last)
		v->found[rule].last->next = kept;
	else
		v->found[rule].first = kept;
	v->found[rule].last = kept;
}

void verdicts_keep(struct engine *e, const struct judgement *j)
{
	struct verdicts *v = e->verdicts;
	if (v->keeping && !verdict_is_quiet(j->verdict))
		keep(v, j->rule, (struct finding){ .verdict = j->verdict, .severity = j->severity, .advisory = j->advisory, .measure = j->measure, .element = j->element });
}

static void begin(struct engine *e, const uint64_t *never)
{
	struct verdicts *v = e->verdicts;
	arena_clear(&v->arena);
	memset(v->found, 0, e->rule_count * sizeof *v->found);
	memset(v->held, 0, e->rule_count * sizeof *v->held);
	for (size_t i = 0; i < e->rule_count; i++)
		v->flips[i] = INT64_MAX;
	v->failed = false;
	v->keeping = true;
	for (uint32_t i = 0; never && i < e->rule_count; i++)
		if (in_set(never, i) && e->rules[i].is_read)
			keep(v, i, (struct finding){ .verdict = VERDICT_ERROR, .severity = e->rules[i].info.severity, .measure = NAN, .element = "" });
}

/* ---- verdicts that wait for their turn ---- */

struct held { struct judgement j; struct held *next; };
struct holding { struct verdicts *v; judgement_sink sink; void *ctx; uint32_t from; }; /* from: of rules before it nothing waits */

static void hold(void *ctx, const struct judgement *j)
{
	struct holding *h = ctx;
	struct verdicts *v = h->v;
	if (j->rule < h->from) {
		h->sink(h->ctx, j);
		return;
	}
	struct held *kept = arena_alloc(&v->arena, sizeof *kept);
	if (!kept || !judgement_copy(&v->arena, j, &kept->j)) {
		v->failed = true;
		return;
	}
	kept->next = NULL;
	if (v->held[j->rule].last)
		v->held[j->rule].last->next = kept;
	else
		v->held[j->rule].first = kept;
	v->held[j->rule].last = kept;
}

static void tell(const struct holding *h, uint32_t end)
{
	for (uint32_t i = h->from; i < end; i++)
		for (const struct held *k = h->v->held[i].first; k; k = k->next)
			h->sink(h->ctx, &k->j);
}

/* ---- the order ---- */

bool verdicts_asked(const struct engine *e, uint32_t first, uint32_t end, const uint64_t *off)
{
	const struct verdicts *v = e->verdicts;
	for (size_t i = 0; i < v->reader_count; i++)
		if (v->readers[i] >= first && v->readers[i] < end && !(off && in_set(off, v->readers[i])))
			return true;
	return false;
}

/* Which rules are told, and which are judged only because those read them. Answers the first one that reads. */
static uint32_t choose(struct engine *e, uint32_t first, uint32_t end, const uint64_t *off, const uint64_t *never)
{
	struct verdicts *v = e->verdicts;
	uint32_t reader = end;
	memset(v->told, 0, v->words * sizeof *v->told);
	memset(v->quiet, 0, v->words * sizeof *v->quiet);
	for (uint32_t i = first; i < end; i++) {
		if (off && in_set(off, i))
			continue;
		set_add(v->told, i);
		if (!in_set(v->is_reader, i))
			continue;
		reader = i < reader ? i : reader;
		for (size_t k = 0; k < v->words; k++)
			v->quiet[k] |= e->rules[i].rests_on[k];
	}
	for (size_t k = 0; k < v->words; k++)
		v->quiet[k] &= ~(v->told[k] | (never ? never[k] : 0));
	return reader;
}

/* Those of a set that read no verdicts. */
static const uint64_t *plain_off(struct verdicts *v, const uint64_t *set)
{
	for (size_t k = 0; k < v->words; k++)
		v->off[k] = ~set[k] | v->is_reader[k];
	return v->off;
}

/* To be read only: neither told, counted, nor recorded for an explanation. Which gate rules find something is as in a sweep, whoever reads. */
static void run_quiet(struct run *quiet, uint32_t first, uint32_t end)
{
	struct ctx *c = &quiet->e->ctx;
	bool recording = c->recording;
	c->recording = false;
	run_rules(quiet, first, end);
	c->recording = recording;
}

int verdicts_run(struct run *run, uint32_t first, uint32_t end, const uint64_t *never, struct err *err)
{
	struct engine *e = run->e;
	struct verdicts *v = e->verdicts;
	struct run quiet = { .e = e, .counts = v->counts, .only = ELEMENTS_ALL, .gates = true, .error = BUF_INIT };
	const uint64_t *off = run->off;
	struct holding h = { .v = v, .sink = run->sink, .ctx = run->sink_ctx, .from = choose(e, first, end, off, never) };
	begin(e, never);
	quiet.off = plain_off(v, v->quiet);
	run_quiet(&quiet, 0, (uint32_t)e->rule_count);
	if (run->sink && end - first > 1) { /* one rule alone is told as it is judged: an explanation looks at the evaluation itself */
		run->sink = hold;
		run->sink_ctx = &h;
	}
	run->off = plain_off(v, v->told);
	run_rules(run, first, end);
	run->off = off;
	for (size_t k = 0; k < v->words; k++)
		v->off[k] = ~v->quiet[k];
	for (size_t i = 0; i < v->reader_count; i++) {
		uint32_t reader = v->readers[i];
		if (in_set(v->told, reader))
			run_rules(run, reader, reader + 1);
		else if (in_set(v->quiet, reader))
			run_quiet(&quiet, reader, reader + 1);
	}
	v->keeping = false;
	if (run->sink == hold)
		tell(&h, end);
	run->sink = h.sink;
	run->sink_ctx = h.ctx;
	buf_release(&quiet.error);
	free(quiet.elements);
	return v->failed ? err_set(err, ERR_MEMORY, "not enough memory") : 0;
}
