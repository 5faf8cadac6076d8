/* SPDX-License-Identifier: MIT */
/*
 * store: the portfolio on disk: projects, every change of them, findings, and what people decide about them.
 *
 *   store_open(&options, &s, &err);
 *   store_submit(s, &job->job) ...         for the store thread, which writes jobs in groups
 *   store_reap(s);                         after `wake`: calls done(job) of every job that is committed or failed
 *   store_close(s);                        when all jobs were reaped
 *
 * DESIGN. SQLite in WAL mode with synchronous=FULL. One thread is the only writer: it takes what jobs there are, runs them in
 * one transaction, each within a savepoint of its own (jobs that can be repeated only when one of them has failed: then the
 * others are run again), commits (one sync for all) and only then acknowledges them, in the order in which they were submitted.
 * A job that fails is rolled back alone; when the commit fails every job of the group
 * fails with its reason and none has left a trace. What was acknowledged survives kill -9 and loss of power. After a failed
 * sync the store accepts nothing more until it is opened anew: nobody knows what is on the disk then.
 *
 * One process owns a store: it holds a lock on FILE-lock, which names it, and which the system takes away when it ends,
 * however it ends. Reading needs no lock: readers have connections of their own and see what was committed last.
 * A store, log or lock that was moved, replaced, deleted or written over under its owner is noticed before each commit, and
 * nothing is written then; when it happened during the commit, nothing is acknowledged.
 *
 * No function here is called from two threads at once, except that `wake` comes from the store thread. A `done` may submit
 * more, and may wait for it with store_do. What is submitted to a store that is closing, or was opened for reading, fails.
 */
#ifndef PLUMB_STORE_STORE_H
#define PLUMB_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/schema.h"

struct store;
struct sql;

/* Who does something, when and why: what the audit log keeps of each change. Borrowed for as long as the job lives. */
struct origin {
	const char *actor;   /* "li.wei" */
	const char *reason;  /* "weekly import"; "" */
	int64_t at_ms;       /* UTC */
};

enum store_access { STORE_READ, STORE_WRITE };
struct store_options {
	const char *path;
	enum store_access access;
	bool create;                 /* WRITE: makes it when there is none */
	const char *command;         /* what the lock says of its owner: "import" */
	const struct schema *schema; /* WRITE: what documents are compared by; borrowed. NULL: none is written before store_set_schema */
	void (*wake)(void *ctx);     /* from the store thread: there are jobs to reap. Or store_on_wake; NULL: nobody is told */
	void *ctx;
};
int store_open(const struct store_options *o, struct store **out, struct err *err);
void store_close(struct store *s); /* waits for what was submitted; NULL is fine */
const char *store_path(const struct store *s);
int store_set_schema(struct store *s, const struct schema *schema, struct err *err);
void store_on_wake(struct store *s, void (*wake)(void *ctx), void *ctx);

/* ---- jobs ---- */

struct store_writer; /* what a job works with: store/writer.h, private to the store */
struct store_job {
	/* On the store thread. Negative: it failed, and what it did is rolled back. */
	int (*run)(struct store_job *job, struct store_writer *w, struct err *err);
	/* On the thread of store_reap, when it is committed (status 0) or has failed. Frees the job. */
	void (*done)(struct store_job *job);
	size_t bytes;     /* about what it holds: a group is bounded by it */
	bool waited;      /* the store's: store_do waits for it */
	bool repeatable;  /* `run` can be rolled back and run again: then it needs no savepoint of its own, which costs as much as a row */
	bool alone;       /* in no transaction and no group: for what SQLite does in none (VACUUM, a checkpoint) */
	int status;
	struct err err;
	struct store_job *next;
};
/* The job is the store's until its `done`. */
void store_submit(struct store *s, struct store_job *job);
void store_reap(struct store *s);
/* Waits until every job that was submitted is committed or has failed, and reaps it. */
void store_drain(struct store *s);
/* Submits one job and waits for it; answers with its status and err, and `done` is not called. For commands of one step. */
int store_do(struct store *s, struct store_job *job, struct err *err);
/* Jobs, and the bytes that they hold, that were submitted and are not reaped yet: submit no more when it grows too large. */
size_t store_pending(const struct store *s);
size_t store_pending_bytes(const struct store *s);

#endif
