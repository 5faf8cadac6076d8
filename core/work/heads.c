/* SPDX-License-Identifier: MIT */
/* heads: one table of names and members. */
#include "work/heads.h"

#include <string.h>

static const struct { const char *name; size_t at; } heads[] = {
#define HEAD(m) { #m, offsetof(struct project_result, m) }
	HEAD(id), HEAD(name), HEAD(type), HEAD(customer), HEAD(owner), HEAD(region), HEAD(business_unit), HEAD(phase),
#undef HEAD
};
_Static_assert(sizeof(heads) / sizeof(heads[0]) == HEADS_COUNT, "a field each");

static const char **head(struct project_result *r, size_t i)
{
	return (const char **)((char *)r + heads[i].at);
}

static bool is_name_like(const struct field *f)
{
	return f && (f->type == FIELD_STRING || f->type == FIELD_TEXT || f->type == FIELD_ENUM || f->type == FIELD_REF);
}

void heads_init(struct heads *h, const struct schema *schema)
{
	*h = (struct heads) { .schema = schema };
	for (size_t i = 0; schema && i < HEADS_COUNT; i++) {
		const struct field *f = schema_field(schema, &schema->kinds[0], heads[i].name, strlen(heads[i].name));

		h->fields[i] = is_name_like(f) ? f : NULL;
	}
}

static const char *text_of(const struct heads *h, struct record r, const struct field *f)
{
	const uint64_t *slot = f ? record_slot(r.words, record_root(r), &h->schema->kinds[0], f->index) : NULL;
	size_t len;

	if (!slot)
		return "";
	return f->type == FIELD_ENUM ? h->schema->symbols[*slot] : record_string(r.words, *slot, &len);
}

void heads_of_record(const struct heads *h, struct record r, struct project_result *out)
{
	for (size_t i = 0; i < HEADS_COUNT; i++)
		*head(out, i) = text_of(h, r, h->fields[i]);
}

void heads_of_json(const struct json_value *root, struct project_result *out)
{
	struct json_value v;
	size_t len;

	for (size_t i = 0; i < HEADS_COUNT; i++) {
		const bool known = root && json_type(*root) == JSON_T_OBJECT && json_get(*root, heads[i].name, &v) && json_type(v) == JSON_T_STRING;

		*head(out, i) = known ? json_string(v, &len) : "";
	}
}

void heads_complete(struct project_result *r)
{
	for (size_t i = 0; i < HEADS_COUNT; i++)
		if (!*head(r, i))
			*head(r, i) = "";
}
