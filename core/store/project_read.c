/* SPDX-License-Identifier: MIT */
/* project_read: projects out of the store, one after the other or by id. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "store/projects.h"
#include "store/read.h"

enum { PAGE = 256, NEAR_MOST = 20000 };

struct project_cursor {
	struct sql *q;
	sqlite3_stmt *page;
	char *after;              /* the last id of the page before */
	size_t row;               /* in the page */
	bool watched, ended;
	int64_t *rules; size_t rule_cap;
};

int project_cursor_open(struct store *s, bool watched, struct project_cursor **out, struct err *err)
{
	struct project_cursor *c = calloc(1, sizeof *c);

	*out = c;
	if (!c || !(c->after = strdup(""))) {
		free(c);
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	c->q = store_reader(s);
	c->watched = watched;
	return 0;
}

void project_cursor_close(struct project_cursor *c)
{
	if (!c)
		return;
	sqlite3_finalize(c->page);
	free(c->after);
	free(c->rules);
	free(c);
}

/* The rules that have something open on a project. */
static int read_watched(struct project_cursor *c, struct stored_project *out, struct err *err)
{
	sqlite3_stmt *s;
	int got = sql_first(c->q, &s, err, "SELECT DISTINCT rule FROM finding WHERE project = ? AND closed_at IS NULL ORDER BY rule", "i", out->key);

	out->watched_count = 0;
	for (; got == 1; got = sql_next(c->q, s, err)) {
		if (out->watched_count == c->rule_cap) {
			size_t cap = c->rule_cap ? 2 * c->rule_cap : 64;
			int64_t *rules = realloc(c->rules, cap * sizeof *rules);

			if (!rules) {
				got = err_set(err, ERR_MEMORY, "out of memory");
				break;
			}
			c->rules = rules;
			c->rule_cap = cap;
		}
		c->rules[out->watched_count++] = sqlite3_column_int64(s, 0);
	}
	sql_done(s);
	out->watched = c->rules;
	return got;
}

static void take(sqlite3_stmt *s, struct stored_project *out)
{
	*out = (struct stored_project){ .key = sqlite3_column_int64(s, 0), .id = sql_text(s, 1), .document = sql_text(s, 2),
		.len = (size_t)sqlite3_column_bytes(s, 2), .revision = sqlite3_column_int64(s, 3), .created_at = sqlite3_column_int64(s, 4),
		.changed_at = sqlite3_column_int64(s, 5) };
}

/* A page is a read transaction: ended when it was read, so that the log can be taken into the file meanwhile. */
static int next_row(struct project_cursor *c, struct err *err)
{
	int got;

	if (c->page && c->row < PAGE) {
		got = sql_next(c->q, c->page, err);
		if (got == 0)
			c->ended = true;
		return got;
	}
	if (c->page) {
		free(c->after);
		c->after = strdup(sql_text(c->page, 1));
		sqlite3_finalize(c->page);
		c->page = NULL;
		if (!c->after)
			return err_set(err, ERR_MEMORY, "out of memory");
	}
	c->row = 0;
	got = sql_own(c->q, &c->page, err, "SELECT key, id, document, revision, created_at, changed_at FROM project"
		" WHERE id > ? AND document IS NOT NULL ORDER BY id LIMIT 256", "t", c->after);
	if (got == 0)
		c->ended = true;
	return got;
}

int project_cursor_next(struct project_cursor *c, struct stored_project *out, struct err *err)
{
	int got = c->ended ? 0 : next_row(c, err), watched;

	if (got == 1) {
		c->row++;
		take(c->page, out);
		if (c->watched && (watched = read_watched(c, out, err)) < 0)
			got = watched;
	}
	if (got <= 0) {
		sqlite3_finalize(c->page);
		c->page = NULL;
	}
	return got;
}

int64_t store_revision(struct store *s)
{
	int64_t n;

	return sql_number(store_reader(s), &n, 0, NULL, "SELECT max(seq) FROM audit", "") ? -1 : n;
}

int64_t project_count(struct store *s)
{
	int64_t n;

	return sql_number(store_reader(s), &n, -1, NULL, "SELECT count(*) FROM project INDEXED BY project_current WHERE document IS NOT NULL", "") ? -1 : n;
}

/* ---- by id ---- */

static int not_there(struct sql *q, const char *id, struct err *err)
{
	struct arena arena = ARENA_INIT;
	const char **ids = arena_alloc(&arena, NEAR_MOST * sizeof *ids), *near = NULL;
	sqlite3_stmt *s;
	size_t n = 0;
	int64_t deleted = 0;
	int got = sql_first(q, &s, err, "SELECT id FROM project INDEXED BY project_current WHERE document IS NOT NULL ORDER BY id LIMIT 20000", "");

	for (; ids && got == 1 && n < NEAR_MOST; got = sql_next(q, s, err))
		if ((ids[n] = arena_strdup(&arena, sql_text(s, 0))))
			n++;
	sql_done(s);
	if (got >= 0 && sql_number(q, &deleted, 0, err, "SELECT count(*) FROM project WHERE id = ?", "t", id) == 0) {
		near = n ? text_nearest(id, ids, n) : NULL;
		err_set(err, ERR_INPUT, deleted ? "the project '%s' was deleted" : "there is no project '%s' in the store", id);
		if (deleted)
			err_hint(err, "plumb history %s shows what is kept of it", id);
		else if (near)
			err_hint(err, "did you mean '%s'?", near);
		err_at(err, q->path, 0, 0);
	}
	arena_release(&arena);
	return got < 0 ? got : 0;
}

int project_find(struct store *s, const char *id, struct buf *text, struct stored_project *out, struct err *err)
{
	struct sql *q = store_reader(s);
	sqlite3_stmt *row;
	int got = sql_first(q, &row, err, "SELECT key, id, document, revision, created_at, changed_at FROM project WHERE id = ? AND document IS NOT NULL", "t", id);

	if (got == 1) {
		take(row, out);
		buf_clear(text);
		buf_add(text, out->document, out->len);
		buf_putc(text, 0);
		buf_puts(text, out->id);
		out->document = text->data;
		out->id = text->data + out->len + 1;
		if (text->failed)
			got = err_set(err, ERR_MEMORY, "out of memory");
	}
	sql_done(row);
	return got ? got : not_there(q, id, err);
}
