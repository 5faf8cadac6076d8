/* SPDX-License-Identifier: MIT */
#include "work/forecast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "work/protocol.h"

/* A verdict as it was; the texts are offsets into those of its rule. */
struct noted { size_t element, pointer; enum verdict verdict; enum severity severity; bool advisory, found; };
/* All verdicts of a rule at one moment. */
struct standing {
	struct noted *items; size_t count, cap;
	struct buf texts;
	int64_t flips_at;      /* the earliest of them */
};
struct forecast {
	struct engine *engine;
	uint32_t rules;
	struct standing *now, *next; /* per rule; next: at the moment that is being judged */
	uint64_t *every, *off, *never; /* a bit a rule; never: not even to be read */
	uint64_t *counts;
	bool failed;                 /* memory was out */
	/* the step */
	int64_t at;
	size_t expected;             /* the noted verdict that comes next where nothing has changed */
	uint32_t rule;               /* of the verdict before */
	struct noted **order; size_t order_count, order_cap; /* of the rule's noted verdicts, by element; empty: not needed yet */
	forecast_told told;
	void *ctx;
	bool full;
};

int forecast_new(struct engine *e, struct forecast **out, struct err *err)
{
	struct forecast *f = calloc(1, sizeof(*f));
	const size_t rules = engine_rule_count(e), words = rules / 64 + 1;

	*out = f;
	if (f) {
		f->engine = e;
		f->rules = (uint32_t)rules;
		f->now = calloc(rules + 1, sizeof(*f->now));
		f->next = calloc(rules + 1, sizeof(*f->next));
		f->every = malloc(words * sizeof(*f->every));
		f->off = malloc(words * sizeof(*f->off));
		f->never = malloc(words * sizeof(*f->never));
		f->counts = malloc((rules * VERDICT_COUNT + 1) * sizeof(*f->counts));
	}
	if (!f || !f->now || !f->next || !f->every || !f->off || !f->never || !f->counts) {
		forecast_free(f);
		*out = NULL;
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	memset(f->every, 0xff, words * sizeof(*f->every));
	for (uint32_t r = 0; r < f->rules; r++) {
		buf_init(&f->now[r].texts);
		buf_init(&f->next[r].texts);
	}
	return 0;
}

static void standing_release(struct standing *s, uint32_t rules)
{
	for (uint32_t r = 0; s && r < rules; r++) {
		free(s[r].items);
		buf_release(&s[r].texts);
	}
	free(s);
}

void forecast_free(struct forecast *f)
{
	if (!f)
		return;
	standing_release(f->now, f->rules);
	standing_release(f->next, f->rules);
	free(f->every);
	free(f->off);
	free(f->never);
	free(f->counts);
	free(f->order);
	free(f);
}

static void clear(struct standing *s)
{
	s->count = 0;
	s->flips_at = INT64_MAX;
	buf_clear(&s->texts);
}

const uint64_t *forecast_begin(struct forecast *f)
{
	f->failed = false;
	memset(f->never, 0, (f->rules / 64 + 1) * sizeof(*f->never));
	for (uint32_t r = 0; r < f->rules; r++)
		clear(&f->now[r]);
	return f->every;
}

void forecast_never(struct forecast *f, const uint64_t *rules)
{
	for (uint32_t i = 0; rules && i <= f->rules / 64; i++)
		f->never[i] |= rules[i];
}

static size_t keep_text(struct buf *texts, const char *s)
{
	const size_t at = texts->len;

	buf_add(texts, s, strlen(s) + 1);
	return at;
}

static void note(struct forecast *f, struct standing *s, const struct judgement *v)
{
	if (s->count == s->cap) {
		const size_t cap = s->cap * 2 + 8;
		struct noted *items = realloc(s->items, cap * sizeof(*items));

		if (!items) {
			f->failed = true;
			return;
		}
		s->items = items;
		s->cap = cap;
	}
	s->items[s->count++] = (struct noted) { .element = keep_text(&s->texts, v->element), .pointer = keep_text(&s->texts, v->pointer),
		.verdict = v->verdict, .severity = v->severity, .advisory = v->advisory };
	f->failed |= s->texts.failed;
	if (v->flips_at < s->flips_at)
		s->flips_at = v->flips_at;
	if (v->verdict == VERDICT_ERROR && failure_is_trip(v->failure)) { /* it costs too much to be asked again */
		s->flips_at = INT64_MIN;
		f->never[v->rule / 64] |= 1ULL << (v->rule % 64);
	}
}

void forecast_note(struct forecast *f, const struct judgement *v)
{
	note(f, &f->now[v->rule], v);
}

/* ---- a verdict and the one before ---- */

static int compare_places(const char *element, const char *pointer, const struct standing *s, const struct noted *n)
{
	const int order = strcmp(element, s->texts.data + n->element);

	return order ? order : strcmp(pointer, s->texts.data + n->pointer);
}

static int by_place(const void *a, const void *b, void *ctx)
{
	const struct standing *s = ctx;
	const struct noted *x = *(struct noted *const *)a, *y = *(struct noted *const *)b;
	const int order = compare_places(s->texts.data + x->element, s->texts.data + x->pointer, s, y);

	return order ? order : (x > y) - (x < y);
}

static bool make_order(struct forecast *f, struct standing *s)
{
	if (f->order_cap < s->count) {
		struct noted **order = realloc(f->order, s->count * sizeof(*order));

		if (!order)
			return false;
		f->order = order;
		f->order_cap = s->count;
	}
	for (size_t i = 0; i < s->count; i++)
		f->order[i] = &s->items[i];
	f->order_count = s->count;
	qsort_r(f->order, s->count, sizeof(*f->order), by_place, s);
	return true;
}

/* The first noted verdict of that place which was not found yet; NULL: there is none. */
static struct noted *look_up(struct forecast *f, struct standing *s, const struct judgement *v)
{
	size_t low = 0, high;

	if (!f->order_count && s->count && !make_order(f, s)) {
		f->failed = true;
		return NULL;
	}
	high = f->order_count;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare_places(v->element, v->pointer, s, f->order[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low < f->order_count && f->order[low]->found && !compare_places(v->element, v->pointer, s, f->order[low]))
		low++;
	return low < f->order_count && !compare_places(v->element, v->pointer, s, f->order[low]) ? f->order[low] : NULL;
}

static struct noted *find(struct forecast *f, const struct judgement *v)
{
	struct standing *s = &f->now[v->rule];
	struct noted *n;

	if (f->rule != v->rule) {
		f->rule = v->rule;
		f->expected = f->order_count = 0;
	}
	n = f->expected < s->count ? &s->items[f->expected] : NULL;
	if (!n || n->found || compare_places(v->element, v->pointer, s, n))
		n = look_up(f, s, v);
	if (n) {
		n->found = true;
		f->expected = (size_t)(n - s->items) + 1;
	}
	return n;
}

static void tell(struct forecast *f, enum verdict verdict, enum severity severity, bool advisory, const struct judgement *to)
{
	const struct transition t = { .at = f->at, .from = verdict, .from_severity = severity, .from_advisory = advisory, .to = *to };

	if (verdict_is_quiet(verdict) ? verdict_is_quiet(to->verdict)
	    : verdict == to->verdict && severity == to->severity && advisory == to->advisory)
		return;
	if (!f->told(f->ctx, &t))
		f->full = true;
}

static void on_judgement(void *ctx, const struct judgement *v)
{
	struct forecast *f = ctx;
	const struct noted *n = v->readiness ? NULL : find(f, v);

	if (v->readiness)
		return; /* nobody enters a phase by himself */
	if (n)
		tell(f, n->verdict, n->severity, n->advisory, v);
	else
		tell(f, VERDICT_NOT_APPLICABLE, v->severity, v->advisory, v);
	note(f, &f->next[v->rule], v);
}

/* What the rule said before and says no more. */
static void tell_gone(struct forecast *f, uint32_t rule)
{
	const struct standing *s = &f->now[rule];

	for (size_t i = 0; i < s->count; i++) {
		const struct noted *n = &s->items[i];
		const struct judgement to = { .rule = rule, .verdict = VERDICT_NOT_APPLICABLE, .severity = n->severity, .element = s->texts.data + n->element,
			.pointer = s->texts.data + n->pointer, .message = "", .details = "", .measure = NAN, .measure_text = "", .limit_text = "", .file = "",
			.traceback = "", .flips_at = INT64_MAX };

		if (!n->found)
			tell(f, n->verdict, n->severity, n->advisory, &to);
	}
}

/* ---- the steps ---- */

/* The earliest announced moment; `off` becomes all rules that did not announce it. */
static int64_t next_moment(struct forecast *f)
{
	int64_t at = INT64_MAX;

	for (uint32_t r = 0; r < f->rules; r++)
		if (f->now[r].count && f->now[r].flips_at > f->at && f->now[r].flips_at < at)
			at = f->now[r].flips_at;
	memset(f->off, 0xff, (f->rules / 64 + 1) * sizeof(*f->off));
	for (uint32_t r = 0; r < f->rules; r++)
		if (f->now[r].count && f->now[r].flips_at == at)
			f->off[r / 64] &= ~(1ULL << (r % 64));
	return at;
}

static void step(struct forecast *f, struct record r)
{
	const struct judge_filter filter = { .off = f->off, .never = f->never, .passes = f->every };

	f->rule = NOBODY;
	engine_set_as_of(f->engine, f->at);
	if (engine_judge(f->engine, r, &filter, on_judgement, f, NULL) < 0)
		f->failed = true;
	for (uint32_t i = 0; i < f->rules; i++) {
		const struct standing judged = f->next[i];

		if (f->off[i / 64] >> (i % 64) & 1)
			continue;
		tell_gone(f, i);
		f->next[i] = f->now[i];
		f->now[i] = judged;
		clear(&f->next[i]);
	}
}

int64_t forecast_run(struct forecast *f, struct record r, int64_t until_ms, forecast_told told, void *ctx)
{
	const int64_t as_of = engine_as_of(f->engine);
	uint64_t *counts = engine_counts(f->engine);
	const size_t size = (size_t)f->rules * VERDICT_COUNT * sizeof(*counts);
	int64_t at, upto = until_ms;

	f->told = told;
	f->ctx = ctx;
	f->full = false;
	f->at = as_of;
	for (uint32_t i = 0; i < f->rules; i++)
		clear(&f->next[i]);
	if (size)
		memcpy(f->counts, counts, size);
	for (size_t steps = 0; (at = next_moment(f)) <= until_ms && at < INT64_MAX; steps++) {
		if (steps == FORECAST_STEPS_MOST || f->full || f->failed) {
			upto = f->failed ? f->at - 1 : at - 1;
			break;
		}
		f->at = at;
		step(f, r);
	}
	if (size)
		memcpy(counts, f->counts, size);
	engine_set_as_of(f->engine, as_of);
	return f->failed && upto == until_ms ? f->at - 1 : upto;
}
