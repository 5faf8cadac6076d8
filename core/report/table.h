/* SPDX-License-Identifier: MIT */
/*
 * table: a list of things, for people (text, Markdown) and for machines (JSON, CSV). Columns are data, rows stream.
 *
 *   static const struct table_column columns[] = {
 *           { .key = "project", .title = { "project", "项目" } }, { .key = "opened_at", .title = { "since", "始于" }, .type = TABLE_MOMENT } };
 *   table_new(&options, columns, 2, &t, &err);
 *   table_row(t, (struct table_cell[]){ table_text(id), table_int(ms) }) for each;  table_end(t, &err);  table_free(t)
 *
 * JSON: an array of objects, an element a line, each with every key; an absent cell is null, "" stays "". CSV: RFC 4180, the
 * keys as header; an absent cell is empty; a text that a spreadsheet would run as a formula gets a ' before it.
 * Text: columns as wide as what the first rows (200, or a megabyte) hold, made narrower where the sheet is; later rows keep
 * to these widths. What is longer is cut with "…", or wrapped in the last column. Nothing in a cell steers the terminal, or
 * is markup. A list without rows prints nothing as text or Markdown.
 */
#ifndef PLUMB_REPORT_TABLE_H
#define PLUMB_REPORT_TABLE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "model/date.h"
#include "report/report.h"

enum table_type {
	TABLE_TEXT,
	TABLE_NUMBER,  /* to the right */
	TABLE_MOMENT,  /* of an integer, UTC ms: RFC 3339 for machines, "2026-06-30 14:05" in the zone for people */
	TABLE_JSON,    /* of a JSON text: put into JSON as it is (on one line), compact elsewhere; what is no JSON is a text */
};
struct table_column {
	const char *key;           /* "opened_at" */
	struct text2 title;        /* for people; the key when there is none */
	enum table_type type;
	int least, most;           /* hints, in columns of text; 0: none */
	bool wraps;                /* the last column only */
};

enum table_value { TABLE_ABSENT, TABLE_IS_TEXT, TABLE_IS_INT, TABLE_IS_REAL };
struct table_cell {
	enum table_value is;
	const char *text;          /* read by table_row, not kept */
	int64_t number;
	double real;
};
static inline struct table_cell table_text(const char *s) /* NULL: absent */
{
	return (struct table_cell){ .is = s ? TABLE_IS_TEXT : TABLE_ABSENT, .text = s };
}
static inline struct table_cell table_int(int64_t n)
{
	return (struct table_cell){ .is = TABLE_IS_INT, .number = n };
}
static inline struct table_cell table_real(double v) /* NaN: absent */
{
	return (struct table_cell){ .is = !isnan(v) ? TABLE_IS_REAL : TABLE_ABSENT, .real = v };
}
static inline struct table_cell table_absent(void)
{
	return (struct table_cell){ .is = TABLE_ABSENT };
}

enum { TABLE_COLUMNS_MAX = 24, TABLE_WIDTH_LEAST = 60, TABLE_WIDTH_MOST = 400 };
struct table_options {
	enum report_format format;
	FILE *out;
	bool colour;
	int width;                 /* columns of text; from 60 to 400, anything else is 100 */
	const char *lang;
	const struct zone *zone;   /* whose clock people read; NULL: UTC */
};
struct table;

/* The columns (at most TABLE_COLUMNS_MAX, else ERR_INTERNAL) and the zone are read until table_free. */
int table_new(const struct table_options *o, const struct table_column *columns, size_t count, struct table **out, struct err *err);
/* One cell for each column. */
void table_row(struct table *t, const struct table_cell *cells);
/* 0, ERR_MEMORY, or ERR_IO when anything could not be written (full disk, closed pipe). */
int table_end(struct table *t, struct err *err);
void table_free(struct table *t);

#endif
