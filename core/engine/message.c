/* SPDX-License-Identifier: MIT */
/*
 * message: the sentences of findings, and the paths of what they speak of.
 *
 * "{risk.name}" is the field `name` of the element that the check calls `risk`; the roots are the check's parameter
 * names, the kind's name, `project`, `measure`, `limit`, and the keys of the details that the check returns. "{{" is "{".
 */
#include <string.h>

#include "engine/evaluation.h"

/* ---- paths ---- */

static void put_pointer(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '~')
			buf_puts(b, "~0");
		else if (s[i] == '/')
			buf_puts(b, "~1");
		else
			buf_putc(b, s[i]);
	}
}

static void put_field(const struct field *f, struct buf *human, struct buf *pointer)
{
	if (human)
		buf_addf(human, "%s%s", human->len ? "." : "", f->name);
	if (pointer) {
		buf_putc(pointer, '/');
		put_pointer(pointer, f->name, strlen(f->name));
	}
}

static void put_element(struct ctx *c, const struct kind *k, uint32_t list, uint32_t i, struct buf *human, struct buf *pointer)
{
	if (human) {
		buf_putc(human, '[');
		record_element_id(c->schema, c->record, list, k, i, human);
		buf_putc(human, ']');
	}
	if (pointer)
		buf_addf(pointer, "/%u", i);
}

/* Depth first from the object at `at`; the bufs hold the path of what was found. */
bool path_below(struct ctx *c, const struct kind *k, uint32_t at, value_t wanted, struct buf *human, struct buf *pointer)
{
	if (value_tag(wanted) == VALUE_REC && at == value_offset(wanted) && k->id == value_kind(wanted))
		return true;
	size_t h = human ? human->len : 0, p = pointer ? pointer->len : 0;
	for (unsigned i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		if (f->type != FIELD_OBJECT && f->type != FIELD_LIST && f->type != FIELD_SET)
			continue;
		const uint64_t *slot = record_slot(c->words, at, k, i);
		if (!slot)
			continue;
		put_field(f, human, pointer);
		if (f->type != FIELD_OBJECT && value_tag(wanted) != VALUE_REC && (uint32_t)*slot == value_offset(wanted))
			return true;
		const struct kind *child = &c->schema->kinds[f->kind];
		if (f->type == FIELD_OBJECT && path_below(c, child, (uint32_t)*slot, wanted, human, pointer))
			return true;
		if (f->type == FIELD_LIST) {
			size_t h2 = human ? human->len : 0, p2 = pointer ? pointer->len : 0;
			uint32_t n = record_list_count(c->words, (uint32_t)*slot);
			for (uint32_t e = 0; e < n; e++) {
				put_element(c, child, (uint32_t)*slot, e, human, pointer);
				if (path_below(c, child, record_list_at(c->words, (uint32_t)*slot, e), wanted, human, pointer))
					return true;
				if (human)
					human->data[human->len = h2] = 0;
				if (pointer)
					pointer->data[pointer->len = p2] = 0;
			}
		}
		if (human && human->cap)
			human->data[human->len = h] = 0;
		if (pointer && pointer->cap)
			pointer->data[pointer->len = p] = 0;
	}
	return false;
}

void path_add_field(struct buf *path, const char *name)
{
	if (path->len && path->data[path->len - 1] != ' ')
		buf_putc(path, '.');
	buf_puts(path, name);
}

void path_of(struct ctx *c, value_t v, struct buf *human, struct buf *pointer)
{
	struct buf h = BUF_INIT, p = BUF_INIT;
	if (c->group) {
		if (human)
			across_path(c, v, human);
		return;
	}
	if (path_below(c, &c->schema->kinds[0], record_root(c->record), v, &h, &p)) {
		if (human)
			buf_add(human, h.data, h.len);
		if (pointer)
			buf_add(pointer, p.data, p.len);
	}
	buf_release(&h);
	buf_release(&p);
}

void element_path(struct engine *e, const struct rule *r, const struct element *el, struct buf *human, struct buf *pointer)
{
	struct ctx *c = &e->ctx;
	if (el->list == ELEMENT_RECORD) {
		path_of(c, value_ref(VALUE_REC, el->kind, 0, el->at[0]), human, pointer);
		return;
	}
	if (el->list == ELEMENT_VALUE) {
		if (human)
			buf_addf(human, "#%u", el->index + 1);
		return;
	}
	if (el->list == ELEMENT_KEY) {
		if (human)
			buf_addf(human, "%s[%s=%s]", *r->info.each ? r->info.each : "portfolio", r->info.by, e->key);
		return;
	}
	for (unsigned s = 0; s < el->steps; s++) {
		put_field(r->each[s].field, human, pointer);
		if (!r->each[s].list)
			continue;
		/* the place in its list: the innermost is known, an outer one is looked for */
		uint32_t list = el->list, i = el->index;
		if (s + 1 < el->steps) {
			const struct kind *k = s ? &e->schema->kinds[r->each[s - 1].field->kind] : &e->schema->kinds[0];
			uint32_t at = s ? el->at[s - 1] : record_root(c->record);
			list = (uint32_t)*record_slot(c->words, at, k, r->each[s].field->index);
			for (i = 0; record_list_at(c->words, list, i) != el->at[s]; i++)
				;
		}
		put_element(c, &e->schema->kinds[r->each[s].field->kind], list, i, human, pointer);
	}
}

/* ---- messages ---- */

static const char **split_path(struct engine *e, const char *s, size_t n, size_t *depth)
{
	*depth = 0;
	for (size_t i = 0; i < n; i++)
		*depth += s[i] == '.';
	const char **path = arena_alloc(&e->arena, sizeof *path * (*depth + 1));
	size_t k = 0;
	for (const char *p = s; path && k <= *depth; k++) {
		size_t len = 0;
		while (p + len < s + n && p[len] != '.')
			len++;
		path[k] = arena_strndup(&e->arena, p, len);
		p += len + 1;
	}
	return path;
}

void message_parse(struct engine *e, const char *text, struct message *out)
{
	struct message m = { 0 };
	size_t braces = 1;
	for (const char *p = text; p && *p; p++)
		braces += *p == '{';
	m.segments = text ? arena_alloc(&e->arena, sizeof *m.segments * (2 * braces + 1)) : NULL;
	struct buf literal = BUF_INIT;
	for (const char *p = text; m.segments && p && *p;) {
		const char *close = *p == '{' && p[1] != '{' ? strchr(p, '}') : NULL;
		if (!close) {
			if (*p == '{' && p[1] == '{')
				p++;
			buf_putc(&literal, *p++);
			continue;
		}
		if (literal.len) {
			m.segments[m.count++].literal = arena_strndup(&e->arena, literal.data, literal.len);
			buf_clear(&literal);
		}
		struct segment *s = &m.segments[m.count++];
		size_t depth;
		const char **path = split_path(e, p + 1, (size_t)(close - p - 1), &depth);
		s->root = path ? path[0] : "";
		s->path = path ? path + 1 : NULL;
		s->depth = path ? depth : 0;
		p = close + 1;
	}
	if (literal.len)
		m.segments[m.count++].literal = arena_strndup(&e->arena, literal.data, literal.len);
	buf_release(&literal);
	*out = m;
}

/* Pushes the value that a placeholder's root stands for. */
static void push_root(struct engine *e, const struct rule *r, const struct element *el, lua_State *L, int details, const char *root)
{
	if (e->ctx.group && r->info.by && (strcmp(root, "key") == 0 || strcmp(root, r->by[r->by_depth - 1].field->name) == 0)) {
		lua_pushstring(L, e->ctx.group->group->key);
		return;
	}
	unsigned elements = el && el->list < ELEMENT_KEY ? el->steps : 0;
	bool given = el && el->list == ELEMENT_RECORD;
	unsigned arguments = elements + given;
	int place = -1;
	for (size_t i = 0; i < r->parameter_count; i++)
		if (strcmp(r->parameters[i], root) == 0)
			place = (int)i;
	for (unsigned s = 0; place < 0 && s < elements; s++)
		if (strcmp(e->schema->kinds[r->each[s].field->kind].name, root) == 0)
			place = (int)(elements - 1 - s);
	if (place < 0 && strcmp(root, "project") == 0)
		place = (int)arguments;
	if (place >= 0 && (unsigned)place < elements) {
		unsigned s = elements - 1 - (unsigned)place;
		push_value(L, value_ref(VALUE_REC, r->each[s].field->kind, 0, el->at[s]));
	} else if (place == 0 && given) {
		push_value(L, value_ref(VALUE_REC, el->kind, 0, el->at[0]));
	} else if (place == (int)arguments && !(el && el->list == ELEMENT_VALUE) && record_root(e->ctx.record)) {
		push_value(L, value_ref(VALUE_REC, 0, 0, record_root(e->ctx.record)));
	} else if (details) {
		if (lua_getfield(L, details, root) == LUA_TNIL) { /* a measure's own details are one level down */
			lua_pop(L, 1);
			if (lua_getfield(L, details, "details") == LUA_TTABLE)
				lua_getfield(L, -1, root);
			else
				lua_pushnil(L);
			lua_remove(L, -2);
		}
	} else {
		lua_pushnil(L);
	}
}

void message_render(struct engine *e, struct rule *r, const struct element *el, lua_State *L, int details, struct buf *out)
{
	struct ctx *c = &e->ctx;
	bool traced = c->traced, recording = c->recording;
	bool zh = strcmp(e->options.lang, "zh") == 0;
	const struct message *m = &r->now.message[zh];
	if (!m->count)
		m = &r->now.message[!zh];
	c->traced = c->recording = false;
	c->as_written = true;
	for (size_t i = 0; i < m->count; i++) {
		const struct segment *s = &m->segments[i];
		if (s->literal) {
			buf_puts(out, s->literal);
			continue;
		}
		int top = lua_gettop(L);
		const struct field *f = NULL;
		push_root(e, r, el, L, details, s->root);
		for (size_t d = 0; d < s->depth; d++) {
			value_t v = to_value(L, -1);
			if (value_tag(v) == VALUE_REC) {
				const struct kind *k = &e->schema->kinds[value_kind(v)];
				f = schema_field(e->schema, k, s->path[d], strlen(s->path[d]));
				push_field(L, v, s->path[d], strlen(s->path[d]));
			} else if (lua_istable(L, -1)) {
				f = NULL;
				lua_getfield(L, -1, s->path[d]);
			} else {
				lua_pushnil(L);
			}
		}
		if (lua_isnil(L, -1))
			buf_puts(out, zh ? "（无）" : "(absent)");
		else
			format_value(L, lua_gettop(L), f, out);
		lua_settop(L, top);
	}
	c->traced = traced;
	c->recording = recording;
	c->as_written = false;
}
