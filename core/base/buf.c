/* SPDX-License-Identifier: MIT */
/*
 * buf: invariants. Either cap == 0 and data is the shared empty string, or data is ours, cap bytes
 * long, and data[len] == 0 with len < cap. A failed buffer keeps what it had and takes nothing more.
 */
#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

char buf_empty[1];

void buf_init(struct buf *b)
{
	*b = (struct buf)BUF_INIT;
}

void buf_release(struct buf *b)
{
	if (b->cap)
		free(b->data);
	buf_init(b);
}

char *buf_detach(struct buf *b)
{
	char *data = NULL;

	/* An empty buffer has nothing of its own to hand out: make it so. */
	if (!b->failed && (b->cap || buf_reserve(b, 0))) {
		data = b->data;
		buf_init(b);
	}
	buf_release(b);
	return data;
}

bool buf_reserve(struct buf *b, size_t more)
{
	size_t need, cap;
	char *data;

	if (b->failed)
		return false;
	if (more >= SIZE_MAX / 2 - b->len) {
		b->failed = true;
		return false;
	}
	need = b->len + more + 1;
	if (need <= b->cap)
		return true;
	cap = b->cap + b->cap / 2;
	if (cap < need)
		cap = need;
	if (cap < 32)
		cap = 32;
	data = fault_hit(FAULT_ALLOC) ? NULL : realloc(b->cap ? b->data : NULL, cap);
	if (!data) {
		b->failed = true;
		return false;
	}
	data[b->len] = 0;
	b->data = data;
	b->cap = cap;
	return true;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	if (!n || !buf_reserve(b, n))
		return;
	memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = 0;
}

void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	if (b->failed || (b->len + 1 >= b->cap && !buf_reserve(b, 1)))
		return;
	b->data[b->len++] = c;
	b->data[b->len] = 0;
}

void buf_pad(struct buf *b, char c, size_t n)
{
	if (!n || !buf_reserve(b, n))
		return;
	memset(b->data + b->len, c, n);
	b->len += n;
	b->data[b->len] = 0;
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

void buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t room;
	int n;

	if (b->failed)
		return;
	/* Try what room there is; most additions fit at the first attempt. */
	va_copy(again, ap);
	room = b->cap ? b->cap - b->len : 0;
	n = vsnprintf(room ? b->data + b->len : NULL, room, fmt, ap);
	if (n < 0) {
		b->failed = true;
	} else if ((size_t)n >= room) {
		if (buf_reserve(b, (size_t)n))
			vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
		else if (room)
			b->data[b->len] = 0;
	}
	if (!b->failed)
		b->len += (size_t)n;
	va_end(again);
}

/* Reads the open file to its end. It may grow or shrink meanwhile: only read() says where it ends. */
static int read_all(struct buf *b, int fd, size_t expect, size_t limit)
{
	const size_t before = b->len;

	if (!buf_reserve(b, expect))
		return -ENOMEM;
	for (;;) {
		size_t room = b->cap - b->len - 1;
		ssize_t n;

		if (!room) {
			if (!buf_reserve(b, 65536))
				return -ENOMEM;
			room = b->cap - b->len - 1;
		}
		n = fault_hit(FAULT_READ) ? -1 : read(fd, b->data + b->len, room);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return 0;
		b->len += (size_t)n;
		b->data[b->len] = 0;
		if (limit && b->len - before > limit)
			return -EFBIG;
	}
}

int buf_read_file(struct buf *b, const char *path, size_t limit)
{
	const size_t before = b->len;
	struct stat st;
	int fd, rc;

	if (b->failed)
		return -ENOMEM;
	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		rc = -errno;
	else if (S_ISDIR(st.st_mode))
		rc = -EISDIR;
	else if (!S_ISREG(st.st_mode))
		rc = -EINVAL;
	else if (limit && (uintmax_t)st.st_size > limit)
		rc = -EFBIG;
	else
		rc = read_all(b, fd, (size_t)st.st_size + 1, limit); /* + 1: the read that meets the end needs room */
	close(fd);
	if (rc < 0 && b->cap) {
		b->len = before;
		b->data[before] = 0;
	}
	return rc;
}
