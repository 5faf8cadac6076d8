/* SPDX-License-Identifier: MIT */
/*
 * cell: what the text of a cell means as a field.
 *
 * A cell is either a value of the field's type, wholly, or it is not: "Project is expected to spend £3m in 2022" is words
 * and never 3 or 2022. Whether a value is in the range that the schema wants is the record builder's question.
 *
 *   number, int    [+-] digits, with groups of three where a separator is configured, a fraction, an exponent; (12.5) is
 *                  -12.5; a configured currency sign before or after (numbers and money)
 *   percent        the same, with or without % behind it: 12.5% and 12.5 are twelve and a half per cent. "times": 100 is
 *                  for ratios (0.125) and does not touch what has a %
 *   date           year, month and day in the configured order, by - / . or 年月日, the year with four digits; the
 *                  midnight that spreadsheets write behind a date is taken
 *   datetime       RFC 3339;  duration  as in documents ("14d"), or a number where the mapping gives a unit
 *   enum           by "values"; else exactly, or when only case, blanks and - / _ differ and one value alone fits
 *   bool           the mapping's words, else yes no true false y n 1 0 是 否
 *   string         white space collapsed;  text  trimmed;  set  trimmed items that are not empty
 */
#ifndef PLUMB_INPUT_CELL_H
#define PLUMB_INPUT_CELL_H

#include "input/mapping.h"
#include "json/write.h"

enum cell_state { CELL_ABSENT, CELL_VALUE, CELL_WORDS };
enum cell_form { CELL_TEXT, CELL_INT, CELL_NUMBER, CELL_BOOL, CELL_SET };
struct cell {
	enum cell_form form;
	int64_t i;
	double d;
	const char *text; /* into the cell's own text, the schema, or short */
	size_t len;
	char buffer[40];
};

/* text, of n bytes of valid UTF-8 with a NUL behind, may be changed. What was read stays valid as long as text does. */
enum cell_state cell_read(const struct mapping *m, const struct mapped_field *f, char *text, size_t n, struct cell *out);
void cell_write(const struct mapped_field *f, const struct cell *c, struct json_out *o);

/* A number of the grammar above as "-1139.18e6", or false. percent, sign: whether % and currency signs may be there. */
bool cell_decimal(const struct cell_rules *r, const char *s, size_t n, bool percent, bool sign, int shift, char out[72]);
bool cell_date(enum date_order order, const char *s, size_t n, int32_t *days);
bool cell_matches(const struct words *w, const char *s, size_t n); /* ASCII case ignored; a '*' at a word's end: begins with */

#endif
