/* SPDX-License-Identifier: MIT */
/*
 * difference: what became of a project since a moment, as one difference: from the document that it was, which is made by undoing
 * what the log tells since then, to the one that it is.
 */
#ifndef PLUMB_APP_DIFFERENCE_H
#define PLUMB_APP_DIFFERENCE_H

#include "model/diff.h"
#include "store/store.h"

struct difference {
	bool was, is;          /* whether there was such a project then, and is now */
	int64_t created_at, deleted_at; /* UTC ms: the last time since then; 0: it was not */
	size_t entries;        /* of the log, since then */
	size_t untold;         /* changes and entries that were erased or do not fit: what they did is not in the difference */
};
/*
 * sink.change is told each path with what it was and is, as record_diff does (from NULL, to the whole document at path "" of a
 * project that was not there then; the same the other way round). ERR_INPUT: there never was such a project; what it was
 * does not fit the schema.
 */
int project_difference(struct store *store, const struct schema *s, const char *id, int64_t since_ms, const struct diff_sink *sink, struct difference *out, struct err *err);

#endif
