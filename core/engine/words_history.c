/* SPDX-License-Identifier: MIT */
/*
 * words_history: history, changes and entered: what a project was, and who changed what.
 *
 * Only what was known at as_of is seen: an entry of a later moment is not there yet, and tells when the answer will change.
 * A gap of today is a gap here, too: where a field is absent now, the last entry of its history has no value.
 */
#include <string.h>

#include "engine/evaluation.h"
#include "engine/past.h"
#include "engine/words.h"

/* ---- what is asked for ---- */

/* Arguments 1 and 2: a record and a field of it ("satisfaction"), or of an object in it ("charter.scope"). */
struct asked {
	const char *word;
	value_t record;
	const char *name;
	const char *path;          /* in the project; on the stack */
	const struct kind *kind;   /* that has the field */
	uint32_t object;           /* 0: it is absent */
	const struct field *field; /* NULL: the record itself */
};

_Noreturn static void no_field(lua_State *L, const struct asked *a, const char *step, size_t len)
{
	lua_pushlstring(L, step, len);
	const char *name = lua_tostring(L, -1), *near = schema_suggest(ctx_of(L)->schema, a->kind, name);
	raise_error(L, "%s: a %s has no field '%s'%s%s%s", a->word, a->kind->name, name, near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static void follow(lua_State *L, struct asked *a)
{
	struct ctx *c = ctx_of(L);
	for (const char *p = a->name; *p;) {
		size_t n = strcspn(p, ".");
		if (a->field) {
			if (a->field->type != FIELD_OBJECT)
				raise_error(L, "%s: '%s' goes through a %s: ask one of its elements", a->word, a->name, field_type_names[a->field->type]);
			const uint64_t *slot = a->object ? record_slot(c->words, a->object, a->kind, a->field->index) : NULL;
			a->object = slot ? (uint32_t)*slot : 0;
			a->kind = &c->schema->kinds[a->field->kind];
		}
		a->field = schema_field(c->schema, a->kind, p, n);
		if (!a->field)
			no_field(L, a, p, n);
		p += n + (p[n] == '.');
	}
}

static void open_asked(lua_State *L, const char *word, const char *name, struct asked *a)
{
	*a = (struct asked){ .word = word, .record = to_value(L, 1), .name = name };
	if (ctx_of(L)->group)
		raise_error(L, "%s: a rule across the portfolio sees its projects as they are, not as they were", word);
	if (value_tag(a->record) != VALUE_REC) {
		if (lua_isnil(L, 1))
			raise_error(L, "%s: the record is absent", word);
		raise_error(L, "%s: the project or a record of it is expected, found %s", word, type_name(L, 1));
	}
	a->kind = &ctx_of(L)->schema->kinds[value_kind(a->record)];
	a->object = value_offset(a->record);
	follow(L, a);
	a->path = past_push_path(L, a->record, name);
}

static const char *field_name(lua_State *L, int i, const char *word)
{
	if (lua_type(L, i) != LUA_TSTRING)
		raise_error(L, "%s: the name of a field is expected as argument %d, found %s", word, i, type_name(L, i));
	return lua_tostring(L, i);
}

static void expect_tracked(lua_State *L, const struct asked *a)
{
	if (!a->field || !a->field->tracked)
		raise_error(L, "%s: the field '%s' of a %s is not tracked: no history is kept of it", a->word, a->name, a->kind->name);
}

static int undated(lua_State *L, const char *path)
{
	return unknown_because(L, "an entry of the history of %s has neither 'on' nor 'at'", path);
}

/* ---- what explain shows ---- */

static void note_read(struct ctx *c, const char *what, const char *path, const struct buf *value)
{
	struct buf name = BUF_INIT;
	struct json_out o = json_out(&c->reads, 0);
	if (c->reads.len)
		buf_putc(&c->reads, ',');
	buf_addf(&name, "%s of %s", what, *path ? path : "the project");
	json_begin_object(&o);
	json_key(&o, "path");
	json_put_string(&o, name.data, name.len);
	json_key(&o, "value");
	json_put_string(&o, value->data, value->len);
	json_end_object(&o);
	buf_release(&name);
}

/* "90%, 85%, 80%": the newest, as many as fit. list: stack index of the entries. */
static void note_history(lua_State *L, const struct asked *a, int list)
{
	enum { SHOWN = 12 };
	struct ctx *c = ctx_of(L);
	struct buf b = BUF_INIT;
	lua_Integer n = luaL_len(L, list);
	if (!c->recording || c->probe)
		return;
	if (n > SHOWN)
		buf_addf(&b, "%lld older, ", (long long)(n - SHOWN));
	for (lua_Integer i = n > SHOWN ? n - SHOWN + 1 : 1; i <= n; i++, lua_pop(L, 2)) {
		lua_geti(L, list, i);
		lua_getfield(L, -1, "value");
		if (a->field->type == FIELD_SET && lua_istable(L, -1))
			buf_addf(&b, "a list of %lld", (long long)luaL_len(L, -1));
		else
			format_value(L, lua_gettop(L), a->field, &b);
		if (i < n)
			buf_puts(&b, ", ");
	}
	note_read(c, "history", a->path, &b);
	buf_release(&b);
}

/* ---- history ---- */

/* The list of entries as it grows, at stack index `list`; the value of the last one stays at `last`. */
struct telling {
	int list, last;
	lua_Integer count;
	int64_t at;
	bool gap;                  /* the field was absent after the last one */
};

/* Whether the value on the top is that of the last entry. */
static bool is_last(lua_State *L, const struct telling *t)
{
	if (!t->count || t->gap)
		return false;
	if (!lua_istable(L, -1) || !lua_istable(L, t->last))
		return values_equal(L, -1, t->last);
	lua_Integer n = luaL_len(L, -1);
	bool same = n == luaL_len(L, t->last);
	for (lua_Integer i = 1; same && i <= n; i++, lua_pop(L, 2)) {
		lua_geti(L, -1, i);
		lua_geti(L, t->last, i);
		same = lua_rawequal(L, -1, -2);
	}
	return same;
}

/* Adds the value on the top, and takes it off. */
static void add_entry(lua_State *L, struct telling *t, int64_t at)
{
	lua_createtable(L, 0, 2);
	push_value(L, time_moment(ctx_of(L), at));
	lua_setfield(L, -2, "at");
	lua_pushvalue(L, -2);
	lua_setfield(L, -2, "value");
	lua_rawseti(L, t->list, ++t->count);
	lua_replace(L, t->last);
	t->at = at;
	t->gap = false;
}

/* The value of today, as a table where it is a set: entries of one field are alike. Absent: a marker, or nil. */
static void push_current(lua_State *L, const struct asked *a)
{
	struct ctx *c = ctx_of(L);
	if (a->object) {
		push_field(L, value_ref(VALUE_REC, a->kind->id, 0, a->object), a->field->name, strlen(a->field->name));
	} else if (c->traced) {
		push_value(L, absent_value(c, a->path));
	} else {
		lua_pushnil(L);
	}
	if (lua_isnil(L, -1))
		c->suspect = true; /* whatever is made of it: the traced evaluation knows what a gap is */
	value_t v = to_value(L, -1);
	if (value_tag(v) != VALUE_SET)
		return;
	uint32_t n = value_count(c, v);
	lua_createtable(L, n < 1000 ? (int)n : 0, 0);
	for (uint32_t i = 0; i < n; i++) {
		push_element(L, v, i);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_replace(L, -2);
}

/*
 * The value of today is an entry of its own where the history does not end with it; since when is not known, so it is of the
 * beginning of this day, or of the last entry's moment. An entry of the future says that the document is of a later time.
 */
static void add_current(lua_State *L, const struct asked *a, struct telling *t)
{
	struct ctx *c = ctx_of(L);
	push_current(L, a);
	if (!lua_isnil(L, -1) && !is_marker(to_value(L, -1)) && is_last(L, t)) {
		lua_pop(L, 1);
		return;
	}
	int64_t today = zone_day_start_ms(c->zone, c->today);
	add_entry(L, t, t->count && t->at > today ? t->at : today);
	ctx_flip(c, zone_day_start_ms(c->zone, c->today + 1));
}

/* Pushes the history; *since_known: of the last entry (false: it is today's value, of which nobody told). -1: unknown was pushed. */
static int push_history(lua_State *L, const struct asked *a, bool *since_known)
{
	struct ctx *c = ctx_of(L);
	const struct past_index *x = past_of(L);
	struct telling t = { .list = lua_gettop(L) + 1, .last = lua_gettop(L) + 2 };
	bool later = false;
	lua_newtable(L);
	lua_pushnil(L);
	for (size_t i = past_first(x, a->path); !later && i < x->count && strcmp(x->entries[i].past.path, a->path) == 0; i++) {
		const struct past *p = &x->entries[i].past;
		if (p->at_ms == PAST_UNDATED)
			return undated(L, a->path), -1;
		if (p->at_ms > c->as_of_ms) {
			ctx_flip(c, p->at_ms);
			later = true;
		} else if (!p->to) {
			t.gap = true;
		} else if (!past_push(L, a->field, p->to)) {
			return unknown_because(L, "the history of %s has a value that is no %s", a->path, field_type_names[a->field->type]), -1;
		} else if (p->at_ms == t.at && is_last(L, &t)) {
			lua_pop(L, 1); /* a change and a value tell of the same */
		} else {
			add_entry(L, &t, p->at_ms);
		}
	}
	lua_Integer told = t.count;
	if (!later)
		add_current(L, a, &t);
	*since_known = t.count == told;
	lua_settop(L, t.list);
	note_history(L, a, t.list);
	return 0;
}

/* history(project, "satisfaction"): { { at =, value = }, ... }, oldest first. */
static int word_history(lua_State *L)
{
	struct asked a;
	bool since_known;
	lua_settop(L, 2);
	if (any_marker(L, 1, 2))
		return 1;
	open_asked(L, "history", field_name(L, 2, "history"), &a);
	expect_tracked(L, &a);
	push_history(L, &a, &since_known);
	return 1;
}

/* ---- entered ---- */

static void expect_symbol(lua_State *L, const struct asked *a)
{
	const struct schema *s = ctx_of(L)->schema;
	const char *value = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;
	if (a->field->type != FIELD_ENUM)
		raise_error(L, "entered: '%s' is a %s, and has no names to enter", a->name, field_type_names[a->field->type]);
	if (!value)
		raise_error(L, "entered: a name is expected as argument 2, found %s", type_name(L, 2));
	for (unsigned i = 0; i < a->field->symbol_count; i++)
		if (strcmp(s->symbols[a->field->symbol_base + i], value) == 0)
			return;
	raise_error(L, "entered: '%s' is never '%s'", a->name, value);
}

/* Is entry i of the list the value of argument 2? */
static bool was_that(lua_State *L, int list, lua_Integer i)
{
	lua_geti(L, list, i);
	lua_getfield(L, -1, "value");
	bool same = lua_rawequal(L, -1, 2);
	lua_pop(L, 2);
	return same;
}

/* entered(project, "execution"), entered(task, "done", "status"): since when it is that, or was when it was that last. */
static int word_entered(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	struct asked a;
	bool since_known;
	lua_settop(L, 3);
	if (any_marker(L, 1, 3))
		return 1;
	open_asked(L, "entered", lua_isnil(L, 3) ? "phase" : field_name(L, 3, "entered"), &a);
	expect_tracked(L, &a);
	expect_symbol(L, &a);
	if (push_history(L, &a, &since_known) < 0)
		return 1;
	int list = lua_gettop(L);
	lua_Integer n = luaL_len(L, list), i = n;
	while (i && !was_that(L, list, i))
		i--;
	if (i == n && i && !since_known)
		return unknown_because(L, "it is not known when %s became %s", a.path, lua_tostring(L, 2));
	if (!i && (!c->past->known || c->past->cut))
		return unknown_because(L, "it is not known whether %s was %s", a.path, lua_tostring(L, 2));
	if (!i) {
		c->suspect = true;
		if (c->traced)
			push_value(L, absent_because(c, lua_pushfstring(L, "%s never became %s", a.path, lua_tostring(L, 2))));
		else
			lua_pushnil(L);
		return 1;
	}
	while (i > 1 && was_that(L, list, i - 1))
		i--;
	lua_geti(L, list, i);
	lua_getfield(L, -1, "at");
	return 1;
}

/* ---- changes ---- */

/* Sets a member of the row on the top; what is absent is a gap like that of a field. */
static void set_member(lua_State *L, const struct past *p, const char *name, const struct field *f, const char *json, const char *text)
{
	struct ctx *c = ctx_of(L);
	if (text && *text) {
		lua_pushstring(L, text);
	} else if (!json || (!past_push(L, f, json) && !past_push(L, NULL, json))) {
		c->suspect = true;
		if (!c->traced)
			return;
		push_value(L, absent_because(c, lua_pushfstring(L, "a change of %s has no '%s'", p->path, name)));
		lua_remove(L, -2);
	}
	lua_setfield(L, -2, name);
}

static void push_change(lua_State *L, const struct past *p)
{
	const struct ctx *c = ctx_of(L);
	const struct field *f = past_field(c->schema, p->path);
	lua_createtable(L, 0, 6);
	lua_pushstring(L, p->path);
	lua_setfield(L, -2, "path");
	push_value(L, time_moment(c, p->at_ms));
	lua_setfield(L, -2, "at");
	set_member(L, p, "from", f, p->from, NULL);
	set_member(L, p, "to", f, p->to, NULL);
	set_member(L, p, "by", NULL, NULL, p->by);
	set_member(L, p, "why", NULL, NULL, p->why);
}

static bool is_before(void *ctx, uint32_t a, uint32_t b)
{
	const struct past_entry *const *found = ctx;
	int64_t x = found[a]->past.at_ms, y = found[b]->past.at_ms;
	return x != y ? x < y : found[a]->order < found[b]->order;
}

static void note_changes(lua_State *L, const struct asked *a, lua_Integer n)
{
	struct ctx *c = ctx_of(L);
	struct buf b = BUF_INIT;
	if (!c->recording || c->probe)
		return;
	buf_addf(&b, "%lld%s", (long long)n, c->past->cut ? ", and older ones that are not told" : "");
	note_read(c, "changes", a->path, &b);
	buf_release(&b);
}

/* changes(project, "scope"): { { path =, from =, to =, at =, by =, why = }, ... } of the field and what is below it, oldest first. */
static int word_changes(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	struct asked a;
	lua_settop(L, 2);
	if (any_marker(L, 1, 2))
		return 1;
	open_asked(L, "changes", lua_isnil(L, 2) ? "" : field_name(L, 2, "changes"), &a);
	const struct past_index *x = past_of(L);
	if (!x->known) {
		c->suspect = true;
		if (c->traced)
			push_value(L, absent_value(c, "history"));
		else
			lua_pushnil(L);
		return 1;
	}
	size_t top_len = strlen(a.path), first = past_first(x, a.path), end = first;
	while (end < x->count && strncmp(x->entries[end].past.path, a.path, top_len) == 0)
		end++;
	const struct past_entry **found = lua_newuserdatauv(L, (sizeof *found + 2 * sizeof(uint32_t)) * (end - first + 1), 0);
	uint32_t *order = (uint32_t *)(found + (end - first + 1)), n = 0;
	for (size_t i = first; i < end; i++) {
		const struct past_entry *e = &x->entries[i];
		if (!e->past.change || !past_is_below(e->past.path, a.path, top_len) || (!top_len && past_is_below(e->past.path, "history", strlen("history"))))
			continue;
		if (e->past.at_ms == PAST_UNDATED)
			return undated(L, e->past.path);
		if (e->past.at_ms > c->as_of_ms) {
			ctx_flip(c, e->past.at_ms);
			continue;
		}
		order[n] = n;
		found[n++] = e;
	}
	sort_stable(order, order + n, n, is_before, found);
	lua_createtable(L, n < 1000 ? (int)n : 0, 0);
	for (uint32_t i = 0; i < n; i++) {
		push_change(L, &found[order[i]]->past);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	note_changes(L, &a, n);
	return 1;
}

static const luaL_Reg words[] = { { "history", word_history }, { "entered", word_entered }, { "changes", word_changes }, { NULL, NULL } };

void words_history(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
