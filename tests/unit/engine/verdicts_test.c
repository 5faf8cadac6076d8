/* SPDX-License-Identifier: MIT */
/* Rules that read verdicts: what they are given, when they are judged, and what is refused at load. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "json/read.h"

#define NOW INT64_C(1782000000000) /* 2026-06-21T00:00:00Z */
#define DAY INT64_C(86400000)

static const char document[] = "{ \"id\": \"P\", \"name\": \"y\", \"health\": \"green\", \"finish\": \"2026-06-30\","
	" \"risks\": [ { \"name\": \"low\", \"score\": 1 }, { \"name\": \"high\", \"score\": 20 }, { \"name\": \"gap\" } ] }";

struct bench { struct engine *engine; struct json_reader *reader; struct record_builder *builder; struct record record; struct buf seen, problems; bool flips; };

/* files: path, text, path, text ..., NULL. Answers how many errors there are; b->problems tells them. */
static size_t load(struct bench *b, const char *const *files)
{
	struct engine_options o = engine_options_default();
	struct diagnostics d = { 0 };
	struct violations v = { 0 };
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_value root;
	struct err err = ERR_INIT;
	size_t errors;

	*b = (struct bench){ .seen = BUF_INIT, .problems = BUF_INIT };
	o.as_of_ms = NOW;
	assert_int_equal(engine_new(&o, &b->engine, &err), 0);
	for (; *files; files += 2)
		assert_int_equal(engine_add_file(b->engine, files[0], files[1], strlen(files[1]), &err), 0);
	assert_true((engine_load(b->engine, &d, &err) < 0) == (d.errors > 0));
	for (size_t i = 0; i < d.count; i++)
		diagnostics_format(&d.items[i], false, &b->problems);
	errors = d.errors;
	diagnostics_release(&d);
	err_release(&err);
	b->reader = json_reader_new();
	b->builder = record_builder_new(engine_schema(b->engine), false);
	assert_int_equal(json_read(b->reader, document, sizeof document - 1, &limits, &root, &err), 0);
	assert_int_equal(record_build(b->builder, root, &b->record, &v, &err), 0);
	return errors;
}

#define LOAD(b, ...) load(b, (const char *const[]){ __VA_ARGS__, NULL })

static void open_bench(struct bench *b, const char *const *files)
{
	if (load(b, files))
		fail_msg("%s", b->problems.data);
}
#define OPEN(b, ...) open_bench(b, (const char *const[]){ __VA_ARGS__, NULL })

static void close_bench(struct bench *b)
{
	engine_free(b->engine);
	json_reader_free(b->reader);
	record_builder_free(b->builder);
	buf_release(&b->seen);
	buf_release(&b->problems);
}

static void on_judgement(void *ctx, const struct judgement *j)
{
	struct bench *b = ctx;

	buf_addf(&b->seen, "%s %s%s%s%s%s", engine_rule(b->engine, j->rule)->id, verdict_names[j->verdict], *j->element ? " " : "", j->element, *j->message ? ": " : "", j->message);
	if (b->flips && j->flips_at != INT64_MAX)
		buf_addf(&b->seen, " until %lld", (long long)((j->flips_at - NOW) / DAY));
	buf_putc(&b->seen, '\n');
}

static void judge(struct bench *b, const struct judge_filter *f, const char *expected)
{
	struct err err = ERR_INIT;

	buf_clear(&b->seen);
	assert_int_equal(engine_judge(b->engine, b->record, f, on_judgement, b, &err), 0);
	assert_string_equal(b->seen.data, expected);
}

static uint32_t rule_of(const struct bench *b, const char *id)
{
	int rule = engine_find_rule(b->engine, id);

	assert_true(rule >= 0);
	return (uint32_t)rule;
}

static void judge_rule(struct bench *b, const char *id, const char *expected)
{
	struct err err = ERR_INIT;

	buf_clear(&b->seen);
	assert_int_equal(engine_judge_rule(b->engine, rule_of(b, id), b->record, on_judgement, b, &err), 0);
	assert_string_equal(b->seen.data, expected);
}

/* Says what it was given: "rule verdict severity element measure" of each. */
#define LISTING(name, filter) \
	"rule '" name "' { severity = 'info', check = function() local l = {}\n" \
	"  for _, f in ipairs(findings " filter ") do l[#l + 1] = table.concat({ f.rule, f.verdict, f.severity, f.element, tostring(f.measure) }, ' ') end\n" \
	"  return false, { l = table.concat(l, ', ') } end, message = '{l}' }\n"

static const char costs[] =
	"policy { title = 'c', tags = { 'cost' }, params = { most = at_most { warning = 5, critical = 10 } } }\n"
	"rule 'named' { severity = 'error', covers = 'K-03.a', check = function(p) return p.name == 'x' end, message = 'named' }\n"
	"rule 'scored' { each = 'risks', tags = { 'risk' }, measure = function(risk) return risk.score end, limit = 'most', message = 'scored' }\n"
	"rule 'broken' { severity = 'warning', check = function() return error('broken') end, message = 'b' }\n"
	"rule 'tried' { severity = 'error', trial = '2026-12-31', check = function() return false end, message = 't' }\n"
	"rule 'fine' { severity = 'error', check = function() return true end, message = 'f' }\n";

static void expect_list(const char *filter, const char *expected)
{
	struct bench b;
	struct buf policy = BUF_INIT, line = BUF_INIT;

	buf_addf(&policy, "rule 'list' { severity = 'info', check = function() local l = {}\n"
		"  for _, f in ipairs(findings %s) do l[#l + 1] = table.concat({ f.rule, f.verdict, f.severity, f.element, tostring(f.measure) }, ' ') end\n"
		"  return false, { l = table.concat(l, ', ') } end, message = '{l}' }\n", filter);
	buf_addf(&line, "aa.list fail%s%s\n", *expected ? ": " : "", expected);
	OPEN(&b, "aa.lua", policy.data, "cost.lua", costs);
	judge_rule(&b, "aa.list", line.data);
	close_bench(&b);
	buf_release(&policy);
	buf_release(&line);
}

#define NAMED "cost.named fail error  nil"
#define HIGH "cost.scored fail critical risks[high] 20.0"
#define GAP "cost.scored unknown critical risks[gap] nil"
#define BROKEN "cost.broken error warning  nil"
#define TRIED "cost.tried fail error  nil"

static void what_a_filter_gives(void **state)
{
	(void)state;
	expect_list("{}", NAMED ", " HIGH ", " GAP ", " BROKEN);
	expect_list("{ tag = 'cost' }", NAMED ", " HIGH ", " GAP ", " BROKEN);
	expect_list("{ tag = 'risk' }", HIGH ", " GAP);
	expect_list("{ tag = { 'risk', 'cost' }, rule = { 'cost.named', 'cost.broken' } }", NAMED ", " BROKEN);
	expect_list("{ policy = 'cost', clause = 'K-03' }", NAMED);
	expect_list("{ clause = 'K' }", NAMED);
	expect_list("{ clause = 'K-03.a' }", NAMED);
	/* a text: at least so severe; a list: exactly these */
	expect_list("{ severity = 'error' }", NAMED ", " HIGH ", " GAP);
	expect_list("{ severity = { 'warning', 'error' } }", NAMED ", " BROKEN);
	expect_list("{ verdict = 'fail' }", NAMED ", " HIGH);
	expect_list("{ verdict = { 'error', 'unknown' } }", GAP ", " BROKEN);
	expect_list("{ trial = true, verdict = 'fail' }", NAMED ", " HIGH ", " TRIED);
	expect_list("{ rule = 'cost.fine' }", "");
	expect_list("{ verdict = 'waived' }", "");
}

#define W(r, e) { .rule = r, .element = e, .expires_at = NOW + 3 * DAY, .number = 1, .reason = "", .requested_by = "", .approved_by = "" }

static void what_is_waived_is_read_where_it_is_asked_for(void **state)
{
	struct bench b;

	(void)state;
	OPEN(&b, "aa.lua", LISTING("open", "{ tag = 'cost', verdict = 'fail' }") LISTING("all", "{ tag = 'cost', verdict = 'fail', waived = true }") LISTING("waived", "{ verdict = 'waived', policy = 'cost' }"),
		"cost.lua", costs);
	const struct waiver w = W(rule_of(&b, "cost.scored"), "risks[high]");
	b.flips = true;
	engine_set_waivers(b.engine, &w, 1);
	judge_rule(&b, "aa.open", "aa.open fail: " NAMED " until 3\n"); /* when it is over, there is another one */
	judge_rule(&b, "aa.all", "aa.all fail: " NAMED ", cost.scored waived critical risks[high] 20.0 until 3\n");
	judge_rule(&b, "aa.waived", "aa.waived fail: cost.scored waived critical risks[high] 20.0 until 3\n");
	close_bench(&b);
}

static void verdicts_are_those_that_profiles_make(void **state)
{
	struct bench b;

	(void)state;
	OPEN(&b, "aa.lua", LISTING("list", "{ tag = 'cost', verdict = 'fail' }"), "cost.lua", costs, "profiles/p.lua",
		"profile 'p' { level = 'company', rules = { ['cost.scored'] = { off = true, reason = 'r', approved_by = 'a', expires = '2026-08-01' }, ['cost.named'] = { severity = 'critical' } } }");
	judge_rule(&b, "aa.list", "aa.list fail: cost.named fail critical  nil\n");
	close_bench(&b);
}

static const char reader[] =
	"policy { title = 'r' }\n"
	"rule 'first' { severity = 'error', check = function() return empty(findings { policy = 'z' }) end, message = 'first' }\n"
	"rule 'plain' { severity = 'error', check = function(p) return p.name == 'x' end, message = 'plain' }\n"
	"rule 'second' { severity = 'error', check = function() return empty(findings { rule = { 'first', 'm.third' } }) end, message = 'second' }\n";
static const char middle[] =
	"rule 'third' { severity = 'error', check = function() return empty(findings { rule = 'r.first' }) end, message = 'third' }\n"
	"rule 'plain' { severity = 'error', each = 'risks', check = function(risk) return risk.score < 10 end, message = 'plain' }\n";
static const char last[] =
	"rule 'dated' { severity = 'error', check = function(p) return not overdue(p.finish) end, message = 'dated' }\n"
	"rule 'bad' { severity = 'error', check = function(p) return p.name == 'x' end, message = 'bad' }\n";

static void verdicts_come_in_the_order_of_the_rules(void **state)
{
	struct bench b;
	static const uint64_t every[] = { ~0ULL };
	const struct judge_filter passes = { .passes = every };

	(void)state;
	OPEN(&b, "r.lua", reader, "m.lua", middle, "z.lua", last);
	judge(&b, NULL, "m.third fail: third\nm.plain fail risks[high]: plain\nm.plain unknown risks[gap]: cannot judge: risks[gap].score is absent\n"
		"r.first fail: first\nr.plain fail: plain\nr.second fail: second\nz.bad fail: bad\n");
	b.flips = true; /* a dated pass makes those uncertain that read it, and those that read them */
	judge(&b, &passes, "m.third fail: third until 10\nm.plain pass risks[low]\nm.plain fail risks[high]: plain\nm.plain unknown risks[gap]: cannot judge: risks[gap].score is absent\n"
		"r.first fail: first until 10\nr.plain fail: plain\nr.second fail: second until 10\nz.dated pass until 10\nz.bad fail: bad\n");
	for (uint32_t r = 0; r < engine_rule_count(b.engine); r++) { /* once each sweep */
		uint64_t sum = 0;
		for (int v = 0; v < VERDICT_COUNT; v++)
			sum += engine_counts(b.engine)[r * VERDICT_COUNT + (uint32_t)v];
		assert_int_equal(sum, strcmp(engine_rule(b.engine, r)->id, "m.plain") == 0 ? 6 : 2);
	}
	close_bench(&b);
}

static void what_is_read_is_judged_but_not_told(void **state)
{
	struct bench b;

	(void)state;
	OPEN(&b, "r.lua", reader, "m.lua", middle, "z.lua", last);
	judge_rule(&b, "r.second", "r.second fail: second\n");
	uint64_t off = ~(1ULL << rule_of(&b, "m.third") | 1ULL << rule_of(&b, "m.plain"));
	const struct judge_filter only = { .off = &off };
	judge(&b, &only, "m.third fail: third\nm.plain fail risks[high]: plain\nm.plain unknown risks[gap]: cannot judge: risks[gap].score is absent\n");
	for (uint32_t r = 0; r < engine_rule_count(b.engine); r++)
		for (int v = 0; v < VERDICT_COUNT; v++)
			if (engine_counts(b.engine)[r * VERDICT_COUNT + (uint32_t)v])
				assert_true(r == rule_of(&b, "r.second") || !(off >> r & 1));
	/* what does not read is judged as ever */
	off = ~(1ULL << rule_of(&b, "r.plain"));
	judge(&b, &only, "r.plain fail: plain\n");
	close_bench(&b);
}

static void what_is_never_judged_is_read_as_an_error(void **state)
{
	struct bench b;

	(void)state;
	OPEN(&b, "aa.lua", LISTING("list", "{ policy = 'z' }") "rule 'over' { severity = 'error', check = function() return empty(findings { rule = 'list' }) end, message = 'o' }",
		"z.lua", "rule 'loops' { severity = 'critical', check = function() while true do end return true end, message = 'l' }");
	uint64_t off = 1ULL << rule_of(&b, "z.loops");
	const struct judge_filter filter = { .off = &off, .never = &off };
	judge(&b, &filter, "aa.list fail: z.loops error critical  nil\naa.over fail: o\n");
	close_bench(&b);
}

static void a_rule_never_sees_its_own(void **state)
{
	struct bench b;

	(void)state;
	OPEN(&b, "a.lua", "policy { title = 'a', tags = { 't' } }\n"
		"rule 'each' { severity = 'error', each = 'risks', check = function() return empty(findings { tag = 't' }) and false end, message = 'e' }\n"
		"rule 'other' { severity = 'error', check = function() return true end, message = 'o' }\n");
	judge(&b, NULL, "a.each fail risks[low]: e\na.each fail risks[high]: e\na.each fail risks[gap]: e\n");
	close_bench(&b);
}

static void rows_are_read_only(void **state)
{
	struct bench b;

	(void)state;
	OPEN(&b, "a.lua", "local function put(t, key, value) t[key] = value end\n"
		"rule 'writes' { severity = 'error', check = function() put(findings { rule = 'z.bad' }[1], 'verdict', 'pass') return true end, message = 'e' }\n"
		"rule 'adds' { severity = 'error', check = function() put(findings { rule = 'z.bad' }, 2, 1) return true end, message = 'e' }\n", "z.lua", last);
	judge_rule(&b, "a.writes", "a.writes error: this table is read-only after loading: 'verdict' cannot be set\n");
	judge_rule(&b, "a.adds", "a.adds error: this table is read-only after loading: '2' cannot be set\n");
	close_bench(&b);
}

static void a_replaced_rule_found_nothing(void **state)
{
	struct bench b;

	(void)state;
	OPEN(&b, "aa.lua", LISTING("list", "{ tag = 'n' }"), "z.lua", "rule 'old' { tags = 'n', severity = 'error', check = function() return false end, message = 'o' }\n"
		"rule 'new' { tags = 'n', replaces = 'z.old', severity = 'error', check = function() return false end, message = 'o' }\n");
	judge_rule(&b, "aa.list", "aa.list fail: z.new fail error  nil\n");
	close_bench(&b);
}

/* ---- what is refused ---- */

static void expect_refused(const char *policy, const char *more, const char *expected)
{
	struct bench b;
	struct buf text = BUF_INIT;

	buf_addf(&text, "rule \"a\" { severity = \"error\", check = %s, message = \"m\" }\n%s", policy, more);
	assert_int_equal(LOAD(&b, "cost.lua", costs, "q.lua", text.data), 1);
	if (!strstr(b.problems.data, expected))
		fail_msg("%s", b.problems.data);
	close_bench(&b);
	buf_release(&text);
}

static void filters_that_select_nothing(void **state)
{
	(void)state;
	expect_refused("function() return empty(findings { tag = 'csot' }) end", "", "policies/q.lua:1:81: error: findings: no rule has the tag 'csot'");
	expect_refused("function() return empty(findings { tag = 'csot' }) end", "", "^^^^^^ did you mean 'cost'?");
	expect_refused("function() return empty(findings { tag = { 'cost', 'rsik' } }) end", "", "did you mean 'risk'?");
	expect_refused("function() return empty(findings { rule = 'cost.nmed' }) end", "", "no rule has the id 'cost.nmed'");
	expect_refused("function() return empty(findings { rule = 'cost.nmed' }) end", "", "did you mean 'cost.named'?");
	expect_refused("function() return empty(findings { policy = 'costs' }) end", "", "did you mean 'cost'?");
	expect_refused("function() return empty(findings { clause = 'K-04' }) end", "", "no rule covers the clause 'K-04'");
	expect_refused("function() return empty(findings { rule = 'a' }) end", "", "rule 'a' reads the findings of no other rule: findings { rule = \"a\" }");
	expect_refused("function() return empty(findings { tag = 'risk', rule = 'cost.named' }) end", "", "no other rule has all of this at once");
}

static void filters_that_are_not_written_out(void **state)
{
	(void)state;
	expect_refused("function(p) return empty(findings { tag = p.name }) end", "", "findings: tag is a text or a list of texts, written out");
	expect_refused("function(p) local f = { tag = 'cost' } return empty(findings(f)) end", "", "findings is followed by a filter that is written out");
	expect_refused("function() local f = findings return empty(f { tag = 'cost' }) end", "", "findings is called right where it is named");
	expect_refused("function() return empty(findings { tag = 'cost', sverity = 'error' }) end", "", "did you mean 'severity'?");
	expect_refused("function() return empty(findings { severity = 'eror' }) end", "", "did you mean 'error'?");
	expect_refused("function() return any(findings { tag = 'cost' }, function(f) return f.severty == 'error' end) end", "", "did you mean 'severity'?");
	expect_refused("function() return true end", "policy { title = 'x', when = function() return empty(findings { tag = 'cost' }) end }", "reads no verdicts");
}

static void modules_read_none(void **state)
{
	struct bench b;

	(void)state;
	assert_int_equal(LOAD(&b, "cost.lua", costs, "lib/h.lua", "local h = {}\nfunction h.bad() return findings { tag = 'cost' } end\nreturn h\n"), 1);
	assert_non_null(strstr(b.problems.data, "policies/lib/h.lua:2:25: error: findings is asked in a module"));
	close_bench(&b);
}

static void circles(void **state)
{
	struct bench b;

	(void)state;
	assert_int_equal(LOAD(&b, "a/x.lua", "policy { title = 'a', tags = { 'health' } }\nrule 'one' { severity = 'error',\n  check = function() return empty(findings { tag = 'sum' }) end, message = 'm' }\n",
		"b.lua", "rule 'two' { tags = 'sum', severity = 'error', check = function() return empty(findings { policy = 'c' }) end, message = 'm' }\n",
		"c.lua", "rule 'three' { severity = 'error', when = function() return empty(findings { tag = 'health' }) end, check = function() return true end, message = 'm' }\n"), 1);
	if (!strstr(b.problems.data, "policies/a/x.lua:3:35: error: rules read each other's verdicts in a circle: a.x.one (policies/a/x.lua:3) reads b.two (policies/b.lua:1) reads c.three (policies/c.lua:1) reads a.x.one"))
		fail_msg("%s", b.problems.data);
	assert_non_null(strstr(b.problems.data, "narrow one of the filters"));
	close_bench(&b);
	/* by tags alone: both have what both ask for */
	assert_int_equal(LOAD(&b, "a.lua", "policy { title = 'a', tags = { 't' } }\nlocal function all() return findings { tag = 't' } end\n"
		"rule 'one' { severity = 'error', check = function() return empty(all()) end, message = 'm' }\nrule 'two' { severity = 'error', check = function() return empty(all()) end, message = 'm' }\n"), 1);
	assert_non_null(strstr(b.problems.data, "a.one (policies/a.lua:2) reads a.two (policies/a.lua:2) reads a.one"));
	close_bench(&b);
}

/* ---- explaining, testing ---- */

static void explain(struct bench *b, const char *id, struct buf *json)
{
	struct err err = ERR_INIT;

	assert_int_equal(engine_explain(b->engine, rule_of(b, id), b->record, NULL, json, &err), 0);
}

static void explain_shows_what_was_found_rule_by_rule(void **state)
{
	struct bench b;
	struct buf json = BUF_INIT;

	(void)state;
	OPEN(&b, "aa.lua", "rule 'green' { severity = 'error', check = function(p) return p.health ~= 'green' or count(findings { severity = 'error', tag = 'cost' }) < 2 end, message = 'm' }\n", "cost.lua", costs);
	explain(&b, "aa.green", &json);
	if (!strstr(json.data, "{\"path\":\"findings { tag = \\\"cost\\\", severity = \\\"error\\\" }\",\"value\":\"3 findings of 5 rules\"},{\"path\":\"cost.named\",\"value\":\"fail error\"},"
		"{\"path\":\"cost.scored\",\"value\":\"fail critical risks[high], unknown critical risks[gap]\"}"))
		fail_msg("%s", json.data);
	/* what it reads itself, it may change; what was found is found again for each candidate */
	if (!strstr(json.data, "\"would_pass\":[{\"changes\":[{\"path\":\"health\""))
		fail_msg("%s", json.data);
	assert_null(strstr(json.data, "cost.broken"));
	buf_release(&json);
	close_bench(&b);
}

static void what_a_change_does_to_the_rules_read_counts(void **state)
{
	struct bench b;
	struct buf json = BUF_INIT;

	(void)state;
	/* the name that the reading rule compares is what the other one judges */
	OPEN(&b, "aa.lua", "rule 'n' { severity = 'error', check = function(p) return empty(findings { rule = 'cost.named' }) and p.name == 'x' end, message = 'm' }\n", "cost.lua", costs);
	judge_rule(&b, "aa.n", "aa.n fail: m\n");
	explain(&b, "aa.n", &json);
	assert_null(strstr(json.data, "would_pass")); /* it ends before it comes to the name */
	close_bench(&b);
	buf_clear(&json);
	OPEN(&b, "aa.lua", "rule 'n' { severity = 'error', check = function(p) return p.name == 'x' and empty(findings { rule = 'cost.named' }) end, message = 'm' }\n", "cost.lua", costs);
	explain(&b, "aa.n", &json);
	if (!strstr(json.data, "\"would_pass\":[{\"changes\":[{\"path\":\"name\",\"pointer\":\"/name\",\"from\":\"y\",\"to\":\"x\""))
		fail_msg("%s", json.data);
	close_bench(&b);
	buf_release(&json);
}

static void tests_of_a_policy_bring_along_what_it_reads(void **state)
{
	struct bench b;
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;

	(void)state;
	OPEN(&b, "aa.lua", "rule 'green' { severity = 'error', check = function(p) return p.health ~= 'green' or empty(findings { severity = 'error', tag = 'cost', verdict = 'fail' }) end, message = 'm' }\n",
		"aa_test.lua", "local function health(h, name) return { id = 'P', name = name, health = h, risks = {} } end\n"
		"test 'green and bad' { project = health('green', 'y'), fails = { 'green' } }\n"
		"test 'red and bad' { project = health('red', 'y'), fails = {}, passes = { 'green' } }\n"
		"test 'green and good' { project = health('green', 'x'), fails = {}, passes = { 'green' } }\n", "cost.lua", costs);
	assert_int_equal(engine_test(b.engine, "aa_test.lua", &json, &err), 0);
	if (strstr(json.data, "\"ok\":false") || !strstr(json.data, "\"ok\":true"))
		fail_msg("%s", json.data);
	buf_release(&json);
	close_bench(&b);
}

static void the_filter_is_substance(void **state)
{
	struct bench a, b;

	(void)state;
	OPEN(&a, "aa.lua", LISTING("list", "{ tag = 'cost' }"), "cost.lua", costs);
	OPEN(&b, "aa.lua", LISTING("list", "{ tag = 'risk' }"), "cost.lua", costs);
	assert_string_not_equal(engine_rule(a.engine, rule_of(&a, "aa.list"))->digest, engine_rule(b.engine, rule_of(&b, "aa.list"))->digest);
	assert_string_equal(engine_rule(a.engine, rule_of(&a, "cost.named"))->digest, engine_rule(b.engine, rule_of(&b, "cost.named"))->digest);
	close_bench(&a);
	close_bench(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_filter_gives),
		cmocka_unit_test(what_is_waived_is_read_where_it_is_asked_for),
		cmocka_unit_test(verdicts_are_those_that_profiles_make),
		cmocka_unit_test(verdicts_come_in_the_order_of_the_rules),
		cmocka_unit_test(what_is_read_is_judged_but_not_told),
		cmocka_unit_test(what_is_never_judged_is_read_as_an_error),
		cmocka_unit_test(a_rule_never_sees_its_own),
		cmocka_unit_test(rows_are_read_only),
		cmocka_unit_test(a_replaced_rule_found_nothing),
		cmocka_unit_test(filters_that_select_nothing),
		cmocka_unit_test(filters_that_are_not_written_out),
		cmocka_unit_test(modules_read_none),
		cmocka_unit_test(circles),
		cmocka_unit_test(explain_shows_what_was_found_rule_by_rule),
		cmocka_unit_test(what_a_change_does_to_the_rules_read_counts),
		cmocka_unit_test(tests_of_a_policy_bring_along_what_it_reads),
		cmocka_unit_test(the_filter_is_substance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
