/* SPDX-License-Identifier: MIT */
#include "store/sql.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/fault.h"

int sql_open(struct sql *q, const char *path, int flags, int busy_ms, struct err *err)
{
	struct buf name = BUF_INIT;
	int code;

	/* Debian's SQLite takes every name that begins so for a URI, and every SQLite :memory: for no file */
	if (!(flags & SQLITE_OPEN_URI) && (!strncmp(path, "file:", 5) || *path == ':'))
		buf_puts(&name, "./");
	buf_puts(&name, path);
	*q = (struct sql){ .path = strdup(path) };
	if (!q->path || name.failed) {
		buf_release(&name);
		sql_close(q);
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	code = sqlite3_open_v2(name.data, &q->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	buf_release(&name);
	if (code == SQLITE_OK)
		code = sqlite3_busy_timeout(q->db, busy_ms);
	if (code == SQLITE_OK && (flags & SQLITE_OPEN_READWRITE) && sqlite3_db_readonly(q->db, "main") == 1)
		code = SQLITE_READONLY; /* SQLite takes what it gets */
	if (code == SQLITE_OK)
		return 0;
	sql_fail(q, code, err);
	sql_close(q);
	return err ? (int)err->code : ERR_IO;
}

void sql_close(struct sql *q)
{
	for (unsigned i = 0; i < q->count; i++)
		sqlite3_finalize(q->kept[i].statement);
	sqlite3_close_v2(q->db); /* of what is still being read the file stays open */
	free(q->path);
	*q = (struct sql){ 0 };
}

/* ---- errors ---- */

static bool is_final(int code)
{
	return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC || (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

/* SQLite names a full disk only where it writes the database or its log, not where it extends what they share. */
static bool is_full(const struct sql *q, int code)
{
	enum { SHARED = 32 << 10 };
	int system = q->db ? sqlite3_system_errno(q->db) : 0;
	struct statvfs fs;

	if ((code & 0xff) != SQLITE_IOERR)
		return false;
	if (system == ENOSPC || system == EDQUOT)
		return true;
	return code == SQLITE_IOERR_SHMSIZE && statvfs(q->path, &fs) == 0 && fs.f_bavail * fs.f_frsize < SHARED;
}

int sql_fail(struct sql *q, int code, struct err *err)
{
	const char *said = q->db && sqlite3_errcode(q->db) != SQLITE_OK ? sqlite3_errmsg(q->db) : sqlite3_errstr(code);
	enum err_code kind = ERR_IO;

	q->final |= is_final(code);
	switch (is_full(q, code) ? SQLITE_FULL : code & 0xff) {
	case SQLITE_NOMEM:
		return err_set(err, ERR_MEMORY, "out of memory");
	case SQLITE_FULL:
		err_set(err, kind, "the disk is full: this was not written; what was stored before stays");
		err_hint(err, "free space on the file system that holds it, then repeat the command");
		break;
	case SQLITE_READONLY:
		err_set(err, kind, "the store can only be read here (%s)", said);
		err_hint(err, "its file and its folder must be writable by this user");
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		err_set(err, kind, "the store is locked by another program that writes to it");
		err_hint(err, "end that program (lsof shows which), then repeat the command");
		break;
	case SQLITE_CORRUPT:
		err_set(err, kind, "the store is damaged (%s)", said);
		err_hint(err, "plumb doctor tells how badly; plumb restore BACKUP puts a backup in its place and keeps the damaged file");
		break;
	case SQLITE_NOTADB:
		err_set(err, kind, "this file is no store of plumb: it is not an SQLite database");
		err_hint(err, "name the store's file with --store; if this was the store, plumb restore BACKUP puts a backup in its place");
		break;
	case SQLITE_CANTOPEN:
		err_set(err, kind, "the store cannot be opened (%s)", said);
		err_hint(err, "its file and its folder must be readable, and the limit of open files not be reached (ulimit -n)");
		break;
	case SQLITE_IOERR:
		err_set(err, kind, "the system could not %s it (%s)", code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC ? "sync" : code == SQLITE_IOERR_READ ? "read" : "write or read", said);
		err_hint(err, "what was acknowledged before is kept; look at the disk (dmesg), then repeat the command");
		break;
	default:
		kind = ERR_INTERNAL;
		err_set(err, kind, "SQLite: %s (%d)", said, code);
		break;
	}
	err_at(err, q->path, 0, 0);
	return kind;
}

/* ---- statements ---- */

static int prepared(struct sql *q, sqlite3_stmt **out, const char *text, struct err *err)
{
	int code;

	for (unsigned i = 0; i < q->count; i++)
		if (q->kept[i].text == text) {
			*out = q->kept[i].statement;
			sqlite3_reset(*out); /* whoever left it half read wants no more of it */
			return 0;
		}
	*out = NULL;
	if (q->count == SQL_STATEMENTS)
		return err_set(err, ERR_INTERNAL, "more statements than can be kept");
	code = sqlite3_prepare_v3(q->db, text, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
	if (code != SQLITE_OK)
		return sql_fail(q, code, err);
	q->kept[q->count].text = text;
	q->kept[q->count++].statement = *out;
	return 0;
}

/* texts: SQLITE_STATIC when the statement is done before they go, SQLITE_TRANSIENT else. */
static int bind(sqlite3_stmt *s, sqlite3_destructor_type texts, const char *format, va_list ap)
{
	int code = SQLITE_OK;

	for (int i = 1; *format && code == SQLITE_OK; i++, format++) {
		const void *bytes;
		double real;

		switch (*format) {
		case 'i':
			code = sqlite3_bind_int64(s, i, va_arg(ap, int64_t));
			break;
		case 'd':
			real = va_arg(ap, double);
			code = isnan(real) ? sqlite3_bind_null(s, i) : sqlite3_bind_double(s, i, real);
			break;
		case 't':
			code = sqlite3_bind_text(s, i, va_arg(ap, const char *), -1, texts);
			break;
		default:
			bytes = va_arg(ap, const void *);
			code = *format == 'T' ? sqlite3_bind_text64(s, i, bytes, va_arg(ap, size_t), SQLITE_STATIC, SQLITE_UTF8)
				: sqlite3_bind_blob64(s, i, bytes, va_arg(ap, size_t), SQLITE_STATIC);
		}
	}
	return code;
}

int sql_next(struct sql *q, sqlite3_stmt *s, struct err *err)
{
	int code = fault_hit(FAULT_SQL) ? SQLITE_IOERR : sqlite3_step(s);

	return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : sql_fail(q, code, err);
}

void sql_done(sqlite3_stmt *s)
{
	if (!s)
		return;
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
}

static int start(struct sql *q, sqlite3_stmt **s, sqlite3_destructor_type texts, struct err *err, const char *text, const char *format, va_list ap)
{
	int code = prepared(q, s, text, err);

	if (code)
		return code;
	code = bind(*s, texts, format, ap);
	return code == SQLITE_OK ? sql_next(q, *s, err) : sql_fail(q, code, err);
}

int sql_first(struct sql *q, sqlite3_stmt **s, struct err *err, const char *text, const char *format, ...)
{
	va_list ap;
	int got;

	va_start(ap, format);
	got = start(q, s, SQLITE_TRANSIENT, err, text, format, ap);
	va_end(ap);
	return got;
}

int sql_own(struct sql *q, sqlite3_stmt **s, struct err *err, const char *text, const char *format, ...)
{
	int code = sqlite3_prepare_v2(q->db, text, -1, s, NULL);
	va_list ap;

	va_start(ap, format);
	if (code == SQLITE_OK)
		code = bind(*s, SQLITE_TRANSIENT, format, ap);
	va_end(ap);
	return code == SQLITE_OK ? sql_next(q, *s, err) : sql_fail(q, code, err);
}

int sql_run(struct sql *q, struct err *err, const char *text, const char *format, ...)
{
	sqlite3_stmt *s;
	va_list ap;
	int got;

	va_start(ap, format);
	got = start(q, &s, SQLITE_STATIC, err, text, format, ap);
	va_end(ap);
	while (got > 0)
		got = sql_next(q, s, err);
	sql_done(s);
	return got;
}

int sql_number(struct sql *q, int64_t *out, int64_t otherwise, struct err *err, const char *text, const char *format, ...)
{
	sqlite3_stmt *s;
	va_list ap;
	int got;

	va_start(ap, format);
	got = start(q, &s, SQLITE_STATIC, err, text, format, ap);
	va_end(ap);
	*out = got == 1 && sqlite3_column_type(s, 0) != SQLITE_NULL ? sqlite3_column_int64(s, 0) : otherwise;
	sql_done(s);
	return got < 0 ? got : 0;
}

int sql_script(struct sql *q, const char *text, struct err *err)
{
	int code = fault_hit(FAULT_SQL) ? SQLITE_IOERR : sqlite3_exec(q->db, text, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : sql_fail(q, code, err);
}
