/* SPDX-License-Identifier: MIT */
/* erase: what must be forgotten goes for good; a tombstone stays, and the chain of the log holds. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "json/write.h"
#include "model/path.h"
#include "store/audit.h"
#include "store/project_row.h"
#include "store/projects.h"
#include "store/step.h"

struct erasing {
	const char *what;            /* id of the project, name of the person */
	const struct origin *by;
	struct erased *out;
	int64_t carried;             /* what erasures that are emptied now had stated themselves */
	/* of a person: the name within a JSON text, within the path of an element, and within such a path within a JSON text */
	struct buf written, in_path, path_written;
	char pseudonym[24];
};

static int run_all(struct store_writer *w, const char *const *texts, size_t n, int64_t key, struct err *err)
{
	int status = 0;

	for (size_t i = 0; !status && i < n; i++)
		status = sql_run(&w->sql, err, texts[i], "i", key);
	return status;
}

/* ---- entries of the log ---- */

static int begin_entries(struct store_writer *w, struct err *err)
{
	return sql_script(&w->sql, "CREATE TEMP TABLE IF NOT EXISTS doomed (seq INTEGER PRIMARY KEY); DELETE FROM doomed;", err);
}

/*
 * Takes the content of the entries in `doomed` away. An erasure says how many it emptied, so that others that are empty are
 * noticed: where it is emptied itself, the new one says so for it.
 */
static int empty_entries(struct store_writer *w, struct erasing *e, struct err *err)
{
	int status = sql_number(&w->sql, &e->carried, 0, err, "SELECT sum(json_extract(p.payload, '$.entries')) FROM doomed d JOIN audit a ON a.seq = d.seq"
		" JOIN audit_payload p ON p.seq = d.seq WHERE a.action IN ('project.erased', 'person.erased')", "");

	if (!status)
		status = sql_run(&w->sql, err, "DELETE FROM audit_payload WHERE seq IN (SELECT seq FROM doomed)", "");
	if (!status)
		e->out->entries = sqlite3_changes64(w->sql.db);
	return status;
}

static int note(struct store_writer *w, const struct erasing *e, const struct origin *by, const char *action, int64_t key, int64_t *seq, struct err *err)
{
	char payload[64];

	snprintf(payload, sizeof payload, "{\"entries\":%lld}", (long long)(e->out->entries + e->carried));
	return audit_append(w, by, action, key, payload, strlen(payload), seq, err);
}

/* ---- old copies ---- */

static int empty_log(struct sql *q, struct err *err)
{
	sqlite3_stmt *s;
	int got = sql_first(q, &s, err, "PRAGMA wal_checkpoint(TRUNCATE)", "");
	bool busy = got == 1 && sqlite3_column_int(s, 0);

	sql_done(s);
	if (!busy)
		return got < 0 ? got : 0;
	err_set(err, ERR_IO, "the store's log cannot be emptied while others read it");
	err_at(err, q->path, 0, 0);
	return ERR_IO;
}

/* Freed pages may hold old copies of what lived on them: the file is written anew, and the log emptied. */
static int rewrite(void *ctx, struct store_writer *w, struct err *err)
{
	int status = sql_script(&w->sql, "VACUUM", err);

	(void)ctx;
	if (!status)
		status = empty_log(&w->sql, err);
	if (status)
		err_hint(err, "it is erased, but old copies of it may lie in the file until this has succeeded: repeat the command");
	return status;
}

/* The same where an earlier erasure may have ended before it. */
static int rewrite_again(void *ctx, struct store_writer *w, struct err *err)
{
	int64_t n;
	int status = sql_number(&w->sql, &n, 0, err, "SELECT count(*) FROM audit WHERE action IN ('project.erased', 'person.erased')", "");

	return status || !n ? status : rewrite(ctx, w, err);
}

/* ---- a project ---- */

static int erase_project(void *ctx, struct store_writer *w, struct err *err)
{
	static const char *const texts[] = {
		"DELETE FROM sample WHERE project = ?", "DELETE FROM judged WHERE project = ?", "DELETE FROM waiver WHERE project = ?",
		"UPDATE gate_decision SET verdicts = '[]', element = '' WHERE project = ?", "INSERT INTO doomed (seq) SELECT seq FROM audit WHERE project = ?",
	};
	struct erasing *e = ctx;
	struct project_row row;
	int64_t seq, key, erased = 0;
	int status = project_row_read(w, e->what, &row, err);

	key = row.key;
	if (!status && !key)
		status = project_row_none(w, e->what, err);
	project_row_release(&row);
	if (!status)
		status = sql_number(&w->sql, &erased, 0, err, "SELECT erased FROM project WHERE key = ?", "i", key);
	if (status || erased)
		return status; /* it was interrupted before the file was written anew */
	status = sql_run(&w->sql, err, "DELETE FROM finding WHERE project = ?", "i", key);
	e->out->findings = status ? 0 : sqlite3_changes64(w->sql.db);
	if (!status)
		status = begin_entries(w, err);
	if (!status)
		status = run_all(w, texts, sizeof texts / sizeof *texts, key, err);
	if (!status)
		status = empty_entries(w, e, err);
	if (!status)
		status = note(w, e, e->by, "project.erased", key, &seq, err);
	if (!status)
		status = sql_run(&w->sql, err, "UPDATE project SET document = NULL, revision = ?, changed_at = ?, erased = 1, name = '', customer = '', owner = '', region = '',"
			" business_unit = '', type = '', phase = '' WHERE key = ?", "iii", seq, e->by->at_ms, key);
	e->out->projects = 1;
	return status;
}

int project_erase(struct store *s, const char *id, const struct origin *by, struct erased *out, struct err *err)
{
	struct erasing e = { .what = id, .by = by, .out = out };
	int status;

	*out = (struct erased){ 0 };
	status = step_do(s, erase_project, &e, err);
	return status ? status : step_alone(s, rewrite, NULL, err);
}

/* ---- a person: documents ---- */

/* What one document says of a person. */
struct naming { bool is, within; }; /* a value is the name; a longer text, or the name of a member, has it */

/* The document with a pseudonym in the place of each value that is the name. */
static struct naming replace_name(const struct erasing *e, const char *document, struct buf *out)
{
	const struct buf *name = &e->written;
	struct naming found = { false, false };

	buf_clear(out);
	while (*document) {
		size_t plain = strcspn(document, "\"");
		const char *text = document + plain + 1, *end = text;

		buf_add(out, document, plain);
		if (!document[plain])
			break;
		while (*end && *end != '"')
			end += *end == '\\' && end[1] ? 2 : 1;
		if ((size_t)(end - text) == name->len && !memcmp(text, name->data, name->len) && end[*end == '"'] != ':') {
			buf_addf(out, "\"%s\"", e->pseudonym);
			found.is = true;
		} else {
			buf_add(out, text - 1, (size_t)(end - text) + 1 + (*end == '"'));
			found.within |= memmem(text, (size_t)(end - text), name->data, name->len) != NULL;
		}
		document = end + (*end == '"');
	}
	return found;
}

/* A word that only looks like a name: an id, one of a few values that a field may have. */
static int check_renamed(struct store_writer *w, const struct erasing *e, const char *id, const char *document, size_t len, struct err *err)
{
	struct violations wrong = { 0 }, ignored = { 0 };
	struct record old, new;
	size_t n[2] = { 0, 0 };
	int status = 0;

	if (w->schema && project_row_build(w, 0, document, len, &old, &ignored, NULL) == 0) {
		status = project_row_build(w, 1, w->text.data, w->text.len, &new, &wrong, err);
		if (!status && strcmp(record_id(old, &n[0]), record_id(new, &n[1])))
			status = err_set(err, ERR_INPUT, "'%s' is the id of a project", e->what);
		else if (status == ERR_INPUT && wrong.count)
			err_set(err, ERR_INPUT, "'%s' is no name in project '%s': without it %s would be wrong (%s)", e->what, id, wrong.items[0].pointer, wrong.items[0].message);
		if (status == ERR_INPUT)
			err_hint(err, "nothing was erased; plumb erase takes the name of a person, as it stands in the documents");
	}
	violations_release(&wrong);
	violations_release(&ignored);
	return status;
}

static int rename_in(struct store_writer *w, struct erasing *e, int64_t key, const char *id, const char *document, size_t len, int64_t seq, struct err *err)
{
	struct naming found = replace_name(e, document, &w->text);
	int status;

	e->out->mentions += found.within;
	if (!found.is)
		return 0;
	status = w->text.failed ? err_set(err, ERR_MEMORY, "out of memory") : check_renamed(w, e, id, document, len, err);
	e->out->projects++;
	return status ? status : sql_run(&w->sql, err, "UPDATE project SET document = ?1, revision = ?2, changed_at = ?3, name = iif(name = ?4, ?5, name),"
		" customer = iif(customer = ?4, ?5, customer), owner = iif(owner = ?4, ?5, owner), region = iif(region = ?4, ?5, region),"
		" business_unit = iif(business_unit = ?4, ?5, business_unit), type = iif(type = ?4, ?5, type) WHERE key = ?6",
		"Tiitti", w->text.data, w->text.len, seq, e->by->at_ms, e->what, e->pseudonym, key);
}

static int erase_in_documents(struct store_writer *w, struct erasing *e, int64_t seq, struct err *err)
{
	sqlite3_stmt *s;
	int64_t after = 0;
	int got, status = 0;

	do {
		got = sql_first(&w->sql, &s, err, "SELECT key, id, document FROM project WHERE key > ? AND instr(document, ?) ORDER BY key LIMIT 1", "it", after, e->written.data);
		if (got == 1) {
			after = sqlite3_column_int64(s, 0);
			status = rename_in(w, e, after, sql_text(s, 1), sql_text(s, 2), (size_t)sqlite3_column_bytes(s, 2), seq, err);
		}
		sql_done(s);
	} while (got == 1 && !status);
	return got < 0 ? got : status;
}

/* ---- a person: everything else ---- */

/* The name in four forms: ?1 as it is, ?2 within JSON, ?3 within a path, ?4 within a path within JSON; ?5 is the pseudonym. */
static int erase_in_tables(struct store_writer *w, struct erasing *e, struct err *err)
{
	static const struct { const char *format, *text; } steps[] = {
		{ "ttt", "DELETE FROM finding WHERE instr(message, ?1) OR instr(element, ?3)" },
		{ "tttt", "INSERT INTO doomed (seq) SELECT seq FROM audit_payload WHERE actor = ?1 OR instr(reason, ?1) OR instr(payload, ?2) OR instr(payload, ?4)" },
		{ "ttt", "DELETE FROM sample WHERE instr(value, ?2) OR instr(path, ?3)" },
		{ "ttttt", "UPDATE waiver SET requested_by = iif(requested_by = ?1, ?5, requested_by), decided_by = iif(decided_by = ?1, ?5, decided_by), reason = iif(instr(reason, ?1), '', reason),"
		" cause = iif(instr(cause, ?1), '', cause), element = replace(element, ?3, ?5) WHERE requested_by = ?1 OR decided_by = ?1 OR instr(reason, ?1) OR instr(cause, ?1)"
		" OR instr(element, ?3)" },
		{ "ttttt", "UPDATE gate_decision SET verdicts = iif(instr(verdicts, ?2) OR instr(verdicts, ?4), '[]', verdicts), element = replace(element, ?3, ?5)"
		" WHERE instr(verdicts, ?2) OR instr(verdicts, ?4) OR instr(element, ?3)" },
		{ "tttt", "DELETE FROM outbox WHERE instr(payload, ?2) OR instr(payload, ?4)" },
	};
	int status = begin_entries(w, err);

	for (size_t i = 0; !status && i < sizeof steps / sizeof *steps; i++) {
		status = sql_run(&w->sql, err, steps[i].text, steps[i].format, e->what, e->written.data, e->in_path.data, e->path_written.data, e->pseudonym);
		if (!status && i == 0)
			e->out->findings = sqlite3_changes64(w->sql.db);
	}
	return status ? status : empty_entries(w, e, err);
}

/* What somebody wrote of an erasure must not bring the name back. */
static void replace_all(const char *text, const char *name, const char *with, struct buf *out)
{
	for (const char *at; (at = strstr(text, name)); text = at + strlen(name)) {
		buf_add(out, text, (size_t)(at - text));
		buf_puts(out, with);
	}
	buf_puts(out, text);
}

static int note_person(struct store_writer *w, const struct erasing *e, int64_t *seq, struct err *err)
{
	struct buf actor = BUF_INIT, reason = BUF_INIT;
	struct origin clean = *e->by;
	int status;

	replace_all(e->by->actor, e->what, e->pseudonym, &actor);
	replace_all(e->by->reason, e->what, e->pseudonym, &reason);
	clean.actor = actor.data;
	clean.reason = reason.data;
	status = actor.failed || reason.failed ? err_set(err, ERR_MEMORY, "out of memory") : note(w, e, &clean, "person.erased", 0, seq, err);
	buf_release(&actor);
	buf_release(&reason);
	return status;
}

static int erase_person(void *ctx, struct store_writer *w, struct err *err)
{
	struct erasing *e = ctx;
	const struct erased *out = e->out;
	int64_t seq;
	int status = erase_in_tables(w, e, err);

	if (!status)
		status = note_person(w, e, &seq, err);
	if (!status)
		status = erase_in_documents(w, e, seq, err);
	if (!status && !out->projects && !out->entries && !out->findings && !out->mentions) {
		status = err_set(err, ERR_INPUT, "nothing in the store names '%s'", e->what);
		err_hint(err, "write the name as it stands in the documents");
		err_at(err, w->sql.path, 0, 0);
	}
	return status;
}

static void write_within(const char *text, struct buf *out)
{
	struct json_out json = json_out(out, 0);

	json_put_text(&json, text);
	if (out->failed)
		return;
	memmove(out->data, out->data + 1, out->len - 2); /* without its quotes */
	out->len -= 2;
	out->data[out->len] = 0;
}

int person_erase(struct store *s, const char *name, const struct origin *by, struct erased *out, struct err *err)
{
	struct erasing e = { .what = name, .by = by, .out = out, .written = BUF_INIT, .in_path = BUF_INIT, .path_written = BUF_INIT };
	size_t len = strlen(name);
	int status;

	*out = (struct erased){ 0 };
	if (len < 2 || len > 1000)
		return err_set(err, ERR_USAGE, "a name has from 2 to 1000 bytes");
	path_escape(&e.in_path, name, len, PATH_SPECIAL_ELEMENT);
	write_within(name, &e.written);
	write_within(e.in_path.data, &e.path_written);
	snprintf(e.pseudonym, sizeof e.pseudonym, "erased-%08x", (unsigned)randombytes_random());
	status = e.written.failed || e.in_path.failed || e.path_written.failed ? err_set(err, ERR_MEMORY, "out of memory") : step_do(s, erase_person, &e, err);
	buf_release(&e.written);
	buf_release(&e.in_path);
	buf_release(&e.path_written);
	if (status == ERR_INPUT)
		step_alone(s, rewrite_again, NULL, NULL);
	return status ? status : step_alone(s, rewrite, NULL, err);
}
