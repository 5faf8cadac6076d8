/* SPDX-License-Identifier: MIT */
/*
 * quantity: numbers with a unit as parameters write them: "85%", "14d", "300 USD", "12.5".
 * Money becomes a table { amount =, currency = }, as the parameters of a policy are read before any project has a currency.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/words.h"

/* Length of the decimal number that s begins with, 0: none. No exponent, hexadecimal, or digit grouping. */
static size_t number_length(const char *s, size_t len, bool *whole)
{
	size_t i = len && *s == '-', digits = i;
	while (i < len && s[i] >= '0' && s[i] <= '9')
		i++;
	*whole = true;
	if (i == digits)
		return 0;
	if (i + 1 < len && s[i] == '.' && s[i + 1] >= '0' && s[i + 1] <= '9') {
		*whole = false;
		for (i++; i < len && s[i] >= '0' && s[i] <= '9';)
			i++;
	}
	return i;
}

static bool is_currency(const char *s, size_t len)
{
	return len == 3 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' && s[2] >= 'A' && s[2] <= 'Z';
}

bool push_quantity(lua_State *L, const char *s, size_t len)
{
	char digits[64];
	bool whole;
	value_t duration;
	if (duration_parse(s, len, &duration)) {
		push_value(L, duration);
		return true;
	}
	size_t n = number_length(s, len, &whole);
	if (!n || n >= sizeof digits)
		return false;
	memcpy(digits, s, n);
	digits[n] = 0;
	if (n == len)
		return lua_stringtonumber(L, digits) != 0;
	double amount = strtod(digits, NULL);
	if (len == n + 1 && s[n] == '%') {
		lua_pushnumber(L, amount / 100);
		return true;
	}
	if (len == n + 4 && s[n] == ' ' && is_currency(s + n + 1, 3)) {
		lua_createtable(L, 0, 2);
		lua_pushnumber(L, amount);
		lua_setfield(L, -2, "amount");
		lua_pushlstring(L, s + n + 1, 3);
		lua_setfield(L, -2, "currency");
		return true;
	}
	return false;
}

value_t check_duration(lua_State *L, int i, const char *word)
{
	value_t v = to_value(L, i);
	if (value_tag(v) == VALUE_DURATION)
		return v;
	size_t len;
	const char *s = lua_type(L, i) == LUA_TSTRING ? lua_tolstring(L, i, &len) : NULL;
	if (s && duration_parse(s, len, &v))
		return v;
	if (s)
		raise_error(L, "%s: '%s' is not a duration; write it as \"14d\", \"24h\", \"5bd\", \"2w\" or \"12mo\"", word, s);
	raise_error(L, "%s: a duration such as \"14d\" is expected, found %s", word, type_name(L, i));
}
