/* SPDX-License-Identifier: MIT */
#include "store/writer.h"

#include "store/file.h"
#include "store/migrate.h"

/* wal_autocheckpoint in pages: the log is taken into the file every 32 MB. secure_delete: what is erased is overwritten. */
static const char settings[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
	"PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;";

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

int writer_open(struct store_writer *w, const char *path, const struct schema *schema, struct err *err)
{
	int status = sql_open(&w->sql, path, SQLITE_OPEN_READWRITE, 5000, err);

	buf_init(&w->text);
	buf_init(&w->changes);
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
