/* SPDX-License-Identifier: MIT */
/*
 * past: what a project was before: values that its tracked fields had, and changes of any field. It travels from a store to
 * the policies that ask for it.
 *
 * Values are JSON as the field itself is written. Entries are in the order in which they were kept, their times never fall.
 */
#ifndef PLUMB_MODEL_PAST_H
#define PLUMB_MODEL_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAST_ENTRIES_MAX 10000u    /* of one project; the newest are kept */
#define PAST_BYTES_MAX (4u << 20)

struct past {
	int64_t at_ms;         /* UTC */
	bool change;           /* a change: from, to, by and why; else a value: to */
	const char *path;      /* "goals[revenue].forecast" (model/path.h) */
	const char *from, *to; /* NULL: absent */
	const char *by, *why;  /* NULL: not known */
};
struct past_list {
	const struct past *entries;
	size_t count;
	bool kept;             /* somebody keeps the project's history, though it may have no entries yet */
	bool cut;              /* there were older entries */
};

#endif
