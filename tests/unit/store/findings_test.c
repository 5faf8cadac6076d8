/* SPDX-License-Identifier: MIT */
/* What findings.h and generations.h promise: what is open since when, why it closes, and by which policies. */
#include "course.h"

static struct course c;
static const char first_document[] = "{\"id\":\"P-1\",\"name\":\"One\",\"owner\":\"ada\",\"risks\":[{\"impact\":4,\"name\":\"credit\"},{\"name\":\"fx\"}]}";

static void begin(void)
{
	c = (struct course){ .s = open_store("a.db", STORE_WRITE), .err = ERR_INIT };
	assert_fine(course_activate(&c, "g1", course_rules, 2), &c.err);
	assert_fine(course_put(&c, "P-1", first_document, PUT_REPLACE), &c.err);
}

static void end(void)
{
	assert_healthy(c.s);
	store_close(c.s);
}

/* What judging comes to: a line for each verdict that is kept, then what is gone. */
static const char *judge_as(const char *id, int64_t at, struct judgement *items, size_t n)
{
	static const char *const states[] = { "none", "new", "stays", "reopened" };
	static struct buf text = BUF_INIT;
	struct project_result r = { .id = id, .name = "", .type = "", .document = "", .customer = "", .owner = "", .region = "", .business_unit = "", .phase = "", .judgements = items, .count = n, .refusal = "" };
	struct record_verdicts *v = record_verdicts_new(&r, &c.generation, at, NULL);
	struct err err = ERR_INIT;

	assert_non_null(v);
	assert_fine(store_do(c.s, &v->job, &err), &err);
	buf_clear(&text);
	for (size_t i = 0; i < v->result.count; i++) {
		const struct judgement *j = &v->result.judgements[i];

		if (j->state != FINDING_NONE)
			buf_addf(&text, "%s %s %lld\n", j->element, states[j->state], (long long)j->opened_at);
	}
	for (size_t i = 0; i < v->result.gone_count; i++) {
		const struct closed_finding *g = &v->result.gone[i];

		buf_addf(&text, "gone: %s %s %s %s %lld\n", g->rule, g->element, g->message, closing_names[g->cause], (long long)g->opened_at);
	}
	record_verdicts_free(v);
	return text.data;
}
#define JUDGE(at, ...) judge_as("P-1", at, (struct judgement[]){ __VA_ARGS__ }, sizeof (struct judgement[]){ __VA_ARGS__ } / sizeof(struct judgement))

static bool list_row(void *ctx, const struct finding_row *r)
{
	buf_addf(ctx, "%s %s %s %s %s '%s' %s opened %lld seen %lld closed %lld reopened %lld first %lld", r->project, r->rule, r->element, r->verdict, r->severity, r->message, r->cause,
		(long long)r->opened_at, (long long)r->seen_at, (long long)r->closed_at, (long long)r->reopened, (long long)r->first_opened_at);
	if (!isnan(r->measure))
		buf_addf(ctx, " measure %g", r->measure);
	buf_puts(ctx, "\n");
	return true;
}

static const char *listed(const struct finding_filter *f)
{
	static struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	buf_clear(&text);
	assert_fine(finding_list(c.s, f, list_row, &text, &err), &err);
	return text.data;
}

static const char *all(void)
{
	return listed(&(struct finding_filter){ .closed = true });
}

static void a_finding_opens_stays_closes_and_is_reopened(void **state)
{
	(void)state;
	begin();
	assert_string_equal(JUDGE(10, judged(0, VERDICT_FAIL, "risks[credit]", "high")), "risks[credit] new 10\n");
	assert_string_equal(JUDGE(20, judged(0, VERDICT_FAIL, "risks[credit]", "high")), "risks[credit] stays 10\n");
	assert_string_equal(all(), "P-1 risk.high risks[credit] fail error 'high'  opened 10 seen 20 closed 0 reopened 0 first 10\n");
	assert_string_equal(JUDGE(30, judged(0, VERDICT_UNKNOWN, "risks[credit]", "cannot judge")), "risks[credit] stays 10\n");
	assert_string_equal(all(), "P-1 risk.high risks[credit] unknown error 'cannot judge'  opened 10 seen 30 closed 0 reopened 0 first 10\n");
	assert_string_equal(JUDGE(40, judged(0, VERDICT_PASS, "risks[credit]", "")), "gone: risk.high risks[credit] cannot judge pass 10\n");
	assert_string_equal(all(), "P-1 risk.high risks[credit] unknown error 'cannot judge' pass opened 10 seen 30 closed 40 reopened 0 first 10\n");
	assert_string_equal(JUDGE(50, judged(0, VERDICT_PASS, "risks[credit]", "")), ""); /* closed once */
	assert_string_equal(JUDGE(60, judged(0, VERDICT_WAIVED, "risks[credit]", "high again")), "risks[credit] reopened 60\n");
	assert_string_equal(all(), "P-1 risk.high risks[credit] waived error 'high again'  opened 60 seen 60 closed 0 reopened 1 first 10\n");
	assert_string_equal(JUDGE(70, judged(0, VERDICT_NOT_APPLICABLE, "risks[credit]", "")), "gone: risk.high risks[credit] high again not_applicable 60\n");
	assert_string_equal(JUDGE(80, judged(0, VERDICT_FAIL, "risks[credit]", "high")), "risks[credit] reopened 80\n");
	assert_non_null(strstr(all(), "reopened 2 first 10"));
	end();
}

static void a_new_measure_is_kept_though_the_words_are_the_same(void **state)
{
	struct judgement j = judged(1, VERDICT_FAIL, "", "over budget");

	(void)state;
	begin();
	j.measure = 104;
	JUDGE(10, j);
	assert_non_null(strstr(all(), "measure 104"));
	j.measure = 131;
	JUDGE(20, j);
	assert_non_null(strstr(all(), "measure 131"));
	j.measure = NAN;
	JUDGE(30, j);
	assert_null(strstr(all(), "measure"));
	end();
}

static void an_element_that_is_named_twice_is_one_finding(void **state)
{
	struct judgement one = judged(0, VERDICT_FAIL, "risks[credit]", "one"), two = judged(0, VERDICT_FAIL, "risks[credit]", "two");

	(void)state;
	begin();
	for (int at = 10; at < 40; at += 10) {
		JUDGE(at, one, two);
		assert_non_null(strstr(all(), "fail error 'one'"));
		assert_non_null(strstr(all(), "opened 10"));
		assert_non_null(strstr(all(), "reopened 0"));
	}
	end();
}

static void the_order_of_elements_is_of_no_matter(void **state)
{
	(void)state;
	begin();
	JUDGE(10, judged(0, VERDICT_FAIL, "risks[credit]", "a"), judged(0, VERDICT_FAIL, "risks[fx]", "b"));
	course_put(&c, "P-1", "{\"id\":\"P-1\",\"risks\":[{\"name\":\"fx\"},{\"name\":\"new\"},{\"impact\":4,\"name\":\"credit\"}]}", PUT_REPLACE);
	assert_string_equal(JUDGE(20, judged(0, VERDICT_FAIL, "risks[fx]", "b"), judged(0, VERDICT_FAIL, "risks[new]", "c"), judged(0, VERDICT_FAIL, "risks[credit]", "a")),
		"risks[fx] stays 10\nrisks[new] new 20\nrisks[credit] stays 10\n");
	assert_string_equal(JUDGE(30, judged(0, VERDICT_FAIL, "risks[credit]", "a")), /* the others went, and have no verdict */
		"risks[credit] stays 10\ngone: risk.high risks[fx] b element_gone 10\ngone: risk.high risks[new] c element_gone 20\n");
	end();
}

static void a_rule_that_could_not_be_judged_leaves_its_elements_open(void **state)
{
	struct judgement absent = judged(0, VERDICT_UNKNOWN, "", "cannot judge: risks is absent");

	(void)state;
	begin();
	JUDGE(10, judged(0, VERDICT_FAIL, "risks[credit]", "a"), judged(0, VERDICT_FAIL, "risks[fx]", "b"));
	assert_string_equal(JUDGE(20, judged(0, VERDICT_ERROR, "", "it broke")), " new 20\n");
	assert_string_equal(JUDGE(30, judged(0, VERDICT_UNKNOWN, "", "cannot judge: phase is absent")), " stays 20\n");
	absent.missing[0] = "risk"; /* another list, though it begins so */
	absent.missing_count = 1;
	assert_string_equal(JUDGE(40, absent), " stays 20\n");
	absent.missing[0] = "risks";
	assert_string_equal(JUDGE(50, absent), " stays 20\ngone: risk.high risks[credit] a element_gone 10\ngone: risk.high risks[fx] b element_gone 10\n");
	assert_string_equal(JUDGE(60, judged(0, VERDICT_FAIL, "risks[fx]", "b")), "risks[fx] reopened 60\ngone: risk.high  cannot judge: risks is absent pass 20\n");
	assert_string_equal(JUDGE(70, judged(0, VERDICT_NOT_APPLICABLE, "", "")), "gone: risk.high risks[fx] b not_applicable 60\n");
	end();
}

static void a_rule_that_is_gone_closes_what_it_found(void **state)
{
	static struct stored_rule rules[] = { { "budget.total", NULL, 0 } };

	(void)state;
	begin();
	JUDGE(10, judged(0, VERDICT_FAIL, "risks[credit]", "a"), judged(1, VERDICT_FAIL, "", "b"));
	by.at_ms = 30;
	assert_fine(course_activate(&c, "g2", rules, 1), &c.err);
	assert_int_equal(c.generation.closed, 1);
	assert_false(c.generation.was_active);
	assert_string_equal(all(), "P-1 budget.total  fail error 'b'  opened 10 seen 10 closed 0 reopened 0 first 10\n"
		"P-1 risk.high risks[credit] fail error 'a' rule_gone opened 10 seen 10 closed 30 reopened 0 first 10\n");
	assert_fine(course_activate(&c, "g2", rules, 1), &c.err);
	assert_true(c.generation.was_active);
	assert_int_equal(c.generation.closed, 0);
	end();
}

static void a_rule_that_was_renamed_keeps_what_it_found(void **state)
{
	/* the old name is taken by a new rule, which stands first */
	static struct stored_rule rules[] = { { "risk.high", NULL, 0 }, { "risk.grave", "risk.high", 0 }, { "budget.total", NULL, 0 } };

	(void)state;
	begin();
	JUDGE(10, judged(0, VERDICT_FAIL, "risks[credit]", "a"));
	assert_fine(course_activate(&c, "g2", rules, 3), &c.err);
	assert_int_equal(c.generation.closed, 0);
	assert_int_not_equal(rules[0].key, rules[1].key);
	assert_string_equal(JUDGE(20, judged(0, VERDICT_FAIL, "risks[credit]", "of the new one"), judged(1, VERDICT_FAIL, "risks[credit]", "a")), "risks[credit] new 20\nrisks[credit] stays 10\n");
	assert_non_null(strstr(all(), "risk.grave risks[credit] fail error 'a'  opened 10"));
	assert_fine(course_activate(&c, "g3", rules, 3), &c.err); /* "formerly" stays in the file for ever */
	assert_int_equal(c.generation.closed, 0);
	end();
}

static void a_project_that_is_deleted_closes_all_and_is_judged_no_more(void **state)
{
	(void)state;
	begin();
	JUDGE(10, judged(0, VERDICT_FAIL, "risks[credit]", "a"));
	by.at_ms = 30;
	assert_fine(project_delete(c.s, "P-1", &by, &c.err), &c.err);
	assert_string_equal(all(), "P-1 risk.high risks[credit] fail error 'a' project_deleted opened 10 seen 10 closed 30 reopened 0 first 10\n");
	assert_string_equal(JUDGE(40, judged(0, VERDICT_FAIL, "risks[credit]", "a")), ""); /* the verdict was on its way */
	assert_fine(course_put(&c, "P-1", first_document, PUT_REPLACE), &c.err);
	assert_string_equal(JUDGE(50, judged(0, VERDICT_FAIL, "risks[credit]", "a")), "risks[credit] reopened 50\n");
	end();
}

static void what_is_listed_can_be_chosen(void **state)
{
	struct judgement j[4] = { judged(0, VERDICT_FAIL, "risks[credit]", "a"), judged(0, VERDICT_UNKNOWN, "risks[fx]", "b"), judged(1, VERDICT_FAIL, "", "c"), judged(1, VERDICT_FAIL, "x", "gone") };

	(void)state;
	begin();
	course_put(&c, "P-2", "{\"business_unit\":\"north\",\"id\":\"P-2\",\"owner\":\"bo\"}", PUT_REPLACE);
	j[0].severity = SEVERITY_WARNING;
	j[2].severity = SEVERITY_CRITICAL;
	JUDGE(10, j[0], j[3]);
	JUDGE(20, j[0], j[1], j[2]);
	judge_as("P-2", 30, j, 1);
#define CHOSEN(...) listed(&(struct finding_filter){ __VA_ARGS__ })
#define A1 "P-1 risk.high risks[credit] fail warning 'a'  opened 10 seen 20 closed 0 reopened 0 first 10\n"
#define A2 "P-2 risk.high risks[credit] fail warning 'a'  opened 30 seen 30 closed 0 reopened 0 first 30\n"
#define B1 "P-1 risk.high risks[fx] unknown error 'b'  opened 20 seen 20 closed 0 reopened 0 first 20\n"
#define C1 "P-1 budget.total  fail critical 'c'  opened 20 seen 20 closed 0 reopened 0 first 20\n"
#define G1 "P-1 budget.total x fail error 'gone' element_gone opened 10 seen 10 closed 20 reopened 0 first 10\n"
	assert_string_equal(CHOSEN(0), C1 B1 A1 A2); /* the worst first, then the oldest */
	assert_string_equal(CHOSEN(.closed = true), C1 G1 B1 A1 A2);
	assert_string_equal(CHOSEN(.severity = "error"), C1 B1);
	assert_string_equal(CHOSEN(.severity = "critical"), C1);
	assert_string_equal(CHOSEN(.severity = "info"), C1 B1 A1 A2);
	assert_string_equal(CHOSEN(.verdict = "unknown"), B1);
	assert_string_equal(CHOSEN(.rule = "risk.*"), B1 A1 A2);
	assert_string_equal(CHOSEN(.rule = "tot?l"), C1); /* the end of the id */
	assert_string_equal(CHOSEN(.rule = "otal"), "");
	assert_string_equal(CHOSEN(.project = "P-2"), A2);
	assert_string_equal(CHOSEN(.owner = "a*"), C1 B1 A1);
	assert_string_equal(CHOSEN(.owner = "b[no]"), A2);
	assert_string_equal(CHOSEN(.business_unit = "n*"), A2);
	assert_string_equal(CHOSEN(.opened_before = 20), A1);
	assert_string_equal(CHOSEN(.opened_since = 20), C1 B1 A2);
	assert_string_equal(CHOSEN(.opened_since = 15, .opened_before = 25, .severity = "error", .owner = "ada"), C1 B1);
	end();
}

static void the_watched_rules_of_a_project_are_those_with_something_open(void **state)
{
	struct project_cursor *cursor;
	struct stored_project p;

	(void)state;
	begin();
	JUDGE(10, judged(0, VERDICT_FAIL, "risks[credit]", "a"), judged(0, VERDICT_FAIL, "risks[fx]", "b"), judged(1, VERDICT_FAIL, "", "c"));
	JUDGE(20, judged(0, VERDICT_FAIL, "risks[credit]", "a"), judged(1, VERDICT_PASS, "", ""));
	assert_int_equal(project_cursor_open(c.s, true, &cursor, NULL), 0);
	assert_int_equal(project_cursor_next(cursor, &p, NULL), 1);
	assert_int_equal(p.watched_count, 1);
	assert_int_equal(p.watched[0], course_rules[0].key);
	project_cursor_close(cursor);
	end();
}

/* ---- generations ---- */

static void tell_activation(void *ctx, const struct activation_row *r)
{
	buf_addf(ctx, "%s %s %s %s%s\n", r->hash, r->engine, r->actor, r->reason, r->active ? " active" : "");
}

static void an_older_generation_comes_back_with_its_files(void **state)
{
	struct arena a = ARENA_INIT;
	struct stored_file *files;
	struct buf text = BUF_INIT;
	char hash[65];
	size_t n;

	(void)state;
	begin();
	assert_fine(course_activate(&c, "g2", later_rules, 1), &c.err);
	assert_fine(course_activate(&c, "g1", course_rules, 2), &c.err);
	assert_false(c.generation.was_active);
	assert_int_equal(generation_active(c.s, hash, NULL), 0);
	assert_string_equal(hash, "g1");
	assert_int_equal(generation_history(c.s, tell_activation, &text, NULL), 0);
	assert_string_equal(text.data, "g1 1.0 li.wei weekly import active\ng2 1.0 li.wei weekly import\ng1 1.0 li.wei weekly import\n");
	assert_int_equal(generation_files(c.s, "g2", &a, &files, &n, NULL), 0);
	assert_int_equal(n, 2);
	assert_string_equal(files[0].path, "policies/none.lua");
	assert_int_equal(files[0].len, 0);
	assert_string_equal(files[1].path, "policies/risk.lua");
	assert_string_equal(files[1].text, "policy {}");
	assert_int_equal(generation_files(c.s, "g9", &a, &files, &n, NULL), 0);
	assert_int_equal(n, 0);
	buf_release(&text);
	arena_release(&a);
	end();
	assert_int_equal(number_in("a.db", "SELECT count(*) FROM blob"), 2); /* kept once */
}

static void verdicts_of_a_generation_that_is_not_stored_are_refused(void **state)
{
	struct judgement j = judged(0, VERDICT_FAIL, "", "a");

	(void)state;
	begin();
	c.generation.key = 4711;
	assert_true(course_judge(&c, "P-1", &j, 1) < 0);
	err_release(&c.err);
	assert_string_equal(all(), "");
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOM(a_finding_opens_stays_closes_and_is_reopened), IN_ROOM(a_new_measure_is_kept_though_the_words_are_the_same),
		IN_ROOM(an_element_that_is_named_twice_is_one_finding), IN_ROOM(the_order_of_elements_is_of_no_matter),
		IN_ROOM(a_rule_that_could_not_be_judged_leaves_its_elements_open), IN_ROOM(a_rule_that_is_gone_closes_what_it_found),
		IN_ROOM(a_rule_that_was_renamed_keeps_what_it_found), IN_ROOM(a_project_that_is_deleted_closes_all_and_is_judged_no_more),
		IN_ROOM(what_is_listed_can_be_chosen), IN_ROOM(the_watched_rules_of_a_project_are_those_with_something_open),
		IN_ROOM(an_older_generation_comes_back_with_its_files), IN_ROOM(verdicts_of_a_generation_that_is_not_stored_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
