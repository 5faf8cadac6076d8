/* SPDX-License-Identifier: MIT */
/*
 * groups: the rows that projects give to rules across the portfolio, gathered by rule and key, and what was said of them. In a
 * temporary database of SQLite's, which goes to disk by itself when there is much of it: memory does not grow with the portfolio.
 *
 *   groups_add(g, 0, "P-1", shares, n, &err) ...         for each document
 *   while (groups_next(g, &rows, &err) == 1) ...         each group with all of its rows
 *   groups_say(g, rows.rule, rows.key, document, verdict, len, &err)
 *   groups_told(g, 0, told, ctx, &err)                   what was said of document 0's groups
 *
 * A document may give its rows anew (groups_retake, groups_add): then only the groups that it was or is in are judged again.
 */
#ifndef PLUMB_STORE_GROUPS_H
#define PLUMB_STORE_GROUPS_H

#include "base/buf.h"
#include "base/err.h"
#include "model/group.h"

#define GROUPS_ALL_DOCUMENTS (-1)

struct groups;
int groups_new(struct groups **out, struct err *err);
void groups_free(struct groups *g); /* NULL is fine */

int groups_add(struct groups *g, int64_t document, const char *project, const struct share *shares, size_t count, struct err *err);

/* All rows of a key, by project and in the order of its document. Valid until the next call. */
struct group_rows {
	struct group group;
	const int64_t *documents;      /* by row */
	const char *text; size_t len;  /* a JSON array; len 0: there are too many to be judged at once (no owners either) */
};
/* 1: the next group, in the order of rules and keys; 0: that was the last one, and the next call begins anew. */
int groups_next(struct groups *g, struct group_rows *out, struct err *err);
/* What was said of one document, or of all, in the group: bytes that the store does not look into. In the order of their moments. */
int groups_say(struct groups *g, uint32_t rule, const char *key, int64_t document, const void *said, size_t len, struct err *err);
/* What was said of the groups that the document is in, in the order of rules and keys, and as it was said. */
typedef bool (*groups_told_fn)(void *ctx, const void *said, size_t len); /* false: no more */
int groups_told(struct groups *g, int64_t document, groups_told_fn fn, void *ctx, struct err *err);

#define GROUPS_ANY_RULE UINT32_MAX
/* From here on groups_next goes through the groups only that the project gave rows to: of a rule, or of any. */
int groups_choose(struct groups *g, uint32_t rule, const char *project, struct err *err);
/* The document in which the project gave rows; -1: it gave none. */
int groups_document(struct groups *g, const char *project, int64_t *document, struct err *err);
/* The document's rows are taken out, to be given anew. From here on groups_next goes through the groups only that it was or is in,
   and what was said of these before holds no more. */
int groups_retake(struct groups *g, int64_t document, struct err *err);

#endif
