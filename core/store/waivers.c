/* SPDX-License-Identifier: MIT */
#include "store/waivers.h"

#include <string.h>
#include <strings.h>

#include "json/write.h"
#include "store/audit.h"
#include "store/project_row.h"
#include "store/read.h"
#include "store/step.h"

const char *const waiver_state_names[WAIVER_STATE_COUNT] = { "requested", "approved", "rejected", "closed" };

static int refuse(struct store_writer *w, struct err *err)
{
	return err_at(err, w->sql.path, 0, 0);
}

/* ---- asking ---- */

static void put_text(struct json_out *o, const char *key, const char *text)
{
	json_key(o, key);
	json_put_text(o, text);
}

static int note_request(struct store_writer *w, const struct waiver_request *q, int64_t project, struct err *err)
{
	struct buf payload = BUF_INIT;
	struct json_out o = json_out(&payload, 0);
	int64_t seq;
	int status;

	json_begin_object(&o);
	json_key(&o, "waiver");
	json_put_int(&o, q->number);
	put_text(&o, "rule", q->rule);
	put_text(&o, "element", q->element);
	put_text(&o, "digest", q->digest);
	json_key(&o, "expires_at");
	json_put_int(&o, q->expires_at);
	json_end_object(&o);
	status = payload.failed ? err_set(err, ERR_MEMORY, "out of memory") : audit_append(w, q->by, "waiver.requested", project, payload.data, payload.len, &seq, err);
	buf_release(&payload);
	return status;
}

static int project_key(struct store_writer *w, const char *id, int64_t *key, struct err *err)
{
	struct project_row row;
	int status = project_row_read(w, id, &row, err);

	*key = row.document ? row.key : 0;
	project_row_release(&row);
	if (status || *key)
		return status;
	err_set(err, ERR_INPUT, "there is no project '%s' in the store", id);
	return refuse(w, err);
}

static int rule_key(struct store_writer *w, const char *id, int64_t *key, struct err *err)
{
	int status = sql_run(&w->sql, err, "INSERT INTO rule (id) VALUES (?) ON CONFLICT DO NOTHING", "t", id);

	return status ? status : sql_number(&w->sql, key, 0, err, "SELECT key FROM rule WHERE id = ?", "t", id);
}

static int check_request(struct store_writer *w, const struct waiver_request *q, int64_t project, int64_t rule, struct err *err)
{
	int64_t pending = 0;
	int status;

	if (!*q->by->reason)
		return err_set(err, ERR_USAGE, "a waiver needs a reason");
	if (q->expires_at <= q->by->at_ms) {
		err_set(err, ERR_INPUT, "a waiver cannot have expired before it is asked for");
		return err_hint(err, "name a day that is still ahead");
	}
	status = sql_number(&w->sql, &pending, 0, err, "SELECT key FROM waiver WHERE project = ? AND rule = ? AND element = ? AND state = 'requested'", "iit", project, rule, q->element);
	if (status || !pending)
		return status;
	err_set(err, ERR_INPUT, "the same was asked for and is not decided yet: waiver %lld", (long long)pending);
	return refuse(w, err);
}

static int request(void *ctx, struct store_writer *w, struct err *err)
{
	struct waiver_request *q = ctx;
	int64_t project, rule;
	int status;

	if ((status = project_key(w, q->project, &project, err)) || (status = rule_key(w, q->rule, &rule, err)) || (status = check_request(w, q, project, rule, err)))
		return status;
	status = sql_run(&w->sql, err, "INSERT INTO waiver (project, rule, element, digest, reason, requested_by, requested_at, expires_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'requested')",
		"iittttii", project, rule, q->element, q->digest, q->by->reason, q->by->actor, q->by->at_ms, q->expires_at);
	q->number = sqlite3_last_insert_rowid(w->sql.db);
	return status ? status : note_request(w, q, project, err);
}

int waiver_request(struct store *s, struct waiver_request *q, struct err *err)
{
	return step_do(s, request, q, err);
}

/* ---- deciding ---- */

struct decision {
	int64_t number;
	const struct origin *by;
	enum waiver_state to;
	/* of the waiver, as it is */
	enum waiver_state from;
	int64_t project, expires_at;
	bool own;                /* who decides is who asked for it */
};

static enum waiver_state state_of(const char *name)
{
	for (int s = 0; s < WAIVER_STATE_COUNT; s++)
		if (!strcmp(name, waiver_state_names[s]))
			return (enum waiver_state)s;
	return WAIVER_CLOSED;
}

static int read_waiver(struct store_writer *w, struct decision *d, struct err *err)
{
	sqlite3_stmt *s;
	int got = sql_first(&w->sql, &s, err, "SELECT project, expires_at, state, requested_by FROM waiver WHERE key = ?", "i", d->number);

	if (got == 1) {
		d->project = sqlite3_column_int64(s, 0);
		d->expires_at = sqlite3_column_int64(s, 1);
		d->from = state_of(sql_text(s, 2));
		d->own = !strcasecmp(sql_text(s, 3), d->by->actor);
	}
	sql_done(s);
	if (got)
		return got < 0 ? got : 0;
	err_set(err, ERR_INPUT, "there is no waiver %lld in the store", (long long)d->number);
	err_hint(err, "plumb waive list --all shows them by number");
	return refuse(w, err);
}

static int check_decision(struct store_writer *w, const struct decision *d, struct err *err)
{
	const long long number = d->number;
	const bool may = d->from == WAIVER_REQUESTED || (d->from == WAIVER_APPROVED && d->to == WAIVER_CLOSED);

	if (!may) {
		err_set(err, ERR_INPUT, "waiver %lld is %s: it cannot be %s", number, waiver_state_names[d->from], waiver_state_names[d->to]);
		if (d->from == WAIVER_APPROVED)
			err_hint(err, "plumb waive close %lld --reason ... ends it before its time", number);
		return refuse(w, err);
	}
	if (d->to != WAIVER_APPROVED)
		return *d->by->reason ? 0 : err_set(err, ERR_USAGE, "say why with --reason");
	if (d->own) {
		err_set(err, ERR_INPUT, "waiver %lld was asked for by %s: another person approves it", number, d->by->actor);
		return err_hint(err, "--user names who decides");
	}
	if (d->expires_at <= d->by->at_ms) {
		err_set(err, ERR_INPUT, "waiver %lld has expired before anybody approved it", number);
		return err_hint(err, "ask for it again with a later day");
	}
	return 0;
}

static int decide(void *ctx, struct store_writer *w, struct err *err)
{
	static const char *const actions[WAIVER_STATE_COUNT] = { "waiver.requested", "waiver.approved", "waiver.rejected", "waiver.closed" };
	struct decision *d = ctx;
	const char *cause = d->to == WAIVER_APPROVED ? NULL : d->by->reason;
	struct buf payload = BUF_INIT;
	int64_t seq;
	int status;

	if ((status = read_waiver(w, d, err)) || (status = check_decision(w, d, err)))
		return status;
	if (d->to == WAIVER_CLOSED) /* who granted it stays known */
		status = sql_run(&w->sql, err, "UPDATE waiver SET state = 'closed', cause = ? WHERE key = ?", "ti", cause, d->number);
	else
		status = sql_run(&w->sql, err, "UPDATE waiver SET state = ?, decided_by = ?, decided_at = ?, cause = ? WHERE key = ?", "ttiti", waiver_state_names[d->to], d->by->actor,
			d->by->at_ms, cause, d->number);
	buf_addf(&payload, "{\"waiver\":%lld}", (long long)d->number);
	if (!status)
		status = payload.failed ? err_set(err, ERR_MEMORY, "out of memory") : audit_append(w, d->by, actions[d->to], d->project, payload.data, payload.len, &seq, err);
	buf_release(&payload);
	return status;
}

static int decide_as(struct store *s, int64_t number, enum waiver_state to, const struct origin *by, struct err *err)
{
	struct decision d = { .number = number, .by = by, .to = to };

	return step_do(s, decide, &d, err);
}

int waiver_approve(struct store *s, int64_t number, const struct origin *by, struct err *err)
{
	return decide_as(s, number, WAIVER_APPROVED, by, err);
}

int waiver_reject(struct store *s, int64_t number, const struct origin *by, struct err *err)
{
	return decide_as(s, number, WAIVER_REJECTED, by, err);
}

int waiver_close(struct store *s, int64_t number, const struct origin *by, struct err *err)
{
	return decide_as(s, number, WAIVER_CLOSED, by, err);
}

/* ---- reading ---- */

int waiver_list(struct store *s, const struct waiver_filter *f, bool (*row)(void *ctx, const struct waiver_row *r), void *ctx, struct err *err)
{
	struct sql *q = store_reader(s);
	sqlite3_stmt *st;
	int got = sql_first(q, &st, err, "SELECT w.key, w.project, p.id, r.id, w.element, w.digest, w.reason, w.requested_by, w.decided_by, w.cause, w.requested_at,"
		" coalesce(w.decided_at, 0), w.expires_at, w.state FROM waiver w JOIN project p ON p.key = w.project JOIN rule r ON r.key = w.rule"
		" WHERE (?1 = 0 OR w.key = ?1) AND (NOT ?2 OR w.state = 'approved') AND (?3 OR (w.state IN ('requested', 'approved') AND w.expires_at > ?4))"
		" AND (?5 IS NULL OR p.id = ?5) ORDER BY w.project, w.key", "iiiit", f->number, (int64_t)f->approved, (int64_t)f->over, f->as_of_ms, f->project);

	for (; got == 1; got = sql_next(q, st, err)) {
		struct waiver_row r = {
			.number = sqlite3_column_int64(st, 0), .project_key = sqlite3_column_int64(st, 1), .project = sql_text(st, 2), .rule = sql_text(st, 3), .element = sql_text(st, 4),
			.digest = sql_text(st, 5), .reason = sql_text(st, 6), .requested_by = sql_text(st, 7), .decided_by = sql_text(st, 8), .cause = sql_text(st, 9),
			.requested_at = sqlite3_column_int64(st, 10), .decided_at = sqlite3_column_int64(st, 11), .expires_at = sqlite3_column_int64(st, 12),
			.state = state_of(sql_text(st, 13)),
		};

		if (!row(ctx, &r)) {
			got = 0;
			break;
		}
	}
	sql_done(st);
	return got;
}
