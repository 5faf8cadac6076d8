/* SPDX-License-Identifier: MIT */
/*
 * io_shim: makes the system fail the real program, from outside (LD_PRELOAD). For tests only.
 *
 * PLUMB_SHIM = "what:n:how", of files whose path contains PLUMB_SHIM_FILES ("plumb.db"):
 *   what  sync (fsync, fdatasync), write (write, pwrite), cut (ftruncate), open (that may write), name (rename, unlink), any
 *   n     the n-th such call, counted from 1, over all threads; "n+": that one and all after it
 *   how   an errno: the call fails with it; "die": the process is killed before the call; "short": a write writes half of it
 * When it has happened, the file PLUMB_SHIM_HIT is made.
 *
 * PLUMB_SHIM_DISK = a folder: what would be there after a loss of power. A file's bytes go there when it is synced, a name when its
 * folder is; whatever was not synced is not there. tests/fault/power_test.lua makes such a disk the real one after a kill.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum call { SYNC, WRITE, CUT, OPEN, NAME, CALL_COUNT };
static const char *const call_names[CALL_COUNT] = { "sync", "write", "cut", "open", "name" };

static struct {
	bool armed, any, on, die, half; /* on: all after the n-th too */
	enum call call;
	long n;
	int error;
	const char *files, *hit, *disk;
} shim;
static long calls;
static pthread_mutex_t disk_lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int real_open(const char *path, int flags, mode_t mode)
{
	REAL(open);
	return real(path, flags, mode);
}

__attribute__((constructor)) static void begin(void)
{
	static char what[16], how[16], plus;
	const char *text = getenv("PLUMB_SHIM"), *files = getenv("PLUMB_SHIM_FILES");

	shim.files = files ? files : "plumb.db";
	shim.hit = getenv("PLUMB_SHIM_HIT");
	shim.disk = getenv("PLUMB_SHIM_DISK");
	if (!text)
		return;
	if (sscanf(text, "%15[a-z]:%ld%c", what, &shim.n, &plus) != 3 || sscanf(strrchr(text, ':') + 1, "%15s", how) != 1) {
		fprintf(stderr, "io_shim: PLUMB_SHIM is not what:n:how\n");
		_exit(99);
	}
	shim.armed = true;
	shim.on = plus == '+';
	shim.any = !strcmp(what, "any");
	shim.die = !strcmp(how, "die");
	shim.half = !strcmp(how, "short");
	shim.error = atoi(how);
	while (shim.call + 1 < CALL_COUNT && strcmp(what, call_names[shim.call]))
		shim.call++;
}

static bool is_ours(const char *path)
{
	return path && strstr(path, shim.files) != NULL;
}

static bool path_of(int fd, char out[PATH_MAX])
{
	char name[64];
	ssize_t n;

	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	n = readlink(name, out, PATH_MAX - 1);
	if (n <= 0)
		return false;
	out[n] = 0;
	return true;
}

/* True: the call is to fail; errno is set. Half of a write is for the caller to see. */
static bool strikes(enum call call, const char *path)
{
	long n;
	int fd;

	if (!shim.armed || (!shim.any && call != shim.call) || !is_ours(path))
		return false;
	n = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
	if (n < shim.n || (n > shim.n && !shim.on))
		return false;
	if (shim.hit && (fd = real_open(shim.hit, O_WRONLY | O_CREAT | O_CLOEXEC, 0666)) >= 0)
		close(fd);
	if (shim.die)
		kill(getpid(), SIGKILL);
	errno = shim.error;
	return true;
}

static bool strikes_fd(enum call call, int fd)
{
	char path[PATH_MAX];

	return shim.armed && path_of(fd, path) && strikes(call, path);
}

/* ---- the disk that a loss of power leaves ---- */

static void copy(const char *from, const char *to)
{
	char block[1 << 16];
	int in = real_open(from, O_RDONLY | O_CLOEXEC, 0), out = real_open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	ssize_t n;
	REAL(write);

	while (in >= 0 && out >= 0 && (n = read(in, block, sizeof block)) > 0)
		if (real(out, block, (size_t)n) != n)
			_exit(98);
	close(in);
	close(out);
}

/* DISK/bytes/INODE is what was synced of a file; DISK/names/NAME is a hard link to it, made when the folder was synced. */
static void sync_bytes(const char *path)
{
	char to[PATH_MAX + 32], part[PATH_MAX + 64];
	struct stat st;

	if (stat(path, &st))
		return;
	snprintf(to, sizeof to, "%s/bytes/%lu", shim.disk, (unsigned long)st.st_ino);
	snprintf(part, sizeof part, "%s.part", to);
	copy(path, part);
	if (stat(to, &st) == 0)
		copy(part, to); /* into the same file: names that are there keep to it */
	else
		rename(part, to);
	unlink(part);
}

static void sync_names(const char *folder)
{
	char names[PATH_MAX + 8], from[PATH_MAX + 32], to[PATH_MAX + 300], path[PATH_MAX + 300];
	struct dirent *e;
	struct stat st;
	DIR *d;

	snprintf(names, sizeof names, "%s/names", shim.disk);
	for (d = opendir(names); d && (e = readdir(d));) {
		snprintf(to, sizeof to, "%s/%s", names, e->d_name);
		unlink(to);
	}
	if (d)
		closedir(d);
	for (d = opendir(folder); d && (e = readdir(d));) {
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		if (!is_ours(path) || stat(path, &st) || !S_ISREG(st.st_mode))
			continue;
		snprintf(from, sizeof from, "%s/bytes/%lu", shim.disk, (unsigned long)st.st_ino);
		snprintf(to, sizeof to, "%s/%s", names, e->d_name);
		if (access(from, F_OK)) /* its name is on the disk, and none of its bytes */
			close(real_open(from, O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
		if (link(from, to) && errno != EEXIST)
			_exit(98);
	}
	if (d)
		closedir(d);
}

static void note_sync(int fd)
{
	char path[PATH_MAX];
	struct stat st;

	if (!shim.disk || fstat(fd, &st) || !path_of(fd, path))
		return;
	pthread_mutex_lock(&disk_lock);
	if (S_ISDIR(st.st_mode))
		sync_names(path);
	else if (is_ours(path))
		sync_bytes(path);
	pthread_mutex_unlock(&disk_lock);
}

/* ---- what the program calls ---- */

int fsync(int fd)
{
	int status;
	REAL(fsync);

	if (strikes_fd(SYNC, fd))
		return -1;
	status = real(fd);
	if (!status)
		note_sync(fd);
	return status;
}

int fdatasync(int fd)
{
	int status;
	REAL(fdatasync);

	if (strikes_fd(SYNC, fd))
		return -1;
	status = real(fd);
	if (!status)
		note_sync(fd);
	return status;
}

#define PWRITE(name, offset_type) \
ssize_t name(int fd, const void *bytes, size_t n, offset_type at) \
{ \
	REAL(name); \
	if (strikes_fd(WRITE, fd)) { \
		if (!shim.half || n < 2) \
			return -1; \
		n /= 2; \
	} \
	return real(fd, bytes, n, at); \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *bytes, size_t n)
{
	REAL(write);

	if (strikes_fd(WRITE, fd)) {
		if (!shim.half || n < 2)
			return -1;
		n /= 2;
	}
	return real(fd, bytes, n);
}

#define FTRUNCATE(name, offset_type) \
int name(int fd, offset_type len) \
{ \
	REAL(name); \
	return strikes_fd(CUT, fd) ? -1 : real(fd, len); \
}
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

#define OPEN(name) \
int name(const char *path, int flags, ...) \
{ \
	va_list ap; \
	mode_t mode; \
	REAL(name); \
	va_start(ap, flags); \
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0; \
	va_end(ap); \
	return (flags & O_ACCMODE) != O_RDONLY && strikes(OPEN, path) ? -1 : real(path, flags, mode); \
}
OPEN(open)
OPEN(open64)

/* The number of a file that is no more is given to another one: what was synced of it is only found by its name from now on. */
static void forget(const char *path)
{
	char bytes[PATH_MAX + 32];
	struct stat st;
	REAL(unlink);

	if (!shim.disk || !is_ours(path) || stat(path, &st))
		return;
	snprintf(bytes, sizeof bytes, "%s/bytes/%lu", shim.disk, (unsigned long)st.st_ino);
	real(bytes);
}

int unlink(const char *path)
{
	REAL(unlink);

	if (strikes(NAME, path))
		return -1;
	forget(path);
	return real(path);
}

int rename(const char *from, const char *to)
{
	REAL(rename);

	if (strikes(NAME, to))
		return -1;
	forget(to);
	return real(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
	REAL(renameat2);

	if (strikes(NAME, to))
		return -1;
	forget(to);
	return real(from_folder, from, to_folder, to, flags);
}
