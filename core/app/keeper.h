/* SPDX-License-Identifier: MIT */
/*
 * keeper: a store that a command works on, its acknowledgements on the session's loop.
 *
 *   keeper_open(&k, &options, &err);      the store, which the session's policies may come from
 *   session_open_store(&s, ..., k.store, ...);
 *   keeper_attach(&k, &s, &err);          from here on `done` of jobs is called from the session's loop
 *   store_submit(k.store, job) ...
 *   keeper_drain(&k);                     until all of them were
 *   keeper_close(&k);                     before session_close
 *
 * And, for every command with a store: which file it is, and who works on it.
 */
#ifndef PLUMB_APP_KEEPER_H
#define PLUMB_APP_KEEPER_H

#include "app/session.h"
#include "store/store.h"

struct keeper {
	struct store *store;
	uv_async_t news;
	bool watching;
	void (*reaped)(void *ctx);
	void *ctx;
};
/* wake of the options is the keeper's. */
int keeper_open(struct keeper *k, const struct store_options *o, struct err *err);
int keeper_attach(struct keeper *k, struct session *s, struct err *err);
/* Called after jobs were reaped: there is room again. */
void keeper_on_reaped(struct keeper *k, void (*reaped)(void *ctx), void *ctx);
/* Whatever signal came: what was submitted is committed or has failed afterwards. */
void keeper_drain(struct keeper *k);
void keeper_close(struct keeper *k);

/* --store, else plumb.db of the working directory. */
const char *keeper_path(const struct config *c);
/* Whether there is anything at that path. */
bool keeper_path_exists(const struct config *c);

enum { ACTOR_MAX = 256 };
/* --user, else the login name of whoever runs plumb; actor is the caller's room for it. Now. */
struct origin keeper_origin(const struct config *c, const char *reason, char actor[ACTOR_MAX]);

#endif
