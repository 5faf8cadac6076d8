/* SPDX-License-Identifier: MIT */
/*
 * derive: defaults, then computed fields in the order of their declaration, for one object whose members and
 * children are read. A formula sees the object through the slots that wait on the builder's stack.
 */
#include <math.h>
#include <string.h>

#include "model/builder.h"
#include "model/compute.h"
#include "model/scalar.h"

struct view {
	struct record_builder *b;
	const struct open_object *o;
};

static double number_of(uint64_t slot)
{
	double d;
	memcpy(&d, &slot, sizeof d);
	return d;
}

/* An int, number, percent or money in the project's currency as a double. */
static bool as_number(const struct field *f, uint64_t slot, double *out)
{
	switch ((enum field_type)f->type) {
	case FIELD_INT:
		*out = (double)(int64_t)slot;
		return true;
	case FIELD_NUMBER: case FIELD_PERCENT: case FIELD_MONEY:
		*out = number_of(slot);
		return !isnan(*out); /* a NaN is money in another currency */
	default:
		return false;
	}
}

/* The slot of a field that the object has, by name. */
static const struct field *find(const struct view *v, const char *name, uint64_t *slot)
{
	const struct field *f = schema_field(v->b->schema, v->o->kind, name, strlen(name));
	if (!f || !open_object_has(v->o, f->index))
		return NULL;
	*slot = v->b->stack[v->o->base + f->index];
	return f;
}

static bool in_number(void *object, const char *field, double *out)
{
	uint64_t slot;
	const struct field *f = find(object, field, &slot);
	return f && as_number(f, slot, out);
}

static bool in_string(void *object, const char *field, const char **out, unsigned long *len)
{
	const struct view *v = object;
	uint64_t slot;
	const struct field *f = find(v, field, &slot);

	if (!f)
		return false;
	if (f->type == FIELD_ENUM) {
		*out = v->b->schema->symbols[slot];
		*len = v->b->schema->symbol_lengths[slot];
		return true;
	}
	if (f->type != FIELD_STRING && f->type != FIELD_TEXT && f->type != FIELD_REF)
		return false;
	size_t n;
	*out = record_string(v->b->words, slot, &n);
	*len = n;
	return n > 0; /* an empty string counts as absent */
}

static bool in_date(void *object, const char *field, int32_t *days)
{
	uint64_t slot;
	const struct field *f = find(object, field, &slot);
	if (!f || f->type != FIELD_DATE)
		return false;
	*days = value_date_days(slot);
	return true;
}

static bool in_sum(void *object, const char *list, const char *field, double *out)
{
	const struct view *v = object;
	const struct schema *s = v->b->schema;
	uint64_t slot;
	const struct field *f = find(v, list, &slot);

	if (!f || f->type != FIELD_LIST)
		return false;
	const struct kind *k = &s->kinds[f->kind];
	const struct field *of = schema_field(s, k, field, strlen(field));
	if (!of)
		return false;
	*out = 0;
	for (uint32_t i = 0; i < record_list_count(v->b->words, (uint32_t)slot); i++) {
		const uint64_t *item = record_slot(v->b->words, record_list_at(v->b->words, (uint32_t)slot, i), k, of->index);
		double d;
		if (!item || !as_number(of, *item, &d))
			return false;
		*out += d;
	}
	return true;
}

static bool symbol_of(const struct schema *s, const struct field *f, const char *text, uint64_t *slot)
{
	for (uint32_t i = f->symbol_base; i < (uint32_t)f->symbol_base + f->symbol_count; i++)
		if (!strcmp(s->symbols[i], text)) {
			*slot = i;
			return true;
		}
	return false;
}

/* What a formula answered as the field's word; false where it does not suit the field: then it stays absent. */
static bool take_answer(struct record_builder *b, const struct field *f, const struct compute_out *answer, uint64_t *slot)
{
	if (answer->is_string) {
		if (f->type == FIELD_ENUM)
			return symbol_of(b->schema, f, answer->string, slot);
		*slot = builder_string(b, answer->string, strlen(answer->string));
		return f->type == FIELD_STRING;
	}
	const double d = answer->number;
	if (!isfinite(d))
		return false;
	if (f->type == FIELD_INT) {
		if (d != floor(d) || fabs(d) >= 9007199254740992.0)
			return false;
		*slot = (uint64_t)(int64_t)d;
		return true;
	}
	memcpy(slot, &d, sizeof d);
	return f->type == FIELD_NUMBER || f->type == FIELD_PERCENT || f->type == FIELD_MONEY;
}

static bool take_default(struct record_builder *b, const struct field *f, uint64_t *slot)
{
	if (json_type(f->default_value) == JSON_T_STRING && (f->type == FIELD_STRING || f->type == FIELD_TEXT || f->type == FIELD_REF)) {
		size_t len;
		const char *s = json_string(f->default_value, &len);
		*slot = builder_string(b, s, len);
		return true;
	}
	return scalar_read(b->schema, f, f->default_value, slot);
}

void builder_derive(struct record_builder *b, struct open_object *o)
{
	const struct kind *k = o->kind;
	struct view view = { b, o };
	const struct compute_in in = { &view, in_number, in_string, in_date, in_sum };
	uint64_t slot = 0;

	for (unsigned i = 0; i < k->field_count; i++)
		if (k->fields[i].has_default && !open_object_has(o, i) && take_default(b, &k->fields[i], &slot))
			open_object_set(b, o, i, slot);
	for (unsigned i = 0; i < k->field_count; i++) {
		struct compute_out answer = { 0 };
		const struct field *f = &k->fields[i];
		if (f->computed && !open_object_has(o, i) && compute_find(f->computed)(&in, &answer) && take_answer(b, f, &answer, &slot))
			open_object_set(b, o, i, slot);
	}
}
