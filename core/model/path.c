/* SPDX-License-Identifier: MIT */
/* path: see path.h. */
#include "model/path.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define STEP_MAX 512 /* bytes of a name or identity in a path that is read */
#define NEAR_MAX 256 /* identities that are looked at for "did you mean" */

void path_init(struct path *p)
{
	buf_init(&p->human);
	buf_init(&p->pointer);
}

void path_release(struct path *p)
{
	buf_release(&p->human);
	buf_release(&p->pointer);
}

void path_clear(struct path *p)
{
	buf_clear(&p->human);
	buf_clear(&p->pointer);
}

void path_field(struct path *p, const char *name)
{
	if (p->human.len)
		buf_putc(&p->human, '.');
	buf_puts(&p->human, name);
	buf_addf(&p->pointer, "/%s", name); /* a field's name needs no escaping: letters, digits and _ */
}

void path_escape(struct buf *out, const char *text, size_t len, const char *special)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] && strchr(special, text[i]))
			buf_putc(out, '\\');
		buf_putc(out, text[i]);
	}
}

void path_element(struct path *p, const struct schema *s, struct record r, uint32_t list, const struct kind *kind, uint32_t i)
{
	struct buf id = BUF_INIT;

	record_element_id(s, r, list, kind, i, &id);
	buf_putc(&p->human, '[');
	path_escape(&p->human, id.data, id.len, PATH_SPECIAL_ELEMENT);
	buf_putc(&p->human, ']');
	buf_addf(&p->pointer, "/%u", i);
	p->human.failed |= id.failed;
	buf_release(&id);
}

void path_item(struct path *p, uint32_t i)
{
	buf_addf(&p->human, "[%u]", i + 1);
	buf_addf(&p->pointer, "/%u", i);
}

struct path_mark path_mark(const struct path *p)
{
	return (struct path_mark){ p->human.len, p->pointer.len };
}

static void cut(struct buf *b, size_t len)
{
	if (len < b->len) {
		b->len = len;
		b->data[len] = 0;
	}
}

void path_rewind(struct path *p, struct path_mark mark)
{
	cut(&p->human, mark.human);
	cut(&p->pointer, mark.pointer);
}

/* Copies a step up to one of the bytes in `end` (or the end of the text), undoing backslashes; NULL: too long. */
static const char *take_step(const char *text, const char *end, char out[STEP_MAX])
{
	size_t n = 0;

	for (; *text && !strchr(end, *text); text++) {
		if (*text == '\\' && text[1])
			text++;
		if (n == STEP_MAX - 1)
			return NULL;
		out[n++] = *text;
	}
	out[n] = 0;
	return text;
}

/* The number of the element that is called `id`, or -1. */
static int64_t find_element(const struct schema *s, struct record r, uint32_t list, const struct kind *k, const char *id)
{
	const uint32_t count = record_list_count(r.words, list);
	struct buf b = BUF_INIT;
	int64_t found = -1;
	char *end;

	for (uint32_t i = 0; i < count && found < 0; i++) {
		buf_clear(&b);
		record_element_id(s, r, list, k, i, &b);
		if (!strcmp(b.data, id))
			found = i;
	}
	buf_release(&b);
	if (found < 0 && *id == '#' && id[1] >= '1' && id[1] <= '9') {
		const unsigned long n = strtoul(id + 1, &end, 10);
		if (!*end && n <= count)
			found = (int64_t)n - 1;
	}
	return found;
}

static int no_field(const struct schema *s, const struct kind *k, const char *name, struct err *err)
{
	const char *near = schema_suggest(s, k, name);

	err_set(err, ERR_INPUT, "a %s has no field '%s'", k->name, name);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	return ERR_INPUT;
}

static int no_element(const struct schema *s, struct record r, const struct path_target *t, const char *id, struct err *err)
{
	const struct kind *k = &s->kinds[t->field->kind];
	const uint32_t count = t->slot ? record_list_count(r.words, (uint32_t)*t->slot) : 0;
	const char *names[NEAR_MAX], *near;
	struct arena arena = ARENA_INIT;
	struct buf b = BUF_INIT;
	size_t n = 0;

	err_set(err, ERR_INPUT, "'%s' has no element '%s'", t->field->name, id);
	for (uint32_t i = 0; i < count && n < NEAR_MAX; i++) {
		buf_clear(&b);
		record_element_id(s, r, (uint32_t)*t->slot, k, i, &b);
		if ((names[n] = arena_strdup(&arena, b.data)))
			n++;
	}
	near = text_nearest(id, names, n);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	buf_release(&b);
	arena_release(&arena);
	return ERR_INPUT;
}

/* text stands behind '['; follows into the element. */
static int enter_element(const struct schema *s, struct record r, const char **text, struct path_target *t, struct path *p, struct err *err)
{
	char id[STEP_MAX];
	const char *end = take_step(*text, "]", id);

	if (!end || !*end)
		return err_set(err, ERR_INPUT, "'[%s' is not closed by ']'", *text);
	if (t->field->type != FIELD_LIST)
		return err_set(err, ERR_INPUT, "'%s' is a %s, not a list of objects", t->field->name, field_type_names[t->field->type]);
	const struct kind *k = &s->kinds[t->field->kind];
	const int64_t i = t->slot ? find_element(s, r, (uint32_t)*t->slot, k, id) : -1;
	if (i < 0)
		return no_element(s, r, t, id, err);
	if (p)
		path_element(p, s, r, (uint32_t)*t->slot, k, (uint32_t)i);
	t->object = record_list_at(r.words, (uint32_t)*t->slot, (uint32_t)i);
	t->kind = k;
	t->element = true;
	*text = end + 1;
	return 0;
}

/* From the field or element that was reached to the object in which the next field is looked for. */
static int enter_object(const struct schema *s, struct path_target *t, struct err *err)
{
	if (!t->field || t->element)
		return 0;
	if (t->field->type == FIELD_LIST)
		return err_set(err, ERR_INPUT, "'%s' is a list: say which element, as in %s[...]", t->field->name, t->field->name);
	if (t->field->type != FIELD_OBJECT)
		return err_set(err, ERR_INPUT, "'%s' is a %s and has no fields", t->field->name, field_type_names[t->field->type]);
	t->kind = &s->kinds[t->field->kind];
	t->object = t->slot ? (uint32_t)*t->slot : 0;
	return 0;
}

static int resolve(const struct schema *s, struct record r, const char *text, struct path_target *out, struct path *p, struct err *err)
{
	struct path_target t = { .kind = &s->kinds[0], .object = record_root(r) };
	char name[STEP_MAX];

	while (*text) {
		int rc = enter_object(s, &t, err);
		if (rc < 0)
			return rc;
		text = take_step(text, ".[", name);
		if (!text)
			return err_set(err, ERR_INPUT, "a step of the path is longer than %d bytes", STEP_MAX - 1);
		t.field = schema_field(s, t.kind, name, strlen(name));
		if (!t.field)
			return no_field(s, t.kind, name, err);
		t.slot = t.object ? record_slot(r.words, t.object, t.kind, t.field->index) : NULL;
		t.element = false;
		if (p)
			path_field(p, t.field->name);
		if (*text == '[') {
			text++;
			if ((rc = enter_element(s, r, &text, &t, p, err)) < 0)
				return rc;
		}
		if (*text && (*text != '.' || !*++text))
			return err_set(err, ERR_INPUT, "the path ends badly at '%s'", *text ? text : ".");
	}
	*out = t;
	return 0;
}

/* "/risks/0/score" -> "risks[#1].score" */
static void pointer_to_human(const char *pointer, struct buf *out)
{
	while (*pointer == '/') {
		const size_t n = strcspn(++pointer, "/");
		const bool number = n && n < 10 && strspn(pointer, "0123456789") == n;

		if (number)
			buf_addf(out, "[#%lu]", strtoul(pointer, NULL, 10) + 1);
		else
			buf_addf(out, "%s%.*s", out->len ? "." : "", (int)n, pointer);
		pointer += n;
	}
}

int path_resolve(const struct schema *s, struct record r, const char *text, struct path_target *out, struct path *p, struct err *err)
{
	struct buf human = BUF_INIT;

	if (*text != '/')
		return resolve(s, r, text, out, p, err);
	pointer_to_human(text, &human);
	const int rc = human.failed ? err_set(err, ERR_MEMORY, "out of memory") : resolve(s, r, human.data, out, p, err);
	buf_release(&human);
	return rc;
}
