/* SPDX-License-Identifier: MIT */
/* source: opening, reading and closing; what the formats have in common. */
#include "app/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

int source_open_fd(struct source *s, const char *name, const char *called, struct err *err)
{
	bool standard = !strcmp(name, "-");
	struct stat st;
	int code = ERR_INPUT;

	s->fd = -1;
	s->name = strdup(called ? called : name);
	if (!s->name)
		return err_set(err, ERR_MEMORY, "out of memory");
	/* O_NONBLOCK: a FIFO without a writer is waited for on the loop, where a signal can end that */
	s->fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (s->fd < 0 || fstat(s->fd, &st) < 0) {
		code = err_set(err, ERR_INPUT, "cannot be read: %s", strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		code = err_set(err, ERR_INPUT, "it is a folder");
		err_hint(err, "name its files: plumb check %s/*.json", name);
	} else {
		s->pollable = S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) || isatty(s->fd);
		s->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
		if (S_ISREG(st.st_mode))
			posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
		return 0;
	}
	err_at(err, strcmp(s->name, "-") ? s->name : "(standard input)", 0, 0);
	source_close_fd(s);
	return code;
}

void source_close_fd(struct source *s)
{
	if (s->fd > STDIN_FILENO)
		close(s->fd);
	s->fd = -1;
	free(s->name);
	s->name = NULL;
}

int64_t source_read(struct source *s, char *into, size_t n)
{
	/* Standard input may be blocking, and stays so: it is shared with whoever started us. */
	struct pollfd ready = { .fd = s->fd, .events = POLLIN };
	ssize_t got;

	if (s->pollable && poll(&ready, 1, 0) == 0)
		return -EAGAIN;
	do
		got = fault_hit(FAULT_READ) ? -1 : read(s->fd, into, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	s->bytes += (uint64_t)got;
	return got;
}

static bool is_table(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (!strcasecmp(dot, ".csv") || !strcasecmp(dot, ".tsv"));
}

int source_open(const char *name, const struct source_options *o, struct source **out, struct err *err)
{
	if (o->store)
		return source_open_store(o, out, err);
	if (o->map)
		return source_open_csv(name, o, out, err);
	if (is_table(name)) {
		err_set(err, ERR_USAGE, "a table needs a mapping that says which column is which field");
		err_at(err, name, 0, 0);
		return err_hint(err, "give one with --map FILE");
	}
	return source_open_json(name, o, out, err);
}

void source_free(struct source *s)
{
	if (s)
		s->format->free(s);
}
