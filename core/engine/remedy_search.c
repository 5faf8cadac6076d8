/* SPDX-License-Identifier: MIT */
/*
 * remedy_search: the value of one field at which the verdict turns, where no comparison tells it.
 *
 * The field is moved from where it is in steps that grow fourfold, down and up in turn; from the first that helps it is gone
 * back by bisection to the nearest that does. Steps are human: a day, a minute, a tenth of a percent, the third digit after the first of
 * a number. That the verdict turns once on the way is assumed, and checked only at the far end: where that does not help, a
 * single value is told instead of "at most".
 */
#include <math.h>
#include <string.h>

#include "engine/remedy.h"

enum { GROWTH = 4, FARTHEST = 1 << 26 }; /* steps */

struct search {
	struct remedy *x;
	const struct place *p;
	double start, step, low, high; /* as the document counts */
	double growth;
	struct candidate tried;
};

static bool helps_at(struct search *s, double v)
{
	static const struct candidate nothing;
	const char *json, *text;
	if (!scalar_texts(s->x, s->p->field, v, &json, &text) || !candidate_add(&nothing, s->p, RELATION_IS, json, text, &s->tried))
		return false;
	s->tried.escapes = s->p->escapes;
	return remedy_try(s->x, &s->tried) && remedy_helps(s->x, &s->tried);
}

static double clamp(const struct search *s, double v) { return v < s->low ? s->low : v > s->high ? s->high : v; }

/* The value `steps` steps away, on the grid of steps. */
static double at(const struct search *s, double steps)
{
	double v = s->start + steps * s->step;
	if (s->step < 1)
		v = nearbyint(v / s->step) / nearbyint(1 / s->step);
	else
		v = nearbyint(v / s->step) * s->step;
	return clamp(s, v);
}

static void prepare(struct search *s, double scale)
{
	const struct field *f = s->p->field;
	struct ctx *c = &s->x->e->ctx;
	union { uint64_t u; double d; } slot = { s->p->slot };
	s->low = f->has_min ? f->min : -1e12;
	s->high = f->has_max ? f->max : 1e12;
	s->step = 1;
	switch ((enum field_type)f->type) {
	case FIELD_DATE:
		s->start = s->p->there ? value_date_days(s->p->slot) : c->today;
		s->low = DATE_MIN;
		s->high = DATE_MAX;
		return;
	case FIELD_DATETIME:
		s->start = s->p->there ? (double)value_datetime_seconds(s->p->slot) : floor((double)c->as_of_ms / 1000);
		s->step = 60;
		s->low = DATE_MIN * 86400.0;
		s->high = DATE_MAX * 86400.0;
		return;
	case FIELD_INT: s->start = s->p->there ? (double)(int64_t)s->p->slot : 1; break;
	case FIELD_PERCENT:
		s->start = s->p->there ? nearbyint(slot.d * 1e12) / 1e10 : 0;
		s->step = 0.1;
		break;
	default:
		s->start = s->p->there ? slot.d : scale > 0 ? scale : 100;
		s->step = pow(10, floor(log10(fabs(s->start) > 1e-6 ? fabs(s->start) : scale > 0 ? scale : 100)) - 3);
	}
	if (s->start >= 0 && s->low < 0) /* what counts or costs does not turn negative */
		s->low = 0;
	s->start = clamp(s, s->start);
}

static void tell(struct search *s, double v, enum relation relation)
{
	if (!helps_at(s, v))
		return;
	s->tried.changes[0].relation = relation;
	remedy_keep(s->x, &s->tried);
}

/* From `fails` steps to `helps` steps: the nearest that helps. */
static double nearest(struct search *s, double fails, double helps)
{
	while (fabs(helps - fails) > 1 && !remedy_over(s->x)) {
		double middle = trunc((fails + helps) / 2);
		if (middle == fails || middle == helps)
			break;
		if (helps_at(s, at(s, middle)))
			helps = middle;
		else
			fails = middle;
	}
	return helps;
}

/* The nearest value that helps, in steps from the start; 0: none. */
static double first_turn(struct search *s)
{
	double before[2] = { 0, 0 };
	for (double away = 1; away <= FARTHEST; away *= s->growth) {
		for (int side = 0; side < 2; side++) {
			double steps = side ? away : -away;
			if (remedy_over(s->x) || at(s, steps) == at(s, before[side]))
				continue;
			if (helps_at(s, at(s, steps)))
				return nearest(s, before[side], steps);
			before[side] = steps;
		}
	}
	return 0;
}

/* What is absent, and would help as a plausible value: does it always, or up or down to some limit? */
static void search_given(struct search *s)
{
	bool low = helps_at(s, at(s, -FARTHEST)), high = helps_at(s, at(s, FARTHEST));
	if (low == high) {
		tell(s, s->start, low ? RELATION_GIVEN : RELATION_IS);
		return;
	}
	double fails = 0, helps = 0;
	for (double away = 1; away <= FARTHEST && !fails; away *= s->growth) {
		double steps = low ? away : -away;
		if (helps_at(s, at(s, steps)))
			helps = steps;
		else
			fails = steps;
	}
	if (fails)
		tell(s, at(s, nearest(s, fails, helps)), low ? RELATION_AT_MOST : RELATION_AT_LEAST);
}

void search_place(struct remedy *x, const struct place *p, double scale)
{
	/* what lies between two limits is passed over by large strides */
	struct search s = { .x = x, .p = p, .growth = x->rule->now.limit == LIMIT_BETWEEN ? 2 : GROWTH };
	if (remedy_over(x))
		return;
	prepare(&s, scale);
	if (!p->there && helps_at(&s, s.start)) {
		search_given(&s);
		return;
	}
	double steps = first_turn(&s);
	if (steps == 0)
		return;
	double v = at(&s, steps);
	bool onward = helps_at(&s, at(&s, steps < 0 ? -FARTHEST : FARTHEST));
	tell(&s, v, !onward ? RELATION_IS : steps < 0 ? RELATION_AT_MOST : RELATION_AT_LEAST);
}
