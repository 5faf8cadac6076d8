/* SPDX-License-Identifier: MIT */
#include "app/difference.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/undo.h"
#include "store/history.h"
#include "store/projects.h"

/* One row of the history; those of one entry follow each other. */
struct line {
	int64_t seq, at_ms;
	enum { LINE_CHANGED, LINE_CREATED, LINE_DELETED, LINE_LOST, LINE_OTHER } what;
	struct undo_change change; /* of DELETED: from is the document */
};
struct way_back {
	const struct schema *schema;
	int64_t since_ms;
	struct arena arena;
	struct line *lines;
	size_t count, cap;
	bool begun, failed;
	struct json_reader *readers[2];
	struct record_builder *builders[2];
	struct buf now, then, spare; /* documents; empty: there is none */
};

static const struct json_limits stored = { 128u << 20, 1024, 1u << 16, 10000000 };

/* ---- the log ---- */

static const char *keep(struct way_back *x, const char *text)
{
	const char *copy = text ? arena_strdup(&x->arena, text) : NULL;

	x->failed |= text && !copy;
	return copy;
}

static bool on_row(void *ctx, const struct change_row *r)
{
	struct way_back *x = ctx;
	struct line line = { .seq = r->seq, .at_ms = r->at_ms, .what = LINE_OTHER };

	/* clocks jump, entries do not: from the first one on all count */
	x->begun |= r->at_ms >= x->since_ms;
	if (!x->begun)
		return true;
	if (x->count == x->cap) {
		size_t cap = x->cap ? 2 * x->cap : 256;
		struct line *lines = realloc(x->lines, cap * sizeof *lines);

		if (!lines) {
			x->failed = true;
			return false;
		}
		x->lines = lines;
		x->cap = cap;
	}
	if (!strcmp(r->action, "project.created"))
		line.what = LINE_CREATED;
	else if (r->erased || !strcmp(r->action, "project.erased"))
		line.what = LINE_LOST;
	else if (!strcmp(r->action, "project.deleted"))
		line.what = LINE_DELETED;
	else if (!strcmp(r->action, "project.changed"))
		line.what = LINE_CHANGED;
	if (line.what == LINE_CHANGED || line.what == LINE_DELETED)
		line.change = (struct undo_change){ keep(x, r->path), keep(x, r->from), keep(x, r->to), false };
	x->lines[x->count++] = line;
	return !x->failed;
}

/* ---- back through it ---- */

/* What it was need not have all that is required today. */
static int build(struct way_back *x, int i, const struct buf *text, struct record *out, struct err *err)
{
	struct violations v = { 0 };
	struct json_value root;
	int status = json_read(x->readers[i], text->data, text->len, &stored, &root, err);

	if (!status)
		status = record_build(x->builders[i], root, out, &v, err);
	if (status == ERR_INPUT && v.count) {
		err_set(err, ERR_INPUT, "the project as it was then does not fit the schema: %s: %s", v.items[0].pointer, v.items[0].message);
		err_hint(err, "plumb history tells each change by itself");
	}
	violations_release(&v);
	return status;
}

static int undo_entry(struct way_back *x, struct line *lines, size_t count, struct difference *out, struct err *err)
{
	struct undo_change *changes;
	struct record after;
	int status;

	/* a document that an older schema took was replaced as one */
	if (count == 1 && !*lines->change.path && lines->change.from) {
		buf_clear(&x->then);
		buf_puts(&x->then, lines->change.from);
		return 0;
	}
	if (!x->then.len) {
		out->untold += count;
		return 0;
	}
	changes = calloc(count, sizeof *changes);
	if (!changes)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count; i++)
		changes[i] = lines[i].change;
	buf_clear(&x->spare);
	status = build(x, 0, &x->then, &after, err);
	if (!status)
		status = record_undo(x->schema, after, changes, count, &x->spare, err);
	for (size_t i = 0; !status && i < count; i++)
		out->untold += !changes[i].used;
	if (!status) {
		struct buf before = x->spare;

		x->spare = x->then;
		x->then = before;
	}
	free(changes);
	return status;
}

static int go_back(struct way_back *x, struct difference *out, struct err *err)
{
	int status = 0;

	for (size_t end = x->count, from; end && !status; end = from) {
		const struct line *last = &x->lines[end - 1];

		for (from = end - 1; from && x->lines[from - 1].seq == last->seq; from--)
			;
		out->entries++;
		if (last->what == LINE_CREATED && !out->created_at)
			out->created_at = last->at_ms;
		if (last->what == LINE_DELETED && !out->deleted_at)
			out->deleted_at = last->at_ms;
		if (last->what == LINE_LOST)
			out->untold++;
		if (last->what == LINE_CREATED || last->what == LINE_DELETED)
			buf_clear(&x->then);
		if (last->what == LINE_DELETED && last->change.from)
			buf_puts(&x->then, last->change.from);
		if (last->what == LINE_CHANGED)
			status = undo_entry(x, &x->lines[from], end - from, out, err);
	}
	return status;
}

/* ---- and the difference ---- */

static int read_now(struct way_back *x, struct store *store, const char *id, struct err *err)
{
	struct buf text = BUF_INIT;
	struct stored_project p;
	struct err absent = ERR_INIT;
	int got = project_find(store, id, &text, &p, &absent);

	if (got == 1) {
		buf_add(&x->now, p.document, p.len);
		buf_add(&x->then, p.document, p.len);
	} else if (got < 0 && absent.code != ERR_INPUT) {
		*err = absent;
		absent = (struct err)ERR_INIT;
	} else {
		got = 0;
	}
	err_release(&absent);
	buf_release(&text);
	return got < 0 ? got : 0;
}

static int compare(struct way_back *x, const struct diff_sink *sink, struct err *err)
{
	struct record was, is;
	int status;

	if (!x->then.len || !x->now.len) {
		if (x->then.len || x->now.len)
			sink->change(sink->ctx, "", x->then.len ? x->then.data : NULL, x->now.len ? x->now.data : NULL);
		return 0;
	}
	if ((status = build(x, 0, &x->then, &was, err)) || (status = build(x, 1, &x->now, &is, err)))
		return status;
	return record_diff(x->schema, &was, &is, sink, err);
}

int project_difference(struct store *store, const struct schema *s, const char *id, int64_t since_ms, const struct diff_sink *sink, struct difference *out, struct err *err)
{
	struct way_back x = { .schema = s, .since_ms = since_ms, .arena = ARENA_INIT, .now = BUF_INIT, .then = BUF_INIT, .spare = BUF_INIT };
	int status;

	*out = (struct difference){ 0 };
	for (int i = 0; i < 2; i++) {
		x.readers[i] = json_reader_new();
		x.builders[i] = record_builder_new(s, true);
		x.failed |= !x.readers[i] || !x.builders[i];
		if (x.builders[i])
			record_builder_partial(x.builders[i], true);
	}
	status = x.failed ? 0 : history_of_project(store, id, NULL, 0, on_row, &x, err);
	if (!status && !x.failed)
		status = read_now(&x, store, id, err);
	if (!status && !x.failed)
		status = go_back(&x, out, err);
	x.failed |= x.then.failed || x.now.failed;
	if (!status && x.failed)
		status = err_set(err, ERR_MEMORY, "out of memory");
	out->was = x.then.len;
	out->is = x.now.len;
	if (!status)
		status = compare(&x, sink, err);
	for (int i = 0; i < 2; i++) {
		record_builder_free(x.builders[i]);
		json_reader_free(x.readers[i]);
	}
	buf_release(&x.now);
	buf_release(&x.then);
	buf_release(&x.spare);
	arena_release(&x.arena);
	free(x.lines);
	return status;
}
