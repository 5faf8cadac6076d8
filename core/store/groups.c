/* SPDX-License-Identifier: MIT */
#include "store/groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/sql.h"

/* What a project gives goes in without an index, which is made when the first group is asked for. */
static const char tables[] =
	"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384; PRAGMA temp_store = FILE;"
	"CREATE TABLE share (rule INTEGER NOT NULL, key TEXT NOT NULL, project TEXT NOT NULL, document INTEGER NOT NULL, currency TEXT NOT NULL, row BLOB NOT NULL) STRICT;"
	"CREATE TABLE said (rule INTEGER NOT NULL, key TEXT NOT NULL, document INTEGER NOT NULL, said BLOB NOT NULL) STRICT;"
	"CREATE INDEX said_of_group ON said (rule, key, document);"
	"CREATE TABLE touched (rule INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (rule, key)) WITHOUT ROWID, STRICT;";

struct groups {
	struct sql sql;
	bool indexed;
	bool touched;            /* only touched groups count */
	/* the group at hand */
	sqlite3_stmt *at;        /* the first row of the group to come, or NULL */
	struct buf text;
	struct arena arena;
	const char **owners;
	int64_t *documents;
	size_t cap;
};

/* What is wrong with the temporary file is put right elsewhere than what is wrong with a store. */
static int told(int status, struct err *err)
{
	return status < 0 ? err_hint(err, "rows of rules across the portfolio wait in a temporary file: set SQLITE_TMPDIR or TMPDIR to a folder that has room for it") : status;
}

int groups_new(struct groups **out, struct err *err)
{
	struct groups *g = calloc(1, sizeof *g);
	int status;

	*out = g;
	if (!g)
		return err_set(err, ERR_MEMORY, "out of memory");
	status = sql_open(&g->sql, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 0, err);
	if (!status) {
		free(g->sql.path);
		g->sql.path = strdup("(temporary database)"); /* what errors are told of; NULL is no name */
	}
	if (!status)
		status = sql_script(&g->sql, tables, err);
	if (!status)
		status = sql_script(&g->sql, "BEGIN", err);
	if (status) {
		groups_free(g);
		*out = NULL;
	}
	return status;
}

void groups_free(struct groups *g)
{
	if (!g)
		return;
	sqlite3_finalize(g->at);
	sql_close(&g->sql);
	buf_release(&g->text);
	arena_release(&g->arena);
	free(g->owners);
	free(g->documents);
	free(g);
}

int groups_add(struct groups *g, int64_t document, const char *project, const struct share *shares, size_t count, struct err *err)
{
	int status = 0;

	for (size_t i = 0; !status && i < count; i++) {
		const struct share *s = &shares[i];

		status = sql_run(&g->sql, err, "INSERT INTO share (rule, key, project, document, currency, row) VALUES (?, ?, ?, ?, ?, ?)", "ittitb",
			(int64_t)s->rule, s->key, project, document, s->currency, s->row, s->len);
		if (!status && g->touched)
			status = sql_run(&g->sql, err, "INSERT OR IGNORE INTO touched (rule, key) VALUES (?, ?)", "it", (int64_t)s->rule, s->key);
	}
	return told(status, err);
}

int groups_choose(struct groups *g, uint32_t rule, const char *project, struct err *err)
{
	int status = sql_run(&g->sql, err, "DELETE FROM touched", "");

	g->touched = true;
	return status ? status : sql_run(&g->sql, err, "INSERT OR IGNORE INTO touched (rule, key) SELECT rule, key FROM share WHERE project = ?1 AND (rule = ?2 OR ?2 = ?3)",
		"tii", project, (int64_t)rule, (int64_t)GROUPS_ANY_RULE);
}

int groups_document(struct groups *g, const char *project, int64_t *document, struct err *err)
{
	return sql_number(&g->sql, document, -1, err, "SELECT document FROM share WHERE project = ? LIMIT 1", "t", project);
}

int groups_retake(struct groups *g, int64_t document, struct err *err)
{
	int status = sql_run(&g->sql, err, "DELETE FROM touched", "");

	g->touched = true;
	if (!status)
		status = sql_run(&g->sql, err, "INSERT OR IGNORE INTO touched (rule, key) SELECT rule, key FROM share WHERE document = ?", "i", document);
	if (!status)
		status = sql_run(&g->sql, err, "DELETE FROM share WHERE document = ?", "i", document);
	return status;
}

/* ---- one group after the other ---- */

/* 1: at the first row of all; 0: there is none. */
static int begin(struct groups *g, struct err *err)
{
	static const char *const all = "SELECT rule, key, project, document, currency, row FROM share ORDER BY rule, key, project, document, rowid",
		*const touched = "SELECT s.rule, s.key, s.project, s.document, s.currency, s.row FROM touched t JOIN share s ON s.rule = t.rule AND s.key = t.key"
			" ORDER BY s.rule, s.key, s.project, s.document, s.rowid";
	int status = g->indexed ? 0 : sql_script(&g->sql, "CREATE INDEX share_of_document ON share (document); CREATE INDEX share_of_group ON share (rule, key, project, document)", err);

	g->indexed = true;
	/* what was said of a group that changed holds no more */
	if (!status && g->touched)
		status = sql_run(&g->sql, err, "DELETE FROM said WHERE EXISTS (SELECT 1 FROM touched t WHERE t.rule = said.rule AND t.key = said.key)", "");
	return status ? status : sql_own(&g->sql, &g->at, err, g->touched ? touched : all, "");
}

static bool room(struct groups *g, size_t n)
{
	size_t cap = g->cap ? 2 * g->cap : 64;
	const char **owners;
	int64_t *documents;

	if (n < g->cap)
		return true;
	owners = realloc(g->owners, cap * sizeof *owners);
	if (owners)
		g->owners = owners;
	documents = realloc(g->documents, cap * sizeof *documents);
	if (documents)
		g->documents = documents;
	if (owners && documents)
		g->cap = cap;
	return owners && documents;
}

/* The row that the statement is at, into the group. */
static bool take(struct groups *g, struct group_rows *out, const char *last_owner)
{
	const char *owner = sql_text(g->at, 2);
	size_t n = out->group.owner_count, len = (size_t)sqlite3_column_bytes(g->at, 5);

	if (!room(g, n))
		return false;
	g->owners[n] = last_owner && !strcmp(last_owner, owner) ? last_owner : arena_strdup(&g->arena, owner);
	g->documents[n] = sqlite3_column_int64(g->at, 3);
	out->group.owner_count++;
	if (strcmp(out->group.currency, sql_text(g->at, 4)))
		out->group.currency = "";
	buf_putc(&g->text, n ? ',' : '[');
	buf_add(&g->text, sqlite3_column_blob(g->at, 5), len);
	return g->owners[n] && !g->text.failed;
}

static bool same_group(struct groups *g, const struct group_rows *out)
{
	return (uint32_t)sqlite3_column_int64(g->at, 0) == out->group.rule && !strcmp(sql_text(g->at, 1), out->group.key);
}

int groups_next(struct groups *g, struct group_rows *out, struct err *err)
{
	size_t owners = 0; /* bytes of their names */
	bool whole = true;
	int got = g->at ? sqlite3_data_count(g->at) != 0 : begin(g, err);

	*out = (struct group_rows){ 0 };
	if (got != 1) {
		sqlite3_finalize(g->at);
		g->at = NULL;
		return told(got, err);
	}
	arena_clear(&g->arena);
	buf_clear(&g->text);
	out->group.rule = (uint32_t)sqlite3_column_int64(g->at, 0);
	out->group.key = arena_strdup(&g->arena, sql_text(g->at, 1));
	out->group.currency = arena_strdup(&g->arena, sql_text(g->at, 4));
	if (!out->group.key || !out->group.currency)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (; got == 1 && same_group(g, out); got = sql_next(&g->sql, g->at, err)) {
		owners += (size_t)sqlite3_column_bytes(g->at, 2) + 1;
		whole = whole && out->group.owner_count < GROUP_ROWS_MAX && g->text.len + owners < GROUP_BYTES_MAX;
		if (whole && !take(g, out, out->group.owner_count ? g->owners[out->group.owner_count - 1] : NULL))
			return err_set(err, ERR_MEMORY, "out of memory");
	}
	if (got < 0)
		return got;
	buf_putc(&g->text, ']');
	if (g->text.failed)
		return err_set(err, ERR_MEMORY, "out of memory");
	out->group.owners = g->owners;
	out->documents = g->documents;
	out->text = g->text.data;
	out->len = g->text.len;
	if (!whole)
		out->len = out->group.owner_count = 0;
	return 1;
}

/* ---- what is said of them ---- */

int groups_say(struct groups *g, uint32_t rule, const char *key, int64_t document, const void *said, size_t len, struct err *err)
{
	return told(sql_run(&g->sql, err, "INSERT INTO said (rule, key, document, said) VALUES (?, ?, ?, ?)", "itib", (int64_t)rule, key, document, said, len), err);
}

int groups_told(struct groups *g, int64_t document, groups_told_fn fn, void *ctx, struct err *err)
{
	sqlite3_stmt *s;
	int got = sql_first(&g->sql, &s, err,
		"SELECT s.said FROM (SELECT DISTINCT rule, key FROM share WHERE document = ?1) g JOIN said s ON s.rule = g.rule AND s.key = g.key AND s.document IN (-1, ?1)"
		" ORDER BY s.rule, s.key, s.rowid", "i", document);

	for (; got == 1; got = sql_next(&g->sql, s, err))
		if (!fn(ctx, sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0))) {
			got = 0;
			break;
		}
	sql_done(s);
	return got;
}
