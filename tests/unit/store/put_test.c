/* SPDX-License-Identifier: MIT */
/* What projects.h and history.h promise: what becomes of a document, and how its changes are kept and told. */
#include "store_fixture.h"

/* The history of a project, a line each: "action path: from -> to". */
static bool tell(void *ctx, const struct change_row *r)
{
	buf_addf(ctx, "%s%s%s", r->action + strlen("project."), *r->path ? " " : "", r->path);
	if (*r->path)
		buf_addf(ctx, ": %s -> %s", r->from ? r->from : "-", r->to ? r->to : "-");
	buf_puts(ctx, "\n");
	return true;
}

static const char *history_of(struct store *s, const char *id, const char *path, int64_t since)
{
	static struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	buf_clear(&text);
	assert_fine(history_of_project(s, id, path, since, tell, &text, &err), &err);
	return text.data;
}

static bool tell_sample(void *ctx, const struct sample_row *r)
{
	buf_addf(ctx, "%lld %s = %s\n", (long long)r->at_ms, r->path, r->value ? r->value : "-");
	return true;
}

static const char *samples_of(struct store *s, const char *id, const char *path)
{
	static struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	buf_clear(&text);
	assert_fine(samples_of_project(s, id, path, tell_sample, &text, &err), &err);
	return text.data;
}

static void a_document_is_created_changed_unchanged_or_refused(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	struct stored_project p;
	struct buf text = BUF_INIT;

	(void)state;
	assert_string_equal(put(s, "P-1", "{\"count\":1,\"id\":\"P-1\"}"), "created");
	assert_string_equal(put(s, "P-1", "{\"count\":1,\"id\":\"P-1\"}"), "unchanged");
	by.at_ms += 5;
	assert_string_equal(put(s, "P-1", "{\"count\":2,\"id\":\"P-1\",\"risks\":[{\"impact\":3,\"name\":\"credit\"}]}"),
		"changed [{\"path\":\"count\",\"from\":1,\"to\":2},{\"path\":\"risks[credit]\",\"to\":{\"impact\":3,\"name\":\"credit\"}}]");
	assert_string_equal(put(s, "P-1", "{\"count\":-2,\"id\":\"P-1\"}"), "refused found -2, expected at least 0");
	assert_non_null(strstr(put(s, "P-1", "{\"count\":2"), "error"));
	assert_int_equal(project_find(s, "P-1", &text, &p, NULL), 1);
	assert_string_equal(p.id, "P-1");
	assert_int_equal(p.created_at, 1700000000000);
	assert_int_equal(p.changed_at, 1700000000005);
	assert_string_equal(p.document, "{\"count\":2,\"id\":\"P-1\",\"risks\":[{\"impact\":3,\"name\":\"credit\"}]}");
	assert_string_equal(history_of(s, "P-1", NULL, 0), "created\nchanged count: 1 -> 2\nchanged risks[credit]: - -> {\"impact\":3,\"name\":\"credit\"}\n");
	buf_release(&text);
	assert_healthy(s);
	store_close(s);
}

static void a_part_is_merged_into_what_is_stored(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);

	(void)state;
	assert_string_equal(put_with(s, "P-1", "{\"count\":1,\"id\":\"P-1\",\"owner\":\"ada\"}", PUT_MERGE, false), "created");
	assert_string_equal(put_with(s, "P-1", "{\"owner\":\"bo\"}", PUT_MERGE, false), "changed [{\"path\":\"owner\",\"from\":\"ada\",\"to\":\"bo\"}]");
	assert_string_equal(put_with(s, "P-1", "{\"owner\":\"bo\"}", PUT_MERGE, false), "unchanged");
	assert_string_equal(document_of(s, "P-1"), "{\"count\":1,\"id\":\"P-1\",\"owner\":\"bo\"}");
	assert_string_equal(put_with(s, "P-1", "{\"count\":-1}", PUT_MERGE, false), "refused found -1, expected at least 0");
	assert_non_null(strstr(put_with(s, "P-2", "{\"owner\":\"bo\"}", PUT_MERGE, false), "refused")); /* the first has to be whole */
	store_close(s);
}

static void a_dry_run_says_the_same_and_writes_nothing(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	char before[65];

	(void)state;
	assert_string_equal(put(s, "P-1", "{\"count\":1,\"id\":\"P-1\"}"), "created");
	strcpy(before, digest_of(s));
	assert_string_equal(put_with(s, "P-2", "{\"id\":\"P-2\"}", PUT_REPLACE, true), "created");
	assert_string_equal(put_with(s, "P-1", "{\"count\":7,\"id\":\"P-1\"}", PUT_REPLACE, true), "changed [{\"path\":\"count\",\"from\":1,\"to\":7}]");
	assert_string_equal(put_with(s, "P-1", "{\"count\":7}", PUT_MERGE, true), "changed [{\"path\":\"count\",\"from\":1,\"to\":7}]");
	assert_string_equal(put_with(s, "P-1", "{\"count\":-7}", PUT_MERGE, true), "refused found -7, expected at least 0");
	assert_string_equal(digest_of(s), before);
	assert_string_equal(put(s, "P-2", "{\"id\":\"P-2\"}"), "created");
	store_close(s);
}

static void tracked_fields_are_kept_over_time_in_the_order_of_writing(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);

	(void)state;
	by.at_ms = 1000;
	put(s, "P-1", "{\"done\":10,\"id\":\"P-1\",\"risks\":[{\"impact\":4,\"name\":\"credit\"}]}");
	by.at_ms = 3000;
	put(s, "P-1", "{\"count\":3,\"done\":20,\"id\":\"P-1\",\"risks\":[{\"name\":\"fx\"},{\"impact\":4,\"name\":\"credit\"}]}");
	by.at_ms = 2000; /* the clock was put back */
	put(s, "P-1", "{\"count\":4,\"done\":30,\"id\":\"P-1\"}");
	assert_string_equal(samples_of(s, "P-1", NULL), "1000 done = 10\n3000 done = 20\n2000 done = 30\n1000 risks[credit].impact = 4\n2000 risks[credit].impact = -\n");
	assert_string_equal(samples_of(s, "P-1", "done"), "1000 done = 10\n3000 done = 20\n2000 done = 30\n");
	assert_string_equal(samples_of(s, "P-1", "don"), "");
	assert_string_equal(history_of(s, "P-1", "count", 0), "created\nchanged count: - -> 3\nchanged count: 3 -> 4\n");
	assert_string_equal(history_of(s, "P-1", "count", 2500), "changed count: - -> 3\n");
	store_close(s);
}

static void a_history_is_told_of_a_field_its_whole_and_its_parts(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	struct err err = ERR_INIT;

	(void)state;
	put(s, "P-1", "{\"id\":\"P-1\",\"risks\":[{\"impact\":1,\"name\":\"a\"},{\"impact\":1,\"name\":\"ab\"}],\"tags\":[\"x\"]}");
	put(s, "P-1", "{\"id\":\"P-1\",\"risks\":[{\"impact\":2,\"name\":\"a\"},{\"impact\":2,\"name\":\"ab\"}],\"tags\":[\"y\"]}");
	put(s, "P-1", "{\"id\":\"P-1\",\"risks\":[{\"impact\":2,\"name\":\"ab\"}]}");
	assert_string_equal(history_of(s, "P-1", "risks[a].impact", 0), "created\nchanged risks[a].impact: 1 -> 2\nchanged risks[a]: {\"impact\":2,\"name\":\"a\"} -> -\n");
	assert_string_equal(history_of(s, "P-1", "risks[ab]", 0), "created\nchanged risks[ab].impact: 1 -> 2\n");
	assert_string_equal(history_of(s, "P-1", "tags", 0), "created\nchanged tags: [\"x\"] -> [\"y\"]\nchanged tags: [\"y\"] -> -\n");
	assert_non_null(strstr(history_of(s, "P-1", "risks", 0), "risks[ab].impact"));
	assert_string_equal(history_of(s, "P-1", "risk", 0), "created\n");
	assert_true(history_of_project(s, "P-9", NULL, 0, tell, NULL, &err) == ERR_INPUT);
	assert_error(&err, ERR_INPUT, "a.db", "there never was a project 'P-9'", NULL);
	assert_true(samples_of_project(s, "P-9", NULL, tell_sample, NULL, NULL) == ERR_INPUT);
	store_close(s);
}

static bool stop_at_once(void *ctx, const struct change_row *r)
{
	(void)r;
	++*(int *)ctx;
	return false;
}

static void a_listener_may_have_enough(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	int told = 0;

	(void)state;
	put_small(s, "P-1", "ada", 1);
	put_small(s, "P-1", "bo", 2);
	assert_int_equal(history_of_project(s, "P-1", NULL, 0, stop_at_once, &told, NULL), 0);
	assert_int_equal(told, 1);
	told = 0;
	assert_int_equal(history_of_project(s, "P-1", "owner", by.at_ms, stop_at_once, &told, NULL), 0);
	assert_int_equal(told, 1);
	store_close(s);
}

/* ---- documents of other schemas ---- */

static void use_schema(const char *json)
{
	schema_free(schema);
	schema = schema_of(json);
}

static const char older[] = "{\"root\":\"project\",\"kinds\":[{\"name\":\"project\",\"fields\":[{\"name\":\"id\",\"type\":\"string\",\"required\":true},"
	"{\"name\":\"begin\",\"type\":\"date\",\"tracked\":true},{\"name\":\"count\",\"type\":\"string\"}]}]}";

static void a_renamed_field_keeps_its_value_and_history(void **state)
{
	struct store *s;

	(void)state;
	use_schema(older);
	s = open_store("a.db", STORE_WRITE);
	assert_string_equal(put(s, "P-1", "{\"begin\":\"2026-01-01\",\"id\":\"P-1\"}"), "created");
	store_close(s);
	use_schema(store_schema); /* where "begin" is "start" */
	s = open_store("a.db", STORE_WRITE);
	assert_string_equal(put_with(s, "P-1", "{\"start\":\"2026-02-02\"}", PUT_MERGE, false), "changed [{\"path\":\"start\",\"from\":\"2026-01-01\",\"to\":\"2026-02-02\"}]");
	assert_string_equal(document_of(s, "P-1"), "{\"id\":\"P-1\",\"start\":\"2026-02-02\"}");
	assert_string_equal(put(s, "P-1", "{\"id\":\"P-1\",\"start\":\"2026-02-02\"}"), "unchanged");
	store_close(s);
}

static void a_document_that_the_schema_does_not_take_any_more_can_be_replaced(void **state)
{
	struct store *s;

	(void)state;
	use_schema(older);
	s = open_store("a.db", STORE_WRITE);
	assert_string_equal(put(s, "P-1", "{\"count\":\"many\",\"id\":\"P-1\"}"), "created");
	store_close(s);
	use_schema(store_schema); /* where count is a number */
	s = open_store("a.db", STORE_WRITE);
	assert_non_null(strstr(put_with(s, "P-1", "{\"owner\":\"ada\"}", PUT_MERGE, false), "refused"));
	assert_string_equal(document_of(s, "P-1"), "{\"count\":\"many\",\"id\":\"P-1\"}");
	assert_string_equal(put(s, "P-1", "{\"count\":3,\"done\":5,\"id\":\"P-1\"}"),
		"changed [{\"path\":\"\",\"from\":{\"count\":\"many\",\"id\":\"P-1\"},\"to\":{\"count\":3,\"done\":5,\"id\":\"P-1\"}}]");
	assert_string_equal(samples_of(s, "P-1", "done"), "1700000000000 done = 5\n");
	assert_string_equal(history_of(s, "P-1", "done", 0), "created\nchanged\n"); /* of the whole it is a part */
	assert_healthy(s);
	store_close(s);
}

static void without_a_schema_no_document_is_written(void **state)
{
	const struct store_options o = { .path = "a.db", .access = STORE_WRITE, .create = true };
	struct err err = ERR_INIT;
	struct store *s;

	(void)state;
	assert_fine(store_open(&o, &s, &err), &err);
	assert_non_null(strstr(put_small(s, "P-1", "ada", 1), "without a schema"));
	store_close(s);
}

/* ---- reading ---- */

static size_t walk(struct store *s, struct buf *ids)
{
	struct project_cursor *c, *other;
	struct stored_project p, q;
	struct err err = ERR_INIT;
	size_t n = 0;
	int got;

	assert_fine(project_cursor_open(s, true, &c, &err), &err);
	assert_fine(project_cursor_open(s, false, &other, &err), &err);
	for (; (got = project_cursor_next(c, &p, &err)) == 1; n++) {
		if (n % 2) /* one that goes at another pace */
			assert_int_equal(project_cursor_next(other, &q, &err), 1);
		assert_non_null(strstr(p.document, p.id));
		buf_addf(ids, "%s\n", p.id);
	}
	assert_fine(got, &err);
	assert_int_equal(project_cursor_next(c, &p, &err), 0); /* and stays at the end */
	project_cursor_close(other);
	project_cursor_close(c);
	return n;
}

static void projects_are_read_in_the_order_of_their_ids(void **state)
{
	static const int sizes[] = { 0, 1, 255, 256, 257, 600 };
	struct store *s = open_store("a.db", STORE_WRITE);
	struct err err = ERR_INIT;
	struct buf ids = BUF_INIT;
	int n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		for (; n < sizes[i]; n++) {
			char id[16];

			snprintf(id, sizeof id, "P-%03d", (n * 7) % 600);
			assert_string_equal(put_small(s, id, "ada", 1), "created");
		}
		buf_clear(&ids);
		assert_int_equal(walk(s, &ids), sizes[i]);
		assert_int_equal(project_count(s), sizes[i]);
	}
	for (const char *line = ids.data; *line; line += 6)
		if (line[6])
			assert_true(memcmp(line, line + 6, 5) < 0);
	assert_fine(project_delete(s, "P-300", &by, &err), &err);
	buf_clear(&ids);
	assert_int_equal(walk(s, &ids), 599);
	assert_null(strstr(ids.data, "P-300"));
	buf_release(&ids);
	store_close(s);
}

static void what_is_not_there_is_named_with_what_may_have_been_meant(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	struct stored_project p;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	put_small(s, "ALPHA-1", "ada", 1);
	assert_int_equal(project_find(s, "ALPHA-2", &text, &p, &err), 0);
	assert_error(&err, ERR_INPUT, "there is no project 'ALPHA-2'", "did you mean 'ALPHA-1'", NULL);
	assert_fine(project_delete(s, "ALPHA-1", &by, &err), &err);
	assert_int_equal(project_find(s, "ALPHA-1", &text, &p, &err), 0);
	assert_error(&err, ERR_INPUT, "was deleted", "plumb history ALPHA-1", NULL);
	assert_int_equal(project_delete(s, "ALPHA-1", &by, &err), ERR_INPUT);
	assert_error(&err, ERR_INPUT, "there is no project 'ALPHA-1'", NULL);
	assert_string_equal(history_of(s, "ALPHA-1", NULL, 0), "created\ndeleted\n");
	by.at_ms += 7;
	assert_string_equal(put_small(s, "ALPHA-1", "bo", 2), "created"); /* again */
	assert_int_equal(project_find(s, "ALPHA-1", &text, &p, &err), 1);
	assert_int_equal(p.created_at, by.at_ms);
	assert_string_equal(history_of(s, "ALPHA-1", NULL, 0), "created\ndeleted\ncreated\n");
	buf_release(&text);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOM(a_document_is_created_changed_unchanged_or_refused), IN_ROOM(a_part_is_merged_into_what_is_stored), IN_ROOM(a_dry_run_says_the_same_and_writes_nothing),
		IN_ROOM(tracked_fields_are_kept_over_time_in_the_order_of_writing), IN_ROOM(a_history_is_told_of_a_field_its_whole_and_its_parts), IN_ROOM(a_listener_may_have_enough),
		IN_ROOM(a_renamed_field_keeps_its_value_and_history), IN_ROOM(a_document_that_the_schema_does_not_take_any_more_can_be_replaced),
		IN_ROOM(without_a_schema_no_document_is_written), IN_ROOM(projects_are_read_in_the_order_of_their_ids),
		IN_ROOM(what_is_not_there_is_named_with_what_may_have_been_meant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
