/* SPDX-License-Identifier: MIT */
/*
 * embedded: files that are linked into the program (made by scripts/dev/embed.lua).
 * A table ends with an entry whose name is NULL. Bytes are followed by a NUL that `size` does not count.
 */
#ifndef PLUMB_BASE_EMBEDDED_H
#define PLUMB_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name; /* "schema.json", "declare", "risk/register.lua" */
	const char *data;
	size_t size;
};
extern const struct embedded schema_data[]; /* the built-in schema, as JSON */
extern const struct embedded lua_modules[]; /* Lua modules, precompiled: luacheck's parser and plumb's own */
extern const struct embedded library[];     /* the policies folder */
extern const struct embedded store_migrations[]; /* "1-projects.sql" ... */
extern const struct embedded manual_pages[]; /* docs/manual: "lists/count.md" ... */

#endif
