/* SPDX-License-Identifier: MIT */
/*
 * group: what rules across the portfolio are judged from, and what they say.
 *
 * A project gives a share to each group that it belongs to: its elements of one key (`by`), or itself among its peers
 * (`among`), as rows. All rows of a key are judged together, whatever project they are from, and what comes of it is a
 * verdict on every project that gave a row.
 */
#ifndef PLUMB_MODEL_GROUP_H
#define PLUMB_MODEL_GROUP_H

#include "model/verdict.h"

#define GROUP_ROWS_MAX 1000000u        /* of one key */
#define GROUP_BYTES_MAX (48u << 20)    /* with the names of their owners */

/* One row. Strings are never NULL. */
struct share {
	uint32_t rule;                 /* index into the ruleset */
	const char *key;               /* what `by` or `among` is here, as text */
	const char *currency;          /* of the project, "" where it states none */
	const char *row; size_t len;   /* JSON: what the rule can read of the element (record_write_row) */
};
/* The rows of one key; their JSON array goes beside it. */
struct group {
	uint32_t rule;
	const char *key;
	const char *currency;          /* of all of its rows, or "": not the same */
	const char *const *owners; size_t owner_count; /* by row: the id of its project */
};
/* A group with its rows, one of which is of the project that is explained. */
struct group_text {
	struct group group;
	const char *rows; size_t len;
	uint32_t own;
};
/* As word 2 of a record (model/record.h) has it. */
static inline uint32_t group_currency(const struct group *g)
{
	return g->currency[0] ? (uint32_t)(unsigned char)g->currency[0] | (uint32_t)(unsigned char)g->currency[1] << 8 | (uint32_t)(unsigned char)g->currency[2] << 16 : 0;
}
#define GROUP_EVERY_SUBJECT UINT32_MAX
/* What a rule says of a key, or, `among`, of one of its projects; from a moment on, until the next one of the same. */
struct group_verdict {
	const char *key;
	uint32_t subject;              /* row of the project; 0 where it is of the key as a whole; GROUP_EVERY_SUBJECT */
	int64_t from_ms;               /* UTC; INT64_MIN for the first */
	struct judgement verdict;      /* element and pointer are "" */
};

#endif
