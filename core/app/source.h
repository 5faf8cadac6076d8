/* SPDX-License-Identifier: MIT */
/*
 * source: where documents come from, one after the other, whatever the format.
 *
 *   source_open("portfolio.ndjson", &options, &s, &err);
 *   while ((state = source_next(s, &item)) < SOURCE_END) ...
 *   source_free(s);
 *
 * A regular file is read where it is. A pipe, socket or terminal may have nothing to give for now: SOURCE_WAIT says so, and
 * source_fd is what becomes readable. Memory is that of one document and one block.
 */
#ifndef PLUMB_APP_SOURCE_H
#define PLUMB_APP_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "json/read.h"
#include "model/past.h"

struct source;
struct schema;
struct store;
struct activation;
struct loaded;
struct waiver;

/* An input without an end, or one endless line, must not hold up what ends it: after so many blocks others have a turn. */
enum { SOURCE_BLOCKS_A_TURN = 64 };

enum source_state {
	SOURCE_DOCUMENT, /* item.text is one */
	SOURCE_REFUSED,  /* item.why says why there is none; the source goes on */
	SOURCE_WAIT,
	SOURCE_MORE,     /* much was read and nothing has come of it yet: signals are to be looked after, then it goes on */
	SOURCE_END,
	SOURCE_FAILED,   /* item.why; the source is at its end */
};
struct source_item {
	const char *text;      /* valid until the next call */
	size_t len, line;
	const struct err *why; /* valid until the next call */
	const uint32_t *watched; size_t watched_count; /* as in pool_document; valid until the next call */
	struct past_list past;                         /* the same */
	const struct waiver *waivers; size_t waiver_count; /* the same; valid until the source is freed */
};
/* Cells of a table's column that are words where its field is something else: they were read as absent. */
struct source_words {
	const char *input, *column_name; /* "" where the table has no header */
	const char *field;
	const char *first;               /* what the first of them begins with, on one line */
	size_t column, line, count;      /* 1-based number of the column; line of the first one's row; how many */
};
struct source_options {
	struct store *store;         /* its projects are the documents, whatever the name; NULL: files */
	/* Of the session, filled in by those who judge: for the waivers of a store's projects, and what they were
	   before where a rule asks for it. NULL: neither is looked for. */
	const struct loaded *loaded;
	int64_t as_of_ms;
	const struct activation *generation; /* rules with open findings are watched by its numbers; NULL: none */
	struct json_limits limits;
	const char *map;             /* a table's mapping (--map), or NULL: NDJSON or JSON */
	const struct schema *schema; /* for the mapping */
	bool partial;                /* rows are parts of projects (input/mapping.h) */
	/* Called for each such column when the source is freed; may be NULL. The options must outlive the source. */
	void (*words)(void *ctx, const struct source_words *words);
	void *ctx;
	const char *called;          /* the input in what is told of it; NULL: as it is opened */
};

/* What a format implements. */
struct source_format {
	enum source_state (*next)(struct source *s, struct source_item *item);
	void (*free)(struct source *s);
};
struct source {
	const struct source_format *format;
	char *name;           /* as it is called; "-" is standard input */
	int fd;               /* -1: it never waits */
	bool pollable;        /* fd is one that can be waited for */
	uint64_t bytes, size; /* read so far, and in all (0: not known) */
};

/* name "-": standard input. */
int source_open(const char *name, const struct source_options *o, struct source **out, struct err *err);
static inline enum source_state source_next(struct source *s, struct source_item *item) { return s->format->next(s, item); }
void source_free(struct source *s); /* NULL is fine */

/* Opens a name for reading without ever waiting for a FIFO's other side; sets name, fd, pollable, size. called: in what is told of it, NULL:
   by that name. For the formats. */
int source_open_fd(struct source *s, const char *name, const char *called, struct err *err);
void source_close_fd(struct source *s);
/* read(2) that hides EINTR. Bytes, 0 at the end, -EAGAIN: wait, else -errno. */
int64_t source_read(struct source *s, char *into, size_t n);

int source_open_store(const struct source_options *o, struct source **out, struct err *err);
int source_open_json(const char *name, const struct source_options *o, struct source **out, struct err *err);
int source_open_csv(const char *name, const struct source_options *o, struct source **out, struct err *err);

#endif
