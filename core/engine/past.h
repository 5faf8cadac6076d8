/* SPDX-License-Identifier: MIT */
/*
 * past: a project's history as the words ask for it. Only core/engine includes this.
 *
 * The index is made when a word first asks, so that a project of which nobody asks costs nothing: what the host gave
 * (ctx.given_past) and the document's own `history`, by the names that fields have today, sorted by path and then by time.
 */
#ifndef PLUMB_ENGINE_PAST_H
#define PLUMB_ENGINE_PAST_H

#include "engine/state.h"

#define PAST_UNDATED INT64_MIN

struct past_entry { struct past past; uint32_t order; }; /* order: in which they were told; at_ms may be PAST_UNDATED */
struct past_index {
	struct past_entry *entries; size_t count;
	bool known;                  /* somebody keeps a history; without entries, nothing happened */
	bool cut;                    /* there were older entries */
	struct json_reader *reader;
	struct arena arena;
};

/* Of the current project. Raises when memory is out. */
const struct past_index *past_of(lua_State *L);
/* The first entry whose path does not come before this one: those of the path and of what is below it follow. */
size_t past_first(const struct past_index *x, const char *path);
/* Is `path` this one, or below it? Everything is below "". */
bool past_is_below(const char *path, const char *top, size_t top_len);
/* Pushes a value as a policy sees it: of field f, or (f NULL) whatever JSON has. false, nothing pushed: it is no value of that field. */
bool past_push(lua_State *L, const struct field *f, const char *json);
/* The field at the end of a path; NULL where an element or nothing that the schema knows is there. */
const struct field *past_field(const struct schema *s, const char *path);
/* Pushes the path of `name` in a record, as entries have it: "goals[revenue].forecast". name "": of the record itself. */
const char *past_push_path(lua_State *L, value_t record, const char *name);

#endif
