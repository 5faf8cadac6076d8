/* SPDX-License-Identifier: MIT */
/*
 * scalar: one JSON value as the word that a record keeps for it, and the words in which a mistake is told.
 *
 * Scalars are enum, int, number, percent, bool, date, datetime and duration: everything that needs no room beside
 * its slot. Strings, money, objects, lists and sets are the record builder's.
 */
#ifndef PLUMB_MODEL_SCALAR_H
#define PLUMB_MODEL_SCALAR_H

#include <stdbool.h>

#include "base/buf.h"
#include "json/read.h"
#include "model/schema.h"

/* The value fits the field: its word. false: it does not; ask scalar_explain. */
bool scalar_read(const struct schema *s, const struct field *f, struct json_value v, uint64_t *slot);
/* A JSON number as a double that means the same; false: not a number, or an integer that a double cannot hold. */
bool scalar_number(struct json_value v, double *out);
bool scalar_in_range(const struct field *f, double v);
/* Three capital letters (the form of ISO 4217) as a word, or 0. */
uint64_t scalar_currency(const char *s, size_t len);

/* "found 'opn', expected one of open, closed" and what to do about it ("did you mean 'open'?"; may stay empty). */
void scalar_explain(const struct schema *s, const struct field *f, struct json_value v, struct buf *message, struct buf *hint);
/* What was found, for a message: 7, 'text', null, a list of 3. */
void scalar_describe(struct json_value v, struct buf *out);
/* What a field takes, for a message: an integer from 1 to 5. */
void scalar_expected(const struct schema *s, const struct field *f, struct buf *out);

#endif
