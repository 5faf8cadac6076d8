/* SPDX-License-Identifier: MIT */
/* violation: the list of what is wrong with one document (record.h), and how the builder adds to it. */
#include <stdlib.h>
#include <string.h>

#include "json/locate.h"
#include "model/builder.h"

void violations_release(struct violations *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->items[i].pointer);
		free(v->items[i].message);
		free(v->items[i].hint);
	}
	free(v->items);
	*v = (struct violations){ 0 };
}

void violations_locate(struct violations *v, const char *text, size_t len, size_t first_line)
{
	for (size_t i = 0; i < v->count; i++) {
		struct violation *item = &v->items[i];
		if (json_locate(text, len, item->pointer, &item->line, &item->column) && first_line > 1)
			item->line += (int)(first_line - 1);
	}
}

int violations_error(struct violations *v, const char *text, size_t len, size_t first_line, struct err *err)
{
	const struct violation *first = &v->items[0];

	violations_locate(v, text, len, first_line ? first_line : 1);
	err_set(err, ERR_INPUT, "%s", first->message);
	err_at(err, NULL, first->line, first->column);
	err_pointer(err, first->pointer);
	if (first->hint)
		err_hint(err, "%s", first->hint);
	return ERR_INPUT;
}

void violations_format(const struct violations *v, const char *file, struct buf *out)
{
	for (size_t i = 0; i < v->count; i++) {
		const struct violation *item = &v->items[i];
		if (i)
			buf_putc(out, '\n');
		if (file)
			buf_addf(out, "%s:", file);
		if (item->line)
			buf_addf(out, "%d:%d:", item->line, item->column);
		buf_addf(out, "%serror: %s (at %s)", file || item->line ? " " : "", item->message, *item->pointer ? item->pointer : "the document's root");
		if (item->hint)
			buf_addf(out, "\n  %s", item->hint);
	}
	if (v->dropped)
		buf_addf(out, "\n  and %zu more", v->dropped);
}

static void put_pointer(const struct step *step, struct buf *out)
{
	if (!step)
		return;
	put_pointer(step->up, out);
	buf_putc(out, '/');
	if (!step->key) {
		buf_addf(out, "%zu", step->number);
		return;
	}
	for (size_t i = 0; i < step->number; i++) {
		if (step->key[i] == '~' || step->key[i] == '/')
			buf_puts(out, step->key[i] == '~' ? "~0" : "~1");
		else
			buf_putc(out, step->key[i]);
	}
}

static bool room_for_one(struct violations *v)
{
	if (v->count < v->cap)
		return true;
	size_t cap = v->cap ? 2 * v->cap : 8;
	struct violation *items = realloc(v->items, cap * sizeof *items);
	if (!items)
		return false;
	v->items = items;
	v->cap = cap;
	return true;
}

void builder_violation(struct record_builder *b, const struct step *step)
{
	struct violations *v = b->violations;
	struct violation item = { 0 };
	struct buf pointer = BUF_INIT;

	b->wrong++;
	if (v->count >= VIOLATIONS_MAX) {
		v->dropped++;
	} else {
		put_pointer(step, &pointer);
		b->failed |= pointer.failed || b->message.failed || b->hint.failed || !room_for_one(v);
		if (!b->failed) {
			item.message = strdup(b->message.data);
			item.hint = b->hint.len ? strdup(b->hint.data) : NULL;
			item.pointer = buf_detach(&pointer);
			b->failed = !item.pointer || !item.message || (b->hint.len && !item.hint);
			v->items[v->count++] = item;
		}
		buf_release(&pointer);
	}
	buf_clear(&b->message);
	buf_clear(&b->hint);
}
