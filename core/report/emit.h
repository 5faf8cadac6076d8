/* SPDX-License-Identifier: MIT */
/* emit: what reports and tables write alike: a buffer given to a file, a cell of CSV, text for Markdown, a moment. */
#ifndef PLUMB_REPORT_EMIT_H
#define PLUMB_REPORT_EMIT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "report/messages.h"

#define EMIT_FLUSH_AT (64u << 10) /* a buffer is given away when it holds this much */

/* Gives what `b` holds to `out` and empties it. *error: errno of the first write that failed; nothing is written after it. */
void emit_flush(FILE *out, struct buf *b, int *error);
/* The end of an output, all of it given away. 0, ERR_MEMORY when `failed`, or ERR_IO when anything could not be written. */
int emit_finish(FILE *out, bool failed, int *error, enum lang lang, struct err *err);

/*
 * A cell of CSV (RFC 4180: quotes doubled), without what ends it. _csv_text: a text that a spreadsheet would run as a formula
 * (it begins with = + - @, a tab or a carriage return) gets a ' before it; _csv: as it is, for what plumb wrote itself.
 */
void emit_csv_text(struct buf *out, const char *s);
void emit_csv(struct buf *out, const char *s);
/* A number, of which a minus sign is no formula; NaN is an empty cell. */
void emit_csv_number(struct buf *out, double v);

/* s so that no markup, link, table cell or HTML in it takes effect. */
void emit_markdown(struct buf *out, struct buf *scratch, const char *s);
/* s as code: between backquotes, more of them than it has in a row; the bar of a table's cell is escaped all the same. */
void emit_markdown_code(struct buf *out, struct buf *scratch, const char *s);

/* UTC ms as RFC 3339, "2026-11-23T08:00:00Z"; "" for a moment outside of the years 1 to 9999. */
const char *emit_moment(char out[40], int64_t ms);

#endif
