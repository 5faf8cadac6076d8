/* SPDX-License-Identifier: MIT */
/* check: results from the feed, by way of the store where findings are kept, to the report. */
#include "app/check.h"

#include <stdlib.h>
#include <string.h>

#include "app/portfolio.h"
#include "app/told.h"
#include "report/tally.h"

enum { PENDING_MOST = 4096, PENDING_BYTES_MOST = 64 << 20 }; /* verdicts that wait to be committed */

struct check {
	struct session *session;
	const struct check_request *q;
	struct check_outcome *out;
	struct feed *feed;
	struct portfolio *portfolio;  /* what groups said, where a rule looks across */
	struct told told;             /* the rules that match q->rule */
	bool memory;                  /* was out */
};

/* ---- telling ---- */

static void tell(struct check *c, const char *input, const struct project_result *p)
{
	struct project_result narrowed;

	if (told_narrow(&c->told, p, &narrowed))
		p = &narrowed;
	tally_add(&c->out->summary, p, c->q->fail_on, c->q->allow_unknown);
	report_input(c->q->report, input);
	report_project(c->q->report, p);
}

/* ---- keeping ---- */

static void on_kept(struct store_job *job)
{
	struct record_verdicts *v = (struct record_verdicts *)job;
	struct check *c = v->ctx;

	if (job->status && !c->out->unkept && c->q->failed)
		c->q->failed(c->q->ctx, &job->err);
	c->out->unkept |= job->status != 0;
	tell(c, c->q->inputs[0], &v->result);
	record_verdicts_free(v);
}

static bool keep(struct check *c, const struct project_result *p)
{
	struct record_verdicts *v = record_verdicts_new(p, c->q->generation, c->q->by->at_ms, on_kept);

	if (!v)
		return false;
	v->ctx = c;
	store_submit(c->q->keeper->store, &v->job);
	return true;
}

static bool full(void *ctx)
{
	struct check *c = ctx;
	const struct store *s = c->q->keeper->store;

	return store_pending(s) > PENDING_MOST || store_pending_bytes(s) > PENDING_BYTES_MOST;
}

static void on_reaped(void *ctx)
{
	struct check *c = ctx;

	feed_resume(c->feed);
}

static void on_result(void *ctx, const char *input, const struct project_result *p)
{
	struct check *c = ctx;

	if (*p->refusal && c->q->refused)
		c->q->refused(c->q->ctx, input, p);
	if (!c->q->keeper)
		tell(c, input, p);
	else if (!keep(c, p))
		c->memory = true;
}

static void on_failed(void *ctx, const struct err *e)
{
	struct check *c = ctx;

	if (c->q->failed)
		c->q->failed(c->q->ctx, e);
}

static void on_progress(void *ctx, const struct feed_progress *p)
{
	struct check *c = ctx;

	c->q->progress(c->q->ctx, p);
}

/* What is gone because its project was deleted since the last sweep, gathered project by project. */
struct departed {
	struct check *c;
	struct arena arena;
	struct project_result result;
	struct closed_finding *gone; size_t cap;
};

static void tell_departed(struct departed *d)
{
	d->result.gone = d->gone;
	if (d->result.gone_count)
		tell(d->c, d->c->q->inputs[0], &d->result);
	d->result = project_refused(0, "");
	arena_clear(&d->arena);
}

static bool on_departed(void *ctx, const struct finding_row *r)
{
	struct departed *d = ctx;
	struct closed_finding *out;

	if (strcmp(d->result.id, r->project))
		tell_departed(d);
	if (d->result.gone_count == d->cap) {
		size_t cap = d->cap ? 2 * d->cap : 16;
		struct closed_finding *gone = realloc(d->gone, cap * sizeof *gone);

		if (!gone)
			return !(d->c->memory = true);
		d->gone = gone;
		d->cap = cap;
	}
	out = &d->gone[d->result.gone_count++];
	*out = (struct closed_finding){ .rule = arena_strdup(&d->arena, r->rule), .element = arena_strdup(&d->arena, r->element),
		.message = arena_strdup(&d->arena, r->message), .severity = severity_from(r->severity), .cause = CLOSING_PROJECT_DELETED, .opened_at = r->opened_at };
	if (d->result.gone_count == 1) {
		d->result.id = arena_strdup(&d->arena, r->project);
		d->result.name = arena_strdup(&d->arena, r->project_name);
		d->result.owner = arena_strdup(&d->arena, r->owner);
		d->result.business_unit = arena_strdup(&d->arena, r->business_unit);
	}
	d->c->memory |= !out->rule || !out->element || !out->message || !d->result.id || !d->result.name || !d->result.owner || !d->result.business_unit;
	return !d->c->memory;
}

static int tell_all_departed(struct check *c, struct err *err)
{
	struct departed d = { .c = c, .arena = ARENA_INIT, .result = project_refused(0, "") };
	int status = finding_list_deleted(c->q->keeper->store, on_departed, &d, err);

	if (!status && !c->memory)
		tell_departed(&d);
	arena_release(&d.arena);
	free(d.gone);
	return status;
}

/* The whole portfolio was judged: the log says so. */
static void note_sweep(struct check *c)
{
	const struct report_summary *s = &c->out->summary;
	struct sweep sweep = { .projects = s->projects, .opened = s->fresh, .reopened = s->reopened, .closed = s->gone, .stays = s->stays };
	struct err e = ERR_INIT;

	if (sweep_note(c->q->keeper->store, &sweep, c->q->by, c->q->generation->hash, &e) && !c->out->unkept) {
		c->out->unkept = true;
		if (c->q->failed)
			c->q->failed(c->q->ctx, &e);
	}
	err_release(&e);
}

/* ---- the whole ---- */

static int take_counts(struct check *c, struct err *err)
{
	size_t n = c->session->loaded.rule_count;
	const uint64_t *counts = pool_counts(c->session->pool);

	c->out->counts = calloc(n * VERDICT_COUNT + 1, sizeof *c->out->counts);
	if (!c->out->counts)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < n; i++)
		if (told_rule(&c->told, i))
			memcpy(c->out->counts + i * VERDICT_COUNT, counts + i * VERDICT_COUNT, VERDICT_COUNT * sizeof *counts);
	c->out->summary.counts = c->out->counts;
	return 0;
}

static int run(struct check *c, struct err *err)
{
	const struct check_request *q = c->q;
	struct feed_request feed = { .inputs = q->inputs, .input_count = q->input_count, .source = q->source, .result = on_result, .full = q->keeper ? full : NULL,
		.failed = on_failed, .progress = q->progress ? on_progress : NULL, .ctx = c };
	int status = c->session->loaded.across ? portfolio_open(c->session, &feed, INT64_MIN, &c->portfolio, err) : 0;

	feed.portfolio = c->portfolio;
	if (!status)
		status = feed_new(c->session, &feed, &c->feed, err);
	if (status)
		return status;
	if (q->keeper)
		keeper_on_reaped(q->keeper, on_reaped, c);
	status = feed_run(c->feed, err);
	if (q->keeper)
		keeper_drain(q->keeper);
	c->out->failed_inputs = feed_failed_inputs(c->feed);
	if (status || !q->keeper || q->rule)
		return status;
	status = tell_all_departed(c, err);
	if (!status)
		note_sweep(c);
	return status;
}

int check_run(struct session *s, const struct check_request *q, struct check_outcome *out, struct err *err)
{
	struct check c = { .session = s, .q = q, .out = out };
	int status, counted;

	*out = (struct check_outcome){ 0 };
	status = told_choose(&c.told, s, q->rule, err);
	if (!status) {
		status = run(&c, err);
		counted = take_counts(&c, status ? NULL : err);
		if (!status)
			status = counted;
		if (!status && c.memory)
			status = err_set(err, ERR_MEMORY, "out of memory");
	}
	feed_free(c.feed);
	portfolio_close(c.portfolio);
	told_release(&c.told);
	return status;
}

void check_outcome_release(struct check_outcome *o)
{
	free(o->counts);
	*o = (struct check_outcome){ 0 };
}
