/* SPDX-License-Identifier: MIT */
/*
 * words_sums: sum, min, max and median of a list's values: numbers, money in one currency, and for min and max also dates,
 * moments and texts. An empty list sums to 0; its min, max and median are nil: what there is not cannot be asked further.
 */
#include <math.h>
#include <stdlib.h>

#include "engine/words.h"

double unit_number(struct seq *s, uint32_t i, struct unit *u)
{
	lua_State *L = s->L;
	double amount;
	uint32_t currency;
	if (lua_type(L, -1) == LUA_TNUMBER) {
		amount = lua_tonumber(L, -1);
		u->number |= amount != 0;
		return amount;
	}
	if (lua_type(L, -1) == LUA_TSTRING || !to_money(L, -1, &amount, &currency))
		raise_error(L, "%s: the value of element %d is a %s; a number is expected", s->word, (int)i + 1, type_name(L, -1));
	u->mixed |= u->money && currency != u->currency;
	u->money = true;
	u->currency = currency;
	return amount;
}

bool unit_is_mixed(const struct seq *s, const struct unit *u)
{
	return u->mixed || (u->money && u->number && u->currency != s->c->currency);
}

int currencies_differ(lua_State *L, const char *word)
{
	return unknown_because(L, "%s: amounts in two currencies do not mix", word);
}

void unit_push(lua_State *L, double amount, const struct unit *u)
{
	if (u->money)
		push_money(L, amount, u->currency);
	else
		lua_pushnumber(L, amount);
}

void total_add(struct seq *s, uint32_t i, struct total *t)
{
	double x = unit_number(s, i, &t->unit), sum = t->sum + x;
	if (isfinite(sum))
		t->lost += fabs(t->sum) >= fabs(x) ? t->sum - sum + x : x - sum + t->sum;
	t->sum = sum;
	t->integers &= lua_isinteger(s->L, -1) && !__builtin_add_overflow(t->whole, lua_tointeger(s->L, -1), &t->whole);
}

int total_push(const struct seq *s, const struct total *t)
{
	if (unit_is_mixed(s, &t->unit))
		return currencies_differ(s->L, s->word);
	if (t->integers)
		lua_pushinteger(s->L, t->whole);
	else
		unit_push(s->L, t->sum + t->lost, &t->unit);
	return 1;
}

static int word_sum(lua_State *L)
{
	struct seq s;
	struct total t = TOTAL_INIT;
	bool unknown = false;
	if (!seq_open(L, "sum", &s))
		return 1;
	for (uint32_t i = 0; i < s.count; i++, lua_pop(L, 1)) {
		if (seq_value(&s, i))
			total_add(&s, i, &t);
		else
			unknown = true;
	}
	return unknown ? seq_unknown(&s) : total_push(&s, &t);
}

/* sign 1: the greatest, -1: the least. The first of equals. */
static int extreme_of_list(lua_State *L, const char *word, int sign)
{
	struct seq s;
	bool unknown = false, mixed = false;
	if (!seq_open(L, word, &s))
		return 1;
	lua_pushnil(L);
	int best = lua_gettop(L);
	for (uint32_t i = 0; i < s.count; i++, lua_settop(L, best)) {
		if (!seq_value(&s, i))
			unknown = true;
		else if (!unknown && (lua_isnil(L, best) || values_compare(L, -1, best, word, &mixed) * sign > 0) && !mixed)
			lua_copy(L, -1, best);
		if (mixed)
			return 1;
	}
	return unknown ? seq_unknown(&s) : 1;
}

static int extreme(lua_State *L, const char *word, int sign)
{
	int n = lua_gettop(L);
	enum value_tag tag = tag_at(L, 1);
	bool scalar = lua_type(L, 1) == LUA_TNUMBER || lua_type(L, 1) == LUA_TSTRING || tag == VALUE_DATE || tag == VALUE_DATETIME || tag == VALUE_MONEY;
	if (any_marker(L, 1, n))
		return 1;
	if (!scalar)
		return extreme_of_list(L, word, sign);
	int best = 1;
	bool mixed;
	for (int i = 2; i <= n; i++) {
		if (lua_isnil(L, i))
			raise_error(L, "%s: argument %d is absent", word, i);
		if (values_compare(L, i, best, word, &mixed) * sign > 0 && !mixed)
			best = i;
		if (mixed)
			return 1;
	}
	lua_pushvalue(L, best);
	return 1;
}

static int word_max(lua_State *L)
{
	return extreme(L, "max", 1);
}

static int word_min(lua_State *L)
{
	return extreme(L, "min", -1);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static int word_median(lua_State *L)
{
	struct seq s;
	struct unit u = { 0 };
	bool unknown = false, integers = true;
	if (!seq_open(L, "median", &s))
		return 1;
	if (!s.count) {
		lua_pushnil(L);
		return 1;
	}
	double *values = lua_newuserdatauv(L, sizeof *values * s.count, 0);
	for (uint32_t i = 0; i < s.count; i++, lua_pop(L, 1)) {
		if (!seq_value(&s, i)) {
			unknown = true;
			continue;
		}
		values[i] = unit_number(&s, i, &u);
		if (isnan(values[i]))
			raise_error(L, "median: the value of element %d is not a number", (int)i + 1);
		integers &= lua_isinteger(L, -1);
	}
	if (unknown)
		return seq_unknown(&s);
	if (unit_is_mixed(&s, &u))
		return currencies_differ(L, "median");
	qsort(values, s.count, sizeof *values, by_size);
	double middle = values[s.count / 2];
	if (s.count % 2 == 0)
		middle = values[s.count / 2 - 1] / 2 + middle / 2; /* halves first: no overflow */
	if (integers && s.count % 2 && fabs(middle) < 0x1p53)
		lua_pushinteger(L, (lua_Integer)middle);
	else
		unit_push(L, middle, &u);
	return 1;
}

static const luaL_Reg words[] = {
	{ "sum", word_sum }, { "min", word_min }, { "max", word_max }, { "median", word_median }, { NULL, NULL },
};

void words_sums(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
