/* SPDX-License-Identifier: MIT */
#include "store/project_row.h"

#include <string.h>

#include "store/audit.h"

const struct json_limits stored_limits = { 128u << 20, 1024, 1u << 16, 10000000 };

int project_row_build(struct store_writer *w, int i, const char *text, size_t len, struct record *out, struct violations *v, struct err *err)
{
	struct json_value root;
	int status = json_read(w->readers[i], text, len, &stored_limits, &root, err);

	return status ? status : record_build(w->builders[i], root, out, v, err);
}

int project_row_read(struct store_writer *w, const char *id, struct project_row *row, struct err *err)
{
	int got;

	*row = (struct project_row){ 0 };
	got = sql_first(&w->sql, &row->statement, err, "SELECT key, document, revision FROM project WHERE id = ?", "t", id);
	if (got == 1) {
		row->key = sqlite3_column_int64(row->statement, 0);
		row->document = (const char *)sqlite3_column_text(row->statement, 1);
		row->len = (size_t)sqlite3_column_bytes(row->statement, 1);
		row->revision = sqlite3_column_int64(row->statement, 2);
	}
	return got < 0 ? got : 0;
}

int project_row_none(struct store_writer *w, const char *id, struct err *err)
{
	err_set(err, ERR_INPUT, "there is no project '%s' in the store", id);
	err_at(err, w->sql.path, 0, 0);
	return ERR_INPUT;
}

void project_row_release(struct project_row *row)
{
	sql_done(row->statement);
	*row = (struct project_row){ 0 };
}

int project_row_number(struct store_writer *w, struct project_row *row, struct err *err)
{
	int status = w->chain_known ? 0 : audit_find_end(w, err);

	if (!status)
		row->key = ++w->project;
	return status;
}

/* A field of the root that is a word, "" when it is absent or the schema has no such field. */
static const char *word(const struct schema *s, const struct record *r, const char *name)
{
	const struct kind *k = &s->kinds[0];
	const struct field *f = schema_field(s, k, name, strlen(name));
	const uint64_t *slot = f ? record_slot(r->words, record_root(*r), k, f->index) : NULL;
	size_t len;

	if (!slot)
		return "";
	switch (f->type) {
	case FIELD_ENUM:
		return s->symbols[*slot];
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF:
		return record_string(r->words, *slot, &len);
	default:
		return "";
	}
}

int project_row_write(struct store_writer *w, const struct project_row *row, const char *id, const char *text, size_t len, const struct record *r, int64_t seq, int64_t at,
	struct err *err)
{
	const struct schema *s = w->schema;

	return sql_run(&w->sql, err, "INSERT INTO project (key, id, document, revision, created_at, changed_at, name, customer, owner, region, business_unit, type, phase)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (key) DO UPDATE SET document = ?3, revision = ?4, changed_at = ?5,"
		" created_at = iif(document IS NULL, ?5, created_at), erased = 0, name = ?6, customer = ?7, owner = ?8, region = ?9, business_unit = ?10, type = ?11, phase = ?12",
		"itTiittttttt", row->key, id, text, len, seq, at, word(s, r, "name"), word(s, r, "customer"), word(s, r, "owner"), word(s, r, "region"),
		word(s, r, "business_unit"), word(s, r, "type"), word(s, r, "phase"));
}
