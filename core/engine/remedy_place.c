/* SPDX-License-Identifier: MIT */
/* remedy_place: from what a probe saw to places of the document. */
#include <math.h>
#include <string.h>

#include "engine/remedy.h"

#define HISTORY "/history" /* what the project was is not to be changed */

static const uint64_t *slot_of(const struct ctx *c, const struct reading *r)
{
	return r->record ? record_slot(c->words, value_offset(r->record), &c->schema->kinds[value_kind(r->record)], r->field->index) : NULL;
}

/* What the document gave: a default or computed value is not there to be changed, but it is what the rule met. */
static const char *value_json(struct remedy *x, const struct field *f, uint64_t slot)
{
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);
	record_write_value(x->e->schema, x->e->ctx.record, f, slot, &o);
	const char *copy = b.failed || b.len > 1000 ? NULL : arena_strndup(&x->arena, b.data, b.len);
	buf_release(&b);
	return copy;
}

static bool fill(struct remedy *x, const struct field *f, const uint64_t *slot, struct place *out)
{
	out->field = f;
	out->there = slot != NULL;
	if (slot) {
		out->slot = *slot;
		out->from = value_json(x, f, *slot);
	}
	return out->path && out->pointer;
}

bool place_at(struct remedy *x, const char *path, struct place *out)
{
	struct path p;
	struct path_target t;
	*out = (struct place){ 0 };
	path_init(&p);
	bool found = path_resolve(x->e->schema, x->e->ctx.record, path, &t, &p, NULL) == 0 && t.field && !t.element;
	if (found) {
		out->path = arena_strdup(&x->arena, p.human.data);
		out->pointer = arena_strdup(&x->arena, p.pointer.data);
		out->kind = t.kind;
		out->object = t.object;
		found = fill(x, t.field, t.slot, out);
	}
	path_release(&p);
	return found;
}

bool place_of(struct remedy *x, const struct reading *r, struct place *out)
{
	struct ctx *c = &x->e->ctx;
	struct buf pointer = BUF_INIT;
	if (!r->record)
		return place_at(x, c->absences[value_index_of(r->marker)].path, out);
	path_of(c, r->record, NULL, &pointer);
	buf_addf(&pointer, "/%s", r->field->name);
	bool found = place_at(x, pointer.data, out);
	buf_release(&pointer);
	return found;
}

bool place_may_change(const struct remedy *x, const struct place *p)
{
	const size_t n = strlen(HISTORY);
	if (strncmp(p->pointer, HISTORY, n) == 0 && (!p->pointer[n] || p->pointer[n] == '/'))
		return false;
	if (!p->there)
		return true;
	if (p->field->is_id || (p->kind->id == 0 && p->field->index == x->e->schema->currency_field))
		return false;
	for (unsigned i = 0; i < p->kind->key_count; i++)
		if (p->kind->key_fields[i] == p->field->index)
			return false;
	return true;
}

/* ---- the sides of a comparison ---- */

/* "risk.score" -> "score", "score" -> ""; the name of a field at the end of an operand as it is written. */
static const char *last_name(struct remedy *x, const struct comparison *c, bool left, size_t *len)
{
	struct json_iter it;
	struct json_value v;
	*len = 0;
	if (!x->have_sites || !c->site)
		return "";
	for (json_iter_begin(&it, x->sites); json_iter_next(&it);) {
		if (it.index + 1 != c->site)
			continue;
		if (!json_get(it.value, left ? "left" : "right", &v) || json_type(v) != JSON_T_STRING)
			return "";
		size_t n;
		const char *s = json_string(v, &n), *dot = memrchr(s, '.', n);
		if (!dot)
			return "";
		*len = n - (size_t)(dot + 1 - s);
		return dot + 1;
	}
	return "";
}

size_t readings_of(struct remedy *x, const struct comparison *c, bool left, size_t *out, size_t max)
{
	const struct operand *o = left ? &c->left : &c->right;
	const struct probe *p = x->probe;
	size_t n = 0, len;
	const char *name = last_name(x, c, left, &len);
	bool named = false;
	for (size_t i = 0; i < p->read_count && n < max; i++) {
		const struct reading *r = &p->reads[i];
		const uint64_t *slot = slot_of(&x->e->ctx, r);
		bool same;
		if (r->marker) {
			same = o->type == OPERAND_VALUE && o->value == r->marker;
		} else {
			struct operand held = slot ? probe_operand(&x->e->ctx, r->field, *slot) : (struct operand){ .type = OPERAND_OTHER };
			same = operand_equal(&held, o);
		}
		if (!same)
			continue;
		/* another field of the same value is meant only where none of that name is */
		bool is_named = r->marker || (strlen(r->field->name) == len && memcmp(r->field->name, name, len) == 0);
		if (is_named && !named)
			n = 0;
		if (is_named || !named)
			out[n++] = i;
		named |= is_named;
	}
	return n;
}

/* ---- places to search ---- */

static bool is_number(const struct field *f) { return f->type == FIELD_INT || f->type == FIELD_NUMBER || f->type == FIELD_PERCENT || f->type == FIELD_MONEY; }

static bool is_ordered(const struct field *f) { return is_number(f) || f->type == FIELD_DATE || f->type == FIELD_DATETIME; }

/* Does the rule's own `when` compare this number with a limit? */
static bool is_threshold(struct remedy *x, size_t reading)
{
	size_t found[4];
	for (size_t i = 0; i < x->probe->comparison_count; i++) {
		const struct comparison *c = &x->probe->comparisons[i];
		if (c->part != PART_WHEN || c->how == COMPARED_EQ || c->how == COMPARED_NE)
			continue;
		for (int left = 0; left < 2; left++) {
			size_t n = readings_of(x, c, left, found, 4);
			for (size_t k = 0; k < n; k++)
				if (found[k] == reading)
					return true;
		}
	}
	return false;
}

static void add_place(struct remedy *x, struct place p, struct place *out, size_t *n, size_t max)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(out[i].pointer, p.pointer) == 0)
			return;
	bool foreign = p.there && probe_operand(&x->e->ctx, p.field, p.slot).type == OPERAND_MONEY;
	if (*n < max && !foreign && place_may_change(x, &p))
		out[(*n)++] = p;
}

static void add_inputs(struct remedy *x, const struct place *computed, struct place *out, size_t *n, size_t max)
{
	const struct field *fields[8];
	const char *dot = strrchr(computed->path, '.'), *slash = strrchr(computed->pointer, '/');
	size_t count = computed_inputs(&x->e->ctx, computed->kind, computed->object, computed->field, fields, 8);
	for (size_t i = 0; i < count; i++) {
		struct place p = { .kind = computed->kind, .object = computed->object, .escapes = computed->escapes };
		if (fields[i] == computed->field || !is_ordered(fields[i]))
			continue;
		p.path = arena_printf(&x->arena, "%.*s%s", (int)(dot ? dot + 1 - computed->path : 0), computed->path, fields[i]->name);
		p.pointer = arena_printf(&x->arena, "%.*s/%s", (int)(slash - computed->pointer), computed->pointer, fields[i]->name);
		if (fill(x, fields[i], record_slot(x->e->ctx.words, p.object, p.kind, fields[i]->index), &p))
			add_place(x, p, out, n, max);
	}
}

size_t places_to_search(struct remedy *x, struct place *out, size_t max, double *scale)
{
	struct ctx *c = &x->e->ctx;
	size_t n = 0;
	for (size_t i = 0; i < x->probe->read_count; i++) {
		struct place p;
		if (!place_of(x, &x->probe->reads[i], &p) || !is_ordered(p.field))
			continue;
		p.escapes = is_number(p.field) && is_threshold(x, i);
		add_place(x, p, out, &n, max);
		if (p.field->computed && p.object && !(p.there && record_given(c->record, p.object, p.kind, p.field->index)))
			add_inputs(x, &p, out, &n, max);
	}
	*scale = 0;
	for (size_t i = 0; i < n; i++) {
		struct operand held = out[i].there ? probe_operand(c, out[i].field, out[i].slot) : (struct operand){ .type = OPERAND_OTHER };
		if (held.type == OPERAND_NUMBER && out[i].field->type != FIELD_PERCENT && fabs(held.number) > *scale)
			*scale = fabs(held.number);
	}
	return n;
}
