/* SPDX-License-Identifier: MIT */
/*
 * session: policies, time zone, calendar and a pool of workers that has loaded them, on one loop. What check, explain,
 * test, doctor and whatever keeps projects have in common.
 *
 *   session_open(&s, &config, as_of, &err);   reads the folder, spawns the workers, waits until they have loaded
 *   ... pool_submit(s.pool, ...), session_run(&s) until session_stop(&s) ...
 *   session_close(&s);
 *
 * A signal (SIGINT, SIGTERM, SIGHUP) ends session_run; `signal` tells which. A second one ends the program at once.
 */
#ifndef PLUMB_APP_SESSION_H
#define PLUMB_APP_SESSION_H

#include <uv.h>

#include "app/config.h"
#include "app/folder.h"
#include "model/date.h"
#include "work/pool.h"

struct store;

struct session {
	uv_loop_t loop;
	uv_signal_t signals[3];
	struct folder folder;
	struct zone zone;
	struct calendar calendar;
	struct generation generation;
	struct pool *pool;
	struct loaded loaded;      /* valid until session_close */
	struct err failure;        /* why the pool did not come to life */
	char as_of[40];            /* the day that it is for the policies, in the company's zone */
	int signal;                /* the one that ended session_run, or 0 */
	bool stopped, ready, opened;
};

/*
 * as_of: "2026-11-23" (the end of that day's first moment in the zone), an RFC 3339 time, or NULL: now.
 * 0 also when single policies did not load: see loaded.diagnostics and folder.problems.
 */
int session_open(struct session *s, const struct config *c, const char *as_of, struct err *err);
/* The same for a store's projects: by its active generation, unless the configuration names policies or none is active. */
int session_open_store(struct session *s, const struct config *c, struct store *store, const char *as_of, struct err *err);
/*
 * The same for taking documents in: the pool does not judge but gives canonical documents (pool.h). Of the policies only
 * schema.lua is read, so no mistake in another file matters; a mistake in it is an error here: nothing may be taken in by the
 * wrong schema. There are no rules, and no calendar. store may be NULL.
 */
int session_open_intake(struct session *s, const struct config *c, enum intake intake, struct store *store, struct err *err);
/* Runs the loop until session_stop, or a signal. */
void session_run(struct session *s);
void session_stop(struct session *s);
/* Waits until the descriptor can be read, or a signal came: then false. */
bool session_wait_readable(struct session *s, int fd);
void session_close(struct session *s);

/* The company's zone (UTC when none is configured) and calendar (the policies' default one, else Saturday and Sunday off, when none is). */
int session_zone(struct zone *z, const struct config *c, struct err *err);
/* A moment as --as-of and --since have it: "2026-11-23", the first moment of that day in the zone, or an RFC 3339 time. */
int session_moment(const struct zone *z, const char *option, const char *text, int64_t *ms, struct err *err);
int session_calendar(struct calendar *cal, const struct config *c, const struct folder *f, struct err *err);

/* Index of the rule that `name` means: an id, or the unique end of one. -1 and err with "did you mean". */
int session_find_rule(const struct session *s, const char *name, struct err *err);
/* Errors of the folder and of the policies together. */
size_t session_policy_errors(const struct session *s);

#endif
