/* SPDX-License-Identifier: MIT */
/* Rows: what a rule across the portfolio reads of an element, apart from its project, and together with those of others. */
#include "model_fixture.h"

static const char document[] =
	"{\"id\":\"P\",\"currency\":\"CNY\",\"value\":5,\"done\":12.5,\"budget\":{\"total\":{\"amount\":3,\"currency\":\"USD\"},\"lines\":[{\"name\":\"travel\",\"due\":\"2026-01-02\",\"amount\":7}]},"
	"\"risks\":[{\"name\":\"credit\",\"probability\":5,\"impact\":4},{\"name\":\"given\",\"score\":3}]}";

static uint64_t *names_of(const struct schema *s, const char *const *names)
{
	uint64_t *bits = calloc((s->name_count + 63) / 64, sizeof *bits);

	assert_non_null(bits);
	for (; *names; names++)
		for (size_t i = 0; i < s->name_count; i++)
			if (!strcmp(s->names[i], *names))
				bits[i / 64] |= 1ULL << (i % 64);
	return bits;
}

static void assert_row(struct fixture *f, uint32_t object, const struct kind *k, const char *const *names, const char *expected)
{
	struct buf text = BUF_INIT;
	struct json_out o = json_out(&text, 0);
	uint64_t *bits = names_of(f->schema, names);

	record_write_row(f->schema, f->record, object, k, bits, &o);
	assert_string_equal(text.data, expected);
	buf_release(&text);
	free(bits);
}

static void a_row_has_what_is_read_its_identity_and_currencies(void **state)
{
	struct fixture own = fixture_new(fixture_schema, false), *f = &own;

	(void)state;
	const struct kind *risk = schema_kind(f->schema, "risk"), *project = &f->schema->kinds[0];
	const char *none[] = { NULL }, *score[] = { "score", "nosuch", NULL }, *money[] = { "value", "budget", "total", "lines", "amount", NULL };
	uint32_t list;

	assert_int_equal(fixture_build(f, document), 0);
	list = (uint32_t)*record_slot(f->record.words, record_root(f->record), project, schema_field(f->schema, project, "risks", 5)->index);
	assert_row(f, record_list_at(f->record.words, list, 0), risk, none, "{\"name\":\"credit\"}");
	/* a computed value is written as one that was given: what it is made of may not be there */
	assert_row(f, record_list_at(f->record.words, list, 0), risk, score, "{\"name\":\"credit\",\"score\":20}");
	assert_row(f, record_list_at(f->record.words, list, 1), risk, score, "{\"name\":\"given\",\"score\":3}");
	assert_row(f, record_root(f->record), project, money,
		"{\"budget\":{\"lines\":[{\"amount\":{\"amount\":7,\"currency\":\"CNY\"},\"due\":\"2026-01-02\",\"name\":\"travel\"}],\"total\":{\"amount\":3,\"currency\":\"USD\"}},\"id\":\"P\",\"value\":{\"amount\":5,\"currency\":\"CNY\"}}");
	fixture_release(f);
}

static void rows_of_many_are_one_record_with_one_list(void **state)
{
	struct fixture own = fixture_new(fixture_schema, false), *f = &own;

	(void)state;
	const struct kind *risk = schema_kind(f->schema, "risk");
	const char text[] = "[{\"name\":\"a\",\"score\":20},{\"name\":\"a\",\"score\":3},{\"score\":1}]";
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_value rows;
	struct record r;
	struct err err = ERR_INIT;
	uint32_t list;

	assert_int_equal(json_read(f->reader, text, sizeof text - 1, &limits, &rows, &err), 0);
	assert_int_equal(record_build_rows(f->builder, risk, rows, 'C' | 'N' << 8 | 'Y' << 16, &r, &list, &f->violations, &err), 0);
	assert_int_equal(record_root(r), 0);
	assert_int_equal(r.words[2], 'C' | 'N' << 8 | 'Y' << 16);
	assert_int_equal(record_list_count(r.words, list), 3); /* the third has no name, which a risk of a project would need */
	for (uint32_t i = 1; i < 3; i++)
		assert_true(record_list_at(r.words, list, i) > record_list_at(r.words, list, i - 1)); /* a place tells the row (engine/across.c) */
	record_point(f->builder, record_list_at(r.words, list, 1));
	assert_int_equal(record_root(r), record_list_at(r.words, list, 1));
	assert_int_equal(*record_slot(r.words, record_root(r), risk, schema_field(f->schema, risk, "score", 5)->index), 3);
	/* the builder still wants what a project needs */
	assert_int_equal(json_read(f->reader, "{\"risks\":[{}]}", 14, &limits, &rows, &err), 0);
	assert_int_equal(record_build(f->builder, rows, &r, &f->violations, &err), ERR_INPUT);
	err_release(&err);
	fixture_release(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_has_what_is_read_its_identity_and_currencies),
		cmocka_unit_test(rows_of_many_are_one_record_with_one_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
