/* SPDX-License-Identifier: MIT */
/*
 * schema_read: a schema's JSON laid out in memory, everything checked.
 *
 * Three rounds: kinds and fields are read as they stand, and every distinct name gets its number; then what names
 * something else is resolved (kinds, keys, formulas, defaults) and the tables by name are made. Texts are not copied:
 * the reader that parsed them stays with the schema. A first mistake ends it, named by kind and field.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/compute.h"
#include "model/names.h"
#include "model/scalar.h"
#include "model/schema.h"

#define NAME_MAX_BYTES 40 /* what Lua keeps one copy of, so that a field can be found by its name's address */
#define VALUES_MAX 1000
#define TABLE_MAX (16u << 20) /* cells of all by_name tables together */

struct reading {
	struct schema *s;
	struct err *err;
	struct kind *kind;       /* being read, or NULL */
	const char *field;       /* being read, or NULL */
	size_t fields, symbols;  /* of all kinds, counted before anything is laid out */
	const char **field_kinds; /* by running number of the field: the kind that it names, or NULL */
	size_t field_number;
};

static int refuse(struct reading *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int refuse(struct reading *r, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	if (r->kind && r->kind->name)
		buf_addf(&b, "kind '%s'%s", r->kind->name, r->field ? "" : ": ");
	if (r->field)
		buf_addf(&b, ", field '%s': ", r->field);
	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	err_set(r->err, ERR_POLICY, "schema: %s", b.data);
	buf_release(&b);
	return ERR_POLICY;
}

static int no_memory(struct reading *r)
{
	return err_set(r->err, ERR_MEMORY, "out of memory while the schema was laid out");
}

static bool is(const struct json_iter *it, const char *key)
{
	return strlen(key) == it->key_len && !memcmp(it->key, key, it->key_len);
}

static int read_string(struct reading *r, const struct json_iter *it, const char **out)
{
	size_t len;
	if (json_type(it->value) != JSON_T_STRING)
		return refuse(r, "'%s' is not a string", it->key);
	*out = json_string(it->value, &len);
	return len ? 0 : refuse(r, "'%s' is empty", it->key);
}

/* A name that Lua can write after a dot, and that fits wherever names go. */
static int read_name(struct reading *r, const struct json_iter *it, const char **out)
{
	if (read_string(r, it, out) < 0)
		return ERR_POLICY;
	const char *s = *out;
	size_t n = 0;
	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') || s[n] == '_' || (n && s[n] >= '0' && s[n] <= '9'))
		n++;
	return s[n] || n > NAME_MAX_BYTES ? refuse(r, "'%s' cannot be a name: letters, digits and _, at most %d", s, NAME_MAX_BYTES) : 0;
}

static int read_bool(struct reading *r, const struct json_iter *it, bool *out)
{
	*out = json_type(it->value) == JSON_T_TRUE;
	return *out || json_type(it->value) == JSON_T_FALSE ? 0 : refuse(r, "'%s' is neither true nor false", it->key);
}

static int read_number(struct reading *r, const struct json_iter *it, double *out, bool *has)
{
	*has = true;
	return scalar_number(it->value, out) ? 0 : refuse(r, "'%s' is not a number", it->key);
}

static int read_texts(struct reading *r, struct json_value v, const char *what, struct text2 *out)
{
	struct json_iter it;

	if (json_type(v) != JSON_T_OBJECT)
		return refuse(r, "'%s' is not an object of texts by language", what);
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		if (!is(&it, "en") && !is(&it, "zh"))
			return refuse(r, "'%s' has a language '%s'; en and zh are known", what, it.key);
		if (read_string(r, &it, is(&it, "en") ? &out->en : &out->zh) < 0)
			return ERR_POLICY;
	}
	return 0;
}

static int read_values(struct reading *r, struct field *f, struct json_value v)
{
	struct schema *s = r->s;
	struct json_iter it;

	if (json_type(v) != JSON_T_ARRAY || !json_count(v))
		return refuse(r, "'values' is not a list of strings");
	if (json_count(v) > VALUES_MAX)
		return refuse(r, "it has %zu values; %d is the limit", json_count(v), VALUES_MAX);
	if (s->symbol_count + json_count(v) > UINT16_MAX)
		return refuse(r, "all enums together have more than %d values", UINT16_MAX);
	f->symbol_base = (uint16_t)s->symbol_count;
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		size_t len = 0;
		const char *text = json_type(it.value) == JSON_T_STRING ? json_string(it.value, &len) : NULL;
		if (!len)
			return refuse(r, "value %zu is not a string with something in it", it.index + 1);
		for (size_t i = f->symbol_base; i < s->symbol_count; i++)
			if (!strcmp(s->symbols[i], text))
				return refuse(r, "the value '%s' is listed twice", text);
		s->symbols[s->symbol_count] = text;
		s->symbol_lengths[s->symbol_count++] = (uint32_t)len;
		f->symbol_count++;
	}
	return 0;
}

static int read_type(struct reading *r, const struct json_iter *it, struct field *f)
{
	const char *name;
	if (read_string(r, it, &name) < 0)
		return ERR_POLICY;
	for (unsigned t = 0; t < FIELD_TYPE_COUNT; t++)
		if (!strcmp(field_type_names[t], name)) {
			f->type = (uint8_t)t;
			return 0;
		}
	refuse(r, "'%s' is not a type", name);
	const char *near = text_nearest(name, field_type_names, FIELD_TYPE_COUNT);
	if (near)
		err_hint(r->err, "did you mean '%s'?", near);
	return ERR_POLICY;
}

static int read_member(struct reading *r, const struct json_iter *it, struct field *f)
{
	if (is(it, "name")) return read_name(r, it, &f->name);
	if (is(it, "type")) return read_type(r, it, f);
	if (is(it, "min")) return read_number(r, it, &f->min, &f->has_min);
	if (is(it, "max")) return read_number(r, it, &f->max, &f->has_max);
	if (is(it, "label")) return read_texts(r, it->value, "label", &f->label);
	if (is(it, "doc")) return read_texts(r, it->value, "doc", &f->doc);
	if (is(it, "unit")) return read_string(r, it, &f->unit);
	if (is(it, "required")) return read_bool(r, it, &f->required);
	if (is(it, "tracked")) return read_bool(r, it, &f->tracked);
	if (is(it, "computed")) return read_string(r, it, &f->computed);
	if (is(it, "formerly")) return read_name(r, it, &f->formerly);
	if (is(it, "values")) return read_values(r, f, it->value);
	if (is(it, "kind")) return read_name(r, it, &r->field_kinds[r->field_number]);
	if (is(it, "default")) {
		f->has_default = true;
		f->default_value = it->value;
		return 0;
	}
	return refuse(r, "a field has no '%s'", it->key);
}

static bool ranged(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_NUMBER || f->type == FIELD_PERCENT || f->type == FIELD_MONEY;
}

static bool names_kind(const struct field *f)
{
	return f->type == FIELD_OBJECT || f->type == FIELD_LIST || f->type == FIELD_REF;
}

static int read_field(struct reading *r, struct json_value v, struct field *f)
{
	const char *kind;
	struct json_iter it;
	size_t len;
	struct json_value name;

	if (json_type(v) != JSON_T_OBJECT)
		return refuse(r, "a field is not an object");
	if (json_get(v, "name", &name) && json_type(name) == JSON_T_STRING)
		r->field = json_string(name, &len);
	f->type = FIELD_TYPE_COUNT;
	for (json_iter_begin(&it, v); json_iter_next(&it);)
		if (read_member(r, &it, f) < 0)
			return ERR_POLICY;
	kind = r->field_kinds[r->field_number];
	if (!f->name)
		return refuse(r, "a field has no name");
	if (f->type == FIELD_TYPE_COUNT)
		return refuse(r, "the type is missing");
	if ((f->type == FIELD_ENUM) != (f->symbol_count > 0))
		return refuse(r, f->symbol_count ? "only an enum has 'values'" : "an enum needs 'values'");
	if (names_kind(f) != (kind != NULL))
		return refuse(r, kind ? "a %s names no kind" : "a %s needs 'kind'", field_type_names[f->type]);
	if ((f->has_min || f->has_max) && !ranged(f))
		return refuse(r, "a %s has neither 'min' nor 'max'", field_type_names[f->type]);
	if (f->has_min && f->has_max && f->min > f->max)
		return refuse(r, "'min' is above 'max'");
	if (f->required && (f->has_default || f->computed))
		return refuse(r, "it is required and filled by itself");
	f->is_id = f->type == FIELD_STRING && strcmp(f->name, "id") == 0;
	r->field = NULL;
	r->field_number++;
	return 0;
}

static int add_name(struct reading *r, const char *text, uint16_t *id)
{
	struct schema *s = r->s;
	const int32_t known = names_add(s->lookup, text, strlen(text), (int32_t)s->name_count);

	if ((size_t)known == s->name_count) {
		if (s->name_count == UINT16_MAX)
			return refuse(r, "there are more than %d different names", UINT16_MAX);
		s->names[s->name_count++] = text;
	}
	if (id)
		*id = (uint16_t)known;
	return 0;
}

static int read_kind(struct reading *r, struct json_value v, struct kind *k)
{
	struct json_value fields = { 0 };
	struct json_iter it;
	bool found = false;

	r->kind = k;
	if (json_type(v) != JSON_T_OBJECT)
		return refuse(r, "a kind is not an object");
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		int rc = 0;
		if (is(&it, "name"))
			rc = read_name(r, &it, &k->name);
		else if (is(&it, "label"))
			rc = read_texts(r, it.value, "label", &k->label);
		else if (is(&it, "doc"))
			rc = read_texts(r, it.value, "doc", &k->doc);
		else if (is(&it, "fields"))
			fields = it.value, found = true;
		else if (!is(&it, "key")) /* read when the fields are known */
			rc = refuse(r, "a kind has no '%s'", it.key);
		if (rc < 0)
			return rc;
	}
	if (!k->name)
		return refuse(r, "a kind has no name");
	if (!found || json_type(fields) != JSON_T_ARRAY || !json_count(fields))
		return refuse(r, "it has no fields");
	if (json_count(fields) > SCHEMA_FIELDS_MAX)
		return refuse(r, "it has %zu fields; %d is the limit", json_count(fields), SCHEMA_FIELDS_MAX);
	k->field_count = (uint16_t)json_count(fields);
	k->bitmap_words = (uint16_t)((k->field_count + 63) / 64);
	k->fields = arena_alloc(&r->s->arena, k->field_count * sizeof *k->fields);
	if (!k->fields)
		return no_memory(r);
	for (json_iter_begin(&it, fields); json_iter_next(&it);) {
		struct field *f = &k->fields[it.index];
		f->index = (uint16_t)it.index;
		if (read_field(r, it.value, f) < 0 || add_name(r, f->name, &f->name_id) < 0 || (f->formerly && add_name(r, f->formerly, NULL) < 0))
			return r->err ? r->err->code : ERR_POLICY;
		k->derived |= f->has_default || f->computed;
		k->required_count += f->required;
	}
	return 0;
}

/* Field indexes by name id, former names too; and in byte order of the names. */
static int make_tables(struct reading *r, struct kind *k)
{
	struct schema *s = r->s;
	uint16_t *sorted = arena_alloc(&s->arena, k->field_count * sizeof *sorted);

	k->by_name = arena_alloc(&s->arena, s->name_count * sizeof *k->by_name);
	if (!sorted || !k->by_name)
		return no_memory(r);
	memset(k->by_name, 0xff, s->name_count * sizeof *k->by_name);
	k->id_field = -1;
	for (unsigned i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		if (k->by_name[f->name_id] >= 0)
			return refuse(r, "the field '%s' is declared twice", f->name);
		k->by_name[f->name_id] = (int16_t)i;
		if (!strcmp(f->name, "id"))
			k->id_field = (int16_t)i;
		unsigned at = i;
		for (; at && strcmp(k->fields[sorted[at - 1]].name, f->name) > 0; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = (uint16_t)i;
	}
	k->sorted = sorted;
	for (unsigned i = 0; i < k->field_count; i++) {
		const char *formerly = k->fields[i].formerly;
		if (!formerly)
			continue;
		int16_t *cell = &k->by_name[names_find(s->lookup, formerly, strlen(formerly))];
		if (*cell >= 0)
			return refuse(r, "'%s' was called '%s', and so is or was '%s'", k->fields[i].name, formerly, k->fields[*cell].name);
		*cell = (int16_t)i;
	}
	return 0;
}

static int resolve_key(struct reading *r, struct kind *k, struct json_value kind)
{
	struct json_value key;
	struct json_iter it;

	if (!json_get(kind, "key", &key))
		return 0;
	if (json_type(key) != JSON_T_ARRAY || json_count(key) > k->field_count)
		return refuse(r, "'key' is not a list of its fields");
	uint16_t *indexes = arena_alloc(&r->s->arena, (json_count(key) + 1) * sizeof *indexes);
	if (!indexes)
		return no_memory(r);
	for (json_iter_begin(&it, key); json_iter_next(&it);) {
		size_t len = 0;
		const char *name = json_type(it.value) == JSON_T_STRING ? json_string(it.value, &len) : "";
		const struct field *f = schema_field(r->s, k, name, len);
		if (!f)
			return refuse(r, "its key names '%s', which is not a field of it", name);
		if (f->type == FIELD_OBJECT || f->type == FIELD_LIST || f->type == FIELD_SET || f->type == FIELD_ANY)
			return refuse(r, "its key names '%s', a %s, which tells nothing apart", name, field_type_names[f->type]);
		k->fields[f->index].key = true;
		indexes[k->key_count++] = f->index;
	}
	k->key_fields = indexes;
	return 0;
}

static int resolve_field(struct reading *r, struct field *f)
{
	const char *kind = r->field_kinds[r->field_number++];
	uint64_t slot;

	r->field = f->name;
	if (kind) {
		const struct kind *found = schema_kind(r->s, kind);
		if (!found)
			return refuse(r, "there is no kind '%s'", kind);
		f->kind = found->id;
	}
	if (f->computed && !compute_find(f->computed))
		return refuse(r, "there is no formula '%s'", f->computed);
	if (f->computed && f->type != FIELD_INT && f->type != FIELD_NUMBER && f->type != FIELD_PERCENT && f->type != FIELD_MONEY && f->type != FIELD_ENUM && f->type != FIELD_STRING)
		return refuse(r, "a %s cannot be computed", field_type_names[f->type]);
	if (!f->has_default)
		return 0;
	if (f->type == FIELD_STRING || f->type == FIELD_TEXT || f->type == FIELD_REF)
		return json_type(f->default_value) == JSON_T_STRING ? 0 : refuse(r, "its default is not a string");
	if (!scalar_read(r->s, f, f->default_value, &slot))
		return refuse(r, "its default does not suit a %s", field_type_names[f->type]);
	return 0;
}

static int resolve(struct reading *r, struct json_value kinds)
{
	struct schema *s = r->s;
	struct json_iter it;

	r->field_number = 0;
	if (s->kind_count * s->name_count > TABLE_MAX) {
		r->kind = NULL;
		return refuse(r, "%zu kinds with %zu different names are too many", s->kind_count, s->name_count);
	}
	for (json_iter_begin(&it, kinds); json_iter_next(&it);) {
		struct kind *k = &s->kinds[it.index];
		r->kind = k;
		r->field = NULL;
		if (schema_kind(s, k->name) != k)
			return refuse(r, "it is declared twice");
		int rc = make_tables(r, k);
		if (!rc)
			rc = resolve_key(r, k, it.value);
		for (unsigned i = 0; !rc && i < k->field_count; i++)
			rc = resolve_field(r, &k->fields[i]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* How much room all of it needs; what is not of the right shape counts nothing and is refused later. */
static void measure(struct reading *r, struct json_value kinds)
{
	struct json_iter k, f;
	struct json_value fields, values;

	for (json_iter_begin(&k, kinds); json_iter_next(&k);) {
		if (json_type(k.value) != JSON_T_OBJECT || !json_get(k.value, "fields", &fields) || json_type(fields) != JSON_T_ARRAY)
			continue;
		for (json_iter_begin(&f, fields); json_iter_next(&f);) {
			r->fields++;
			if (json_type(f.value) == JSON_T_OBJECT && json_get(f.value, "values", &values) && json_type(values) == JSON_T_ARRAY)
				r->symbols += json_count(values);
		}
	}
}

static int read_schema(struct reading *r, struct json_value root)
{
	struct schema *s = r->s;
	struct json_value kinds, name;
	struct json_iter it;
	size_t len;

	if (json_type(root) != JSON_T_OBJECT || !json_get(root, "kinds", &kinds) || json_type(kinds) != JSON_T_ARRAY || !json_count(kinds))
		return refuse(r, "it has no list of 'kinds'");
	for (json_iter_begin(&it, root); json_iter_next(&it);)
		if (!is(&it, "kinds") && !is(&it, "root"))
			return refuse(r, "a schema has no '%s'", it.key);
	if (json_count(kinds) > SCHEMA_KINDS_MAX)
		return refuse(r, "it has %zu kinds; %d is the limit", json_count(kinds), SCHEMA_KINDS_MAX);
	measure(r, kinds);
	s->kinds = arena_alloc(&s->arena, json_count(kinds) * sizeof *s->kinds);
	s->names = arena_alloc(&s->arena, (2 * r->fields + 1) * sizeof *s->names);
	s->symbols = arena_alloc(&s->arena, (r->symbols + 1) * sizeof *s->symbols);
	s->symbol_lengths = arena_alloc(&s->arena, (r->symbols + 1) * sizeof *s->symbol_lengths);
	s->lookup = names_new(&s->arena, 2 * r->fields);
	r->field_kinds = arena_alloc(&s->arena, (r->fields + 1) * sizeof *r->field_kinds);
	if (!s->kinds || !s->names || !s->symbols || !s->symbol_lengths || !s->lookup || !r->field_kinds)
		return no_memory(r);
	s->kind_count = json_count(kinds);
	for (json_iter_begin(&it, kinds); json_iter_next(&it);) {
		s->kinds[it.index].id = (uint16_t)it.index;
		int rc = read_kind(r, it.value, &s->kinds[it.index]);
		if (rc < 0)
			return rc;
	}
	if (resolve(r, kinds) < 0)
		return r->err ? r->err->code : ERR_POLICY;
	r->kind = NULL;
	r->field = NULL;
	if (!json_get(root, "root", &name) || json_type(name) != JSON_T_STRING || strcmp(json_string(name, &len), s->kinds[0].name))
		return refuse(r, "'root' is not the name of the first kind, '%s'", s->kinds[0].name);
	const struct field *currency = schema_field(s, &s->kinds[0], "currency", 8);
	s->currency_field = currency && currency->type == FIELD_STRING ? currency->index : -1;
	return 0;
}

int schema_from_json(const char *text, size_t len, struct schema **out, struct err *err)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct err local = ERR_INIT;
	struct schema *s = calloc(1, sizeof *s);
	struct reading r = { .s = s, .err = err ? err : &local };
	struct json_value root;
	int rc;

	*out = NULL;
	if (!s)
		return no_memory(&r);
	s->source = json_reader_new();
	if (!s->source)
		rc = no_memory(&r);
	else
		rc = json_read(s->source, text, len, &limits, &root, r.err);
	if (rc >= 0)
		rc = read_schema(&r, root);
	if (rc < 0)
		schema_free(s);
	else
		*out = s;
	err_release(&local);
	return rc < 0 ? rc : 0;
}
