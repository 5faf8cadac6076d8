/* SPDX-License-Identifier: MIT */
/* past: see past.h. */
#include "engine/past.h"

#include <stdlib.h>
#include <string.h>

#include "engine/json_lua.h"
#include "model/path.h"
#include "model/scalar.h"

static const struct json_limits stored = { 64u << 20, 1024, 1u << 16, 10000000 };

/* ---- paths ---- */

/* The end of a step: at the next '.' or '[' that is not part of a name, or at the end. */
static const char *step_end(const char *p)
{
	for (; *p && *p != '.' && *p != '['; p++)
		if (*p == '\\' && p[1])
			p++;
	return p;
}

static const char *element_end(const char *p) /* p at '['; behind its ']' */
{
	for (; *p && *p != ']'; p++)
		if (*p == '\\' && p[1])
			p++;
	return *p ? p + 1 : p;
}

/* One step of a path from kind *k (NULL: nothing is known there): its field, or NULL. *k becomes the kind that follows. */
static const struct field *take_step(const struct schema *s, const struct kind **k, const char **p, const char **name_end, bool *element)
{
	const char *end = step_end(*p);
	const struct field *f = *k ? schema_field(s, *k, *p, (size_t)(end - *p)) : NULL;
	*name_end = end;
	*element = *end == '[';
	*k = f && (f->type == FIELD_OBJECT || (f->type == FIELD_LIST && *element)) ? &s->kinds[f->kind] : NULL;
	*p = *element ? element_end(end) : end;
	return f;
}

const struct field *past_field(const struct schema *s, const char *path)
{
	const struct kind *k = &s->kinds[0];
	const struct field *f = NULL;
	const char *name_end;
	bool element = false;
	while (*path) {
		f = take_step(s, &k, &path, &name_end, &element);
		path += *path == '.';
	}
	return element ? NULL : f;
}

static bool renames(const struct schema *s)
{
	for (size_t k = 0; k < s->kind_count; k++)
		for (unsigned i = 0; i < s->kinds[k].field_count; i++)
			if (s->kinds[k].fields[i].formerly)
				return true;
	return false;
}

/* A path by the names that fields have today. NULL: no memory. */
static const char *path_of_today(const struct schema *s, struct arena *a, const char *path)
{
	const struct kind *k = &s->kinds[0];
	struct buf b = BUF_INIT;
	bool element;
	for (const char *p = path; *p;) {
		const char *from = p, *name_end;
		const struct field *f = take_step(s, &k, &p, &name_end, &element);
		if (f)
			buf_puts(&b, f->name);
		else
			buf_add(&b, from, (size_t)(name_end - from));
		buf_add(&b, name_end, (size_t)(p - name_end));
		if (*p == '.')
			buf_putc(&b, *p++);
	}
	const char *copy = b.failed ? NULL : arena_strndup(a, b.data, b.len);
	buf_release(&b);
	return copy;
}

bool past_is_below(const char *path, const char *top, size_t top_len)
{
	return strncmp(path, top, top_len) == 0 && (!top_len || !path[top_len] || path[top_len] == '.' || path[top_len] == '[');
}

/* Where a record is: a chain on the C stack, written out when it is found. */
struct place { const struct place *up; const char *field; const struct kind *kind; uint32_t list, index; };

static void put_place(struct ctx *c, const struct place *p, struct buf *out)
{
	if (p->up)
		put_place(c, p->up, out);
	if (p->field)
		buf_addf(out, "%s%s", out->len ? "." : "", p->field);
	if (!p->list)
		return;
	struct buf id = BUF_INIT;
	record_element_id(c->schema, c->record, p->list, p->kind, p->index, &id);
	buf_putc(out, '[');
	path_escape(out, id.data, id.len, PATH_SPECIAL_ELEMENT);
	buf_putc(out, ']');
	out->failed |= id.failed;
	buf_release(&id);
}

static bool locate(struct ctx *c, const struct kind *k, uint32_t at, value_t wanted, const struct place *up, struct buf *out)
{
	if (at == value_offset(wanted) && k->id == value_kind(wanted)) {
		put_place(c, up, out);
		return true;
	}
	for (unsigned i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		const uint64_t *slot = f->type == FIELD_OBJECT || f->type == FIELD_LIST ? record_slot(c->words, at, k, i) : NULL;
		if (!slot)
			continue;
		struct place p = { up, f->name, &c->schema->kinds[f->kind], 0, 0 };
		if (f->type == FIELD_OBJECT) {
			if (locate(c, p.kind, (uint32_t)*slot, wanted, &p, out))
				return true;
			continue;
		}
		p.list = (uint32_t)*slot;
		for (; p.index < record_list_count(c->words, p.list); p.index++)
			if (locate(c, p.kind, record_list_at(c->words, p.list, p.index), wanted, &p, out))
				return true;
	}
	return false;
}

const char *past_push_path(lua_State *L, value_t record, const char *name)
{
	struct ctx *c = ctx_of(L);
	const struct place root = { 0 };
	struct buf b = BUF_INIT;
	locate(c, &c->schema->kinds[0], record_root(c->record), record, &root, &b);
	if (*name)
		buf_addf(&b, "%s%s", b.len ? "." : "", name);
	const char *path = lua_pushlstring(L, b.data, b.len);
	bool failed = b.failed;
	buf_release(&b);
	if (failed)
		luaL_error(L, "not enough memory");
	return path;
}

/* ---- the index ---- */

/* The fields of the document's own history. */
struct past_fields { const struct field *list, *path, *on, *at, *value, *from, *to, *by, *why; };

static const struct field *member(const struct schema *s, const struct kind *k, const char *name, enum field_type type)
{
	const struct field *f = schema_field(s, k, name, strlen(name));
	return f && f->type == type ? f : NULL;
}

static bool find_fields(const struct schema *s, struct past_fields *out)
{
	*out = (struct past_fields){ .list = member(s, &s->kinds[0], "history", FIELD_LIST) };
	if (!out->list)
		return false;
	const struct kind *k = &s->kinds[out->list->kind];
	out->path = member(s, k, "path", FIELD_STRING);
	out->on = member(s, k, "on", FIELD_DATE);
	out->at = member(s, k, "at", FIELD_DATETIME);
	out->value = member(s, k, "value", FIELD_ANY);
	out->from = member(s, k, "from", FIELD_ANY);
	out->to = member(s, k, "to", FIELD_ANY);
	out->by = member(s, k, "by", FIELD_STRING);
	out->why = member(s, k, "why", FIELD_TEXT);
	return out->path != NULL;
}

static const uint64_t *slot_of(const struct ctx *c, uint32_t object, const struct kind *k, const struct field *f)
{
	return f ? record_slot(c->words, object, k, f->index) : NULL;
}

static const char *text_of(const struct ctx *c, uint32_t object, const struct kind *k, const struct field *f)
{
	const uint64_t *slot = slot_of(c, object, k, f);
	size_t len;
	return slot ? record_string(c->words, *slot, &len) : NULL;
}

static struct past entry_of(const struct ctx *c, const struct past_fields *f, const struct kind *k, uint32_t object)
{
	const uint64_t *at = slot_of(c, object, k, f->at), *on = slot_of(c, object, k, f->on);
	struct past p = { .at_ms = PAST_UNDATED, .path = text_of(c, object, k, f->path), .from = text_of(c, object, k, f->from), .to = text_of(c, object, k, f->to),
		.by = text_of(c, object, k, f->by), .why = text_of(c, object, k, f->why) };
	if (at)
		p.at_ms = value_datetime_instant(*at);
	else if (on)
		p.at_ms = zone_day_start_ms(c->zone, value_date_days(*on));
	p.change = p.from || p.to;
	if (!p.change)
		p.to = text_of(c, object, k, f->value);
	return p;
}

static int by_path_and_time(const void *a, const void *b)
{
	const struct past_entry *x = a, *y = b;
	int order = strcmp(x->past.path, y->past.path);
	if (!order)
		order = (x->past.at_ms > y->past.at_ms) - (x->past.at_ms < y->past.at_ms);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

/* A store has what its documents tell of themselves, too: what was told twice counts once. */
static void drop_twins(struct past_index *x)
{
	size_t n = 0;
	for (size_t i = 0; i < x->count; i++) {
		const struct past *p = &x->entries[i].past;
		bool twin = false;
		for (size_t j = n; j-- > 0 && !twin && x->entries[j].past.at_ms == p->at_ms && strcmp(x->entries[j].past.path, p->path) == 0;) {
			const struct past *q = &x->entries[j].past;
			twin = q->change == p->change && same_text(q->from, p->from) && same_text(q->to, p->to);
		}
		if (!twin)
			x->entries[n++] = x->entries[i];
	}
	x->count = n;
}

static bool fill(const struct ctx *c, struct past_index *x)
{
	const struct schema *s = c->schema;
	struct past_fields f;
	const uint64_t *own = find_fields(s, &f) ? record_slot(c->words, record_root(c->record), &s->kinds[0], f.list->index) : NULL;
	size_t own_count = own ? record_list_count(c->words, (uint32_t)*own) : 0;
	bool renamed = renames(s);
	x->known = c->given_past.kept || own;
	x->cut = c->given_past.cut;
	x->entries = arena_alloc(&x->arena, (c->given_past.count + own_count + 1) * sizeof *x->entries);
	if (!x->entries)
		return false;
	for (size_t i = 0; i < c->given_past.count; i++)
		x->entries[x->count++].past = c->given_past.entries[i];
	for (uint32_t i = 0; i < own_count; i++) {
		struct past p = entry_of(c, &f, &s->kinds[f.list->kind], record_list_at(c->words, (uint32_t)*own, i));
		if (p.path && *p.path)
			x->entries[x->count++].past = p;
	}
	for (size_t i = 0; i < x->count; i++) {
		struct past *p = &x->entries[i].past;
		x->entries[i].order = (uint32_t)i;
		if (!p->path || (renamed && !(p->path = path_of_today(s, &x->arena, p->path))))
			return false;
	}
	qsort(x->entries, x->count, sizeof *x->entries, by_path_and_time);
	drop_twins(x);
	return true;
}

const struct past_index *past_of(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	if (c->past)
		return c->past;
	struct past_index *x = calloc(1, sizeof *x);
	if (x && (x->reader = json_reader_new()) && fill(c, x)) {
		c->past = x;
		return x;
	}
	if (x) {
		json_reader_free(x->reader);
		arena_release(&x->arena);
	}
	free(x);
	luaL_error(L, "not enough memory for the project's history");
	return NULL;
}

void past_forget(struct ctx *c)
{
	if (!c->past)
		return;
	json_reader_free(c->past->reader);
	arena_release(&c->past->arena);
	free(c->past);
	c->past = NULL;
}

size_t past_first(const struct past_index *x, const char *path)
{
	size_t low = 0, high = x->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(x->entries[middle].past.path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- values ---- */

static bool push_amount(lua_State *L, struct json_value v)
{
	struct json_value amount, currency;
	size_t len = 0;
	double d;
	if (scalar_number(v, &d)) {
		lua_pushnumber(L, d);
		return true;
	}
	if (json_type(v) != JSON_T_OBJECT || !json_get(v, "amount", &amount) || !json_get(v, "currency", &currency) || json_type(currency) != JSON_T_STRING)
		return false;
	const char *code = json_string(currency, &len);
	if (!scalar_number(amount, &d) || !scalar_currency(code, len))
		return false;
	push_money(L, d, (uint32_t)scalar_currency(code, len));
	return true;
}

static bool push_strings(lua_State *L, struct json_value v)
{
	struct json_iter it;
	if (json_type(v) != JSON_T_ARRAY)
		return false;
	for (json_iter_begin(&it, v); json_iter_next(&it);)
		if (json_type(it.value) != JSON_T_STRING)
			return false;
	json_lua_push(L, v);
	return true;
}

/* What was let in once counts whatever the limits are now. */
static bool push_of_field(lua_State *L, const struct field *f, struct json_value v)
{
	struct field unlimited = *f;
	uint64_t slot;
	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF: case FIELD_ENUM:
		if (json_type(v) != JSON_T_STRING)
			return false;
		json_lua_push(L, v);
		return true;
	case FIELD_MONEY: return push_amount(L, v);
	case FIELD_SET: return push_strings(L, v);
	case FIELD_OBJECT: case FIELD_LIST: case FIELD_ANY:
		json_lua_push(L, v);
		return true;
	default:
		unlimited.has_min = unlimited.has_max = false;
		return scalar_read(ctx_of(L)->schema, &unlimited, v, &slot) && push_scalar(L, f, slot);
	}
}

bool past_push(lua_State *L, const struct field *f, const char *json)
{
	struct json_value v;
	if (json_read(ctx_of(L)->past->reader, json, strlen(json), &stored, &v, NULL) < 0)
		return false;
	if (f && !push_of_field(L, f, v))
		return false;
	if (!f)
		json_lua_push(L, v);
	if (lua_istable(L, -1))
		sandbox_freeze(L, -1);
	return true;
}
