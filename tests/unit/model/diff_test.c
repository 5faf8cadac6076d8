/* SPDX-License-Identifier: MIT */
/* diff: what changed is told once, at its path, and nothing else is; tracked values are sampled. */
#include "diff_fixture.h"

#include "base/fault.h"

static void assert_diff_of(bool lenient, const char *a, const char *b, const char *changes, const char *samples)
{
	struct pair p = pair_new(lenient);
	pair_diff(&p, a, b);
	assert_string_equal(p.changes.data, changes);
	assert_string_equal(p.samples.data, samples);
	pair_release(&p);
}

static void assert_diff(const char *a, const char *b, const char *changes, const char *samples)
{
	assert_diff_of(false, a, b, changes, samples);
}

/* A project's JSON from its other members. */
#define P(members) "{\"id\":\"P\"," members "}"

static void values_change_as_their_text(void **state)
{
	(void)state;
	assert_diff(P("\"name\":\"a\""), P("\"name\":\"b\\n\""), "name: \"a\" -> \"b\\n\"\n", "");
	assert_diff(P("\"done\":\"85%\""), P("\"done\":85.0"), "", "");
	assert_diff(P("\"done\":85"), P("\"done\":\"85.5%\""), "done: 85 -> 85.5\n", "done = 85.5\n");
	assert_diff(P("\"ratio\":0.0"), P("\"ratio\":-0.0"), "", "");
	assert_diff(P("\"ratio\":0.1"), P("\"ratio\":0.10000000000000001"), "", "");
	assert_diff(P("\"tags\":[\"a\",\"b\"]"), P("\"tags\":[\"b\",\"a\"]"), "tags: [\"a\",\"b\"] -> [\"b\",\"a\"]\n", "tags = [\"b\",\"a\"]\n");
	assert_diff(P("\"tags\":[\"a\",\"b\"]"), P("\"tags\":[\"a\",\"b\"]"), "", "");
	assert_diff(P("\"tags\":[]"), P("\"name\":null"), "tags: [] -> -\n", "tags = -\n");
	assert_diff(P("\"extra\":{\"a\":1,\"b\":2}"), P("\"extra\":{\"b\":2.0,\"a\":1}"), "", "");
	assert_diff(P("\"extra\":1"), P("\"extra\":[\"1\"]"), "extra: 1 -> [\"1\"]\n", "extra = [\"1\"]\n");
	/* one moment, written in another zone, is another text */
	assert_diff(P("\"seen_at\":\"2026-03-01T09:00:00+08:00\""), P("\"seen_at\":\"2026-03-01T01:00:00Z\""),
		"seen_at: \"2026-03-01T09:00:00+08:00\" -> \"2026-03-01T01:00:00Z\"\n", "");
	/* in canonical order, whatever the order of the documents */
	assert_diff(P("\"start\":\"2026-03-01\",\"name\":\"a\",\"done\":1"), P("\"name\":\"b\",\"done\":2,\"start\":\"2026-03-02\""),
		"done: 1 -> 2\nname: \"a\" -> \"b\"\nstart: \"2026-03-01\" -> \"2026-03-02\"\n", "done = 2\nstart = \"2026-03-02\"\n");
}

static void absent_null_and_empty(void **state)
{
	(void)state;
	assert_diff(P("\"name\":\"\""), P("\"name\":null"), "name: \"\" -> -\n", "");
	assert_diff(P("\"done\":null"), P("\"name\":\"\""), "name: - -> \"\"\n", "");
	assert_diff(P("\"done\":null"), P("\"risks\":null"), "", "");
}

static void money_and_its_currency(void **state)
{
	(void)state;
	/* in the project's own currency it is a number, however it was written */
	assert_diff(P("\"currency\":\"EUR\",\"value\":5"), P("\"value\":{\"amount\":5,\"currency\":\"EUR\"},\"currency\":\"EUR\""), "", "");
	assert_diff(P("\"value\":{\"amount\":5,\"currency\":\"USD\"}"), P("\"name\":\"x\",\"value\":{\"amount\":5.0,\"currency\":\"USD\"}"), "name: - -> \"x\"\n", "");
	assert_diff(P("\"value\":{\"amount\":5,\"currency\":\"USD\"}"), P("\"value\":{\"amount\":5,\"currency\":\"CNY\"}"),
		"value: {\"amount\":5,\"currency\":\"USD\"} -> {\"amount\":5,\"currency\":\"CNY\"}\n", "value = {\"amount\":5,\"currency\":\"CNY\"}\n");
	assert_diff(P("\"currency\":\"EUR\",\"value\":5"), P("\"currency\":\"USD\",\"value\":5"), "currency: \"EUR\" -> \"USD\"\n", "");
}

static void only_what_was_given_is_a_change(void **state)
{
	(void)state;
	/* giving the default changes the document, not the value */
	assert_diff(P("\"name\":\"\""), P("\"name\":\"\",\"phase\":\"planning\""), "phase: - -> \"planning\"\n", "");
	assert_diff(P("\"name\":\"\""), P("\"name\":\"\",\"phase\":\"execution\""), "phase: - -> \"execution\"\n", "phase = \"execution\"\n");
	/* a computed value is sampled, and never told as a change */
	assert_diff(P("\"risks\":[{\"name\":\"r\",\"probability\":2,\"impact\":3}]"), P("\"risks\":[{\"name\":\"r\",\"probability\":4,\"impact\":3}]"),
		"risks[r].probability: 2 -> 4\n", "risks[r].score = 12\n");
	assert_diff(P("\"risks\":[{\"name\":\"r\",\"probability\":2,\"impact\":3}]"), P("\"risks\":[{\"name\":\"r\",\"probability\":2}]"),
		"risks[r].impact: 3 -> -\n", "risks[r].score = -\n");
	assert_diff(P("\"risks\":[{\"name\":\"r\",\"probability\":2,\"impact\":3}]"), P("\"risks\":[{\"name\":\"r\",\"probability\":2,\"impact\":3,\"score\":6}]"),
		"risks[r].score: - -> 6\n", "");
}

static void objects_come_and_go_by_their_fields(void **state)
{
	(void)state;
	assert_diff(P("\"name\":\"\""), P("\"name\":\"\",\"budget\":{\"total\":5,\"reserve\":{\"share\":10}}"),
		"budget.reserve.share: - -> 10\nbudget.total: - -> 5\n", "budget.total = 5\n");
	assert_diff(P("\"name\":\"\",\"budget\":{\"total\":5,\"reserve\":{\"share\":10}}"), P("\"name\":\"\""),
		"budget.reserve.share: 10 -> -\nbudget.total: 5 -> -\n", "budget.total = -\n");
	/* without fields it is told itself */
	assert_diff(P("\"name\":\"\""), P("\"name\":\"\",\"budget\":{\"reserve\":{\"uses\":[]}}"), "budget.reserve.uses: - -> []\n", "");
	assert_diff(P("\"budget\":{\"total\":5}"), P("\"budget\":{}"), "budget.total: 5 -> -\nbudget: - -> {}\n", "budget.total = -\n");
	assert_diff(P("\"budget\":{\"total\":null}"), P("\"budget\":{\"total\":5}"), "budget.total: - -> 5\n", "budget.total = 5\n");
	assert_diff(P("\"budget\":{}"), P("\"name\":null"), "budget: {} -> -\n", "");
	assert_diff(P("\"risks\":[]"), P("\"risks\":null"), "risks: [] -> -\n", "");
	assert_diff(P("\"risks\":[{\"name\":\"r\"}]"), P("\"risks\":[]"), "risks[r]: {\"name\":\"r\"} -> -\nrisks: - -> []\n", "");
}

static void elements_come_and_go_as_a_whole(void **state)
{
	(void)state;
	assert_diff(P("\"risks\":[]"), P("\"risks\":[{\"name\":\"a]b\",\"probability\":2,\"impact\":3}]"),
		"risks[a\\]b]: - -> {\"impact\":3,\"name\":\"a]b\",\"probability\":2}\n", "risks[a\\]b].score = 6\n");
	assert_diff(P("\"risks\":[{\"name\":\"a\",\"probability\":2,\"impact\":3},{\"name\":\"b\"}]"), P("\"risks\":[{\"name\":\"b\",\"probability\":1}]"),
		"risks[a]: {\"impact\":3,\"name\":\"a\",\"probability\":2} -> -\nrisks[b].probability: - -> 1\n", "risks[a].score = -\n");
	/* samples reach into lists of an element that comes or goes, the change does not */
	assert_diff(P("\"contracts\":[{\"id\":\"c\",\"payments\":[{\"name\":\"p\",\"amount\":1}]}]"), P("\"contracts\":[{\"id\":\"d\",\"payments\":[{\"name\":\"q\",\"amount\":2}]}]"),
		"contracts[c]: {\"id\":\"c\",\"payments\":[{\"amount\":1,\"name\":\"p\"}]} -> -\n"
		"contracts[d]: - -> {\"id\":\"d\",\"payments\":[{\"amount\":2,\"name\":\"q\"}]}\n",
		"contracts[c].payments[p].amount = -\ncontracts[d].payments[q].amount = 2\n");
}

static void lists_within_lists(void **state)
{
	(void)state;
	assert_diff(P("\"contracts\":[{\"id\":\"x\",\"payments\":[{\"name\":\"y\",\"amount\":1},{\"name\":\"z\"}]},{\"id\":\"w\"}]"),
		P("\"contracts\":[{\"id\":\"w\",\"name\":\"W\"},{\"id\":\"x\",\"payments\":[{\"name\":\"z\"},{\"name\":\"y\",\"amount\":2}]}]"),
		"contracts[w].name: - -> \"W\"\ncontracts[x].payments[y].amount: 1 -> 2\ncontracts[x].payments: [\"y\",\"z\"] -> [\"z\",\"y\"]\n"
		"contracts: [\"x\",\"w\"] -> [\"w\",\"x\"]\n",
		"contracts[x].payments[y].amount = 2\n");
}

static void an_element_is_known_by_its_identity(void **state)
{
	(void)state;
	/* the id counts where there is one, the name may change then; a new key is another element */
	assert_diff(P("\"contracts\":[{\"id\":\"x\",\"name\":\"a\"}]"), P("\"contracts\":[{\"id\":\"x\",\"name\":\"b\"}]"), "contracts[x].name: \"a\" -> \"b\"\n", "");
	assert_diff(P("\"contracts\":[{\"name\":\"a\"}]"), P("\"contracts\":[{\"name\":\"b\"}]"),
		"contracts[a]: {\"name\":\"a\"} -> -\ncontracts[b]: - -> {\"name\":\"b\"}\n", "");
	assert_diff(P("\"contracts\":[{\"name\":\"a\"}]"), P("\"contracts\":[{\"id\":\"\",\"name\":\"a\"}]"), "contracts[a].id: - -> \"\"\n", "");
	/* of two that are called the same the second is the second */
	assert_diff(P("\"risks\":[{\"name\":\"x\",\"impact\":1},{\"name\":\"y\"},{\"name\":\"x\",\"impact\":2}]"),
		P("\"risks\":[{\"name\":\"y\"},{\"name\":\"x\",\"impact\":1},{\"name\":\"x\",\"impact\":3},{\"name\":\"x\",\"impact\":4}]"),
		"risks[x#2].impact: 2 -> 3\nrisks[x#3]: - -> {\"impact\":4,\"name\":\"x\"}\nrisks: [\"x\",\"y\",\"x#2\"] -> [\"y\",\"x\",\"x#2\"]\n", "");
	/* one that is called "x#2" is not the second "x" */
	assert_diff(P("\"risks\":[{\"name\":\"x\"},{\"name\":\"x\"}]"), P("\"risks\":[{\"name\":\"x\"},{\"name\":\"x#2\"}]"),
		"risks[x#2]: {\"name\":\"x\"} -> -\nrisks[x#2]: - -> {\"name\":\"x#2\"}\n", "");
	/* without identity the place counts */
	assert_diff(P("\"notes\":[{\"text\":\"a\"},{\"text\":\"b\"}]"), P("\"notes\":[{\"text\":\"b\"}]"),
		"notes[#2]: {\"text\":\"b\"} -> -\nnotes[#1].text: \"a\" -> \"b\"\n", "notes = [{\"text\":\"b\"}]\n");
	assert_diff(P("\"notes\":[{}]"), P("\"notes\":[{\"text\":\"a\"}]"), "notes[#1].text: - -> \"a\"\n", "notes = [{\"text\":\"a\"}]\n");
}

static void order_is_told_once_for_those_that_stay(void **state)
{
	(void)state;
	static const char a[] = P("\"risks\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"},{\"name\":\"d\"}]");
	assert_diff(a, P("\"risks\":[{\"name\":\"d\"},{\"name\":\"c\"},{\"name\":\"b\"},{\"name\":\"a\"}]"),
		"risks: [\"a\",\"b\",\"c\",\"d\"] -> [\"d\",\"c\",\"b\",\"a\"]\n", "");
	assert_diff(a, P("\"risks\":[{\"name\":\"e\"},{\"name\":\"a\"},{\"name\":\"c\"},{\"name\":\"d\"}]"),
		"risks[b]: {\"name\":\"b\"} -> -\nrisks[e]: - -> {\"name\":\"e\"}\n", "");
	assert_diff(a, P("\"risks\":[{\"name\":\"d\"},{\"name\":\"e\"},{\"name\":\"a\"}]"),
		"risks[b]: {\"name\":\"b\"} -> -\nrisks[c]: {\"name\":\"c\"} -> -\nrisks[e]: - -> {\"name\":\"e\"}\nrisks: [\"a\",\"d\"] -> [\"d\",\"a\"]\n", "");
}

static void unknown_members_are_compared_by_name(void **state)
{
	(void)state;
	assert_diff_of(true, P("\"zz\":{\"b\":1,\"a\":[1,2]},\"aa\":1,\"same\":null"), P("\"same\":null,\"zz\":{\"a\":[1,2],\"b\":1.0},\"aa\":\"1\""), "aa: 1 -> \"1\"\n", "");
	assert_diff_of(true, P("\"risks\":[{\"name\":\"r\",\"colour\":\"red\"}],\"a.b[\":1"), P("\"risks\":[{\"name\":\"r\",\"n\":null}]"),
		"risks[r].colour: \"red\" -> -\nrisks[r].n: - -> null\na\\.b\\[: 1 -> -\n", "");
	/* an object whose only members are unknown is not empty, and a new element is told with them */
	assert_diff_of(true, P("\"name\":\"\""), P("\"name\":\"\",\"budget\":{\"x\":{}},\"risks\":[{\"name\":\"r\",\"colour\":\"red\"}]"),
		"budget.x: - -> {}\nrisks[r]: - -> {\"colour\":\"red\",\"name\":\"r\"}\n", "");
	assert_diff_of(true, P("\"budget\":{\"x\":{}}"), P("\"budget\":{}"), "budget.x: {} -> -\nbudget: - -> {}\n", "");
}

static void a_new_project_is_sampled_and_a_lost_one_is_silent(void **state)
{
	(void)state;
	assert_diff(NULL, P("\"name\":\"n\",\"value\":5,\"budget\":{\"total\":6},\"risks\":[{\"name\":\"r\",\"probability\":2,\"impact\":3}]"),
		"", "budget.total = 6\nphase = \"planning\"\nrisks[r].score = 6\nvalue = 5\n");
	assert_diff(P("\"value\":5"), NULL, "", "");
	assert_diff(NULL, NULL, "", "");
}

static void a_former_name_is_no_change(void **state)
{
	(void)state;
	struct pair p = pair_new(false);
	pair_diff(&p, P("\"begin\":\"2026-03-01\",\"contracts\":[{\"title\":\"t\"}]"), P("\"contracts\":[{\"name\":\"t\"}],\"start\":\"2026-03-01\""));
	assert_string_equal(p.changes.data, "");
	assert_string_equal(p.samples.data, "");
	char *a = fixture_write(&p.a), *b = fixture_write(&p.b);
	assert_string_equal(a, b);
	assert_string_equal(a, "{\"contracts\":[{\"name\":\"t\"}],\"id\":\"P\",\"start\":\"2026-03-01\"}");
	free(a);
	free(b);
	pair_release(&p);
	assert_diff(P("\"begin\":\"2026-03-01\""), P("\"start\":\"2026-03-02\""), "start: \"2026-03-01\" -> \"2026-03-02\"\n", "start = \"2026-03-02\"\n");
}

static void either_half_may_be_left_out(void **state)
{
	(void)state;
	struct pair p = pair_new(false);
	pair_build(&p.a, P("\"value\":1,\"risks\":[{\"name\":\"a\"}]"));
	pair_build(&p.b, P("\"value\":2,\"risks\":[]"));
	const struct diff_sink changes = { pair_note_change, NULL, &p }, samples = { NULL, pair_note_sample, &p };
	assert_int_equal(record_diff(p.a.schema, &p.a.record, &p.b.record, &changes, NULL), 0);
	assert_int_equal(record_diff(p.a.schema, &p.a.record, &p.b.record, &samples, NULL), 0);
	assert_string_equal(p.changes.data, "risks[a]: {\"name\":\"a\"} -> -\nrisks: - -> []\nvalue: 1 -> 2\n");
	assert_string_equal(p.samples.data, "value = 2\n");
	pair_release(&p);
}

static void count_change(void *ctx, const char *path, const char *from, const char *to)
{
	(void)path, (void)from, (void)to;
	++*(size_t *)ctx;
}

#define MANY 100000

/* n risks, first to last or last to first, in groups of `alike` of one name. */
static char *many_risks(bool backwards, int alike, int impact)
{
	struct buf b = BUF_INIT;
	buf_puts(&b, "{\"id\":\"P\",\"risks\":[");
	for (int i = 0; i < MANY; i++)
		buf_addf(&b, "%s{\"name\":\"r%d\",\"impact\":%d}", i ? "," : "", (backwards ? MANY - 1 - i : i) / alike, impact);
	buf_puts(&b, "]}");
	return buf_detach(&b);
}

/* Takes minutes where a list is gone through for each of its elements. */
static void long_lists_take_no_longer_than_their_length(void **state)
{
	(void)state;
	/* the second list against one that goes forward with impacts of 1 */
	static const struct { int alike_a, alike_b; bool backwards; int impact; size_t changes; } cases[] = {
		{ 1, 1, false, 2, MANY }, { 1, 1, true, 1, 1 }, { 1, 1, true, 2, MANY + 1 }, { MANY, MANY, false, 2, MANY }, { 1000, 1000, true, 2, MANY + 1 },
		{ 1, 4, false, 1, MANY / 4 * 3 * 2 },
	};
	struct pair p = pair_new(false);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t changes = 0;
		char *a = many_risks(false, cases[i].alike_a, 1), *b = many_risks(cases[i].backwards, cases[i].alike_b, cases[i].impact);
		pair_build(&p.a, a);
		pair_build(&p.b, b);
		const struct diff_sink sink = { count_change, NULL, &changes };
		assert_int_equal(record_diff(p.a.schema, &p.a.record, &p.b.record, &sink, NULL), 0);
		assert_int_equal(changes, cases[i].changes);
		free(a);
		free(b);
	}
	pair_release(&p);
}

static void no_memory_is_an_error(void **state)
{
	(void)state;
	struct pair p = pair_new(true);
	struct err err = ERR_INIT;
	const struct diff_sink sink = { pair_note_change, pair_note_sample, &p };
	pair_build(&p.a, P("\"zz\":1"));
	pair_build(&p.b, P("\"zz\":2"));
	setenv("PLUMB_FAULT", "alloc:2", 1); /* the readers of what is unknown */
	fault_init();
	assert_int_equal(record_diff(p.a.schema, &p.a.record, &p.b.record, &sink, &err), ERR_MEMORY);
	unsetenv("PLUMB_FAULT");
	fault_init();
	assert_string_equal(p.changes.data, "");
	err_release(&err);
	pair_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_change_as_their_text),
		cmocka_unit_test(absent_null_and_empty),
		cmocka_unit_test(money_and_its_currency),
		cmocka_unit_test(only_what_was_given_is_a_change),
		cmocka_unit_test(objects_come_and_go_by_their_fields),
		cmocka_unit_test(elements_come_and_go_as_a_whole),
		cmocka_unit_test(lists_within_lists),
		cmocka_unit_test(an_element_is_known_by_its_identity),
		cmocka_unit_test(order_is_told_once_for_those_that_stay),
		cmocka_unit_test(unknown_members_are_compared_by_name),
		cmocka_unit_test(a_new_project_is_sampled_and_a_lost_one_is_silent),
		cmocka_unit_test(a_former_name_is_no_change),
		cmocka_unit_test(either_half_may_be_left_out),
		cmocka_unit_test(long_lists_take_no_longer_than_their_length),
		cmocka_unit_test(no_memory_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
