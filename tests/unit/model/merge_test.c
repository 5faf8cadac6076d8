/* SPDX-License-Identifier: MIT */
/* merge: a part takes the place of what it names and of nothing else; parts need not be whole documents. */
#include "model_fixture.h"

#include "model/merge.h"

static char *merged(const char *whole, const char *part)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_reader *rw = json_reader_new(), *rp = json_reader_new();
	struct json_value w, p;
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);
	assert_int_equal(json_read(rw, whole, strlen(whole), &limits, &w, NULL), 0);
	assert_int_equal(json_read(rp, part, strlen(part), &limits, &p, NULL), 0);
	document_merge(w, p, &o);
	assert_false(b.failed);
	json_reader_free(rw);
	json_reader_free(rp);
	return buf_detach(&b);
}

static void assert_merged(const char *whole, const char *part, const char *expected)
{
	char *text = merged(whole, part);
	assert_string_equal(text, expected);
	free(text);
}

static void members_replace_and_the_rest_stays(void **state)
{
	(void)state;
	assert_merged("{\"a\":1,\"c\":[1,{\"y\":2,\"x\":1}]}", "{\"b\":2}", "{\"a\":1,\"b\":2,\"c\":[1,{\"x\":1,\"y\":2}]}");
	assert_merged("{\"a\":1,\"b\":\"x\"}", "{\"b\":true}", "{\"a\":1,\"b\":true}");
	assert_merged("{\"a\":1}", "{}", "{\"a\":1}");
	assert_merged("{}", "{\"b\":{\"d\":1,\"c\":2},\"a\":1}", "{\"a\":1,\"b\":{\"c\":2,\"d\":1}}");
	assert_merged("{}", "{}", "{}");
	/* "a" and "ab" are two, whichever side they stand on */
	assert_merged("{\"ab\":1}", "{\"a\":2}", "{\"a\":2,\"ab\":1}");
	assert_merged("{\"a\":1}", "{\"ab\":2}", "{\"a\":1,\"ab\":2}");
	assert_merged("{\"a\":1}", "{\"a\":null}", "{\"a\":null}");
}

static void objects_merge_and_lists_do_not(void **state)
{
	(void)state;
	assert_merged("{\"o\":{\"p\":{\"a\":1,\"b\":2},\"q\":3},\"z\":0}", "{\"o\":{\"p\":{\"b\":4,\"c\":5}}}", "{\"o\":{\"p\":{\"a\":1,\"b\":4,\"c\":5},\"q\":3},\"z\":0}");
	assert_merged("{\"o\":{\"a\":1}}", "{\"o\":{}}", "{\"o\":{\"a\":1}}");
	assert_merged("{\"o\":{\"a\":1}}", "{\"o\":2}", "{\"o\":2}");
	assert_merged("{\"o\":2}", "{\"o\":{\"a\":1}}", "{\"o\":{\"a\":1}}");
	assert_merged("{\"t\":[\"a\",\"b\"]}", "{\"t\":[\"c\"]}", "{\"t\":[\"c\"]}");
	/* an amount of another currency takes the whole amount's place */
	assert_merged("{\"v\":{\"amount\":1,\"currency\":\"USD\"}}", "{\"v\":{\"currency\":\"EUR\",\"amount\":2}}", "{\"v\":{\"amount\":2,\"currency\":\"EUR\"}}");
	assert_merged("{\"v\":5}", "{\"v\":{\"amount\":2,\"currency\":\"EUR\"}}", "{\"v\":{\"amount\":2,\"currency\":\"EUR\"}}");
}

/* Objects below one another and many members beside one another: the waiting members of the outer ones stay whole. */
static void wide_and_deep_objects(void **state)
{
	(void)state;
	struct buf whole = BUF_INIT, part = BUF_INIT, wanted = BUF_INIT;
	for (int level = 0; level < 30; level++) {
		for (int i = 0; i < 100; i++) {
			buf_addf(&whole, "%s\"k%02d\":%d", i ? "," : "{", 99 - i, level);
			if (i % 2)
				buf_addf(&part, "%s\"k%02d\":\"p\"", i > 1 ? "," : "{", i);
			buf_addf(&wanted, i % 2 ? "%s\"k%02d\":\"p\"" : "%s\"k%02d\":%d", i ? "," : "{", i, level);
		}
		buf_puts(&whole, ",\"z\":");
		buf_puts(&part, ",\"z\":");
		buf_puts(&wanted, ",\"z\":");
	}
	buf_puts(&whole, "1");
	buf_puts(&part, "2");
	buf_puts(&wanted, "2");
	buf_pad(&whole, '}', 30);
	buf_pad(&part, '}', 30);
	buf_pad(&wanted, '}', 30);
	assert_merged(whole.data, part.data, wanted.data);
	buf_release(&whole);
	buf_release(&part);
	buf_release(&wanted);
}

/* A row's way into a stored project. */
static void a_partial_document_is_judged_merged_and_judged_again(void **state)
{
	(void)state;
	struct fixture f = fixture_new(fixture_schema, true);
	static const char stored[] = "{\"budget\":{\"lines\":[{\"name\":\"a\"}],\"total\":1},\"id\":\"x\",\"name\":\"n\",\"own\":7,\"start\":\"2026-01-01\"}";
	record_builder_partial(f.builder, true);
	assert_int_equal(fixture_build(&f, "{\"begin\":\"2026-02-01\",\"budget\":{\"total\":2},\"tags\":[\"t\"],\"done\":\"85%\"}"), 0);
	char *part = fixture_write(&f), *text = merged(stored, part);
	record_builder_partial(f.builder, false);
	assert_int_equal(fixture_build(&f, text), 0);
	char *canonical = fixture_write(&f);
	assert_string_equal(text, "{\"budget\":{\"lines\":[{\"name\":\"a\"}],\"total\":2},\"done\":85,\"id\":\"x\",\"name\":\"n\",\"own\":7,\"start\":\"2026-02-01\",\"tags\":[\"t\"]}");
	assert_string_equal(canonical, text);
	free(part);
	free(text);
	free(canonical);
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_replace_and_the_rest_stays),
		cmocka_unit_test(objects_merge_and_lists_do_not),
		cmocka_unit_test(wide_and_deep_objects),
		cmocka_unit_test(a_partial_document_is_judged_merged_and_judged_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
