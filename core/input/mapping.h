/* SPDX-License-Identifier: MIT */
/*
 * mapping: what a table's columns mean, as a JSON file says it (docs/csv-mapping.md is the guide).
 *
 *   { "encoding": "latin-1",              left out: a byte order mark says it, else UTF-8
 *     "delimiter": ";", "quote": "'",     one ASCII character each; left out: , and "
 *     "skip": 2,                          lines before the table
 *     "header": true,                     the first row names the columns; false: columns go by number
 *     "dates": "dmy", "decimal": ",", "thousands": ".", "currency_signs": ["€"],
 *     "absent": ["n/a", "Exempt*"],       cells that say "nothing here"; an empty one always does
 *     "yes": ["ja"], "no": ["nein"], "separator": "|",
 *     "fields": {
 *       "id":           { "columns": ["Programme", "No."], "separator": "-", "prefix": "P-" },
 *       "name":         "Project name",                      short for { "column": "Project name" }
 *       "start":        { "column": 4, "dates": "ymd" },
 *       "phase":        { "column": "Stage", "values": { "Running": "execution" } },
 *       "budget.total": { "column": "Total Baseline*", "times": 1000000, "currency": "GBP" } },
 *     "constants": { "currency": "GBP" },
 *     "ignore": ["Remarks", "Internal*"] }
 *
 * A field is a dotted path through objects of the schema, and its type there says how its cells are read; lists cannot
 * be mapped. The settings of the fourth to sixth line hold for all columns; a field may state its own instead.
 * A column is named (white space at the ends does not count, runs of it count as one blank), given by its 1-based number,
 * or by the beginning of its name and a '*'. With "ignore", a column that is neither mapped nor ignored is a mistake.
 *
 * What the schema, or this form, does not know is refused with line, column and "did you mean". A mapping is immutable
 * after it is made. The schema must outlive it.
 */
#ifndef PLUMB_INPUT_MAPPING_H
#define PLUMB_INPUT_MAPPING_H

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "json/read.h"
#include "model/schema.h"

#define MAPPING_COLUMNS_MAX 4096

struct words {
	const char **text;
	size_t count;
};
enum date_order { DATES_YMD, DATES_DMY, DATES_MDY };

/* How cells are read: settings of the whole table or of one field. */
struct cell_rules {
	enum date_order dates;
	char decimal;
	const char *thousands; /* "": none */
	struct words currency_signs, absent, yes, no;
	const char *separator; /* between the items of a set */
};
struct column_ref {
	const char *name; /* white space collapsed; without the '*' of a beginning; NULL: by number */
	bool beginning;
	unsigned number;  /* 1-based */
};
struct mapped_field {
	const char *path;           /* "budget.total", in the schema's present names */
	const struct field *field;
	struct column_ref *columns; /* none: a constant */
	size_t column_count;
	struct cell_rules rules;
	const char *joint;          /* between the cells of several columns */
	const char *prefix;         /* before a text, "" for none */
	const char *currency;       /* of money, or NULL: the project's */
	const char *unit;           /* of durations that are bare numbers, or NULL */
	int shift;                  /* "times" as a power of ten */
	struct words cells, values; /* cells[i] means the enum's or bool's values[i] */
	struct json_value constant;
};
struct mapping {
	struct arena arena;
	const struct schema *schema;
	struct json_reader *source;  /* keeps the constants */
	const char *encoding;        /* as it was written, or NULL */
	char delimiter, quote;
	unsigned skip;
	bool header;
	struct mapped_field *fields; /* sorted by path, so that those of one object are neighbours */
	size_t field_count;
	const struct mapped_field *id; /* whose cell names a row in reports, or NULL */
	struct column_ref *ignore;
	size_t ignore_count;
	bool all_columns;            /* "ignore" was given */
	locale_t locale;             /* "C": numbers do not depend on where plumb runs */
};

/*
 * name: the file's, for errors; may be NULL. partial: rows are parts of projects that are there already; of the required
 * fields only the id must be mapped, by which the project is found.
 */
int mapping_load(const char *text, size_t len, const char *name, const struct schema *schema, bool partial, struct mapping **out, struct err *err);
void mapping_free(struct mapping *m); /* NULL is fine */

/* Trims s and makes each run of white space one blank, in place (no-break and ideographic spaces too); returns the new length. */
size_t mapping_collapse(char *s, size_t n);

#endif
