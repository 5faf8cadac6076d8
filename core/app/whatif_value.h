/* SPDX-License-Identifier: MIT */
/* whatif_value: "risks[credit].score=7" as people type it: the path, and the value as the field's document has it. */
#ifndef PLUMB_APP_WHATIF_VALUE_H
#define PLUMB_APP_WHATIF_VALUE_H

#include "base/buf.h"
#include "model/schema.h"

/* Where the value begins: behind the first '=' that is not inside an element's brackets. NULL: there is none. */
const char *whatif_split(const char *text, size_t *path_len);
/*
 * A value as JSON: JSON as it is; else a bare word is a text, a date, a percentage, "300 USD" an amount. field NULL: an element,
 * which is JSON. Whether the schema takes it is found when the project is laid out.
 */
void whatif_value(const struct field *field, const char *text, struct buf *out);

#endif
