/* SPDX-License-Identifier: MIT */
/*
 * edit: a document with some of its values other than they are.
 *
 *   struct edit edits[] = { { "/risks/0/score", "7", 1 }, { "/budget/note", NULL, 0 } };
 *   document_edit(root, edits, 2, &out, &err);
 *
 * Where one edit stands inside another's value the outer one counts; of two of the same place the later. Objects on the way
 * that the document does not have are made. New members stand where they belong in byte order, so that a canonical document
 * stays one (by canonical values). No schema is asked: record_build judges what comes out.
 */
#ifndef PLUMB_MODEL_EDIT_H
#define PLUMB_MODEL_EDIT_H

#include "base/err.h"
#include "json/read.h"
#include "json/write.h"

struct edit {
	const char *pointer;          /* JSON Pointer; not "" */
	const char *json; size_t len; /* the value; NULL: what is there is taken out */
};
/* ERR_INPUT: a pointer leads nowhere (through a scalar, or beyond a list's end). Taking out what is not there is no error. */
int document_edit(struct json_value document, const struct edit *edits, size_t count, struct json_out *o, struct err *err);

#endif
