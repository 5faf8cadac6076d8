/* SPDX-License-Identifier: MIT */
/*
 * across: rules that look over the whole portfolio.
 *
 * DESIGN. Such a rule is judged in three steps, so that it does not matter how many workers there are or which project is where.
 * Each project gives its rows (engine_share): the elements of `each`, or itself, under the text of the field that groups
 * them; only the fields that the rule can read, for a row is a small record of its own. Then each key is judged once, over
 * the rows of all projects (engine_judge_group): `by` gives the function the rows and their key, `among` one row after the other
 * with the rest of them. At last the verdicts are what the rule says of each project that gave a row, by the same way as every
 * other verdict: waivers, profiles, counts (across_run).
 *
 * A project's own condition (the policy's `when`, a profile that switches the rule off) decides whether it gives rows.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/run.h"

bool engine_looks_across(const struct engine *e) { return e->single != NULL; }

const struct kind *engine_row_kind(const struct engine *e, uint32_t rule)
{
	const struct rule *r = &e->rules[rule];
	return &e->schema->kinds[r->depth ? r->each[r->depth - 1].field->kind : 0];
}

void engine_set_given(struct engine *e, const struct group_verdict *given, size_t count)
{
	e->given = given;
	e->given_count = count;
}

/* ---- loading ---- */

static bool has_text(const struct field *f)
{
	switch ((enum field_type)f->type) {
	case FIELD_OBJECT: case FIELD_LIST: case FIELD_SET: case FIELD_ANY: case FIELD_MONEY: case FIELD_TYPE_COUNT: return false;
	default: return true;
	}
}

bool across_take(struct engine *e, struct rule *r, struct buf *problem)
{
	const char *word = r->info.by ? "by" : "among", *path = r->info.by ? r->info.by : r->info.among;
	const struct kind *k = &e->schema->kinds[r->depth ? r->each[r->depth - 1].field->kind : 0];
	const struct field *f = NULL;
	r->across = true;
	for (const char *p = path; *p; ) {
		size_t n = strcspn(p, ".");
		if (f && f->type == FIELD_OBJECT)
			k = &e->schema->kinds[f->kind];
		f = (!f || f->type == FIELD_OBJECT) && r->by_depth < EACH_DEPTH ? schema_field(e->schema, k, p, n) : NULL;
		if (!f) {
			buf_addf(problem, "%s: a %s has no field '%.*s'", word, k->name, (int)n, p);
			return false;
		}
		r->by[r->by_depth++] = (struct each_step){ f, false };
		p += n + (p[n] == '.');
	}
	if (!f || !has_text(f)) {
		buf_addf(problem, "%s: '%s' has no single value that could group by", word, path);
		return false;
	}
	r->reads = author_reads(e, r->name);
	return r->reads != NULL;
}

/* A peer's profiles are asked by its row: it has to have what they look at. */
static bool add_matches(struct engine *e, struct rule *r)
{
	size_t words = (e->schema->name_count + 63) / 64;
	uint64_t *bits = arena_alloc(&e->arena, sizeof *bits * (words + 1));
	if (!bits)
		return false;
	memcpy(bits, r->reads, sizeof *bits * words);
	for (size_t i = 0; r->info.among && i < e->setting_count; i++) {
		const struct profile *f = e->settings[i].profile;
		if (e->settings[i].policy != r->policy)
			continue;
		for (size_t m = 0; m < f->field_count; m++)
			bits[f->fields[m].field->name_id / 64] |= 1ULL << (f->fields[m].field->name_id % 64);
		if (f->rule != UINT32_MAX)
			memset(bits, 0xff, sizeof *bits * words);
	}
	r->reads = bits;
	return true;
}

bool across_link(struct engine *e)
{
	size_t words = e->rule_count / 64 + 1;
	bool any = false;
	for (size_t i = 0; i < e->rule_count; i++) {
		any |= e->rules[i].across;
		if (e->rules[i].across && !add_matches(e, &e->rules[i]))
			return false;
	}
	if (!any)
		return true;
	e->single = arena_alloc(&e->arena, sizeof *e->single * words);
	e->not_asked = arena_alloc(&e->arena, sizeof *e->not_asked * words);
	e->uncounted = arena_alloc(&e->arena, sizeof *e->uncounted * (e->rule_count + e->match_count) * VERDICT_COUNT);
	if (!e->single || !e->not_asked || !e->uncounted)
		return false;
	for (size_t i = 0; i < e->rule_count; i++)
		if (!e->rules[i].across)
			e->single[i / 64] |= 1ULL << (i % 64);
	for (size_t i = 0; i < e->rule_count; i++)
		for (size_t k = 0; e->rules[i].rests_on && k < words; k++)
			e->rules[i].info.reads_across |= (e->rules[i].rests_on[k] & ~e->single[k]) != 0;
	return true;
}

/* ---- a project's rows ---- */

/* The text of what groups the object; empty: that is absent. */
static void key_of(const struct engine *e, const struct rule *r, uint32_t at, struct buf *out)
{
	const struct kind *k = engine_row_kind(e, r->index);
	buf_clear(out);
	for (unsigned s = 0; s < r->by_depth; s++) {
		const struct field *f = r->by[s].field;
		const uint64_t *slot = record_slot(e->ctx.words, at, k, f->index);
		if (!slot)
			return;
		if (s + 1 == r->by_depth) {
			/* the same moment is the same key, wherever it was written down */
			record_write_text(e->schema, e->ctx.record, f, f->type == FIELD_DATETIME ? moment_here(&e->ctx, *slot) : *slot, out);
			return;
		}
		at = (uint32_t)*slot;
		k = &e->schema->kinds[f->kind];
	}
}

static bool give(struct run *run, const struct rule *r, uint32_t at, const char *key)
{
	struct engine *e = run->e;
	struct json_out o = json_out(&e->text, 0);
	char currency[4] = "";
	memcpy(currency, &e->ctx.currency, 3);
	buf_clear(&e->text);
	record_write_row(e->schema, e->ctx.record, at, engine_row_kind(e, r->index), r->reads, &o);
	const struct share s = { r->index, key, currency, e->text.data, e->text.len };
	if (!e->text.failed)
		run->share(run->sink_ctx, &s);
	return !e->text.failed;
}

/* Is it of an earlier rule, key or moment than this one, or of the same? */
static bool is_until(const struct group_verdict *g, uint32_t rule, const char *key, int64_t ms)
{
	int order = g->verdict.rule == rule ? strcmp(g->key, key) : g->verdict.rule < rule ? -1 : 1;
	return order ? order < 0 : g->from_ms <= ms;
}

/* What its group says of the project now, when it is known. */
static const struct group_verdict *given_of(const struct engine *e, const struct rule *r, const char *key)
{
	size_t low = 0, high = e->given_count; /* those before `low` are until now, those from `high` on later */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (is_until(&e->given[middle], r->index, key, e->ctx.as_of_ms))
			low = middle + 1;
		else
			high = middle;
	}
	const struct group_verdict *g = low ? &e->given[low - 1] : NULL;
	return g && g->verdict.rule == r->index && strcmp(g->key, key) == 0 ? g : NULL;
}

static void tell(struct run *run, struct rule *r, const char *key)
{
	struct engine *e = run->e;
	const struct group_verdict *g = given_of(e, r, key);
	const struct element by_key = { .list = ELEMENT_KEY }, *el = r->info.by ? &by_key : NULL;
	evaluation_reset(&e->ctx);
	e->key = key;
	run->current = el;
	if (!g) {
		deliver_unknown(run, r, el, absent_because(&e->ctx, "the other projects are not known here"));
		return;
	}
	struct judgement j = g->verdict;
	if (!*j.limit_text)
		j.severity = r->now.severity;
	ctx_flip(&e->ctx, j.flips_at);
	if (e->ctx.recording && !e->ctx.probe)
		across_recall(e, g);
	deliver(run, r, el, &j);
}

/* An element or a project that says of no key that it is its own. */
static void tell_keyless(struct run *run, struct rule *r, const struct element *el)
{
	struct buf path = BUF_INIT;
	evaluation_reset(&run->e->ctx);
	if (el)
		element_path(run->e, r, el, &path, NULL);
	if (!el || !el->absent)
		buf_addf(&path, "%s%s", path.len ? "." : "", r->info.by ? r->info.by : r->info.among);
	else
		buf_addf(&path, "%s%s", path.len ? "." : "", r->each[el->steps].field->name);
	run->current = el;
	deliver_unknown(run, r, el, absent_value(&run->e->ctx, path.data));
	buf_release(&path);
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Each key once, in the order of the keys. */
static void tell_keys(struct run *run, struct rule *r, const char **keys, size_t count)
{
	qsort(keys, count, sizeof *keys, by_text);
	for (size_t i = 0; i < count; i++)
		if (!i || strcmp(keys[i], keys[i - 1]))
			tell(run, r, keys[i]);
}

/* Asks each element that there is, or the project, for its key: gives it as a row, or keeps the key to be told. false: no memory. */
static bool ask_keys(struct run *run, struct rule *r, size_t count, struct arena *kept, const char **keys)
{
	struct engine *e = run->e;
	struct buf key = BUF_INIT;
	size_t n = 0;
	bool ok = keys != NULL;
	for (size_t i = 0; ok && i < count; i++) {
		const struct element *el = r->depth ? &run->elements[i] : NULL;
		const bool there = !el || !el->absent;
		const uint32_t at = !there ? 0 : el ? el->at[el->steps - 1] : record_root(e->ctx.record);
		buf_clear(&key);
		if (there)
			key_of(e, r, at, &key);
		ok = !key.failed;
		if (!run->share && !key.len)
			tell_keyless(run, r, el);
		else if (run->share && key.len)
			ok = ok && give(run, r, at, key.data);
		else if (key.len)
			ok = ok && (keys[n++] = arena_strdup(kept, key.data));
	}
	buf_release(&key);
	if (ok && !run->share)
		tell_keys(run, r, keys, n);
	return ok;
}

bool across_run(struct run *run, struct rule *r)
{
	struct arena kept = ARENA_INIT;
	size_t count = 1;
	if (r->depth) {
		if (!collect_elements(run, r))
			return false;
		count = run->count;
		if (!count && !run->share)
			deliver_plain(run, r, NULL, VERDICT_NOT_APPLICABLE);
	}
	bool ok = ask_keys(run, r, count, &kept, arena_alloc(&kept, sizeof(char *) * (count + 1)));
	arena_release(&kept);
	return ok;
}

void engine_share(struct engine *e, struct record r, const uint64_t *off, share_sink sink, judgement_sink told, void *ctx)
{
	struct run run = { .e = e, .off = e->not_asked, .counts = e->uncounted, .only = ELEMENTS_ALL, .share = sink, .sink = told, .sink_ctx = ctx, .error = BUF_INIT };
	if (!e->single)
		return;
	for (size_t i = 0; i <= e->rule_count / 64; i++)
		e->not_asked[i] = e->single[i] | (off ? off[i] : 0);
	judge_rules(&run, 0, (uint32_t)e->rule_count, r);
}

/* ---- a group ---- */

int across_push_arguments(lua_State *L, struct engine *e)
{
	const struct group_at *g = e->ctx.group;
	if (!record_root(e->ctx.record)) {
		push_value(L, value_ref(VALUE_LIST, g->kind, 0, g->list));
		lua_pushstring(L, g->group->key);
		return 2;
	}
	push_value(L, value_ref(VALUE_REC, g->kind, 0, record_root(e->ctx.record)));
	lua_createtable(L, (int)g->count, 0);
	for (uint32_t i = 0, n = 0; i < g->count; i++) {
		if (i == g->subject)
			continue;
		push_value(L, value_ref(VALUE_REC, g->kind, 0, record_list_at(e->ctx.words, g->list, i)));
		lua_rawseti(L, -2, ++n);
	}
	return 2;
}

/* The row that has what is at an offset: rows lie one behind the other, each behind what is in it (model/builder.h). */
static uint32_t row_of(const struct ctx *c, const struct group_at *g, uint32_t offset)
{
	uint32_t low = 0, high = g->count;
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		if (record_list_at(c->words, g->list, middle) < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool across_path(struct ctx *c, value_t v, struct buf *human)
{
	const struct group_at *g = c->group;
	const struct rule *r = &c->engine->rules[g->group->rule];
	const struct kind *k = &c->schema->kinds[g->kind];
	struct buf below = BUF_INIT;
	if (value_tag(v) != VALUE_REC && value_offset(v) == g->list) {
		buf_puts(human, r->info.each);
		return true;
	}
	const uint32_t i = row_of(c, g, value_offset(v));
	const bool found = i < g->count && path_below(c, k, record_list_at(c->words, g->list, i), v, &below, NULL);
	if (found) {
		buf_addf(human, "%s: %s", g->group->owners[i], r->info.each);
		if (r->depth) {
			buf_putc(human, '[');
			record_identity(c->schema, c->record, record_list_at(c->words, g->list, i), k, human);
			buf_putc(human, ']');
		}
		buf_addf(human, "%s%s", r->depth && below.len ? "." : "", below.len ? below.data : "");
	}
	buf_release(&below);
	return found;
}

struct judging { group_sink sink; void *ctx; uint32_t subject; };

static void on_judgement(void *ctx, const struct judgement *j)
{
	struct judging *x = ctx;
	x->sink(x->ctx, x->subject, j);
}

void engine_judge_group(struct engine *e, const struct group *g, struct record_builder *b, struct record rows, uint32_t list, group_sink sink, void *ctx)
{
	const uint32_t count = record_list_count(rows.words, list);
	struct group_at at = { .group = g, .kind = engine_row_kind(e, g->rule)->id, .list = list, .count = count };
	struct judging x = { sink, ctx, 0 };
	const bool among = e->rules[g->rule].info.among != NULL;
	const struct waiver *waivers = e->waivers;
	size_t waiver_count = e->waiver_count;
	e->waiver_count = 0;
	e->ctx.group = &at;
	for (uint32_t i = 0; i < (among ? count : 1); i++) {
		struct run run = { .e = e, .passes = e->every, .counts = e->uncounted, .only = ELEMENTS_ALL, .sink = on_judgement, .sink_ctx = &x, .error = BUF_INIT };
		x.subject = at.subject = i;
		record_point(b, among ? record_list_at(rows.words, list, i) : 0);
		judge_rules(&run, g->rule, g->rule + 1, rows);
	}
	record_point(b, 0);
	e->ctx.group = NULL;
	e->waivers = waivers;
	e->waiver_count = waiver_count;
}
