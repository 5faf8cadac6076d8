/* SPDX-License-Identifier: MIT */
#include "app/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/source.h"

enum { BLOCK = 256 << 10 };

/* Can it be read again from its beginning, where reading it now would begin? */
static bool is_lasting(const char *input)
{
	const bool standard = !strcmp(input, "-");
	struct stat st;

	if (standard ? fstat(STDIN_FILENO, &st) : stat(input, &st))
		return true; /* nor can it be read once: whoever opens it tells why */
	if (S_ISDIR(st.st_mode) || S_ISREG(st.st_mode))
		return !standard || lseek(STDIN_FILENO, 0, SEEK_CUR) == 0;
	return false;
}

static int temporary_file(struct err *err)
{
	const char *folder = getenv("TMPDIR");
	struct buf path = BUF_INIT;
	int fd = -1;

	buf_addf(&path, "%s/plumb-XXXXXX", folder && *folder ? folder : "/tmp");
	if (!path.failed && (fd = mkostemp(path.data, O_CLOEXEC)) >= 0)
		unlink(path.data);
	if (fd < 0) {
		err_set(err, ERR_IO, "no temporary file can be made for an input that can be read only once: %s", strerror(errno));
		err_at(err, path.data, 0, 0);
		err_hint(err, "set TMPDIR to a folder that has room for it, or name a file instead of a pipe");
	}
	buf_release(&path);
	return fd;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		const ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno != EINTR)
			return false;
		bytes += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

/* To the end of the input. */
static int copy(struct session *s, struct source *from, int to, char *block, struct err *err)
{
	for (int turn = 0;; turn++) {
		const int64_t n = source_read(from, block, BLOCK);

		if (turn % SOURCE_BLOCKS_A_TURN == 0)
			uv_run(&s->loop, UV_RUN_NOWAIT); /* signals are seen on the loop */
		if (s->signal || (n == -EAGAIN && !session_wait_readable(s, from->fd)))
			return err_set(err, ERR_CANCELLED, "stopped");
		if (n == -EAGAIN)
			continue;
		if (n < 0) {
			err_set(err, ERR_INPUT, "cannot be read: %s", strerror((int)-n));
			return err_at(err, from->name, 0, 0);
		}
		if (!n)
			return 0;
		if (!write_all(to, block, (size_t)n)) {
			err_set(err, ERR_IO, "the copy of %s, which can be read only once, cannot be written: %s", strcmp(from->name, "-") ? from->name : "standard input", strerror(errno));
			return err_hint(err, "set TMPDIR to a folder that has room for it, or name a file instead of a pipe");
		}
	}
}

static int spool(struct session *s, const char *input, struct spool *x, size_t i, char *block, struct err *err)
{
	struct source from;
	struct buf name = BUF_INIT;
	struct err unread = ERR_INIT;
	int status = source_open_fd(&from, input, NULL, &unread);

	err_release(&unread);
	if (status)
		return 0;
	x->files[i] = temporary_file(err);
	status = x->files[i] < 0 ? ERR_IO : copy(s, &from, x->files[i], block, err);
	source_close_fd(&from);
	if (status)
		return status;
	buf_addf(&name, "/proc/self/fd/%d", x->files[i]);
	x->names[i] = x->owned[i] = buf_detach(&name);
	return x->names[i] ? 0 : err_set(err, ERR_MEMORY, "out of memory");
}

int spool_inputs(struct session *s, const char *const *inputs, size_t count, struct spool *out, struct err *err)
{
	char *block = malloc(BLOCK);
	int status = 0;

	*out = (struct spool){ calloc(count + 1, sizeof *out->names), calloc(count + 1, sizeof *out->owned), calloc(count + 1, sizeof *out->files), 0 };
	if (!out->names || !out->owned || !out->files || !block)
		status = err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; !status && i < count; i++) {
		out->names[i] = !strcmp(inputs[i], "-") ? "/proc/self/fd/0" : inputs[i];
		out->files[i] = -1;
		out->count++;
		if (!is_lasting(inputs[i]))
			status = spool(s, inputs[i], out, i, block, err);
	}
	free(block);
	return status;
}

void spool_release(struct spool *x)
{
	for (size_t i = 0; i < x->count; i++) {
		if (x->files[i] >= 0)
			close(x->files[i]);
		free(x->owned[i]);
	}
	free(x->names);
	free(x->owned);
	free(x->files);
	*x = (struct spool){ 0 };
}
