/* SPDX-License-Identifier: MIT */
/* What store.h promises of opening and closing: whose a file is, and what is no store is left as it is. */
#include "store_fixture.h"

#include <sys/mount.h>

/* Opening `path` fails in both ways, says so in the words, names it, and leaves the file as it was. */
static void assert_refused(const char *path, enum err_code code, const char *words, const char *hint)
{
	struct err err = ERR_INIT;
	struct store *s;
	struct buf before = read_file(path), after;

	for (int access = STORE_READ; access <= STORE_WRITE; access++) {
		assert_true(try_open(path, (enum store_access)access, &s, &err) < 0);
		assert_null(s);
		assert_error(&err, code, path, words, hint, NULL);
	}
	after = read_file(path);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, after.len);
	buf_release(&before);
	buf_release(&after);
}

static void a_store_is_made_only_when_asked(void **state)
{
	struct store_options o = { .path = "a.db", .access = STORE_WRITE, .schema = schema };
	struct err err = ERR_INIT;
	struct store *s;

	(void)state;
	assert_true(store_open(&o, &s, &err) < 0);
	assert_error(&err, ERR_INPUT, "a.db", "there is no store here", "plumb import FILE makes one", NULL);
	o.access = STORE_READ;
	o.create = true; /* of no meaning for a reader */
	assert_true(store_open(&o, &s, &err) < 0);
	assert_error(&err, ERR_INPUT, "there is no store here", NULL);
	assert_false(is_there("a.db"));
	assert_false(is_there("a.db-lock"));
	o.access = STORE_WRITE;
	assert_fine(store_open(&o, &s, &err), &err);
	assert_int_equal(project_count(s), 0);
	assert_healthy(s);
	store_close(s);
	assert_true(is_there("a.db"));
	assert_false(is_there("a.db-wal"));
	assert_false(is_there("a.db.new"));
	s = open_store("a.db", STORE_WRITE); /* another time it is only opened */
	store_close(s);
}

static void what_was_left_of_an_interrupted_making_is_no_hindrance(void **state)
{
	struct store *s;

	(void)state;
	write_file("a.db.new", "half", 4);
	write_file("a.db.new-wal", "half", 4);
	s = open_store("a.db", STORE_WRITE);
	assert_string_equal(put_small(s, "P-1", "ada", 1), "created");
	store_close(s);
	assert_false(is_there("a.db.new"));
	assert_false(is_there("a.db.new-wal"));
}

/* The file was deleted and its log was not: what was acknowledged is in there, and is neither lost nor mixed into a new store. */
static void a_log_without_its_store_is_not_taken_for_a_new_one(void **state)
{
	struct err err = ERR_INIT;
	struct store *s;

	(void)state;
	kill_hard(child_owner("a.db"));
	assert_true(is_there("a.db-wal"));
	rename("a.db", "elsewhere.db");
	assert_true(try_open("a.db", STORE_WRITE, &s, &err) < 0);
	assert_error(&err, ERR_INPUT, "a.db-wal", "a log of a store", "put", NULL);
	rename("elsewhere.db", "a.db");
	s = open_store("a.db", STORE_WRITE);
	assert_non_null(document_of(s, "P-1"));
	store_close(s);
	unlink("a.db");
	write_file("a.db-wal", "", 0); /* an empty one holds nothing */
	store_close(open_store("a.db", STORE_WRITE));
}

/* ---- whose it is ---- */

static void a_second_owner_is_refused_by_the_name_of_the_first(void **state)
{
	pid_t first;
	char who[64];
	struct err err = ERR_INIT;
	struct store *s, *reader;
	struct store_health h;

	(void)state;
	first = child_owner("a.db");
	snprintf(who, sizeof who, "in use by pid %d, plumb import, since ", (int)first);
	assert_true(try_open("a.db", STORE_WRITE, &s, &err) < 0);
	assert_error(&err, ERR_IO, "a.db", who, "reading commands go on", NULL);
	reader = open_store("a.db", STORE_READ);
	assert_string_equal(document_of(reader, "P-1"), "{\"done\":1,\"id\":\"P-1\",\"owner\":\"child\"}");
	assert_fine(store_examine(reader, &h, &err), &err);
	assert_true(h.owned);
	assert_non_null(strstr(h.owner, who + strlen("in use by ")));
	kill_hard(first);
	s = open_store("a.db", STORE_WRITE); /* the system took the lock away */
	assert_string_equal(put_small(s, "P-1", "child", 1), "unchanged");
	assert_string_equal(put_small(s, "P-2", "me", 2), "created");
	assert_non_null(document_of(reader, "P-2"));
	store_close(s);
	assert_fine(store_examine(reader, &h, &err), &err);
	assert_false(h.owned);
	store_close(reader);
}

static void looking_whether_it_is_owned_never_keeps_an_owner_out(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE);
	pid_t looker;

	(void)state;
	store_close(s);
	looker = fork();
	if (!looker) {
		struct store *reader;
		struct store_health h;

		if (try_open("a.db", STORE_READ, &reader, NULL))
			_exit(1);
		for (;;)
			store_examine(reader, &h, NULL);
	}
	for (int i = 0; i < 100; i++)
		store_close(open_store("a.db", STORE_WRITE));
	kill_hard(looker);
}

static void the_same_store_by_another_name_has_the_same_owner(void **state)
{
	struct err err = ERR_INIT;
	struct store *s = open_store("a.db", STORE_WRITE), *other;

	(void)state;
	assert_int_equal(symlink("a.db", "link.db"), 0);
	assert_true(try_open("link.db", STORE_WRITE, &other, &err) < 0);
	assert_error(&err, ERR_IO, "in use by pid", NULL);
	assert_string_equal(put_small(s, "P-1", "ada", 1), "created");
	other = open_store("link.db", STORE_READ);
	assert_non_null(document_of(other, "P-1"));
	store_close(other);
	store_close(s);
}

/* As a program of its own: what SQLite remembers of open files outlives fork. */
static void by_itself(const void *what)
{
	execl("/proc/self/exe", "open_test", what, NULL);
	_exit(126);
}

/* Another program that opens and closes the store must see that we have it open: the last to close deletes the log. */
static int read_and_close(void)
{
	return meddle("a.db", "SELECT count(*) FROM project") != SQLITE_OK;
}

static void the_log_stays_while_the_owner_lives(void **state)
{
	struct store *s = open_store("a.db", STORE_WRITE), *reader;

	(void)state;
	assert_string_equal(put_small(s, "P-1", "ada", 1), "created");
	reader = open_store("a.db", STORE_READ); /* a second one in this process */
	store_close(reader);
	assert_int_equal(in_child(by_itself, "read-and-close"), 0);
	assert_true(is_there("a.db-wal"));
	assert_string_equal(put_small(s, "P-2", "ada", 1), "created");
	copy_file("a.db", "b.db"); /* as it would be after kill -9 */
	copy_file("a.db-wal", "b.db-wal");
	assert_int_equal(number_in("b.db", "SELECT count(*) FROM project"), 2);
	store_close(s);
}

/* ---- what is no store ---- */

static void what_is_no_store_is_refused_and_left_alone(void **state)
{
	struct err err = ERR_INIT;
	struct store *s;
	char text[4096];

	(void)state;
	write_file("empty.db", "", 0);
	assert_refused("empty.db", ERR_INPUT, "this file is empty", "plumb restore BACKUP");
	memset(text, 'x', sizeof text);
	write_file("short.txt", text, 20);
	assert_refused("short.txt", ERR_INPUT, "not an SQLite database", "--store");
	write_file("text.txt", text, sizeof text);
	assert_refused("text.txt", ERR_INPUT, "not an SQLite database", "--store");
	assert_int_equal(meddle("other.db", "CREATE TABLE t (x); INSERT INTO t VALUES (1)"), SQLITE_OK);
	assert_refused("other.db", ERR_INPUT, "a database of another program", "--store");
	mkdir("folder", 0755);
	assert_true(try_open("folder", STORE_WRITE, &s, &err) < 0);
	assert_error(&err, ERR_INPUT, "folder", "this is a folder, not a store", NULL);
	assert_true(try_open("folder/", STORE_WRITE, &s, &err) < 0);
	assert_error(&err, ERR_INPUT, "this is a folder", NULL);
	assert_int_equal(rmdir("folder"), 0); /* nothing was left in it */
	assert_false(is_there("text.txt-lock"));
	assert_int_equal(mkfifo("pipe", 0644), 0);
	assert_true(try_open("pipe", STORE_WRITE, &s, &err) < 0);
	assert_error(&err, ERR_INPUT, "pipe", "no regular file", NULL);
	assert_true(try_open("nowhere/a.db", STORE_WRITE, &s, &err) < 0);
	assert_error(&err, ERR_IO, "nowhere/a.db", "No such file", "folder", NULL);
	assert_true(try_open("nowhere/a.db", STORE_READ, &s, &err) < 0);
	assert_error(&err, ERR_INPUT, "nowhere/a.db", "there is no store here", NULL);
	memset(text, 'x', 700);
	text[700] = 0;
	assert_true(try_open(text, STORE_WRITE, &s, &err) < 0);
	assert_error(&err, ERR_IO, "too long", NULL);
}

static void fill(const char *path, int n)
{
	struct store *s = open_store(path, STORE_WRITE);

	for (int i = 0; i < n; i++) {
		char id[32];

		snprintf(id, sizeof id, "P-%04d", i);
		assert_string_equal(put_small(s, id, "a name that takes its place", i % 100), "created");
	}
	store_close(s);
}

static void a_store_that_is_cut_off_is_refused(void **state)
{
	struct buf whole;

	(void)state;
	fill("a.db", 200);
	whole = read_file("a.db");
	write_file("half.db", whole.data, whole.len / 2);
	assert_refused("half.db", ERR_INPUT, "the store is cut off: it has ", "plumb restore BACKUP");
	write_file("little.db", whole.data, 60);
	assert_refused("little.db", ERR_INPUT, "not an SQLite database", "plumb restore BACKUP");
	buf_release(&whole);
}

static void the_first_page_overwritten_is_an_error_and_no_crash(void **state)
{
	struct buf whole;

	(void)state;
	fill("a.db", 50);
	whole = read_file("a.db");
	memset(whole.data + 100, 0xa5, 4000);
	write_file("a.db", whole.data, whole.len);
	buf_release(&whole);
	assert_refused("a.db", ERR_IO, "the store is damaged", "plumb restore BACKUP");
}

static void a_page_overwritten_in_the_middle_is_found(void **state)
{
	struct err err = ERR_INIT;
	struct store_health h;
	struct buf whole;
	struct store *s;
	int status;

	(void)state;
	fill("a.db", 500);
	whole = read_file("a.db");
	for (size_t at = 8192; at + 8192 <= whole.len; at += 8192)
		memset(whole.data + at, 0xa5, 8192);
	write_file("a.db", whole.data, whole.len);
	buf_release(&whole);
	s = open_store("a.db", STORE_READ);
	assert_fine(store_examine(s, &h, &err), &err);
	assert_string_not_equal(h.integrity, "ok");
	assert_int_equal(project_count(s), -1);
	store_close(s);
	s = NULL;
	status = try_open("a.db", STORE_WRITE, &s, &err); /* it can be opened; nothing can be written */
	if (status == 0)
		assert_non_null(strstr(put_small(s, "P-0001", "ada", 1), "the store is damaged"));
	if (status == 0)
		assert_non_null(strstr(put_small(s, "P-9999", "ada", 1), "the store is damaged"));
	err_release(&err);
	store_close(s);
}

static void a_newer_version_is_named_beside_ours(void **state)
{
	(void)state;
	fill("a.db", 3);
	assert_int_equal(meddle("a.db", "PRAGMA user_version = 999"), SQLITE_OK);
	assert_refused("a.db", ERR_INPUT, "the store has version 999, and this plumb knows versions up to 4", "use the newer plumb");
	assert_int_equal(meddle("a.db", "PRAGMA journal_mode = DELETE"), SQLITE_OK); /* as a backup has it */
	assert_refused("a.db", ERR_INPUT, "the store has version 999", "nothing was changed");
	assert_int_equal(meddle("a.db", "PRAGMA user_version = -7"), SQLITE_OK);
	assert_refused("a.db", ERR_INPUT, "version -7", "plumb restore BACKUP");
}

/* ---- where it lies ---- */

static void any_path_will_do(void **state)
{
	static const char *const names[] = { "a?b.db", "a#b.db", "50%25.db", "two words.db", "a?mode=memory&x=#1 %.db", "项目.db", "file:a.db", "file:c.db?mode=memory", "'quoted\".db" };
	char absolute[256];
	struct store *s, *reader;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		s = open_store(names[i], STORE_WRITE);
		assert_string_equal(put_small(s, "P-1", "ada", (int)i), "created");
		reader = open_store(names[i], STORE_READ);
		assert_non_null(document_of(reader, "P-1"));
		store_close(reader);
		store_close(s);
		assert_true(is_there(names[i]));
	}
	snprintf(absolute, sizeof absolute, "/%s/a?b.db", room); /* //tmp/... */
	s = open_store(absolute, STORE_READ);
	assert_non_null(document_of(s, "P-1"));
	store_close(s);
}

static int as_nobody(bool log)
{
	struct err err = ERR_INIT;
	struct store *s;
	int status = 0;

	if (setgid(65534) || setuid(65534))
		return 77;
	if (try_open("closed/a.db", STORE_READ, &s, &err))
		return 1;
	if (!document_of(s, "P-0001") || (log && !document_of(s, "P-9")))
		status = 2;
	store_close(s);
	if (!try_open("closed/a.db", STORE_WRITE, &s, &err))
		return 3;
	if (err.code != ERR_IO || !strstr(err.message, "Permission denied") || !strstr(err.hint, "writable by this user"))
		status = 4;
	err_release(&err);
	return status;
}

static void a_folder_that_cannot_be_written_to_can_be_read(void **state)
{
	struct store *s;
	int status;

	(void)state;
	if (geteuid())
		skip();
	mkdir("closed", 0755);
	fill("closed/a.db", 10);
	unlink("closed/a.db-lock");
	status = in_child(by_itself, "as-nobody");
	if (status == 77)
		skip();
	assert_int_equal(status, 0);
	s = open_store("closed/a.db", STORE_WRITE); /* while its owner writes */
	assert_string_equal(put_small(s, "P-9", "ada", 1), "created");
	assert_int_equal(chmod("closed/a.db-lock", 0600), 0);
	assert_int_equal(in_child(by_itself, "as-nobody-beside-an-owner"), 0);
	store_close(s);
}

static void a_file_system_that_is_read_only_can_be_read(void **state)
{
	struct err err = ERR_INIT;
	struct store *s;

	(void)state;
	mkdir("closed", 0755);
	fill("closed/a.db", 10);
	if (mount("closed", "closed", NULL, MS_BIND, NULL))
		skip();
	if (mount(NULL, "closed", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL)) {
		umount("closed");
		skip();
	}
	s = open_store("closed/a.db", STORE_READ);
	assert_non_null(document_of(s, "P-0001"));
	assert_healthy(s);
	store_close(s);
	assert_true(try_open("closed/a.db", STORE_WRITE, &s, &err) < 0);
	assert_int_equal(umount("closed"), 0);
	assert_error(&err, ERR_IO, "closed/a.db", "Read-only file system", "writable", NULL);
}

static void what_only_a_reader_has_refuses_to_write(void **state)
{
	struct err err = ERR_INIT;
	struct store *s;

	(void)state;
	fill("a.db", 2);
	s = open_store("a.db", STORE_READ);
	assert_non_null(strstr(put_small(s, "P-7", "ada", 1), "opened for reading"));
	assert_true(project_delete(s, "P-0001", &by, &err) < 0);
	assert_error(&err, ERR_INTERNAL, "opened for reading", NULL);
	store_close(s);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		IN_ROOM(a_store_is_made_only_when_asked), IN_ROOM(what_was_left_of_an_interrupted_making_is_no_hindrance),
		IN_ROOM(a_log_without_its_store_is_not_taken_for_a_new_one), IN_ROOM(a_second_owner_is_refused_by_the_name_of_the_first),
		IN_ROOM(looking_whether_it_is_owned_never_keeps_an_owner_out), IN_ROOM(the_same_store_by_another_name_has_the_same_owner),
		IN_ROOM(the_log_stays_while_the_owner_lives), IN_ROOM(what_is_no_store_is_refused_and_left_alone), IN_ROOM(a_store_that_is_cut_off_is_refused),
		IN_ROOM(the_first_page_overwritten_is_an_error_and_no_crash), IN_ROOM(a_page_overwritten_in_the_middle_is_found), IN_ROOM(a_newer_version_is_named_beside_ours),
		IN_ROOM(any_path_will_do), IN_ROOM(a_folder_that_cannot_be_written_to_can_be_read), IN_ROOM(a_file_system_that_is_read_only_can_be_read),
		IN_ROOM(what_only_a_reader_has_refuses_to_write),
	};

	if (argc > 1 && !strcmp(argv[1], "read-and-close"))
		return read_and_close();
	if (argc > 1)
		return as_nobody(!strcmp(argv[1], "as-nobody-beside-an-owner"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
