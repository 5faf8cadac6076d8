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
int project_row_read(struct store_writer *w, const char *id, struct project_row *row, struct err *err);
void project_row_release(struct project_row *row);
/* Gives the row that is to be made its key. */
int project_row_number(struct store_writer *w, struct project_row *row, struct err *err);
/* The document and what lists and filters need of it; `r` is its record. */
int project_row_write(struct store_writer *w, const struct project_row *row, const char *id, const char *text, size_t len, const struct record *r, int64_t seq, int64_t at,
	struct err *err);

int put_run(struct store_job *job, struct store_writer *w, struct err *err);

#endif
