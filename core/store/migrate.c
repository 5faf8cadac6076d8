/* SPDX-License-Identifier: MIT */
/* migrate: the files of core/store/migrations, in the order of their numbers, which begin at 1 and leave none out. */
#include "store/migrate.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/embedded.h"
#include "base/fault.h"

int migrate_newest(void)
{
	int n = 0;

	while (store_migrations[n].name)
		n++;
	return n;
}

int migrate_version(struct sql *q, int *out, struct err *err)
{
	int64_t version, tables;
	int status = sql_number(q, &version, 0, err, "PRAGMA user_version", "");

	if (status)
		return status;
	*out = (int)version;
	if (*out < 0) {
		err_set(err, ERR_INPUT, "this is no store of plumb: it has version %d", *out);
		err_hint(err, "plumb restore BACKUP puts a backup in its place and keeps the damaged file");
		return err_at(err, q->path, 0, 0);
	}
	if (*out <= migrate_newest()) /* a file whose list of tables is damaged is told at once */
		return sql_number(q, &tables, 0, err, "SELECT count(*) FROM sqlite_schema", "");
	err_set(err, ERR_INPUT, "the store has version %d, and this plumb knows versions up to %d", *out, migrate_newest());
	err_hint(err, "use the newer plumb that wrote it; nothing was changed");
	return err_at(err, q->path, 0, 0);
}

/* Version n from n - 1. */
static int step(struct sql *q, int n, struct err *err)
{
	char text[64];
	int status = sql_script(q, "BEGIN IMMEDIATE", err);

	if (!status)
		status = sql_script(q, store_migrations[n - 1].data, err);
	if (fault_hit(FAULT_STORE_DIE))
		raise(SIGKILL);
	snprintf(text, sizeof text, "PRAGMA user_version = %d", n);
	if (!status)
		status = sql_script(q, text, err);
	if (!status)
		status = sql_script(q, "COMMIT", err);
	if (status && !sqlite3_get_autocommit(q->db))
		sql_script(q, "ROLLBACK", NULL);
	if (fault_hit(FAULT_STORE_DIE))
		raise(SIGKILL);
	return status;
}

int migrate_to(struct sql *q, int version, struct err *err)
{
	int now, status = migrate_version(q, &now, err);

	while (!status && now < version)
		status = step(q, ++now, err);
	return status;
}

int migrate(struct sql *q, struct err *err)
{
	return migrate_to(q, migrate_newest(), err);
}
