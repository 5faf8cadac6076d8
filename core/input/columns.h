/* SPDX-License-Identifier: MIT */
/*
 * columns: a mapping meets a file's columns. Everything that does not fit is told at once, one line each: a column that
 * the file lacks (with what may have been meant), a name that several columns have, a column that nobody mapped.
 */
#ifndef PLUMB_INPUT_COLUMNS_H
#define PLUMB_INPUT_COLUMNS_H

#include "base/buf.h"
#include "input/mapping.h"

struct columns {
	struct arena arena;
	const char **names;   /* collapsed; "" where the table has none */
	size_t count;
	unsigned **of_field;  /* [field][i]: 0-based column of its i-th reference */
};
/* names: `count` texts of the header row, NUL-terminated valid UTF-8; NULL: there is none. On failure c is empty. */
int columns_bind(struct columns *c, const struct mapping *m, const char *const *names, size_t count, struct err *err);
void columns_release(struct columns *c);
/* "column 11 'Financial Year Baseline (£m) (incl…'": short enough for a message. */
void columns_describe(const struct columns *c, size_t column, struct buf *out);

#endif
