/* SPDX-License-Identifier: MIT */
/* undo: a project as it was; for any two documents in diff_property_test.c. Here: places, former names, what does not fit. */
#include "diff_fixture.h"

#include "model/undo.h"

/* Undoes changes of `now` and expects `was`, canonically; answers how many did not fit. */
static size_t assert_undone(const char *now, struct undo_change *changes, size_t count, const char *was)
{
	struct pair p = pair_new(true);
	struct buf text = BUF_INIT;
	size_t unused = 0;

	pair_build(&p.a, now);
	assert_int_equal(record_undo(p.a.schema, p.a.record, changes, count, &text, NULL), 0);
	pair_build(&p.a, text.data);
	char *canonical = fixture_write(&p.a);
	assert_string_equal(canonical, was);
	free(canonical);
	for (size_t i = 0; i < count; i++)
		unused += !changes[i].used;
	buf_release(&text);
	pair_release(&p);
	return unused;
}
#define UNDONE(now, was, ...) assert_undone(now, (struct undo_change[]){ __VA_ARGS__ }, sizeof((struct undo_change[]){ __VA_ARGS__ }) / sizeof(struct undo_change), was)

static void elements_without_identity_stand_where_they_stood(void **state)
{
	(void)state;
	assert_int_equal(UNDONE("{\"id\":\"P\",\"notes\":[{\"text\":\"a\"}]}", "{\"id\":\"P\",\"notes\":[{\"text\":\"a\"},{\"text\":\"b\"},{\"text\":\"c\"}]}",
		{ "notes[#2]", "{\"text\":\"b\"}", NULL, false }, { "notes[#3]", "{\"text\":\"c\"}", NULL, false }), 0);
	/* a keyed one that went does not take the place of one that is known by its place */
	assert_int_equal(UNDONE("{\"id\":\"P\",\"contracts\":[{\"id\":\"x\"},{\"payments\":[]}]}", "{\"contracts\":[{\"id\":\"x\"},{\"payments\":[]},{\"id\":\"y\"}],\"id\":\"P\"}",
		{ "contracts[y]", "{\"id\":\"y\"}", NULL, false }, { "contracts", "[\"#2\",\"x\"]", "[\"x\",\"#2\"]", false }), 0);
}

static void fields_are_known_by_their_former_names(void **state)
{
	(void)state;
	assert_int_equal(UNDONE("{\"id\":\"P\",\"start\":\"2026-02-01\",\"contracts\":[{\"id\":\"x\",\"name\":\"b\"}]}",
		"{\"contracts\":[{\"id\":\"x\",\"name\":\"a\"}],\"id\":\"P\",\"start\":\"2026-01-01\"}",
		{ "begin", "\"2026-01-01\"", "\"2026-02-01\"", false }, { "contracts[x].title", "\"a\"", "\"b\"", false }), 0);
}

static void what_does_not_fit_is_left_and_told(void **state)
{
	(void)state;
	assert_int_equal(UNDONE("{\"id\":\"P\",\"name\":\"n\"}", "{\"id\":\"P\",\"name\":\"m\"}",
		{ "risks[gone].impact", "1", "2", false }, { "name", "\"m\"", "\"n\"", false }), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_without_identity_stand_where_they_stood),
		cmocka_unit_test(fields_are_known_by_their_former_names),
		cmocka_unit_test(what_does_not_fit_is_left_and_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
