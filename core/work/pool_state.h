/* SPDX-License-Identifier: MIT */
/*
 * pool_state: what the files of the pool share. Only core/work/pool*.c include this.
 *
 * A job is a batch of documents, an explanation or a run of tests. It waits (pool->waiting, by number), is with one worker
 * (worker->jobs, in the order in which they are answered), and ends. Batches also stand in the line of delivery
 * (pool->line) from the first submitted document until their results were handed out.
 *
 * Everything that changes calls pool_stir; the work is then done in one place, pool.c's pump, at the loop's next turn, so
 * that no callback of the user ever runs inside a call of the user.
 */
#ifndef PLUMB_WORK_POOL_STATE_H
#define PLUMB_WORK_POOL_STATE_H

#include "base/arena.h"
#include "work/frame.h"
#include "work/page.h"
#include "work/pool.h"
#include "work/protocol.h"

#define BATCH_DOCUMENTS 64
#define BATCH_BYTES (256u << 10)
#define WORKER_JOBS 2          /* so that a worker finds its next job when it is done with one */
#define WATCH_MS 20
#define OVERDUE_MS 150         /* beyond the soft limit: the hook in the worker did not help */
#define STILL_MS 5000          /* beyond the soft limit, by the clock on the wall: the process does not run at all */
#define DEATHS_MAX 3           /* unexplained ones at the same place, or in a row without having loaded */
#define KILLS_MAX 30           /* in a row without having loaded, by the hand of others */

/* ---- jobs (pool_job.c) ---- */
enum job_kind { JOB_BATCH, JOB_EXPLAIN, JOB_TEST };
struct job {
	enum job_kind kind;
	uint64_t number;           /* order of submission */
	struct job *next;          /* of those that wait */
	struct job *behind;        /* in the line of delivery */
	unsigned refs;             /* the pool's, and one for each write under way */
	struct buf body;           /* what follows the head of its frame */
	/* where workers died of it */
	struct skip *skips; size_t skip_count;
	uint32_t died_document, died_rule;
	unsigned deaths;           /* unexplained, at that place, in a row */
	/* a batch */
	uint32_t documents;
	int64_t until_ms;          /* of the forecast */
	struct trip *basis; size_t basis_count; /* what its worker was told of the rules' failures */
	struct project_result *results;         /* in `arena` */
	uint32_t received;
	struct buf *parts; size_t part_count;   /* the frames' payloads, into which the results point */
	struct arena arena;
	struct results_head tail;               /* of the last part */
	bool done, refused;
	/* the others */
	pool_json_fn answered;
	void *ctx;
};
struct job *job_new(enum job_kind kind, uint64_t number);
void job_unref(struct job *j);
/* Forgets results: it will be judged again. */
void job_reset(struct job *j);
/* false: out of memory. */
bool job_skip(struct job *j, const struct skip *s);
/* Its frame's head for a worker; the body follows it. The trips become the job's basis. */
bool job_head(struct job *j, const struct trip *trips, size_t n, struct buf *out);
/* Takes a RESULTS frame; false: that is not what a worker that works would have sent. */
bool job_take_results(struct job *j, const struct frame *f, size_t rules);
/* Gives every document of a batch this refusal. */
void job_refuse(struct job *j, const char *why);
/* Calls the asker back; the job is over. */
void job_answer(struct job *j, const struct answer *a);

/* ---- workers (pool_worker.c) ---- */
enum worker_state { WORKER_NONE, WORKER_LOADING, WORKER_READY, WORKER_DOWN };
struct pool_worker {
	struct pool *pool;
	enum worker_state state;
	uv_process_t process;
	uv_pipe_t pipe;
	unsigned handles;          /* not yet closed */
	bool killed, exited, ended; /* killed: nothing that it still says counts; ended: the socket is at its end */
	int64_t status;
	int signal;
	struct beat *beat;
	struct frame_reader in;
	struct job *jobs[WORKER_JOBS];
	unsigned job_count;
	/* what the watchdog saw */
	struct place seen;
	uint64_t seen_at;
	bool stalled;              /* killed for standing still */
	bool overdue;              /* killed for that, while at `killed_at` */
	struct place killed_at;
};
void worker_spawn(struct pool_worker *w);
bool worker_give(struct pool_worker *w, struct job *j);
void worker_watch(struct pool_worker *w);
void worker_kill(struct pool_worker *w); /* what it was on is judged again */

/* ---- deaths (pool_blame.c) ---- */
/* A worker is gone: who is to blame, and what becomes of its jobs. */
void blame(struct pool_worker *w);

/* ---- the pool (pool.c, pool_load.c) ---- */
struct pool {
	uv_loop_t *loop;
	struct pool_options options;
	struct buf generation;     /* encoded */
	struct err failed;         /* no worker can be had any more */
	/* loading */
	bool load_asked, load_told;
	pool_loaded_fn on_loaded;
	void *loaded_ctx;
	struct loaded *loaded;
	struct buf loaded_frame;
	struct arena arena;        /* of `loaded` */
	struct skipped_file *skipped; size_t skipped_count;
	size_t file_count;         /* of the generation */
	unsigned failures;         /* of workers in a row that never got to work */
	/* jobs */
	int64_t until_ms;          /* of the forecast; INT64_MIN: none */
	uint64_t numbered;
	struct job *open;          /* the batch that is being filled; last in the line */
	struct job *waiting;
	size_t waiting_batches, waiting_others;
	struct job *line, **line_end;
	size_t in_line, room;
	/* committed by delivery */
	uint64_t *counts;
	uint32_t *trips;
	/* callbacks */
	pool_result_fn on_result;
	pool_fn on_drain;
	void *result_ctx;
	pool_fn on_finished, on_closed;
	void *finished_ctx, *closed_ctx;
	bool full, finishing, closing;
	struct pool_worker *workers; unsigned worker_count;
	uv_idle_t stir;
	uv_timer_t watch;
	unsigned handles;
};
void pool_stir(struct pool *p);
void pool_wait(struct pool *p, struct job *j); /* puts it among those that wait */
/* A worker has loaded: false when its rules are not those of the others. */
bool pool_take_loaded(struct pool *p, const struct frame *f);
/* No worker can be had any more: everyone who waits is told so. */
void pool_break(struct pool *p, const struct err *why);
/* A worker never got to work. When that happens too often in a row and no other one works, that is the end. */
void pool_count_failure(struct pool *p, unsigned most, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void pool_handle_closed(struct pool *p);
unsigned pool_working(const struct pool *p); /* workers that have loaded */
/* The generation's index of the engine's n-th file; NOBODY: there is none. */
uint32_t pool_file(const struct pool *p, uint32_t n);

#endif
