/* SPDX-License-Identifier: MIT */
/* remedy_candidate: the changes that an evaluation suggests. */
#include <string.h>

#include "engine/remedy.h"

enum { VALUES_MAX = 32 };

static bool is_inside(const char *pointer, const char *outer)
{
	size_t n = strlen(outer);
	return strncmp(pointer, outer, n) == 0 && pointer[n] == '/';
}

bool candidate_add(const struct candidate *base, const struct place *p, enum relation relation, const char *json, const char *text, struct candidate *out)
{
	*out = (struct candidate){ .escapes = false };
	for (unsigned i = 0; i < base->count; i++) {
		if (strcmp(base->changes[i].pointer, p->pointer) == 0)
			return false;
		bool inside = is_inside(p->pointer, base->changes[i].pointer);
		if (inside && base->changes[i].field->type != FIELD_OBJECT)
			return false;
		if (!inside) /* an object that was given is made anyway for what is in it */
			out->changes[out->count++] = base->changes[i];
	}
	if (out->count == CHANGES_MAX)
		return false;
	out->changes[out->count++] = (struct change){ p->path, p->pointer, p->field, relation, json, text, p->from };
	return true;
}

static void add(struct candidates *list, const struct candidate *base, const struct place *p, enum relation relation, const char *json, const char *text, bool escapes)
{
	struct candidate c;
	if (list->count == CANDIDATES_MAX || !place_may_change(list->x, p) || !candidate_add(base, p, relation, json, text, &c))
		return;
	const struct change *new = &c.changes[c.count - 1];
	for (size_t i = 0; i < list->count; i++) {
		const struct change *old = &list->items[i].changes[list->items[i].count - 1];
		bool same = old->json && json ? strcmp(old->json, json) == 0 : old->json == json;
		if (same && strcmp(old->pointer, new->pointer) == 0)
			return;
	}
	c.escapes = escapes && (!base->count || base->escapes); /* each of its changes does: no other came along */
	list->items[list->count++] = c;
}

/* ---- of each kind ---- */

static bool is_compared(struct remedy *x, size_t reading)
{
	size_t found[4];
	for (size_t i = 0; i < x->probe->comparison_count; i++)
		for (int left = 0; left < 2; left++) {
			size_t n = readings_of(x, &x->probe->comparisons[i], left, found, 4);
			for (size_t k = 0; k < n; k++)
				if (found[k] == reading)
					return true;
		}
	return false;
}

static bool is_empty_list(const struct remedy *x, const struct place *p)
{
	return p->there && (p->field->type == FIELD_LIST || p->field->type == FIELD_SET) && record_list_count(x->e->ctx.words, (uint32_t)p->slot) == 0;
}

/* What is absent could be given. Where it is compared too, the comparison says better with what. */
static void add_given(struct remedy *x, struct candidates *list, const struct candidate *base)
{
	const char *json[VALUES_MAX], *text[VALUES_MAX];
	for (size_t i = 0; i < x->probe->read_count; i++) {
		const struct reading *r = &x->probe->reads[i];
		struct place p;
		if (r->record && !r->marker && r->field->type != FIELD_LIST && r->field->type != FIELD_SET)
			continue;
		if (!place_of(x, r, &p) || (!r->marker && !is_empty_list(x, &p)) || is_compared(x, i))
			continue;
		size_t n = given_values(x, p.field, json, text, VALUES_MAX);
		for (size_t v = 0; v < n; v++)
			add(list, base, &p, RELATION_GIVEN, json[v], text[v], false);
	}
}

static void add_turned(struct remedy *x, struct candidates *list, const struct candidate *base, const struct comparison *c, bool left, bool want)
{
	static const enum compared mirrored[] = { [COMPARED_EQ] = COMPARED_EQ, [COMPARED_NE] = COMPARED_NE, [COMPARED_LT] = COMPARED_GT,
		[COMPARED_LE] = COMPARED_GE, [COMPARED_GT] = COMPARED_LT, [COMPARED_GE] = COMPARED_LE };
	const struct operand *other = left ? &c->right : &c->left;
	enum compared how = left ? c->how : mirrored[c->how];
	size_t found[3], n = readings_of(x, c, left, found, 3);
	for (size_t i = 0; i < n; i++) {
		enum relation relation;
		const char *json, *text;
		struct place p;
		if (!place_of(x, &x->probe->reads[found[i]], &p) || !turning_value(x, p.field, how, other, want, &relation, &json, &text))
			continue;
		bool number = p.field->type == FIELD_INT || p.field->type == FIELD_NUMBER || p.field->type == FIELD_PERCENT || p.field->type == FIELD_MONEY;
		add(list, base, &p, relation, json, text, number && c->part == PART_WHEN && how != COMPARED_EQ && how != COMPARED_NE);
	}
}

static void add_comparisons(struct remedy *x, struct candidates *list, const struct candidate *base)
{
	for (size_t i = 0; i < x->probe->comparison_count; i++) {
		const struct comparison *c = &x->probe->comparisons[i];
		for (int left = 1; left >= 0; left--) {
			if (c->truth <= 0)
				add_turned(x, list, base, c, left, true);
			if (c->truth != 0)
				add_turned(x, list, base, c, left, false);
		}
	}
}

/* The other answers of a choice that words looked at without comparing, and the other of yes and no. */
static void add_choices(struct remedy *x, struct candidates *list, const struct candidate *base)
{
	const char *json[VALUES_MAX], *text[VALUES_MAX];
	for (size_t i = 0; i < x->probe->read_count; i++) {
		const struct reading *r = &x->probe->reads[i];
		struct place p;
		if (!r->record || r->marker || (r->field->type != FIELD_ENUM && r->field->type != FIELD_BOOL) || is_compared(x, i) || !place_of(x, r, &p) || !p.from)
			continue;
		size_t n = given_values(x, p.field, json, text, VALUES_MAX);
		for (size_t v = 0; v < n; v++)
			if (strcmp(json[v], p.from) != 0)
				add(list, base, &p, RELATION_IS, json[v], text[v], false);
	}
}

struct candidates absences_of(struct remedy *x)
{
	static const struct candidate nothing;
	struct candidates list = { x, arena_alloc(&x->arena, CANDIDATES_MAX * sizeof *list.items), 0 };
	for (size_t i = 0; list.items && i < x->probe->read_count; i++) {
		const struct reading *r = &x->probe->reads[i];
		struct place p;
		if (r->record && !r->marker && r->field->type != FIELD_OBJECT && !r->field->required && place_of(x, r, &p) && p.there)
			add(&list, &nothing, &p, RELATION_ABSENT, NULL, NULL, false);
	}
	return list;
}

/* What `needs` names of the element. Pointers, for an identity in a path may need escaping. */
static bool place_needed(struct remedy *x, const char *need, struct place *out)
{
	struct buf pointer = BUF_INIT;
	buf_addf(&pointer, "%s/%s", x->target->pointer, need);
	for (char *c = pointer.data + strlen(x->target->pointer); *c; c++)
		if (*c == '.')
			*c = '/';
	bool found = place_at(x, pointer.data, out);
	buf_release(&pointer);
	return found;
}

static bool is_present(const struct remedy *x, const struct place *p)
{
	size_t len = 1;
	if (p->there && (p->field->type == FIELD_STRING || p->field->type == FIELD_TEXT || p->field->type == FIELD_REF))
		record_string(x->e->ctx.words, p->slot, &len);
	return p->there && len && !is_empty_list(x, p);
}

/* All gaps of `needs` at once: one alone never is enough where two are open. */
static void add_needs(struct remedy *x, struct candidates *list)
{
	struct candidate all = { 0 }, more;
	for (size_t i = 0; i < x->rule->needs_count; i++) {
		struct place p;
		if (!place_needed(x, x->rule->needs[i], &p))
			return;
		if (is_present(x, &p))
			continue;
		const char *json = plausible(x, p.field);
		if (!json || !candidate_add(&all, &p, RELATION_GIVEN, json, NULL, &more))
			return;
		all = more;
	}
	if (all.count)
		list->items[list->count++] = all;
}

struct candidates candidates_of(struct remedy *x, const struct candidate *base)
{
	struct candidates list = { x, arena_alloc(&x->arena, CANDIDATES_MAX * sizeof *list.items), 0 };
	if (!list.items)
		return list;
	if (x->rule->needs_count && !base->count)
		add_needs(x, &list);
	add_given(x, &list, base);
	add_comparisons(x, &list, base);
	if (!base->count)
		add_choices(x, &list, base);
	return list;
}
