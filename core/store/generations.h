/* SPDX-License-Identifier: MIT */
/*
 * generations: by which policies the store's findings are made. A generation is kept whole, its files by their content, so
 * that an older one can be made active again.
 */
#ifndef PLUMB_STORE_GENERATIONS_H
#define PLUMB_STORE_GENERATIONS_H

#include "base/arena.h"
#include "store/store.h"

struct stored_file { const char *path, *text; size_t len; };
struct stored_rule { const char *id, *formerly; int64_t key; }; /* formerly: NULL, or the id it had; key: filled in */

/* The hash of the active generation, "" when none is; out has 65 bytes. */
int generation_active(struct store *s, char out[65], struct err *err);
/* Its files, into the arena. */
int generation_files(struct store *s, const char *hash, struct arena *a, struct stored_file **files, size_t *count, struct err *err);

/*
 * Makes a generation the active one: keeps its files, renames rules, closes the findings of rules that it does not have, and
 * notes the activation in the log. Nothing happens when it is active already. closed: how many findings that were.
 */
struct activation {
	const char *hash, *engine; /* engine: plumb's version */
	const struct stored_file *files; size_t file_count;
	struct stored_rule *rules; size_t rule_count;
	const struct origin *by;
	int64_t key;               /* of the generation, filled in */
	size_t closed;
	bool was_active;
};
int generation_activate(struct store *s, struct activation *a, struct err *err);

struct activation_row { const char *hash, *engine, *actor, *reason; int64_t at_ms, seq; bool active; };
/* All activations, the newest first. */
int generation_history(struct store *s, void (*row)(void *ctx, const struct activation_row *r), void *ctx, struct err *err);

#endif
