/* SPDX-License-Identifier: MIT */
/*
 * projects: documents into the store and out of it. A document is canonical JSON (model/record.h).
 *
 * Every change is an entry of the audit log whose payload says what became of which field:
 * {"changes":[{"path":"risks[credit].score","from":12,"to":20}, ...]}, "from" or "to" left out where the field was or is absent.
 */
#ifndef PLUMB_STORE_PROJECTS_H
#define PLUMB_STORE_PROJECTS_H

#include "base/buf.h"
#include "model/record.h"
#include "store/store.h"

/* ---- writing ---- */

enum put_mode { PUT_REPLACE, PUT_MERGE }; /* MERGE: the members of the document replace those of the stored one */
enum put_outcome { PUT_CREATED, PUT_CHANGED, PUT_UNCHANGED, PUT_REFUSED };
struct put {
	struct store_job job;         /* status: of the store; a document that is refused is no failure of it */
	const struct origin *by;
	enum put_mode mode;
	bool dry;                     /* says what would be, and writes nothing */
	int64_t since;                /* a revision (store_revision): a project that was changed after it is told `again` */
	char *id, *document;          /* copied; document_len bytes */
	size_t document_len;
	void *ctx;                    /* the caller's */
	/* the answer */
	enum put_outcome outcome;
	bool again;
	char *changes;                /* JSON array, as in the log; NULL unless CHANGED */
	struct violations violations; /* REFUSED: what would be wrong with the merged document */
};
/* NULL: out of memory. `done` is called when it is over, and frees it with put_free. */
struct put *put_new(const char *id, const char *document, size_t len, const struct origin *by, void (*done)(struct store_job *));
void put_free(struct put *p);

/* Takes projects out: findings and waivers are closed with that cause, the history stays. ERR_INPUT: there is no such project. */
int project_delete(struct store *s, const char *id, const struct origin *by, struct err *err);
/*
 * Erasing is for good: documents, history, findings' texts and samples are overwritten in the file and in its log. What stays is
 * a tombstone: that there was an entry, and when.
 */
struct erased { int64_t projects, entries, findings, mentions; }; /* mentions: projects with longer texts that still have the name in them */
int project_erase(struct store *s, const char *id, const struct origin *by, struct erased *out, struct err *err);
/*
 * Everything that names a person: strings of documents that are this name become a pseudonym, the same in all of them; entries,
 * samples and findings that contain it are erased. ERR_INPUT: nobody has that name.
 */
int person_erase(struct store *s, const char *name, const struct origin *by, struct erased *out, struct err *err);

/* ---- reading ---- */

int64_t store_revision(struct store *s); /* number of the last entry of the log; -1: it cannot be told */

struct stored_project {
	int64_t key, revision, created_at, changed_at;
	const char *id, *document;
	size_t len;
	const int64_t *watched; size_t watched_count; /* rules (rule.key) with open findings */
};
struct project_cursor;
/* All projects in the order of their ids, from a snapshot each few hundred; memory does not grow. */
int project_cursor_open(struct store *s, bool watched, struct project_cursor **out, struct err *err);
int project_cursor_next(struct project_cursor *c, struct stored_project *out, struct err *err); /* 1, 0 at the end, or an error */
void project_cursor_close(struct project_cursor *c);

int64_t project_count(struct store *s); /* -1: it cannot be told */
/* One project, its document copied to `text`, which *out points into. 0: there is none (err says what may have been meant). */
int project_find(struct store *s, const char *id, struct buf *text, struct stored_project *out, struct err *err);

#endif
