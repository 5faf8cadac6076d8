/* SPDX-License-Identifier: MIT */
/*
 * pool_blame: what the death of a worker means.
 *
 * DESIGN. Two kinds of death are told apart. Explained ones: the watchdog killed because an evaluation was overdue, or
 * the process crashed by itself within an evaluation; then the page says rule and document, the rule gets its `error`, and is
 * not tried again on that document. Unexplained ones: someone else killed the process, it stopped answering, it sent
 * garbage, or it crashed outside any evaluation; that may not happen again, so the job is simply judged again, and only when
 * workers die at the same place DEATHS_MAX times in a row is the place to blame. So a stray kill -9 changes no verdict.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "work/pool_state.h"

/* The process did this itself: a fault of memory or arithmetic, a forbidden system call, a sanitizer's exit. */
static bool crashed(const struct pool_worker *w)
{
	static const int own[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (w->signal == own[i])
			return true;
	return !w->signal && w->status;
}

/* It was killed for being overdue, and was still at the same evaluation when the kill reached it. */
static bool timed_out(const struct pool_worker *w, const struct place *at)
{
	return w->overdue && at->evaluations == w->killed_at.evaluations && at->document == w->killed_at.document && at->file == w->killed_at.file;
}

static void describe(const struct pool_worker *w, bool timeout, unsigned limit_ms, char *out, size_t size)
{
	if (timeout)
		snprintf(out, size, "exceeded %u ms of CPU time and had to be killed", limit_ms);
	else if (w->stalled)
		snprintf(out, size, "the worker process did not move for %d s and had to be killed", STILL_MS / 1000);
	else if (w->signal)
		snprintf(out, size, "the worker process died of it (%s)", strsignal(w->signal));
	else
		snprintf(out, size, "the worker process died of it (exit status %lld)", (long long)w->status);
}

/* ---- while loading ---- */

static bool skip_file(struct pool *p, uint32_t file, uint32_t line, const char *message)
{
	struct skipped_file *s = realloc(p->skipped, (p->skipped_count + 1) * sizeof(*s));
	char *copy = strdup(message);

	if (s)
		p->skipped = s;
	if (!s || !copy) {
		free(copy);
		return false;
	}
	s += p->skipped_count++;
	s->file = file;
	s->message = copy;
	s->line = line;
	return true;
}

static void blame_loading(struct pool_worker *w, const struct place *at)
{
	struct pool *p = w->pool;
	const bool timeout = timed_out(w, at);
	const uint32_t file = pool_file(p, at->file);
	char message[160];

	/* once the rules are known they stay as they are: then a file that others could load is not to blame */
	if (!p->loaded && file != NOBODY && (timeout || crashed(w))) {
		if (timeout)
			snprintf(message, sizeof(message), "did not finish loading within %u ms", p->options.load_ms);
		else
			describe(w, false, 0, message, sizeof(message));
		if (skip_file(p, file, at->line, message))
			return;
	}
	if (!crashed(w))
		pool_count_failure(p, KILLS_MAX, "worker after worker was killed before it could work");
	else if (w->signal)
		pool_count_failure(p, DEATHS_MAX, "worker after worker died before it could work (%s)", strsignal(w->signal));
	else
		pool_count_failure(p, DEATHS_MAX, "worker after worker ended before it could work (exit status %lld)", (long long)w->status);
}

/* ---- while working ---- */

static void fail_asker(struct pool *p, struct job *j, const struct place *at, const char *message)
{
	struct answer a = { .json = NULL };

	if (p->loaded && at->rule < p->loaded->rule_count && place_in_evaluation(at)) {
		const struct rule_info *rule = &p->loaded->rules[at->rule];

		err_set(&a.err, ERR_POLICY, "rule '%s' %s", rule->id, message);
		err_at(&a.err, rule->file, at->line ? (int)at->line : rule->line, 0);
	} else {
		err_set(&a.err, ERR_POLICY, "no answer: %s", message);
	}
	job_answer(j, &a);
	err_release(&a.err);
}

/* The place is to blame: it is not tried again. false: the job is over. */
static bool convict(struct pool *p, struct job *j, const struct place *at, enum failure failure, const char *message)
{
	struct skip s = { .document = at->document, .rule = NOBODY, .failure = failure, .message = message };
	char why[200];

	if (j->kind != JOB_BATCH) {
		fail_asker(p, j, at, message);
		return false;
	}
	if (place_in_evaluation(at) && at->rule < p->loaded->rule_count) {
		s.rule = at->rule;
		s.line = at->line;
	} else {
		const bool match = place_in_evaluation(at) && at->rule != NOBODY; /* beyond the rules: that of a profile */

		snprintf(why, sizeof(why), match ? "the match of a profile: %s" : "it cannot be read: %s", message);
		s.message = why;
	}
	if (at->document < j->documents && job_skip(j, &s))
		return true;
	job_refuse(j, message);
	return false;
}

/* Another death without an explanation: how many were there at this place? */
static bool often(struct job *j, const struct place *at)
{
	const uint32_t rule = place_in_evaluation(at) ? at->rule : NOBODY;

	if (j->died_document != at->document || j->died_rule != rule)
		j->deaths = 0;
	j->died_document = at->document;
	j->died_rule = rule;
	return ++j->deaths >= DEATHS_MAX;
}

static void blame_job(struct pool_worker *w, struct job *j, const struct place *at)
{
	const bool timeout = timed_out(w, at), explained = timeout || (crashed(w) && place_in_evaluation(at));
	bool again = true;
	char message[160];

	describe(w, timeout, w->pool->options.soft_ms, message, sizeof(message));
	if (explained || often(j, at)) {
		j->deaths = 0;
		again = convict(w->pool, j, at, timeout ? FAILURE_TIMEOUT : FAILURE_CRASH, message);
	}
	if (again)
		pool_wait(w->pool, j);
}

void blame(struct pool_worker *w)
{
	const struct place at = w->beat ? page_read(w->beat) : (struct place) { 0, NOBODY, NOBODY, NOBODY, 0, 0 };
	const unsigned n = w->job_count;

	w->job_count = 0;
	for (unsigned i = 0; i < n; i++)
		job_reset(w->jobs[i]);
	if (w->state == WORKER_LOADING)
		blame_loading(w, &at);
	/* jobs are answered in order: it was on the first, the others it has not seen */
	for (unsigned i = n; i-- > 1; )
		pool_wait(w->pool, w->jobs[i]);
	if (n)
		blame_job(w, w->jobs[0], &at);
}
