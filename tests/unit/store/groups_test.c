/* SPDX-License-Identifier: MIT */
/* Rows of groups: each key's whole, in one order whatever the order of giving; what was said comes back to whom it was said of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/groups.h"

static struct groups *open_groups(void)
{
	struct err err = ERR_INIT;
	struct groups *g;

	assert_int_equal(groups_new(&g, &err), 0);
	return g;
}

static void give(struct groups *g, int64_t document, const char *project, uint32_t rule, const char *key, const char *row, const char *currency)
{
	const struct share s = { rule, key, currency, row, strlen(row) };
	struct err err = ERR_INIT;

	assert_int_equal(groups_add(g, document, project, &s, 1, &err), 0);
}

/* "1 Li CNY: [..] of P-1 P-2" a line. */
static void assert_groups(struct groups *g, const char *expected)
{
	struct buf seen = BUF_INIT;
	struct group_rows rows;
	struct err err = ERR_INIT;
	int got;

	while ((got = groups_next(g, &rows, &err)) == 1) {
		buf_addf(&seen, "%u %s %s: %.*s of", rows.group.rule, rows.group.key, rows.group.currency, (int)rows.len, rows.text);
		for (size_t i = 0; i < rows.group.owner_count; i++)
			buf_addf(&seen, " %s#%d", rows.group.owners[i], (int)rows.documents[i]);
		buf_putc(&seen, '\n');
	}
	assert_int_equal(got, 0);
	assert_string_equal(seen.data ? seen.data : "", expected);
	buf_release(&seen);
}

static bool on_told(void *ctx, const void *said, size_t len)
{
	buf_addf(ctx, "%.*s ", (int)len, (const char *)said);
	return true;
}

static void assert_told(struct groups *g, int64_t document, const char *expected)
{
	struct buf seen = BUF_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(groups_told(g, document, on_told, &seen, &err), 0);
	assert_string_equal(seen.data ? seen.data : "", expected);
	buf_release(&seen);
}

static void say(struct groups *g, uint32_t rule, const char *key, int64_t document, const char *said)
{
	struct err err = ERR_INIT;

	assert_int_equal(groups_say(g, rule, key, document, said, strlen(said), &err), 0);
}

static void a_group_has_all_rows_of_its_key_by_project(void **state)
{
	struct groups *g = open_groups();

	(void)state;
	give(g, 0, "P-9", 1, "Li", "{\"a\":1}", "CNY");
	give(g, 0, "P-9", 1, "Li", "{\"a\":0}", "CNY");
	give(g, 1, "P-1", 1, "Li", "{\"a\":2}", "CNY");
	give(g, 1, "P-1", 1, "Wu", "{\"a\":3}", "CNY");
	give(g, 2, "P-5", 0, "Li", "{}", "");
	give(g, 3, "P-6", 1, "Wu", "{\"a\":4}", "USD");
	assert_groups(g, "0 Li : [{}] of P-5#2\n1 Li CNY: [{\"a\":2},{\"a\":1},{\"a\":0}] of P-1#1 P-9#0 P-9#0\n1 Wu : [{\"a\":3},{\"a\":4}] of P-1#1 P-6#3\n");
	assert_groups(g, "0 Li : [{}] of P-5#2\n1 Li CNY: [{\"a\":2},{\"a\":1},{\"a\":0}] of P-1#1 P-9#0 P-9#0\n1 Wu : [{\"a\":3},{\"a\":4}] of P-1#1 P-6#3\n");
	groups_free(g);
}

static void nothing_given_is_no_group(void **state)
{
	struct groups *g = open_groups();

	(void)state;
	assert_groups(g, "");
	assert_told(g, 0, "");
	groups_free(g);
}

static void what_is_said_of_a_key_is_told_to_all_of_it_and_of_one_to_that_one(void **state)
{
	struct groups *g = open_groups();

	(void)state;
	give(g, 0, "A", 1, "x", "{}", "");
	give(g, 1, "B", 1, "x", "{}", "");
	give(g, 1, "B", 2, "t", "{}", "");
	give(g, 0, "A", 2, "t", "{}", "");
	assert_groups(g, "1 x : [{},{}] of A#0 B#1\n2 t : [{},{}] of A#0 B#1\n");
	say(g, 2, "t", 1, "worse");
	say(g, 2, "t", 0, "better");
	say(g, 1, "x", GROUPS_ALL_DOCUMENTS, "first");
	say(g, 1, "x", GROUPS_ALL_DOCUMENTS, "then");
	assert_told(g, 0, "first then better ");
	assert_told(g, 1, "first then worse ");
	assert_told(g, 2, "");
	groups_free(g);
}

static void only_what_a_change_touches_is_gone_through_again(void **state)
{
	struct groups *g = open_groups();
	struct err err = ERR_INIT;
	int64_t document;

	(void)state;
	give(g, 0, "A", 1, "left", "{\"a\":1}", "");
	give(g, 1, "B", 1, "left", "{\"b\":1}", "");
	give(g, 1, "B", 1, "other", "{\"b\":2}", "");
	give(g, 1, "B", 1, "entered", "{\"b\":3}", "");
	assert_groups(g, "1 entered : [{\"b\":3}] of B#1\n1 left : [{\"a\":1},{\"b\":1}] of A#0 B#1\n1 other : [{\"b\":2}] of B#1\n");
	say(g, 1, "left", GROUPS_ALL_DOCUMENTS, "old");
	say(g, 1, "other", GROUPS_ALL_DOCUMENTS, "stays");
	assert_int_equal(groups_document(g, "A", &document, &err), 0);
	assert_int_equal(document, 0);
	assert_int_equal(groups_retake(g, 0, &err), 0);
	give(g, 0, "A", 1, "entered", "{\"a\":9}", "");
	assert_groups(g, "1 entered : [{\"a\":9},{\"b\":3}] of A#0 B#1\n1 left : [{\"b\":1}] of B#1\n");
	assert_told(g, 1, "stays ");
	assert_int_equal(groups_choose(g, 1, "A", &err), 0);
	assert_groups(g, "1 entered : [{\"a\":9},{\"b\":3}] of A#0 B#1\n");
	assert_int_equal(groups_document(g, "nobody", &document, &err), 0);
	assert_int_equal(document, -1);
	groups_free(g);
}

static void too_many_rows_are_told_as_none(void **state)
{
	struct groups *g = open_groups();
	const size_t len = 9u << 20;
	char *row = malloc(len);
	const struct share s = { 1, "x", "", row, len };
	struct err err = ERR_INIT;
	struct group_rows rows;

	(void)state;
	assert_non_null(row);
	memset(row, ' ', len);
	memcpy(row, "{}", 2);
	for (int64_t i = 0; i < 7; i++)
		assert_int_equal(groups_add(g, i, "P", &s, 1, &err), 0);
	give(g, 9, "Q", 2, "y", "{}", "");
	assert_int_equal(groups_next(g, &rows, &err), 1);
	assert_string_equal(rows.group.key, "x");
	assert_int_equal(rows.len, 0);
	assert_int_equal(rows.group.owner_count, 0);
	assert_int_equal(groups_next(g, &rows, &err), 1);
	assert_string_equal(rows.group.key, "y");
	assert_int_equal(groups_next(g, &rows, &err), 0);
	groups_free(g);
	free(row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_has_all_rows_of_its_key_by_project),
		cmocka_unit_test(nothing_given_is_no_group),
		cmocka_unit_test(what_is_said_of_a_key_is_told_to_all_of_it_and_of_one_to_that_one),
		cmocka_unit_test(only_what_a_change_touches_is_gone_through_again),
		cmocka_unit_test(too_many_rows_are_told_as_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
