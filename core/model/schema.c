/* SPDX-License-Identifier: MIT */
/* schema: looking things up in a schema that is laid out (schema_read.c does that). */
#include "model/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/text.h"
#include "model/names.h"

const char *const field_type_names[FIELD_TYPE_COUNT] = {
	"string", "text", "enum", "ref", "int", "number", "percent", "money", "bool",
	"date", "datetime", "duration", "object", "list", "set", "any",
};

const char *schema_builtin(size_t *len)
{
	*len = schema_data[0].size;
	return schema_data[0].data;
}

void schema_free(struct schema *s)
{
	if (!s)
		return;
	json_reader_free(s->source);
	arena_release(&s->arena);
	free(s);
}

const struct kind *schema_kind(const struct schema *s, const char *name)
{
	for (size_t i = 0; i < s->kind_count; i++)
		if (!strcmp(s->kinds[i].name, name))
			return &s->kinds[i];
	return NULL;
}

const struct field *schema_field(const struct schema *s, const struct kind *k, const char *name, size_t len)
{
	const int32_t id = names_find(s->lookup, name, len);
	const int index = id < 0 ? -1 : k->by_name[id];
	return index < 0 ? NULL : &k->fields[index];
}

const char *schema_suggest(const struct schema *s, const struct kind *k, const char *name)
{
	const char *names[SCHEMA_FIELDS_MAX];
	(void)s;
	for (unsigned i = 0; i < k->field_count; i++)
		names[i] = k->fields[i].name;
	return text_nearest(name, names, k->field_count);
}

const struct field *schema_path(const struct schema *s, const struct kind *k, const char *path, struct err *err)
{
	const struct field *f = NULL;

	for (const char *step = path;; step++) {
		const size_t len = strcspn(step, ".");
		if (f && f->type != FIELD_OBJECT && f->type != FIELD_LIST) {
			err_set(err, ERR_INPUT, "'%s': '%s' of a %s is a %s and has no fields", path, f->name, k->name, field_type_names[f->type]);
			return NULL;
		}
		if (f)
			k = &s->kinds[f->kind];
		f = schema_field(s, k, step, len);
		if (!f) {
			char word[65];
			const size_t n = len < sizeof word ? len : sizeof word - 1;
			memcpy(word, step, n);
			word[n] = 0;
			err_set(err, ERR_INPUT, "a %s has no field '%s'", k->name, word);
			const char *near = schema_suggest(s, k, word);
			if (near)
				err_hint(err, "did you mean '%s'?", near);
			return NULL;
		}
		step += len;
		if (!*step)
			return f;
	}
}
