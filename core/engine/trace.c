/* SPDX-License-Identifier: MIT */
/*
 * trace: the runtime of a traced chunk. lua/trace.lua writes every comparison, connective and condition as a call of one
 * of these, with the number of the place in the source (its site) first. Logic is Kleene's: an absent value that is only
 * tested for presence is false; any other use of it is UNKNOWN, which stays so until something decides without it.
 */
#include <string.h>

#include "base/text.h"
#include "engine/evaluation.h"
#include "engine/probe.h"

/* ---- recording, for explain ---- */

#define RECORD_MAX (32u << 10) /* bytes: a loop does not fill the memory, and nobody reads more */

static void put_value(lua_State *L, int i, struct json_out *o, const char *key)
{
	struct buf text = BUF_INIT;
	value_t v = to_value(L, i);
	if (value_tag(v) == VALUE_UNKNOWN)
		buf_puts(&text, "unknown");
	else if (lua_type(L, i) == LUA_TSTRING) {
		buf_putc(&text, '"');
		format_value(L, i, NULL, &text);
		buf_putc(&text, '"');
	} else
		format_value(L, i, NULL, &text);
	json_key(o, key);
	json_put_string(o, text.data, text.len > 200 ? text_fit(text.data, text.len, 200) : text.len);
	buf_release(&text);
}

/* Notes what happened at a site: the operands at left and right (0: none), the result at `result`. */
static void record_step(lua_State *L, lua_Integer site, int left, int right, int result)
{
	struct ctx *c = ctx_of(L);
	if (c->recording && c->probe) {
		probe_step(c, site, truth_at(L, result));
		return;
	}
	if (!c->recording || !lua_touserdata(L, lua_upvalueindex(1)) || c->steps.len > RECORD_MAX)
		return;
	if (c->steps.len)
		buf_putc(&c->steps, ',');
	struct json_out o = json_out(&c->steps, 0);
	json_begin_object(&o);
	json_key(&o, "site");
	json_put_int(&o, site);
	json_key(&o, "part");
	json_put_text(&o, part_names[c->part]);
	if (left)
		put_value(L, left, &o, "left");
	if (right)
		put_value(L, right, &o, "right");
	int truth = truth_at(L, result);
	json_key(&o, "result");
	json_put_text(&o, truth < 0 ? "unknown" : truth ? "true" : "false");
	json_end_object(&o);
}

void trace_read(lua_State *L, value_t rec, const struct field *f)
{
	struct ctx *c = ctx_of(L);
	struct buf path = BUF_INIT, value = BUF_INIT;
	if (c->probe) {
		probe_read(L, rec, f);
		return;
	}
	if (f->type == FIELD_OBJECT || f->type == FIELD_LIST || f->type == FIELD_SET || c->reads.len > RECORD_MAX)
		return;
	path_of(c, rec, &path, NULL);
	path_add_field(&path, f->name);
	format_value(L, -1, f, &value);
	struct json_out o = json_out(&c->reads, 0);
	if (c->reads.len)
		buf_putc(&c->reads, ',');
	json_begin_object(&o);
	json_key(&o, "path");
	json_put_string(&o, path.data, path.len);
	json_key(&o, "value");
	json_put_string(&o, value.data, text_fit(value.data, value.len, 200));
	json_end_object(&o);
	buf_release(&path);
	buf_release(&value);
}

int trace_enter(lua_State *L, enum part part)
{
	struct ctx *c = ctx_of(L);
	int before = c->part;
	c->part = (int)part;
	return before;
}

void trace_leave(lua_State *L, int mark) { ctx_of(L)->part = mark; }

/* param.x in traced mode: notes that the rule read it. */
static int read_parameter(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	lua_settop(L, 2);
	lua_pushvalue(L, 2);
	lua_gettable(L, lua_upvalueindex(1));
	if (c->recording && !c->probe && lua_type(L, 2) == LUA_TSTRING && c->parameters.len <= RECORD_MAX) {
		struct json_out o = json_out(&c->parameters, 0);
		if (c->parameters.len)
			buf_putc(&c->parameters, ',');
		json_put_text(&o, lua_tostring(L, 2));
	}
	return 1;
}

void trace_wrap_parameters(lua_State *L) { lua_pushcclosure(L, read_parameter, 1); }

/* ---- comparisons: (site, a, b) ---- */

static int finish(lua_State *L, lua_Integer site, enum compared how)
{
	struct ctx *c = ctx_of(L);
	if (c->recording && c->probe)
		probe_compare(L, lua_touserdata(L, lua_upvalueindex(1)) ? site : 0, how, 1, 2, 3);
	else
		record_step(L, site, 1, 2, 3);
	return 1;
}

static int compare(lua_State *L, enum compared how)
{
	static const struct { int op; bool swap, negate; } as_lua[] = {
		[COMPARED_EQ] = { LUA_OPEQ, false, false }, [COMPARED_NE] = { LUA_OPEQ, false, true }, [COMPARED_LT] = { LUA_OPLT, false, false },
		[COMPARED_LE] = { LUA_OPLE, false, false }, [COMPARED_GT] = { LUA_OPLT, true, false }, [COMPARED_GE] = { LUA_OPLE, true, false },
	};
	const int op = as_lua[how].op;
	const bool swap = as_lua[how].swap, negate = as_lua[how].negate;
	lua_Integer site = lua_tointeger(L, 1);
	lua_remove(L, 1);
	lua_settop(L, 2);
	if (any_marker(L, 1, 2))
		return finish(L, site, how);
	bool result;
	if (op == LUA_OPEQ) {
		int equal = equal_values(L);
		if (equal == 2)
			return finish(L, site, how);
		result = equal;
	} else if (to_value(L, 1) || to_value(L, 2)) { /* two currencies are unknown, which a metamethod cannot answer */
		int order = compare_values(L);
		if (order == 2)
			return finish(L, site, how);
		result = op == LUA_OPLT ? (swap ? order > 0 : order < 0) : (swap ? order >= 0 : order <= 0);
	} else {
		result = swap ? lua_compare(L, 2, 1, op) : lua_compare(L, 1, 2, op);
	}
	lua_pushboolean(L, result != negate);
	return finish(L, site, how);
}

static int t_eq(lua_State *L) { return compare(L, COMPARED_EQ); }
static int t_ne(lua_State *L) { return compare(L, COMPARED_NE); }
static int t_lt(lua_State *L) { return compare(L, COMPARED_LT); }
static int t_le(lua_State *L) { return compare(L, COMPARED_LE); }
static int t_gt(lua_State *L) { return compare(L, COMPARED_GT); }
static int t_ge(lua_State *L) { return compare(L, COMPARED_GE); }

/* ---- presence: (site, a) ---- */

static int presence(lua_State *L, bool want_nil)
{
	value_t v = to_value(L, 2);
	lua_settop(L, 2);
	if (value_tag(v) == VALUE_UNKNOWN)
		lua_pushvalue(L, 2);
	else
		lua_pushboolean(L, (lua_isnil(L, 2) || value_tag(v) == VALUE_ABSENT) == want_nil);
	record_step(L, lua_tointeger(L, 1), 2, 0, 3);
	return 1;
}

static int t_isnil(lua_State *L) { return presence(L, true); }
static int t_notnil(lua_State *L) { return presence(L, false); }

static int t_no(lua_State *L)
{
	lua_settop(L, 2);
	int truth = truth_at(L, 2);
	if (truth < 0)
		lua_pushvalue(L, 2);
	else
		lua_pushboolean(L, !truth);
	record_step(L, lua_tointeger(L, 1), 2, 0, 3);
	return 1;
}

/* (site, a): a length that counts a gap is not known */
static int t_len(lua_State *L)
{
	lua_settop(L, 2);
	value_t gap = marker_in(L, 2);
	if (gap)
		push_value(L, unknown_from(ctx_of(L), gap, 0));
	else
		lua_len(L, 2);
	return 1;
}

/* ---- connectives: (site, a, function that gives b, what that function is given: the `...` of the place) ---- */

static int connective(lua_State *L, int decides)
{
	int given = lua_gettop(L) - 3;
	int a = truth_at(L, 2);
	if (a >= 0 && lua_type(L, 2) != LUA_TBOOLEAN) /* a comparison has told its own step already */
		record_step(L, lua_tointeger(L, 1), 2, 0, 2);
	if (a == decides) {
		lua_settop(L, 2);
		return 1;
	}
	lua_call(L, given, 1);
	if (a >= 0)
		return 1;
	int b = truth_at(L, 3);
	if (b != decides)
		push_value(L, unknown_from(ctx_of(L), to_value(L, 2), b < 0 ? to_value(L, 3) : 0));
	return 1;
}

static int t_both(lua_State *L) { return connective(L, 0); }
static int t_either(lua_State *L) { return connective(L, 1); }

/* ---- control flow: what depends on a gap cannot go on ---- */

static int t_test(lua_State *L)
{
	lua_settop(L, 2);
	int truth = truth_at(L, 2);
	record_step(L, lua_tointeger(L, 1), 2, 0, 2);
	if (truth < 0)
		raise_unknown(L, to_value(L, 2));
	lua_pushboolean(L, truth);
	return 1;
}

static int t_use(lua_State *L)
{
	lua_settop(L, 2);
	if (is_marker(to_value(L, 2)))
		raise_unknown(L, to_value(L, 2));
	return 1;
}

/* (site, object, "name", arguments...): a method; those of strings are the library's and want no gaps */
static int t_invoke(lua_State *L)
{
	int n = lua_gettop(L);
	value_t v = to_value(L, 2);
	if (is_marker(v) || lua_type(L, 2) == LUA_TSTRING)
		if (any_marker(L, 2, n))
			return 1;
	lua_getfield(L, 2, lua_tostring(L, 3));
	lua_replace(L, 3);
	lua_pushvalue(L, 2);
	lua_insert(L, 4);
	lua_call(L, n - 2, LUA_MULTRET);
	return lua_gettop(L) - 2;
}

void trace_push_runtime(lua_State *L, struct policy *p)
{
	static const luaL_Reg runtime[] = {
		{ "eq", t_eq }, { "ne", t_ne }, { "lt", t_lt }, { "le", t_le }, { "gt", t_gt }, { "ge", t_ge },
		{ "isnil", t_isnil }, { "notnil", t_notnil }, { "no", t_no }, { "len", t_len }, { "both", t_both }, { "either", t_either },
		{ "test", t_test }, { "use", t_use }, { "invoke", t_invoke }, { NULL, NULL },
	};
	luaL_newlibtable(L, runtime);
	lua_pushlightuserdata(L, p); /* NULL, for a library module: its steps are not recorded */
	luaL_setfuncs(L, runtime, 1);
}
