/* SPDX-License-Identifier: MIT */
/*
 * sql: SQLite for the files of the store: a connection, its prepared statements, and its errors as sentences. Private to the
 * store.
 *
 *   sql_run(q, &err, "UPDATE project SET owner = ? WHERE key = ?", "ti", owner, key);
 *
 *   got = sql_first(q, &s, &err, "SELECT key, id FROM project WHERE owner = ?", "t", owner);
 *   for (; got == 1; got = sql_next(q, s, &err)) use(sqlite3_column_int64(s, 0));
 *   sql_done(s);
 *
 * A statement is prepared once and kept: its text must be a literal. The letters are the types of the arguments that follow:
 * i int64_t, t const char * (NULL: null), T const char * and size_t, b const void * and size_t, d double (NaN: null).
 * What t gives is copied; what T and b give must stay until the statement is done.
 */
#ifndef PLUMB_STORE_SQL_H
#define PLUMB_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { SQL_STATEMENTS = 160 };
struct sql {
	sqlite3 *db;
	char *path;
	struct { const char *text; sqlite3_stmt *statement; } kept[SQL_STATEMENTS];
	unsigned count;
	bool final; /* an error came after which nobody knows what is on the disk */
};

/* flags: SQLITE_OPEN_READONLY or READWRITE (never creates); with SQLITE_OPEN_URI `path` is one. */
int sql_open(struct sql *q, const char *path, int flags, int busy_ms, struct err *err);
void sql_close(struct sql *q);
int sql_run(struct sql *q, struct err *err, const char *text, const char *format, ...);
/* 1: *s is at the first row; 0: there is none; negative: an error. In any case end with sql_done(*s). */
int sql_first(struct sql *q, sqlite3_stmt **s, struct err *err, const char *text, const char *format, ...);
/* The same with a statement of its own, for sqlite3_finalize, where several may be at work at a time. */
int sql_own(struct sql *q, sqlite3_stmt **s, struct err *err, const char *text, const char *format, ...);
int sql_next(struct sql *q, sqlite3_stmt *s, struct err *err);
void sql_done(sqlite3_stmt *s); /* NULL is fine */
/* The one number that a query answers with; `otherwise` when there is no row or it is null. */
int sql_number(struct sql *q, int64_t *out, int64_t otherwise, struct err *err, const char *text, const char *format, ...);
/* Several statements that answer nothing. */
int sql_script(struct sql *q, const char *text, struct err *err);
/* What SQLite said, as an error that names the file and what to do. */
int sql_fail(struct sql *q, int code, struct err *err);

static inline const char *sql_text(sqlite3_stmt *s, int column) /* "" for null; until the next step */
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return text ? text : "";
}

#endif
