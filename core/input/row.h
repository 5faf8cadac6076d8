/* SPDX-License-Identifier: MIT */
/*
 * row: one row of a table as a document, by the mapping. Objects appear where one of their fields is there.
 *
 * A cell that is not of its field's type is left out and noted; what is declared absent is left out silently.
 */
#ifndef PLUMB_INPUT_ROW_H
#define PLUMB_INPUT_ROW_H

#include "base/buf.h"
#include "input/columns.h"

/* Words where something else was expected. All of it is valid during the call only. */
struct csv_note {
	size_t line;               /* of the row's first character */
	size_t column;             /* 0-based */
	const char *column_name;   /* "" where the table has no header */
	const struct mapped_field *field;
	size_t field_index;        /* in the mapping */
	const char *project;       /* the row's id as it was read, or "" */
	const char *text;          /* the cell's, trimmed */
	size_t len;
};
typedef void (*csv_note_fn)(void *ctx, const struct csv_note *note);

struct row_cell {
	const char *text; /* valid UTF-8, NUL-terminated */
	size_t len;
};
struct row_writer {
	const struct mapping *mapping;
	const struct columns *columns;
	csv_note_fn note; /* may be NULL */
	void *ctx;
	struct buf joined, scratch, project;
};
void row_writer_release(struct row_writer *w);
/* Adds the document's text to out; false: out of memory. */
bool row_write(struct row_writer *w, const struct row_cell *cells, size_t line, struct buf *out);

#endif
