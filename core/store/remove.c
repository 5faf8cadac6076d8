/* SPDX-License-Identifier: MIT */
/* remove: a project goes, and its history stays. */
#include "store/audit.h"
#include "store/project_row.h"
#include "store/projects.h"
#include "store/step.h"

struct deleting { const char *id; const struct origin *by; };

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
	const struct deleting *d = ctx;
	struct buf payload = BUF_INIT;
	struct project_row row;
	int64_t seq, key;
	int status = project_row_read(w, d->id, &row, err);

	key = row.key;
	if (!status && !row.document)
		status = project_row_none(w, d->id, err);
	if (!status)
		buf_addf(&payload, "{\"document\":%s}", row.document);
	project_row_release(&row);
	if (!status && payload.failed)
		status = err_set(err, ERR_MEMORY, "out of memory");
	if (!status)
		status = audit_append(w, d->by, "project.deleted", key, payload.data, payload.len, &seq, err);
	if (!status)
		status = sql_run(&w->sql, err, "UPDATE project SET document = NULL, revision = ?, changed_at = ? WHERE key = ?", "iii", seq, d->by->at_ms, key);
	if (!status)
		status = close_all(w, key, d->by->at_ms, err);
	buf_release(&payload);
	return status;
}

int project_delete(struct store *s, const char *id, const struct origin *by, struct err *err)
{
	struct deleting d = { id, by };

	return step_do(s, delete_project, &d, err);
}
