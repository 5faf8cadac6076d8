/* SPDX-License-Identifier: MIT */
/*
 * audit: the append-only log of everything that changed anything. Private to the store.
 *
 * Each entry has a content hash, over (salt, actor, reason, payload), and a chain hash over the entry before it and its own
 * columns. What names people is only in the payload's table: when that row is erased, the chain still holds, and without the
 * salt nobody can try out what the content was.
 */
#ifndef PLUMB_STORE_AUDIT_H
#define PLUMB_STORE_AUDIT_H

#include "store/store.h"
#include "store/writer.h"

/* Reads the end of the log and of the projects, for as long as chain_known says. */
int audit_find_end(struct store_writer *w, struct err *err);
/* Appends an entry; *seq is its number. project: its key, or 0. payload: JSON. */
int audit_append(struct store_writer *w, const struct origin *by, const char *action, int64_t project, const char *payload, size_t len, int64_t *seq, struct err *err);

struct audit_state {
	int64_t entries, erased; /* erased: whose content was removed */
	int64_t stated;          /* how many the erasures say they removed: as many, or somebody else did */
	int64_t broken_at;       /* seq of the first entry that does not fit or is missing at the end; 0: the chain holds */
	const char *why;         /* "its content was changed"; NULL */
};
/* Recomputes the whole chain. */
int audit_verify(struct sql *q, struct audit_state *out, struct err *err);

#endif
