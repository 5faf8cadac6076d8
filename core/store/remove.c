/* SPDX-License-Identifier: MIT */
/* remove: deleting, which keeps the history, and erasing, which keeps a tombstone. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "json/write.h"
#include "store/audit.h"
#include "store/project_row.h"
#include "store/projects.h"
#include "store/step.h"

struct removing {
	const char *what;            /* id of the project, name of the person */
	const struct origin *by;
	struct erased *out;
	char written[1024];          /* the name as it stands within a JSON text */
	char pseudonym[24];
};

static int no_such(struct store_writer *w, const char *id, struct err *err)
{
	err_set(err, ERR_INPUT, "there is no project '%s' in the store", id);
	return err_at(err, w->sql.path, 0, 0);
}

/* ---- deleting ---- */

static int close_all(struct store_writer *w, int64_t key, int64_t at, struct err *err)
{
	int status = sql_run(&w->sql, err, "UPDATE finding SET closed_at = ?2, cause = 'project_deleted',"
		" seen_at = coalesce((SELECT at FROM judged WHERE project = ?1), seen_at) WHERE project = ?1 AND closed_at IS NULL", "ii", key, at);

	if (!status)
		status = sql_run(&w->sql, err, "UPDATE waiver SET state = 'closed', cause = 'project_deleted' WHERE project = ? AND state IN ('requested', 'approved')", "i", key);
	if (!status)
		status = sql_run(&w->sql, err, "DELETE FROM judged WHERE project = ?", "i", key);
	return status;
}

static int delete_project(void *ctx, struct store_writer *w, struct err *err)
{
	struct removing *r = ctx;
	struct buf payload = BUF_INIT;
	struct project_row row;
	int64_t seq, key;
	int status = project_row_read(w, r->what, &row, err);

	key = row.key;
	if (!status && !row.document)
		status = no_such(w, r->what, err);
	if (!status)
		buf_addf(&payload, "{\"document\":%s}", row.document);
	project_row_release(&row);
	if (!status && payload.failed)
		status = err_set(err, ERR_MEMORY, "out of memory");
	if (!status)
		status = audit_append(w, r->by, "project.deleted", key, payload.data, payload.len, &seq, err);
	if (!status)
		status = sql_run(&w->sql, err, "UPDATE project SET document = NULL, revision = ?, changed_at = ? WHERE key = ?", "iii", seq, r->by->at_ms, key);
	if (!status)
		status = close_all(w, key, r->by->at_ms, err);
	buf_release(&payload);
	return status;
}

int project_delete(struct store *s, const char *id, const struct origin *by, struct err *err)
{
	struct removing r = { .what = id, .by = by };

	return step_do(s, delete_project, &r, err);
}

/* ---- erasing ---- */

static int changed_rows(struct store_writer *w, int64_t *sum, struct err *err, const char *text, const char *format, int64_t key)
{
	int status = sql_run(&w->sql, err, text, format, key);

	if (!status && sum)
		*sum += sqlite3_changes64(w->sql.db);
	return status;
}

/* The entry that stays of an erasure; says how many it emptied, so that others that are empty are noticed. */
static int note(struct store_writer *w, const struct removing *r, const char *action, int64_t key, int64_t *seq, struct err *err)
{
	char payload[64];

	snprintf(payload, sizeof payload, "{\"entries\":%lld}", (long long)r->out->entries);
	return audit_append(w, r->by, action, key, payload, strlen(payload), seq, err);
}

static int erase_project(void *ctx, struct store_writer *w, struct err *err)
{
	struct removing *r = ctx;
	struct project_row row;
	int64_t seq, key;
	int status = project_row_read(w, r->what, &row, err);

	key = row.key;
	if (!status && !key)
		status = no_such(w, r->what, err);
	project_row_release(&row);
	if (!status)
		status = changed_rows(w, &r->out->entries, err, "DELETE FROM audit_payload WHERE seq IN (SELECT seq FROM audit WHERE project = ?)", "i", key);
	if (!status)
		status = changed_rows(w, &r->out->findings, err, "DELETE FROM finding WHERE project = ?", "i", key);
	if (!status)
		status = changed_rows(w, NULL, err, "DELETE FROM sample WHERE project = ?", "i", key);
	if (!status)
		status = changed_rows(w, NULL, err, "DELETE FROM judged WHERE project = ?", "i", key);
	if (!status)
		status = changed_rows(w, NULL, err, "DELETE FROM waiver WHERE project = ?", "i", key);
	if (!status)
		status = changed_rows(w, NULL, err, "UPDATE gate_decision SET verdicts = '[]', element = '' WHERE project = ?", "i", key);
	if (!status)
		status = note(w, r, "project.erased", key, &seq, err);
	if (!status)
		status = sql_run(&w->sql, err, "UPDATE project SET document = NULL, revision = ?, changed_at = ?, erased = 1, name = '', customer = '', owner = '', region = '',"
			" business_unit = '', type = '', phase = '' WHERE key = ?", "iii", seq, r->by->at_ms, key);
	r->out->projects = 1;
	return status;
}

/* Freed pages may hold old copies of what lived on them: the file is written anew, and the log emptied. */
static int rewrite(void *ctx, struct store_writer *w, struct err *err)
{
	int status = sql_script(&w->sql, "VACUUM", err);

	(void)ctx;
	return status ? status : sql_script(&w->sql, "PRAGMA wal_checkpoint(TRUNCATE)", err);
}

int project_erase(struct store *s, const char *id, const struct origin *by, struct erased *out, struct err *err)
{
	struct removing r = { .what = id, .by = by, .out = out };
	int status;

	*out = (struct erased){ 0 };
	status = step_do(s, erase_project, &r, err);
	return status ? status : step_alone(s, rewrite, NULL, err);
}

/* ---- a person ---- */

/* The document with each string that is the name replaced; false: there is none. */
static bool replace_name(const struct removing *r, const char *document, struct buf *out)
{
	size_t n = strlen(r->written);
	bool found = false;

	buf_clear(out);
	for (const char *at; (at = strstr(document, r->written)); document = at + n) {
		size_t backslashes = 0;

		while (at - 2 - backslashes >= document && at[-2 - (long)backslashes] == '\\')
			backslashes++;
		/* a value: between two quotes of which the first is no part of a longer text, and not the name of a member */
		bool value = at > document && at[-1] == '"' && backslashes % 2 == 0 && at[n] == '"' && at[n + 1] != ':';

		buf_add(out, document, (size_t)(at - document));
		buf_puts(out, value ? r->pseudonym : r->written);
		found |= value;
	}
	buf_puts(out, document);
	return found;
}

static int rename_in(struct store_writer *w, struct removing *r, int64_t key, int64_t seq, const char *document, struct err *err)
{
	if (!replace_name(r, document, &w->text)) {
		r->out->mentions++;
		return 0;
	}
	if (w->text.failed)
		return err_set(err, ERR_MEMORY, "out of memory");
	r->out->projects++;
	r->out->mentions += strstr(w->text.data, r->written) != NULL;
	return sql_run(&w->sql, err, "UPDATE project SET document = ?1, revision = ?2, changed_at = ?3, name = iif(name = ?4, ?5, name), customer = iif(customer = ?4, ?5, customer),"
		" owner = iif(owner = ?4, ?5, owner) WHERE key = ?6", "Tiitti", w->text.data, w->text.len, seq, r->by->at_ms, r->what, r->pseudonym, key);
}

static int erase_in_documents(struct store_writer *w, struct removing *r, int64_t seq, struct err *err)
{
	sqlite3_stmt *s;
	int64_t after = 0;
	int got, status = 0;

	do {
		got = sql_first(&w->sql, &s, err, "SELECT key, document FROM project WHERE key > ? AND instr(document, ?) ORDER BY key LIMIT 1", "it", after, r->written);
		if (got == 1) {
			after = sqlite3_column_int64(s, 0);
			status = rename_in(w, r, after, seq, sql_text(s, 1), err);
		}
		sql_done(s);
	} while (got == 1 && !status);
	return got < 0 ? got : status;
}

static int named_rows(struct store_writer *w, int64_t *sum, const char *text, const char *name, struct err *err)
{
	int status = sql_run(&w->sql, err, text, "t", name);

	if (!status && sum)
		*sum += sqlite3_changes64(w->sql.db);
	return status;
}

static int erase_person(void *ctx, struct store_writer *w, struct err *err)
{
	static const char *const fields[] = {
		"UPDATE waiver SET element = replace(element, ?1, ?2) WHERE instr(element, ?1)", /* as the document will name it */
		"UPDATE waiver SET requested_by = ?2 WHERE requested_by = ?1", "UPDATE waiver SET decided_by = ?2 WHERE decided_by = ?1",
	};
	struct removing *r = ctx;
	int64_t seq;
	int status = named_rows(w, &r->out->entries, "DELETE FROM audit_payload WHERE actor = ?1 OR instr(reason, ?1)", r->what, err);

	if (!status)
		status = named_rows(w, &r->out->entries, "DELETE FROM audit_payload WHERE instr(payload, ?1)", r->written, err);
	if (!status)
		status = named_rows(w, NULL, "DELETE FROM sample WHERE instr(path, ?1) OR instr(value, ?1)", r->written, err);
	if (!status)
		status = named_rows(w, &r->out->findings, "DELETE FROM finding WHERE instr(element, ?1) OR instr(message, ?1)", r->what, err);
	for (size_t i = 0; !status && i < sizeof fields / sizeof *fields; i++)
		status = sql_run(&w->sql, err, fields[i], "tt", r->what, r->pseudonym);
	if (!status)
		status = named_rows(w, NULL, "UPDATE waiver SET reason = '' WHERE instr(reason, ?1)", r->what, err);
	if (!status)
		status = named_rows(w, NULL, "UPDATE waiver SET cause = '' WHERE instr(cause, ?1)", r->what, err);
	if (!status)
		status = named_rows(w, NULL, "UPDATE gate_decision SET verdicts = '[]' WHERE instr(verdicts, ?1)", r->written, err);
	if (!status)
		status = note(w, r, "person.erased", 0, &seq, err);
	if (!status)
		status = erase_in_documents(w, r, seq, err);
	if (!status && !r->out->projects && !r->out->entries && !r->out->findings && !r->out->mentions) {
		status = err_set(err, ERR_INPUT, "nothing in the store names '%s'", r->what);
		err_hint(err, "write the name as it stands in the documents");
		err_at(err, w->sql.path, 0, 0);
	}
	return status;
}

int person_erase(struct store *s, const char *name, const struct origin *by, struct erased *out, struct err *err)
{
	struct removing r = { .what = name, .by = by, .out = out };
	struct buf text = BUF_INIT;
	struct json_out json = json_out(&text, 0);
	int status;

	*out = (struct erased){ 0 };
	json_put_text(&json, name);
	if (text.failed || text.len < 4 || text.len - 2 >= sizeof r.written) {
		buf_release(&text);
		return err_set(err, ERR_USAGE, "a name has from 2 to 1000 bytes");
	}
	memcpy(r.written, text.data + 1, text.len - 2);
	r.written[text.len - 2] = 0;
	buf_release(&text);
	snprintf(r.pseudonym, sizeof r.pseudonym, "erased-%08x", (unsigned)randombytes_random());
	status = step_do(s, erase_person, &r, err);
	return status ? status : step_alone(s, rewrite, NULL, err);
}
