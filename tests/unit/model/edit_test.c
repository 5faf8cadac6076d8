/* SPDX-License-Identifier: MIT */
/* edit: values of a document set, made and taken out; what is not meant stays byte for byte. */
#include "model_fixture.h"

#include "model/edit.h"

static char answer[400];

/* The document with the edits in it, or "error: ...". */
static const char *edited(const char *json, const struct edit *edits, size_t n)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_reader *reader = json_reader_new();
	struct json_value root;
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);
	struct err err = ERR_INIT;
	assert_int_equal(json_read(reader, json, strlen(json), &limits, &root, NULL), 0);
	if (document_edit(root, edits, n, &o, &err) < 0)
		snprintf(answer, sizeof answer, "error: %s", err.message);
	else
		snprintf(answer, sizeof answer, "%s", b.data);
	err_release(&err);
	buf_release(&b);
	json_reader_free(reader);
	return answer;
}

#define SET(pointer, json) { pointer, json, sizeof(json) - 1 }
#define UNSET(pointer) { pointer, NULL, 0 }
#define EDITED(document, expected, ...) do { \
	const struct edit edits_[] = { __VA_ARGS__ }; \
	assert_string_equal(edited(document, edits_, sizeof edits_ / sizeof *edits_), expected); \
} while (0)

static void values_are_set_where_they_are(void **state)
{
	(void)state;
	EDITED("{\"a\":1,\"b\":[{\"x\":1},{\"x\":2}]}", "{\"a\":1,\"b\":[{\"x\":1},{\"x\":3}]}", SET("/b/1/x", "3"));
	EDITED("{\"a\":1,\"b\":{\"c\":null}}", "{\"a\":\"z\",\"b\":{\"c\":[1]}}", SET("/a", "\"z\""), SET("/b/c", "[1]"));
	EDITED("{\"s\":[\"a\",\"b\"]}", "{\"s\":[\"a\",\"c\"]}", SET("/s/1", "\"c\""));
}

static void new_members_stand_in_order_and_objects_are_made(void **state)
{
	(void)state;
	EDITED("{\"b\":1,\"d\":1}", "{\"a\":0,\"b\":1,\"c\":0,\"d\":1,\"e\":0}", SET("/e", "0"), SET("/c", "0"), SET("/a", "0"));
	EDITED("{}", "{\"a\":{\"b\":1,\"c\":2}}", SET("/a/c", "2"), SET("/a/b", "1"));
	EDITED("{\"a\":null}", "{\"a\":{\"b\":{\"c\":1}}}", SET("/a/b/c", "1"));
	/* keys that are in no order are still members, not new ones */
	EDITED("{\"z\":1,\"a\":1}", "{\"m\":5,\"z\":1,\"a\":2}", SET("/a", "2"), SET("/m", "5"));
	EDITED("{}", "{\"a/b\":1,\"c~d\":2}", SET("/a~1b", "1"), SET("/c~0d", "2"));
}

static void values_are_taken_out(void **state)
{
	(void)state;
	EDITED("{\"a\":1,\"b\":[1,2,3]}", "{\"b\":[1,3]}", UNSET("/a"), UNSET("/b/1"));
	EDITED("{\"a\":1}", "{\"a\":1}", UNSET("/b"), UNSET("/c/d"));
	EDITED("{\"a\":{\"b\":1}}", "{\"a\":{}}", UNSET("/a/b"));
}

static void the_outer_edit_counts_and_the_later(void **state)
{
	(void)state;
	EDITED("{\"a\":{\"b\":1}}", "{\"a\":{\"c\":2}}", SET("/a/b", "5"), SET("/a", "{\"c\":2}"));
	EDITED("{\"a\":1}", "{\"a\":3}", SET("/a", "2"), SET("/a", "3"));
	EDITED("{\"a\":1}", "{}", SET("/a", "2"), UNSET("/a"));
}

static void a_pointer_that_leads_nowhere_is_refused(void **state)
{
	(void)state;
	EDITED("{\"a\":1}", "error: '/a/b' leads nowhere", SET("/a/b", "1"));
	EDITED("{\"a\":[1]}", "error: '/a/1' leads nowhere", SET("/a/1", "1"));
	EDITED("{\"a\":[1]}", "error: '/a/00' leads nowhere", SET("/a/00", "1"));
	EDITED("{\"a\":[1]}", "error: '/a/-' leads nowhere", SET("/a/-", "1"));
	EDITED("{\"a\":[1]}", "error: '' leads nowhere", SET("", "1"));
	EDITED("{\"a\":[1]}", "error: 'a' leads nowhere", SET("a", "1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_set_where_they_are), cmocka_unit_test(new_members_stand_in_order_and_objects_are_made),
		cmocka_unit_test(values_are_taken_out), cmocka_unit_test(the_outer_edit_counts_and_the_later),
		cmocka_unit_test(a_pointer_that_leads_nowhere_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
