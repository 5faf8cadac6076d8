/* SPDX-License-Identifier: MIT */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "model/date.h"
#include "store/migrate.h"
#include "store/sql.h"

enum { HEADER = 100 }; /* https://www.sqlite.org/fileformat.html#the_database_header */

static const char *what_to_do(int code, const char *otherwise)
{
	switch (code) {
	case ENOSPC: case EDQUOT:
		return "the disk is full: free space, then repeat the command";
	case EMFILE: case ENFILE:
		return "too many files are open: raise the limit (ulimit -n)";
	default:
		return otherwise;
	}
}

static int refuse(const char *path, struct err *err, const char *message)
{
	err_set(err, ERR_INPUT, "%s", message);
	err_hint(err, "name the store's file with --store; if this was the store, plumb restore BACKUP puts a backup in its place");
	err_at(err, path, 0, 0);
	return ERR_INPUT;
}

static uint32_t number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

bool file_has_log(const char *path)
{
	char wal[4096];
	struct stat st;

	snprintf(wal, sizeof wal, "%s-wal", path);
	return stat(wal, &st) == 0 && st.st_size > 0;
}

static int examine_header(const char *path, const unsigned char *h, off_t size, struct err *err)
{
	uint64_t page = (uint64_t)h[16] << 8 | h[17], pages = number(h + 28);
	bool count_holds = number(h + 24) == number(h + 92);

	if (memcmp(h, "SQLite format 3", 16))
		return refuse(path, err, "this file is no store of plumb: it is not an SQLite database");
	if (number(h + 68) != STORE_APPLICATION)
		return refuse(path, err, "this is a database of another program, not a store of plumb");
	page = page == 1 ? 65536 : page;
	if (count_holds && (uint64_t)size < page * pages && !file_has_log(path)) {
		err_set(err, ERR_INPUT, "the store is cut off: it has %lld of %llu bytes", (long long)size, (unsigned long long)(page * pages));
		err_hint(err, "plumb restore BACKUP puts a backup in its place and keeps the damaged file");
		err_at(err, path, 0, 0);
		return ERR_INPUT;
	}
	return 0;
}

int file_examine(const char *path, bool *absent, struct err *err)
{
	unsigned char header[HEADER];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), status = 0;
	struct stat st;
	ssize_t got = 0;

	*absent = fd < 0 && errno == ENOENT;
	if (fd < 0) {
		if (*absent) {
			err_set(err, ERR_INPUT, "there is no store here");
			err_hint(err, "plumb import FILE makes one; --store names another");
		} else {
			err_set(err, ERR_IO, "the store cannot be opened: %s", strerror(errno));
			err_hint(err, "%s", what_to_do(errno, "its file and its folder must be readable"));
		}
		return err_at(err, path, 0, 0);
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		got = pread(fd, header, HEADER, 0);
	if (S_ISDIR(st.st_mode))
		status = refuse(path, err, "this is a folder, not a store");
	else if (!S_ISREG(st.st_mode))
		status = refuse(path, err, "this is no regular file, so it is no store");
	else if (got == 0)
		status = refuse(path, err, "this file is empty: a store never is");
	else if (got < HEADER)
		status = refuse(path, err, "this file is no store of plumb: it is not an SQLite database");
	else
		status = examine_header(path, header, st.st_size, err);
	close(fd);
	return status;
}

/* ---- the lock ---- */

static void lock_name(char out[4096], const char *path)
{
	snprintf(out, 4096, "%s-lock", path);
}

static void describe(int fd, struct buf *out)
{
	char text[256];
	ssize_t got = pread(fd, text, sizeof text - 1, 0);

	text[got > 0 ? got : 0] = 0;
	text[strcspn(text, "\n")] = 0;
	buf_puts(out, *text ? text : "a process that does not say its name");
}

bool file_owner(const char *path, struct buf *out)
{
	char name[4096];
	bool held;
	int fd;

	lock_name(name, path);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	if (held)
		describe(fd, out);
	close(fd);
	return held;
}

int file_lock(const char *path, const char *command, struct err *err)
{
	char name[4096], text[200], moment[40];
	int64_t now = clock_now_ms();
	int fd;

	lock_name(name, path);
	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0) {
		err_set(err, ERR_IO, "the store cannot be locked: %s", strerror(errno));
		err_hint(err, "%s", what_to_do(errno, "the folder of the store must exist and be writable by this user"));
		return err_at(err, path, 0, 0);
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		struct buf owner = BUF_INIT;

		describe(fd, &owner);
		close(fd);
		err_set(err, ERR_IO, "the store is in use by %s", owner.data);
		err_hint(err, "wait until it has ended, or end it; reading commands go on meanwhile");
		buf_release(&owner);
		return err_at(err, path, 0, 0);
	}
	datetime_format(moment, value_datetime(now / 1000, 0, 0));
	snprintf(text, sizeof text, "pid %d, plumb %s, since %s\n", (int)getpid(), command ? command : "", moment);
	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, strlen(text), 0) < 0)
		(void)ftruncate(fd, 0); /* a full disk: it is locked all the same, only not by name */
	return fd;
}

void file_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}

/* ---- a new one ---- */

int file_sync_folder(const char *path, struct err *err)
{
	char *copy = strdup(path);
	int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1, code = 0;

	if (fd < 0 || fsync(fd))
		code = errno;
	if (fd >= 0)
		close(fd);
	free(copy);
	if (!code)
		return 0;
	err_set(err, ERR_IO, "its folder could not be synced: %s", strerror(code));
	return err_at(err, path, 0, 0);
}

bool file_folder_writable(const char *path)
{
	char *copy = strdup(path);
	bool writable = copy && access(dirname(copy), W_OK) == 0;

	free(copy);
	return writable;
}

static void remove_all(const char *name)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
	char one[4096 + 16];

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		snprintf(one, sizeof one, "%s%s", name, endings[i]);
		unlink(one);
	}
}

/* Without a log until all is in the file: taking one in at the end can fail, and nobody says so when the file is closed. */
static int fill(const char *name, struct err *err)
{
	char text[160];
	struct sql q;
	int status = sql_open(&q, name, SQLITE_OPEN_READWRITE, 0, err);

	if (status)
		return status;
	snprintf(text, sizeof text, "PRAGMA page_size = 8192; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA application_id = %d;", STORE_APPLICATION);
	status = sql_script(&q, text, err);
	if (!status)
		status = migrate(&q, err);
	if (!status)
		status = sql_script(&q, "PRAGMA journal_mode = WAL", err);
	sql_close(&q);
	return status;
}

int file_create(const char *path, struct err *err)
{
	char name[4096];
	int fd, status;

	snprintf(name, sizeof name, "%s.new", path); /* the lock is ours: nobody else makes one */
	remove_all(name);
	fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		err_set(err, ERR_IO, "the store cannot be made: %s", strerror(errno));
		err_hint(err, "%s", what_to_do(errno, "its folder must exist and be writable by this user"));
		return err_at(err, path, 0, 0);
	}
	status = fill(name, err);
	if (!status && (fsync(fd) || rename(name, path))) {
		status = err_set(err, ERR_IO, "the store cannot be made: %s", strerror(errno));
		err_at(err, path, 0, 0);
	}
	if (status && err && err->file)
		err_at(err, path, 0, 0);
	close(fd);
	if (status)
		remove_all(name);
	return status ? status : file_sync_folder(path, err);
}
