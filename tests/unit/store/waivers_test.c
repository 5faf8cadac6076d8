/* SPDX-License-Identifier: MIT */
/* What waivers.h promises: who may decide, in which order, what is kept of it, and what ends a waiver. */
#include "course.h"

static struct course c;
static const struct origin li = { "li.wei", "insured until year end", 1700000000000 }, wang = { "wang.fang", "", 1700000001000 };

static void begin(void)
{
	c = (struct course){ .s = open_store("a.db", STORE_WRITE), .err = ERR_INIT };
	assert_fine(course_activate(&c, "g1", course_rules, 2), &c.err);
	put(c.s, "P-1", "{\"id\":\"P-1\",\"risks\":[{\"name\":\"credit\"}]}");
	put(c.s, "P-2", "{\"id\":\"P-2\"}");
}

static void end(void)
{
	assert_healthy(c.s);
	store_close(c.s);
}

static struct waiver_request wish(const char *project, const char *rule, const char *element)
{
	return (struct waiver_request){ .project = project, .rule = rule, .element = element, .digest = "d1", .expires_at = li.at_ms + 5000, .by = &li };
}

static int64_t ask(const char *project, const char *rule, const char *element)
{
	struct waiver_request q = wish(project, rule, element);

	assert_fine(waiver_request(c.s, &q, &c.err), &c.err);
	return q.number;
}

static bool row(void *ctx, const struct waiver_row *r)
{
	buf_addf(ctx, "%lld %s %s %s %s %s by %s%s%s %lld%s%s\n", (long long)r->number, waiver_state_names[r->state], r->project, r->rule, r->element, r->digest, r->requested_by,
		*r->decided_by ? ", " : "", r->decided_by, (long long)(r->expires_at - li.at_ms), *r->cause ? " " : "", r->cause);
	return true;
}

static const char *listed(struct waiver_filter f)
{
	static struct buf text = BUF_INIT;

	buf_clear(&text);
	assert_fine(waiver_list(c.s, &f, row, &text, &c.err), &c.err);
	return text.data;
}
#define LISTED(...) listed((struct waiver_filter){ __VA_ARGS__ })

static void asked_for_and_granted_by_another_person(void **state)
{
	int64_t n;

	(void)state;
	begin();
	n = ask("P-1", "risk.high", "risks[credit]");
	assert_string_equal(LISTED(.approved = true), "");
	assert_int_equal(waiver_approve(c.s, n, &li, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "waiver 1 was asked for by li.wei: another person approves it", NULL);
	assert_fine(waiver_approve(c.s, n, &wang, &c.err), &c.err);
	assert_string_equal(LISTED(.approved = true), "1 approved P-1 risk.high risks[credit] d1 by li.wei, wang.fang 5000\n");
	assert_string_equal(LISTED(.approved = true, .as_of_ms = li.at_ms + 4999), "1 approved P-1 risk.high risks[credit] d1 by li.wei, wang.fang 5000\n");
	assert_string_equal(LISTED(.approved = true, .as_of_ms = li.at_ms + 5000), "");
	assert_string_equal(LISTED(.approved = true, .over = true, .as_of_ms = li.at_ms + 5000), "1 approved P-1 risk.high risks[credit] d1 by li.wei, wang.fang 5000\n");
	assert_int_equal(waiver_approve(c.s, n, &wang, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "waiver 1 is approved: it cannot be approved", "plumb waive close 1", NULL);
	end();
	/* not even somebody who writes into the file can grant it alone */
	assert_int_not_equal(meddle("a.db", "UPDATE waiver SET decided_by = requested_by"), SQLITE_OK);
}

static void what_cannot_be_asked_for(void **state)
{
	struct waiver_request q;
	struct origin silent = li;

	(void)state;
	begin();
	q = wish("P-9", "risk.high", "");
	assert_int_equal(waiver_request(c.s, &q, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "there is no project 'P-9' in the store", NULL);
	q = wish("P-1", "risk.high", "");
	q.expires_at = li.at_ms;
	assert_int_equal(waiver_request(c.s, &q, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "cannot have expired", NULL);
	q = wish("P-1", "risk.high", "");
	silent.reason = "";
	q.by = &silent;
	assert_int_equal(waiver_request(c.s, &q, &c.err), ERR_USAGE);
	assert_error(&c.err, ERR_USAGE, "a waiver needs a reason", NULL);
	ask("P-1", "risk.high", "");
	q = wish("P-1", "risk.high", "");
	assert_int_equal(waiver_request(c.s, &q, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "is not decided yet: waiver 1", NULL);
	/* one element is another thing; so is the same once more when it was decided */
	assert_int_equal(ask("P-1", "risk.high", "risks[credit]"), 2);
	assert_fine(waiver_approve(c.s, 1, &wang, &c.err), &c.err);
	assert_int_equal(ask("P-1", "risk.high", ""), 3);
	end();
}

static void rejected_closed_and_expired(void **state)
{
	const struct origin why = { "wang.fang", "no grounds", 1700000001000 }, late = { "wang.fang", "", 1700000005000 };
	int64_t n;

	(void)state;
	begin();
	n = ask("P-1", "risk.high", "");
	assert_int_equal(waiver_reject(c.s, n, &wang, &c.err), ERR_USAGE);
	err_release(&c.err);
	assert_fine(waiver_reject(c.s, n, &why, &c.err), &c.err);
	assert_int_equal(waiver_close(c.s, n, &why, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "waiver 1 is rejected: it cannot be closed", NULL);
	n = ask("P-1", "risk.high", "");
	assert_int_equal(waiver_approve(c.s, n, &late, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "has expired before anybody approved it", NULL);
	assert_fine(waiver_approve(c.s, n, &wang, &c.err), &c.err);
	assert_fine(waiver_close(c.s, n, &li, &c.err), &c.err); /* who asked for it may end it */
	assert_string_equal(LISTED(.as_of_ms = 0), "");
	assert_string_equal(LISTED(.over = true), "1 rejected P-1 risk.high  d1 by li.wei, wang.fang 5000 no grounds\n"
		"2 closed P-1 risk.high  d1 by li.wei, wang.fang 5000 insured until year end\n");
	assert_int_equal(waiver_approve(c.s, 9, &wang, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "there is no waiver 9 in the store", "plumb waive list --all", NULL);
	end();
}

static void each_step_is_in_the_log(void **state)
{
	(void)state;
	begin();
	ask("P-1", "risk.high", "");
	assert_fine(waiver_approve(c.s, 1, &wang, &c.err), &c.err);
	assert_fine(waiver_close(c.s, 1, &li, &c.err), &c.err);
	end();
	assert_int_equal(number_in("a.db", "SELECT count(*) FROM audit a JOIN audit_payload p USING (seq) JOIN project j ON j.key = a.project WHERE j.id = 'P-1' AND ("
		" a.action = 'waiver.requested' AND p.actor = 'li.wei' AND p.reason = 'insured until year end' AND p.payload ->> 'waiver' = 1 AND p.payload ->> 'rule' = 'risk.high'"
		" OR a.action = 'waiver.approved' AND p.actor = 'wang.fang' OR a.action = 'waiver.closed' AND p.actor = 'li.wei')"), 3);
}

static void a_project_that_is_deleted_takes_them_along(void **state)
{
	struct origin why = li;

	(void)state;
	begin();
	ask("P-1", "risk.high", "");
	ask("P-1", "budget.total", "");
	ask("P-2", "risk.high", "");
	assert_fine(waiver_approve(c.s, 1, &wang, &c.err), &c.err);
	why.reason = "";
	assert_fine(project_delete(c.s, "P-1", &why, &c.err), &c.err);
	assert_string_equal(LISTED(.as_of_ms = 0), "3 requested P-2 risk.high  d1 by li.wei 5000\n");
	assert_string_equal(LISTED(.over = true, .project = "P-1"), "1 closed P-1 risk.high  d1 by li.wei, wang.fang 5000 project_deleted\n"
		"2 closed P-1 budget.total  d1 by li.wei 5000 project_deleted\n");
	/* when the project comes back they do not */
	put(c.s, "P-1", "{\"id\":\"P-1\"}");
	assert_string_equal(LISTED(.approved = true), "");
	end();
}

static void a_number_is_never_given_twice(void **state)
{
	struct erased out;

	(void)state;
	begin();
	ask("P-2", "risk.high", "");
	assert_fine(project_erase(c.s, "P-2", &li, &out, &c.err), &c.err);
	assert_string_equal(LISTED(.over = true), "");
	assert_int_equal(ask("P-1", "risk.high", ""), 2);
	end();
}

static void a_rule_that_was_renamed_keeps_them(void **state)
{
	(void)state;
	begin();
	ask("P-1", "risk.high", "");
	assert_fine(course_activate(&c, "g2", later_rules, 1), &c.err);
	assert_string_equal(LISTED(.as_of_ms = 0), "1 requested P-1 risk.grave  d1 by li.wei 5000\n");
	end();
}

static void a_person_who_is_erased_is_in_none_of_them(void **state)
{
	const struct origin somebody = { "zhao", "", 1700000002000 };
	struct erased out;

	(void)state;
	begin();
	ask("P-1", "risk.high", "");
	assert_fine(waiver_approve(c.s, 1, &wang, &c.err), &c.err);
	assert_fine(person_erase(c.s, "wang.fang", &somebody, &out, &c.err), &c.err);
	assert_fine(person_erase(c.s, "li.wei", &somebody, &out, &c.err), &c.err);
	assert_null(strstr(LISTED(.over = true), "wang"));
	assert_null(strstr(LISTED(.over = true), "li.wei"));
	assert_non_null(strstr(LISTED(.approved = true), "1 approved P-1 risk.high"));
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOM(asked_for_and_granted_by_another_person), IN_ROOM(what_cannot_be_asked_for), IN_ROOM(rejected_closed_and_expired), IN_ROOM(each_step_is_in_the_log),
		IN_ROOM(a_project_that_is_deleted_takes_them_along), IN_ROOM(a_number_is_never_given_twice), IN_ROOM(a_rule_that_was_renamed_keeps_them),
		IN_ROOM(a_person_who_is_erased_is_in_none_of_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
