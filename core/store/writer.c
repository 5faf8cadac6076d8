/* SPDX-License-Identifier: MIT */
#include "store/writer.h"

#include <string.h>

#include "store/file.h"
#include "store/migrate.h"

/*
 * wal_autocheckpoint in pages: the log is taken into the file every 32 MB. secure_delete: what is erased is overwritten.
 * cache_size: a group fits; more memory is not faster, since each page of it has to be asked for from the system first.
 */
static const char settings[] =
	"PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
	"PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;";

static void drop_schema(struct store_writer *w)
{
	for (int i = 0; i < 2; i++) {
		json_reader_free(w->readers[i]);
		record_builder_free(w->builders[i]);
		w->readers[i] = NULL;
		w->builders[i] = NULL;
	}
	w->schema = NULL;
}

int writer_set_schema(struct store_writer *w, const struct schema *schema, struct err *err)
{
	drop_schema(w);
	for (int i = 0; schema && i < 2; i++) {
		w->readers[i] = json_reader_new();
		w->builders[i] = record_builder_new(schema, true); /* what is stored was let in under the setting of its time */
		if (!w->readers[i] || !w->builders[i])
			return err_set(err, ERR_MEMORY, "out of memory");
	}
	w->schema = schema;
	return 0;
}

/* A backup has no log until it is opened as a store. SQLite answers with the old mode when a reader is in the way. */
static int use_log(struct sql *q, struct err *err)
{
	sqlite3_stmt *s;
	int got = sql_first(q, &s, err, "PRAGMA journal_mode = WAL", "");
	bool used = got == 1 && !strcmp(sql_text(s, 0), "wal");

	sql_done(s);
	return got < 0 ? got : used ? 0 : sql_fail(q, SQLITE_BUSY, err);
}

int writer_open(struct store_writer *w, const char *path, const struct schema *schema, struct err *err)
{
	int version, status = sql_open(&w->sql, path, SQLITE_OPEN_READWRITE, 5000, err);

	buf_init(&w->text);
	buf_init(&w->changes);
	if (!status)
		status = migrate_version(&w->sql, &version, err); /* before anything is changed */
	if (!status)
		status = use_log(&w->sql, err);
	if (!status)
		status = sql_script(&w->sql, settings, err);
	if (!status)
		status = migrate(&w->sql, err);
	return status ? status : writer_set_schema(w, schema, err);
}

void writer_close(struct store_writer *w)
{
	drop_schema(w);
	buf_release(&w->text);
	buf_release(&w->changes);
	sql_close(&w->sql);
}
