/* SPDX-License-Identifier: MIT */
#include "store/history.h"

#include <string.h>

#include "base/buf.h"
#include "json/read.h"
#include "json/write.h"
#include "store/project_row.h"
#include "store/read.h"

struct telling {
	const char *path;
	bool (*row)(void *ctx, const struct change_row *r);
	void *ctx;
	struct json_reader *reader;
	struct buf from, to;
	bool over;
};

/* "risks[credit]" and "risks[credit].score" and "risks" belong together; "risk" and "risks" do not. */
static bool related(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), least = n < m ? n : m;
	const char *longer = n < m ? b : a;

	return !strncmp(a, b, least) && (!longer[least] || longer[least] == '.' || longer[least] == '[' || !least);
}

static const char *part(struct json_value change, const char *key, struct buf *out)
{
	struct json_out json = json_out(out, 0);
	struct json_value v;

	buf_clear(out);
	if (!json_get(change, key, &v))
		return NULL;
	json_put_value(&json, v, false);
	return out->data;
}

static int tell_changes(struct telling *t, struct change_row *r, const char *payload, size_t len, struct err *err)
{
	struct json_value root, changes, path;
	struct json_iter it;
	size_t n;
	int status = json_read(t->reader, payload, len, &stored_limits, &root, err);

	if (status || !json_get(root, "changes", &changes))
		return status;
	for (json_iter_begin(&it, changes); !t->over && json_iter_next(&it);) {
		if (!json_get(it.value, "path", &path))
			continue;
		r->path = json_string(path, &n);
		if (t->path && !related(t->path, r->path))
			continue;
		r->from = part(it.value, "from", &t->from);
		r->to = part(it.value, "to", &t->to);
		if (t->from.failed || t->to.failed)
			return err_set(err, ERR_MEMORY, "out of memory");
		t->over = !t->row(t->ctx, r);
	}
	return 0;
}

/* What is no change of fields. A project that was deleted leaves the document that it had. */
static int tell_event(struct telling *t, struct change_row *r, const char *payload, size_t len, struct err *err)
{
	const bool deleted = !r->erased && !strcmp(r->action, "project.deleted");
	struct json_value root;
	int status = deleted ? json_read(t->reader, payload, len, &stored_limits, &root, err) : 0;

	if (status)
		return status;
	if (deleted)
		r->from = part(root, "document", &t->from);
	if (t->from.failed)
		return err_set(err, ERR_MEMORY, "out of memory");
	t->over = !t->row(t->ctx, r);
	return 0;
}

static int find_key(struct sql *q, const char *id, int64_t *key, struct err *err)
{
	int status = sql_number(q, key, 0, err, "SELECT key FROM project WHERE id = ?", "t", id);

	if (status || *key)
		return status;
	err_set(err, ERR_INPUT, "there never was a project '%s' in the store", id);
	err_at(err, q->path, 0, 0);
	return ERR_INPUT;
}

int history_of_project(struct store *s, const char *id, const char *path, int64_t since_ms, bool (*row)(void *ctx, const struct change_row *r), void *ctx, struct err *err)
{
	struct telling t = { .path = path, .row = row, .ctx = ctx, .reader = json_reader_new(), .from = BUF_INIT, .to = BUF_INIT };
	struct sql *q = store_reader(s);
	sqlite3_stmt *st = NULL;
	int64_t key;
	int got = t.reader ? find_key(q, id, &key, err) : err_set(err, ERR_MEMORY, "out of memory");

	if (!got)
		got = sql_first(q, &st, err, "SELECT a.seq, a.at, a.action, p.actor, p.reason, p.payload FROM audit a LEFT JOIN audit_payload p ON p.seq = a.seq"
			" WHERE a.project = ? AND a.at >= ? ORDER BY a.seq", "ii", key, since_ms);
	while (got == 1) {
		struct change_row r = { .seq = sqlite3_column_int64(st, 0), .at_ms = sqlite3_column_int64(st, 1), .action = sql_text(st, 2), .actor = sql_text(st, 3),
			.reason = sql_text(st, 4), .path = "", .erased = sqlite3_column_type(st, 5) == SQLITE_NULL };

		if (!r.erased && !strcmp(r.action, "project.changed"))
			got = tell_changes(&t, &r, sql_text(st, 5), (size_t)sqlite3_column_bytes(st, 5), err);
		else
			got = tell_event(&t, &r, sql_text(st, 5), (size_t)sqlite3_column_bytes(st, 5), err);
		if (got < 0 || t.over)
			break;
		got = sql_next(q, st, err);
	}
	sql_done(st);
	json_reader_free(t.reader);
	buf_release(&t.from);
	buf_release(&t.to);
	return got < 0 ? got : 0;
}

int samples_of_project(struct store *s, const char *id, const char *path, bool (*row)(void *ctx, const struct sample_row *r), void *ctx, struct err *err)
{
	struct sql *q = store_reader(s);
	sqlite3_stmt *st = NULL;
	int64_t key;
	int got = find_key(q, id, &key, err);

	if (!got)
		got = sql_first(q, &st, err, "SELECT seq, at, path, value FROM sample WHERE project = ?1 AND (?2 IS NULL OR path = ?2) ORDER BY path, seq", "it", key, path);
	for (; got == 1; got = sql_next(q, st, err)) {
		struct sample_row r = { sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1), sql_text(st, 2), (const char *)sqlite3_column_text(st, 3) };

		if (!row(ctx, &r)) {
			got = 0;
			break;
		}
	}
	sql_done(st);
	return got < 0 ? got : 0;
}
