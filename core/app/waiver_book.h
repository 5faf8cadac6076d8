/* SPDX-License-Identifier: MIT */
/*
 * waiver_book: the waivers of a store that are in force at a moment, by project, as whoever judges wants them: with numbers
 * of rules, and whether the rule is still the one that they were asked for.
 */
#ifndef PLUMB_APP_WAIVER_BOOK_H
#define PLUMB_APP_WAIVER_BOOK_H

#include "model/verdict.h"
#include "store/store.h"

struct waiver_book;

/* Those of rules that are not among these are left out. The rules are not kept. */
int waiver_book_open(struct store *s, const struct rule_info *rules, size_t rule_count, int64_t as_of_ms, struct waiver_book **out, struct err *err);
/* Of a project by its key in the store; they live as long as the book. */
const struct waiver *waiver_book_of(const struct waiver_book *b, int64_t project, size_t *count);
/* The rule that a waiver was granted for, by its id or the one that it had; NULL: these policies do not have it. */
const struct rule_info *waiver_rule(const struct rule_info *rules, size_t count, const char *id);
void waiver_book_free(struct waiver_book *b); /* NULL is fine */

#endif
