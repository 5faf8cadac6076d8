/* SPDX-License-Identifier: MIT */
/* What a project was, as the words tell it: fewer values, gaps, equal values, a time before the entries, the borders of days,
   and when the answer changes by itself. It is half past noon of 2026-06-30 in Shanghai. */
#include "policy_state.h"

static int64_t ms_of(const char *rfc3339)
{
	value_t v;
	assert_true(datetime_parse(rfc3339, strlen(rfc3339), &v));
	return value_datetime_instant(v);
}

/* Another project, of which nothing is given. */
static void project(struct policy_state *p, const char *json)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct violations violations = { 0 };
	struct json_value document;
	struct err err = ERR_INIT;
	past_forget(&p->ctx);
	p->ctx.given_past = (struct past_list){ 0 };
	assert_int_equal(json_read(p->reader, json, strlen(json), &limits, &document, &err), 0);
	if (record_build(p->builder, document, &p->ctx.record, &violations, &err) < 0)
		fail_msg("%s: %s", err.message, violations.count ? violations.items[0].message : "");
	p->ctx.words = p->ctx.record.words;
	policy_state_at(p, "2026-06-30T12:30:00+08:00");
}

static void give(struct policy_state *p, const struct past *entries, size_t n)
{
	past_forget(&p->ctx);
	p->ctx.given_past = (struct past_list){ .entries = entries, .count = n, .kept = true };
}

#define FLIPS(rfc3339) assert_true(p->ctx.flips_at == ((rfc3339) ? ms_of(rfc3339) : INT64_MAX))
#define NEVER ((const char *)NULL)
/* The values of a history in a row. */
#define VALUES(of) "local out = {} for i, e in ipairs(history(" of ")) do out[i] = tostring(e.value) .. ' ' .. tostring(e.at) end return table.concat(out, '; ')"

/* ---- history ---- */

static void values_end_with_that_of_today(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"csat\": 80, \"history\": [ { \"path\": \"csat\", \"on\": \"2026-06-10\", \"value\": 85 }, { \"path\": \"csat\", \"at\": \"2026-06-01T20:00:00Z\", \"value\": \"90%\" } ] }");
	BOTH(VALUES("project, 'csat'"), "0.9 2026-06-02T04:00:00+08:00; 0.85 2026-06-10T00:00:00+08:00; 0.8 2026-06-30T00:00:00+08:00");
	FLIPS("2026-07-01T00:00:00+08:00");
	project(p, "{ \"csat\": 85, \"history\": [ { \"path\": \"csat\", \"on\": \"2026-06-10\", \"value\": 85 } ] }");
	BOTH(VALUES("project, 'csat'"), "0.85 2026-06-10T00:00:00+08:00");
	FLIPS(NEVER);
	project(p, "{ \"csat\": 85 }");
	BOTH(VALUES("project, 'csat'"), "0.85 2026-06-30T00:00:00+08:00");
	/* told on this very day: today's value is no older than that */
	project(p, "{ \"csat\": 80, \"history\": [ { \"path\": \"csat\", \"at\": \"2026-06-30T09:00:00+08:00\", \"value\": 85 } ] }");
	BOTH(VALUES("project, 'csat'"), "0.85 2026-06-30T09:00:00+08:00; 0.8 2026-06-30T09:00:00+08:00");
}

static void nothing_is_known_before_it_happened(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"csat\": 70, \"history\": [ { \"path\": \"csat\", \"on\": \"2026-06-10\", \"value\": 85 }, { \"path\": \"csat\", \"on\": \"2026-06-20\", \"value\": 80 } ] }");
	policy_state_at(p, "2026-06-15T12:00:00+08:00");
	BOTH(VALUES("project, 'csat'"), "0.85 2026-06-10T00:00:00+08:00"); /* the document is of a later day: its value was not known */
	FLIPS("2026-06-20T00:00:00+08:00");
	policy_state_at(p, "2026-06-20T00:00:00+08:00"); /* that moment belongs to it */
	BOTH("return #history(project, 'csat')", "3");
	policy_state_at(p, "2026-06-01T12:00:00+08:00");
	BOTH("return #history(project, 'csat'), falling(history(project, 'csat'), 1)", "0, false");
	FLIPS("2026-06-10T00:00:00+08:00");
}

static void a_store_and_a_document_are_merged_by_time(void **state)
{
	struct policy_state *p = *state;
	const struct past given[] = {
		{ .at_ms = ms_of("2026-06-05T00:00:00+08:00"), .path = "csat", .to = "85" },
		{ .at_ms = ms_of("2026-06-10T00:00:00+08:00"), .path = "csat", .to = "82" },
		{ .at_ms = ms_of("2026-06-10T00:00:00+08:00"), .change = true, .path = "csat", .from = "85", .to = "82", .by = "li", .why = "" },
	};
	project(p, "{ \"csat\": 80, \"history\": [ { \"path\": \"csat\", \"on\": \"2026-06-07\", \"value\": 84 }, { \"path\": \"csat\", \"on\": \"2026-06-05\", \"value\": 85 },"
		" { \"path\": \"csat\", \"on\": \"2026-06-01\", \"value\": 90 } ] }");
	give(p, given, 3);
	BOTH("return table.concat(map(history(project, 'csat'), 'value'), ' ')", "0.9 0.85 0.84 0.82 0.8");
	BOTH("return falling(history(project, 'csat'), 4), #changes(project, 'csat')", "true, 1");
}

static void a_field_that_was_renamed_keeps_its_history(void **state)
{
	struct policy_state *p = *state;
	const struct past given[] = { { .at_ms = ms_of("2026-05-05T00:00:00+08:00"), .path = "expected", .to = "\"2026-08-01\"" } };
	project(p, "{ \"forecast\": \"2026-08-20\", \"history\": [ { \"path\": \"expected\", \"on\": \"2026-06-07\", \"value\": \"2026-08-10\" } ] }");
	give(p, given, 1);
	BOTH("return table.concat(map(map(history(project, 'forecast'), 'value'), tostring), ' '), rising(history(project, 'forecast'), 2)", "2026-08-01 2026-08-10 2026-08-20, true");
}

static void elements_are_found_by_who_they_are(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"risks\": [ { \"name\": \"x\", \"load\": 1 }, { \"name\": \"a].b[\\\\\", \"load\": 3 }, { \"name\": \"x\", \"load\": 5 } ], \"history\": ["
		" { \"path\": \"risks[a\\\\].b[\\\\\\\\].load\", \"on\": \"2026-06-01\", \"value\": 2 }, { \"path\": \"risks[x].load\", \"on\": \"2026-06-01\", \"value\": 7 },"
		" { \"path\": \"risks[x#2].load\", \"on\": \"2026-06-01\", \"value\": 8 } ] }");
	BOTH("return table.concat(map(project.risks, function(r) return tostring(history(r, 'load')[1].value) end), ' ')", "7.0 2.0 8.0");
}

static void values_are_those_of_the_field(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"currency\": \"EUR\", \"value\": 100, \"scope\": { \"includes\": [\"a\", \"b\"] }, \"history\": [ { \"path\": \"value\", \"on\": \"2026-06-01\", \"value\": { \"amount\": 3, \"currency\": \"USD\" } },"
		" { \"path\": \"value\", \"on\": \"2026-06-02\", \"value\": 90 }, { \"path\": \"scope.includes\", \"on\": \"2026-06-01\", \"value\": [\"a\"] }, { \"path\": \"scope.includes\", \"on\": \"2026-06-03\", \"value\": [\"a\", \"b\"] } ] }");
	BOTH("local h = history(project, 'value') return tostring(h[1].value), h[2].value, h[3].value, rising(h, 1)", "3 USD, 90.0, 100.0, true");
	JUDGED("return rising(history(project, 'value'), 2)", "unknown: rising: amounts in two currencies do not compare");
	BOTH("local h = history(project, 'scope.includes') return #h, #h[1].value, h[2].value[2]", "2, 1, b");
	BOTH("local h = history(project.scope, 'includes') return #h, has(h[2].value, 'b')", "2, true");
	/* what was let in once counts, whatever the limits are now; what is no percentage does not */
	project(p, "{ \"csat\": 80, \"history\": [ { \"path\": \"csat\", \"on\": \"2026-06-01\", \"value\": 110 } ] }");
	BOTH("return history(project, 'csat')[1].value", "1.1");
	project(p, "{ \"csat\": 80, \"history\": [ { \"path\": \"csat\", \"on\": \"2026-06-01\", \"value\": \"much\" } ] }");
	JUDGED("return #history(project, 'csat')", "unknown: the history of csat has a value that is no percent");
	project(p, "{ \"csat\": 80, \"history\": [ { \"path\": \"csat\", \"value\": 90 } ] }");
	JUDGED("return #history(project, 'csat')", "unknown: an entry of the history of csat has neither 'on' nor 'at'");
	BOTH("return #history(project, 'forecast') > 1", "false");
}

static void a_gap_of_today_is_a_gap_of_the_history(void **state)
{
	struct policy_state *p = *state;
	const char *fallen = "{ \"history\": [ { \"path\": \"csat\", \"on\": \"2026-06-01\", \"value\": 90 }, { \"path\": \"csat\", \"on\": \"2026-06-02\", \"value\": 85 }, { \"path\": \"csat\", \"on\": \"2026-06-03\" },"
		" { \"path\": \"csat\", \"on\": \"2026-06-04\", \"value\": 80 } ] }";
	project(p, fallen);
	JUDGED("return falling(history(project, 'csat'), 3)", "unknown: csat");
	JUDGED("return falling(history(project, 'csat'), 4)", "false"); /* too few, whatever is absent */
	JUDGED("return rising(history(project, 'csat'), 2)", "false"); /* 85, 80: it did not rise */
	JUDGED("return slope(history(project, 'csat'))", "unknown: csat");
	JUDGED("return #history(project, 'csat'), history(project, 'csat')[4].value", "4, unknown: csat");
	project(p, "{}");
	JUDGED("return falling(history(project, 'csat'), 1)", "false");
	JUDGED("return history(project, 'scope.includes')[1].value", "unknown: scope.includes");
	project(p, "{ \"csat\": 80, \"history\": [ { \"path\": \"csat\", \"on\": \"2026-06-01\", \"value\": 80 }, { \"path\": \"csat\", \"on\": \"2026-06-03\" } ] }");
	BOTH("return #history(project, 'csat')", "2"); /* it was absent in between, and came again */
}

static void mistakes_of_history_are_told(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"risks\": [ { \"name\": \"x\" } ] }");
	FAILS("return history(project, 'owner')", "the field 'owner' of a project is not tracked");
	FAILS("return history(project, 'cast')", "a project has no field 'cast', did you mean 'csat'?");
	FAILS("return history(project, 'risks.load')", "'risks.load' goes through a list: ask one of its elements");
	FAILS("return history(project.risks, 'load')", "the project or a record of it is expected, found list");
	FAILS("return history(project)", "the name of a field is expected as argument 2, found nil");
	FAILS("return entered(project, 'done')", "'phase' is never 'done'");
	FAILS("return entered(project, 'execution', 'forecast')", "'forecast' is a date, and has no names to enter");
	JUDGED("return history(project.scope, 'includes')", "unknown: scope");
}

/* ---- changes ---- */

static void changes_are_told_oldest_first(void **state)
{
	struct policy_state *p = *state;
	const struct past given[] = {
		{ .at_ms = ms_of("2026-06-01T00:00:00+08:00"), .change = true, .path = "scope.includes", .from = "[\"a\"]", .to = "[\"a\",\"b\"]", .by = "li", .why = "asked" },
		{ .at_ms = ms_of("2026-06-02T00:00:00+08:00"), .change = true, .path = "csat", .from = "90", .to = "80", .by = "li", .why = "survey" },
		{ .at_ms = ms_of("2026-06-03T00:00:00+08:00"), .change = true, .path = "risks[x]", .to = "{\"name\":\"x\",\"load\":1}", .by = "", .why = "" },
		{ .at_ms = ms_of("2026-06-04T00:00:00+08:00"), .path = "csat", .to = "80" },
		{ .at_ms = ms_of("2026-07-04T00:00:00+08:00"), .change = true, .path = "scope.note", .to = "\"late\"", .by = "li", .why = "x" },
	};
	project(p, "{ \"history\": [ { \"path\": \"scope.note\", \"on\": \"2026-05-01\", \"from\": \"n\", \"to\": \"m\", \"by\": \"wu\", \"why\": \"w\" }, { \"path\": \"csat\", \"on\": \"2026-06-20\", \"value\": 9 } ] }");
	give(p, given, 5);
	BOTH("return table.concat(map(changes(project, 'scope'), 'path'), ' ')", "scope.note scope.includes");
	FLIPS("2026-07-04T00:00:00+08:00");
	BOTH("local c = changes(project, 'scope')[2] return c.by, c.why, tostring(c.at), #c.from, c.to[2]", "li, asked, 2026-06-01T00:00:00+08:00, 1, b");
	BOTH("local c = changes(project, 'csat')[1] return c.from, c.to", "0.9, 0.8");
	BOTH("return #changes(project, 'start'), #changes(project, 'risk' .. 's')", "0, 1");
	JUDGED("return table.concat(map(changes(project), 'path'), ' ')", "scope.note scope.includes csat risks[x]");
	JUDGED("local c = changes(project, 'risks')[1] return c.to.load, c.by", "1, unknown: a change of risks[x] has no 'by'");
}

static void without_a_history_nothing_is_said_of_changes(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"phase\": \"execution\" }");
	JUDGED("return count(changes(project, 'scope'))", "unknown: history");
	JUDGED("return changes(project, 'scope'), empty(changes(project, 'scope'))", "unknown: history, true");
	JUDGED("return entered(project, 'planning')", "unknown: it is not known whether phase was planning");
	JUDGED("return entered(project, 'execution')", "unknown: it is not known when phase became execution");
	give(p, NULL, 0);
	BOTH("return #changes(project, 'scope')", "0");
	project(p, "{ \"history\": [] }");
	BOTH("return #changes(project, 'scope')", "0");
	project(p, "{ \"history\": [ { \"path\": \"scope.note\", \"to\": \"m\" } ] }");
	JUDGED("return #changes(project, 'scope')", "unknown: an entry of the history of scope.note has neither 'on' nor 'at'");
}

/* ---- entered ---- */

static void a_phase_is_entered_when_it_came_last(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"phase\": \"execution\", \"history\": [ { \"path\": \"phase\", \"on\": \"2026-01-01\", \"value\": \"planning\" }, { \"path\": \"phase\", \"on\": \"2026-02-01\", \"value\": \"execution\" },"
		" { \"path\": \"phase\", \"on\": \"2026-03-01\", \"value\": \"planning\" }, { \"path\": \"phase\", \"on\": \"2026-04-01\", \"value\": \"execution\" }, { \"path\": \"phase\", \"on\": \"2026-05-01\", \"value\": \"execution\" } ] }");
	BOTH("return tostring(entered(project, 'execution')), tostring(entered(project, 'planning', 'phase'))", "2026-04-01T00:00:00+08:00, 2026-03-01T00:00:00+08:00");
	JUDGED("return empty(entered(project, 'closing')), older_than(entered(project, 'closing'), '1d')", "true, unknown: phase never became closing");
	policy_state_at(p, "2026-03-15T12:00:00+08:00");
	BOTH("return tostring(entered(project, 'execution'))", "2026-02-01T00:00:00+08:00");
	FLIPS("2026-04-01T00:00:00+08:00");
	project(p, "{ \"phase\": \"closing\", \"history\": [ { \"path\": \"phase\", \"on\": \"2026-01-01\", \"value\": \"closing\" }, { \"path\": \"phase\", \"on\": \"2026-02-01\", \"value\": \"execution\" } ] }");
	JUDGED("return entered(project, 'closing')", "unknown: it is not known when phase became closing");
}

/* ---- series ---- */

static void trends_need_one_value_more(void **state)
{
	struct policy_state *p = *state;
	BOTH("return falling({ 4, 3, 2, 1 }, 3), falling({ 3, 2, 1 }, 3), falling({}, 1), falling({ 9, 3, 2, 1 }, 2)", "true, false, false, true");
	BOTH("return falling({ 4, 3, 3, 2 }, 3), falling({ 4, 3, 3, 2 }, 1), rising({ 4, 3, 3, 2 }, 1), rising({ 1, 2 }, 1)", "false, true, false, true");
	BOTH("return rising({ date '2026-01-31', date '2026-02-01' }, 1), falling(project.risks, 1, 'due'), rising(project.risks, 1, 'seen_at')", "true, false, true");
	BOTH("return falling({ { value = 2 }, { value = 1 } }, 1), falling({ { cpi = 2 }, { cpi = 1 } }, 1, 'cpi')", "true, true");
	JUDGED("return falling(project.issues, 2, 'score')", "unknown: issues[noise].score");
	JUDGED("return falling({ 3, project.issues[2].score, 1, 2 }, 3)", "false"); /* the last step decides */
	JUDGED("return falling({ 1, project.issues[2].score, 3, 2 }, 1)", "true"); /* the gap is before */
	JUDGED("return falling(project.areas, 2)", "unknown: areas");
	FAILS("return falling({ 2, 1 }, 0)", "how many times in a row?");
	FAILS("return falling({ 2, 1 }, 1.5)", "how many times in a row?");
	FAILS("return falling(project.risks, 1)", "the elements are records; name the field");
	FAILS("return falling({ 2, 'x' }, 1)", "do not compare");
}

static void slopes_count_days(void **state)
{
	struct policy_state *p = *state;
	BOTH("local s = {} for i = 1, 4 do s[i] = { at = date '2026-03-01' + (i .. 'd'), value = 10 - 2 * i } end return slope(s)", "-2.0");
	BOTH("return slope { { at = date '2026-03-01', value = date '2026-08-01' }, { at = date '2026-03-11', value = date '2026-08-06' } }", "0.5");
	BOTH("return slope { { at = date '2026-03-01', value = 1 }, { at = date '2026-03-01', value = 5 } }", "not applicable");
	BOTH("return slope { { at = date '2026-03-01', value = 1 } }", "not applicable");
	BOTH("return slope {}", "not applicable");
	BOTH("return round(slope(project.risks, 'load', 'seen_at'), 3), slope(project.risks, 'score', 'seen_at')", "-0.15, -4.0");
	JUDGED("return slope(project.issues, 'score', 'due')", "unknown: issues[late].due, issues[noise].due, issues[law].due");
	JUDGED("return slope(project.risks, 'cost', 'due')", "unknown: slope: amounts in two currencies do not mix");
	FAILS("return slope { 1, 2 }", "element 1 is a number, which has no day");
	FAILS("return slope(project.risks, 'score')", "a risk has several dates (due, seen_at): say which");
}

/* The night on which Berlin's clocks go forward has 23 hours, and the day is a day all the same. */
static void a_short_night_is_a_day(void **state)
{
	struct policy_state *p = *state;
	struct err err = ERR_INIT;
	zone_release(&p->zone);
	assert_int_equal(zone_load(&p->zone, "Europe/Berlin", &err), 0);
	project(p, "{ \"risks\": [ { \"name\": \"a\", \"load\": 1, \"seen_at\": \"2026-03-28T00:00:00+01:00\" }, { \"name\": \"b\", \"load\": 2, \"seen_at\": \"2026-03-29T00:00:00+01:00\" },"
		" { \"name\": \"c\", \"load\": 3, \"seen_at\": \"2026-03-30T00:00:00+02:00\" } ] }");
	BOTH("return slope(project.risks, 'load', 'seen_at')", "1.0");
	/* 23:30 of Sunday in Berlin is Sunday, though it is Sunday 21:30 in London; half an hour later the next week begins */
	project(p, "{ \"risks\": [ { \"name\": \"a\", \"load\": 1, \"seen_at\": \"2026-03-29T21:30:00Z\" }, { \"name\": \"b\", \"load\": 2, \"seen_at\": \"2026-03-29T22:00:00Z\" } ] }");
	BOTH("return table.concat(map(weekly(project.risks, 'load', 'seen_at'), 'week'), ' ')", "2026-W13 2026-W14");
	BOTH("return #recent(project.risks, 'seen_at', '1w')", "0");
	policy_state_at(p, "2026-04-05T23:59:59.999+02:00");
	BOTH("return #recent(project.risks, 'seen_at', '1w'), recent(project.risks, 'seen_at', '1w')[1].name", "2, a");
	FLIPS("2026-04-06T00:00:00+02:00");
	policy_state_at(p, "2026-04-06T00:00:00+02:00");
	BOTH("return #recent(project.risks, 'seen_at', '1w')", "1");
}

/* ---- rows ---- */

static void rows_are_recent_until_they_are_older(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"risks\": [ { \"name\": \"old\", \"due\": \"2025-06-29\" }, { \"name\": \"edge\", \"due\": \"2025-06-30\" }, { \"name\": \"now\", \"due\": \"2026-06-30\" }, { \"name\": \"soon\", \"due\": \"2026-07-02\" } ] }");
	BOTH("return table.concat(map(recent(project.risks, 'due', '12mo'), 'name'), ' ')", "edge now");
	FLIPS("2026-07-01T00:00:00+08:00"); /* the edge leaves */
	policy_state_at(p, "2026-07-01T12:00:00+08:00");
	BOTH("return table.concat(map(recent(project.risks, 'due', '12mo'), 'name'), ' ')", "now");
	FLIPS("2026-07-02T00:00:00+08:00"); /* the next one comes */
	JUDGED("return #recent(project.risks, 'seen_at', '12mo')", "unknown: risks[old].seen_at, risks[edge].seen_at, risks[now].seen_at, risks[soon].seen_at");
	JUDGED("return #recent({ { at = date '2026-12-20' } }, 'at', '5bd')", "0");
	policy_state_at(p, "2027-01-08T12:00:00+08:00");
	JUDGED("return #recent({ { at = date '2026-12-30' } }, 'at', '5bd')", "unknown: the holidays of 2027 are not known");
	FAILS("return recent(project.risks, 'due')", "a duration such as \"14d\" is expected");
	FAILS("return recent(project.risks, 'name', '1d')", "'name' of element 1 is a string; a date is expected");
}

static void the_newest_has_come_already(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"risks\": [ { \"name\": \"a\", \"due\": \"2026-06-29\", \"status\": \"open\" }, { \"name\": \"b\", \"due\": \"2026-06-30\", \"status\": \"closed\" }, { \"name\": \"c\", \"due\": \"2026-07-02\", \"status\": \"open\" },"
		" { \"name\": \"d\", \"due\": \"2026-06-30\", \"status\": \"closed\" } ], \"issues\": [ { \"name\": \"x\", \"due\": \"2026-01-01\" }, { \"name\": \"y\" } ], \"goals\": [] }");
	BOTH("return newest(project.risks, 'due').name, oldest(project.risks, 'due').name, newest(project.risks, { status = 'open' }, 'due').name", "b, a, a");
	FLIPS("2026-07-02T00:00:00+08:00");
	BOTH("return newest(project.risks, function(r) return r.name == 'c' end, 'due'), newest(project.goals, 'due')", "nil, nil");
	BOTH("return newest({ { at = date '2026-01-01', value = 1 }, { at = date '2026-01-02', value = 2 } }).value", "2");
	JUDGED("return newest(project.issues, 'due').name", "unknown: issues[y].due");
	JUDGED("return newest(project.issues, { status = 'open' }, 'due')", "unknown: issues[x].status, issues[y].status");
	JUDGED("return newest(project.areas)", "unknown: areas");
	FAILS("return newest(project.risks)", "newest: a risk has several dates (due, seen_at): say which");
}

static void weeks_are_those_of_the_calendar(void **state)
{
	struct policy_state *p = *state;
	project(p, "{ \"risks\": [ { \"name\": \"a\", \"due\": \"2027-01-03\", \"load\": 0.1, \"score\": 1 }, { \"name\": \"b\", \"due\": \"2026-12-28\", \"load\": 0.2, \"score\": 2 }, { \"name\": \"c\", \"due\": \"2027-01-04\", \"load\": 0.4, \"score\": 4 },"
		" { \"name\": \"d\", \"due\": \"2026-12-27\", \"load\": 0.8, \"score\": 8 } ], \"issues\": [ { \"name\": \"x\", \"due\": \"2026-01-01\" } ], \"goals\": [] }");
	BOTH("local out = {} for i, w in ipairs(weekly(project.risks, 'score', 'due')) do out[i] = table.concat({ w.week, tostring(w.from), w.value, w.last, w.count }, ' ') end return table.concat(out, '; ')",
		"2026-W52 2026-12-21 8 8 1; 2026-W53 2026-12-28 3 1 2; 2027-W01 2027-01-04 4 4 1");
	BOTH("local out = {} for i, m in ipairs(monthly(project.risks, 'load', 'due')) do out[i] = table.concat({ m.month, tostring(m.from), tostring(m.value) }, ' ') end return table.concat(out, '; ')",
		"2026-12 2026-12-01 1.0; 2027-01 2027-01-01 0.5");
	BOTH("return #weekly(project.goals, 'score', 'due'), weekly({ { at = date '2026-04-01', value = 3 } })[1].week", "0, 2026-W14");
	JUDGED("return weekly(project.issues, 'load', 'due')", "unknown: issues[x].load");
	JUDGED("return monthly(project.issues, 'load', 'seen_at')", "unknown: issues[x].seen_at");
	FAILS("return weekly(project.risks, 'name', 'due')", "a number is expected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, policy_state_open, policy_state_close)
		T(values_end_with_that_of_today),
		T(nothing_is_known_before_it_happened),
		T(a_store_and_a_document_are_merged_by_time),
		T(a_field_that_was_renamed_keeps_its_history),
		T(elements_are_found_by_who_they_are),
		T(values_are_those_of_the_field),
		T(a_gap_of_today_is_a_gap_of_the_history),
		T(mistakes_of_history_are_told),
		T(changes_are_told_oldest_first),
		T(without_a_history_nothing_is_said_of_changes),
		T(a_phase_is_entered_when_it_came_last),
		T(trends_need_one_value_more),
		T(slopes_count_days),
		T(a_short_night_is_a_day),
		T(rows_are_recent_until_they_are_older),
		T(the_newest_has_come_already),
		T(weeks_are_those_of_the_calendar),
#undef T
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
