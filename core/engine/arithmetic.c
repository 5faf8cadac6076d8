/* SPDX-License-Identifier: MIT */
/*
 * arithmetic: what may be computed with and compared of dates, durations and money, and how all values print.
 *
 *   date - date = days; date + duration = date; datetime likewise (difference in days, with fraction)
 *   money + money, money - money (of one currency), money * number, money / number = money; money / money = ratio
 *   two currencies do not mix: the verdict is unknown. A date against a datetime is an error.
 * A marker among the operands makes the result UNKNOWN.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/evaluation.h"
#include "engine/state.h"

/* ---- money ---- */

void push_money(lua_State *L, double amount, uint32_t currency)
{
	struct ctx *c = ctx_of(L);
	if (currency == c->currency) {
		lua_pushnumber(L, amount);
		return;
	}
	uint32_t i = 0;
	while (i < c->money_count && (c->monies[i].amount != amount || c->monies[i].currency != currency))
		i++;
	if (i == c->money_count) {
		if (i == c->money_cap) {
			uint32_t cap = i ? i * 2 : 64;
			struct money *grown = cap > 100000 ? NULL : realloc(c->monies, cap * sizeof *grown);
			if (!grown)
				raise_error(L, "too many different amounts of foreign money in one evaluation");
			c->monies = grown;
			c->money_cap = cap;
		}
		c->monies[c->money_count++] = (struct money){ amount, currency };
	}
	push_value(L, value_index(VALUE_MONEY, i));
}

bool to_money(lua_State *L, int i, double *amount, uint32_t *currency)
{
	struct ctx *c = ctx_of(L);
	if (lua_type(L, i) == LUA_TNUMBER) {
		*amount = lua_tonumber(L, i);
		*currency = c->currency;
		return true;
	}
	if (tag_at(L, i) == VALUE_MONEY) {
		*amount = c->monies[value_index_of(to_value(L, i))].amount;
		*currency = c->monies[value_index_of(to_value(L, i))].currency;
		return true;
	}
	if (lua_istable(L, i)) { /* "300 USD" of a parameter: { amount, currency } */
		i = lua_absindex(L, i);
		int top = lua_gettop(L);
		bool ok = lua_getfield(L, i, "amount") == LUA_TNUMBER && lua_getfield(L, i, "currency") == LUA_TSTRING && lua_rawlen(L, -1) == 3;
		if (ok) {
			const char *code = lua_tostring(L, -1);
			*amount = lua_tonumber(L, -2);
			*currency = (uint32_t)(unsigned char)code[0] | (uint32_t)(unsigned char)code[1] << 8 | (uint32_t)(unsigned char)code[2] << 16;
		}
		lua_settop(L, top);
		return ok;
	}
	return false;
}

static void format_currency(uint32_t currency, char out[4])
{
	out[0] = (char)currency;
	out[1] = (char)(currency >> 8);
	out[2] = (char)(currency >> 16);
	out[3] = 0;
}

static int mixed_currencies(lua_State *L, uint32_t a, uint32_t b)
{
	char x[4], y[4];
	format_currency(a, x);
	format_currency(b, y);
	if (!a || !b)
		return unknown_because(L, "project.currency is absent: an amount in %s cannot be set against it", a ? x : y);
	return unknown_because(L, "%s and %s do not mix", x, y);
}

/* Both operands as money of one currency. -1: they are not money; 0: mixed, UNKNOWN was pushed; 1: done. A plain zero has every currency. */
static int same_money(lua_State *L, double *a, double *b, uint32_t *currency)
{
	uint32_t ca, cb;
	if ((tag_at(L, 1) != VALUE_MONEY && tag_at(L, 2) != VALUE_MONEY) || !to_money(L, 1, a, &ca) || !to_money(L, 2, b, &cb))
		return -1;
	if (ca != cb && !(*a == 0 && lua_type(L, 1) == LUA_TNUMBER) && !(*b == 0 && lua_type(L, 2) == LUA_TNUMBER)) {
		mixed_currencies(L, ca, cb);
		return 0;
	}
	*currency = tag_at(L, 1) == VALUE_MONEY ? ca : cb;
	return 1;
}

/* ---- dates ---- */

static value_t duration_operand(lua_State *L, int i)
{
	if (tag_at(L, i) == VALUE_DURATION)
		return to_value(L, i);
	size_t len;
	value_t d;
	if (lua_type(L, i) == LUA_TSTRING) {
		const char *s = lua_tolstring(L, i, &len);
		if (duration_parse(s, len, &d))
			return d;
	}
	return 0;
}

/* date or datetime moved by a duration, forward (sign 1) or back (-1). */
static int shift(lua_State *L, value_t t, value_t d, int sign)
{
	struct ctx *c = ctx_of(L);
	int64_t n = (int64_t)value_duration_count(d) * sign;
	enum duration_unit unit = value_duration_unit(d);
	if (unit <= DURATION_HOUR) {
		static const int64_t seconds[] = { 1, 60, 3600 };
		if (value_tag(t) == VALUE_DATE)
			raise_error(L, "a date moves by days, weeks or months, not by hours: use a datetime");
		push_value(L, moment_here(c, value_datetime(value_datetime_seconds(t) + n * seconds[unit], value_datetime_ms(t), 0)));
		return 1;
	}
	int64_t local = value_datetime_seconds(t) + (int64_t)value_datetime_offset(t) * 60;
	int32_t day = value_tag(t) == VALUE_DATE ? value_date_days(t) : (int32_t)((local >= 0 ? local : local - 86399) / 86400);
	int32_t to;
	switch (unit) {
	case DURATION_MONTH: to = date_add_months(day, (int)n); break;
	case DURATION_BUSINESS_DAY: to = calendar_add(c->calendar, day, (int32_t)n); break;
	default: to = day + (int32_t)(unit == DURATION_WEEK ? n * 7 : n); break;
	}
	if (to == CALENDAR_UNKNOWN) {
		int y, m, d1;
		date_to_ymd(day, &y, &m, &d1);
		return unknown_because(L, "the working days around %d are not known to the calendar", y);
	}
	if (value_tag(t) == VALUE_DATE)
		push_value(L, value_date(to));
	else
		push_value(L, moment_here(c, value_datetime(value_datetime_seconds(t) + (int64_t)(to - day) * 86400, value_datetime_ms(t), 0)));
	return 1;
}

static bool is_moment(enum value_tag t) { return t == VALUE_DATE || t == VALUE_DATETIME; }

_Noreturn static void cannot(lua_State *L, const char *verb)
{
	enum value_tag a = tag_at(L, 1), b = tag_at(L, 2);
	if (is_moment(a) && is_moment(b))
		raise_error(L, "a date and a datetime cannot be %s: compare dates with dates", verb);
	if (lua_isnoneornil(L, 2) || lua_isnil(L, 1))
		raise_error(L, "%s cannot be %s with an absent value", bindings_what(L, lua_isnil(L, 1) ? 2 : 1), verb);
	raise_error(L, "a %s and a %s cannot be %s", bindings_what(L, 1), bindings_what(L, 2), verb);
}

static int add_values(lua_State *L, int sign)
{
	value_t x = to_value(L, 1), y = to_value(L, 2);
	enum value_tag ta = value_tag(x), tb = value_tag(y);
	if (ta == VALUE_DATE && tb == VALUE_DATE && sign < 0) { /* first: this is what most rules ask */
		lua_pushinteger(L, (lua_Integer)value_date_days(x) - value_date_days(y));
		return 1;
	}
	value_t d;
	if (is_moment(ta) && (d = duration_operand(L, 2)))
		return shift(L, x, d, sign);
	if (any_marker(L, 1, 2))
		return 1;
	double a, b;
	uint32_t currency;
	int m = same_money(L, &a, &b, &currency);
	if (m >= 0) {
		if (m)
			push_money(L, a + sign * b, currency);
		return 1;
	}
	if (sign < 0 && ta == VALUE_DATETIME && tb == VALUE_DATETIME) {
		lua_pushnumber(L, (double)(value_datetime_instant(to_value(L, 1)) - value_datetime_instant(to_value(L, 2))) / 86400000.0);
		return 1;
	}
	if (sign > 0 && is_moment(tb) && (d = duration_operand(L, 1)))
		return shift(L, y, d, 1);
	cannot(L, sign > 0 ? "added" : "subtracted");
}

static int value_add(lua_State *L) { return add_values(L, 1); }
static int value_sub(lua_State *L) { return add_values(L, -1); }

static int value_mul(lua_State *L)
{
	if (any_marker(L, 1, 2))
		return 1;
	int money = tag_at(L, 1) == VALUE_MONEY ? 1 : 2;
	double amount;
	uint32_t currency;
	if (tag_at(L, money) != VALUE_MONEY || lua_type(L, 3 - money) != LUA_TNUMBER)
		cannot(L, "multiplied");
	to_money(L, money, &amount, &currency);
	push_money(L, amount * lua_tonumber(L, 3 - money), currency);
	return 1;
}

static int value_div(lua_State *L)
{
	if (any_marker(L, 1, 2))
		return 1;
	double a, b;
	uint32_t currency;
	if (tag_at(L, 1) == VALUE_MONEY && lua_type(L, 2) == LUA_TNUMBER) {
		to_money(L, 1, &a, &currency);
		push_money(L, a / lua_tonumber(L, 2), currency);
		return 1;
	}
	int m = same_money(L, &a, &b, &currency);
	if (m < 0)
		cannot(L, "divided");
	if (m)
		lua_pushnumber(L, a / b);
	return 1;
}

static int value_unm(lua_State *L)
{
	double a;
	uint32_t currency;
	if (any_marker(L, 1, 1))
		return 1;
	if (tag_at(L, 1) != VALUE_MONEY)
		raise_error(L, "a %s has no negative", bindings_what(L, 1));
	to_money(L, 1, &a, &currency);
	push_money(L, -a, currency);
	return 1;
}

static int value_no_arithmetic(lua_State *L) /* // % ^ & | ~ << >> */
{
	if (any_marker(L, 1, 2))
		return 1;
	cannot(L, "combined this way");
}

/* ---- order ---- */

/* -1, 0, 1; or 2: UNKNOWN was pushed (traced), see unknown_because */
int compare_values(lua_State *L)
{
	value_t x = to_value(L, 1), y = to_value(L, 2);
	enum value_tag ta = value_tag(x), tb = value_tag(y);
	if (ta == tb && is_moment(ta))
		words_time_compared(ctx_of(L), x, y);
	if (ta == VALUE_DATE && tb == VALUE_DATE)
		return (value_date_days(x) > value_date_days(y)) - (value_date_days(x) < value_date_days(y));
	double a, b;
	uint32_t currency;
	int m = same_money(L, &a, &b, &currency);
	if (m >= 0)
		return m ? (a > b) - (a < b) : 2;
	if (ta == VALUE_DATETIME && tb == VALUE_DATETIME)
		return (value_datetime_instant(x) > value_datetime_instant(y)) - (value_datetime_instant(x) < value_datetime_instant(y));
	value_t dx = duration_operand(L, 1), dy = duration_operand(L, 2);
	if (dx && dy) {
		static const int64_t seconds[] = { 1, 60, 3600, 86400, 0, 604800, 0 };
		int64_t sx = seconds[value_duration_unit(dx)], sy = seconds[value_duration_unit(dy)];
		if (!sx && value_duration_unit(dx) == value_duration_unit(dy))
			sx = sy = 1;
		if (sx && sy) {
			sx *= value_duration_count(dx);
			sy *= value_duration_count(dy);
			return (sx > sy) - (sx < sy);
		}
	}
	cannot(L, "compared");
}

/* 0: different, 1: equal; or 2: UNKNOWN was pushed, for two currencies do not mix */
int equal_values(lua_State *L)
{
	double a, b;
	uint32_t currency;
	int m = same_money(L, &a, &b, &currency);
	return m < 0 ? lua_compare(L, 1, 2, LUA_OPEQ) : m ? a == b : 2;
}

/* A metamethod's answer becomes true or false, so that a gap can only leave the evaluation. */
static int ordered(lua_State *L)
{
	if (any_marker(L, 1, 2))
		raise_unknown(L, to_value(L, -1));
	int order = compare_values(L);
	if (order == 2)
		raise_unknown(L, to_value(L, -1));
	return order;
}

static int value_lt(lua_State *L)
{
	lua_pushboolean(L, ordered(L) < 0);
	return 1;
}

static int value_le(lua_State *L)
{
	lua_pushboolean(L, ordered(L) <= 0);
	return 1;
}

void arithmetic_open(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "__add", value_add }, { "__sub", value_sub }, { "__mul", value_mul }, { "__div", value_div }, { "__unm", value_unm },
		{ "__idiv", value_no_arithmetic }, { "__mod", value_no_arithmetic }, { "__pow", value_no_arithmetic },
		{ "__band", value_no_arithmetic }, { "__bor", value_no_arithmetic }, { "__bxor", value_no_arithmetic },
		{ "__shl", value_no_arithmetic }, { "__shr", value_no_arithmetic }, { "__bnot", value_no_arithmetic },
		{ "__lt", value_lt }, { "__le", value_le }, { NULL, NULL },
	};
	luaL_setfuncs(L, methods, 0);
}

/* ---- printing ---- */

static void format_grouped(double v, struct buf *out) /* 1234567.5 -> 1,234,567.5 */
{
	char digits[32];
	double rounded = nearbyint(v * 100) / 100;
	size_t n = json_format_number(digits, rounded);
	if (strpbrk(digits, "eEnN")) {
		buf_add(out, digits, n);
		return;
	}
	const char *p = digits;
	if (*p == '-')
		buf_putc(out, *p++);
	size_t whole = strcspn(p, ".");
	for (size_t i = 0; i < whole; i++) {
		if (i && (whole - i) % 3 == 0)
			buf_putc(out, ',');
		buf_putc(out, p[i]);
	}
	buf_puts(out, p + whole);
}

void format_money(double amount, uint32_t currency, struct buf *out)
{
	char code[4];
	format_currency(currency, code);
	format_grouped(amount, out);
	if (currency)
		buf_addf(out, " %s", code);
}

void format_percent(double ratio, struct buf *out)
{
	char digits[32];
	json_format_number(digits, nearbyint(ratio * 1e4) / 1e2);
	buf_addf(out, "%s%%", digits);
}

void format_number(double v, struct buf *out)
{
	char digits[32];
	json_format_number(digits, fabs(v) < 1e12 ? nearbyint(v * 1e6) / 1e6 : v);
	buf_puts(out, digits);
}

static void format_light(lua_State *L, value_t v, struct buf *out)
{
	struct ctx *c = ctx_of(L);
	char text[64];
	switch (value_tag(v)) {
	case VALUE_DATE: buf_add(out, text, date_format(text, value_date_days(v))); break;
	case VALUE_DATETIME: buf_add(out, text, datetime_format(text, v)); break;
	case VALUE_DURATION: buf_add(out, text, duration_format(text, v)); break;
	case VALUE_MONEY: format_money(c->monies[value_index_of(v)].amount, c->monies[value_index_of(v)].currency, out); break;
	case VALUE_REC: case VALUE_LIST: case VALUE_SET: {
		size_t before = out->len;
		path_of(c, v, out, NULL);
		if (out->len == before || out->data[out->len - 1] == ' ') /* of a group: "P-3: " */
			buf_puts(out, "project");
		break;
	}
	default: buf_puts(out, "absent"); break;
	}
}

void format_value(lua_State *L, int i, const struct field *f, struct buf *out)
{
	size_t len;
	switch (lua_type(L, i)) {
	case LUA_TNONE: case LUA_TNIL: buf_puts(out, "absent"); break;
	case LUA_TBOOLEAN: buf_puts(out, lua_toboolean(L, i) ? "true" : "false"); break;
	case LUA_TNUMBER:
		if (f && f->type == FIELD_PERCENT)
			format_percent(lua_tonumber(L, i), out);
		else if (f && f->type == FIELD_MONEY)
			format_money(lua_tonumber(L, i), ctx_of(L)->currency, out);
		else if (lua_isinteger(L, i))
			buf_addf(out, "%lld", (long long)lua_tointeger(L, i));
		else
			format_number(lua_tonumber(L, i), out);
		break;
	case LUA_TSTRING: {
		const char *s = lua_tolstring(L, i, &len);
		buf_add(out, s, len);
		break;
	}
	case LUA_TLIGHTUSERDATA: format_light(L, to_value(L, i), out); break;
	default: buf_puts(out, luaL_typename(L, i)); break;
	}
}
