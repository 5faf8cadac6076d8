/* SPDX-License-Identifier: MIT */
/* judge: one element by one rule, the same code in both modes; only the functions differ, and that markers occur in the
   traced one. */
#include <math.h>
#include <string.h>

#include "engine/json_lua.h"
#include "engine/run.h"

static int push_arguments(lua_State *L, struct run *run, const struct rule *r, const struct element *el, int given)
{
	struct engine *e = run->e;
	int n = 0;
	if (e->ctx.group)
		return across_push_arguments(L, e);
	if (given) {
		lua_pushvalue(L, given);
		n++;
	}
	if (el)
		for (int s = (int)el->steps - 1; s >= 0; s--, n++)
			push_value(L, value_ref(VALUE_REC, r->each[s].field->kind, 0, el->at[s]));
	push_value(L, value_ref(VALUE_REC, 0, 0, record_root(e->ctx.record)));
	return n + 1;
}

static inline void call_part(lua_State *L, struct run *run, const struct rule *r, const struct element *el, int given, enum mode mode, enum part part, int results)
{
	int mark = mode == MODE_TRACED ? trace_enter(L, part) : 0;
	lua_rawgeti(L, LUA_REGISTRYINDEX, r->functions[mode][part]);
	lua_call(L, push_arguments(L, run, r, el, given), results);
	if (mode == MODE_TRACED)
		trace_leave(L, mark);
}

/* What this function of the rule answered is refused: the error is at the line where it begins. */
static void blame(lua_State *L, struct run *run, const struct rule *r, enum mode mode, enum part part)
{
	lua_Debug ar;
	lua_rawgeti(L, LUA_REGISTRYINDEX, r->functions[mode][part]);
	lua_getinfo(L, ">S", &ar);
	run->blamed_line = ar.linedefined;
}

static const char *write_details(lua_State *L, struct engine *e, int i)
{
	buf_clear(&e->details);
	struct json_out o = json_out(&e->details, 0);
	if (!json_lua_write(L, i, &o, 256u << 10))
		raise_error(L, "the details that the check returns are nested too deeply or too large");
	return e->details.data;
}

static enum outcome judge_check(lua_State *L, struct run *run, struct rule *r, const struct element *el, int given, enum mode mode)
{
	struct engine *e = run->e;
	int top = lua_gettop(L);
	call_part(L, run, r, el, given, mode, PART_CHECK, LUA_MULTRET);
	int results = lua_gettop(L) - top, truth;
	if (mode == MODE_FAST && e->ctx.suspect)
		return SUSPECT;
	switch (results ? lua_type(L, top + 1) : LUA_TNONE) {
	case LUA_TNONE:
		blame(L, run, r, mode, PART_CHECK);
		raise_error(L, "the %s ended without return: say return true or return false", run->p->is_profile ? "match" : "check");
	case LUA_TNUMBER: case LUA_TTABLE: case LUA_TFUNCTION: case LUA_TUSERDATA:
		blame(L, run, r, mode, PART_CHECK);
		raise_error(L, "the %s returned a %s, which Lua takes for true: return a comparison, true or false", run->p->is_profile ? "match" : "check", luaL_typename(L, top + 1));
	case LUA_TBOOLEAN: truth = lua_toboolean(L, top + 1); break;
	default: truth = truth_at(L, top + 1); break;
	}
	if (truth < 0) {
		deliver_unknown(run, r, el, to_value(L, top + 1));
		return DONE;
	}
	if (truth) {
		deliver_plain(run, r, el, VERDICT_PASS);
		return DONE;
	}
	struct judgement j = { .verdict = VERDICT_FAIL, .severity = r->now.severity };
	int details = results > 1 && lua_istable(L, top + 2) ? top + 2 : 0;
	if (details)
		j.details = write_details(L, e, details);
	buf_clear(&e->text);
	message_render(e, r, el, L, details, &e->text);
	j.message = e->text.data;
	deliver(run, r, el, &j);
	return DONE;
}

static enum outcome judge_measure(lua_State *L, struct run *run, struct rule *r, const struct element *el, int given, enum mode mode)
{
	struct engine *e = run->e;
	int top = lua_gettop(L);
	call_part(L, run, r, el, given, mode, PART_MEASURE, 2);
	if (mode == MODE_FAST && e->ctx.suspect)
		return SUSPECT;
	struct measured m = { 0 };
	int read = measure_read(L, top + 1, &m);
	if (read == -2) {
		blame(L, run, r, mode, PART_MEASURE);
		raise_error(L, "the measure returned a %s: expected a number, an amount of money or a duration", bindings_what(L, top + 1));
	}
	if (read < 0) {
		deliver_unknown(run, r, el, to_value(L, top + 1));
		return DONE;
	}
	if (!read || isnan(m.number)) {
		deliver_unknown(run, r, el, absent_because(&e->ctx, "the measure has no value here"));
		return DONE;
	}
	bool mixed = false;
	const struct threshold *t = r->now.limit ? measure_judge(&e->ctx, r, &m, &mixed) : NULL;
	if (mixed) {
		deliver_unknown(run, r, el, absent_because(&e->ctx, "the measure and its limit are in different currencies"));
		return DONE;
	}
	buf_clear(&e->measure_text);
	measure_format(r, &m, &e->measure_text);
	struct judgement j = { .verdict = t ? VERDICT_FAIL : VERDICT_PASS, .severity = r->now.severity, .measure = m.number, .measure_text = e->measure_text.data };
	if (t) {
		const struct quantity *q = r->now.limit == LIMIT_AT_LEAST || (r->now.limit == LIMIT_BETWEEN && m.number < t->low.number) ? &t->low : &t->high;
		int details = lua_istable(L, top + 2) ? top + 2 : 0;
		if (t->severity >= 0)
			j.severity = (enum severity)t->severity;
		j.limit_text = q->text;
		if (details)
			j.details = write_details(L, e, details);
		/* the message may say {measure} and {limit} */
		lua_createtable(L, 0, 2);
		lua_pushlstring(L, e->measure_text.data, e->measure_text.len);
		lua_setfield(L, -2, "measure");
		lua_pushstring(L, q->text);
		lua_setfield(L, -2, "limit");
		if (details) {
			lua_pushvalue(L, details);
			lua_setfield(L, -2, "details");
		}
		buf_clear(&e->text);
		message_render(e, r, el, L, lua_gettop(L), &e->text);
		j.message = e->text.data;
	}
	deliver(run, r, el, &j);
	return DONE;
}

/* Walks a dotted path from an object natively: is something there that is not empty? */
static bool path_present(const struct engine *e, const struct kind *k, uint32_t at, const char *path)
{
	const uint64_t *words = e->ctx.words;
	for (;;) {
		size_t n = strcspn(path, ".");
		const struct field *f = schema_field(e->schema, k, path, n);
		const uint64_t *slot = f ? record_slot(words, at, k, f->index) : NULL;
		if (!slot)
			return false;
		switch ((enum field_type)f->type) {
		case FIELD_STRING: case FIELD_TEXT: case FIELD_REF: return (*slot >> 32) != 0;
		case FIELD_LIST: case FIELD_SET: return record_list_count(words, (uint32_t)*slot) != 0;
		case FIELD_OBJECT:
			if (!path[n])
				return true;
			at = (uint32_t)*slot;
			k = &e->schema->kinds[f->kind];
			path += n + 1;
			break;
		default: return true;
		}
	}
}

static void judge_needs(lua_State *L, struct run *run, struct rule *r, const struct element *el)
{
	struct engine *e = run->e;
	const struct kind *k = &e->schema->kinds[el && el->steps ? r->each[el->steps - 1].field->kind : 0];
	uint32_t at = el && el->steps ? el->at[el->steps - 1] : record_root(e->ctx.record);
	struct judgement j = { .verdict = VERDICT_FAIL, .severity = r->now.severity };
	struct buf *missing = &e->details;
	buf_clear(missing);
	for (size_t i = 0; i < r->needs_count; i++)
		if (!path_present(e, k, at, r->needs[i]))
			buf_addf(missing, "%s%s", missing->len ? ", " : "", r->needs[i]);
	if (!missing->len) {
		deliver_plain(run, r, el, VERDICT_PASS);
		return;
	}
	lua_createtable(L, 0, 1);
	lua_pushlstring(L, missing->data, missing->len);
	lua_setfield(L, -2, "missing");
	buf_clear(&e->text);
	if (r->now.message[0].count || r->now.message[1].count)
		message_render(e, r, el, L, lua_gettop(L), &e->text);
	else
		buf_addf(&e->text, strcmp(e->options.lang, "zh") == 0 ? "缺少：%s" : "absent: %s", missing->data);
	j.details = write_details(L, e, lua_gettop(L));
	j.message = e->text.data;
	deliver(run, r, el, &j);
}

enum outcome judge_element(lua_State *L, struct run *run, struct rule *r, const struct element *el, int given, enum mode mode)
{
	struct ctx *c = &run->e->ctx;
	run->current = el;
	if (el && el->absent) {
		struct buf path = BUF_INIT;
		element_path(run->e, r, el, &path, NULL);
		buf_addf(&path, "%s%s", path.len ? "." : "", r->each[el->steps].field->name);
		value_t v = absent_value(c, path.data);
		buf_release(&path);
		deliver_unknown(run, r, el, v);
		return DONE;
	}
	if (r->functions[mode][PART_WHEN] != LUA_NOREF) {
		call_part(L, run, r, el, given, mode, PART_WHEN, 1);
		if (mode == MODE_FAST && c->suspect)
			return SUSPECT;
		int truth = truth_at(L, -1);
		if (truth < 0)
			deliver_unknown(run, r, el, to_value(L, -1));
		else if (!truth)
			deliver_plain(run, r, el, VERDICT_NOT_APPLICABLE);
		lua_pop(L, 1);
		if (truth <= 0)
			return DONE;
	}
	if (r->functions[mode][PART_CHECK] != LUA_NOREF)
		return judge_check(L, run, r, el, given, mode);
	if (r->functions[mode][PART_MEASURE] != LUA_NOREF)
		return judge_measure(L, run, r, el, given, mode);
	judge_needs(L, run, r, el);
	return DONE;
}

int policy_applies(lua_State *L, struct run *run, struct rule *r, enum mode mode)
{
	struct policy *p = run->p;
	struct ctx *c = &run->e->ctx;
	if (p->when[mode] == LUA_NOREF || run->e->ctx.group) /* of a group each project was asked */
		return 1;
	if (p->when_known == WHEN_NOT_ASKED) {
		int mark = mode == MODE_TRACED ? trace_enter(L, PART_WHEN) : 0;
		c->sensitive = p->sensitive;
		lua_rawgeti(L, LUA_REGISTRYINDEX, p->when[mode]);
		lua_call(L, push_arguments(L, run, r, NULL, 0), 1);
		c->sensitive = r->sensitive;
		if (mode == MODE_TRACED)
			trace_leave(L, mark);
		else if (c->suspect)
			return -1;
		int truth = truth_at(L, -1);
		if (truth < 0) {
			deliver_unknown(run, r, NULL, to_value(L, -1));
			lua_pop(L, 1);
			return 0;
		}
		lua_pop(L, 1);
		p->when_known = truth ? WHEN_TRUE : WHEN_FALSE;
		p->when_flips_at = c->flips_at;
	}
	if (p->when_flips_at < c->flips_at)
		c->flips_at = p->when_flips_at;
	if (p->when_known == WHEN_FALSE)
		deliver_plain(run, r, NULL, VERDICT_NOT_APPLICABLE);
	return p->when_known == WHEN_TRUE;
}

int64_t call_each(lua_State *L, struct run *run, struct rule *r, enum mode mode)
{
	call_part(L, run, r, NULL, 0, mode, PART_EACH, 1);
	if (mode == MODE_FAST && run->e->ctx.suspect)
		return -2;
	value_t v = to_value(L, -1);
	if (is_marker(v)) {
		deliver_unknown(run, r, NULL, v);
		return -1;
	}
	if (value_tag(v) == VALUE_LIST || value_tag(v) == VALUE_SET)
		return value_count(&run->e->ctx, v);
	if (!lua_istable(L, -1)) {
		blame(L, run, r, mode, PART_EACH);
		raise_error(L, "the function of 'each' returned a %s: expected a list", bindings_what(L, -1));
	}
	return luaL_len(L, -1);
}

void push_given(lua_State *L, int list, uint32_t i)
{
	value_t v = to_value(L, list);
	if (v)
		push_element(L, v, i);
	else
		lua_geti(L, list, (lua_Integer)i + 1);
}

/* An element that a function gave: a record of the project has its path, another value its number. */
struct element given_element(struct run *run, lua_State *L, int given)
{
	struct element el = { .index = run->element };
	value_t v = to_value(L, given);
	if (value_tag(v) == VALUE_REC) {
		el.at[0] = value_offset(v);
		el.kind = (uint16_t)value_kind(v);
		el.list = ELEMENT_RECORD;
	} else {
		el.list = ELEMENT_VALUE;
	}
	return el;
}
