/* SPDX-License-Identifier: MIT */
#include "store/generations.h"

#include <sodium.h>
#include <string.h>

#include "json/write.h"
#include "store/audit.h"
#include "store/read.h"
#include "store/step.h"

enum { BLOB_HASH = 32 };

int generation_active(struct store *s, char out[65], struct err *err)
{
	sqlite3_stmt *row;
	int got = sql_first(store_reader(s), &row, err, "SELECT g.hash FROM activation a JOIN generation g ON g.key = a.generation ORDER BY a.seq DESC LIMIT 1", "");

	out[0] = 0;
	if (got == 1)
		strncat(out, sql_text(row, 0), 64);
	sql_done(row);
	return got < 0 ? got : 0;
}

int generation_files(struct store *s, const char *hash, struct arena *a, struct stored_file **files, size_t *count, struct err *err)
{
	struct sql *q = store_reader(s);
	sqlite3_stmt *row;
	int64_t n;
	int got = sql_number(q, &n, 0, err, "SELECT count(*) FROM generation_file WHERE generation = (SELECT key FROM generation WHERE hash = ?)", "t", hash);

	*count = 0;
	*files = got ? NULL : arena_alloc(a, ((size_t)n + 1) * sizeof **files);
	if (!*files)
		return got ? got : err_set(err, ERR_MEMORY, "out of memory");
	got = sql_first(q, &row, err, "SELECT f.path, b.bytes FROM generation_file f JOIN blob b ON b.hash = f.blob"
		" WHERE f.generation = (SELECT key FROM generation WHERE hash = ?) ORDER BY f.path", "t", hash);
	for (; got == 1 && *count < (size_t)n; got = sql_next(q, row, err)) {
		struct stored_file *f = &(*files)[(*count)++];

		f->len = (size_t)sqlite3_column_bytes(row, 1);
		f->path = arena_strdup(a, sql_text(row, 0));
		f->text = arena_strndup(a, f->len ? sqlite3_column_blob(row, 1) : "", f->len);
		if (!f->path || !f->text) {
			got = err_set(err, ERR_MEMORY, "out of memory");
			break;
		}
	}
	sql_done(row);
	return got < 0 ? got : 0;
}

/* ---- activating ---- */

static int keep_file(struct store_writer *w, int64_t generation, const struct stored_file *f, struct err *err)
{
	unsigned char hash[BLOB_HASH];
	const char *text = f->len ? f->text : "";
	int status;

	crypto_generichash(hash, BLOB_HASH, (const unsigned char *)text, f->len, NULL, 0);
	status = sql_run(&w->sql, err, "INSERT INTO blob (hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING", "bb", (const void *)hash, (size_t)BLOB_HASH,
		(const void *)text, f->len);
	return status ? status : sql_run(&w->sql, err, "INSERT INTO generation_file (generation, path, blob) VALUES (?, ?, ?)", "itb", generation, f->path,
		(const void *)hash, (size_t)BLOB_HASH);
}

static int keep_generation(struct store_writer *w, struct activation *a, struct err *err)
{
	int status = sql_number(&w->sql, &a->key, 0, err, "SELECT key FROM generation WHERE hash = ?", "t", a->hash);

	if (status || a->key)
		return status;
	status = sql_run(&w->sql, err, "INSERT INTO generation (hash, engine, made_at) VALUES (?, ?, ?)", "tti", a->hash, a->engine, a->by->at_ms);
	a->key = sqlite3_last_insert_rowid(w->sql.db);
	for (size_t i = 0; !status && i < a->file_count; i++)
		status = keep_file(w, a->key, &a->files[i], err);
	return status;
}

/*
 * A rule that was renamed keeps its row, and with it findings and waivers. All are renamed before any is numbered: a new rule
 * may have taken the old name.
 */
static int rename_rule(struct store_writer *w, const struct stored_rule *r, struct err *err)
{
	return sql_run(&w->sql, err, "UPDATE rule SET id = ?1 WHERE id = ?2 AND NOT EXISTS (SELECT 1 FROM rule WHERE id = ?1)", "tt", r->id, r->formerly);
}

static int number_rule(struct store_writer *w, struct stored_rule *r, struct err *err)
{
	int status = sql_number(&w->sql, &r->key, 0, err, "SELECT key FROM rule WHERE id = ?", "t", r->id);

	if (!status && !r->key)
		status = sql_run(&w->sql, err, "INSERT INTO rule (id) VALUES (?) ON CONFLICT DO NOTHING", "t", r->id);
	return status || r->key ? status : sql_number(&w->sql, &r->key, 0, err, "SELECT key FROM rule WHERE id = ?", "t", r->id);
}

static int close_others(struct store_writer *w, struct activation *a, struct err *err)
{
	int status = sql_script(&w->sql, "CREATE TEMP TABLE IF NOT EXISTS current_rule (key INTEGER PRIMARY KEY); DELETE FROM current_rule;", err);

	for (size_t i = 0; !status && i < a->rule_count; i++)
		status = sql_run(&w->sql, err, "INSERT OR IGNORE INTO current_rule (key) VALUES (?)", "i", a->rules[i].key);
	if (!status)
		status = sql_run(&w->sql, err, "UPDATE finding SET closed_at = ?, cause = 'rule_gone', seen_at = coalesce((SELECT at FROM judged WHERE judged.project = finding.project), seen_at)"
			" WHERE closed_at IS NULL AND rule NOT IN (SELECT key FROM current_rule)", "i", a->by->at_ms);
	a->closed = status ? 0 : (size_t)sqlite3_changes64(w->sql.db);
	return status;
}

static int activate(void *ctx, struct store_writer *w, struct err *err)
{
	struct activation *a = ctx;
	struct buf payload = BUF_INIT;
	struct json_out json = json_out(&payload, 0);
	int64_t active = 0, seq;
	int status = keep_generation(w, a, err);

	for (size_t i = 0; !status && i < a->rule_count; i++)
		if (a->rules[i].formerly)
			status = rename_rule(w, &a->rules[i], err);
	for (size_t i = 0; !status && i < a->rule_count; i++)
		status = number_rule(w, &a->rules[i], err);
	if (!status)
		status = sql_number(&w->sql, &active, 0, err, "SELECT generation FROM activation ORDER BY seq DESC LIMIT 1", "");
	a->was_active = !status && active == a->key;
	if (status || a->was_active)
		return status;
	status = close_others(w, a, err);
	json_begin_object(&json);
	json_key(&json, "generation");
	json_put_text(&json, a->hash);
	json_key(&json, "engine");
	json_put_text(&json, a->engine);
	json_end_object(&json);
	if (!status && payload.failed)
		status = err_set(err, ERR_MEMORY, "out of memory");
	if (!status)
		status = audit_append(w, a->by, "policy.activated", 0, payload.data, payload.len, &seq, err);
	if (!status)
		status = sql_run(&w->sql, err, "INSERT INTO activation (seq, generation, at) VALUES (?, ?, ?)", "iii", seq, a->key, a->by->at_ms);
	buf_release(&payload);
	return status;
}

int generation_activate(struct store *s, struct activation *a, struct err *err)
{
	return step_do(s, activate, a, err);
}

int generation_history(struct store *s, void (*row)(void *ctx, const struct activation_row *r), void *ctx, struct err *err)
{
	struct sql *q = store_reader(s);
	sqlite3_stmt *st;
	bool first = true;
	int got = sql_first(q, &st, err, "SELECT g.hash, g.engine, p.actor, p.reason, a.at, a.seq FROM activation a JOIN generation g ON g.key = a.generation"
		" LEFT JOIN audit_payload p ON p.seq = a.seq ORDER BY a.seq DESC", "");

	for (; got == 1; got = sql_next(q, st, err), first = false) {
		struct activation_row r = { sql_text(st, 0), sql_text(st, 1), sql_text(st, 2), sql_text(st, 3), sqlite3_column_int64(st, 4), sqlite3_column_int64(st, 5), first };

		row(ctx, &r);
	}
	sql_done(st);
	return got;
}
