/* SPDX-License-Identifier: MIT */
/*
 * arena: a list of blocks, the newest first; only the newest has room. Blocks double from 4 KB to
 * 256 KB, so that a small arena stays small and a large one has few blocks; a piece that is larger
 * than a block gets a block of its size.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

enum { BLOCK_FIRST = 4 << 10, BLOCK_MOST = 256 << 10 };

struct arena_block {
	struct arena_block *older;
	size_t size, used;
	alignas(8) char bytes[];
};

static struct arena_block *add_block(struct arena *a, size_t need)
{
	size_t size = a->block ? a->block->size * 2 : BLOCK_FIRST;
	struct arena_block *block;

	if (size > BLOCK_MOST)
		size = BLOCK_MOST;
	if (size < need)
		size = need;
	block = fault_hit(FAULT_ALLOC) ? NULL : malloc(sizeof *block + size);
	if (!block)
		return NULL;
	block->older = a->block;
	block->size = size;
	block->used = 0;
	a->block = block;
	return block;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *block = a->block;
	void *piece;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = size ? (size + 7) & ~(size_t)7 : 8; /* distinct pieces, even of nothing */
	if (!block || block->size - block->used < size) {
		block = add_block(a, size);
		if (!block)
			return NULL;
	}
	piece = block->bytes + block->used;
	block->used += size;
	a->used += size;
	return memset(piece, 0, size);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = n < SIZE_MAX ? arena_alloc(a, n + 1) : NULL;

	if (copy && n)
		memcpy(copy, s, n); /* the NUL is there: pieces are zeroed */
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s = NULL;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n >= 0)
		s = arena_alloc(a, (size_t)n + 1);
	if (s) {
		va_start(ap, fmt);
		vsnprintf(s, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	return s;
}

static void free_blocks(struct arena_block *block)
{
	while (block) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
}

void arena_clear(struct arena *a)
{
	if (a->block) {
		free_blocks(a->block->older);
		a->block->older = NULL;
		a->block->used = 0;
	}
	a->used = 0;
}

void arena_release(struct arena *a)
{
	free_blocks(a->block);
	*a = (struct arena)ARENA_INIT;
}
