/* SPDX-License-Identifier: MIT */
/*
 * Every statement, commit and allocation of a course of writing fails once: no crash, nothing is acknowledged that is not there,
 * and repeated it comes to the same store.
 */
#include "course.h"

static char undisturbed[65];

static void end_course(struct course *c, const char *path)
{
	fault(NULL);
	assert_string_equal(digest_of(c->s), undisturbed);
	assert_healthy(c->s);
	store_close(c->s);
	assert_string_equal(digest_of_file(path), undisturbed);
	assert_int_equal(number_in(path, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

static void run_undisturbed(void)
{
	struct course c = course_run("whole.db");

	assert_int_equal(c.failures, 0);
	strcpy(undisturbed, digest_of(c.s));
	end_course(&c, "whole.db");
}

/* Fails the N-th passage for N = 1, 2 ... until a run meets none. Answers with how many there were. */
static int sweep(const char *point)
{
	int n = 1;

	for (;; n++) {
		char what[32], path[32];
		struct course c;

		snprintf(what, sizeof what, "%s:%d", point, n);
		snprintf(path, sizeof path, "%s-%d.db", point, n);
		fault(what);
		c = course_run(path);
		end_course(&c, path);
		unlink(path);
		if (!c.failures)
			return n - 1;
		assert_true(c.failures <= 2);
		assert_true(n < 20000);
	}
}

static void every_statement_fails_once(void **state)
{
	(void)state;
	run_undisturbed();
	assert_true(sweep("sql") > 100);
}

static void every_commit_fails_once(void **state)
{
	int n;

	(void)state;
	run_undisturbed();
	n = sweep("commit");
	assert_int_equal(n, sizeof course_steps / sizeof *course_steps);
}

static void every_buffer_fails_once(void **state)
{
	(void)state;
	run_undisturbed();
	assert_true(sweep("alloc") > 10);
}

/* ---- memory of SQLite ---- */

static sqlite3_mem_methods memory;
static long countdown; /* 0: nothing fails */

static bool out_now(void)
{
	return countdown && __atomic_sub_fetch(&countdown, 1, __ATOMIC_RELAXED) == 0;
}

static void *failing_malloc(int n) { return out_now() ? NULL : memory.xMalloc(n); }
static void *failing_realloc(void *p, int n) { return out_now() ? NULL : memory.xRealloc(p, n); }

static void every_allocation_of_sqlite_fails_once(void **state)
{
	int met = 0;

	(void)state;
	run_undisturbed();
	for (long n = 1, quiet = 0; quiet < 5; n += n < 300 ? 7 : 41) { /* some of them are not needed */
		struct course c;

		countdown = n;
		c = course_run("memory.db");
		quiet = countdown > 0 ? quiet + 1 : 0;
		countdown = 0;
		met += c.failures > 0;
		end_course(&c, "memory.db");
		unlink("memory.db");
	}
	assert_true(met > 50);
}

int main(void)
{
	sqlite3_mem_methods failing;
	const struct CMUnitTest tests[] = {
		IN_ROOM(every_statement_fails_once), IN_ROOM(every_commit_fails_once), IN_ROOM(every_buffer_fails_once), IN_ROOM(every_allocation_of_sqlite_fails_once),
	};

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory);
	failing = memory;
	failing.xMalloc = failing_malloc;
	failing.xRealloc = failing_realloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
