/* SPDX-License-Identifier: MIT */
/* findings: the verdicts of one project against what is open on it. */
#include "store/findings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/audit.h"
#include "store/step.h"

/* A finding that is open in the store. */
struct open_finding {
	int64_t key, rule, opened_at;
	const char *element, *verdict, *message, *severity;
	double measure;            /* NAN: none */
	bool seen;
};
struct open_list { struct open_finding *items; size_t count, cap; };

struct recording {
	struct store_writer *w;
	struct record_verdicts *v;
	int64_t project, revision;
	struct open_list open;     /* in the order of (rule, element) */
	struct err *err;
};

static int64_t rule_key(const struct recording *r, const struct judgement *j)
{
	return r->v->generation->rules[j->rule].key;
}

/* ---- what is open ---- */

static bool add_open(struct recording *r, sqlite3_stmt *s)
{
	struct open_list *l = &r->open;
	struct arena *a = &r->v->arena;

	if (l->count == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 32;
		struct open_finding *items = realloc(l->items, cap * sizeof *items);

		if (!items)
			return false;
		l->items = items;
		l->cap = cap;
	}
	l->items[l->count] = (struct open_finding){ .key = sqlite3_column_int64(s, 0), .rule = sqlite3_column_int64(s, 1),
		.element = arena_strdup(a, sql_text(s, 2)), .verdict = arena_strdup(a, sql_text(s, 3)), .severity = arena_strdup(a, sql_text(s, 4)),
		.message = arena_strdup(a, sql_text(s, 5)), .opened_at = sqlite3_column_int64(s, 6), .measure = sqlite3_column_type(s, 7) == SQLITE_NULL ? NAN : sqlite3_column_double(s, 7) };
	return l->items[l->count].element && l->items[l->count].verdict && l->items[l->count].severity && l->items[l->count++].message;
}

static int compare_place(int64_t rule, const char *element, const struct open_finding *f)
{
	return rule != f->rule ? (rule < f->rule ? -1 : 1) : strcmp(element, f->element);
}

static int by_place(const void *a, const void *b)
{
	const struct open_finding *x = a;

	return compare_place(x->rule, x->element, b);
}

static int read_open(struct recording *r)
{
	struct sql *q = &r->w->sql;
	sqlite3_stmt *s;
	int got = sql_first(q, &s, r->err, "SELECT key, rule, element, verdict, severity, message, opened_at, measure FROM finding WHERE project = ? AND closed_at IS NULL", "i", r->project);

	for (; got == 1; got = sql_next(q, s, r->err))
		if (!add_open(r, s)) {
			got = err_set(r->err, ERR_MEMORY, "out of memory");
			break;
		}
	sql_done(s);
	if (r->open.count)
		qsort(r->open.items, r->open.count, sizeof *r->open.items, by_place);
	return got;
}

static struct open_finding *find_open(const struct recording *r, int64_t rule, const char *element)
{
	size_t low = 0, high = r->open.count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare_place(rule, element, &r->open.items[middle]);

		if (!order)
			return &r->open.items[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* ---- what is found ---- */

static bool same_measure(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

/* An element that is named twice is one finding: what is said first counts. */
static int keep(struct recording *r, struct open_finding *f, struct judgement *j)
{
	const char *verdict = verdict_names[j->verdict], *severity = severity_names[j->severity];
	bool again = f->seen;

	f->seen = true;
	j->state = FINDING_STAYS;
	j->opened_at = f->opened_at;
	if (again || (!strcmp(f->verdict, verdict) && !strcmp(f->severity, severity) && !strcmp(f->message, j->message) && same_measure(f->measure, j->measure)))
		return 0;
	return sql_run(&r->w->sql, r->err, "UPDATE finding SET verdict = ?, severity = ?, message = ?, measure = ?, generation = ? WHERE key = ?", "tttdii", verdict, severity,
		j->message, j->measure, r->v->generation->key, f->key);
}

static int open_one(struct recording *r, struct judgement *j)
{
	sqlite3_stmt *s;
	int got = sql_first(&r->w->sql, &s, r->err, "INSERT INTO finding (project, rule, element, verdict, severity, message, measure, opened_at, seen_at, first_opened_at, generation)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8, ?9) ON CONFLICT (project, rule, element) DO UPDATE SET verdict = ?4, severity = ?5, message = ?6, measure = ?7,"
		" opened_at = ?8, seen_at = ?8, closed_at = NULL, cause = NULL, reopened = reopened + 1, generation = ?9 WHERE closed_at IS NOT NULL RETURNING reopened", "iitttTdii",
		r->project, rule_key(r, j), j->element, verdict_names[j->verdict], severity_names[j->severity], j->message, strlen(j->message), j->measure, r->v->at_ms,
		r->v->generation->key);

	/* no row: an element that is named twice, opened a moment ago */
	j->state = got == 0 ? FINDING_STAYS : got == 1 && sqlite3_column_int64(s, 0) ? FINDING_REOPENED : FINDING_NEW;
	j->opened_at = r->v->at_ms;
	while (got == 1)
		got = sql_next(&r->w->sql, s, r->err);
	sql_done(s);
	return got;
}

static int take_judgements(struct recording *r)
{
	int status = 0;

	for (size_t i = 0; !status && i < r->v->result.count; i++) {
		struct judgement *j = &r->v->judgements[i];
		struct open_finding *f;

		if (verdict_is_quiet(j->verdict))
			continue;
		f = find_open(r, rule_key(r, j), j->element);
		status = f ? keep(r, f, j) : open_one(r, j);
	}
	return status;
}

/* ---- what is gone ---- */

static bool below(const char *element, const char *list)
{
	size_t n = strlen(list);

	return !strncmp(element, list, n) && element[n] == '[';
}

/* Whether a finding that was not seen is closed, and why. Judgements of a rule stand together. */
static bool is_closed(const struct recording *r, const struct open_finding *f, enum closing *cause)
{
	bool judged = false;

	*cause = CLOSING_ELEMENT_GONE;
	for (size_t i = 0; i < r->v->result.count; i++) {
		const struct judgement *j = &r->v->judgements[i];

		if (rule_key(r, j) != f->rule)
			continue;
		judged = true;
		if (!strcmp(j->element, f->element) || (!*j->element && j->verdict == VERDICT_NOT_APPLICABLE)) {
			*cause = j->verdict == VERDICT_NOT_APPLICABLE ? CLOSING_NOT_APPLICABLE : CLOSING_PASS;
			return true;
		}
		if (*j->element || (j->verdict != VERDICT_UNKNOWN && j->verdict != VERDICT_ERROR))
			continue;
		/* the rule as a whole could not be judged: what it found stays, unless the list itself is not there any more */
		for (uint32_t m = 0; m < j->missing_count; m++)
			if (below(f->element, j->missing[m]))
				return true;
		return false;
	}
	/* it was about the whole project, and now elements are judged one by one */
	if (judged && !*f->element)
		*cause = CLOSING_PASS;
	return true;
}

static int close_one(struct recording *r, const struct open_finding *f, enum closing cause, struct closed_finding *out)
{
	const struct activation *g = r->v->generation;

	*out = (struct closed_finding){ .rule = "", .element = f->element, .message = f->message, .severity = severity_from(f->severity), .cause = cause, .opened_at = f->opened_at };
	for (size_t i = 0; i < g->rule_count; i++)
		if (g->rules[i].key == f->rule)
			out->rule = g->rules[i].id;
	return sql_run(&r->w->sql, r->err, "UPDATE finding SET closed_at = ?1, cause = ?2, seen_at = coalesce((SELECT at FROM judged WHERE project = ?3), seen_at) WHERE key = ?4",
		"itii", r->v->at_ms, closing_names[cause], r->project, f->key);
}

static int close_gone(struct recording *r)
{
	struct closed_finding *gone = r->open.count ? arena_alloc(&r->v->arena, r->open.count * sizeof *gone) : NULL;
	size_t n = 0;
	int status = r->open.count && !gone ? err_set(r->err, ERR_MEMORY, "out of memory") : 0;

	for (size_t i = 0; !status && i < r->open.count; i++) {
		const struct open_finding *f = &r->open.items[i];
		enum closing cause;

		if (!f->seen && is_closed(r, f, &cause))
			status = close_one(r, f, cause, &gone[n++]);
	}
	r->v->result.gone = gone;
	r->v->result.gone_count = n;
	return status;
}

/* ---- the job ---- */

static int find_project(struct recording *r)
{
	sqlite3_stmt *s;
	int got = sql_first(&r->w->sql, &s, r->err, "SELECT key, revision FROM project INDEXED BY project_current WHERE id = ? AND document IS NOT NULL", "t", r->v->result.id);

	if (got == 1) {
		r->project = sqlite3_column_int64(s, 0);
		r->revision = sqlite3_column_int64(s, 1);
	}
	sql_done(s);
	return got;
}

static int run(struct store_job *job, struct store_writer *w, struct err *err)
{
	struct recording r = { .w = w, .v = (struct record_verdicts *)job, .err = err };
	int got = find_project(&r), status;

	if (*r.v->result.refusal || got != 1)
		return got; /* it was deleted meanwhile: there is nothing to keep findings of */
	status = read_open(&r);
	if (!status)
		status = take_judgements(&r);
	if (!status)
		status = close_gone(&r);
	if (!status)
		status = sql_run(&w->sql, err, "INSERT INTO judged (project, at, generation, revision) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (project) DO UPDATE SET at = ?2, generation = ?3, revision = ?4",
			"iiii", r.project, r.v->at_ms, r.v->generation->key, r.revision);
	free(r.open.items);
	return status;
}

struct record_verdicts *record_verdicts_new(const struct project_result *p, const struct activation *generation, int64_t at_ms, void (*done)(struct store_job *))
{
	struct record_verdicts *v = calloc(1, sizeof *v);

	if (!v)
		return NULL;
	v->generation = generation;
	v->at_ms = at_ms;
	if (!project_result_copy(&v->arena, p, &v->result)) {
		record_verdicts_free(v);
		return NULL;
	}
	v->judgements = (struct judgement *)v->result.judgements; /* its own copy */
	v->job = (struct store_job){ .run = run, .done = done, .repeatable = true, .bytes = sizeof *v + v->arena.used, .err = ERR_INIT };
	return v;
}

void record_verdicts_free(struct record_verdicts *v)
{
	if (!v)
		return;
	err_release(&v->job.err);
	arena_release(&v->arena);
	free(v);
}

struct noting { const struct sweep *n; const struct origin *by; const char *generation; };

static int note(void *ctx, struct store_writer *w, struct err *err)
{
	const struct noting *x = ctx;
	struct buf payload = BUF_INIT;
	int64_t seq;
	int status;

	buf_addf(&payload, "{\"generation\":\"%s\",\"projects\":%zu,\"opened\":%zu,\"reopened\":%zu,\"closed\":%zu,\"stays\":%zu}", x->generation, x->n->projects, x->n->opened,
		x->n->reopened, x->n->closed, x->n->stays);
	status = payload.failed ? err_set(err, ERR_MEMORY, "out of memory") : audit_append(w, x->by, "portfolio.judged", 0, payload.data, payload.len, &seq, err);
	buf_release(&payload);
	return status;
}

int sweep_note(struct store *s, const struct sweep *n, const struct origin *by, const char *generation, struct err *err)
{
	struct noting x = { n, by, generation };

	return step_do(s, note, &x, err);
}
