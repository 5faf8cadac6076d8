/* SPDX-License-Identifier: MIT */
/* care: is a store whole, what does it hold in one hash, and copies of it that can be put back. */
#ifndef PLUMB_STORE_CARE_H
#define PLUMB_STORE_CARE_H

#include "base/buf.h"
#include "store/store.h"

struct store_health {
	int version, newest;
	int64_t projects, deleted, findings, open, entries, erased, stated; /* entries: of the log; erased, stated: store/audit.h */
	int64_t chain_broken_at; const char *chain_why; /* 0, NULL: it holds */
	int64_t bytes, log_bytes, free_bytes;           /* of the file, of FILE-wal, of the file system */
	char integrity[512];                            /* "ok", or what SQLite's check found first */
	bool owned;
	char owner[256];                                /* "pid 123, plumb import, since ..." */
};
/* Reads the whole store. */
int store_examine(struct store *s, struct store_health *out, struct err *err);

/*
 * One hash (64 hex digits) of all content: documents, the changes of each project in their order, findings, waivers, decisions,
 * the active generation. Not of moments, of row numbers or of what a copy or a repetition makes anew: two stores that came to hold
 * the same have the same digest.
 */
int store_digest(struct store *s, char out[65], struct err *err);

/*
 * Whether a file that is written under the name `name` would take the place of the store `path`, of its log or of its lock, which need not be
 * there at this moment.
 */
bool store_is_at(const char *path, const char *name);

/*
 * A consistent copy while others write, made beside its name, checked and renamed. progress may be NULL: false stops it.
 * ERR_USAGE: `to` is the store itself or its log, or something else that is no older backup (or empty file) and would be lost.
 */
int store_backup(struct store *s, const char *to, bool (*progress)(void *ctx, int64_t done, int64_t all), void *ctx, struct err *err);
/*
 * Puts a backup in the place of `path`, which nobody may own; ERR_USAGE: the backup is that store itself. The file that is there, with its log, is kept beside it; its new
 * name is written to `kept` ("" when there was none).
 */
int store_restore(const char *backup, const char *path, struct buf *kept, struct err *err);

#endif
