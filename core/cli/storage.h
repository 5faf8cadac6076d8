/* SPDX-License-Identifier: MIT */
/*
 * storage: what the commands that work on a store have in common: opening it, what their options mean, and how they end.
 *
 *   struct storage x;
 *   status = storage_open(&x, c, STORE_READ, &err);
 *   ... x.store, x.zone, x.by ...
 *   return storage_end(&x, status, &err);         closes it too, whether it opened or not
 */
#ifndef PLUMB_CLI_STORAGE_H
#define PLUMB_CLI_STORAGE_H

#include "app/keeper.h"
#include "app/output.h"
#include "cli/cli.h"

struct storage {
	struct cli *cli;
	struct store *store;
	struct zone zone;        /* the company's */
	struct origin by;        /* --user, --reason, now */
	char actor[ACTOR_MAX];
	struct session session;  /* of storage_schema */
	struct schema *schema;
	bool has_session;
};
/* WRITE: under the name of the command. */
int storage_open(struct storage *x, struct cli *c, enum store_access access, struct err *err);
/* status: 0, an error, or an exit status after a message. Answers with the exit status. */
int storage_end(struct storage *x, int status, struct err *err);

/* --since and --older-than as moments (UTC ms); 0 where they are not given. */
int storage_since(const struct storage *x, int64_t *ms, struct err *err);
int storage_older_than(const struct storage *x, int64_t *ms, struct err *err); /* what opened before it is so old */
/* The schema of the active policies, or of those that are named (--policies): x->schema. */
int storage_schema(struct storage *x, struct err *err);
/* A project that is in the store or was: its document in `text` (empty: it was deleted). ERR_INPUT with what may have been meant. */
int storage_project(struct storage *x, const char *id, struct buf *text, struct err *err);
/*
 * --output, which must not take the place of the store nor of a document that is read (inputs, which may be none): ERR_USAGE.
 */
int storage_output(const struct cli *c, char *const *inputs, int count, struct output *o, struct err *err);
/* A moment as people read it, in the zone: "2026-06-30 14:05", and its day alone. */
void storage_clock(const struct storage *x, int64_t ms, char out[40]);
void storage_day(const struct storage *x, int64_t ms, char out[32]);

/* When what goes on is to be shown: on a terminal, after a second, five times a second. */
struct pace { int64_t next_ns; };
bool storage_pace(const struct cli *c, struct pace *p);

#endif
