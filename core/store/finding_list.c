/* SPDX-License-Identifier: MIT */
/* finding_list: what is open (and, when asked for, what was), for lists and filters. */
#include <fnmatch.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "store/findings.h"
#include "store/read.h"

enum { RULES_NEAR = 2000 }; /* ids remembered for "did you mean" */

#define COLUMNS_OF_FINDINGS \
	"SELECT p.id, p.name, p.owner, p.business_unit, r.id, f.element, f.message, f.verdict, f.severity, coalesce(f.cause, ''), f.opened_at, f.first_opened_at," \
	" iif(f.closed_at IS NULL, coalesce(j.at, f.seen_at), f.seen_at), coalesce(f.closed_at, 0), f.reopened, f.measure" \
	" FROM finding f JOIN project p ON p.key = f.project JOIN rule r ON r.key = f.rule LEFT JOIN judged j ON j.project = f.project"

static const char query[] = COLUMNS_OF_FINDINGS
	" WHERE (?1 OR f.closed_at IS NULL) AND (?2 IS NULL OR f.verdict = ?2) AND (?3 IS NULL OR p.id = ?3)"
	" AND (?4 = 0 OR f.opened_at < ?4) AND (?5 = 0 OR f.opened_at >= ?5)"
	" AND CASE f.severity WHEN 'info' THEN 0 WHEN 'warning' THEN 1 WHEN 'error' THEN 2 ELSE 3 END >= ?6"
	" AND (?7 IS NULL OR p.owner GLOB ?7) AND (?8 IS NULL OR p.business_unit GLOB ?8)"
	" ORDER BY CASE f.severity WHEN 'info' THEN 3 WHEN 'warning' THEN 2 WHEN 'error' THEN 1 ELSE 0 END, f.opened_at, p.id, r.id, f.element";

/* The revision of a deleted project is the entry that deleted it. */
static const char deleted[] = COLUMNS_OF_FINDINGS
	" WHERE p.document IS NULL AND f.cause = 'project_deleted'"
	" AND p.revision > coalesce((SELECT max(seq) FROM audit WHERE action = 'portfolio.judged'), 0) ORDER BY p.id, r.id, f.element";

/* A pattern on an id or on what is behind any of its dots. */
static bool rule_matches(const char *pattern, const char *id)
{
	for (const char *end = id; end; end = strchr(end, '.'), end += end != NULL)
		if (!fnmatch(pattern, end, 0))
			return true;
	return false;
}

static struct finding_row row_of(sqlite3_stmt *st)
{
	return (struct finding_row){
		.project = sql_text(st, 0), .project_name = sql_text(st, 1), .owner = sql_text(st, 2), .business_unit = sql_text(st, 3), .rule = sql_text(st, 4),
		.element = sql_text(st, 5), .message = sql_text(st, 6), .verdict = sql_text(st, 7), .severity = sql_text(st, 8), .cause = sql_text(st, 9),
		.opened_at = sqlite3_column_int64(st, 10), .first_opened_at = sqlite3_column_int64(st, 11), .seen_at = sqlite3_column_int64(st, 12),
		.closed_at = sqlite3_column_int64(st, 13), .reopened = sqlite3_column_int64(st, 14),
		.measure = sqlite3_column_type(st, 15) == SQLITE_NULL ? NAN : sqlite3_column_double(st, 15),
	};
}

/* From the first row on, which `got` speaks of. */
static int tell(struct sql *q, sqlite3_stmt *st, int got, const char *rule, bool (*row)(void *ctx, const struct finding_row *r), void *ctx, struct err *err)
{
	for (; got == 1; got = sql_next(q, st, err)) {
		struct finding_row r = row_of(st);

		if ((!rule || rule_matches(rule, r.rule)) && !row(ctx, &r)) {
			got = 0;
			break;
		}
	}
	sql_done(st);
	return got;
}

int finding_list(struct store *s, const struct finding_filter *f, bool (*row)(void *ctx, const struct finding_row *r), void *ctx, struct err *err)
{
	struct sql *q = store_reader(s);
	sqlite3_stmt *st;
	int got = sql_first(q, &st, err, query, "ittiiitt", (int64_t)f->closed, f->verdict, f->project, f->opened_before, f->opened_since, (int64_t)severity_from(f->severity), f->owner,
		f->business_unit);

	return tell(q, st, got, f->rule, row, ctx, err);
}

int finding_rule_known(struct store *s, const char *pattern, struct err *err)
{
	struct sql *q = store_reader(s);
	struct arena arena = ARENA_INIT;
	const char **ids = arena_alloc(&arena, 2 * RULES_NEAR * sizeof *ids), *near;
	sqlite3_stmt *st;
	size_t n = 0;
	bool known = false;
	int got = sql_first(q, &st, err, "SELECT id FROM rule ORDER BY id", "");

	for (; ids && got == 1 && !known; got = sql_next(q, st, err)) {
		const char *id = sql_text(st, 0), *last = strrchr(id, '.');

		known = rule_matches(pattern, id);
		if (n < 2 * RULES_NEAR && (ids[n] = arena_strdup(&arena, id)) && (ids[n + 1] = arena_strdup(&arena, last ? last + 1 : id)))
			n += 2;
	}
	sql_done(st);
	if (got >= 0 && n && !known) {
		near = text_nearest(pattern, ids, n);
		got = err_set(err, ERR_USAGE, "the store was never judged by a rule '%s'", pattern);
		if (near)
			err_hint(err, "did you mean '%s'?", near);
	}
	arena_release(&arena);
	return got < 0 ? got : 0;
}

int finding_list_deleted(struct store *s, bool (*row)(void *ctx, const struct finding_row *r), void *ctx, struct err *err)
{
	struct sql *q = store_reader(s);
	sqlite3_stmt *st;
	int got = sql_first(q, &st, err, deleted, "");

	return tell(q, st, got, NULL, row, ctx, err);
}
