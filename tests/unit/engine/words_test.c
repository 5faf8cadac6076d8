/* SPDX-License-Identifier: MIT */
/* The words: what they answer on whole data, with gaps (three-valued), and when time alone will change the answer. */
#include "policy_state.h"

/* ---- lists ---- */

static void questions_take_functions_fields_and_patterns(void **state)
{
	struct policy_state *p = *state;
	BOTH("return any(project.risks, function(r) return r.score > 15 end), all(project.risks, function(r) return r.score > 5 end)", "true, false");
	BOTH("return none(project.risks, { status = 'occurred' }), any(project.risks, { status = 'open', owner = 'Wang' })", "true, false");
	BOTH("return count(project.risks), count(project.risks, { status = 'open' }), count(project.risks, 'owner')", "3, 2, 3");
	BOTH("return find(project.risks, { status = 'closed' }).name, find(project.risks, { name = 'none' })", "port, nil");
	BOTH("return #filter(project.risks, { owner = 'Li' }), filter(project.risks, { owner = 'Li' })[2].name", "2, staff");
	BOTH("return any { false, 1 }, all { 1, 2 }, none {}, count { 'a', 'b' }", "true, true, true, 2");
	BOTH("return any(project.risks, { due = date '2026-05-01' }), count(project.risks, { seen_at = project.risks[1].seen_at })", "true, 1");
	BOTH("return any(project.tags, function(t) return t == 'asia' end)", "true");
}

static void an_empty_list_has_its_answers(void **state)
{
	struct policy_state *p = *state;
	BOTH("local g = project.goals return any(g, 'name'), all(g, 'name'), none(g, 'name'), count(g), sum(g, 'score')", "false, true, true, 0, 0");
	BOTH("local g = project.goals return min(g, 'score'), max(g, 'score'), median(g, 'score'), find(g, 'name'), #map(g, 'name')", "nil, nil, nil, nil, 0");
}

static void values_are_gathered_in_order(void **state)
{
	struct policy_state *p = *state;
	BOTH("return table.concat(map(project.risks, 'name'), ' '), table.concat(map({ 1, 2 }, function(x) return x * 2 end), ' ')", "credit port staff, 2 4");
	BOTH("return table.concat(distinct(project.risks, 'owner'), ' '), table.concat(duplicates(project.risks, 'owner'), ' ')", "Li Wang, Li");
	BOTH("return table.concat(distinct { 'b', 'a', 'b', 'b' }, ' '), table.concat(duplicates { 'b', 'a', 'b', 'b', 'a' }, ' ')", "b a, b a");
	BOTH("local g = group(project.risks, 'owner') return #g.Li, g.Li[2].name, #g.Wang, g.Zhao", "2, staff, 1, nil");
	BOTH("local g = group(project.risks, function(r) return r.score > 10 end) return #g[true], #g[false]", "2, 1");
	BOTH("return has(project.tags, 'asia'), has(project.tags, 'Asia'), has({ 1, 2 }, 2), has(project.risks, { name = 'port' })", "true, false, true, true");
	FAILS("return has(project.risks, 'port')", "say which field");
}

static void sums_are_exact_where_people_expect_it(void **state)
{
	struct policy_state *p = *state;
	BOTH("return sum(project.risks, 'score'), sum(project.risks, 'load'), sum { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }", "37, 1.0, 1.0");
	BOTH("return sum { math.maxinteger, 1 } > 0, sum { 1, 2.5 }", "true, 3.5");
	BOTH("return min(project.risks, 'score'), max(project.risks, 'score'), median(project.risks, 'score')", "5, 20, 12");
	BOTH("return min(project.risks, 'due'), max(project.risks, 'seen_at')", "2026-05-01, 2026-03-03T10:00:00+08:00");
	BOTH("return min(3, 1, 2), max(1, 2.5), max(date '2026-01-01', date '2025-01-01'), median { 4, 1, 3, 2 }", "1, 2.5, 2026-01-01, 2.5");
	BOTH("return max(project.risks, function(r) return r.score * 2 end)", "40");
	FAILS("return sum(project.risks, 'name')", "the value of element 1 is a string");
	FAILS("return min(1, 'x')", "do not compare");
	FAILS("return max(date '2026-01-01', project.risks[1].seen_at)", "a datetime and a date do not compare");
	FAILS("return sum(project.risks, { status = 'open' })", "found a pattern");
}

static void two_currencies_do_not_mix(void **state)
{
	struct policy_state *p = *state;
	JUDGED("return sum(project.risks, 'cost')", "unknown: sum: amounts in two currencies do not mix");
	JUDGED("return max(project.risks, 'cost')", "unknown: max: amounts in two currencies do not compare");
	BOTH("local r = project.risks return sum { r[3].cost, r[3].cost, 0 } == r[3].cost * 2, ratio(r[3].cost, r[3].cost)", "true, 1.0");
	JUDGED("local r = project.risks return ratio(r[3].cost, r[1].cost)", "unknown: ratio: amounts in two currencies do not mix");
	JUDGED("return any(project.risks, { name = 'staff', cost = 50 })", "unknown: amounts in two currencies do not compare");
	JUDGED("return any(project.risks, { cost = 50, name = 'none' }), any(project.risks, { cost = 300 }), any(project.risks, { name = 'staff', cost = 0 })", "false, true, false");
	BOTH("local r = project.risks return any(r, { cost = r[3].cost })", "true");
	JUDGED("return pick({ { from = 10, value = 'a' }, { from = 0, value = 'b' } }, project.risks[3].cost)",
		"unknown: pick: an amount in another currency does not reach a step");
}

static void gaps_of_a_pattern_are_named_in_order(void **state)
{
	struct policy_state *p = *state;
	JUDGED("return any(project.issues, { status = 'open', score = 8, owner = 'Li', load = 1, name = 'noise' })",
		"unknown: issues[noise].load, issues[noise].score, issues[noise].status");
}

static void mistakes_name_the_word(void **state)
{
	struct policy_state *p = *state;
	FAILS("return count(project.areas)", "policy:1: count: the list is absent");
	FAILS("return any(3)", "any: a list is expected, found number");
	FAILS("return any(project.budget)", "any: a list is expected, found record");
	FAILS("return all(project.risks, 3)", "a function, a field name or a pattern is expected, found number");
	FAILS("return count(project.risks, 'socre')", "did you mean 'score'?");
	FAILS("return count(project.risks, {})", "the pattern is empty");
	FAILS("return count(project.risks, { status = { 'open' } })", "must be a single value");
	FAILS("return count(project.risks, { 'open' })", "field names");
	FAILS("return count({ 1 }, 'x')", "element 1 is a number, which has no field 'x'");
	FAILS("return map({ 1 }, function() end)", "no value for element 1");
	FAILS("return group({ 0/0 }, function(x) return x end)", "not a number");
}

/* ---- gaps ---- */

static void questions_are_kleenes(void **state)
{
	struct policy_state *p = *state;
	/* issues: scores 8, absent, 3 */
	JUDGED("return any(project.issues, { score = 3 })", "true");
	JUDGED("return any(project.issues, { score = 4 })", "unknown: issues[noise].score");
	JUDGED("return all(project.issues, { score = 8 })", "false");
	JUDGED("return none(project.issues, { score = 8 })", "false");
	JUDGED("return none(project.issues, { score = 4 })", "unknown: issues[noise].score");
	JUDGED("return count(project.issues, { score = 8 })", "unknown: issues[noise].score");
	JUDGED("return find(project.issues, { score = 8 }).name", "late");
	JUDGED("return find(project.issues, { score = 3 })", "unknown: issues[noise].score");
	JUDGED("return filter(project.issues, { score = 8 })", "unknown: issues[noise].score");
	TRACED("return any(project.issues, function(i) return i.name end)", "true");
}

static void a_pattern_is_decided_by_what_differs(void **state)
{
	struct policy_state *p = *state;
	/* noise has neither score nor status; its owner is Li */
	JUDGED("return any(project.issues, { name = 'nobody', score = 8 })", "false");
	JUDGED("return any(project.issues, { name = 'noise', score = 8 })", "unknown: issues[noise].score");
	TRACED("return count(project.issues, { owner = 'Wang' })", "unknown: issues[late].owner, issues[law].owner");
	TRACED("return any(project.risks, { name = project.owner })", "unknown: owner");
}

static void values_with_gaps_are_unknown(void **state)
{
	struct policy_state *p = *state;
	JUDGED("return sum(project.issues, 'score')", "unknown: issues[noise].score");
	JUDGED("return max(project.issues, 'score')", "unknown: issues[noise].score");
	JUDGED("return median(project.issues, 'score')", "unknown: issues[noise].score");
	JUDGED("return group(project.issues, 'status')", "unknown: issues[noise].status");
	JUDGED("return distinct(project.issues, 'status')", "unknown: issues[noise].status");
	JUDGED("return sum(project.issues, function(i) return i.score end)", "unknown: issues[noise].score");
	JUDGED("return max(1, project.issues[2].score)", "unknown: issues[noise].score");
	JUDGED("return count(project.areas)", "unknown: areas");
	JUDGED("return has(project.areas, 'x')", "unknown: areas");
	JUDGED("return has(project.tags, project.owner)", "unknown: owner");
	/* asking a field for its presence is no use of it */
	JUDGED("return count(project.issues, 'score'), any(project.issues, 'owner'), all(project.issues, 'owner')", "2, true, false");
}

static void presence_is_never_unknown(void **state)
{
	struct policy_state *p = *state;
	static const char retro[] = "return table.concat(missing(project, 'owner', 'name', 'retro.went_wrong', 'retro.went_well', 'goals', 'tags'), ' ')";
	FAST(retro, "owner retro.went_wrong goals");
	assert_false(p->ctx.suspect);
	TRACED(retro, "owner retro.went_wrong goals");
	BOTH("return #missing(project.risks[1], 'name', 'score')", "0");
	TRACED("return empty(project.owner), empty(project.areas), empty(project.goals), empty(project.tags), empty(project.name)", "true, true, true, false, false");
	BOTH("return empty(nil), empty '', empty {}, empty { 1 }, empty(0), empty(false), empty(project.budget)", "true, true, true, false, false, false, false");
	TRACED("return #missing(project.areas, 'name')", "1");
	FAILS("return missing(project, 'onwer')", "did you mean 'owner'?");
	FAILS("return missing(project, 'risks.name')", "goes through a list");
	FAILS("return missing(project, 'retro.')", "not a path");
	FAILS("return missing('x', 'y')", "a record is expected");
}

/* ---- numbers ---- */

static void numbers_have_their_boundaries(void **state)
{
	struct policy_state *p = *state;
	BOTH("return ratio(1, 4), ratio(project.budget.spent, project.budget.total)", "0.25, 0.0");
	BOTH("return ratio(1, 0)", "not applicable");
	BOTH("return between(1, 1, 2), between(2, 1, 2), between(0.99, 1, 2), between(0/0, 0, 1), between('b', 'a', 'c')", "true, true, false, false, true");
	BOTH("return between(project.finish, project.start, date '2026-09-30')", "true");
	BOTH("return round(2.5), round(-2.5), round(1.005, 2), round(2.4), round(7), round(0.1 + 0.2, 15), round(1e300)", "3, -3, 1.01, 2, 7, 0.3, 1e+300");
	FAILS("return between(project.finish, 1, 2)", "a date and a number do not compare");
	FAILS("return between(1, 2)", "argument 3 is absent");
	FAILS("return ratio('5', 1)", "a number is expected");
	JUDGED("return ratio(project.issues[2].score, 2)", "unknown: issues[noise].score");
}

static void pick_looks_up_steps_and_values(void **state)
{
	struct policy_state *p = *state;
	BOTH("local s = { { from = 15, value = 'a' }, { from = 10, value = 'b' }, { from = 0, value = 'c' } }"
		" return pick(s, 15), pick(s, 14.9), pick(s, 10), pick(s, 0), pick(s, 99)", "a, b, b, c, a");
	FAILS("return pick({ { from = 5, value = 1 } }, 4)", "no step of the parameter begins at or below 4");
	BOTH("local v = { field = 'risk.status', values = { open = 2, closed = 5 } } return pick(v, 'open'), pick(v, project.risks[2].status)", "2, 5");
	FAILS("return pick({ values = { open = 2 } }, 'opne')", "did you mean 'open'?");
	BOTH("return pick({ { from = 0, value = { amount = 5, currency = 'EUR' } } }, 1), type(pick({ { from = 0, value = { amount = 5, currency = 'USD' } } }, 1))", "5.0, money");
	JUDGED("return pick({ { from = 0, value = 1 } }, project.issues[2].score)", "unknown: issues[noise].score");
	FAILS("return pick(3, 1)", "made with steps or per");
}

static void quantities_are_read_exactly(void **state)
{
	struct policy_state *p = *state;
	lua_State *L = p->state->L;
	static const struct { const char *text; double number; } numbers[] = { { "85%", 0.85 }, { "-5%", -0.05 }, { "12.5", 12.5 }, { "7", 7 }, { "0.5%", 0.005 }, { "100%", 1 } };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		assert_true(push_quantity(L, numbers[i].text, strlen(numbers[i].text)));
		assert_true(lua_tonumber(L, -1) == numbers[i].number);
		lua_pop(L, 1);
	}
	static const char *const wrong[] = { "", "x", "%", "-", "1e5", "0x10", "85 %", "1,000", "5.", ".5", "300USD", "300 usd", "300 USDX", "5bdx", " 5", "5 ", "inf", "nan" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		int top = lua_gettop(L);
		if (push_quantity(L, wrong[i], strlen(wrong[i])))
			fail_msg("'%s' was taken", wrong[i]);
		assert_int_equal(lua_gettop(L), top);
	}
	assert_true(push_quantity(L, "14d", 3));
	assert_true(to_value(L, -1) == value_duration(DURATION_DAY, 14));
	assert_true(push_quantity(L, "300 USD", 7));
	lua_getfield(L, -1, "currency");
	assert_string_equal(lua_tostring(L, -1), "USD");
	lua_settop(L, 0);
}

/* ---- time: it is 2026-06-30T12:00+08:00 in Shanghai ---- */

static void flips(struct policy_state *p, const char *source, const char *expected, const char *at)
{
	value_t v;
	FAST(source, expected);
	if (!at) {
		if (p->ctx.flips_at != INT64_MAX)
			fail_msg("%s: flips, but should not", source);
		return;
	}
	assert_true(datetime_parse(at, strlen(at), &v));
	if (p->ctx.flips_at != value_datetime_instant(v))
		fail_msg("%s: flips %+.3f s beside %s", source, (double)(p->ctx.flips_at - value_datetime_instant(v)) / 1000, at);
	/* the millisecond before nothing has changed, and then it has */
	int64_t flip = p->ctx.flips_at, now = p->ctx.as_of_ms;
	for (int after = 0; after <= 1; after++) {
		p->ctx.as_of_ms = flip - 1 + after;
		p->ctx.today = zone_day(&p->zone, p->ctx.as_of_ms);
		if ((strcmp(policy_state_run(p, false, source), expected) != 0) != after)
			fail_msg("%s: %s at the flip: %s", source, after ? "the same" : "changed before", p->answer.data);
	}
	p->ctx.as_of_ms = now;
	p->ctx.today = zone_day(&p->zone, now);
}

static value_t moment_at(const char *text)
{
	value_t v;
	assert_true(datetime_parse(text, strlen(text), &v));
	return v;
}

static void a_date_is_due_until_its_day_ends(void **state)
{
	struct policy_state *p = *state;
	flips(p, "return today()", "2026-06-30", "2026-07-01T00:00:00+08:00");
	FAST("return now()", "2026-06-30T12:00:00+08:00");
	flips(p, "return overdue(date '2026-06-30')", "false", "2026-07-01T00:00:00+08:00");
	flips(p, "return overdue(date '2026-06-29')", "true", NULL);
	flips(p, "return overdue(date '2026-07-01')", "false", "2026-07-02T00:00:00+08:00");
	flips(p, "return overdue(project.risks[1].seen_at)", "true", NULL);
	JUDGED("return overdue(project.issues[2].due)", "unknown: issues[noise].due");
	FAILS("return overdue('2026-06-30')", "a date is expected, found string");
}

static void age_counts_whole_days(void **state)
{
	struct policy_state *p = *state;
	flips(p, "return older_than(date '2026-06-16', '14d')", "false", "2026-07-01T00:00:00+08:00");
	flips(p, "return older_than(date '2026-06-15', '14d')", "true", NULL);
	flips(p, "return older_than(date '2026-05-31', '1mo')", "false", "2026-07-01T00:00:00+08:00");
	flips(p, "return older_than(project.risks[1].seen_at, '24h')", "true", NULL);
	FAILS("return older_than(date '2026-06-16', '14 days')", "'14 days' is not a duration");
	FAILS("return older_than(date '2026-06-16', 14)", "found number");
}

static void due_within_looks_ahead(void **state)
{
	struct policy_state *p = *state;
	flips(p, "return due_within(date '2026-06-30', '0d')", "true", "2026-07-01T00:00:00+08:00");
	flips(p, "return due_within(date '2026-07-10', '10d')", "true", "2026-07-11T00:00:00+08:00");
	flips(p, "return due_within(date '2026-07-11', '10d')", "false", "2026-07-01T00:00:00+08:00");
	flips(p, "return due_within(date '2026-12-31', '2w')", "false", "2026-12-17T00:00:00+08:00");
	flips(p, "return due_within(date '2026-10-31', '2mo')", "false", "2026-08-31T00:00:00+08:00");
	flips(p, "return due_within(date '2026-07-06', '2bd')", "false", "2026-07-02T00:00:00+08:00"); /* Monday; two working days before it: Thursday */
	flips(p, "return due_within(date '2026-07-02', '12h')", "false", "2026-07-02T11:59:59.999+08:00");
	flips(p, "return due_within(date '2026-06-29', '30d')", "false", NULL);
}

/* Working days run into a year whose holidays are not known (2027): what is due before that is reached all the same. */
static void due_within_at_the_end_of_what_is_known(void **state)
{
	struct policy_state *p = *state;
	policy_state_at(p, "2026-12-20T12:00:00+08:00");
	flips(p, "return due_within(date '2026-12-31', '5bd')", "false", "2026-12-24T00:00:00+08:00");
	policy_state_at(p, "2026-12-30T12:00:00+08:00");
	flips(p, "return due_within(date '2026-12-31', '5bd')", "true", "2027-01-01T00:00:00+08:00");
	flips(p, "return due_within(date '2027-01-01', '5bd')", "true", "2027-01-02T00:00:00+08:00");
	JUDGED("return due_within(date '2027-01-04', '5bd')", "unknown: the holidays of 2027 are not known");
	assert_true(p->ctx.flips_at == value_datetime_instant(moment_at("2026-12-31T00:00:00+08:00")));
	/* known to be out of reach until it is not known any more */
	policy_state_at(p, "2026-12-20T12:00:00+08:00");
	FAST("return due_within(date '2027-01-04', '5bd')", "false");
	assert_true(p->ctx.flips_at == value_datetime_instant(moment_at("2026-12-25T00:00:00+08:00")));
	policy_state_at(p, "2026-06-30T12:00:00+08:00");
}

static void now_is_a_minute(void **state)
{
	struct policy_state *p = *state;
	policy_state_at(p, "2026-06-30T12:00:30.500+08:00");
	flips(p, "return now()", "2026-06-30T12:00:00+08:00", "2026-06-30T12:01:00+08:00");
	policy_state_at(p, "1969-12-31T23:59:30+00:00");
	flips(p, "return tostring(now()):sub(12, 16)", "07:59", "1970-01-01T00:00:00+00:00");
	policy_state_at(p, "2026-06-30T12:00:00+08:00");
}

static void there_is_no_time_while_a_file_is_loaded(void **state)
{
	struct policy_state *p = *state;
	static const char *const calls[] = { "today()", "now()", "overdue(date '2026-01-01')", "older_than(date '2026-01-01', '1d')",
		"due_within(date '2026-01-01', '1d')", "in_time(nil, date '2026-01-01')",
		"recent({}, '1d')", "newest({})", "oldest({})" };
	p->ctx.loading = true;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		char source[80];
		snprintf(source, sizeof source, "return %s", calls[i]);
		FAILS(source, "it is no moment yet while the file is loaded");
	}
	BOTH("return after(date '2026-03-01', '2d'), days_between(date '2026-03-01', date '2026-03-02')", "2026-03-03T23:59:59.999+08:00, 1");
	p->ctx.loading = false;
}

static void in_time_waits_until_the_deadline(void **state)
{
	struct policy_state *p = *state;
	flips(p, "return in_time(nil, date '2026-06-30')", "true", "2026-07-01T00:00:00+08:00");
	flips(p, "return in_time(nil, date '2026-06-29')", "false", NULL);
	flips(p, "return in_time(date '2026-06-29', date '2026-06-29')", "true", NULL);
	flips(p, "return in_time(date '2026-06-30', date '2026-06-29')", "false", NULL);
	flips(p, "return in_time(project.risks[1].seen_at, project.risks[1].seen_at)", "true", NULL);
	flips(p, "return in_time(project.risks[2].seen_at, after(project.risks[1].seen_at, '24h'))", "true", NULL); /* exactly 24 hours */
	flips(p, "return in_time(project.risks[2].seen_at, after(project.risks[1].seen_at, '1439m'))", "false", NULL);
	flips(p, "return in_time(date '2026-03-02', after(project.risks[1].seen_at, '1d'))", "true", NULL);
	JUDGED("return in_time(project.issues[2].seen_at, date '2026-07-05')", "true");
	JUDGED("return in_time(project.risks[1].seen_at, project.issues[2].due)", "unknown: issues[noise].due");
}

static void deadlines_run_to_the_end_of_a_day(void **state)
{
	struct policy_state *p = *state;
	BOTH("local t = project.risks[1].seen_at return after(t, '24h'), after(t, '1d'), after(t, '1mo')",
		"2026-03-02T10:00:00+08:00, 2026-03-02T23:59:59.999+08:00, 2026-04-01T23:59:59.999+08:00");
	BOTH("return after(date '2026-04-30', '1bd')", "2026-05-04T23:59:59.999+08:00"); /* Friday is Labour Day */
	BOTH("return after(date '2026-03-01', '1h'), before(date '2026-03-01', '1h'), before(date '2026-03-15', '14d')",
		"2026-03-02T00:59:59.999+08:00, 2026-02-28T23:00:00+08:00, 2026-03-01T23:59:59.999+08:00");
	BOTH("return before(date '2026-05-04', '1bd')", "2026-04-30T23:59:59.999+08:00");
	JUDGED("return after(date '2026-12-31', '1bd')", "unknown: the holidays of 2027 are not known");
	JUDGED("return before(date '2026-01-01', '3bd')", "unknown: the holidays of 2025 are not known");
	JUDGED("return workdays_between(date '2026-12-01', date '2027-01-10')", "unknown: the holidays of 2027 are not known");
	JUDGED("return older_than(date '2028-01-01', '1bd')", "unknown: the holidays of 2028 are not known");
}

static void days_are_counted(void **state)
{
	struct policy_state *p = *state;
	BOTH("return days_between(date '2026-02-28', date '2026-03-01'), days_between(project.finish, project.start)", "1, -268");
	BOTH("return workdays_between(date '2026-04-30', date '2026-05-04'), workdays_between(date '2026-05-04', date '2026-04-30')", "1, -1");
	BOTH("local d = date '2026-03-01' return year(d), month(d), day(d), date(project.risks[1].seen_at)", "2026, 3, 1, 2026-03-01");
	FAILS("return date '2026-02-30'", "'2026-02-30' is not a day");
	JUDGED("return year(project.issues[2].due)", "unknown: issues[noise].due");
}

/* ---- text ---- */

static void phrases_are_found_with_their_place(void **state)
{
	struct policy_state *p = *state;
	BOTH("local t = phrases { 'act now', { text = 'cheap', level = 'caution', basis = 'house rules' } }"
		" local h = t('So Act  Now: it is cheap.') return #h, h[1].text, h[1].term, h[1].level, h[1].at, h[1].length, h[2].level, h[2].basis, h[1].excerpt",
		"2, Act  Now, act now, banned, 4, 8, caution, house rules, So Act  Now: it is cheap.");
	BOTH("local t = phrases { 'best' } return #t('nothing here'), #t('', 'banned'), empty(t 'x'), count(t 'x')", "0, 0, true, 0");
	BOTH("local t = phrases { 'a', { text = 'b', level = 'caution' } } return #t('a b', 'banned'), #t('a b', 'caution'), #t('a b', 'evidence')", "1, 1, 0");
	BOTH("local t = phrases { '最佳' } local h = t('这是全球范围内大家公认的一种质量最佳的上好产品而且还非常便宜并且十分耐用值得信赖') return h[1].at, h[1].excerpt",
		"17, 这是全球范围内大家公认的一种质量最佳的上好产品而且还非常便宜并且十分耐用值得…");
	BOTH("local t = phrases { 'x' } local s = ('x '):rep(100) return #t(s)", "100");
	FAILS("local t = phrases { 'x' } t('y').z = 1", "read-only");
	FAILS("return phrases { 'x' } (nil)", "the text is absent");
	JUDGED("return #phrases { 'x' } (project.owner)", "unknown: owner");
}

static void phrase_lists_with_mistakes_are_refused(void **state)
{
	struct policy_state *p = *state;
	FAILS("return phrases {}", "the list is empty");
	FAILS("return phrases { 1 }", "entry 1 is a number");
	FAILS("return phrases { { text = 'x', levle = 'banned' } }", "did you mean 'level'?");
	FAILS("return phrases { { text = 1 } }", "'text' must be a text");
	FAILS("return phrases { { text = 'x', unless = { 1 } } }", "a list of texts is expected");
	FAILS("return phrases(1)", "phrases: the name of a list");
	FAILS("return phrases { 'x', 'x' }", "phrases:");
}

static void goals_are_taken_apart(void **state)
{
	struct policy_state *p = *state;
	BOTH("return type(goal_parts('Increase sales by 20% by 2026-12-31'))", "table");
	JUDGED("return goal_parts(project.owner)", "unknown: owner");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_take_functions_fields_and_patterns),
		cmocka_unit_test(an_empty_list_has_its_answers),
		cmocka_unit_test(values_are_gathered_in_order),
		cmocka_unit_test(sums_are_exact_where_people_expect_it),
		cmocka_unit_test(two_currencies_do_not_mix),
		cmocka_unit_test(gaps_of_a_pattern_are_named_in_order),
		cmocka_unit_test(mistakes_name_the_word),
		cmocka_unit_test(questions_are_kleenes),
		cmocka_unit_test(a_pattern_is_decided_by_what_differs),
		cmocka_unit_test(values_with_gaps_are_unknown),
		cmocka_unit_test(presence_is_never_unknown),
		cmocka_unit_test(numbers_have_their_boundaries),
		cmocka_unit_test(pick_looks_up_steps_and_values),
		cmocka_unit_test(quantities_are_read_exactly),
		cmocka_unit_test(a_date_is_due_until_its_day_ends),
		cmocka_unit_test(age_counts_whole_days),
		cmocka_unit_test(due_within_looks_ahead),
		cmocka_unit_test(due_within_at_the_end_of_what_is_known),
		cmocka_unit_test(now_is_a_minute),
		cmocka_unit_test(there_is_no_time_while_a_file_is_loaded),
		cmocka_unit_test(in_time_waits_until_the_deadline),
		cmocka_unit_test(deadlines_run_to_the_end_of_a_day),
		cmocka_unit_test(days_are_counted),
		cmocka_unit_test(phrases_are_found_with_their_place),
		cmocka_unit_test(phrase_lists_with_mistakes_are_refused),
		cmocka_unit_test(goals_are_taken_apart),
	};
	return cmocka_run_group_tests(tests, policy_state_open, policy_state_close);
}
