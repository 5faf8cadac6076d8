/* SPDX-License-Identifier: MIT */
/*
 * undo: a project as it was before changes that record_diff told.
 *
 * The inverse of what diff.h says of applying: what came is left out, what went is put back, the rest gets its old value.
 * Where in its list an element stood that went is told of those without an identity only ("#3"); the others are put
 * behind those that stayed. An object or list that got its first members was absent before, or empty: absent is taken.
 */
#ifndef PLUMB_MODEL_UNDO_H
#define PLUMB_MODEL_UNDO_H

#include "model/record.h"

struct undo_change {
	const char *path, *from, *to; /* as in diff_sink.change */
	bool used;                    /* set by record_undo: it fits this project */
};

/*
 * Writes the document that `b` was before `changes` were made: all of one record_diff, as it told them. Fields that had
 * another name are known by that one too. It is not canonical: build it to have it so.
 * ERR_MEMORY only.
 */
int record_undo(const struct schema *s, struct record b, struct undo_change *changes, size_t count, struct buf *out, struct err *err);

#endif
