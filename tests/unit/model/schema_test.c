/* SPDX-License-Identifier: MIT */
/* schema: what is declared is laid out; whatever is not as it must be is refused by kind and field. */
#include "model_fixture.h"

static void the_built_in_schema_is_sound(void **state)
{
	(void)state;
	size_t len;
	struct err err = ERR_INIT;
	struct schema *s;
	const char *json = schema_builtin(&len);
	if (schema_from_json(json, len, &s, &err) < 0)
		fail_msg("%s", err.message);
	assert_string_equal(s->kinds[0].name, "project");
	for (size_t k = 0; k < s->kind_count; k++) {
		assert_non_null(s->kinds[k].label.en);
		assert_non_null(s->kinds[k].label.zh);
		for (unsigned i = 0; i < s->kinds[k].field_count; i++) {
			const struct field *f = &s->kinds[k].fields[i];
			if (!f->label.en || !f->label.zh)
				fail_msg("%s.%s has no label in both languages", s->kinds[k].name, f->name);
			if (f->type == FIELD_ENUM && !strcmp(f->name, "status") && !f->tracked)
				fail_msg("%s.%s is not tracked", s->kinds[k].name, f->name);
		}
	}
	/* paths that the design speaks of */
	static const char *const paths[] = { "risks.score", "risks.response", "risks.occurred_at", "risks.responded_at", "budget.lines.committed",
		"contracts.payments", "gifts.recipient", "gifts.value", "gifts.given_on", "retro.went_well", "retro.went_wrong", "materials.text",
		"issues.severity", "issues.opened_at", "evm.cpi", "evm.spi", "meetings.type", "meetings.date", "satisfaction", "scope", "phase", "goals.due" };
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (!schema_path(s, &s->kinds[0], paths[i], &err))
			fail_msg("%s: %s", paths[i], err.message);
	schema_free(s);
}

static void fields_are_found_by_name_and_by_path(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct schema *s = fixture_load(fixture_schema);
	const struct kind *p = schema_kind(s, "project");
	const struct field *f = schema_field(s, p, "count", 5);
	assert_int_equal(f->type, FIELD_INT);
	assert_true(f->has_min && f->has_max && f->min == 0);
	assert_null(schema_field(s, p, "coun", 4));
	assert_null(schema_field(s, p, "", 0));
	assert_null(schema_field(s, p, "probability", 11)); /* a name of another kind */
	assert_string_equal(schema_field(s, p, "begin", 5)->name, "start"); /* a former name */
	assert_int_equal(p->id_field, 0);
	assert_int_equal(schema_kind(s, "risk")->id_field, -1);
	assert_true(schema_kind(s, "risk")->derived);
	assert_false(schema_kind(s, "budget")->derived);
	assert_null(schema_kind(s, "rsik"));
	assert_string_equal(schema_path(s, p, "budget.lines.amount", &err)->name, "amount");
	assert_null(schema_path(s, p, "budget.lnies.amount", &err));
	assert_string_equal(err.message, "a budget has no field 'lnies'");
	assert_string_equal(err.hint, "did you mean 'lines'?");
	err_release(&err);
	assert_null(schema_path(s, p, "count.x", &err));
	err_release(&err);
	assert_null(schema_path(s, p, "budget.", &err));
	err_release(&err);
	schema_free(s);
}

static void names_of_every_length_are_told_apart(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	char name[41];
	buf_puts(&b, "{\"root\":\"p\",\"kinds\":[{\"name\":\"p\",\"fields\":[");
	for (int n = 1; n <= 40; n++)
		for (int v = 0; v < 3 && v < n; v++) { /* they differ in the first, the middle or the last letter only */
			memset(name, 'a', (size_t)n);
			name[n] = 0;
			name[v == 0 ? 0 : v == 1 ? n - 1 : n / 2] = 'b';
			if (v == 2 && (n / 2 == n - 1 || n / 2 == 0))
				continue;
			buf_addf(&b, "%s{\"name\":\"%s\",\"type\":\"int\"}", b.data[b.len - 1] == '[' ? "" : ",", name);
		}
	buf_puts(&b, "]}]}");
	struct schema *s = fixture_load(b.data);
	assert_true(s->kinds[0].field_count > 110);
	for (unsigned i = 0; i < s->kinds[0].field_count; i++) {
		const char *f = s->kinds[0].fields[i].name;
		assert_ptr_equal(schema_field(s, &s->kinds[0], f, strlen(f)), &s->kinds[0].fields[i]);
	}
	schema_free(s);
	buf_release(&b);
}

/* One field put into a schema; what is said of it. */
static void assert_refused(const char *json, const char *message)
{
	struct err err = ERR_INIT;
	struct schema *s = NULL;
	assert_true(schema_from_json(json, strlen(json), &s, &err) < 0);
	assert_null(s);
	if (!strstr(err.message, message))
		fail_msg("said '%s', expected '%s'", err.message, message);
	err_release(&err);
	assert_true(schema_from_json(json, strlen(json), &s, NULL) < 0); /* nobody needs to listen */
}
#define FIELD(text) "{\"root\":\"p\",\"kinds\":[{\"name\":\"p\",\"fields\":[" text "]}]}"

static void mistakes_are_named(void **state)
{
	(void)state;
	assert_refused("[]", "no list of 'kinds'");
	assert_refused("{\"kinds\":[]}", "no list of 'kinds'");
	assert_refused("{\"kinds\":[{\"name\":\"p\",\"fields\":[]}]}", "has no fields");
	assert_refused("{\"kinds\":[{\"fields\":[]}]}", "has no name");
	assert_refused("{\"root\":\"q\",\"kinds\":[{\"name\":\"p\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}]}", "'root' is not the name of the first kind");
	assert_refused(FIELD("{\"name\":\"a\"}"), "kind 'p', field 'a': the type is missing");
	assert_refused(FIELD("{\"type\":\"int\"}"), "a field has no name");
	assert_refused(FIELD("{\"name\":\"a b\",\"type\":\"int\"}"), "cannot be a name");
	assert_refused(FIELD("{\"name\":\"1a\",\"type\":\"int\"}"), "cannot be a name");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"itn\"}"), "'itn' is not a type");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"a\",\"type\":\"int\"}"), "declared twice");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"formerly\":\"b\"},{\"name\":\"b\",\"type\":\"int\"}"), "was called 'b'");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"enum\"}"), "needs 'values'");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"enum\",\"values\":[\"x\",\"x\"]}"), "listed twice");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"enum\",\"values\":[\"x\",\"\"]}"), "value 2");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"values\":[\"x\"]}"), "only an enum");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"list\"}"), "needs 'kind'");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"list\",\"kind\":\"q\"}"), "no kind 'q'");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"kind\":\"p\"}"), "names no kind");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"min\":2,\"max\":1}"), "'min' is above 'max'");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"string\",\"min\":2}"), "neither 'min' nor 'max'");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"default\":\"x\"}"), "default does not suit");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"min\":1,\"default\":0}"), "default does not suit");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"money\",\"default\":1}"), "default does not suit");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"required\":true,\"default\":1}"), "required and filled");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"computed\":\"guess\"}"), "no formula 'guess'");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"date\",\"computed\":\"risk_score\"}"), "cannot be computed");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"tracked\":\"yes\"}"), "neither true nor false");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"trakced\":true}"), "a field has no 'trakced'");
	assert_refused(FIELD("{\"name\":\"a\",\"type\":\"int\",\"label\":{\"fr\":\"x\"}}"), "language 'fr'");
	assert_refused("{\"root\":\"p\",\"kinds\":[{\"name\":\"p\",\"key\":[\"b\"],\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}]}", "key names 'b'");
	assert_refused("{\"root\":\"p\",\"kinds\":[{\"name\":\"p\",\"key\":[\"a\"],\"fields\":[{\"name\":\"a\",\"type\":\"set\"}]}]}", "tells nothing apart");
	assert_refused("{\"root\":\"p\",\"kinds\":[{\"name\":\"p\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]},{\"name\":\"p\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}]}", "declared twice");
}

static void limits_hold_at_their_boundary(void **state)
{
	(void)state;
	for (int over = 0; over < 2; over++) {
		struct buf b = BUF_INIT;
		struct schema *s;
		struct err err = ERR_INIT;
		buf_puts(&b, "{\"root\":\"p\",\"kinds\":[{\"name\":\"p\",\"fields\":[");
		for (int i = 0; i < SCHEMA_FIELDS_MAX + over; i++)
			buf_addf(&b, "%s{\"name\":\"f%d\",\"type\":\"int\"}", i ? "," : "", i);
		buf_puts(&b, "]}");
		for (int i = 1; i < SCHEMA_KINDS_MAX; i++)
			buf_addf(&b, ",{\"name\":\"k%d\",\"fields\":[{\"name\":\"f0\",\"type\":\"int\"}]}", i);
		buf_puts(&b, "]}");
		int rc = schema_from_json(b.data, b.len, &s, &err);
		assert_int_equal(rc < 0, over);
		err_release(&err);
		schema_free(s);
		buf_release(&b);
	}
}

static void the_language_is_taken_and_its_mistakes_told(void **state)
{
	(void)state;
	const char *slash = strrchr(__FILE__, '/');
	char command[512];
	snprintf(command, sizeof command, "lua5.4 %.*s/schema_language_check.lua", (int)(slash - __FILE__), __FILE__);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_built_in_schema_is_sound),
		cmocka_unit_test(fields_are_found_by_name_and_by_path),
		cmocka_unit_test(names_of_every_length_are_told_apart),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(limits_hold_at_their_boundary),
		cmocka_unit_test(the_language_is_taken_and_its_mistakes_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
