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
enum { LOCK_TRIES = 10, LOCK_PAUSE_US = 10000 };

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

/* What the header says on one that only we write to. */
static bool is_live(const unsigned char *h)
{
	return !memcmp(h, "SQLite format 3", 16) && number(h + 68) == STORE_APPLICATION && h[18] == 2 && h[19] == 2;
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

static int cannot_open(const char *path, int code, struct err *err)
{
	if (code == ENOENT) {
		err_set(err, ERR_INPUT, "there is no store here");
		err_hint(err, "plumb import FILE makes one; --store names another");
	} else {
		err_set(err, ERR_IO, "the store cannot be opened: %s", strerror(code));
		err_hint(err, "%s", what_to_do(code, "its file and its folder must be readable"));
	}
	return err_at(err, path, 0, 0);
}

/*
 * By SQLite's own functions: the system drops all locks of this process on a file when any descriptor of it is closed, and
 * SQLite knows which connections have it open. 0 or an errno.
 */
static int read_header(const char *path, unsigned char header[HEADER])
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	const char *name = sqlite3_create_filename(path, "", "", 0, NULL);
	sqlite3_file *file = calloc(1, (size_t)vfs->szOsFile);
	int code = ENOMEM;

	if (name && file) {
		code = vfs->xOpen(vfs, name, file, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, NULL) == SQLITE_OK ? 0 : vfs->xGetLastError(vfs, 0, NULL);
		if (file->pMethods) {
			if (file->pMethods->xRead(file, header, HEADER, 0) != SQLITE_OK)
				code = EIO;
			file->pMethods->xClose(file);
		} else if (!code) {
			code = EIO;
		}
	}
	free(file);
	sqlite3_free_filename(name);
	return code;
}

int file_examine(const char *path, bool *absent, struct err *err)
{
	unsigned char header[HEADER];
	struct stat st;
	int code;

	*absent = false;
	if (stat(path, &st)) {
		*absent = errno == ENOENT;
		return cannot_open(path, errno, err);
	}
	if (S_ISDIR(st.st_mode))
		return refuse(path, err, "this is a folder, not a store");
	if (!S_ISREG(st.st_mode))
		return refuse(path, err, "this is no regular file, so it is no store");
	if (st.st_size == 0)
		return refuse(path, err, "this file is empty: a store never is");
	if (st.st_size < HEADER)
		return refuse(path, err, "this file is no store of plumb: it is not an SQLite database");
	code = read_header(path, header);
	return code ? cannot_open(path, code, err) : examine_header(path, header, st.st_size, err);
}

char *file_resolve(const char *path)
{
	struct stat st;
	char *real = lstat(path, &st) == 0 && S_ISLNK(st.st_mode) ? realpath(path, NULL) : NULL;

	return real ? real : strdup(path);
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
	bool held;
	int fd;

	lock_name(name, path);
	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0) {
		err_set(err, ERR_IO, "the store cannot be locked: %s", strerror(errno));
		err_hint(err, "%s", what_to_do(errno, "the folder of the store must exist and be writable by this user"));
		return err_at(err, path, 0, 0);
	}
	/* Whoever looks at the lock has it for a moment, and a new owner needs one to write who it is. */
	for (int tries = 0; (held = flock(fd, LOCK_EX | LOCK_NB) < 0) && tries < LOCK_TRIES; tries++)
		usleep(LOCK_PAUSE_US);
	if (held) {
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

/* What SQLite has beside a database. */
static void remove_beside(const char *path)
{
	static const char *const endings[] = { "-wal", "-shm", "-journal" };
	char one[4096 + 16];

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		snprintf(one, sizeof one, "%s%s", path, endings[i]);
		unlink(one);
	}
}

void file_remove(const char *path)
{
	unlink(path);
	remove_beside(path);
}

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

/* SQLite would take the log of a store that was deleted for that of the new one. */
static int refuse_log(const char *path, struct err *err)
{
	char log[4096];

	if (!file_has_log(path)) {
		remove_beside(path);
		return 0;
	}
	snprintf(log, sizeof log, "%s-wal", path);
	err_set(err, ERR_INPUT, "this is a log of a store that is not here: what was written last is in it");
	err_hint(err, "put the store back beside it; if that is gone for good, move the log away");
	return err_at(err, log, 0, 0);
}

/* Not over a file; a file system that cannot promise that has the lock to rely on. */
static int rename_new(const char *name, const char *path)
{
	int failed = renameat2(AT_FDCWD, name, AT_FDCWD, path, RENAME_NOREPLACE);

	return failed && (errno == EINVAL || errno == ENOSYS) ? rename(name, path) : failed;
}

int file_create(const char *path, struct err *err)
{
	char name[4096];
	int fd, status = refuse_log(path, err);

	if (status)
		return status;
	snprintf(name, sizeof name, "%s.new", path); /* the lock is ours: nobody else makes one */
	file_remove(name);
	fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		err_set(err, ERR_IO, "the store cannot be made: %s", strerror(errno));
		err_hint(err, "%s", what_to_do(errno, "its folder must exist and be writable by this user"));
		return err_at(err, path, 0, 0);
	}
	status = fill(name, err);
	if (!status && (fsync(fd) || rename_new(name, path))) {
		const bool taken = errno == EEXIST;

		status = err_set(err, ERR_IO, "the store cannot be made: %s", strerror(errno));
		if (taken)
			err_hint(err, "a symbolic link to nothing has this name: remove it, or put back what it stands for");
		err_at(err, path, 0, 0);
	}
	if (status && err && err->file)
		err_at(err, path, 0, 0);
	close(fd);
	if (status)
		file_remove(name);
	return status ? status : file_sync_folder(path, err);
}

/* ---- while it is open ---- */

static bool look(const char *path, int i, struct stat *st)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-lock" };
	char name[4096 + 16];

	snprintf(name, sizeof name, "%s%s", path, endings[i]);
	return stat(name, st) == 0;
}

void file_note_place(const char *path, struct file_place *out)
{
	struct stat st;

	*out = (struct file_place){ 0 };
	for (int i = 0; i < 4; i++)
		if (look(path, i, &st)) {
			out->device[i] = st.st_dev;
			out->inode[i] = st.st_ino;
		}
}

bool file_in_place(struct sql *q, const struct file_place *place)
{
	unsigned char header[HEADER];
	sqlite3_file *file = NULL;
	struct stat st;

	for (int i = 0; i < 4; i++)
		if (!look(q->path, i, &st) || st.st_ino != place->inode[i] || st.st_dev != place->device[i])
			return false;
	return sqlite3_file_control(q->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK && file->pMethods->xRead(file, header, HEADER, 0) == SQLITE_OK && is_live(header);
}
