/* SPDX-License-Identifier: MIT */
/*
 * merge: part of a document put into a whole one.
 *
 * Members of the part take the place of those of the whole; objects are merged member by member, everything else
 * (lists and null too) is replaced as one value; what the part does not have stays as it is. Keys come out sorted:
 * from two canonical documents comes a canonical one.
 *
 * No schema is asked. So that no field stands under its former name on one side only, the whole is one that
 * record_write_json wrote by the schema of today; and record_build judges what comes out.
 */
#ifndef PLUMB_MODEL_MERGE_H
#define PLUMB_MODEL_MERGE_H

#include "json/read.h"
#include "json/write.h"

/* Writes `whole` with `part` in it. Out of memory: the output's buffer has failed. */
void document_merge(struct json_value whole, struct json_value part, struct json_out *o);

#endif
