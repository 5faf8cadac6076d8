/* SPDX-License-Identifier: MIT */
/*
 * undo: see undo.h. One walk over the record writes the document anew, asking for each path what became of it; offset 0 stands
 * for an object or list that is not there now and was before. Changes are sorted by path, so that those below one are together.
 */
#include "model/undo.h"

#include <stdlib.h>
#include <string.h>

#include "model/path.h"
#include "model/roster.h"

struct told {
	const char *path;          /* by the names of today */
	struct undo_change *change;
};
struct undo {
	const struct schema *schema;
	struct record record;
	struct told *changes;
	size_t count;
	struct buf path, id;
	bool failed;
};

static void undo_object(struct undo *u, const struct kind *k, uint32_t at, struct json_out *o);

/* ---- changes by their path ---- */

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct told *)a)->path, ((const struct told *)b)->path);
}

/* The first change whose path is not before u->path with `next` behind it. */
static size_t first_below(struct undo *u, char next)
{
	size_t low = 0, high = u->count;

	if (next)
		buf_putc(&u->path, next);
	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(u->changes[middle].path, u->path.data) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (next)
		u->path.data[--u->path.len] = 0;
	return low;
}

static struct undo_change *change_here(struct undo *u)
{
	const size_t i = first_below(u, 0);

	if (i == u->count || strcmp(u->changes[i].path, u->path.data))
		return NULL;
	u->changes[i].change->used = true;
	return u->changes[i].change;
}

/* What follows u->path in a change, where `next` does; NULL: it is no part of it. */
static const char *behind(const struct undo *u, size_t i, char next)
{
	const char *path = i < u->count ? u->changes[i].path : "";

	return !strncmp(path, u->path.data, u->path.len) && path[u->path.len] == next ? path + u->path.len + 1 : NULL;
}

static void go_back(struct undo *u, size_t len)
{
	u->path.len = len;
	if (u->path.cap)
		u->path.data[len] = 0;
}

static void go_field(struct undo *u, const char *name, size_t len)
{
	if (u->path.len)
		buf_putc(&u->path, '.');
	path_escape(&u->path, name, len, PATH_SPECIAL_NAME);
}

/* Whether anything is told of the field at u->path or below it. */
static bool is_told(struct undo *u)
{
	return change_here(u) || behind(u, first_below(u, '.'), '.') || behind(u, first_below(u, '['), '[');
}

/* ---- lists ---- */

/* An element that was there: one of now, or one that went. */
struct place {
	uint32_t now;             /* its number, counted from 1; 0: it went */
	const struct undo_change *went; /* that says so */
	uint32_t nth;             /* the place that it had; 0: it is known by its identity */
};

/* The number that an identity is, "#3"; 0: it is none. */
static uint32_t number_of(const char *id, size_t len)
{
	uint32_t n = 0;

	for (size_t i = 1; i < len && id[i] >= '0' && id[i] <= '9' && n < 100000000; i++)
		n = n * 10 + (uint32_t)(id[i] - '0');
	return len > 1 && *id == '#' ? n : 0;
}

/* As they were told: in the order of their list. Of two that are called alike the second is the second. */
static int as_told(const void *a, const void *b)
{
	const struct undo_change *x = ((const struct place *)a)->went, *y = ((const struct place *)b)->went;

	return (x > y) - (x < y);
}

static void gather_went(struct undo *u, struct place *places, uint32_t *count)
{
	const uint32_t stayed = *count;
	const char *id;

	for (size_t i = first_below(u, '['); (id = behind(u, i, '[')); i++) {
		struct undo_change *c = u->changes[i].change;
		const char *end = id;

		while (*end && *end != ']')
			end += *end == '\\' && end[1] ? 2 : 1;
		if (*end != ']' || end[1] || !c->from || c->to)
			continue;
		c->used = true;
		places[(*count)++] = (struct place){ .went = c, .nth = number_of(id, (size_t)(end - id)) };
	}
	if (*count > stayed)
		qsort(places + stayed, *count - stayed, sizeof *places, as_told);
}

static void go_element(struct undo *u, struct roster *ro, uint32_t i)
{
	buf_clear(&u->id);
	roster_put(ro, i, &u->id);
	buf_putc(&u->path, '[');
	path_escape(&u->path, u->id.data, u->id.len, PATH_SPECIAL_ELEMENT);
	buf_putc(&u->path, ']');
}

static void gather_stayed(struct undo *u, struct roster *ro, struct place *places, uint32_t *count)
{
	const size_t here = u->path.len;

	for (uint32_t i = 0; i < ro->count && !u->path.failed; i++) {
		const struct undo_change *c;

		go_element(u, ro, i);
		c = change_here(u);
		if (!c || c->from)
			places[(*count)++] = (struct place){ .now = i + 1, .nth = ro->sorted[ro->places[i]].len ? 0 : i + 1 };
		go_back(u, here);
	}
}

static bool is_called(struct undo *u, const struct roster *ro, const struct place *p, const char *id, size_t len)
{
	buf_clear(&u->id);
	if (p->now)
		roster_put(ro, p->now - 1, &u->id);
	return p->now && u->id.len == len && !memcmp(u->id.data, id, len);
}

/* Puts those that stayed in the order of the identities that a change tells of before. */
static void reorder(struct undo *u, const struct roster *ro, struct place *places, uint32_t count, struct json_value order)
{
	struct place *sorted = calloc(count + 1u, sizeof *sorted);
	struct json_iter it;
	uint32_t n = 0, i;

	u->failed |= !sorted;
	for (json_iter_begin(&it, order); sorted && json_iter_next(&it);) {
		size_t len;
		const char *id = json_string(it.value, &len);

		for (i = 0; i < count && !is_called(u, ro, &places[i], id, len); i++)
			;
		if (i < count) {
			sorted[n++] = places[i];
			places[i].now = 0;
		}
	}
	for (i = 0; sorted && i < count; i++)
		if (places[i].now)
			sorted[n++] = places[i];
	if (sorted)
		memcpy(places, sorted, n * sizeof *places);
	free(sorted);
}

static void undo_order(struct undo *u, const struct roster *ro, struct place *places, uint32_t count, const char *order)
{
	static const struct json_limits any = { 128u << 20, 8, 1u << 16, 100000000 };
	struct json_reader *reader = json_reader_new();
	struct json_value list;

	u->failed |= !reader;
	if (reader && json_read(reader, order, strlen(order), &any, &list, NULL) == 0)
		reorder(u, ro, places, count, list);
	json_reader_free(reader);
}

static void put_element(struct undo *u, struct roster *ro, const struct place *p, struct json_out *o)
{
	const size_t here = u->path.len;

	if (p->went) {
		json_put_raw(o, p->went->from, strlen(p->went->from));
		return;
	}
	go_element(u, ro, p->now - 1);
	undo_object(u, ro->kind, record_list_at(u->record.words, ro->list, p->now - 1), o);
	go_back(u, here);
}

/* Those whose place is known stand there, the others around them. */
static void put_places(struct undo *u, struct roster *ro, const struct place *places, uint32_t count, struct json_out *o)
{
	uint32_t *at = calloc(count + 1u, sizeof *at), next = 0; /* places[at[i] - 1] stands at i */

	u->failed |= !at;
	for (uint32_t i = 0; at && i < count; i++)
		if (places[i].nth && places[i].nth <= count)
			at[places[i].nth - 1] = i + 1;
	for (uint32_t i = 0; at && i < count; i++) {
		if (places[i].nth && places[i].nth <= count && at[places[i].nth - 1] == i + 1)
			continue;
		while (at[next])
			next++;
		at[next] = i + 1;
	}
	json_begin_array(o);
	for (uint32_t i = 0; at && i < count; i++)
		put_element(u, ro, &places[at[i] - 1], o);
	json_end_array(o);
	free(at);
}

/* How many elements went below this path, at most. */
static size_t count_below(struct undo *u)
{
	const size_t first = first_below(u, '[');
	size_t i = first;

	while (behind(u, i, '['))
		i++;
	return i - first;
}

static void undo_list(struct undo *u, const struct field *f, uint32_t at, struct json_out *o)
{
	struct undo_change *c = change_here(u);
	struct roster ro;
	struct place *places;
	uint32_t count = 0;

	roster_init(&ro, u->schema, u->record, at, &u->schema->kinds[f->kind]);
	places = calloc(ro.count + count_below(u) + 1, sizeof *places);
	if (!places || !roster_make(&ro)) {
		u->failed = true;
	} else {
		gather_stayed(u, &ro, places, &count);
		if (c && c->from && c->to)
			undo_order(u, &ro, places, count, c->from);
		gather_went(u, places, &count);
		if (count || (c ? c->from != NULL : at && !ro.count)) {
			json_key(o, f->name);
			put_places(u, &ro, places, count, o);
		}
	}
	free(places);
	roster_release(&ro);
}

/* ---- objects ---- */

static bool is_empty(const struct undo *u, const struct kind *k, uint32_t at)
{
	size_t len;

	for (unsigned i = 0; i < k->field_count; i++)
		if (record_given(u->record, at, k, i))
			return false;
	return !record_raw(u->record, at, k, &len);
}

static void undo_inner(struct undo *u, const struct field *f, uint32_t at, struct json_out *o)
{
	const struct kind *k = &u->schema->kinds[f->kind];
	const struct undo_change *c = change_here(u);
	struct buf text = BUF_INIT;
	struct json_out inner = json_out(&text, 0);

	undo_object(u, k, at, &inner);
	u->failed |= text.failed;
	if (text.len > 2 || (c ? c->from != NULL : at && is_empty(u, k, at))) {
		json_key(o, f->name);
		json_put_raw(o, text.data, text.len);
	}
	buf_release(&text);
}

static void undo_field(struct undo *u, const struct kind *k, const struct field *f, uint32_t at, struct json_out *o)
{
	const uint64_t *slot = at ? record_slot(u->record.words, at, k, f->index) : NULL;
	const bool nested = f->type == FIELD_OBJECT || f->type == FIELD_LIST;
	const struct undo_change *c;

	if (nested && (slot || is_told(u))) {
		if (f->type == FIELD_LIST)
			undo_list(u, f, slot ? (uint32_t)*slot : 0, o);
		else
			undo_inner(u, f, slot ? (uint32_t)*slot : 0, o);
		return;
	}
	c = nested ? NULL : change_here(u);
	if (c && c->from) {
		json_key(o, f->name);
		json_put_raw(o, c->from, strlen(c->from));
	} else if (!nested && !c && slot && record_given(u->record, at, k, f->index)) {
		json_key(o, f->name);
		record_write_value(u->schema, u->record, f, *slot, o);
	}
}

/* The name that a path goes on with, where it ends there; false: it goes deeper. */
static bool take_name(const char *text, struct buf *name)
{
	buf_clear(name);
	for (; *text && *text != '.' && *text != '['; text++)
		buf_putc(name, *text == '\\' && text[1] ? *++text : *text);
	return !*text && name->len;
}

/* Unknown members: those of now that were as they are, then those that a change tells of. */
static void undo_unknown(struct undo *u, const struct kind *k, uint32_t at, struct json_out *o)
{
	const char next = u->path.len ? '.' : 0;
	const size_t here = u->path.len;
	struct json_reader *reader = NULL;
	struct json_iter it;
	const int got = at ? record_raw_begin(u->record, at, k, &reader, &it) : 0;

	u->failed |= got < 0;
	while (got > 0 && json_iter_next(&it)) {
		go_field(u, it.key, it.key_len);
		if (!change_here(u)) {
			json_key_n(o, it.key, it.key_len);
			json_put_value(o, it.value, true);
		}
		go_back(u, here);
	}
	json_reader_free(reader);
	for (size_t i = next ? first_below(u, next) : 0; i < u->count; i++) {
		struct undo_change *c = u->changes[i].change;
		const char *rest = next ? behind(u, i, next) : u->changes[i].path;

		if (!rest)
			break;
		if (!take_name(rest, &u->id) || schema_field(u->schema, k, u->id.data, u->id.len))
			continue;
		c->used = true;
		if (c->from) {
			json_key_n(o, u->id.data, u->id.len);
			json_put_raw(o, c->from, strlen(c->from));
		}
	}
}

static void undo_object(struct undo *u, const struct kind *k, uint32_t at, struct json_out *o)
{
	const size_t here = u->path.len;

	json_begin_object(o);
	for (unsigned i = 0; i < k->field_count && !u->failed; i++) {
		go_field(u, k->fields[i].name, strlen(k->fields[i].name));
		undo_field(u, k, &k->fields[i], at, o);
		go_back(u, here);
	}
	if (!u->failed)
		undo_unknown(u, k, at, o);
	json_end_object(o);
}

/* ---- names of today ---- */

/* A path with each field by the name that it has now, into `out`. */
static void modernise(const struct schema *s, const char *path, struct buf *out, struct buf *name)
{
	const struct kind *k = &s->kinds[0];

	while (*path && k) {
		const struct field *f;
		size_t n = 0;

		while (path[n] && path[n] != '.' && path[n] != '[')
			n += path[n] == '\\' && path[n + 1] ? 2 : 1;
		buf_clear(name);
		buf_add(name, path, n);
		f = schema_field(s, k, name->data, name->len);
		buf_puts(out, f ? f->name : name->data);
		k = f && (f->type == FIELD_OBJECT || f->type == FIELD_LIST) ? &s->kinds[f->kind] : NULL;
		path += n;
		for (n = 0; *path == '[' && path[n] && path[n] != ']';)
			n += path[n] == '\\' && path[n + 1] ? 2 : 1;
		n += path[n] == ']';
		n += path[n] == '.';
		buf_add(out, path, n);
		path += n;
	}
	buf_puts(out, path);
}

int record_undo(const struct schema *s, struct record b, struct undo_change *changes, size_t count, struct buf *out, struct err *err)
{
	struct undo u = { .schema = s, .record = b, .changes = calloc(count + 1, sizeof *u.changes), .count = count, .path = BUF_INIT, .id = BUF_INIT };
	struct json_out o = json_out(out, 0);
	struct buf paths = BUF_INIT;
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		modernise(s, changes[i].path, &paths, &u.id);
		buf_putc(&paths, 0);
	}
	u.failed = !u.changes || paths.failed;
	for (size_t i = 0; !u.failed && i < count; i++) {
		changes[i].used = false;
		u.changes[i] = (struct told){ paths.data + at, &changes[i] };
		at += strlen(paths.data + at) + 1;
	}
	if (!u.failed) {
		if (count)
			qsort(u.changes, count, sizeof *u.changes, by_path);
		undo_object(&u, &s->kinds[0], record_root(b), &o);
	}
	u.failed |= u.path.failed || u.id.failed || out->failed;
	free(u.changes);
	buf_release(&paths);
	buf_release(&u.path);
	buf_release(&u.id);
	return u.failed ? err_set(err, ERR_MEMORY, "out of memory while changes of a project were undone") : 0;
}
