/* SPDX-License-Identifier: MIT */
/* remedy_input: a formula run on an object of the record, with every field that it asks for noted. */
#include <math.h>
#include <string.h>

#include "engine/remedy.h"
#include "model/compute.h"

struct asking {
	struct ctx *c;
	const struct kind *k;
	uint32_t object;
	const struct field **out;
	size_t count, max;
};

/* Notes the field; its slot where it is there. */
static const uint64_t *ask(struct asking *a, const char *name, const struct field **f)
{
	*f = schema_field(a->c->schema, a->k, name, strlen(name));
	if (!*f)
		return NULL;
	bool have = false;
	for (size_t i = 0; i < a->count; i++)
		have |= a->out[i] == *f;
	if (!have && a->count < a->max)
		a->out[a->count++] = *f;
	return record_slot(a->c->words, a->object, a->k, (*f)->index);
}

static bool ask_number(void *object, const char *name, double *out)
{
	const struct field *f;
	const uint64_t *slot = ask(object, name, &f);
	struct operand o = slot ? probe_operand(((struct asking *)object)->c, f, *slot) : (struct operand){ .type = OPERAND_OTHER };
	*out = o.number;
	return o.type == OPERAND_NUMBER;
}

static bool ask_string(void *object, const char *name, const char **out, unsigned long *len)
{
	const struct field *f;
	const uint64_t *slot = ask(object, name, &f);
	struct operand o = slot ? probe_operand(((struct asking *)object)->c, f, *slot) : (struct operand){ .type = OPERAND_OTHER };
	*out = o.text;
	*len = o.len;
	return o.type == OPERAND_TEXT && o.len;
}

static bool ask_date(void *object, const char *name, int32_t *days)
{
	const struct field *f;
	const uint64_t *slot = ask(object, name, &f);
	if (!slot || f->type != FIELD_DATE)
		return false;
	*days = value_date_days(*slot);
	return true;
}

/* What a sum is made of are many places: none of them is the input. */
static bool ask_sum(void *object, const char *list, const char *field, double *out)
{
	(void)object;
	(void)list;
	(void)field;
	*out = 0;
	return false;
}

size_t computed_inputs(struct ctx *c, const struct kind *k, uint32_t object, const struct field *f, const struct field **out, size_t max)
{
	struct asking a = { c, k, object, out, 0, max };
	const struct compute_in in = { &a, ask_number, ask_string, ask_date, ask_sum };
	struct compute_out answer = { 0 };
	if (f->computed && object)
		compute_find(f->computed)(&in, &answer);
	return a.count;
}
