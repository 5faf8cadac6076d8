/* SPDX-License-Identifier: MIT */
/* The exported JSON Schema is a correct one, and a validator that reads it agrees with record_build. */
#include "model_fixture.h"

#include <unistd.h>

static const char *const documents[] = {
	"{}", "[]", "null", "{\"id\":\"x\"}", "{\"id\":null}", "{\"id\":1}", "{\"id\":\"\"}", "{\"id\":\"x\",\"nmae\":\"y\"}", "{\"id\":\"x\",\"name\":null}",
	"{\"id\":\"x\",\"phase\":\"closed\"}", "{\"id\":\"x\",\"phase\":\"clsoed\"}", "{\"id\":\"x\",\"phase\":null}", "{\"id\":\"x\",\"phase\":\"\"}",
	"{\"id\":\"x\",\"count\":0}", "{\"id\":\"x\",\"count\":-1}", "{\"id\":\"x\",\"count\":1.0}", "{\"id\":\"x\",\"count\":1.5}", "{\"id\":\"x\",\"count\":\"1\"}",
	"{\"id\":\"x\",\"ratio\":1}", "{\"id\":\"x\",\"ratio\":-1}", "{\"id\":\"x\",\"ratio\":1.01}", "{\"id\":\"x\",\"ratio\":true}",
	"{\"id\":\"x\",\"done\":0}", "{\"id\":\"x\",\"done\":100}", "{\"id\":\"x\",\"done\":100.1}", "{\"id\":\"x\",\"done\":\"85%\"}", "{\"id\":\"x\",\"done\":\"85\"}", "{\"id\":\"x\",\"done\":null}",
	"{\"id\":\"x\",\"value\":1}", "{\"id\":\"x\",\"value\":-1}", "{\"id\":\"x\",\"value\":{\"amount\":1,\"currency\":\"USD\"}}", "{\"id\":\"x\",\"value\":{\"amount\":1}}",
	"{\"id\":\"x\",\"value\":{\"amount\":1,\"currency\":\"usd\"}}", "{\"id\":\"x\",\"value\":{\"amount\":1,\"currency\":\"USD\",\"x\":1}}", "{\"id\":\"x\",\"value\":\"1\"}",
	"{\"id\":\"x\",\"active\":true}", "{\"id\":\"x\",\"active\":1}", "{\"id\":\"x\",\"currency\":\"USD\"}", "{\"id\":\"x\",\"currency\":\"US\"}",
	"{\"id\":\"x\",\"start\":\"2026-03-01\"}", "{\"id\":\"x\",\"start\":\"2026-02-30\"}", "{\"id\":\"x\",\"start\":\"2026-3-1\"}", "{\"id\":\"x\",\"start\":\"\"}", "{\"id\":\"x\",\"begin\":\"2026-03-01\"}",
	"{\"id\":\"x\",\"seen_at\":\"2026-03-01T09:30:00Z\"}", "{\"id\":\"x\",\"seen_at\":\"2026-03-01T09:30:00.25+08:00\"}", "{\"id\":\"x\",\"seen_at\":\"2026-03-01\"}", "{\"id\":\"x\",\"seen_at\":\"2026-03-01T09:30:00\"}",
	"{\"id\":\"x\",\"every\":\"14d\"}", "{\"id\":\"x\",\"every\":\"5bd\"}", "{\"id\":\"x\",\"every\":\"1.5d\"}", "{\"id\":\"x\",\"every\":\"14\"}", "{\"id\":\"x\",\"every\":14}",
	"{\"id\":\"x\",\"worst\":\"r\"}", "{\"id\":\"x\",\"worst\":\"\"}", "{\"id\":\"x\",\"budget\":{}}", "{\"id\":\"x\",\"budget\":null}", "{\"id\":\"x\",\"budget\":[]}", "{\"id\":\"x\",\"budget\":{\"x\":1}}",
	"{\"id\":\"x\",\"budget\":{\"lines\":[{\"name\":\"a\",\"amount\":1}]}}", "{\"id\":\"x\",\"budget\":{\"lines\":[{\"name\":1}]}}",
	"{\"id\":\"x\",\"risks\":[]}", "{\"id\":\"x\",\"risks\":null}", "{\"id\":\"x\",\"risks\":[null]}", "{\"id\":\"x\",\"risks\":[{}]}", "{\"id\":\"x\",\"risks\":[{\"name\":\"a\"}]}", "{\"id\":\"x\",\"risks\":[{\"name\":\"a\",\"impact\":6}]}",
	"{\"id\":\"x\",\"risks\":{}}", "{\"id\":\"x\",\"tags\":[\"a\",\"a\",\"\"]}", "{\"id\":\"x\",\"tags\":[null]}", "{\"id\":\"x\",\"extra\":[{}]}", "{\"id\":\"x\",\"extra\":null}", "{\"id\":\"x\",\"notes\":[{\"value\":null}]}", "{\"id\":\"x\",\"notes\":[{\"value\":0}]}", "{\"id\":\"x\",\"tags\":\"a\"}",
};

/* Documents for the built-in schema: thin, rich, and wrong. */
static const char *const builtin_documents[] = {
	"{\"id\":\"P-1\",\"name\":\"n\"}", "{\"id\":\"P-1\"}", "{\"id\":\"P-1\",\"name\":\"n\",\"phase\":\"execution\",\"currency\":\"CNY\",\"satisfaction\":\"85%\","
	"\"risks\":[{\"name\":\"credit\",\"probability\":5,\"impact\":4,\"status\":\"open\",\"occurred_at\":\"2026-03-01T09:00:00+08:00\",\"actions\":[{\"text\":\"call\",\"due\":\"2026-03-05\"}]}],"
	"\"budget\":{\"total\":1000,\"lines\":[{\"name\":\"travel\",\"amount\":{\"amount\":5,\"currency\":\"USD\"},\"actual\":3}]},\"gifts\":[{\"recipient\":\"A\",\"value\":50,\"given_on\":\"2026-01-05\"}],"
	"\"retro\":{\"went_well\":[\"a\"],\"went_wrong\":[]},\"materials\":[{\"name\":\"leaflet\",\"text\":\"国内最佳\"}],\"tasks\":[{\"name\":\"t\",\"predecessors\":[{\"task\":\"s\",\"type\":\"FS\",\"lag\":-1}]}]}",
	"{\"id\":\"P-1\",\"name\":\"n\",\"phase\":\"executing\"}", "{\"id\":\"P-1\",\"name\":\"n\",\"risks\":[{\"name\":\"a\",\"probability\":6}]}", "{\"id\":\"P-1\",\"name\":\"n\",\"bugdet\":{}}",
};

static bool is_valid(struct fixture *f, const char *json)
{
	return fixture_build(f, json) == 0;
}

static void check(const char *schema, const char *lang, const char *const *list, size_t n)
{
	struct fixture f = fixture_new(schema, false);
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);
	char path[] = "/tmp/plumb-json-schema-XXXXXX", command[512];
	size_t valid = 0;

	buf_puts(&b, "{\"schema\":");
	schema_write_json_schema(f.schema, &o, lang);
	buf_puts(&b, ",\"cases\":[");
	for (size_t i = 0; i < n; i++) {
		const bool ok = is_valid(&f, list[i]);
		valid += ok;
		buf_addf(&b, "%s{\"document\":%s,\"valid\":%s}", i ? "," : "", list[i], ok ? "true" : "false");
	}
	buf_puts(&b, "]}");
	assert_false(b.failed);
	assert_true(valid > 0 && valid < n);

	const int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, b.data, b.len), (ssize_t)b.len);
	close(fd);
	const char *slash = strrchr(__FILE__, '/');
	snprintf(command, sizeof command, "python3 %.*s/json_schema_check.py %s", (int)(slash - __FILE__), __FILE__, path);
	const int status = system(command);
	unlink(path);
	buf_release(&b);
	fixture_release(&f);
	assert_int_equal(status, 0);
}

static void need_validator(void)
{
	if (system("python3 -c 'import jsonschema' 2>/dev/null")) {
		print_message("python3-jsonschema is not installed\n");
		skip();
	}
}

static void a_validator_agrees_about_every_type(void **state)
{
	(void)state;
	need_validator();
	check(fixture_schema, "en", documents, sizeof documents / sizeof *documents);
}

static void a_validator_agrees_about_the_built_in_schema(void **state)
{
	(void)state;
	size_t len;
	need_validator();
	check(schema_builtin(&len), "zh", builtin_documents, sizeof builtin_documents / sizeof *builtin_documents);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_validator_agrees_about_every_type),
		cmocka_unit_test(a_validator_agrees_about_the_built_in_schema),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
