/* SPDX-License-Identifier: MIT */
/* store_fixture: a folder of its own for each test, a small schema, and stores in few words. */
#ifndef PLUMB_TEST_STORE_FIXTURE_H
#define PLUMB_TEST_STORE_FIXTURE_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/fault.h"
#include "store/care.h"
#include "store/history.h"
#include "store/projects.h"

static const char store_schema[] =
	"{\"root\":\"project\",\"kinds\":["
	"{\"name\":\"project\",\"key\":[\"id\"],\"fields\":["
	"{\"name\":\"id\",\"type\":\"string\",\"required\":true},"
	"{\"name\":\"name\",\"type\":\"text\"},"
	"{\"name\":\"owner\",\"type\":\"string\"},"
	"{\"name\":\"business_unit\",\"type\":\"string\"},"
	"{\"name\":\"phase\",\"type\":\"enum\",\"values\":[\"planning\",\"execution\"]},"
	"{\"name\":\"done\",\"type\":\"percent\",\"tracked\":true},"
	"{\"name\":\"count\",\"type\":\"int\",\"min\":0},"
	"{\"name\":\"start\",\"type\":\"date\",\"formerly\":\"begin\",\"tracked\":true},"
	"{\"name\":\"notes\",\"type\":\"text\"},"
	"{\"name\":\"risks\",\"type\":\"list\",\"kind\":\"risk\"},"
	"{\"name\":\"tags\",\"type\":\"set\"}]},"
	"{\"name\":\"risk\",\"key\":[\"name\"],\"fields\":["
	"{\"name\":\"name\",\"type\":\"string\",\"required\":true},"
	"{\"name\":\"owner\",\"type\":\"string\"},"
	"{\"name\":\"impact\",\"type\":\"int\",\"tracked\":true}]}]}";

static char room[64];
static struct schema *schema;
static struct origin by = { "li.wei", "weekly import", 1700000000000 };

static inline struct schema *schema_of(const char *json)
{
	struct schema *s = NULL;

	assert_int_equal(schema_from_json(json, strlen(json), &s, NULL), 0);
	return s;
}

static inline int enter_room(void **state)
{
	(void)state;
	/* in memory where that is possible: a sync to a disk takes milliseconds, and thousands are made here */
	strcpy(room, access("/dev/shm", W_OK) ? "/tmp/plumb-store-XXXXXX" : "/dev/shm/plumb-store-XXXXXX");
	if (!mkdtemp(room) || chdir(room) || chmod(room, 0755))
		return -1;
	schema = schema_of(store_schema);
	by = (struct origin){ "li.wei", "weekly import", 1700000000000 };
	return 0;
}

static inline void fault(const char *what)
{
	if (what)
		setenv("PLUMB_FAULT", what, 1);
	else
		unsetenv("PLUMB_FAULT");
	fault_init();
}

static inline int leave_room(void **state)
{
	char command[256];

	(void)state;
	fault(NULL);
	schema_free(schema);
	snprintf(command, sizeof command, "rm -rf %s", room);
	return chdir("/") || system(command) ? -1 : 0;
}
#define IN_ROOM(test) cmocka_unit_test_setup_teardown(test, enter_room, leave_room)

static inline void assert_fine(int status, struct err *err)
{
	struct buf text = BUF_INIT;

	if (status >= 0)
		return;
	err_format(err, &text);
	fail_msg("%d: %s", status, text.data);
}

/* An error of this code whose text has all of the parts in it. */
static inline void assert_error(struct err *e, enum err_code code, const char *first, ...)
{
	struct buf text = BUF_INIT;
	va_list parts;

	err_format(e, &text);
	if (e->code != code)
		fail_msg("code %d, not %d: %s", e->code, code, text.data);
	va_start(parts, first);
	for (const char *part = first; part; part = va_arg(parts, const char *))
		if (!strstr(text.data, part))
			fail_msg("'%s' is not in: %s", part, text.data);
	va_end(parts);
	buf_release(&text);
	err_release(e);
}

/* ---- stores ---- */

static inline int try_open(const char *path, enum store_access access, struct store **out, struct err *err)
{
	const struct store_options o = { .path = path, .access = access, .create = access == STORE_WRITE, .command = "import", .schema = schema };

	return store_open(&o, out, err);
}

static inline struct store *open_store(const char *path, enum store_access access)
{
	struct err err = ERR_INIT;
	struct store *s;

	assert_fine(try_open(path, access, &s, &err), &err);
	return s;
}

/* What a put came to: the outcome's name, the changes behind it, or the error. */
static char answer[8192];
static inline const char *put_with(struct store *s, const char *id, const char *document, enum put_mode mode, bool dry)
{
	static const char *const names[] = { "created", "changed ", "unchanged", "refused " };
	struct put *p = put_new(id, document, strlen(document), &by, NULL);
	struct err err = ERR_INIT;
	struct buf text = BUF_INIT;

	assert_non_null(p);
	p->mode = mode;
	p->dry = dry;
	if (store_do(s, &p->job, &err))
		err_format(&err, &text);
	else
		buf_addf(&text, "%s%s", names[p->outcome], p->outcome == PUT_REFUSED ? p->violations.items[0].message : p->changes ? p->changes : "");
	snprintf(answer, sizeof answer, "%s", text.data);
	err_release(&err);
	buf_release(&text);
	put_free(p);
	return answer;
}

static inline const char *put(struct store *s, const char *id, const char *document)
{
	return put_with(s, id, document, PUT_REPLACE, false);
}

/* A small document of its own: {"done":<done>,"id":"<id>","owner":"<owner>"}. */
static inline const char *put_small(struct store *s, const char *id, const char *owner, int done)
{
	char text[512];

	snprintf(text, sizeof text, "{\"done\":%d,\"id\":\"%s\",\"owner\":\"%s\"}", done, id, owner);
	return put(s, id, text);
}

static inline const char *document_of(struct store *s, const char *id)
{
	static struct buf text;
	struct stored_project p;

	if (!text.data)
		buf_init(&text);
	return project_find(s, id, &text, &p, NULL) == 1 ? p.document : NULL;
}

static inline const char *digest_of(struct store *s)
{
	static char digests[4][65];
	static int next;
	struct err err = ERR_INIT;
	char *out = digests[next++ % 4];

	assert_fine(store_digest(s, out, &err), &err);
	return out;
}

static inline const char *digest_of_file(const char *path)
{
	struct store *s = open_store(path, STORE_READ);
	const char *out = digest_of(s);

	store_close(s);
	return out;
}

/* Whole: SQLite's check, the chain, and no content removed by others. */
static inline void assert_healthy(struct store *s)
{
	struct store_health h;
	struct err err = ERR_INIT;

	assert_fine(store_examine(s, &h, &err), &err);
	assert_string_equal(h.integrity, "ok");
	if (h.chain_broken_at)
		fail_msg("entry %lld: %s", (long long)h.chain_broken_at, h.chain_why);
	assert_int_equal(h.erased, h.stated);
}

/* ---- files ---- */

static inline void write_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static inline struct buf read_file(const char *path)
{
	struct buf b = BUF_INIT;

	assert_int_equal(buf_read_file(&b, path, 0), 0);
	return b;
}

static inline bool is_there(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static inline void copy_file(const char *from, const char *to)
{
	struct buf b = read_file(from);

	write_file(to, b.data, b.len);
	buf_release(&b);
}

/* Statements into a store behind plumb's back. */
static inline int meddle(const char *path, const char *sql)
{
	sqlite3 *db;
	int code;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 2000);
	code = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return code;
}

static inline int64_t number_in(const char *path, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

/* ---- children ---- */

/* How a child that does `body` ends: its exit status, or minus the signal that killed it. */
static inline int in_child(void (*body)(const void *ctx), const void *ctx)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		body(ctx);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* A child that has the store open until it is killed; it has put a project "P-1" of owner "child" into it. */
static inline pid_t child_owner(const char *path)
{
	int ready[2];
	char c;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		struct store *s;

		if (try_open(path, STORE_WRITE, &s, NULL) || strstr(put_small(s, "P-1", "child", 1), "error"))
			_exit(1);
		if (write(ready[1], "r", 1) == 1)
			pause();
		_exit(2);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	return pid;
}

static inline void kill_hard(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

#endif
