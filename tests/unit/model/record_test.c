/* SPDX-License-Identifier: MIT */
/* record: a document is laid out exactly, everything wrong with it is told at once, and it can be written again. */
#include "model_fixture.h"

#include <math.h>

#include "model/date.h"

static const uint64_t *slot_of(const struct fixture *f, const char *path)
{
	struct path_target t;
	struct err err = ERR_INIT;
	if (path_resolve(f->schema, f->record, path, &t, NULL, &err) < 0)
		fail_msg("%s: %s", path, err.message);
	return t.slot;
}

static double number_at(const struct fixture *f, const char *path)
{
	double d;
	memcpy(&d, slot_of(f, path), sizeof d);
	return d;
}

static const char *string_at(const struct fixture *f, const char *path)
{
	size_t len;
	const char *s = record_string(f->record.words, *slot_of(f, path), &len);
	assert_int_equal(strlen(s), len);
	return s;
}

static void every_type_is_kept_exactly(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	assert_int_equal(fixture_build(&f, "{\"id\":\"P-1\",\"name\":\"园区\",\"phase\":\"execution\",\"count\":3,\"big\":-9223372036854775808,\"ratio\":-0.25,"
		"\"done\":85,\"value\":12.5,\"active\":true,\"start\":\"2026-03-01\",\"seen_at\":\"2026-03-01T09:30:00+08:00\",\"every\":\"5bd\","
		"\"worst\":\"credit\",\"budget\":{\"total\":1e6,\"lines\":[]},\"tags\":[\"a\",\"\",\"a\"]}"), 0);
	size_t len;
	assert_string_equal(record_id(f.record, &len), "P-1");
	assert_string_equal(string_at(&f, "name"), "园区");
	assert_string_equal(f.schema->symbols[*slot_of(&f, "phase")], "execution");
	assert_int_equal(*slot_of(&f, "count"), 3);
	assert_true((int64_t)*slot_of(&f, "big") == INT64_MIN);
	assert_true(number_at(&f, "ratio") == -0.25);
	assert_true(number_at(&f, "done") == 0.85);
	assert_true(number_at(&f, "value") == 12.5);
	assert_int_equal(*slot_of(&f, "active"), 1);
	assert_int_equal(value_date_days(*slot_of(&f, "start")), date_from_ymd(2026, 3, 1));
	assert_int_equal(value_tag(*slot_of(&f, "seen_at")), VALUE_DATETIME);
	assert_int_equal(value_duration_count(*slot_of(&f, "every")), 5);
	assert_string_equal(string_at(&f, "worst"), "credit");
	assert_true(number_at(&f, "budget.total") == 1e6);
	assert_int_equal(record_list_count(f.record.words, (uint32_t)*slot_of(&f, "budget.lines")), 0);
	const uint64_t *tags = f.record.words + *slot_of(&f, "tags");
	assert_int_equal(tags[0], 3);
	assert_string_equal(record_string(f.record.words, tags[2], &len), "");
	assert_int_equal(len, 0);
	assert_string_equal(record_string(f.record.words, tags[3], &len), "a");
	assert_null(slot_of(&f, "risks")); /* absent, not empty */
	fixture_release(&f);
}

static void integers_may_be_written_with_a_point(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"big\":3.0}"), 0);
	assert_int_equal(*slot_of(&f, "big"), 3);
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"big\":1e3}"), 0);
	assert_int_equal(*slot_of(&f, "big"), 1000);
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"big\":9223372036854775807}"), 0);
	assert_true((int64_t)*slot_of(&f, "big") == INT64_MAX);
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"big\":1e30}"), ERR_INPUT);
	fixture_release(&f);
}

/* A document with one thing wrong. */
static void assert_wrong(const char *json, const char *pointer, const char *message, const char *hint)
{
	struct fixture f = fixture_new(fixture_schema, false);
	assert_int_equal(fixture_build(&f, json), ERR_INPUT);
	assert_int_equal(f.violations.count, 1);
	assert_string_equal(f.violations.items[0].pointer, pointer);
	assert_string_equal(f.violations.items[0].message, message);
	if (hint)
		assert_string_equal(f.violations.items[0].hint, hint);
	else
		assert_null(f.violations.items[0].hint);
	fixture_release(&f);
}

static void each_mistake_says_found_expected_and_what_to_do(void **state)
{
	(void)state;
	assert_wrong("[]", "", "found an empty list, expected an object (project)", NULL);
	assert_wrong("{}", "", "found no 'id', expected a string that is not blank, at most 256 bytes", NULL);
	assert_wrong("{\"id\":null}", "/id", "found null, expected a string that is not blank, at most 256 bytes", NULL);
	assert_wrong("{\"id\":7}", "/id", "found 7, expected a string that is not blank, at most 256 bytes", NULL);
	assert_wrong("{\"id\":\"x\",\"bugdet\":{}}", "/bugdet", "a project has no field 'bugdet'", "did you mean 'budget'?");
	assert_wrong("{\"id\":\"x\",\"a/b~\":1}", "/a~1b~0", "a project has no field 'a/b~'", NULL);
	assert_wrong("{\"id\":\"x\",\"phase\":\"exection\"}", "/phase", "found 'exection', expected one of planning, execution, closed", "did you mean 'execution'?");
	assert_wrong("{\"id\":\"x\",\"phase\":1}", "/phase", "found 1, expected one of planning, execution, closed", NULL);
	assert_wrong("{\"id\":\"x\",\"big\":3.5}", "/big", "found 3.5, expected an integer", NULL);
	assert_wrong("{\"id\":\"x\",\"big\":\"3\"}", "/big", "found '3', expected an integer", "numbers are written without quotes");
	assert_wrong("{\"id\":\"x\",\"count\":-1}", "/count", "found -1, expected 0 to 1000000", NULL);
	assert_wrong("{\"id\":\"x\",\"ratio\":1.5}", "/ratio", "found 1.5, expected -1 to 1", NULL);
	assert_wrong("{\"id\":\"x\",\"ratio\":true}", "/ratio", "found true, expected a number from -1 to 1", NULL);
	assert_wrong("{\"id\":\"x\",\"done\":\"lots\"}", "/done", "found 'lots', expected a percentage (85 or \"85%\") from 0 to 100", NULL);
	assert_wrong("{\"id\":\"x\",\"done\":101}", "/done", "found 101, expected 0 to 100", NULL);
	assert_wrong("{\"id\":\"x\",\"value\":-1}", "/value", "found -1, expected at least 0", NULL);
	assert_wrong("{\"id\":\"x\",\"active\":\"true\"}", "/active", "found 'true', expected true or false", "true and false are written without quotes");
	assert_wrong("{\"id\":\"x\",\"start\":\"01/03/2026\"}", "/start", "found '01/03/2026', expected a date (\"2026-03-01\")", "dates are year-month-day: 2026-03-01");
	assert_wrong("{\"id\":\"x\",\"start\":\"2026-02-30\"}", "/start", "found '2026-02-30', expected a date (\"2026-03-01\")", "there is no such day in the calendar");
	assert_wrong("{\"id\":\"x\",\"start\":\"2026-03-01T00:00:00Z\"}", "/start", "found '2026-03-01T00:00:00Z', expected a date (\"2026-03-01\")", "this field is a day: leave out the time");
	assert_wrong("{\"id\":\"x\",\"seen_at\":\"2026-03-01\"}", "/seen_at", "found '2026-03-01', expected a moment (\"2026-03-01T09:30:00+08:00\")", "this field is a moment: add time and zone, as in 2026-03-01T09:30:00Z");
	assert_wrong("{\"id\":\"x\",\"notes\":[{\"value\":null}]}", "/notes/0/value", "found null, expected a value", NULL);
	assert_wrong("{\"id\":\"x\",\"every\":\"1.5d\"}", "/every", "found '1.5d', expected a duration (\"14d\", \"24h\", \"5bd\")", NULL);
	assert_wrong("{\"id\":\"x\",\"worst\":\"\"}", "/worst", "found an empty string, expected the name of a risk", NULL);
	assert_wrong("{\"id\":\"x\",\"budget\":[]}", "/budget", "found an empty list, expected an object (a budget)", NULL);
	assert_wrong("{\"id\":\"x\",\"risks\":{}}", "/risks", "found an object, expected a list of objects", "put it in brackets: [ ... ]");
	assert_wrong("{\"id\":\"x\",\"risks\":[null]}", "/risks/0", "found null, expected an object (risk)", NULL);
	assert_wrong("{\"id\":\"x\",\"tags\":[\"a\",1]}", "/tags/1", "found 1, expected a string", NULL);
	assert_wrong("{\"id\":\"x\",\"currency\":\"usd\"}", "/currency", "found 'usd', expected the three capital letters of a currency (USD, CNY)", NULL);
	assert_wrong("{\"id\":\"x\",\"start\":\"2026-01-01\",\"begin\":\"2026-01-01\"}", "/begin", "found both 'start' and its former name 'begin'", NULL);
	assert_wrong("{\"id\":\"x\",\"value\":9007199254740993}", "/value", "found 9007199254740993, expected an amount (a number, or {\"amount\": 12.5, \"currency\": \"USD\"}) of at least 0", "an integer beyond 2^53 would lose digits here");
	static const char *const monies[] = { "{}", "{\"amount\":1}", "{\"amount\":1,\"currency\":\"usd\"}", "{\"amount\":\"1\",\"currency\":\"USD\"}",
		"{\"amount\":1,\"currency\":\"USD\",\"x\":1}", "{\"amount\":-1,\"currency\":\"USD\"}" };
	for (size_t i = 0; i < sizeof monies / sizeof *monies; i++) {
		char json[128];
		snprintf(json, sizeof json, "{\"id\":\"x\",\"value\":%s}", monies[i]);
		assert_wrong(json, "/value", "found an object, expected an amount (a number, or {\"amount\": 12.5, \"currency\": \"USD\"}) of at least 0", NULL);
	}
}

static void all_mistakes_come_at_once_with_line_and_column(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	static const char text[] = "{\n \"phase\": \"x\",\n \"risks\": [\n  {\"name\": \"a\", \"impact\": 7},\n  {\"probability\": 0}\n ]\n}";
	assert_int_equal(fixture_build(&f, text), ERR_INPUT);
	assert_int_equal(f.violations.count, 5);
	violations_locate(&f.violations, text, strlen(text), 10);
	assert_string_equal(f.violations.items[0].pointer, "/phase");
	assert_int_equal(f.violations.items[0].line, 11);
	assert_string_equal(f.violations.items[1].pointer, "/risks/0/impact");
	assert_string_equal(f.violations.items[1].message, "found 7, expected 1 to 5");
	assert_int_equal(f.violations.items[1].line, 13);
	assert_string_equal(f.violations.items[3].pointer, "/risks/1");
	assert_string_equal(f.violations.items[3].message, "found no 'name', expected a string that is not blank");
	struct buf b = BUF_INIT;
	violations_format(&f.violations, "p.json", &b);
	assert_non_null(strstr(b.data, "p.json:13:"));
	assert_non_null(strstr(b.data, "(at /risks/0/impact)"));
	buf_release(&b);
	fixture_release(&f);
}

static void a_flood_of_mistakes_is_counted_not_kept(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	struct buf b = BUF_INIT;
	buf_puts(&b, "{\"id\":\"x\",\"tags\":[1");
	for (int i = 0; i < 999; i++)
		buf_puts(&b, ",1");
	buf_puts(&b, "]}");
	assert_int_equal(fixture_build(&f, b.data), ERR_INPUT);
	assert_int_equal(f.violations.count, VIOLATIONS_MAX);
	assert_int_equal(f.violations.dropped, 1000 - VIOLATIONS_MAX);
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\"}"), 0); /* the next document is judged afresh */
	buf_release(&b);
	fixture_release(&f);
}

static void assert_canonical(bool lenient, const char *json, const char *canonical)
{
	struct fixture f = fixture_new(fixture_schema, lenient);
	assert_int_equal(fixture_build(&f, json), 0);
	char *first = fixture_write(&f);
	assert_string_equal(first, canonical);
	assert_int_equal(fixture_build(&f, first), 0);
	char *second = fixture_write(&f);
	assert_string_equal(second, canonical);
	free(first);
	free(second);
	fixture_release(&f);
}

static void the_canonical_document_is_sorted_and_stable(void **state)
{
	(void)state;
	assert_canonical(false, "{\"name\":\"\",\"id\":\"x\",\"tags\":[],\"risks\":null,\"big\":3.0,\"ratio\":0.10,\"start\":\"2026-03-01\"}",
		"{\"big\":3,\"id\":\"x\",\"name\":\"\",\"ratio\":0.1,\"start\":\"2026-03-01\",\"tags\":[]}");
	assert_canonical(false, "{\"id\":\"x\",\"begin\":\"2026-03-01\"}", "{\"id\":\"x\",\"start\":\"2026-03-01\"}");
	assert_canonical(false, "{\"id\":\"x\",\"seen_at\":\"2026-03-01T09:30:00.5+08:00\",\"every\":\"12mo\"}",
		"{\"every\":\"12mo\",\"id\":\"x\",\"seen_at\":\"2026-03-01T09:30:00.500+08:00\"}");
	assert_canonical(false, "{\"id\":\"x\",\"extra\":{\"b\":[1,2.50,null],\"a\":\"\"}}", "{\"extra\":{\"a\":\"\",\"b\":[1,2.5,null]},\"id\":\"x\"}");
	assert_canonical(false, "{\"id\":\"x\",\"extra\":null,\"notes\":[{\"value\":\"\"},{\"value\":false}]}", "{\"id\":\"x\",\"notes\":[{\"value\":\"\"},{\"value\":false}]}");
	assert_canonical(false, "{\"id\":\"x\",\"ratio\":-0.0,\"value\":1e2}", "{\"id\":\"x\",\"ratio\":0,\"value\":100}");
}

static void percentages_come_back_without_noise(void **state)
{
	(void)state;
	static const char *const given[] = { "0", "7", "14", "28", "29", "55", "56", "57", "58", "85", "100", "0.1", "33.3", "12.345", "99.99", "1e-07" };
	char json[64];
	for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
		snprintf(json, sizeof json, "{\"done\":%s,\"id\":\"x\"}", given[i]);
		assert_canonical(false, json, json);
	}
	assert_canonical(false, "{\"id\":\"x\",\"done\":\"85%\"}", "{\"done\":85,\"id\":\"x\"}");
	assert_canonical(false, "{\"id\":\"x\",\"done\":\"2.50%\"}", "{\"done\":2.5,\"id\":\"x\"}");
	/* any double is stable from its first writing on */
	struct fixture f = fixture_new(fixture_schema, false);
	for (int i = 1; i < 2000; i++) {
		snprintf(json, sizeof json, "{\"id\":\"x\",\"done\":%.17g}", 100.0 * i / 2003);
		assert_int_equal(fixture_build(&f, json), 0);
		char *a = fixture_write(&f);
		assert_int_equal(fixture_build(&f, a), 0);
		char *b = fixture_write(&f);
		assert_string_equal(a, b);
		free(a);
		free(b);
	}
	fixture_release(&f);
	static const char *const refused[] = { "%", "-%", ".%", "5.%", "1e3%", "5 %", " 5%", "5", "5%%", "1.2.3%", "--5%", "" };
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		f = fixture_new(fixture_schema, false);
		snprintf(json, sizeof json, "{\"id\":\"x\",\"done\":\"%s\"}", refused[i]);
		assert_int_equal(fixture_build(&f, json), ERR_INPUT);
		fixture_release(&f);
	}
}

static void money_knows_its_currency(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	/* the project's currency may stand behind the amounts */
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"value\":{\"currency\":\"EUR\",\"amount\":5},\"budget\":{\"total\":{\"amount\":7.5,\"currency\":\"USD\"}},\"currency\":\"EUR\"}"), 0);
	assert_true(number_at(&f, "value") == 5);
	assert_true(isnan(number_at(&f, "budget.total")));
	assert_memory_equal(&f.record.words[2], "EUR\0\0\0\0\0", 8);
	char *text = fixture_write(&f);
	assert_string_equal(text, "{\"budget\":{\"total\":{\"amount\":7.5,\"currency\":\"USD\"}},\"currency\":\"EUR\",\"id\":\"x\",\"value\":5}");
	free(text);
	fixture_release(&f);
	assert_canonical(false, "{\"id\":\"x\",\"value\":{\"amount\":5,\"currency\":\"EUR\"}}", "{\"id\":\"x\",\"value\":{\"amount\":5,\"currency\":\"EUR\"}}");
}

static void defaults_and_formulas_fill_what_was_not_given(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"risks\":[{\"name\":\"a\",\"probability\":5,\"impact\":4},{\"name\":\"b\",\"probability\":5,\"impact\":4,\"score\":3},"
		"{\"name\":\"c\",\"impact\":4},{\"name\":\"d\",\"probability\":5,\"impact\":4,\"score\":null}]}"), 0);
	assert_string_equal(f.schema->symbols[*slot_of(&f, "phase")], "planning");
	assert_int_equal(*slot_of(&f, "risks[a].score"), 20);
	assert_string_equal(f.schema->symbols[*slot_of(&f, "risks[a].band")], "critical");
	assert_int_equal(*slot_of(&f, "risks[b].score"), 3); /* what is given wins */
	assert_string_equal(f.schema->symbols[*slot_of(&f, "risks[b].band")], "low");
	assert_null(slot_of(&f, "risks[c].score"));
	assert_int_equal(*slot_of(&f, "risks[d].score"), 20);
	const struct kind *p = &f.schema->kinds[0];
	assert_true(record_given(f.record, record_root(f.record), p, 0));
	assert_false(record_given(f.record, record_root(f.record), p, 2));
	char *text = fixture_write(&f);
	assert_null(strstr(text, "phase"));
	assert_null(strstr(text, "band"));
	assert_null(strstr(text, "20"));
	free(text);
	fixture_release(&f);
}

static void unknown_members_are_kept_when_asked(void **state)
{
	(void)state;
	assert_canonical(true, "{\"zz\":1,\"id\":\"x\",\"aa\":{\"b\":[1,2.50],\"a\":null},\"risks\":[{\"name\":\"r\",\"colour\":\"red\"},{\"name\":\"s\"}],\"i\\u000a\":\"\\\"\"}",
		"{\"aa\":{\"a\":null,\"b\":[1,2.5]},\"i\\n\":\"\\\"\",\"id\":\"x\",\"risks\":[{\"colour\":\"red\",\"name\":\"r\"},{\"name\":\"s\"}],\"zz\":1}");
	struct fixture f = fixture_new(fixture_schema, true);
	size_t len;
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"aa\":7,\"risks\":[{\"name\":\"r\"}]}"), 0);
	const char *raw = record_raw(f.record, record_root(f.record), &f.schema->kinds[0], &len);
	assert_string_equal(raw, "{\"aa\":7}");
	struct path_target t;
	assert_int_equal(path_resolve(f.schema, f.record, "risks[r]", &t, NULL, NULL), 0);
	assert_null(record_raw(f.record, t.object, t.kind, &len));
	assert_int_equal(*slot_of(&f, "risks[r].name") >> 32, 1);
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\"}"), 0); /* nothing unknown: no room for it either */
	assert_null(record_raw(f.record, record_root(f.record), &f.schema->kinds[0], &len));
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"aa\":7,\"big\":\"x\"}"), ERR_INPUT); /* known fields stay strict */
	fixture_release(&f);
}

static void elements_have_an_identity(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"budget\":{\"lines\":[{\"name\":\"travel\"},{\"id\":\"L2\",\"name\":\"travel\"},{\"name\":\"travel\"},{},"
		"{\"name\":\"a]\\\\b\",\"due\":\"2026-03-01\"},{\"id\":\"\",\"name\":\"q\"},{\"id\":\"L2\"}]}}"), 0);
	static const char *const ids[] = { "travel/", "L2", "travel/#2", "#4", "a]\\b/2026-03-01", "q/", "L2#2" };
	struct path_target t;
	assert_int_equal(path_resolve(f.schema, f.record, "budget.lines", &t, NULL, NULL), 0);
	const uint32_t list = (uint32_t)*t.slot;
	const struct kind *line = schema_kind(f.schema, "line");
	for (uint32_t i = 0; i < 7; i++) {
		struct buf b = BUF_INIT;
		record_element_id(f.schema, f.record, list, line, i, &b);
		assert_string_equal(b.data, ids[i]);
		buf_release(&b);
	}
	/* a path that was printed leads back */
	for (uint32_t i = 0; i < 7; i++) {
		struct path p, q;
		path_init(&p);
		path_init(&q);
		path_field(&p, "budget");
		path_field(&p, "lines");
		struct path_mark mark = path_mark(&p);
		path_element(&p, f.schema, f.record, list, line, i);
		path_field(&p, "name");
		assert_int_equal(path_resolve(f.schema, f.record, p.human.data, &t, &q, NULL), 0);
		assert_int_equal(t.object, record_list_at(f.record.words, list, i));
		assert_string_equal(p.pointer.data, q.pointer.data);
		assert_string_equal(p.human.data, q.human.data);
		path_rewind(&p, mark);
		assert_string_equal(p.human.data, "budget.lines");
		assert_string_equal(p.pointer.data, "/budget/lines");
		path_release(&p);
		path_release(&q);
	}
	fixture_release(&f);
}

static void paths_that_lead_nowhere_say_why(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "bugdet", "a project has no field 'bugdet'" }, { "risks.name", "'risks' is a list: say which element, as in risks[...]" },
		{ "risks[zzz]", "'risks' has no element 'zzz'" }, { "risks[credit", "'[credit' is not closed by ']'" },
		{ "id.x", "'id' is a string and has no fields" }, { "budget.totals", "a budget has no field 'totals'" }, { "id[1]", "'id' is a string, not a list of objects" },
		{ "id.", "the path ends badly at '.'" }, { "risks[#2].name", "'risks' has no element '#2'" }, { "risks[#1]x", "the path ends badly at 'x'" },
		{ "/risks/1/name", "'risks' has no element '#2'" }, { "/risks/0/x", "a risk has no field 'x'" }, { "budget.lines[a]", "'lines' has no element 'a'" },
	};
	struct fixture f = fixture_new(fixture_schema, false);
	struct path_target t;
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"risks\":[{\"name\":\"credit\"}]}"), 0);
	assert_int_equal(path_resolve(f.schema, f.record, "risks[#1].name", &t, NULL, NULL), 0);
	assert_non_null(t.slot);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = ERR_INIT;
		assert_int_equal(path_resolve(f.schema, f.record, cases[i][0], &t, NULL, &err), ERR_INPUT);
		assert_string_equal(err.message, cases[i][1]);
		err_release(&err);
	}
	fixture_release(&f);
}

static void paths_lead_to_what_is_not_there_yet(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	struct path_target t;
	struct path p;
	struct err err = ERR_INIT;
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"risks\":[{\"name\":\"credit\"}]}"), 0);
	path_init(&p);
	assert_int_equal(path_resolve(f.schema, f.record, "budget.total", &t, &p, NULL), 0);
	assert_string_equal(p.pointer.data, "/budget/total");
	assert_string_equal(t.field->name, "total");
	assert_int_equal(t.object, 0);
	assert_null(t.slot);
	path_clear(&p);
	assert_int_equal(path_resolve(f.schema, f.record, "/risks/0/name", &t, &p, NULL), 0);
	assert_string_equal(p.human.data, "risks[credit].name");
	assert_non_null(t.slot);
	assert_int_equal(path_resolve(f.schema, f.record, "risks[credti].name", &t, NULL, &err), ERR_INPUT);
	assert_string_equal(err.hint, "did you mean 'credit'?");
	err_release(&err);
	path_release(&p);
	fixture_release(&f);
}

static void a_record_can_be_moved(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	assert_int_equal(fixture_build(&f, "{\"id\":\"x\",\"risks\":[{\"name\":\"credit\"},{\"name\":\"market\"}],\"tags\":[\"credit\"]}"), 0);
	char *before = fixture_write(&f);
	const size_t bytes = f.record.count * sizeof(uint64_t);
	uint64_t *copy = malloc(bytes);
	memcpy(copy, f.record.words, bytes);
	assert_int_equal(fixture_build(&f, "{\"id\":\"another document that overwrites the first\"}"), 0);
	f.record = (struct record){ copy, bytes / sizeof(uint64_t) };
	char *after = fixture_write(&f);
	assert_string_equal(before, after);
	assert_int_equal((uint32_t)copy[0], f.record.count);
	free(before);
	free(after);
	free(copy);
	fixture_release(&f);
}

static void a_part_may_lack_what_a_document_must_have(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	record_builder_partial(f.builder, true);
	assert_int_equal(fixture_build(&f, "{\"risks\":[{\"probability\":5,\"impact\":4}]}"), 0);
	assert_int_equal(*slot_of(&f, "risks[#1].score"), 20);
	size_t len;
	assert_string_equal(record_id(f.record, &len), "");
	char *text = fixture_write(&f);
	assert_string_equal(text, "{\"risks\":[{\"impact\":4,\"probability\":5}]}");
	free(text);
	/* what is there is judged as ever */
	static const char *const wrong[] = { "{\"id\":null}", "{\"id\":\" \"}", "{\"count\":-1}", "{\"bugdet\":{}}", "{\"risks\":[{\"name\":null}]}", "[]" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(fixture_build(&f, wrong[i]), ERR_INPUT);
		assert_int_equal(f.violations.count, 1);
	}
	record_builder_partial(f.builder, false);
	assert_int_equal(fixture_build(&f, "{\"name\":\"n\"}"), ERR_INPUT);
	fixture_release(&f);
}

/* Fields beyond the 64th are found, and large lists keep every element. */
static void wide_kinds_and_long_lists(void **state)
{
	(void)state;
	struct buf b = BUF_INIT, d = BUF_INIT;
	char name[8];
	buf_puts(&b, "{\"root\":\"p\",\"kinds\":[{\"name\":\"p\",\"fields\":[{\"name\":\"l\",\"type\":\"list\",\"kind\":\"p\"}");
	for (int i = 0; i < 200; i++)
		buf_addf(&b, ",{\"name\":\"f%d\",\"type\":\"int\"%s}", i, i == 150 ? ",\"default\":-1" : "");
	buf_puts(&b, "]}]}");
	struct fixture f = fixture_new(b.data, false);
	buf_puts(&d, "{\"l\":[{}");
	for (int i = 0; i < 5000; i++)
		buf_addf(&d, ",{\"f%d\":%d}", i % 200, i);
	buf_puts(&d, "],\"f199\":5,\"f63\":6,\"f64\":7}");
	assert_int_equal(fixture_build(&f, d.data), 0);
	const struct kind *k = &f.schema->kinds[0];
	assert_int_equal(*slot_of(&f, "f199"), 5);
	assert_int_equal(*slot_of(&f, "f63"), 6);
	assert_int_equal(*slot_of(&f, "f64"), 7);
	assert_true((int64_t)*slot_of(&f, "f150") == -1);
	const uint32_t list = (uint32_t)*slot_of(&f, "l");
	assert_int_equal(record_list_count(f.record.words, list), 5001);
	for (uint32_t i = 1; i <= 5000; i++) {
		snprintf(name, sizeof name, "f%u", (i - 1) % 200);
		const struct field *field = schema_field(f.schema, k, name, strlen(name));
		assert_int_equal(*record_slot(f.record.words, record_list_at(f.record.words, list, i), k, field->index), i - 1);
	}
	fixture_release(&f);
	buf_release(&b);
	buf_release(&d);
}

/* Strings are packed and shared; each reads back as it was, whatever came between. */
static void strings_of_every_length_come_back(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, false);
	struct buf d = BUF_INIT;
	buf_puts(&d, "{\"budget\":{\"lines\":[");
	for (int i = 0; i < 300; i++) {
		buf_addf(&d, "%s{\"name\":\"", i ? "," : "");
		buf_pad(&d, (char)('a' + i % 26), (size_t)(i % 90));
		buf_addf(&d, "\"%s}", i % 3 ? ",\"amount\":1" : "");
	}
	buf_puts(&d, "]},\"id\":\"x\",\"tags\":[\"a\",\"bb\",\"a\",\"ccccccc\",\"dddddddd\",\"bb\"]}");
	for (int round = 0; round < 3; round++) {
		assert_int_equal(fixture_build(&f, d.data), 0);
		const uint32_t list = (uint32_t)*slot_of(&f, "budget.lines");
		const struct kind *line = schema_kind(f.schema, "line");
		for (int i = 0; i < 300; i++) {
			const uint64_t *slot = record_slot(f.record.words, record_list_at(f.record.words, list, (uint32_t)i), line, 1);
			size_t len;
			const char *s = record_string(f.record.words, *slot, &len);
			assert_int_equal(len, i % 90);
			assert_int_equal(strlen(s), len);
			assert_int_equal(strspn(s, (char[]){ (char)('a' + i % 26), 0 }), len);
		}
	}
	buf_release(&d);
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_kept_exactly),
		cmocka_unit_test(integers_may_be_written_with_a_point),
		cmocka_unit_test(each_mistake_says_found_expected_and_what_to_do),
		cmocka_unit_test(all_mistakes_come_at_once_with_line_and_column),
		cmocka_unit_test(a_flood_of_mistakes_is_counted_not_kept),
		cmocka_unit_test(the_canonical_document_is_sorted_and_stable),
		cmocka_unit_test(percentages_come_back_without_noise),
		cmocka_unit_test(money_knows_its_currency),
		cmocka_unit_test(defaults_and_formulas_fill_what_was_not_given),
		cmocka_unit_test(unknown_members_are_kept_when_asked),
		cmocka_unit_test(elements_have_an_identity),
		cmocka_unit_test(paths_that_lead_nowhere_say_why), cmocka_unit_test(paths_lead_to_what_is_not_there_yet),
		cmocka_unit_test(a_record_can_be_moved),
		cmocka_unit_test(a_part_may_lack_what_a_document_must_have),
		cmocka_unit_test(wide_kinds_and_long_lists),
		cmocka_unit_test(strings_of_every_length_come_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
