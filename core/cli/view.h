/* SPDX-License-Identifier: MIT */
/* view: members of a worker's answer, where a missing one reads as nothing. */
#ifndef PLUMB_CLI_VIEW_H
#define PLUMB_CLI_VIEW_H

#include "json/read.h"

static inline const char *text_of(struct json_value object, const char *key)
{
	struct json_value v;
	size_t len;

	return json_type(object) == JSON_T_OBJECT && json_get(object, key, &v) && json_type(v) == JSON_T_STRING ? json_string(v, &len) : "";
}

/* Begins a walk through a list; false: there is none, and the walk is over at once. */
static inline bool list_of(struct json_value object, const char *key, struct json_iter *it)
{
	struct json_value v;

	*it = (struct json_iter){ .next = 0 };
	if (json_type(object) != JSON_T_OBJECT || !json_get(object, key, &v) || json_type(v) != JSON_T_ARRAY)
		return false;
	json_iter_begin(it, v);
	return true;
}

static inline int number_of(struct json_value object, const char *key)
{
	struct json_value v;

	return json_get(object, key, &v) && json_type(v) == JSON_T_INT ? (int)json_int(v) : 0;
}

#endif
