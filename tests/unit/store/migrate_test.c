/* SPDX-License-Identifier: MIT */
/* What store/migrate.h promises: any version becomes the newest with its data, and killed on the way it is one or the other. */
#include "store_fixture.h"

#include "store/migrate.h"

/* A store of version n with a project, an entry and a finding in it, as far as that version has them. */
static void make_version(const char *path, int n)
{
	struct err err = ERR_INIT;
	struct sql q;
	char text[100];

	write_file(path, "", 0);
	assert_fine(sql_open(&q, path, SQLITE_OPEN_READWRITE, 0, &err), &err);
	snprintf(text, sizeof text, "PRAGMA application_id = %d; PRAGMA journal_mode = WAL;", 0x706c6d62);
	assert_fine(sql_script(&q, text, &err), &err);
	assert_fine(migrate_to(&q, n, &err), &err);
	assert_fine(sql_script(&q, "INSERT INTO project VALUES (1, 'P-1', '{\"done\":1,\"id\":\"P-1\"}', 1, 10, 20, 'One', '', 'ada', '', '', '', '', 0)", &err), &err);
	assert_fine(sql_script(&q, "INSERT INTO audit VALUES (1, 10, 'project.created', 1, zeroblob(32), zeroblob(32))", &err), &err);
	assert_fine(sql_script(&q, "INSERT INTO sample VALUES (1, 'done', 1, 10, '1')", &err), &err);
	if (n >= 2)
		assert_fine(sql_script(&q, "INSERT INTO generation VALUES (1, 'g', '1.0', 5); INSERT INTO rule VALUES (1, 'a.b');"
			"INSERT INTO finding (key, project, rule, element, verdict, severity, message, opened_at, seen_at, first_opened_at, generation) VALUES (1, 1, 1, '', 'fail', 'error', 'kept', 5, 5, 5, 1)",
			&err), &err);
	sql_close(&q);
}

static void assert_kept(const char *path, int n)
{
	struct store *s = open_store(path, STORE_WRITE);

	assert_string_equal(document_of(s, "P-1"), "{\"done\":1,\"id\":\"P-1\"}");
	assert_string_equal(put_small(s, "P-1", "bo", 2), "changed [{\"path\":\"done\",\"from\":1,\"to\":2},{\"path\":\"owner\",\"to\":\"bo\"}]");
	store_close(s);
	assert_int_equal(number_in(path, "PRAGMA user_version"), migrate_newest());
	assert_int_equal(number_in(path, "SELECT count(*) FROM sample WHERE path = 'done'"), 2);
	assert_int_equal(number_in(path, "SELECT count(*) FROM finding WHERE message = 'kept'"), n >= 2);
	assert_int_equal(number_in(path, "SELECT count(*) FROM waiver"), 0);
}

static void older_versions_become_the_newest_with_their_data(void **state)
{
	struct err err = ERR_INIT;
	struct store *s;

	(void)state;
	for (int n = 1; n < migrate_newest(); n++) {
		make_version("a.db", n);
		assert_true(try_open("a.db", STORE_READ, &s, &err) < 0); /* reading alone changes no version */
		assert_error(&err, ERR_INPUT, "a.db", "a writing command brings it up to date", NULL);
		assert_int_equal(number_in("a.db", "PRAGMA user_version"), n);
		assert_kept("a.db", n);
		unlink("a.db");
	}
}

static void open_and_die(const void *what)
{
	struct store *s;

	fault(what);
	try_open("a.db", STORE_WRITE, &s, NULL);
	_exit(0);
}

static void killed_on_the_way_it_is_one_version_or_the_next(void **state)
{
	(void)state;
	for (int n = 1; n < migrate_newest(); n++)
		for (int passage = 1;; passage++) {
			char what[32];
			int died, version;

			make_version("a.db", n);
			snprintf(what, sizeof what, "store-die:%d", passage);
			died = in_child(open_and_die, what);
			version = (int)number_in("a.db", "PRAGMA user_version");
			assert_int_equal(version, died ? n + passage / 2 : migrate_newest()); /* one passage within each step, one behind it */
			assert_int_equal(number_in("a.db", "SELECT count(*) FROM sqlite_schema WHERE name = 'finding'"), version >= 2);
			assert_int_equal(number_in("a.db", "SELECT count(*) FROM sqlite_schema WHERE name = 'waiver'"), version >= 3);
			assert_kept("a.db", n);
			unlink("a.db");
			if (!died)
				break;
			assert_int_equal(died, -SIGKILL);
			assert_true(passage < 20);
		}
}

static void killed_while_it_is_made_there_is_none_or_a_whole_one(void **state)
{
	int died, passage = 0;

	(void)state;
	do {
		char what[32];
		struct store *s;

		snprintf(what, sizeof what, "store-die:%d", ++passage);
		died = in_child(open_and_die, what);
		assert_true(!died || !is_there("a.db"));
		s = open_store("a.db", STORE_WRITE);
		assert_healthy(s);
		store_close(s);
		unlink("a.db");
		assert_true(passage < 30);
	} while (died);
	assert_true(passage > 2 * migrate_newest());
}

static void a_step_that_fails_leaves_the_version_before(void **state)
{
	struct err err = ERR_INIT;
	struct store *s;

	(void)state;
	make_version("a.db", 1);
	assert_int_equal(meddle("a.db", "CREATE TABLE rule (x)"), SQLITE_OK); /* in the way of version 2 */
	assert_true(try_open("a.db", STORE_WRITE, &s, &err) < 0);
	assert_error(&err, ERR_INTERNAL, "a.db", "rule already exists", NULL);
	assert_int_equal(number_in("a.db", "PRAGMA user_version"), 1);
	assert_int_equal(number_in("a.db", "SELECT count(*) FROM sqlite_schema WHERE name IN ('blob', 'generation')"), 0);
	assert_int_equal(meddle("a.db", "DROP TABLE rule"), SQLITE_OK);
	assert_kept("a.db", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOM(older_versions_become_the_newest_with_their_data), IN_ROOM(killed_on_the_way_it_is_one_version_or_the_next),
		IN_ROOM(killed_while_it_is_made_there_is_none_or_a_whole_one), IN_ROOM(a_step_that_fails_leaves_the_version_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
