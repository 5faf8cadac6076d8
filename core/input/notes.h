/* SPDX-License-Identifier: MIT */
/*
 * notes: the cells that were words, gathered by column, so that a thousand of them are a few lines.
 *
 *   struct csv_notes notes = CSV_NOTES_INIT;
 *   csv_reader_on_note(reader, csv_notes_add, &notes);
 *   ...
 *   csv_notes_format(&notes, &text);       csv_notes_release(&notes);
 *
 *   column 13 'Financial Year Variance (%)': 20 cells are no percentage; budget.year_variance is absent there
 *     9 times 'Cannot calculate variance percentage as baseline is zero' (first in line 14, Fixed Speed Cameras)
 *
 * Memory does not grow with the input: a few texts a column are kept, the others counted.
 */
#ifndef PLUMB_INPUT_NOTES_H
#define PLUMB_INPUT_NOTES_H

#include "input/row.h"

enum { CSV_NOTES_TEXTS = 3 };

struct csv_note_text {
	char *text, *project; /* shortened to one line */
	size_t line, count;   /* of the first row that has it; how many */
};
struct csv_note_column {
	size_t column;        /* 0-based */
	char *name, *path;    /* name: shortened to one line; "" where the table has no header */
	enum field_type type;
	size_t count;         /* cells */
	struct csv_note_text texts[CSV_NOTES_TEXTS];
	size_t text_count;
};
struct csv_notes {
	struct csv_note_column *columns;
	size_t count, cells;
	bool failed;          /* out of memory: some are not told */
};
#define CSV_NOTES_INIT { NULL, 0, 0, false }

void csv_notes_add(void *notes, const struct csv_note *note); /* a csv_note_fn */
void csv_notes_format(const struct csv_notes *notes, struct buf *out); /* lines as above, each with a newline */
void csv_notes_release(struct csv_notes *notes);

#endif
