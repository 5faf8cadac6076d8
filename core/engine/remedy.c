/* SPDX-License-Identifier: MIT */
/* remedy: candidates tried one after the other, then step by step; see remedy.h. */
#include "engine/remedy.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/run.h"
#include "model/edit.h"

enum { PLACES_MAX = 12 };

static const struct json_limits own_limits = { 256u << 20, 256, 1u << 20, 100000000 };

struct remedy *remedy_new(struct engine *e, struct record record, const char *sites)
{
	struct remedy *x = calloc(1, sizeof *x);
	struct json_out o;
	if (!x)
		return NULL;
	x->e = e;
	x->probe = calloc(1, sizeof *x->probe);
	x->document_reader = json_reader_new();
	x->sites_reader = json_reader_new();
	x->reader = json_reader_new();
	x->builder = record_builder_new(e->schema, e->options.lenient);
	buf_init(&x->text);
	x->until_ns = clock_monotonic_ns() + REMEDY_TIME_MAX_NS;
	if (!x->probe || !x->document_reader || !x->sites_reader || !x->reader || !x->builder) {
		remedy_free(x);
		return NULL;
	}
	x->have_sites = sites && json_read(x->sites_reader, sites, strlen(sites), &own_limits, &x->sites, NULL) == 0;
	o = json_out(&x->text, 0);
	record_write_json(e->schema, record, &o);
	if (x->text.failed || json_read(x->document_reader, x->text.data, x->text.len, &own_limits, &x->document, NULL) < 0) {
		remedy_free(x);
		return NULL;
	}
	return x;
}

void remedy_free(struct remedy *x)
{
	if (!x)
		return;
	if (x->probe)
		probe_release(x->probe);
	free(x->probe);
	json_reader_free(x->document_reader);
	json_reader_free(x->sites_reader);
	json_reader_free(x->reader);
	record_builder_free(x->builder);
	buf_release(&x->text);
	arena_release(&x->arena);
	free(x);
}

/* ---- judging ---- */

bool remedy_over(const struct remedy *x) { return x->evaluations >= EVALUATIONS_MAX || clock_monotonic_ns() > x->until_ns; }

struct judging { struct remedy *x; bool whole, any; };

static void on_judgement(void *ctx, const struct judgement *j)
{
	struct judging *g = ctx;
	struct remedy *x = g->x;
	const struct remedy_target *t = x->target;
	if (g->whole) { /* the verdict was on all elements: the worst of theirs */
		bool quiet = j->verdict == VERDICT_PASS || j->verdict == VERDICT_NOT_APPLICABLE;
		if (!g->any || !quiet || (x->verdict == VERDICT_NOT_APPLICABLE && j->verdict == VERDICT_PASS))
			if (!g->any || x->verdict == VERDICT_PASS || x->verdict == VERDICT_NOT_APPLICABLE)
				x->verdict = j->verdict;
		g->any = true;
		return;
	}
	if (*t->pointer ? strcmp(t->pointer, j->pointer) == 0 : strcmp(t->element, j->element) == 0) {
		x->verdict = j->verdict;
		x->probe->full = true;
		g->any = true;
	} else if (!x->probe->full) {
		probe_clear(x->probe);
	}
}

bool remedy_try(struct remedy *x, const struct candidate *c)
{
	struct edit edits[CHANGES_MAX];
	struct json_out o = json_out(&x->text, 0);
	struct violations violations = { 0 };
	struct err err = ERR_INIT;
	struct json_value root;
	if (remedy_over(x))
		return false;
	x->evaluations++;
	for (unsigned i = 0; i < c->count; i++)
		edits[i] = (struct edit){ c->changes[i].pointer, c->changes[i].json, c->changes[i].json ? strlen(c->changes[i].json) : 0 };
	buf_clear(&x->text);
	bool built = document_edit(x->document, edits, c->count, &o, &err) == 0 && json_read(x->reader, x->text.data, x->text.len, &own_limits, &root, &err) == 0
		&& record_build(x->builder, root, &x->record, &violations, &err) == 0;
	violations_release(&violations);
	err_release(&err);
	if (!built)
		return false;
	bool each = x->rule->depth || x->rule->each_function;
	struct judging g = { x, each && !*x->target->pointer && !*x->target->element, false };
	x->verdict = VERDICT_ERROR;
	probe_clear(x->probe);
	engine_probe(x->e, x->target->rule, x->record, x->rule->depth && !g.whole ? x->target->number : ELEMENTS_ALL, x->probe, on_judgement, &g);
	return g.any;
}

bool remedy_helps(const struct remedy *x, const struct candidate *c)
{
	return x->verdict == VERDICT_PASS || (x->verdict == VERDICT_NOT_APPLICABLE && c->escapes);
}

static bool has_change(const struct candidate *c, const struct change *change)
{
	for (unsigned i = 0; i < c->count; i++)
		if (strcmp(c->changes[i].pointer, change->pointer) == 0 && c->changes[i].relation == change->relation)
			return true;
	return false;
}

/* Is all of one of the list in c too? */
static bool is_known(const struct candidate *list, size_t n, const struct candidate *c)
{
	for (size_t i = 0; i < n; i++) {
		bool all = true;
		for (unsigned k = 0; all && k < list[i].count; k++)
			all = has_change(c, &list[i].changes[k]);
		if (all)
			return true;
	}
	return false;
}

void remedy_keep(struct remedy *x, const struct candidate *c)
{
	bool pass = x->verdict == VERDICT_PASS;
	struct candidate *list = pass ? x->found : x->escapes;
	size_t *n = pass ? &x->found_count : &x->escape_count;
	if (*n < REMEDIES_MAX && !is_known(list, *n, c))
		list[(*n)++] = *c;
}

/* ---- the candidates of one step ---- */

struct step {
	struct candidate *next; size_t next_count; /* changed the course, but not enough; room for CANDIDATES_MAX */
	uint64_t digest;                           /* of the course before */
};

static struct change *newest(struct candidate *c) { return &c->changes[c->count - 1]; }

/* What was judged last with c did not help: does it lead on? */
static void lead_on(const struct remedy *x, const struct candidate *c, struct step *s)
{
	bool judged = x->verdict == VERDICT_FAIL || x->verdict == VERDICT_UNKNOWN;
	if (judged && x->probe->digest != s->digest && s->next_count < CANDIDATES_MAX && !is_known(s->next, s->next_count, c))
		s->next[s->next_count++] = *c;
}

/*
 * Values that stand for whatever could be given to one place: when all help, it only has to be given; of a choice, those that do
 * are told. Of a number or date some value that helps is looked for elsewhere.
 */
static void try_given(struct remedy *x, struct candidate *group, size_t n, struct step *s)
{
	bool helps[CANDIDATES_MAX] = { false }, choice = newest(group)->field->type == FIELD_ENUM || newest(group)->field->type == FIELD_BOOL;
	size_t helping = 0;
	for (size_t i = 0; i < n; i++) {
		if (!remedy_try(x, &group[i]))
			continue;
		helps[i] = remedy_helps(x, &group[i]);
		helping += helps[i];
		if (i == 0 && !helps[i])
			lead_on(x, &group[i], s);
		if (i == 0 && !helps[i] && !choice)
			return;
	}
	for (size_t i = 0; i < n && helping; i++) {
		if (!helps[i] || (helping < n && !choice))
			continue;
		if (helping < n)
			newest(&group[i])->relation = RELATION_IS;
		x->verdict = VERDICT_PASS; /* given values never escape */
		remedy_keep(x, &group[i]);
		if (helping == n)
			return;
	}
}

/* Is what a limit says also true far beyond it? Else only the one value is told. */
static void check_relation(struct remedy *x, struct candidate *c)
{
	struct change *change = newest(c);
	struct candidate far = *c;
	const struct field *f = change->field;
	const char *text;
	bool below = change->relation == RELATION_AT_MOST;
	enum verdict verdict = x->verdict;
	double v;
	if (change->relation != RELATION_AT_MOST && change->relation != RELATION_AT_LEAST)
		return;
	switch ((enum field_type)f->type) {
	case FIELD_DATE: v = x->e->ctx.today + (below ? -20000.0 : 20000.0); break;
	case FIELD_DATETIME: v = (double)(x->e->ctx.as_of_ms / 1000) + (below ? -1e9 : 1e9); break;
	case FIELD_INT: case FIELD_NUMBER: case FIELD_PERCENT: case FIELD_MONEY:
		v = below ? f->has_min ? f->min : 0 : f->has_max ? f->max : 1e12;
		break;
	default: return;
	}
	if (*change->json == '{' || !scalar_texts(x, f, v, &newest(&far)->json, &text) || !remedy_try(x, &far))
		return;
	if (!remedy_helps(x, &far))
		change->relation = RELATION_IS;
	x->verdict = verdict;
}

static void try_one(struct remedy *x, struct candidate *c, struct step *s)
{
	if (!remedy_try(x, c))
		return;
	if (remedy_helps(x, c)) {
		check_relation(x, c);
		remedy_keep(x, c);
	} else {
		lead_on(x, c, s);
	}
}

/* base was judged last. What leads on is added to s->next. */
static void try_all(struct remedy *x, const struct candidate *base, struct step *s)
{
	struct candidates list = candidates_of(x, base);
	s->digest = x->probe->digest;
	for (size_t i = 0, n; i < list.count && x->found_count < REMEDIES_MAX && !remedy_over(x); i += n) {
		struct candidate *c = &list.items[i];
		n = 1;
		if (newest(c)->relation != RELATION_GIVEN || c->count > base->count + 1) {
			try_one(x, c, s);
			continue;
		}
		while (i + n < list.count && newest(c + n)->relation == RELATION_GIVEN && strcmp(newest(c)->pointer, newest(c + n)->pointer) == 0)
			n++;
		try_given(x, c, n, s);
	}
}

static void search_places(struct remedy *x)
{
	struct place places[PLACES_MAX];
	double scale;
	size_t n = places_to_search(x, places, PLACES_MAX, &scale);
	for (size_t i = 0; i < n && x->found_count < REMEDIES_MAX; i++)
		search_place(x, &places[i], scale);
}

static void try_absences(struct remedy *x)
{
	struct candidates list = absences_of(x);
	for (size_t i = 0; i < list.count && x->found_count < REMEDIES_MAX; i++)
		if (remedy_try(x, &list.items[i]) && remedy_helps(x, &list.items[i]))
			remedy_keep(x, &list.items[i]);
}

static void find(struct remedy *x)
{
	static const struct candidate nothing;
	struct step s = { .next = arena_alloc(&x->arena, CANDIDATES_MAX * sizeof *s.next) };
	if (!s.next || !remedy_try(x, &nothing))
		return;
	try_all(x, &nothing, &s);
	if (!x->found_count && remedy_try(x, &nothing))
		search_places(x);
	if (!x->found_count && remedy_try(x, &nothing))
		try_absences(x);
	for (unsigned depth = 2; depth <= CHANGES_DEEP && !x->found_count && s.next_count; depth++) {
		struct step deeper = { .next = arena_alloc(&x->arena, CANDIDATES_MAX * sizeof *s.next) };
		if (!deeper.next)
			return;
		for (size_t i = 0; i < s.next_count && !remedy_over(x); i++)
			if (remedy_try(x, &s.next[i]))
				try_all(x, &s.next[i], &deeper);
		s = deeper;
	}
}

/* ---- telling ---- */

static void put_change(const struct change *c, struct json_out *o)
{
	static const char *const names[] = { [RELATION_IS] = "is", [RELATION_AT_MOST] = "at_most", [RELATION_AT_LEAST] = "at_least",
		[RELATION_OTHER] = "other_than", [RELATION_GIVEN] = "given", [RELATION_ABSENT] = "absent" };
	json_begin_object(o);
	json_key(o, "path");
	json_put_text(o, c->path);
	json_key(o, "pointer");
	json_put_text(o, c->pointer);
	if (c->from) {
		json_key(o, "from");
		json_put_raw(o, c->from, strlen(c->from));
	}
	if (c->relation == RELATION_GIVEN) {
		json_key(o, "given");
		json_put_bool(o, true);
	} else {
		json_key(o, "to");
		if (c->json)
			json_put_raw(o, c->json, strlen(c->json));
		else
			json_put_null(o);
		json_key(o, "relation");
		json_put_text(o, names[c->relation]);
		if (c->text) {
			json_key(o, "text");
			json_put_text(o, c->text);
			json_key(o, "type");
			json_put_text(o, field_type_names[c->field->type]);
		}
	}
	json_end_object(o);
}

static void put_candidates(const struct candidate *list, size_t n, enum verdict verdict, struct json_out *o)
{
	for (size_t i = 0; i < n; i++) {
		json_begin_object(o);
		json_key(o, "changes");
		json_begin_array(o);
		for (unsigned k = 0; k < list[i].count; k++)
			put_change(&list[i].changes[k], o);
		json_end_array(o);
		json_key(o, "verdict");
		json_put_text(o, verdict_names[verdict]);
		json_end_object(o);
	}
}

void remedy_write(struct remedy *x, const struct remedy_target *t, struct json_out *o)
{
	x->target = t;
	x->rule = &x->e->rules[t->rule];
	x->evaluations = 0;
	x->found_count = x->escape_count = 0;
	arena_clear(&x->arena);
	find(x);
	if (x->escape_count > REMEDIES_MAX - x->found_count)
		x->escape_count = REMEDIES_MAX - x->found_count;
	json_begin_array(o);
	put_candidates(x->found, x->found_count, VERDICT_PASS, o);
	put_candidates(x->escapes, x->escape_count, VERDICT_NOT_APPLICABLE, o);
	json_end_array(o);
}
