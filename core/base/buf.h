/* SPDX-License-Identifier: MIT */
/*
 * buf: a growable run of bytes, always followed by a NUL that `len` does not count.
 *
 *   struct buf b = BUF_INIT;
 *   buf_addf(&b, "%d projects", n);
 *   fwrite(b.data, 1, b.len, stdout);
 *   buf_release(&b);
 *
 * _init/BUF_INIT make it empty, _clear keeps the memory, _release gives it back and leaves it
 * empty, _detach hands the memory (for free()) to the caller. Out of memory: the buffer turns
 * `failed`, later additions are ignored; the owner checks once, at the end.
 */
#ifndef PLUMB_BASE_BUF_H
#define PLUMB_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t len, cap;
	bool failed;
};

extern char buf_empty[1];
#define BUF_INIT { buf_empty, 0, 0, false }

void buf_init(struct buf *b);
void buf_release(struct buf *b);
char *buf_detach(struct buf *b);            /* never NULL unless failed */
bool buf_reserve(struct buf *b, size_t more); /* room for `more` bytes beyond len */
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap);
void buf_pad(struct buf *b, char c, size_t n);
/* The whole file; a FIFO, device or directory is refused without blocking. 0 or -errno; limit 0: none. */
int buf_read_file(struct buf *b, const char *path, size_t limit);

static inline void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->cap)
		b->data[0] = 0;
}

#endif
