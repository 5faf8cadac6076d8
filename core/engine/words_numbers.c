/* SPDX-License-Identifier: MIT */
/* words_numbers: ratio, between, pick, round. Money divides by money to a plain number; two currencies never mix. */
#include <math.h>
#include <string.h>

#include "engine/words.h"

static void check_amount(lua_State *L, int i, const char *word, double *amount, uint32_t *currency)
{
	if (lua_type(L, i) == LUA_TSTRING || !to_money(L, i, amount, currency))
		raise_error(L, "%s: argument %d is a %s; a number is expected", word, i, type_name(L, i));
}

static int word_ratio(lua_State *L)
{
	double a, b;
	uint32_t ca, cb;
	if (any_marker(L, 1, 2))
		return 1;
	check_amount(L, 1, "ratio", &a, &ca);
	check_amount(L, 2, "ratio", &b, &cb);
	bool neutral = (a == 0 && tag_at(L, 1) != VALUE_MONEY) || (b == 0 && tag_at(L, 2) != VALUE_MONEY); /* a plain zero has every currency */
	if (ca != cb && !neutral)
		return unknown_because(L, "ratio: amounts in two currencies do not mix");
	if (b == 0)
		raise_not_applicable(L);
	lua_pushnumber(L, a / b);
	return 1;
}

/* Both ends belong to it. */
static int word_between(lua_State *L)
{
	bool unknown;
	if (any_marker(L, 1, 3))
		return 1;
	lua_settop(L, 3);
	for (int i = 1; i <= 3; i++)
		if (lua_isnil(L, i))
			raise_error(L, "between: argument %d is absent; between(x, low, high) is expected", i);
	int low = values_compare(L, 1, 2, "between", &unknown);
	if (unknown)
		return 1;
	int high = values_compare(L, 1, 3, "between", &unknown);
	if (unknown)
		return 1;
	/* NaN compares with nothing, and lies nowhere */
	bool nan = lua_type(L, 1) == LUA_TNUMBER && isnan(lua_tonumber(L, 1));
	lua_pushboolean(L, low >= 0 && high <= 0 && !nan);
	return 1;
}

/* What a parameter holds, as a value of this project: money leaves its table { amount =, currency = }. */
static int push_picked(lua_State *L)
{
	double amount;
	uint32_t currency;
	if (lua_istable(L, -1) && to_money(L, -1, &amount, &currency))
		push_money(L, amount, currency);
	return 1;
}

/* Steps fall in `from`: the first that x reaches counts. */
static int pick_step(lua_State *L)
{
	double x;
	uint32_t currency;
	check_amount(L, 2, "pick", &x, &currency);
	if (tag_at(L, 2) == VALUE_MONEY) /* the steps are plain numbers: amounts in the project's currency */
		return unknown_because(L, "pick: an amount in another currency does not reach a step");
	lua_Integer n = (lua_Integer)lua_rawlen(L, 1);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_rawgeti(L, 1, i);
		if (!lua_istable(L, -1) || lua_getfield(L, -1, "from") != LUA_TNUMBER)
			raise_error(L, "pick: a parameter made with steps or per is expected");
		if (x >= lua_tonumber(L, -1)) {
			lua_getfield(L, -2, "value");
			return push_picked(L);
		}
		lua_pop(L, 2);
	}
	push_text(L, 2);
	raise_error(L, "pick: no step of the parameter begins at or below %s: does it lack a [0]?", lua_tostring(L, -1));
}

static int pick_value(lua_State *L) /* the values are on the top */
{
	int values = lua_gettop(L);
	lua_pushvalue(L, 2);
	if (lua_gettable(L, values) != LUA_TNIL)
		return push_picked(L);
	if (freeze_push_content(L, values))
		lua_replace(L, values);
	push_text(L, 2);
	const char *x = lua_tostring(L, -1), *near = stdlib_nearest(L, values, x);
	if (near)
		raise_error(L, "pick: the parameter has no value for '%s'; did you mean '%s'?", x, near);
	raise_error(L, "pick: the parameter has no value for '%s'", x);
}

static int word_pick(lua_State *L)
{
	if (any_marker(L, 1, 2))
		return 1;
	lua_settop(L, 2);
	if (!lua_istable(L, 1))
		raise_error(L, "pick: a parameter made with steps or per is expected, found %s", type_name(L, 1));
	if (lua_isnil(L, 2))
		raise_error(L, "pick: the value to look up is absent");
	if (lua_getfield(L, 1, "values") == LUA_TTABLE)
		return pick_value(L);
	lua_pop(L, 1);
	if (freeze_push_content(L, 1))
		lua_replace(L, 1);
	return pick_step(L);
}

/*
 * round(x, digits): a tie goes away from zero, and a tie is what reads as one: 1.005 is a little less in binary, but
 * round(1.005, 2) is 1.01. With no digits the result is an integer.
 */
static int word_round(lua_State *L)
{
	double x;
	uint32_t currency;
	if (any_marker(L, 1, lua_gettop(L)))
		return 1;
	check_amount(L, 1, "round", &x, &currency);
	lua_Integer digits = luaL_optinteger(L, 2, 0);
	luaL_argcheck(L, digits >= 0 && digits <= 15, 2, "between 0 and 15 digits are expected");
	double scale = pow(10, (double)digits), scaled = x * scale;
	double r = fabs(scaled) < 0x1p51 ? round(scaled * (1 + 0x1p-51)) / scale : x;
	if (tag_at(L, 1) == VALUE_MONEY)
		push_money(L, r, currency);
	else if (lua_isinteger(L, 1))
		lua_pushvalue(L, 1);
	else if (digits == 0 && fabs(r) < 0x1p62)
		lua_pushinteger(L, (lua_Integer)r);
	else
		lua_pushnumber(L, r);
	return 1;
}

static const luaL_Reg words[] = {
	{ "ratio", word_ratio }, { "between", word_between }, { "pick", word_pick }, { "round", word_round }, { NULL, NULL },
};

void words_numbers(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
