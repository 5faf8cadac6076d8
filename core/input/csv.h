/* SPDX-License-Identifier: MIT */
/*
 * csv: documents out of a table that arrives in pieces, by a mapping.
 *
 *   csv_reader_new(mapping, "projects.csv", limit, &r, &err);
 *   csv_reader_feed(r, bytes, n, last, &err);
 *   while ((state = csv_reader_next(r, &piece)) != CSV_MORE) ...
 *   csv_reader_free(r);
 *
 * The syntax is that of RFC 4180 (libcsv reads it strictly): a quote inside a cell is written twice, and the cell in quotes.
 * Blank lines, and rows whose cells are all empty, are no rows. Lines are physical ones, counted from 1; a row's is that of
 * its first character, for cells contain line breaks.
 *
 * A row that cannot be read (quotes, number of cells, NUL, bytes that the encoding does not have, larger than the limit) is
 * refused by its line, and reading goes on at the line after the one in which it began: a quote that was never closed
 * costs one row, not the rest of the file. A mapping that does not fit the header ends it (CSV_FAILED).
 * Memory: one row and one piece.
 */
#ifndef PLUMB_INPUT_CSV_H
#define PLUMB_INPUT_CSV_H

#include "base/err.h"
#include "input/mapping.h"
#include "input/row.h"

enum csv_state {
	CSV_DOCUMENT, /* piece.text */
	CSV_REFUSED,  /* piece.why; the next rows follow */
	CSV_MORE,     /* feed it; behind the last piece: the end */
	CSV_FAILED,   /* piece.why; there will be nothing more */
};
struct csv_piece { /* valid until the next call */
	const char *text;
	size_t len, line;
	const struct err *why;
};
struct csv_reader;

/* name: of the file, for errors. limit: bytes of a row as UTF-8. The mapping must outlive the reader. */
int csv_reader_new(const struct mapping *m, const char *name, size_t limit, struct csv_reader **out, struct err *err);
void csv_reader_on_note(struct csv_reader *r, csv_note_fn note, void *ctx);
/* Call csv_reader_next until CSV_MORE before. last: no more bytes will come. */
int csv_reader_feed(struct csv_reader *r, const char *bytes, size_t n, bool last, struct err *err);
enum csv_state csv_reader_next(struct csv_reader *r, struct csv_piece *out);
void csv_reader_free(struct csv_reader *r); /* NULL is fine */

#endif
