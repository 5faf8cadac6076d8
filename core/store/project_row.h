/* SPDX-License-Identifier: MIT */
/* project_row: a row of the table `project`, as the jobs that change it see it. Private to the store. */
#ifndef PLUMB_STORE_PROJECT_ROW_H
#define PLUMB_STORE_PROJECT_ROW_H

#include "store/writer.h"

struct project_row {
	sqlite3_stmt *statement; /* what document points into */
	int64_t key;             /* 0: there is no row of that id */
	const char *document;    /* NULL: there is none, or it was deleted */
	size_t len;
	int64_t revision;
};
/* What was let in is read whatever the limits are now. */
extern const struct json_limits stored_limits;

/* A document as a record in slot i of the writer, which has a schema; ERR_INPUT when it breaks that. */
int project_row_build(struct store_writer *w, int i, const char *text, size_t len, struct record *out, struct violations *v, struct err *err);
int project_row_read(struct store_writer *w, const char *id, struct project_row *row, struct err *err);
/* ERR_INPUT: there is no project of that id. */
int project_row_none(struct store_writer *w, const char *id, struct err *err);
void project_row_release(struct project_row *row);
/* Gives the row that is to be made its key. */
int project_row_number(struct store_writer *w, struct project_row *row, struct err *err);
/* The document and what lists and filters need of it; `r` is its record. */
int project_row_write(struct store_writer *w, const struct project_row *row, const char *id, const char *text, size_t len, const struct record *r, int64_t seq, int64_t at,
	struct err *err);

int put_run(struct store_job *job, struct store_writer *w, struct err *err);

#endif
