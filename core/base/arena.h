/* SPDX-License-Identifier: MIT */
/*
 * arena: memory that is given back all at once.
 *
 * Pieces are 8-byte aligned and zeroed. arena_clear keeps the newest block for the next round.
 * Functions return NULL when memory is out, and only then.
 */
#ifndef PLUMB_BASE_ARENA_H
#define PLUMB_BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *block;
	size_t used; /* bytes handed out since the last clear */
};
#define ARENA_INIT { NULL, 0 }

void *arena_alloc(struct arena *a, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void arena_clear(struct arena *a);
void arena_release(struct arena *a);

#endif
