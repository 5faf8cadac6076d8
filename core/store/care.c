/* SPDX-License-Identifier: MIT */
/* care: looking a store over, copying it, and putting a copy back. */
#include "store/care.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "model/date.h"
#include "store/audit.h"
#include "store/file.h"
#include "store/migrate.h"
#include "store/read.h"

enum { BACKUP_PAGES = 1024 };

/* ---- looking it over ---- */

static int check_integrity(struct sql *q, char *out, size_t size, struct err *err)
{
	sqlite3_stmt *s;
	int got = sql_first(q, &s, err, "PRAGMA integrity_check(1)", "");

	snprintf(out, size, "%s", got == 1 ? sql_text(s, 0) : "it gives no answer");
	if (got < 0 && err && (err->code == ERR_IO || err->code == ERR_INTERNAL)) {
		snprintf(out, size, "%s", err->message ? err->message : "");
		err_release(err);
		got = 0;
	}
	sql_done(s);
	return got < 0 ? got : 0;
}

static int64_t size_of(const char *path, const char *ending)
{
	char name[4096];
	struct stat st;

	snprintf(name, sizeof name, "%s%s", path, ending);
	return stat(name, &st) == 0 ? (int64_t)st.st_size : 0;
}

int store_examine(struct store *s, struct store_health *out, struct err *err)
{
	static const struct { const char *text; size_t at; } counts[] = {
		{ "SELECT count(*) FROM project WHERE document IS NOT NULL", offsetof(struct store_health, projects) },
		{ "SELECT count(*) FROM project WHERE document IS NULL", offsetof(struct store_health, deleted) },
		{ "SELECT count(*) FROM finding", offsetof(struct store_health, findings) },
		{ "SELECT count(*) FROM finding WHERE closed_at IS NULL", offsetof(struct store_health, open) },
	};
	struct sql *q = store_reader(s);
	struct audit_state audit;
	struct buf owner = BUF_INIT;
	struct statvfs fs;
	int status;

	*out = (struct store_health){ .newest = migrate_newest(), .bytes = size_of(store_path(s), ""), .log_bytes = size_of(store_path(s), "-wal") };
	if (statvfs(store_path(s), &fs) == 0)
		out->free_bytes = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	out->owned = file_owner(store_path(s), &owner);
	snprintf(out->owner, sizeof out->owner, "%s", owner.data);
	buf_release(&owner);
	status = check_integrity(q, out->integrity, sizeof out->integrity, err);
	if (status || strcmp(out->integrity, "ok"))
		return status;
	status = sql_script(q, "BEGIN", err); /* one snapshot: an erasure meanwhile must not seem to be unstated */
	if (status)
		return status;
	status = migrate_version(q, &out->version, err);
	for (size_t i = 0; !status && i < sizeof counts / sizeof *counts; i++)
		status = sql_number(q, (int64_t *)((char *)out + counts[i].at), 0, err, counts[i].text, "");
	if (!status)
		status = audit_verify(q, &audit, err);
	sql_script(q, "COMMIT", NULL);
	if (status)
		return status;
	out->entries = audit.entries;
	out->erased = audit.erased;
	out->stated = audit.stated;
	out->chain_broken_at = audit.broken_at;
	out->chain_why = audit.why;
	return 0;
}

/* ---- copies ---- */

static int cannot_copy(const char *to, const char *why, struct err *err)
{
	err_set(err, ERR_IO, "the copy cannot be made: %s", why);
	return err_at(err, to, 0, 0);
}

/* Page by page, out of one snapshot: without it each commit of the writer would have the copy begin anew. */
static int copy_pages(struct sql *from, sqlite3 *to, bool (*progress)(void *ctx, int64_t done, int64_t all), void *ctx, struct err *err)
{
	int64_t tables;
	int status = sql_script(from, "BEGIN", err), code;
	sqlite3_backup *b;
	bool stopped = false;

	if (!status)
		status = sql_number(from, &tables, 0, err, "SELECT count(*) FROM sqlite_schema", "");
	if (status) {
		sql_script(from, "ROLLBACK", NULL);
		return status;
	}
	b = sqlite3_backup_init(to, "main", from->db, "main");
	code = b ? SQLITE_OK : sqlite3_errcode(to);

	while (b && !stopped && (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED)) {
		code = sqlite3_backup_step(b, BACKUP_PAGES);
		stopped = progress && !progress(ctx, sqlite3_backup_pagecount(b) - sqlite3_backup_remaining(b), sqlite3_backup_pagecount(b));
		if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
			sqlite3_sleep(20);
	}
	if (b)
		sqlite3_backup_finish(b);
	sql_script(from, "COMMIT", NULL);
	if (stopped)
		return err_set(err, ERR_CANCELLED, "stopped");
	return code == SQLITE_DONE ? 0 : err_set(err, ERR_IO, "%s", code == SQLITE_FULL ? "the disk is full" : sqlite3_errstr(code));
}

/* A copy that would not open again is none. */
static int verify_copy(const char *name, struct err *err)
{
	char integrity[128] = "";
	struct sql q;
	int status = sql_open(&q, name, SQLITE_OPEN_READWRITE, 0, err);

	if (status)
		return status;
	status = sql_script(&q, "PRAGMA journal_mode = DELETE", err); /* one file, with no log beside it */
	if (!status)
		status = check_integrity(&q, integrity, sizeof integrity, err);
	sql_close(&q);
	return status || !strcmp(integrity, "ok") ? status : err_set(err, ERR_IO, "the copy is damaged: %s", integrity);
}

static int sync_file(const char *name)
{
	int fd = open(name, O_RDWR | O_CLOEXEC), code = 0;

	if (fd < 0 || fsync(fd))
		code = errno;
	if (fd >= 0)
		close(fd);
	return code;
}

/* An empty file that is as closed to others as the one at `like`, and belongs to the same user where we may say so. */
static int make_like(const char *name, const char *like)
{
	struct stat st;
	int fd, code = 0;

	if (stat(like, &st))
		st = (struct stat){ .st_mode = 0600, .st_uid = geteuid(), .st_gid = getegid() };
	fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	if (fchown(fd, st.st_uid, st.st_gid) && errno != EPERM)
		code = errno;
	if (!code && fchmod(fd, st.st_mode & 0777))
		code = errno;
	close(fd);
	return code;
}

/* Copies an open store to a file `name` that is not there yet, and is to be read and written by whom `like` is. */
static int copy_whole(struct sql *from, const char *name, const char *like, bool (*progress)(void *ctx, int64_t done, int64_t all), void *ctx, struct err *err)
{
	struct sql to;
	int code, status;

	file_remove(name); /* of an attempt that was interrupted; its journal would be played into the new one */
	code = make_like(name, like);
	status = code ? err_set(err, ERR_IO, "%s", code == ENOSPC ? "the disk is full" : strerror(code)) : sql_open(&to, name, SQLITE_OPEN_READWRITE, 0, err);
	if (status)
		return status;
	status = copy_pages(from, to.db, progress, ctx, err);
	sql_close(&to);
	if (!status)
		status = verify_copy(name, err);
	if (!status && (code = sync_file(name)))
		status = err_set(err, ERR_IO, "%s", strerror(code));
	return status;
}

static int failed_copy(const char *temporary, const char *to, int status, struct err *err)
{
	struct buf why = BUF_INIT;

	file_remove(temporary);
	if (status == ERR_CANCELLED)
		return status;
	buf_puts(&why, err && err->message ? err->message : "out of memory");
	status = cannot_copy(to, why.data, err);
	buf_release(&why);
	return status;
}

/* Over an older backup, never over a store that somebody works with, nor over what is no backup at all. */
static int check_target(struct store *s, const char *to, struct err *err)
{
	struct stat ours, theirs;
	struct buf owner = BUF_INIT;
	bool absent;
	int status = 0;

	if (stat(to, &theirs))
		return 0;
	if (stat(store_path(s), &ours) == 0 && ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev)
		status = err_set(err, ERR_USAGE, "this is the store itself");
	else if (!S_ISREG(theirs.st_mode))
		status = err_set(err, ERR_USAGE, "this is no regular file");
	else if (file_has_log(to) || file_owner(to, &owner))
		status = err_set(err, ERR_USAGE, "this is a store that is in use");
	else if (theirs.st_size && file_examine(to, &absent, NULL))
		status = err_set(err, ERR_USAGE, "this is a file of another kind, which the copy would replace");
	buf_release(&owner);
	if (status) {
		err_hint(err, "name another file for the copy");
		err_at(err, to, 0, 0);
	}
	return status;
}

int store_backup(struct store *s, const char *to, bool (*progress)(void *ctx, int64_t done, int64_t all), void *ctx, struct err *err)
{
	char temporary[4096];
	int status = check_target(s, to, err);

	if (status)
		return status;
	snprintf(temporary, sizeof temporary, "%s.part", to);
	status = copy_whole(store_reader(s), temporary, store_path(s), progress, ctx, err);
	if (!status && rename(temporary, to))
		status = err_set(err, ERR_IO, "%s", strerror(errno));
	return status ? failed_copy(temporary, to, status, err) : file_sync_folder(to, err);
}

/* ---- putting one back ---- */

static bool is_there(const char *path, const char *ending)
{
	char name[4096 + 16];

	snprintf(name, sizeof name, "%s%s", path, ending);
	return access(name, F_OK) == 0 || errno != ENOENT;
}

/* A name that nothing has yet. */
static void name_aside(const char *path, struct buf *kept)
{
	char moment[40];
	int n = 1;

	datetime_format(moment, value_datetime(clock_now_ms() / 1000, 0, 0));
	do {
		buf_clear(kept);
		buf_addf(kept, "%s.before-", path);
		for (const char *c = moment; *c; c++)
			if (*c != ':' && *c != '-')
				buf_putc(kept, *c);
		if (n++ > 1)
			buf_addf(kept, "-%d", n - 1);
	} while (is_there(kept->data, "") || is_there(kept->data, "-wal"));
}

/*
 * The store goes before its log: stopped between the two there is no store, which everybody notices; the other way round
 * there would be one without what was written last. A log whose store is gone goes too: it is not that of the backup.
 */
static int move_aside(const char *path, struct buf *kept, struct err *err)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal" };

	if (!is_there(path, "") && !is_there(path, "-wal"))
		return 0;
	name_aside(path, kept);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		char from[4096], to[4096 + 64];

		snprintf(from, sizeof from, "%s%s", path, endings[i]);
		snprintf(to, sizeof to, "%s%s", kept->data, endings[i]);
		if (rename(from, to) && errno != ENOENT) {
			err_set(err, ERR_IO, "the file that is there cannot be put aside: %s", strerror(errno));
			err_at(err, from, 0, 0);
			return ERR_IO;
		}
	}
	return 0;
}

/* The backup into `path`, whose lock is ours. */
static int put_back(const char *backup, const char *path, struct buf *kept, struct err *err)
{
	char temporary[4096];
	struct sql q;
	int version, status = sql_open(&q, backup, SQLITE_OPEN_READONLY, 0, err);

	snprintf(temporary, sizeof temporary, "%s.part", path);
	if (!status) {
		status = migrate_version(&q, &version, err);
		if (!status && (status = copy_whole(&q, temporary, is_there(path, "") ? path : backup, NULL, NULL, err)))
			status = failed_copy(temporary, path, status, err);
		sql_close(&q);
	}
	if (!status)
		status = move_aside(path, kept, err);
	if (!status && rename(temporary, path)) {
		status = err_set(err, ERR_IO, "the backup cannot be put in its place: %s", strerror(errno));
		err_at(err, path, 0, 0);
	}
	if (status)
		file_remove(temporary);
	return status ? status : file_sync_folder(path, err);
}

int store_restore(const char *backup, const char *path, struct buf *kept, struct err *err)
{
	bool absent;
	int lock, status = file_examine(backup, &absent, err);
	char *real;

	if (status) {
		err_hint(err, "name a file that plumb backup made");
		return status;
	}
	real = file_resolve(path);
	lock = real ? file_lock(real, "restore", err) : err_set(err, ERR_MEMORY, "out of memory");
	status = lock < 0 ? lock : put_back(backup, real, kept, err);
	file_unlock(lock);
	free(real);
	return status;
}
