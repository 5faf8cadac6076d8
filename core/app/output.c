/* SPDX-License-Identifier: MIT */
/* output: temporary file, fsync, rename. */
#include "app/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

static int fail(const char *name, int code, struct err *err)
{
	err_set(err, ERR_IO, "cannot be written: %s", strerror(code));
	return err_at(err, name, 0, 0);
}

int output_open(struct output *o, const char *name, struct err *err)
{
	struct stat st;
	mode_t mask;
	int fd;

	*o = (struct output){ 0 };
	if (!name) {
		o->file = stdout;
		return 0;
	}
	o->name = strdup(name);
	if (!o->name)
		return err_set(err, ERR_MEMORY, "out of memory");
	if (stat(name, &st) == 0 && !S_ISREG(st.st_mode)) {
		o->file = fopen(name, "we");
		return o->file ? 0 : fail(name, errno, err);
	}
	if (asprintf(&o->temporary, "%s.XXXXXX", name) < 0) {
		o->temporary = NULL;
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	fd = mkostemp(o->temporary, O_CLOEXEC);
	if (fd < 0) {
		free(o->temporary);
		o->temporary = NULL;
		return fail(name, errno, err);
	}
	mask = umask(0); /* mkstemp makes private files; a report is as open as the user's others */
	umask(mask);
	fchmod(fd, 0666 & ~mask);
	o->file = fdopen(fd, "w");
	if (!o->file) {
		int code = errno;

		close(fd);
		unlink(o->temporary);
		return fail(name, code, err);
	}
	return 0;
}

static void release(struct output *o)
{
	free(o->name);
	free(o->temporary);
	*o = (struct output){ 0 };
}

int output_commit(struct output *o, struct err *err)
{
	int code = 0;

	if (!o->file)
		return 0;
	if (fault_hit(FAULT_WRITE) || fflush(o->file) || ferror(o->file))
		code = errno ? errno : EIO;
	if (o->file != stdout) {
		if (!code && o->temporary && fsync(fileno(o->file)))
			code = errno;
		if (fclose(o->file) && !code)
			code = errno;
		if (!code && o->temporary && rename(o->temporary, o->name))
			code = errno;
		if (code && o->temporary)
			unlink(o->temporary);
	}
	if (code)
		fail(o->name ? o->name : "(standard output)", code, err);
	release(o);
	return code ? ERR_IO : 0;
}

void output_discard(struct output *o)
{
	if (o->file && o->file != stdout)
		fclose(o->file);
	if (o->temporary)
		unlink(o->temporary);
	release(o);
}

int output_write(const char *name, const char *bytes, size_t n, bool exclusive, struct err *err)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | (exclusive ? O_EXCL : O_TRUNC), 0666), code = 0;

	if (fd < 0)
		return fail(name, errno, err);
	while (n && !code) {
		ssize_t put = fault_hit(FAULT_WRITE) ? -1 : write(fd, bytes, n);

		if (put < 0 && errno != EINTR)
			code = errno;
		if (put > 0) {
			bytes += put;
			n -= (size_t)put;
		}
	}
	if (close(fd) && !code)
		code = errno;
	return code ? fail(name, code, err) : 0;
}
