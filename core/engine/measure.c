/* SPDX-License-Identifier: MIT */
/*
 * measure: a measured value against its limit.
 *
 * at_most: crossed when the value is above the threshold; at_least: when below; between: when outside. A value that
 * equals a threshold conforms. Of several crossed thresholds the one of highest severity counts.
 */
#include <math.h>
#include <string.h>

#include "engine/evaluation.h"

int measure_read(lua_State *L, int i, struct measured *m)
{
	value_t v = to_value(L, i);
	if (is_marker(v))
		return -1;
	if (lua_isnoneornil(L, i))
		return 0;
	if (lua_type(L, i) == LUA_TNUMBER) {
		m->number = lua_tonumber(L, i);
		return 1;
	}
	if (value_tag(v) == VALUE_MONEY) {
		m->is_money = true;
		return to_money(L, i, &m->number, &m->currency) ? 1 : -2;
	}
	if (value_tag(v) == VALUE_DURATION) {
		m->number = value_duration_count(v);
		return 1;
	}
	return -2;
}

/* Money limits are compared with plain numbers as amounts in the project's currency. */
static bool same_unit(const struct ctx *c, const struct measured *m, const struct quantity *q)
{
	uint32_t of_measure = m->is_money ? m->currency : c->currency;
	if (q->currency)
		return q->currency == of_measure;
	return !m->is_money;
}

const struct threshold *measure_judge(const struct ctx *c, const struct rule *r, const struct measured *m, bool *unknown)
{
	const struct threshold *crossed = NULL;
	*unknown = false;
	for (size_t i = 0; i < r->now.threshold_count; i++) {
		const struct threshold *t = &r->now.thresholds[i];
		bool low = r->now.limit != LIMIT_AT_MOST, high = r->now.limit != LIMIT_AT_LEAST;
		if ((low && !same_unit(c, m, &t->low)) || (high && !same_unit(c, m, &t->high))) {
			*unknown = true;
			return NULL;
		}
		if ((low && m->number < t->low.number) || (high && m->number > t->high.number))
			crossed = t;
	}
	return crossed;
}

void measure_format(const struct rule *r, const struct measured *m, struct buf *out)
{
	const struct quantity *q = NULL;
	if (r->now.threshold_count)
		q = r->now.limit == LIMIT_AT_LEAST ? &r->now.thresholds[0].low : &r->now.thresholds[0].high;
	if (m->is_money || (q && q->currency)) {
		format_money(m->number, m->is_money ? m->currency : q->currency, out);
	} else if (q && strchr(q->text, '%')) {
		format_percent(m->number, out);
	} else {
		format_number(m->number, out);
		size_t digits = q ? strspn(q->text, "0123456789.-+ ") : 0;
		if (q && q->text[digits]) /* "14d": the measure is in the same unit */
			buf_puts(out, q->text + digits);
	}
}
