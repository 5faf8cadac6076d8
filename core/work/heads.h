/* SPDX-License-Identifier: MIT */
/*
 * heads: what a report wants to know of a project besides its verdicts, by field name: id, name, type, customer, ... A company's
 * schema may lack any of them; then it is "".
 */
#ifndef PLUMB_WORK_HEADS_H
#define PLUMB_WORK_HEADS_H

#include "model/verdict.h"

#define HEADS_COUNT 8
struct heads {
	const struct schema *schema;
	const struct field *fields[HEADS_COUNT]; /* NULL: the schema has none that is a text */
};

/* schema may be NULL: then only heads_of_json works. */
void heads_init(struct heads *h, const struct schema *schema);
/* The texts live as long as the record, or the schema. */
void heads_of_record(const struct heads *h, struct record r, struct project_result *out);
/* A document that is refused may still say who it is. root NULL: it could not even be read. */
void heads_of_json(const struct json_value *root, struct project_result *out);
/* Those that are NULL become "". */
void heads_complete(struct project_result *r);

#endif
