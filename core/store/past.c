/* SPDX-License-Identifier: MIT */
/*
 * past: a project's history for the policies. Samples and changes are read from the newest on, so that what is too much is
 * never read; then they are laid out together, oldest first.
 */
#include <stdlib.h>
#include <string.h>

#include "json/read.h"
#include "json/write.h"
#include "store/history.h"
#include "store/read.h"

struct past_row { int64_t seq; uint32_t order; struct past past; }; /* order: in which they were read */

static const struct json_limits stored = { 128u << 20, 1024, 1u << 16, 10000000 };

static bool keep_text(struct past_reading *r, const char *text, const char **out)
{
	*out = text ? arena_strdup(&r->arena, text) : NULL;
	r->bytes += text ? strlen(text) : 0;
	return !text || *out;
}

/* 1: there is room for more; 0: that is enough; negative: out of memory. */
static int add(struct past_reading *r, int64_t seq, const struct past *p, size_t least, struct err *err)
{
	struct past_row *row;
	bool kept;

	if (r->count - least == PAST_ENTRIES_MAX || r->bytes > PAST_BYTES_MAX) {
		r->cut = true;
		return 0;
	}
	if (r->count == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 256;
		struct past_row *rows = realloc(r->rows, cap * sizeof *rows);

		if (!rows)
			return err_set(err, ERR_MEMORY, "out of memory");
		r->rows = rows;
		r->cap = cap;
	}
	row = &r->rows[r->count++];
	*row = (struct past_row){ seq, (uint32_t)r->count, { .at_ms = p->at_ms, .change = p->change } };
	kept = keep_text(r, p->path, &row->past.path) && keep_text(r, p->from, &row->past.from) && keep_text(r, p->to, &row->past.to) &&
		keep_text(r, p->by, &row->past.by) && keep_text(r, p->why, &row->past.why);
	return kept ? 1 : err_set(err, ERR_MEMORY, "out of memory");
}

static int read_samples(struct sql *q, const struct stored_project *p, struct past_reading *r, struct err *err)
{
	sqlite3_stmt *st;
	int got = sql_first(q, &st, err, "SELECT seq, at, path, value FROM sample WHERE project = ? AND seq <= ? ORDER BY seq DESC, path", "ii", p->key, p->revision), room = 1;

	for (; got == 1 && room == 1; got = room == 1 ? sql_next(q, st, err) : got) {
		const struct past sample = { .at_ms = sqlite3_column_int64(st, 1), .path = sql_text(st, 2), .to = (const char *)sqlite3_column_text(st, 3) };

		room = add(r, sqlite3_column_int64(st, 0), &sample, 0, err);
	}
	sql_done(st);
	return got < 0 ? got : room < 0 ? room : 0;
}

static const char *member(struct json_value change, const char *key, struct buf *out)
{
	struct json_out json = json_out(out, 0);
	struct json_value v;

	buf_clear(out);
	if (!json_get(change, key, &v))
		return NULL;
	json_put_value(&json, v, false);
	return out->data;
}

struct texts { struct buf from, to; };

/* The changes of one entry of the log, which are all of one moment: their order among themselves is that of the document. */
static int add_changes(struct past_reading *r, sqlite3_stmt *st, size_t least, struct texts *t, struct err *err)
{
	struct past change = { .at_ms = sqlite3_column_int64(st, 1), .change = true, .by = sql_text(st, 2), .why = sql_text(st, 3) };
	struct json_value root, changes, path;
	struct json_iter it;
	size_t n;
	int room = 1;

	if (json_read(r->reader, sql_text(st, 4), (size_t)sqlite3_column_bytes(st, 4), &stored, &root, NULL) || !json_get(root, "changes", &changes))
		return 1;
	for (json_iter_begin(&it, changes); room == 1 && json_iter_next(&it);) {
		if (!json_get(it.value, "path", &path))
			continue;
		change.path = json_string(path, &n);
		change.from = member(it.value, "from", &t->from);
		change.to = member(it.value, "to", &t->to);
		room = t->from.failed || t->to.failed ? err_set(err, ERR_MEMORY, "out of memory") : add(r, sqlite3_column_int64(st, 0), &change, least, err);
	}
	return room;
}

static int read_changes(struct sql *q, const struct stored_project *p, struct past_reading *r, struct err *err)
{
	struct texts t = { BUF_INIT, BUF_INIT };
	const size_t least = r->count;
	sqlite3_stmt *st;
	int got = sql_first(q, &st, err, "SELECT a.seq, a.at, p.actor, p.reason, p.payload FROM audit a JOIN audit_payload p ON p.seq = a.seq"
		" WHERE a.project = ? AND a.seq <= ? AND a.action = 'project.changed' ORDER BY a.seq DESC", "ii", p->key, p->revision), room = 1;

	for (; got == 1 && room == 1; got = room == 1 ? sql_next(q, st, err) : got)
		room = add_changes(r, st, least, &t, err);
	sql_done(st);
	buf_release(&t.from);
	buf_release(&t.to);
	return got < 0 ? got : room < 0 ? room : 0;
}

static int by_seq(const void *a, const void *b)
{
	const struct past_row *x = a, *y = b;

	return x->seq != y->seq ? (x->seq > y->seq) - (x->seq < y->seq) : (x->order > y->order) - (x->order < y->order);
}

/* Times never fall: clocks jump, and the order is that in which things were kept. */
static int lay_out(struct past_reading *r, struct err *err)
{
	size_t first;
	struct past *entries;

	if (r->count)
		qsort(r->rows, r->count, sizeof *r->rows, by_seq);
	r->cut |= r->count > PAST_ENTRIES_MAX;
	first = r->count > PAST_ENTRIES_MAX ? r->count - PAST_ENTRIES_MAX : 0;
	entries = arena_alloc(&r->arena, (r->count - first + 1) * sizeof *entries);
	if (!entries)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = first; i < r->count; i++) {
		entries[i - first] = r->rows[i].past;
		if (i > first && entries[i - first].at_ms < entries[i - first - 1].at_ms)
			entries[i - first].at_ms = entries[i - first - 1].at_ms;
	}
	r->list = (struct past_list){ .entries = entries, .count = r->count - first, .kept = true, .cut = r->cut };
	return 0;
}

int past_read(struct store *s, const struct stored_project *p, struct past_reading *r, struct err *err)
{
	struct sql *q = store_reader(s);
	int status = 0;

	arena_clear(&r->arena);
	r->list = (struct past_list){ 0 };
	r->count = r->bytes = 0;
	r->cut = false;
	if (!r->reader && !(r->reader = json_reader_new()))
		return err_set(err, ERR_MEMORY, "out of memory");
	status = read_samples(q, p, r, err);
	r->bytes = 0;
	if (!status)
		status = read_changes(q, p, r, err);
	return status ? status : lay_out(r, err);
}

void past_reading_release(struct past_reading *r)
{
	arena_release(&r->arena);
	json_reader_free(r->reader);
	free(r->rows);
	*r = (struct past_reading){ 0 };
}
