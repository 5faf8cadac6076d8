/* SPDX-License-Identifier: MIT */
/*
 * history: every change of a project, from the log: who, when, which field, from, to, why.
 */
#ifndef PLUMB_STORE_HISTORY_H
#define PLUMB_STORE_HISTORY_H

#include "base/arena.h"
#include "model/past.h"
#include "store/projects.h"
#include "store/store.h"

struct change_row {
	int64_t seq, at_ms;
	const char *action;        /* "project.created", "project.changed", "project.deleted", "project.erased", "gate.passed" ... */
	const char *actor, *reason; /* "" where they were erased */
	const char *path;          /* of a change: "risks[credit].score"; "" for the others */
	const char *from, *to;     /* JSON; NULL: absent. project.deleted: from is the whole document */
	bool erased;               /* the entry is a tombstone */
};
/*
 * Oldest first, in the order in which it was kept (never by time: clocks jump). path: NULL, or a field: its own changes, those of
 * what it is part of and of its parts. since_ms: entries of that moment and later; 0: all. ERR_INPUT: there never was such a project.
 */
int history_of_project(struct store *s, const char *id, const char *path, int64_t since_ms, bool (*row)(void *ctx, const struct change_row *r), void *ctx, struct err *err);

struct sample_row { int64_t seq, at_ms; const char *path, *value; }; /* value: JSON; NULL: absent from then on */
/* What a tracked field was, oldest first; path: exact, or NULL for all of the project, by path. */
int samples_of_project(struct store *s, const char *id, const char *path, bool (*row)(void *ctx, const struct sample_row *r), void *ctx, struct err *err);

/*
 * What policies are told of a project's past: all of it in one pass, in the order in which it was kept, up to the revision of
 * the document that is at hand. Of more than PAST_ENTRIES_MAX entries, or PAST_BYTES_MAX bytes, the newest are told.
 */
struct past_reading {
	struct past_list list;     /* valid until the next reading */
	struct arena arena;
	struct json_reader *reader;
	struct past_row *rows; size_t count, cap, bytes; /* the newest first */
	bool cut;
};
int past_read(struct store *s, const struct stored_project *p, struct past_reading *r, struct err *err);
void past_reading_release(struct past_reading *r);

#endif
