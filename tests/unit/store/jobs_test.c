/* SPDX-License-Identifier: MIT */
/* What store.h promises of jobs: acknowledged is kept, failed leaves no trace, in the order in which they came. */
#include "store_fixture.h"

#include <pthread.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include "store/writer.h"

/* A job that notes its number in a table of its own when it ran, and when it was acknowledged. */
struct numbered {
	struct store_job job;
	int number;
	bool fails;                /* after it has written */
	size_t weight;             /* bytes that it writes */
};
static int acknowledged[8192], statuses[8192], count, commits;

static int count_commit(void *ctx)
{
	(void)ctx;
	commits++;
	return 0;
}

static int run_numbered(struct store_job *job, struct store_writer *w, struct err *err)
{
	struct numbered *n = (struct numbered *)job;
	int status;

	sqlite3_commit_hook(w->sql.db, count_commit, NULL);
	status = sql_run(&w->sql, err, "INSERT INTO outbox (at, target, event, payload) VALUES (?, 't', 'e', hex(zeroblob(?)))", "ii", (int64_t)n->number, (int64_t)n->weight);
	if (!status && n->fails)
		status = err_set(err, ERR_INPUT, "job %d fails", n->number);
	return status;
}

static void done_numbered(struct store_job *job)
{
	acknowledged[count] = ((struct numbered *)job)->number;
	statuses[count++] = job->status;
	err_release(&job->err);
	free(job);
}

static struct numbered *numbered_new(int number, size_t weight)
{
	struct numbered *n = calloc(1, sizeof *n);

	n->number = number;
	n->weight = weight;
	n->job = (struct store_job){ .run = run_numbered, .done = done_numbered, .bytes = sizeof *n + weight, .err = ERR_INIT };
	return n;
}

static void begin_counting(void)
{
	count = commits = 0;
}

/* Holds the store thread until the mutex is free, so that what comes behind it gathers. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int run_gate(struct store_job *job, struct store_writer *w, struct err *err)
{
	(void)job, (void)w, (void)err;
	pthread_mutex_lock(&gate);
	pthread_mutex_unlock(&gate);
	return 0;
}

static void submit_gate(struct store *s)
{
	struct numbered *n = numbered_new(-1, 0);

	n->job.run = run_gate;
	store_submit(s, &n->job);
	usleep(20000); /* it is taken alone */
}

static void jobs_are_acknowledged_in_order_and_committed_in_groups(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);

	(void)state;
	begin_counting();
	pthread_mutex_lock(&gate);
	submit_gate(s);
	for (int i = 0; i < 4000; i++)
		store_submit(s, &numbered_new(i, 10)->job);
	assert_int_equal(store_pending(s), 4001);
	assert_true(store_pending_bytes(s) > 40000);
	pthread_mutex_unlock(&gate);
	while (store_pending(s))
		store_reap(s);
	assert_int_equal(store_pending_bytes(s), 0);
	assert_int_equal(count, 4001);
	for (int i = 0; i < 4001; i++) {
		assert_int_equal(acknowledged[i], i - 1);
		assert_int_equal(statuses[i], 0);
	}
	assert_true(commits > 0 && commits <= 4);
	store_close(s);
	assert_int_equal(number_in("a.db", "SELECT count(*) FROM outbox"), 4000);
	assert_int_equal(number_in("a.db", "SELECT sum(seq <> at + 1) FROM outbox"), 0); /* written in that order too */
}

static void a_group_is_bounded_by_its_bytes(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);

	(void)state;
	begin_counting();
	pthread_mutex_lock(&gate);
	submit_gate(s);
	for (int i = 0; i < 12; i++)
		store_submit(s, &numbered_new(i, 4 << 20)->job); /* 48 MB, 16 at a time */
	pthread_mutex_unlock(&gate);
	while (store_pending(s))
		store_reap(s);
	assert_int_equal(commits, 3);
	store_close(s);
}

static void some_of_ten_fail(bool repeatable)
{
	struct store *s = open_store("a.db", STORE_WRITE);

	begin_counting();
	pthread_mutex_lock(&gate);
	submit_gate(s);
	for (int i = 0; i < 10; i++) {
		struct numbered *n = numbered_new(i, 1);

		n->fails = i % 3 == 1;
		n->job.repeatable = repeatable;
		store_submit(s, &n->job);
	}
	pthread_mutex_unlock(&gate);
	store_close(s); /* waits for them, and calls done */
	assert_int_equal(count, 11);
	for (int i = 0; i < 10; i++)
		assert_int_equal(statuses[i + 1], i % 3 == 1 ? ERR_INPUT : 0);
	assert_int_equal(commits, 1);
	assert_int_equal(number_in("a.db", "SELECT count(*) FROM outbox"), 7);
	assert_int_equal(number_in("a.db", "SELECT count(*) FROM outbox WHERE at IN (1, 4, 7)"), 0);
}

static void a_failing_job_is_rolled_back_alone(void **state)
{
	(void)state;
	some_of_ten_fail(false);
}

static void the_same_of_jobs_that_need_no_savepoints(void **state)
{
	(void)state;
	some_of_ten_fail(true);
}

/* The end of the chain is kept in memory: after a job that failed behind its entry the next one must not follow from it. */
static void the_chain_holds_behind_a_job_that_failed(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);

	(void)state;
	assert_string_equal(put_small(s, "P-1", "ada", 1), "created");
	assert_string_equal(put(s, "P-2", "{\"id\":\"P-2\",\"count\":-1}"), "refused found -1, expected at least 0");
	assert_non_null(strstr(put(s, "P-2", "{\"id\":"), "error"));
	fault("sql:7");
	assert_non_null(strstr(put_small(s, "P-3", "ada", 1), "error"));
	fault(NULL);
	assert_string_equal(put_small(s, "P-3", "ada", 1), "created");
	assert_healthy(s);
	store_close(s);
}

static struct store *the_store;
static void done_and_more(struct store_job *job)
{
	int number = ((struct numbered *)job)->number;

	done_numbered(job);
	if (number == 100)
		store_submit(the_store, &numbered_new(101, 1)->job);
	if (number == 200)
		assert_string_equal(put_small(the_store, "P-nested", "ada", 1), "created");
}

static void waiting_for_one_reaps_those_before_it_and_may_be_nested(void **state)
{
	struct numbered *more;

	(void)state;
	the_store = open_store("a.db", STORE_WRITE);
	begin_counting();
	store_submit(the_store, &numbered_new(1, 1)->job);
	more = numbered_new(100, 1);
	more->job.done = done_and_more;
	store_submit(the_store, &more->job);
	more = numbered_new(200, 1);
	more->job.done = done_and_more;
	store_submit(the_store, &more->job);
	assert_string_equal(put_small(the_store, "P-1", "ada", 1), "created");
	assert_int_equal(acknowledged[0], 1);
	assert_int_equal(acknowledged[1], 100);
	assert_int_equal(acknowledged[2], 200);
	assert_non_null(document_of(the_store, "P-nested"));
	while (store_pending(the_store))
		store_reap(the_store);
	assert_int_equal(acknowledged[3], 101);
	more = numbered_new(100, 1); /* its done submits to a store that is closing */
	more->job.done = done_and_more;
	store_submit(the_store, &more->job);
	store_close(the_store);
	assert_int_equal(acknowledged[count - 1], 101);
	assert_int_equal(statuses[count - 1], ERR_CANCELLED);
	assert_int_equal(number_in("a.db", "SELECT count(*) FROM outbox WHERE at = 101"), 1);
}

/* ---- commits that fail ---- */

static void a_commit_that_fails_fails_its_group_and_ends_all_writing(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	char before[65];

	(void)state;
	assert_string_equal(put_small(s, "P-1", "ada", 1), "created");
	strcpy(before, digest_of(s));
	begin_counting();
	pthread_mutex_lock(&gate);
	submit_gate(s);
	for (int i = 0; i < 5; i++) {
		struct numbered *n = numbered_new(i, 1);

		n->fails = i == 2;
		store_submit(s, &n->job);
	}
	fault("commit:2"); /* the gate's own is the first */
	pthread_mutex_unlock(&gate);
	while (store_pending(s))
		store_reap(s);
	for (int i = 0; i < 5; i++)
		assert_int_equal(statuses[i + 1], ERR_IO);
	fault(NULL);
	assert_non_null(strstr(put_small(s, "P-2", "ada", 1), "could not sync"));
	assert_string_equal(digest_of(s), before);
	store_close(s);
	s = open_store("a.db", STORE_WRITE);
	assert_string_equal(digest_of(s), before);
	assert_string_equal(put_small(s, "P-2", "ada", 1), "created");
	assert_healthy(s);
	store_close(s);
}

static void die_in(const void *what)
{
	struct store *s;

	if (try_open("a.db", STORE_WRITE, &s, NULL))
		_exit(9);
	fault(what);
	if (strcmp(put_small(s, "P-2", "ada", 2), "created"))
		_exit(8);
	_exit(0);
}

static void killed_at_the_commit_it_is_there_or_not(void **state)
{
	char before[65], after[65];

	(void)state;
	for (int n = 1; n <= 2; n++) {
		char what[32];
		struct store *s = open_store("a.db", STORE_WRITE);

		if (n == 1)
			put_small(s, "P-1", "ada", 1);
		strcpy(before, digest_of(s));
		store_close(s);
		snprintf(what, sizeof what, "store-die:%d", n);
		assert_int_equal(in_child(die_in, what), -SIGKILL);
		s = open_store("a.db", STORE_WRITE);
		strcpy(after, digest_of(s));
		if (n == 1)
			assert_string_equal(after, before);
		else
			assert_non_null(document_of(s, "P-2")); /* committed: it needs no acknowledgement to stay */
		assert_healthy(s);
		store_close(s);
	}
}

/* ---- a full disk ---- */

static void a_full_disk_loses_nothing_and_passes(void **state)
{
	struct store *s;
	char id[16], note[3000], text[4096], before[65];
	int kept = 0;
	struct buf ballast = BUF_INIT;

	(void)state;
	mkdir("small", 0755);
	if (mount("none", "small", "tmpfs", 0, "size=1m"))
		skip();
	buf_pad(&ballast, 'x', 200 << 10);
	write_file("small/ballast", ballast.data, ballast.len);
	buf_release(&ballast);
	memset(note, 'n', sizeof note - 1);
	note[sizeof note - 1] = 0;
	s = open_store("small/a.db", STORE_WRITE);
	for (;; kept++) {
		snprintf(id, sizeof id, "P-%d", kept);
		snprintf(text, sizeof text, "{\"id\":\"%s\",\"notes\":\"%s\"}", id, note);
		if (strcmp(put(s, id, text), "created"))
			break;
	}
	assert_non_null(strstr(answer, "the disk is full"));
	assert_non_null(strstr(answer, "free space"));
	assert_true(kept > 5);
	assert_int_equal(project_count(s), kept);
	strcpy(before, digest_of(s));
	assert_non_null(strstr(put(s, id, text), "the disk is full"));
	unlink("small/ballast");
	assert_string_equal(put(s, id, text), "created"); /* without being opened anew */
	assert_healthy(s);
	store_close(s);
	s = open_store("small/a.db", STORE_READ);
	assert_int_equal(project_count(s), kept + 1);
	store_close(s);
	umount("small");
}

static void a_full_disk_makes_no_half_store(void **state)
{
	struct err err = ERR_INIT;
	struct store *s;
	struct statvfs fs;

	(void)state;
	mkdir("small", 0755);
	if (mount("none", "small", "tmpfs", 0, "size=64k"))
		skip();
	assert_int_equal(statvfs("small", &fs), 0);
	assert_true(try_open("small/a.db", STORE_WRITE, &s, &err) < 0);
	assert_error(&err, ERR_IO, "small/a.db", "the disk is full", NULL);
	assert_false(is_there("small/a.db"));
	assert_false(is_there("small/a.db.new"));
	umount("small");
}

/* ---- files that go while they are open ---- */

static void assert_noticed(struct store *s)
{
	assert_non_null(strstr(put_small(s, "P-2", "ada", 1), "was moved, replaced or deleted while it was in use"));
	assert_non_null(strstr(answer, "a.db"));
}

static void what_becomes_of_the_files_is_noticed(void **state)
{
	static const char *const names[] = { "a.db", "a.db-wal", "a.db-shm", "a.db-lock" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct store *s = open_store("a.db", STORE_WRITE);

		put_small(s, "P-1", "ada", (int)i);
		rename(names[i], "elsewhere");
		assert_noticed(s);
		copy_file("elsewhere", names[i]); /* another file of that name */
		assert_noticed(s);
		unlink(names[i]);
		assert_noticed(s);
		rename("elsewhere", names[i]); /* put back: it goes on */
		assert_non_null(strstr(put_small(s, "P-1", "ada", 50), "changed"));
		store_close(s);
		unlink("a.db");
	}
}

static void a_store_that_was_written_over_is_noticed(void **state)
{
	struct err err = ERR_INIT;
	struct store *s = open_store("a.db", STORE_WRITE);

	(void)state;
	put_small(s, "P-1", "ada", 1);
	assert_fine(store_backup(s, "backup.db", NULL, NULL, &err), &err);
	copy_file("a.db", "kept.db");
	copy_file("backup.db", "a.db"); /* cp backup.db a.db: the same file, other bytes */
	assert_noticed(s);
	write_file("a.db", "", 0);
	assert_noticed(s);
	copy_file("kept.db", "a.db");
	assert_string_equal(put_small(s, "P-2", "ada", 1), "created");
	store_close(s);
}

/* Within the commit itself, when it was looked at already. */
static int move_away(void *ctx)
{
	(void)ctx;
	return rename("a.db", "elsewhere") != 0;
}

static int move_in_commit(struct store_job *job, struct store_writer *w, struct err *err)
{
	int status = run_numbered(job, w, err);

	sqlite3_commit_hook(w->sql.db, move_away, NULL);
	return status;
}

static void what_goes_during_the_commit_is_not_acknowledged(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	struct numbered *n = numbered_new(1, 1);

	(void)state;
	begin_counting();
	n->job.run = move_in_commit;
	store_submit(s, &n->job);
	while (store_pending(s))
		store_reap(s);
	assert_int_equal(statuses[0], ERR_IO);
	rename("elsewhere", "a.db");
	assert_noticed(s); /* whether it is there nobody knows: only opening it anew tells */
	store_close(s);
	store_close(open_store("a.db", STORE_WRITE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOM(jobs_are_acknowledged_in_order_and_committed_in_groups), IN_ROOM(a_group_is_bounded_by_its_bytes), IN_ROOM(a_failing_job_is_rolled_back_alone),
		IN_ROOM(the_same_of_jobs_that_need_no_savepoints),
		IN_ROOM(the_chain_holds_behind_a_job_that_failed), IN_ROOM(waiting_for_one_reaps_those_before_it_and_may_be_nested),
		IN_ROOM(a_commit_that_fails_fails_its_group_and_ends_all_writing), IN_ROOM(killed_at_the_commit_it_is_there_or_not),
		IN_ROOM(a_full_disk_loses_nothing_and_passes), IN_ROOM(a_full_disk_makes_no_half_store), IN_ROOM(what_becomes_of_the_files_is_noticed),
		IN_ROOM(a_store_that_was_written_over_is_noticed), IN_ROOM(what_goes_during_the_commit_is_not_acknowledged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
