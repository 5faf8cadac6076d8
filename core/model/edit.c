/* SPDX-License-Identifier: MIT */
/*
 * edit: one walk over the document. Each edit knows how many steps of its pointer lead to where the walk is: `level`; `rest`
 * is what remains of it. The edits that concern a value are those whose level is that of the value.
 */
#include "model/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pending {
	const struct edit *edit;
	const char *rest; /* "" when it has arrived, else "/..." */
	unsigned level;
	bool done;        /* it is a new member, and written */
};
struct editing {
	struct pending *edits;
	size_t count;
	struct json_out *o;
	const struct edit *lost; /* the first that leads nowhere */
};

static void write_value(struct editing *x, const struct json_value *v, unsigned level);

/* ---- steps of pointers ---- */

static size_t step_length(const char *rest)
{
	return strcspn(rest + 1, "/");
}

/* How the first step of "/a~1b/c" compares with a key, in byte order. */
static int step_order(const char *rest, const char *key, size_t len)
{
	const size_t n = step_length(rest);
	size_t at = 0;

	for (size_t i = 1; i <= n; i++, at++) {
		unsigned char c = (unsigned char)rest[i];

		if (c == '~' && i < n && (rest[i + 1] == '0' || rest[i + 1] == '1'))
			c = rest[++i] == '0' ? '~' : '/';
		if (at == len)
			return 1;
		if (c != (unsigned char)key[at])
			return c < (unsigned char)key[at] ? -1 : 1;
	}
	return at < len ? -1 : 0;
}

static void step_text(const char *rest, struct buf *out)
{
	const size_t n = step_length(rest);

	buf_clear(out);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && rest[i] == '~' && (rest[i + 1] == '0' || rest[i + 1] == '1'))
			buf_putc(out, rest[++i] == '0' ? '~' : '/');
		else
			buf_putc(out, rest[i]);
	}
}

/* The edits that lead to this member go on into it; whether there are any. */
static bool enter(struct editing *x, unsigned level, const char *key, size_t len)
{
	bool any = false;

	for (size_t i = 0; i < x->count; i++) {
		struct pending *p = &x->edits[i];

		if (p->level != level || !*p->rest || step_order(p->rest, key, len))
			continue;
		p->rest += 1 + step_length(p->rest);
		p->level++;
		any = true;
	}
	return any;
}

static void leave(struct editing *x, unsigned level)
{
	for (size_t i = 0; i < x->count; i++) {
		struct pending *p = &x->edits[i];

		if (p->level != level + 1)
			continue;
		do
			p->rest--;
		while (*p->rest != '/');
		p->level = level;
	}
}

/* The edit of exactly this value, or NULL. */
static const struct edit *arrived(const struct editing *x, unsigned level)
{
	const struct edit *last = NULL;

	for (size_t i = 0; i < x->count; i++)
		if (x->edits[i].level == level && !*x->edits[i].rest)
			last = x->edits[i].edit;
	return last;
}

/* Whether something is put at this value or into it. */
static bool adds(const struct editing *x, unsigned level)
{
	for (size_t i = 0; i < x->count; i++)
		if (x->edits[i].level == level && x->edits[i].edit->json)
			return true;
	return false;
}

static void lose(struct editing *x, const struct pending *p)
{
	if (!x->lost)
		x->lost = p->edit;
}

/* ---- values ---- */

/* The next new member in byte order, of those before `until` (NULL: of all). */
static struct pending *next_new(struct editing *x, const struct json_value *object, unsigned level, const struct json_iter *until, struct buf *key)
{
	struct pending *next = NULL;
	struct json_value member;

	for (size_t i = 0; i < x->count; i++) {
		struct pending *p = &x->edits[i];

		if (p->level != level || !*p->rest || p->done || (until && step_order(p->rest, until->key, until->key_len) >= 0))
			continue;
		step_text(p->rest, key);
		if (object && json_get(*object, key->data, &member))
			continue;
		step_text(next ? next->rest : p->rest, key);
		if (!next || step_order(p->rest, key->data, key->len) < 0)
			next = p;
	}
	if (next)
		step_text(next->rest, key);
	return next;
}

static void put_new(struct editing *x, const struct json_value *object, unsigned level, const struct json_iter *until)
{
	struct buf key = BUF_INIT;

	while (next_new(x, object, level, until, &key)) {
		enter(x, level, key.data, key.len);
		if (adds(x, level + 1)) {
			json_key_n(x->o, key.data, key.len);
			write_value(x, NULL, level + 1);
		}
		leave(x, level);
		for (size_t i = 0; i < x->count; i++)
			x->edits[i].done |= x->edits[i].level == level && *x->edits[i].rest && !step_order(x->edits[i].rest, key.data, key.len);
	}
	x->o->buf->failed |= key.failed;
	buf_release(&key);
}

/* object NULL: one that is not there yet. */
static void write_object(struct editing *x, const struct json_value *object, unsigned level)
{
	struct json_iter it;

	json_begin_object(x->o);
	if (object)
		for (json_iter_begin(&it, *object); json_iter_next(&it);) {
			put_new(x, object, level, &it);
			const bool into = enter(x, level, it.key, it.key_len);
			const struct edit *here = into ? arrived(x, level + 1) : NULL;
			if (!here || here->json) {
				json_key_n(x->o, it.key, it.key_len);
				if (into)
					write_value(x, &it.value, level + 1);
				else
					json_put_value(x->o, it.value, false);
			}
			leave(x, level);
		}
	put_new(x, object, level, NULL);
	json_end_object(x->o);
}

/* "/0", "/12": an index below n. */
static bool is_index(const char *rest, size_t n)
{
	const size_t len = step_length(rest);

	return len && len < 10 && strspn(rest + 1, "0123456789") == len && (len == 1 || rest[1] != '0') && strtoul(rest + 1, NULL, 10) < n;
}

static void write_array(struct editing *x, struct json_value array, unsigned level)
{
	const size_t n = json_count(array);
	struct json_iter it;
	char key[24];

	for (size_t i = 0; i < x->count; i++)
		if (x->edits[i].level == level && *x->edits[i].rest && !is_index(x->edits[i].rest, n))
			lose(x, &x->edits[i]);
	json_begin_array(x->o);
	for (json_iter_begin(&it, array); json_iter_next(&it);) {
		const bool into = enter(x, level, key, (size_t)snprintf(key, sizeof key, "%zu", it.index));
		const struct edit *here = into ? arrived(x, level + 1) : NULL;
		if (into && (!here || here->json))
			write_value(x, &it.value, level + 1);
		else if (!into)
			json_put_value(x->o, it.value, false);
		leave(x, level);
	}
	json_end_array(x->o);
}

/* v NULL: there is none yet. An edit concerns it, or something in it. */
static void write_value(struct editing *x, const struct json_value *v, unsigned level)
{
	const struct edit *here = arrived(x, level);

	if (here) {
		json_put_raw(x->o, here->json, here->len);
		return;
	}
	switch (v ? json_type(*v) : JSON_T_NULL) {
	case JSON_T_NULL: write_object(x, NULL, level); return;
	case JSON_T_OBJECT: write_object(x, v, level); return;
	case JSON_T_ARRAY: write_array(x, *v, level); return;
	default: break;
	}
	for (size_t i = 0; i < x->count; i++)
		if (x->edits[i].level == level)
			lose(x, &x->edits[i]);
	json_put_value(x->o, *v, false);
}

int document_edit(struct json_value document, const struct edit *edits, size_t count, struct json_out *o, struct err *err)
{
	struct editing x = { .edits = calloc(count + 1, sizeof *x.edits), .count = count, .o = o };

	if (!x.edits)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count; i++) {
		x.edits[i] = (struct pending){ .edit = &edits[i], .rest = edits[i].pointer };
		if (*edits[i].pointer != '/')
			lose(&x, &x.edits[i]);
	}
	if (!x.lost)
		write_value(&x, &document, 0);
	free(x.edits);
	if (x.lost)
		return err_set(err, ERR_INPUT, "'%s' leads nowhere", x.lost->pointer);
	return o->buf->failed ? err_set(err, ERR_MEMORY, "out of memory") : 0;
}
