/* SPDX-License-Identifier: MIT */
/* store: opening, the queue, and the thread that writes it away in groups; see store.h for the design. */
#include "store/store.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "store/file.h"
#include "store/migrate.h"
#include "store/read.h"
#include "store/step.h"
#include "store/writer.h"

enum { GROUP_JOBS = 2048, GROUP_BYTES = 16 << 20, BUSY_MS = 5000 };

struct queue { struct store_job *first, **end; };

struct store {
	char *path;
	struct sql reader;
	/* of an owner */
	int lock;                  /* descriptor, or -1: only for reading */
	struct store_writer writer; /* of the store thread, while it runs */
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t work;       /* something is queued, or it is to end */
	pthread_cond_t news;       /* something was acknowledged */
	bool running, ending;
	struct queue queued, acknowledged;
	size_t pending, pending_bytes; /* submitted and not reaped; of the caller's thread */
	struct err failure;        /* of the store thread: nothing more is written */
	struct file_place place;   /* of the files that are open */
	void (*wake)(void *ctx);
	void *ctx;
};

static void queue_init(struct queue *q)
{
	q->first = NULL;
	q->end = &q->first;
}

static void queue_add(struct queue *q, struct store_job *job)
{
	job->next = NULL;
	*q->end = job;
	q->end = &job->next;
}

static struct store_job *queue_take(struct queue *q)
{
	struct store_job *job = q->first;

	if (job && !(q->first = job->next))
		q->end = &q->first;
	return job;
}

/* ---- the store thread ---- */

static int copy_failure(const struct err *from, struct err *to)
{
	err_set(to, from->code, "%s", from->message ? from->message : "out of memory");
	err_at(to, from->file, from->line, from->column);
	if (from->hint)
		err_hint(to, "%s", from->hint);
	return from->code;
}

/* Are the files that are open still those that have the names? SQLite would go on writing to some that nobody can see. */
static int check_place(struct store *s, struct err *err)
{
	if (file_in_place(&s->writer.sql, &s->place))
		return 0;
	err_set(err, ERR_IO, "the store was moved, replaced or deleted while it was in use: nothing more is written");
	err_hint(err, "put it back where it was (what was acknowledged is in it), then repeat the command");
	return err_at(err, s->path, 0, 0);
}

/* An error after which nobody knows what is on the disk ends all writing. */
static int lose(struct store *s, struct err *err)
{
	if (s->writer.sql.final && !s->failure.code)
		copy_failure(err, &s->failure);
	return err->code;
}

static int commit(struct store *s, struct err *err)
{
	struct sql *q = &s->writer.sql;
	int status = check_place(s, err), code;

	if (status)
		return status;
	if (fault_hit(FAULT_STORE_DIE))
		raise(SIGKILL);
	code = fault_hit(FAULT_COMMIT) ? SQLITE_IOERR_FSYNC : sqlite3_exec(q->db, "COMMIT", NULL, NULL, NULL);
	if (fault_hit(FAULT_STORE_DIE))
		raise(SIGKILL);
	if (code != SQLITE_OK) {
		sql_fail(q, code, err);
	} else {
		if (!check_place(s, err))
			return 0;
		q->final = true; /* it is in a file that nobody may find again */
	}
	return lose(s, err);
}

/* Runs a job within a savepoint. Negative only when the whole transaction is lost. */
static int run_job(struct store *s, struct store_job *job, struct err *lost)
{
	struct store_writer *w = &s->writer;
	int status = sql_run(&w->sql, lost, "SAVEPOINT job", "");

	if (status)
		return status;
	job->status = job->run(job, w, &job->err);
	if (job->status) {
		w->chain_known = false;
		/* a full disk or a failed write takes the transaction with it; from a damaged page nothing good comes */
		if (sqlite3_get_autocommit(w->sql.db) || w->sql.final) {
			copy_failure(&job->err, lost);
			return lose(s, lost);
		}
		status = sql_run(&w->sql, lost, "ROLLBACK TO job", "");
	}
	return status ? status : sql_run(&w->sql, lost, "RELEASE job", "");
}

/* All jobs without savepoints. 1: the others are to be run again, with savepoints, since one failed; negative: the transaction is lost. */
static int run_plainly(struct store *s, struct store_job *group, struct err *lost)
{
	struct store_writer *w = &s->writer;
	struct store_job *job = group;

	while (job && !(job->status = job->run(job, w, &job->err)))
		job = job->next;
	if (!job)
		return 0;
	if (sqlite3_get_autocommit(w->sql.db) || w->sql.final) {
		copy_failure(&job->err, lost);
		return lose(s, lost);
	}
	w->chain_known = false;
	sqlite3_exec(w->sql.db, "ROLLBACK", NULL, NULL, NULL);
	return 1;
}

static bool is_repeatable(const struct store_job *group)
{
	while (group && group->repeatable)
		group = group->next;
	return !group;
}

static int run_jobs(struct store *s, struct store_job *group, struct err *lost)
{
	int status = is_repeatable(group) ? run_plainly(s, group, lost) : 1;

	if (status <= 0)
		return status;
	status = sqlite3_get_autocommit(s->writer.sql.db) ? sql_run(&s->writer.sql, lost, "BEGIN IMMEDIATE", "") : 0;
	for (struct store_job *job = group; job && !status; job = job->next)
		status = job->status ? 0 : run_job(s, job, lost);
	return status;
}

static void run_alone(struct store *s, struct store_job *job)
{
	job->status = s->failure.code ? copy_failure(&s->failure, &job->err) : check_place(s, &job->err);
	if (!job->status)
		job->status = job->run(job, &s->writer, &job->err);
	if (job->status)
		lose(s, &job->err);
}

static void run_group(struct store *s, struct store_job *group)
{
	struct sql *q = &s->writer.sql;
	struct err lost = ERR_INIT;
	int status = s->failure.code ? copy_failure(&s->failure, &lost) : sql_run(q, &lost, "BEGIN IMMEDIATE", "");

	s->writer.chain_known = false; /* nothing is believed of what was there before this transaction */
	if (!status)
		status = run_jobs(s, group, &lost);
	if (!status)
		status = commit(s, &lost);
	if (status) {
		if (!sqlite3_get_autocommit(q->db))
			sqlite3_exec(q->db, "ROLLBACK", NULL, NULL, NULL);
		for (struct store_job *job = group; job; job = job->next) {
			err_release(&job->err);
			job->status = copy_failure(&lost, &job->err);
		}
	}
	err_release(&lost);
}

static struct store_job *take_group(struct store *s)
{
	struct queue group;
	size_t bytes = 0;

	queue_init(&group);
	for (size_t n = 0; s->queued.first && n < GROUP_JOBS && bytes < GROUP_BYTES && (!n || !s->queued.first->alone); n++) {
		struct store_job *job = queue_take(&s->queued);

		bytes += job->bytes;
		queue_add(&group, job);
		if (job->alone)
			break;
	}
	return group.first;
}

static void *work(void *arg)
{
	struct store *s = arg;

	pthread_mutex_lock(&s->mutex);
	for (;;) {
		struct store_job *group, *next;

		while (!s->queued.first && !s->ending)
			pthread_cond_wait(&s->work, &s->mutex);
		group = take_group(s);
		if (!group)
			break;
		pthread_mutex_unlock(&s->mutex);
		if (group->alone)
			run_alone(s, group);
		else
			run_group(s, group);
		pthread_mutex_lock(&s->mutex);
		for (; group; group = next) {
			next = group->next;
			queue_add(&s->acknowledged, group);
		}
		pthread_cond_signal(&s->news);
		if (s->wake) { /* which may wait for something that the thread of store_submit has */
			pthread_mutex_unlock(&s->mutex);
			s->wake(s->ctx);
			pthread_mutex_lock(&s->mutex);
		}
	}
	pthread_mutex_unlock(&s->mutex);
	return NULL;
}

/* ---- the caller's side ---- */

void store_submit(struct store *s, struct store_job *job)
{
	s->pending++;
	s->pending_bytes += job->bytes;
	job->status = 0;
	if (!s->running)
		job->status = err_set(&job->err, ERR_INTERNAL, "the store was opened for reading: nothing can be written");
	else if (s->ending)
		job->status = err_set(&job->err, ERR_CANCELLED, "the store is being closed");
	pthread_mutex_lock(&s->mutex);
	queue_add(job->status ? &s->acknowledged : &s->queued, job);
	pthread_cond_signal(&s->work);
	pthread_mutex_unlock(&s->mutex);
}

static struct store_job *reap_one(struct store *s, bool wait)
{
	struct store_job *job;

	pthread_mutex_lock(&s->mutex);
	while (wait && !s->acknowledged.first)
		pthread_cond_wait(&s->news, &s->mutex);
	job = queue_take(&s->acknowledged);
	pthread_mutex_unlock(&s->mutex);
	if (job) {
		s->pending--;
		s->pending_bytes -= job->bytes;
	}
	return job;
}

/* Of one that is waited for: store_do goes on, which may be further out than the one that reaped it. */
static void finish(struct store_job *job)
{
	if (job->waited)
		job->waited = false;
	else
		job->done(job);
}

void store_reap(struct store *s)
{
	struct store_job *job;

	while (s->pending && (job = reap_one(s, false)))
		finish(job);
}

void store_drain(struct store *s)
{
	while (s->pending) {
		struct store_job *job = reap_one(s, true);

		job->done(job);
	}
}

int store_do(struct store *s, struct store_job *job, struct err *err)
{
	int status;

	job->waited = true;
	store_submit(s, job);
	while (job->waited)
		finish(reap_one(s, true));
	status = job->status;
	if (status && err)
		*err = job->err;
	else
		err_release(&job->err);
	job->err = (struct err)ERR_INIT;
	return status;
}

static int take_schema(void *ctx, struct store_writer *w, struct err *err)
{
	return writer_set_schema(w, ctx, err);
}

int store_set_schema(struct store *s, const struct schema *schema, struct err *err)
{
	return step_do(s, take_schema, (void *)schema, err);
}

void store_on_wake(struct store *s, void (*wake)(void *ctx), void *ctx)
{
	pthread_mutex_lock(&s->mutex);
	s->wake = wake;
	s->ctx = ctx;
	pthread_mutex_unlock(&s->mutex);
}

size_t store_pending(const struct store *s) { return s->pending; }
size_t store_pending_bytes(const struct store *s) { return s->pending_bytes; }
const char *store_path(const struct store *s) { return s->path; }
struct sql *store_reader(struct store *s) { return &s->reader; }

/* ---- opening and closing ---- */

static int start_thread(struct store *s, struct err *err)
{
	sigset_t all, before;
	int code;

	sigfillset(&all); /* signals are for the loop */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	code = pthread_create(&s->thread, NULL, work, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	s->running = code == 0;
	return code ? err_set(err, ERR_IO, "the store's thread cannot be started: %s", strerror(code)) : 0;
}

static int open_owner(struct store *s, const struct store_options *o, struct err *err)
{
	struct err unused = ERR_INIT;
	bool absent;
	int status = file_examine(s->path, &absent, &unused);

	err_release(&unused);
	if (status && !(absent && o->create)) /* no lock is left beside what is no store */
		return file_examine(s->path, &absent, err);
	s->lock = file_lock(s->path, o->command, err);
	if (s->lock < 0)
		return s->lock;
	if (absent && file_examine(s->path, &absent, &unused) && absent)
		status = file_create(s->path, err);
	else
		status = file_examine(s->path, &absent, err);
	err_release(&unused);
	if (status || (status = writer_open(&s->writer, s->path, o->schema, err)))
		return status;
	file_note_place(s->path, &s->place);
	return start_thread(s, err);
}

/* A folder in which nothing can be made, no log beside the store and no owner: SQLite must be told that nobody writes to it. */
static int open_reader(struct store *s, struct err *err)
{
	struct buf uri = BUF_INIT, owner = BUF_INIT;
	bool absent;
	int version, status = file_examine(s->path, &absent, err);

	if (status)
		return status;
	buf_puts(&uri, *s->path == '/' ? "file://" : "file:./");
	for (const char *c = s->path; *c; c++)
		if (strchr("%?#", *c))
			buf_addf(&uri, "%%%02x", (unsigned)*c);
		else
			buf_putc(&uri, *c);
	if (!file_folder_writable(s->path) && !file_has_log(s->path) && !file_owner(s->path, &owner))
		buf_puts(&uri, "?immutable=1");
	status = uri.failed ? err_set(err, ERR_MEMORY, "out of memory") : sql_open(&s->reader, uri.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, BUSY_MS, err);
	buf_release(&uri);
	buf_release(&owner);
	if (status)
		return err && err->file ? err_at(err, s->path, 0, 0) : status;
	free(s->reader.path); /* errors name the file as it was given */
	s->reader.path = strdup(s->path);
	status = migrate_version(&s->reader, &version, err);
	if (!status && version < migrate_newest()) {
		status = err_set(err, ERR_INPUT, "the store has version %d, and this plumb works with version %d", version, migrate_newest());
		err_hint(err, "a writing command brings it up to date: plumb check, or plumb import");
		err_at(err, s->path, 0, 0);
	}
	return status;
}

int store_open(const struct store_options *o, struct store **out, struct err *err)
{
	struct err unused = ERR_INIT;
	struct store *s;
	int status = 0;

	*out = NULL;
	if (!err) {
		status = store_open(o, out, &unused);
		err_release(&unused);
		return status;
	}
	s = calloc(1, sizeof *s);
	if (!s || !(s->path = file_resolve(o->path))) {
		free(s);
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	s->lock = -1;
	s->wake = o->wake;
	s->ctx = o->ctx;
	queue_init(&s->queued);
	queue_init(&s->acknowledged);
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->work, NULL);
	pthread_cond_init(&s->news, NULL);
	if (o->access == STORE_WRITE)
		status = open_owner(s, o, err);
	if (!status)
		status = open_reader(s, err);
	if (status)
		store_close(s);
	else
		*out = s;
	return status;
}

void store_close(struct store *s)
{
	struct store_job *job;

	if (!s)
		return;
	if (s->running) {
		pthread_mutex_lock(&s->mutex);
		s->ending = true;
		pthread_cond_signal(&s->work);
		pthread_mutex_unlock(&s->mutex);
		pthread_join(s->thread, NULL);
	}
	while (s->pending && (job = reap_one(s, false)))
		finish(job);
	sql_close(&s->reader);
	writer_close(&s->writer);
	file_unlock(s->lock);
	pthread_cond_destroy(&s->news);
	pthread_cond_destroy(&s->work);
	pthread_mutex_destroy(&s->mutex);
	err_release(&s->failure);
	free(s->path);
	free(s);
}
