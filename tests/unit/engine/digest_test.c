/* SPDX-License-Identifier: MIT */
/* What a rule is in substance: what changes its digest, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"

static const char lib[] = "local m = {}\nfunction m.worth(r) return r.score and r.score > 3 end\nreturn m\n";
static const char words[] = "{ \"entries\": [ { \"text\": \"best in class\", \"level\": \"banned\" } ] }";

/* The digest of the rule `r` of this policy. */
struct digest { char text[65]; };
static struct digest with(const char *policy, const char *module, const char *list)
{
	struct engine_options o = engine_options_default();
	struct diagnostics d = { 0 };
	struct err err = ERR_INIT;
	struct engine *e;
	struct digest out = { "" };

	assert_int_equal(engine_new(&o, &e, &err), 0);
	assert_int_equal(engine_add_file(e, "a/p.lua", policy, strlen(policy), &err), 0);
	assert_int_equal(engine_add_file(e, "lib/m.lua", module, strlen(module), &err), 0);
	assert_int_equal(engine_add_file(e, "data/claims.json", list, strlen(list), &err), 0);
	if (engine_load(e, &d, &err))
		fail_msg("%s: %s\n%s", err.message, d.count ? d.items[0].message : "", policy);
	snprintf(out.text, sizeof out.text, "%s", engine_rule(e, (uint32_t)engine_find_rule(e, "r"))->digest);
	assert_int_equal(strlen(out.text), 64);
	diagnostics_release(&d);
	engine_free(e);
	return out;
}

static struct digest of(const char *policy) { return with(policy, lib, words); }

static void same(const char *a, const char *b)
{
	struct digest x = of(a), y = of(b);

	if (strcmp(x.text, y.text))
		fail_msg("these are the same rule:\n%s\n%s", a, b);
}

static void differ(const char *a, const char *b)
{
	struct digest x = of(a), y = of(b);

	if (!strcmp(x.text, y.text))
		fail_msg("these are different rules:\n%s\n%s", a, b);
}

#define HEAD "local m = require \"lib.m\"\nlocal function high(r) return r.score and r.score >= 12 end\n"
#define POLICY "policy { title = \"P\", params = { top = at_most { warning = 5, error = 9 }, few = number { 3 } } }\n"
#define RULE "rule \"r\" { severity = \"error\", each = \"risks\", check = function(risk) return not high(risk) and not m.worth(risk) end, message = \"m\" }\n"

static void moving_and_rewording_leave_it(void **state)
{
	(void)state;
	same(HEAD POLICY RULE, HEAD POLICY "\n\n-- a comment\n" RULE);
	same(HEAD POLICY RULE, "local m = require \"lib.m\"\n\n\nlocal function high(r)\n  return r.score\n    and r.score >= 12\nend\n" POLICY
		"rule \"other\" { severity = \"info\", check = function(p) return p.owner end, message = \"o\" }\n"
		"rule \"r\" { severity = \"error\", each = \"risks\", owner = \"pmo\", tags = { \"x\" }, covers = \"K-03.a\", link = \"http://x\",\n"
		"  check = function(item)\n    return not high(item) and not m.worth(item)\n  end,\n  message = \"something else\", remedy = \"do it\", title = \"T\" }\n");
	same(HEAD POLICY RULE, HEAD "policy { title = \"Q\", owner = \"x\", params = { top = at_most { warning = 5, error = 9 }, few = number { 99 } } }\n" RULE);
}

static void every_part_of_the_substance_counts(void **state)
{
	static const char *const heads[] = {
		"local m = require \"lib.m\"\nlocal function high(r) return r.score and r.score >= 13 end\n", /* a helper's number */
		"local m = require \"lib.m\"\nlocal function high(r) return r.score and r.score > 12 end\n",  /* its operator */
		"local m = require \"lib.m\"\nlocal function high(r) return r.probability and r.probability >= 12 end\n",
	};
	static const char *const variants[] = {
		"rule \"r\" { severity = \"warning\", each = \"risks\", check = function(risk) return not high(risk) and not m.worth(risk) end, message = \"m\" }\n",
		"rule \"r\" { severity = \"error\", each = \"goals\", check = function(goal) return goal.name end, message = \"m\" }\n",
		"rule \"r\" { severity = \"error\", each = \"risks\", check = function(risk) return not high(risk) or not m.worth(risk) end, message = \"m\" }\n",
		"rule \"r\" { severity = \"error\", each = \"risks\", check = function(risk) return not high(risk) and not m.worth(risk) end, message = \"m\", gate = \"execution\" }\n",
		"rule \"r\" { severity = \"error\", each = \"risks\", when = function(risk) return risk.owner end, check = function(risk) return not high(risk) and not m.worth(risk) end, message = \"m\" }\n",
		"rule \"r\" { severity = \"error\", each = function(project) return project.risks end, check = function(risk) return not high(risk) and not m.worth(risk) end, message = \"m\" }\n",
		"rule \"r\" { severity = \"error\", needs = { \"owner\" } }\n",
		"rule \"r\" { severity = \"error\", needs = { \"owner\", \"customer\" } }\n",
		"rule \"r\" { measure = function(project) return count(project.risks) end, limit = \"top\", message = \"m\" }\n",
	};
	char text[2048];

	(void)state;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		snprintf(text, sizeof text, "%s%s%s", heads[i], POLICY, RULE);
		differ(HEAD POLICY RULE, text);
	}
	for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
		snprintf(text, sizeof text, "%s%s%s", HEAD, POLICY, variants[i]);
		differ(HEAD POLICY RULE, text);
	}
	differ(HEAD POLICY RULE, HEAD "policy { title = \"P\", when = function(p) return p.owner end, params = { top = at_most { warning = 5, error = 9 }, few = number { 3 } } }\n" RULE);
}

#define HOLDS(constant) constant POLICY "rule \"r\" { severity = \"error\", each = \"risks\", check = function(risk) return held(risk) end, message = \"m\" }\n"

static void what_a_function_holds_counts(void **state)
{
	(void)state;
	differ(HOLDS("local t = { a = 1, b = 2 } local function held(r) return t[r.status] end\n"), HOLDS("local t = { a = 1, b = 3 } local function held(r) return t[r.status] end\n"));
	differ(HOLDS("local t = { a = 1, b = 2 } local function held(r) return t[r.status] end\n"), HOLDS("local t = { a = 1, c = 2 } local function held(r) return t[r.status] end\n"));
	same(HOLDS("local t = { a = 1, b = 2, c = 3, d = 4 } local function held(r) return t[r.status] end\n"), HOLDS("local t = { d = 4, c = 3, b = 2, a = 1 } local function held(r) return t[r.status] end\n"));
	differ(HOLDS("local n = 4 local function held(r) return r.score == n end\n"), HOLDS("local n = 4.0 local function held(r) return r.score == n end\n"));
	differ(HOLDS("local n = \"4\" local function held(r) return r.name == n end\n"), HOLDS("local n = \"5\" local function held(r) return r.name == n end\n"));
	/* words of plumb are known by their names */
	differ(HOLDS("local w = all local function held(r) return w({ r.name, r.owner }, function(x) return x end) end\n"), HOLDS("local w = any local function held(r) return w({ r.name, r.owner }, function(x) return x end) end\n"));
	differ(HOLDS("local w = string.upper local function held(r) return w(r.name) end\n"), HOLDS("local w = string.lower local function held(r) return w(r.name) end\n"));
	differ(HOLDS("local d = date \"2026-03-01\" local function held(r) return r.occurred_at == d end\n"), HOLDS("local d = date \"2026-03-02\" local function held(r) return r.occurred_at == d end\n"));
	/* what reaches itself ends */
	same(HOLDS("local function held(r) return r.score == 1 or held(r) end\n"), HOLDS("\nlocal function held(r) return r.score == 1 or held(r) end\n"));
}

static void modules_and_word_lists_count(void **state)
{
	static const char searches[] = POLICY "local terms = phrases \"claims\"\nrule \"r\" { severity = \"error\", check = function(p) return p.name and #terms(p.name) == 0 end, message = \"m\" }\n";
	static const char other_lib[] = "local m = {}\nfunction m.worth(r) return r.score and r.score > 4 end\nreturn m\n";
	static const char unused[] = "local m = {}\nm.unused = function() return 1 end\nfunction m.worth(r) return r.score and r.score > 3 end\nreturn m\n";
	struct digest a = of(HEAD POLICY RULE), b = with(HEAD POLICY RULE, other_lib, words), c = of(searches),
		d = with(searches, lib, "{ \"entries\": [ { \"text\": \"second to none\", \"level\": \"banned\" } ] }");

	(void)state;
	assert_string_not_equal(a.text, b.text);
	assert_string_not_equal(c.text, d.text);
	/* a module is held as a whole: what is not called counts too, as nobody can tell */
	b = with(HEAD POLICY RULE, unused, words);
	assert_string_not_equal(a.text, b.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moving_and_rewording_leave_it),
		cmocka_unit_test(every_part_of_the_substance_counts),
		cmocka_unit_test(what_a_function_holds_counts),
		cmocka_unit_test(modules_and_word_lists_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
