/* SPDX-License-Identifier: MIT */
/* What gates.h promises: document, decision and log in one transaction, and nothing on a document that is another by now. */
#include "course.h"

static struct course c;

static void begin(void)
{
	c = (struct course){ .s = open_store("a.db", STORE_WRITE), .err = ERR_INIT };
	assert_fine(course_activate(&c, "g1", course_rules, 2), &c.err);
	put(c.s, "P-1", "{\"id\":\"P-1\",\"phase\":\"planning\"}");
}

static void end(void)
{
	assert_healthy(c.s);
	store_close(c.s);
}

static int64_t revision_of(const char *id)
{
	struct buf text = BUF_INIT;
	struct stored_project p;

	assert_int_equal(project_find(c.s, id, &text, &p, &c.err), 1);
	buf_release(&text);
	return p.revision;
}

static struct gate_entry entry(enum gate_outcome outcome, const char *to, const char *document)
{
	return (struct gate_entry){ .project = "P-1", .revision = revision_of("P-1"), .document = document, .len = document ? strlen(document) : 0, .from = "planning", .to = to,
		.element = "", .outcome = outcome, .role = "", .generation = "g1", .verdicts = "[]", .by = &by };
}

static bool decision(void *ctx, const struct gate_row *r)
{
	buf_addf(ctx, "%s %s>%s%s%s by %s: %s, %s %s\n", gate_outcome_names[r->outcome], r->from, r->to, *r->element ? " " : "", r->element, r->actor, r->reason, r->generation, r->verdicts);
	return true;
}

static const char *decisions(void)
{
	static struct buf text = BUF_INIT;

	buf_clear(&text);
	assert_fine(gate_list(c.s, "P-1", decision, &text, &c.err), &c.err);
	return text.len ? text.data : "";
}

static bool change(void *ctx, const struct change_row *r)
{
	buf_addf(ctx, "%s %s %s>%s\n", r->action, r->path, r->from ? r->from : "", r->to ? r->to : "");
	return true;
}

static const char *history(void)
{
	static struct buf text = BUF_INIT;

	buf_clear(&text);
	assert_fine(history_of_project(c.s, "P-1", NULL, 0, change, &text, &c.err), &c.err);
	return text.data;
}

static const char moved[] = "{\"id\":\"P-1\",\"phase\":\"execution\"}";

static void passing_moves_the_document_and_is_kept_with_it(void **state)
{
	struct gate_entry g;

	(void)state;
	begin();
	g = entry(GATE_PASSED, "execution", moved);
	assert_fine(gate_record(c.s, &g, &c.err), &c.err);
	assert_false(g.changed);
	assert_string_equal(document_of(c.s, "P-1"), moved);
	assert_string_equal(decisions(), "passed planning>execution by li.wei: weekly import, g1 []\n");
	assert_string_equal(history(), "project.created  >\nproject.changed phase \"planning\">\"execution\"\ngate.passed  >\n");
	end();
}

static void refusing_moves_nothing_and_is_kept_too(void **state)
{
	struct gate_entry g;

	(void)state;
	begin();
	g = entry(GATE_REFUSED, "execution", NULL);
	g.verdicts = "[{\"rule\":\"risk.high\"}]";
	assert_fine(gate_record(c.s, &g, &c.err), &c.err);
	assert_string_equal(document_of(c.s, "P-1"), "{\"id\":\"P-1\",\"phase\":\"planning\"}");
	assert_string_equal(decisions(), "refused planning>execution by li.wei: weekly import, g1 [{\"rule\":\"risk.high\"}]\n");
	end();
}

static void a_reopening_and_an_element_are_told_as_what_they_are(void **state)
{
	struct gate_entry g;

	(void)state;
	begin();
	g = entry(GATE_REOPENED, "execution", moved);
	assert_fine(gate_record(c.s, &g, &c.err), &c.err);
	g = entry(GATE_OVERRIDDEN, "execution", NULL);
	g.element = "risks[fx]";
	assert_fine(gate_record(c.s, &g, &c.err), &c.err);
	assert_string_equal(decisions(), "overridden planning>execution risks[fx] by li.wei: weekly import, g1 []\nreopened planning>execution by li.wei: weekly import, g1 []\n");
	end();
}

static void a_document_that_is_another_by_now_is_told_and_nothing_is_written(void **state)
{
	struct gate_entry g;
	const char *before;

	(void)state;
	begin();
	g = entry(GATE_PASSED, "execution", moved);
	put(c.s, "P-1", "{\"id\":\"P-1\",\"owner\":\"ada\",\"phase\":\"planning\"}");
	before = digest_of(c.s);
	assert_fine(gate_record(c.s, &g, &c.err), &c.err);
	assert_true(g.changed);
	assert_string_equal(digest_of(c.s), before);
	assert_string_equal(decisions(), "");
	end();
}

static void what_cannot_be_kept_leaves_no_trace(void **state)
{
	const char *before;
	struct gate_entry g;

	(void)state;
	begin();
	before = digest_of(c.s);
	g = entry(GATE_PASSED, "execution", "{\"id\":\"P-1\",\"phase\":\"excution\"}");
	assert_int_equal(gate_record(c.s, &g, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "would break the schema", NULL);
	g = entry(GATE_PASSED, "execution", moved);
	g.generation = "g9";
	assert_int_equal(gate_record(c.s, &g, &c.err), ERR_INTERNAL);
	err_release(&c.err);
	g = entry(GATE_PASSED, "execution", moved);
	g.project = "P-9";
	assert_int_equal(gate_record(c.s, &g, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "there is no project 'P-9'", NULL);
	for (int n = 1;; n++) { /* every statement fails once: the phase never moves without its decision, nor the other way round */
		char what[16];
		int status;

		g = entry(GATE_PASSED, "execution", moved);
		snprintf(what, sizeof what, "sql:%d", n);
		fault(what);
		status = gate_record(c.s, &g, &c.err);
		fault(NULL);
		if (!status)
			break;
		err_release(&c.err);
		assert_string_equal(digest_of(c.s), before);
		assert_true(n < 100);
	}
	assert_string_equal(document_of(c.s, "P-1"), moved);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOM(passing_moves_the_document_and_is_kept_with_it),
		IN_ROOM(refusing_moves_nothing_and_is_kept_too),
		IN_ROOM(a_reopening_and_an_element_are_told_as_what_they_are),
		IN_ROOM(a_document_that_is_another_by_now_is_told_and_nothing_is_written),
		IN_ROOM(what_cannot_be_kept_leaves_no_trace),
	};

	return cmocka_run_group_tests_name("gates", tests, NULL, NULL);
}
