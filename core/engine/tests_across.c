/* SPDX-License-Identifier: MIT */
/* tests_across: the rest of a small portfolio around the project of a test, all in memory: see across.c for the steps. */
#include <stdlib.h>
#include <string.h>

#include "engine/json_lua.h"
#include "engine/tests.h"

struct row { struct share share; const char *owner; size_t order; };

struct around {
	struct engine *e;
	const struct policy *p;
	struct arena *arena;
	struct json_reader *reader;
	struct record_builder *builder;
	struct row *rows; size_t count, cap;
	const char *owner;           /* whose rows are being taken */
	/* the group being judged */
	const struct group *group;
	size_t own;                  /* row of the tested project in it */
	struct group_verdict *given; size_t given_count, given_cap;
	bool memory;                 /* was out */
	struct buf *why;             /* what is wrong, for the test's author */
};

static bool room(struct around *a, void **items, size_t *cap, size_t count, size_t size)
{
	void *grown = count < *cap ? *items : realloc(*items, (2 * *cap + 16) * size);
	if (!grown)
		return !(a->memory = true);
	if (count >= *cap)
		*cap = 2 * *cap + 16;
	*items = grown;
	return true;
}

static void on_share(void *ctx, const struct share *s)
{
	struct around *a = ctx;
	if (a->e->rules[s->rule].policy != a->p || !room(a, (void **)&a->rows, &a->cap, a->count, sizeof *a->rows))
		return;
	struct row *r = &a->rows[a->count];
	*r = (struct row){ .share = *s, .owner = a->owner, .order = a->count };
	a->count++;
	r->share.key = arena_strdup(a->arena, s->key);
	r->share.currency = arena_strdup(a->arena, s->currency);
	r->share.row = arena_strndup(a->arena, s->row, s->len);
	a->memory |= !r->share.key || !r->share.currency || !r->share.row;
}

static int by_group(const void *x, const void *y)
{
	const struct row *a = x, *b = y;
	int order = (a->share.rule > b->share.rule) - (a->share.rule < b->share.rule);
	if (!order)
		order = strcmp(a->share.key, b->share.key);
	if (!order)
		order = strcmp(a->owner, b->owner);
	return order ? order : (a->order > b->order) - (a->order < b->order);
}

static void on_verdict(void *ctx, uint32_t subject, const struct judgement *j)
{
	struct around *a = ctx;
	if ((a->e->rules[j->rule].info.among && subject != a->own) || !room(a, (void **)&a->given, &a->given_cap, a->given_count, sizeof *a->given))
		return;
	struct group_verdict *g = &a->given[a->given_count];
	*g = (struct group_verdict){ .key = a->group->key, .from_ms = INT64_MIN };
	if (!judgement_copy(a->arena, j, &g->verdict))
		a->memory = true;
	else
		a->given_count++;
}

/* The rows from `first` to before `end` are a group; judged when the tested project has one of them. */
static void judge_group(struct around *a, size_t first, size_t end, size_t mine)
{
	const struct json_limits limits = { SIZE_MAX / 4, 64, SIZE_MAX / 4, SIZE_MAX / 4 };
	const char **owners = arena_alloc(a->arena, sizeof *owners * (end - first));
	struct group g = { .rule = a->rows[first].share.rule, .key = a->rows[first].share.key, .currency = a->rows[first].share.currency, .owners = owners };
	struct violations violations = { 0 };
	struct err err = ERR_INIT;
	struct json_value root;
	struct buf text = BUF_INIT;
	struct record rows;
	uint32_t list;
	bool own = false;
	for (size_t i = first; owners && i < end; i++) {
		const struct row *r = &a->rows[i];
		own |= r->order < mine;
		a->own = r->order < mine ? i - first : a->own;
		owners[g.owner_count++] = r->owner;
		if (strcmp(r->share.currency, g.currency))
			g.currency = "";
		buf_putc(&text, i > first ? ',' : '[');
		buf_add(&text, r->share.row, r->share.len);
	}
	buf_putc(&text, ']');
	a->group = &g;
	if (own && !text.failed && json_read(a->reader, text.data, text.len, &limits, &root, &err) == 0
	    && record_build_rows(a->builder, engine_row_kind(a->e, g.rule), root, group_currency(&g), &rows, &list, &violations, &err) == 0)
		engine_judge_group(a->e, &g, a->builder, rows, list, on_verdict, a);
	if (err.message)
		buf_addf(a->why, "the group '%s' cannot be judged: %s", g.key, violations.count ? violations.items[0].message : err.message);
	err_release(&err);
	a->group = NULL;
	a->memory |= own && (!owners || text.failed);
	violations_release(&violations);
	buf_release(&text);
}

static void judge_groups(struct around *a, size_t mine)
{
	if (a->count)
		qsort(a->rows, a->count, sizeof *a->rows, by_group);
	for (size_t first = 0, end; !a->memory && first < a->count; first = end) {
		for (end = first + 1; end < a->count; end++)
			if (a->rows[end].share.rule != a->rows[first].share.rule || strcmp(a->rows[end].share.key, a->rows[first].share.key))
				break;
		judge_group(a, first, end, mine);
	}
}

static const char *owner_of(struct around *a, struct record r)
{
	size_t len;
	const char *id = record_id(r, &len), *copy = arena_strndup(a->arena, id, len);
	a->memory |= !copy;
	return copy ? copy : "";
}

/* Takes the rows of the document on the top of the stack, which stays. */
static bool take_other(struct around *a, lua_State *L, struct buf *why)
{
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct violations violations = { 0 };
	struct buf text = BUF_INIT;
	struct json_out o = json_out(&text, 0);
	struct json_value root;
	struct record rec;
	struct err err = ERR_INIT;
	bool ok = json_lua_write(L, lua_gettop(L), &o, limits.bytes) && json_read(a->reader, text.data, text.len, &limits, &root, &err) == 0
		&& record_build(a->builder, root, &rec, &violations, &err) == 0;
	if (ok) {
		a->owner = owner_of(a, rec);
		engine_share(a->e, rec, NULL, on_share, NULL, a);
	} else if (violations.count) {
		violations_format(&violations, "document", why);
	} else {
		buf_puts(why, err.message ? err.message : "a document is nested too deeply or too large");
	}
	violations_release(&violations);
	err_release(&err);
	buf_release(&text);
	return ok;
}

bool tests_look_around(struct engine *e, const struct policy *p, struct record rec, lua_State *L, int others, struct surroundings *out, struct buf *why)
{
	struct around a = { .e = e, .p = p, .arena = &out->arena, .reader = json_reader_new(), .builder = record_builder_new(e->schema, e->options.lenient), .why = why };
	lua_Integer n = others ? luaL_len(L, others) : 0;
	bool ok = a.reader && a.builder;
	*out = (struct surroundings){ .arena = ARENA_INIT };
	if (ok) {
		a.owner = owner_of(&a, rec);
		engine_share(e, rec, NULL, on_share, NULL, &a);
	}
	size_t mine = a.count;
	for (lua_Integer i = 1; ok && i <= n; i++, lua_pop(L, 1)) {
		lua_geti(L, others, i);
		ok = take_other(&a, L, why);
	}
	if (ok)
		judge_groups(&a, mine);
	if (!why->len && (!ok || a.memory))
		buf_puts(why, "out of memory");
	out->given = a.given;
	engine_set_given(e, a.given, a.given_count);
	free(a.rows);
	json_reader_free(a.reader);
	record_builder_free(a.builder);
	return ok && !a.memory && !why->len;
}

void surroundings_release(struct surroundings *s, struct engine *e)
{
	engine_set_given(e, NULL, 0);
	free(s->given);
	arena_release(&s->arena);
}
