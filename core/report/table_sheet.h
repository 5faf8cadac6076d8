/* SPDX-License-Identifier: MIT */
/* table_sheet: a table's rows as aligned text; private to the table. Keeps the first rows, measures them, then streams. */
#ifndef PLUMB_REPORT_TABLE_SHEET_H
#define PLUMB_REPORT_TABLE_SHEET_H

#include "base/arena.h"
#include "report/table.h"

enum { SHEET_ROWS_MEASURED = 200 };
struct table_sheet {
	const struct table_column *columns;
	size_t count;
	const char *const *titles;          /* for people */
	size_t width;
	bool colour, laid_out, failed;
	struct arena arena;                 /* of the rows that wait */
	const char **rows[SHEET_ROWS_MEASURED];
	size_t row_count;
	size_t widths[TABLE_COLUMNS_MAX];   /* when laid out */
};
void table_sheet_init(struct table_sheet *s, const struct table_column *columns, size_t count, const char *const *titles, size_t width, bool colour);
/* texts: one a column, safe for the terminal; copied where it waits. What is ready is appended to `out`. */
void table_sheet_row(struct table_sheet *s, const char *const *texts, struct buf *out);
void table_sheet_end(struct table_sheet *s, struct buf *out);
void table_sheet_release(struct table_sheet *s);

#endif
