/* SPDX-License-Identifier: MIT */
/* mapping_read: what the files that read a mapping share. Private to core/input. Functions answer 0 or an error's code. */
#ifndef PLUMB_INPUT_MAPPING_READ_H
#define PLUMB_INPUT_MAPPING_READ_H

#include "base/buf.h"
#include "input/mapping.h"

struct mapping_reading {
	struct mapping *m;
	const char *text, *name; /* of the file */
	size_t len;
	struct buf pointer;      /* where we are */
	struct cell_rules rules; /* the whole table's */
	bool partial;
	const char *choices;     /* for a message */
	struct err *err;
};

/* An error at the place where the reading is. */
int mapping_refuse(struct mapping_reading *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int mapping_no_memory(struct mapping_reading *r);
int mapping_unknown_key(struct mapping_reading *r, const char *key, const char *const *known, size_t n);
/* Into a member, and out again with what enter answered. */
size_t mapping_enter(struct mapping_reading *r, const char *key);
void mapping_leave(struct mapping_reading *r, size_t before);

int mapping_read_text(struct mapping_reading *r, struct json_value v, const char **out);
int mapping_read_words(struct mapping_reading *r, struct json_value v, struct words *out);
int mapping_read_choice(struct mapping_reading *r, struct json_value v, const char *const *choices, size_t n, unsigned *out);
int mapping_read_column(struct mapping_reading *r, struct json_value v, struct column_ref *out);
int mapping_read_columns(struct mapping_reading *r, struct json_value v, struct column_ref **out, size_t *count);
/* 1: key is none of the settings of cells. */
int mapping_read_rule(struct mapping_reading *r, const char *key, struct json_value v, struct cell_rules *rules);
int mapping_check_rules(struct mapping_reading *r, const struct cell_rules *rules);
/* "fields" and "constants" of the mapping's root (mapping_fields.c). */
int mapping_read_fields(struct mapping_reading *r, struct json_value root);

#endif
