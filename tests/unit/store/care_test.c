/* SPDX-License-Identifier: MIT */
/* What care.h promises: equal content has equal digests, a backup is a state that was acknowledged, and restoring loses nothing. */
#include "course.h"

#include <pthread.h>
#include <stdatomic.h>

/* ---- the digest ---- */

static void two_ways_to_the_same_content_have_one_digest(void **state)
{
	struct store *a = open_store("a.db", STORE_WRITE), *b = open_store("b.db", STORE_WRITE);

	(void)state;
	put_small(a, "P-1", "ada", 1);
	put_small(a, "P-1", "ada", 2);
	put_small(a, "P-2", "bo", 1);
	by.at_ms += 86400000;
	put_small(b, "P-2", "bo", 1); /* in another order, at other times, repeated */
	put_small(b, "P-2", "bo", 1);
	put_small(b, "P-1", "ada", 1);
	store_close(b);
	b = open_store("b.db", STORE_WRITE);
	put_small(b, "P-1", "ada", 1);
	put_small(b, "P-1", "ada", 2);
	assert_string_equal(digest_of(a), digest_of(b));
	put_small(b, "P-1", "ada", 3);
	assert_string_not_equal(digest_of(a), digest_of(b));
	put_small(b, "P-1", "ada", 2);
	assert_string_not_equal(digest_of(a), digest_of(b)); /* the same documents, but not the same history */
	store_close(a);
	store_close(b);
}

static void every_change_changes_the_digest(void **state)
{
	struct course c = { .s = open_store("a.db", STORE_WRITE), .err = ERR_INIT };
	char before[65];

	(void)state;
	strcpy(before, digest_of(c.s));
	for (size_t i = 0; i < sizeof course_steps / sizeof *course_steps; i++) {
		assert_int_equal(course_steps[i](&c), 0);
		if (course_steps[i] != step_sweep) { /* which is about a moment */
			assert_string_not_equal(digest_of(c.s), before);
			strcpy(before, digest_of(c.s));
		}
	}
	store_close(c.s);
	static const char *const changes[] = {
		"UPDATE project SET document = '{}' WHERE id = 'P-1'", "UPDATE project SET name = 'x' WHERE id = 'P-1'", "UPDATE audit_payload SET actor = 'x' WHERE seq = 2",
		"DELETE FROM sample WHERE path = 'done'", "UPDATE finding SET message = 'x'", "UPDATE finding SET measure = 4", "UPDATE finding SET cause = 'pass' WHERE cause = 'element_gone'",
		"INSERT INTO outbox (at, target, event, payload) VALUES (1, 't', 'e', '{}')", "UPDATE generation SET hash = 'x' WHERE hash = 'g2'",
	};
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		copy_file("a.db", "b.db");
		assert_int_equal(meddle("b.db", changes[i]), SQLITE_OK);
		if (!strcmp(digest_of_file("b.db"), before))
			fail_msg("not seen: %s", changes[i]);
		unlink("b.db");
	}
}

/* ---- backups ---- */

static bool count_steps(void *ctx, int64_t done, int64_t all)
{
	assert_true(done <= all);
	++*(int *)ctx;
	return true;
}

static bool stop(void *ctx, int64_t done, int64_t all)
{
	(void)ctx, (void)done, (void)all;
	return false;
}

static void a_backup_is_one_whole_file(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	struct err err = ERR_INIT;
	struct stat st;
	int steps = 0;

	(void)state;
	put_small(s, "P-1", "ada", 1);
	chmod("a.db", 0640);
	write_file("b.db.part-journal", "left of another time", 20);
	assert_fine(store_backup(s, "b.db", count_steps, &steps, &err), &err);
	assert_true(steps > 0);
	assert_false(is_there("b.db-wal"));
	assert_false(is_there("b.db.part"));
	assert_false(is_there("b.db.part-journal"));
	assert_int_equal(stat("b.db", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_string_equal(digest_of_file("b.db"), digest_of(s));
	put_small(s, "P-2", "ada", 1);
	assert_fine(store_backup(s, "b.db", NULL, NULL, &err), &err); /* over the older one */
	assert_string_equal(digest_of_file("b.db"), digest_of(s));
	assert_int_equal(store_backup(s, "c.db", stop, NULL, &err), ERR_CANCELLED);
	err_release(&err);
	assert_false(is_there("c.db"));
	assert_false(is_there("c.db.part"));
	store_close(s);
}

static void a_backup_never_lands_on_a_store_that_is_in_use(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE), *other = open_store("other.db", STORE_WRITE);
	struct err err = ERR_INIT;

	(void)state;
	put_small(s, "P-1", "ada", 1);
	assert_int_equal(store_backup(s, "a.db", NULL, NULL, &err), ERR_USAGE);
	assert_error(&err, ERR_USAGE, "a.db", "the store itself", NULL);
	assert_int_equal(symlink("a.db", "link.db"), 0);
	assert_int_equal(store_backup(s, "link.db", NULL, NULL, &err), ERR_USAGE);
	err_release(&err);
	assert_int_equal(store_backup(s, "other.db", NULL, NULL, &err), ERR_USAGE);
	assert_error(&err, ERR_USAGE, "in use", NULL);
	mkdir("folder", 0755);
	assert_int_equal(store_backup(s, "folder", NULL, NULL, &err), ERR_USAGE);
	err_release(&err);
	assert_int_equal(store_backup(s, "nowhere/b.db", NULL, NULL, &err), ERR_IO);
	assert_error(&err, ERR_IO, "nowhere/b.db", "the copy cannot be made", NULL);
	put_small(s, "P-1", "ada", 2);
	assert_healthy(s);
	store_close(other);
	store_close(s);
}

static atomic_bool stopping;
static atomic_int written;
static void *write_on(void *ctx)
{
	struct store *s = ctx;

	for (int i = 0; !stopping && i < 100000; i++) {
		struct put *p[4];
		char text[2048], id[16];

		for (int k = 0; k < 4; k++) { /* the four go together, or the backup is none */
			snprintf(id, sizeof id, "P-%d", k);
			snprintf(text, sizeof text, "{\"count\":%d,\"id\":\"%s\",\"notes\":\"%0*d\"}", i, id, 1 + i % 1500, i);
			p[k] = put_new(id, text, strlen(text), &by, (void (*)(struct store_job *))put_free);
			store_submit(s, &p[k]->job);
		}
		while (store_pending(s))
			store_reap(s);
		written = i;
	}
	return NULL;
}

static void a_backup_while_a_writer_writes_is_a_state_that_was(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE), *reader;
	struct err err = ERR_INIT;
	pthread_t writer;

	(void)state;
	stopping = false;
	written = -1;
	assert_int_equal(pthread_create(&writer, NULL, write_on, s), 0);
	while (written < 50)
		usleep(1000);
	reader = open_store("a.db", STORE_READ);
	for (int i = 0; i < 15; i++) {
		int before = written, entries, changed;

		assert_fine(store_backup(reader, "b.db", NULL, NULL, &err), &err);
		assert_true(number_in("b.db", "SELECT min(json_extract(document, '$.count')) FROM project") >= before);
		entries = (int)number_in("b.db", "SELECT count(*) FROM audit");
		changed = (int)number_in("b.db", "SELECT sum(json_extract(document, '$.count') + 1) FROM project");
		assert_int_equal(entries, changed); /* each change has its entry, and each entry its change */
		assert_int_equal(number_in("b.db", "SELECT max(revision) FROM project"), entries);
	}
	stopping = true;
	pthread_join(writer, NULL);
	store_close(reader);
	reader = open_store("b.db", STORE_READ);
	assert_healthy(reader);
	store_close(reader);
	assert_healthy(s);
	store_close(s);
}

/* ---- putting one back ---- */

static void a_backup_is_put_back_and_what_was_there_is_kept(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	struct buf kept = BUF_INIT, again = BUF_INIT;
	struct err err = ERR_INIT;
	char then[65];

	(void)state;
	put_small(s, "P-1", "ada", 1);
	strcpy(then, digest_of(s));
	assert_fine(store_backup(s, "b.db", NULL, NULL, &err), &err);
	assert_int_equal(store_restore("b.db", "a.db", &kept, &err), ERR_IO); /* while it is owned */
	assert_error(&err, ERR_IO, "a.db", "in use by pid", NULL);
	assert_int_equal(kept.len, 0);
	store_close(s);
	kill_hard(child_owner("a.db")); /* what was written last is in the log alone */
	assert_true(is_there("a.db-wal"));
	assert_fine(store_restore("b.db", "a.db", &kept, &err), &err);
	assert_string_equal(digest_of_file("a.db"), then);
	s = open_store("a.db", STORE_WRITE);
	assert_string_equal(put_small(s, "P-1", "ada", 9), "changed [{\"path\":\"done\",\"from\":1,\"to\":9}]");
	store_close(s);
	assert_true(is_there(kept.data));
	s = open_store(kept.data, STORE_WRITE); /* with its log */
	assert_string_equal(document_of(s, "P-1"), "{\"done\":1,\"id\":\"P-1\",\"owner\":\"child\"}");
	store_close(s);
	assert_fine(store_restore("b.db", "a.db", &again, &err), &err); /* within the same second */
	assert_string_not_equal(kept.data, again.data);
	assert_true(is_there(kept.data) && is_there(again.data));
	buf_release(&kept);
	buf_release(&again);
}

static void a_log_whose_store_is_gone_is_not_played_into_the_backup(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	struct buf kept = BUF_INIT;
	struct err err = ERR_INIT;
	char then[65], name[256];

	(void)state;
	put_small(s, "P-1", "ada", 1);
	strcpy(then, digest_of(s));
	assert_fine(store_backup(s, "b.db", NULL, NULL, &err), &err);
	store_close(s);
	kill_hard(child_owner("a.db"));
	unlink("a.db");
	assert_fine(store_restore("b.db", "a.db", &kept, &err), &err);
	assert_string_equal(digest_of_file("a.db"), then);
	snprintf(name, sizeof name, "%s-wal", kept.data);
	assert_true(is_there(name));
	buf_clear(&kept);
	assert_fine(store_restore("b.db", "new.db", &kept, &err), &err); /* where there was nothing */
	assert_int_equal(kept.len, 0);
	assert_string_equal(digest_of_file("new.db"), then);
	buf_release(&kept);
}

static void what_is_no_backup_is_not_put_back(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	struct buf kept = BUF_INIT, whole;
	struct err err = ERR_INIT;
	char then[65];

	(void)state;
	for (int i = 0; i < 300; i++) {
		char id[16];

		snprintf(id, sizeof id, "P-%d", i);
		put_small(s, id, "ada", 1);
	}
	strcpy(then, digest_of(s));
	assert_fine(store_backup(s, "b.db", NULL, NULL, &err), &err);
	store_close(s);
	assert_int_equal(store_restore("nothing.db", "a.db", &kept, &err), ERR_INPUT);
	assert_error(&err, ERR_INPUT, "nothing.db", "a file that plumb backup made", NULL);
	write_file("text", "hello", 5);
	assert_int_equal(store_restore("text", "a.db", &kept, &err), ERR_INPUT);
	assert_error(&err, ERR_INPUT, "text", "not an SQLite database", NULL);
	whole = read_file("b.db");
	write_file("half.db", whole.data, whole.len / 2);
	assert_int_equal(store_restore("half.db", "a.db", &kept, &err), ERR_INPUT);
	assert_error(&err, ERR_INPUT, "cut off", NULL);
	for (size_t at = 4 * 8192; at + 8192 <= whole.len; at += 8192)
		memset(whole.data + at, 0x5a, 4000);
	write_file("bad.db", whole.data, whole.len);
	assert_int_equal(store_restore("bad.db", "a.db", &kept, &err), ERR_IO);
	assert_error(&err, ERR_IO, "damaged", NULL);
	assert_int_equal(meddle("b.db", "PRAGMA user_version = 999"), SQLITE_OK);
	assert_int_equal(store_restore("b.db", "a.db", &kept, &err), ERR_INPUT);
	assert_error(&err, ERR_INPUT, "b.db", "version 999", NULL);
	assert_int_equal(kept.len, 0);
	assert_string_equal(digest_of_file("a.db"), then);
	assert_false(is_there("a.db.part"));
	buf_release(&whole);
	buf_release(&kept);
}

static void looking_it_over_counts_what_is_there(void **state)
{
	struct course c = course_run("a.db");
	struct store_health h;
	struct err err = ERR_INIT;

	(void)state;
	assert_fine(store_examine(c.s, &h, &err), &err);
	assert_int_equal(h.version, h.newest);
	assert_int_equal(h.projects, 1);
	assert_int_equal(h.deleted, 2);
	assert_int_equal(h.findings, 4);
	assert_int_equal(h.open, 1);
	assert_int_equal(h.entries, number_in("a.db", "SELECT count(*) FROM audit"));
	assert_int_equal(h.erased, 1);
	assert_true(h.owned);
	assert_true(h.bytes > 0 && h.free_bytes > 0);
	store_close(c.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOM(two_ways_to_the_same_content_have_one_digest), IN_ROOM(every_change_changes_the_digest), IN_ROOM(a_backup_is_one_whole_file),
		IN_ROOM(a_backup_never_lands_on_a_store_that_is_in_use), IN_ROOM(a_backup_while_a_writer_writes_is_a_state_that_was),
		IN_ROOM(a_backup_is_put_back_and_what_was_there_is_kept), IN_ROOM(a_log_whose_store_is_gone_is_not_played_into_the_backup),
		IN_ROOM(what_is_no_backup_is_not_put_back), IN_ROOM(looking_it_over_counts_what_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
