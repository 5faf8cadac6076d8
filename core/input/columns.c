/* SPDX-License-Identifier: MIT */
/* columns: see columns.h. Tables have tens of columns: everything is looked for from the beginning. */
#include "input/columns.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { SHOWN_WIDTH = 48, TOLD_MOST = 20 };

static bool fits(const struct column_ref *ref, const char *name)
{
	return ref->beginning ? !strncmp(name, ref->name, strlen(ref->name)) : !strcmp(name, ref->name);
}

static void put_short(const char *s, struct buf *out)
{
	const size_t n = strlen(s), fit = text_fit(s, n, SHOWN_WIDTH);

	buf_putc(out, '\'');
	for (size_t i = 0; i < fit; i++) /* control characters that a wrong encoding left in names do not go to a terminal */
		buf_putc(out, (unsigned char)s[i] < 0x20 ? ' ' : s[i]);
	buf_puts(out, fit < n ? "\xE2\x80\xA6'" : "'");
}

void columns_describe(const struct columns *c, size_t column, struct buf *out)
{
	buf_addf(out, "column %zu", column + 1);
	if (column < c->count && *c->names[column]) {
		buf_putc(out, ' ');
		put_short(c->names[column], out);
	}
}

/* A name near in spelling, else one that begins alike: long headers are rarely near as a whole. */
static const char *suggest(const struct columns *c, const char *name)
{
	const char *near = text_nearest(name, c->names, c->count), *best = NULL;
	size_t longest = 3;

	for (size_t i = 0; !near && i < c->count; i++) {
		size_t same = 0;
		while (name[same] && !strncasecmp(name + same, c->names[i] + same, 1))
			same++;
		if (same > longest) {
			longest = same;
			best = c->names[i];
		}
	}
	return near ? near : best;
}

struct binding {
	const struct columns *c;
	struct buf text;
	size_t mistakes;
};

/* Begins the next mistake's line; false: enough were told. */
static bool mistake(struct binding *b)
{
	if (b->mistakes++ >= TOLD_MOST)
		return false;
	buf_puts(&b->text, "\n  ");
	return true;
}

static void tell_missing(struct binding *b, const struct column_ref *ref, const char *what)
{
	const char *near = suggest(b->c, ref->name);

	if (!mistake(b))
		return;
	buf_addf(&b->text, "%s: the file has no column %s", what, ref->beginning ? "that begins with " : "");
	put_short(ref->name, &b->text);
	if (near) {
		buf_puts(&b->text, "; did you mean ");
		put_short(near, &b->text);
		buf_putc(&b->text, '?');
	}
}

static void tell_several(struct binding *b, const struct column_ref *ref, const char *what)
{
	bool first = true;

	if (!mistake(b))
		return;
	buf_addf(&b->text, "%s: several columns %s ", what, ref->beginning ? "begin with" : "are called");
	put_short(ref->name, &b->text);
	buf_puts(&b->text, " (");
	for (size_t i = 0; i < b->c->count; i++)
		if (fits(ref, b->c->names[i])) {
			buf_addf(&b->text, "%s%zu", first ? "" : ", ", i + 1);
			first = false;
		}
	buf_puts(&b->text, "); give its number");
}

static void find(struct binding *b, const struct column_ref *ref, const char *what, unsigned *out)
{
	size_t found = 0;

	if (!ref->name) {
		*out = ref->number - 1;
		if (ref->number > b->c->count && mistake(b))
			buf_addf(&b->text, "%s: there is no column %u; the file has %zu", what, ref->number, b->c->count);
		return;
	}
	for (size_t i = 0; i < b->c->count; i++)
		if (fits(ref, b->c->names[i]) && !found++)
			*out = (unsigned)i;
	/* of a beginning and the whole name, the whole name is meant */
	for (size_t i = 0; ref->beginning && found > 1 && i < b->c->count; i++)
		if (!strcmp(b->c->names[i], ref->name)) {
			*out = (unsigned)i;
			found = 1;
		}
	if (!found)
		tell_missing(b, ref, what);
	else if (found > 1)
		tell_several(b, ref, what);
}

/* With "ignore", each column has its reader or is left out on purpose. */
static void check_unread(struct binding *b, const struct mapping *m, bool *read)
{
	for (size_t i = 0; i < m->ignore_count; i++) {
		const struct column_ref *ref = &m->ignore[i];
		bool used = false;
		for (size_t k = 0; k < b->c->count; k++)
			if (ref->name ? fits(ref, b->c->names[k]) : ref->number == k + 1)
				used = read[k] = true;
		if (!used && ref->name)
			tell_missing(b, ref, "ignore");
		else if (!used && mistake(b))
			buf_addf(&b->text, "ignore: there is no column %u; the file has %zu", ref->number, b->c->count);
	}
	for (size_t k = 0; k < b->c->count; k++)
		if (!read[k] && mistake(b)) {
			columns_describe(b->c, k, &b->text);
			buf_puts(&b->text, " is neither mapped nor under \"ignore\"");
		}
}

static bool take_names(struct columns *c, const char *const *names, size_t count)
{
	c->names = arena_alloc(&c->arena, (count + 1) * sizeof *c->names);
	if (!c->names)
		return false;
	for (; c->count < count; c->count++) {
		char *name = arena_strdup(&c->arena, names ? names[c->count] : "");
		if (!name)
			return false;
		mapping_collapse(name, strlen(name));
		c->names[c->count] = name;
	}
	return true;
}

int columns_bind(struct columns *c, const struct mapping *m, const char *const *names, size_t count, struct err *err)
{
	struct binding b = { .c = c, .text = BUF_INIT };
	bool *read;
	int rc = 0;

	*c = (struct columns){ .arena = ARENA_INIT };
	if (!take_names(c, names, count) || !(c->of_field = arena_alloc(&c->arena, (m->field_count + 1) * sizeof *c->of_field)) ||
		!(read = arena_alloc(&c->arena, count + 1)))
		goto memory;
	for (size_t i = 0; i < m->field_count; i++) {
		const struct mapped_field *f = &m->fields[i];
		if (!(c->of_field[i] = arena_alloc(&c->arena, (f->column_count + 1) * sizeof **c->of_field)))
			goto memory;
		for (size_t k = 0; k < f->column_count; k++) {
			find(&b, &f->columns[k], f->path, &c->of_field[i][k]);
			if (c->of_field[i][k] < count)
				read[c->of_field[i][k]] = true;
		}
	}
	if (m->all_columns)
		check_unread(&b, m, read);
	if (b.mistakes > TOLD_MOST)
		buf_addf(&b.text, "\n  and %zu more", b.mistakes - TOLD_MOST);
	if (b.mistakes) {
		rc = err_set(err, ERR_INPUT, "the mapping does not fit the file:%s", b.text.data);
		columns_release(c);
	}
	buf_release(&b.text);
	return rc;
memory:
	buf_release(&b.text);
	columns_release(c);
	return err_set(err, ERR_MEMORY, "out of memory");
}

void columns_release(struct columns *c)
{
	arena_release(&c->arena);
	*c = (struct columns){ .arena = ARENA_INIT };
}
