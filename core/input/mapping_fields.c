/* SPDX-License-Identifier: MIT */
/* mapping_fields: which field of the schema each entry means, and whether its settings suit that field's type. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "input/mapping_read.h"
#include "model/date.h"
#include "model/scalar.h"

static bool is_text(const struct field *f)
{
	return f->type == FIELD_STRING || f->type == FIELD_TEXT || f->type == FIELD_REF;
}

static bool is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_NUMBER || f->type == FIELD_PERCENT || f->type == FIELD_MONEY;
}

/* The field at a dotted path, and the path in the schema's present names. */
static int resolve(struct mapping_reading *r, const char *path, struct mapped_field *out)
{
	const struct schema *s = r->m->schema;
	const struct kind *k = &s->kinds[0];
	const struct field *f = NULL;
	struct buf canonical = BUF_INIT;

	for (const char *step = path;;) {
		const size_t len = strcspn(step, ".");
		f = schema_field(s, k, step, len);
		if (!f) {
			char *word = arena_strndup(&r->m->arena, step, len < 64 ? len : 64);
			const char *near = word ? schema_suggest(s, k, word) : NULL;
			const int rc = mapping_refuse(r, "a %s has no field '%s'", k->name, word ? word : "");
			if (near)
				err_hint(r->err, "did you mean '%.*s%s'?", (int)(step - path), path, near);
			buf_release(&canonical);
			return rc;
		}
		buf_addf(&canonical, "%s%s", canonical.len ? "." : "", f->name);
		step += len;
		if (!*step)
			break;
		step++;
		if (f->type != FIELD_OBJECT) {
			const int rc = mapping_refuse(r, "'%s' is a %s; a cell can only be put into an object's field", canonical.data, field_type_names[f->type]);
			buf_release(&canonical);
			return rc;
		}
		k = &s->kinds[f->kind];
	}
	out->field = f;
	out->path = arena_strndup(&r->m->arena, canonical.data, canonical.len);
	const bool memory = !canonical.failed && out->path;
	buf_release(&canonical);
	if (!memory)
		return mapping_no_memory(r);
	if (f->type == FIELD_LIST)
		return mapping_refuse(r, "'%s' is a list; a row has one cell a column, so lists cannot be mapped", out->path);
	if (f->type == FIELD_OBJECT) {
		const struct kind *inner = &s->kinds[f->kind];
		mapping_refuse(r, "'%s' is an object", out->path);
		return err_hint(r->err, "map its fields, such as '%s.%s'", out->path, inner->field_count ? inner->fields[0].name : "name");
	}
	return 0;
}

/* What a cell's words mean for an enum or a bool. */
static int read_values(struct mapping_reading *r, struct json_value v, struct mapped_field *f)
{
	const struct schema *s = r->m->schema;
	struct json_iter it;
	uint64_t slot;

	if (f->field->type != FIELD_ENUM && f->field->type != FIELD_BOOL)
		return mapping_refuse(r, "'values' is for enum and bool, and '%s' is a %s", f->path, field_type_names[f->field->type]);
	if (json_type(v) != JSON_T_OBJECT)
		return mapping_refuse(r, "an object was expected: { \"what the cell says\": the field's value }");
	f->cells.text = arena_alloc(&r->m->arena, (json_count(v) + 1) * sizeof *f->cells.text);
	f->values.text = arena_alloc(&r->m->arena, (json_count(v) + 1) * sizeof *f->values.text);
	if (!f->cells.text || !f->values.text)
		return mapping_no_memory(r);
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		const size_t before = mapping_enter(r, it.key);
		if (!scalar_read(s, f->field, it.value, &slot)) {
			struct buf message = BUF_INIT, hint = BUF_INIT;
			scalar_explain(s, f->field, it.value, &message, &hint);
			mapping_refuse(r, "%s", message.data);
			if (hint.len)
				err_hint(r->err, "%s", hint.data);
			buf_release(&message);
			buf_release(&hint);
			return ERR_INPUT;
		}
		f->cells.text[f->cells.count++] = it.key;
		f->values.text[f->values.count++] = f->field->type == FIELD_ENUM ? s->symbols[f->field->symbol_base + slot] : slot ? "true" : "false";
		mapping_leave(r, before);
	}
	return 0;
}

static int read_times(struct mapping_reading *r, struct json_value v, struct mapped_field *f)
{
	double factor, power = 1;

	if (!is_number(f->field))
		return mapping_refuse(r, "'times' is for numbers, and '%s' is a %s", f->path, field_type_names[f->field->type]);
	if (scalar_number(v, &factor))
		for (f->shift = 0; f->shift <= 12; f->shift++, power *= 10)
			if (factor == power)
				return 0;
	return mapping_refuse(r, "1, 10, 100 and so on to 1000000000000 was expected");
}

static const char *const entry_keys[] = {
	"column", "columns", "prefix", "times", "currency", "unit", "values", "dates", "decimal", "thousands", "currency_signs", "absent", "yes", "no",
	"separator",
};

static int read_entry(struct mapping_reading *r, const char *key, struct json_value v, struct mapped_field *f)
{
	const char *type = field_type_names[f->field->type];
	value_t duration;
	int rc;

	if (!strcmp(key, "column")) {
		if (f->column_count)
			return mapping_refuse(r, "'column' and 'columns' exclude each other");
		f->columns = arena_alloc(&r->m->arena, sizeof *f->columns);
		f->column_count = 1;
		return f->columns ? mapping_read_column(r, v, f->columns) : mapping_no_memory(r);
	}
	if (!strcmp(key, "columns")) {
		if (f->column_count)
			return mapping_refuse(r, "'column' and 'columns' exclude each other");
		rc = mapping_read_columns(r, v, &f->columns, &f->column_count);
		if (rc == 0 && f->column_count != 1 && !is_text(f->field))
			return mapping_refuse(r, "only texts are made of several columns, and '%s' is a %s", f->path, type);
		return rc;
	}
	if (!strcmp(key, "prefix"))
		return is_text(f->field) ? mapping_read_text(r, v, &f->prefix) : mapping_refuse(r, "'prefix' is for texts, and '%s' is a %s", f->path, type);
	if (!strcmp(key, "values"))
		return read_values(r, v, f);
	if (!strcmp(key, "times"))
		return read_times(r, v, f);
	if (!strcmp(key, "currency")) {
		if (f->field->type != FIELD_MONEY)
			return mapping_refuse(r, "'currency' is for money, and '%s' is a %s", f->path, type);
		rc = mapping_read_text(r, v, &f->currency);
		return rc || scalar_currency(f->currency, strlen(f->currency)) ? rc : mapping_refuse(r, "'%s' is not a currency's three letters (ISO 4217)", f->currency);
	}
	if (!strcmp(key, "unit")) {
		if (f->field->type != FIELD_DURATION)
			return mapping_refuse(r, "'unit' is for durations, and '%s' is a %s", f->path, type);
		if ((rc = mapping_read_text(r, v, &f->unit)) < 0)
			return rc;
		const char *probe = arena_printf(&r->m->arena, "1%s", f->unit);
		if (!probe)
			return mapping_no_memory(r);
		return duration_parse(probe, strlen(probe), &duration) ? 0 : mapping_refuse(r, "a duration's unit is s, m, h, d, bd, w or mo");
	}
	if (!strcmp(key, "separator") && is_text(f->field))
		return mapping_read_text(r, v, &f->joint);
	rc = mapping_read_rule(r, key, v, &f->rules);
	return rc <= 0 ? rc : mapping_unknown_key(r, key, entry_keys, sizeof entry_keys / sizeof *entry_keys);
}

static int read_field(struct mapping_reading *r, const char *path, struct json_value v, struct mapped_field *f)
{
	struct json_iter it;
	int rc;

	*f = (struct mapped_field){ .rules = r->rules, .prefix = "", .joint = " " };
	if ((rc = resolve(r, path, f)) < 0)
		return rc;
	if (json_type(v) != JSON_T_OBJECT) { /* the short form */
		f->columns = arena_alloc(&r->m->arena, sizeof *f->columns);
		f->column_count = 1;
		return f->columns ? mapping_read_column(r, v, f->columns) : mapping_no_memory(r);
	}
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		const size_t before = mapping_enter(r, it.key);
		if ((rc = read_entry(r, it.key, it.value, f)) < 0)
			return rc;
		mapping_leave(r, before);
	}
	if (!f->column_count) {
		mapping_refuse(r, "'%s' does not say its column", path);
		return err_hint(r->err, "\"column\": \"its name\"; what is the same for all rows goes under \"constants\"");
	}
	return mapping_check_rules(r, &f->rules);
}

static int read_constant(struct mapping_reading *r, const char *path, struct json_value v, struct mapped_field *f)
{
	struct buf message = BUF_INIT, hint = BUF_INIT;
	uint64_t slot;
	double amount;
	bool fits;
	int rc;

	*f = (struct mapped_field){ .rules = r->rules, .prefix = "", .joint = " ", .constant = v };
	if ((rc = resolve(r, path, f)) < 0)
		return rc;
	switch ((enum field_type)f->field->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF: fits = json_type(v) == JSON_T_STRING; break;
	case FIELD_ANY: fits = true; break;
	case FIELD_SET: fits = json_type(v) == JSON_T_ARRAY; break; /* its items are the record builder's */
	case FIELD_MONEY: fits = json_type(v) == JSON_T_OBJECT || (scalar_number(v, &amount) && scalar_in_range(f->field, amount)); break;
	default: fits = scalar_read(r->m->schema, f->field, v, &slot); break;
	}
	if (fits)
		return 0;
	scalar_explain(r->m->schema, f->field, v, &message, &hint);
	mapping_refuse(r, "%s", message.data);
	if (hint.len)
		err_hint(r->err, "%s", hint.data);
	buf_release(&message);
	buf_release(&hint);
	return ERR_INPUT;
}

/* By steps: a '.' sorts before every letter, so that an object's fields are neighbours. */
static int by_path(const void *a, const void *b)
{
	const unsigned char *x = (const unsigned char *)((const struct mapped_field *)a)->path;
	const unsigned char *y = (const unsigned char *)((const struct mapped_field *)b)->path;

	for (; *x && *x == *y; x++, y++)
		;
	return (*x == '.' ? 1 : *x) - (*y == '.' ? 1 : *y);
}

static int check_all(struct mapping_reading *r)
{
	struct mapping *m = r->m;
	const struct kind *root = &m->schema->kinds[0];

	qsort(m->fields, m->field_count, sizeof *m->fields, by_path);
	for (size_t i = 1; i < m->field_count; i++)
		if (!strcmp(m->fields[i - 1].path, m->fields[i].path))
			return mapping_refuse(r, "the field '%s' is mapped twice", m->fields[i].path);
	for (size_t k = 0; k < root->field_count; k++) {
		const char *name = root->fields[k].name;
		bool found = !root->fields[k].required || (r->partial && !root->fields[k].is_id);
		for (size_t i = 0; i < m->field_count && !found; i++)
			found = !strncmp(m->fields[i].path, name, strlen(name)) && (!m->fields[i].path[strlen(name)] || m->fields[i].path[strlen(name)] == '.');
		if (!found)
			return mapping_refuse(r, "no column is mapped to '%s', which every %s must have", name, root->name);
	}
	for (size_t i = 0; i < m->field_count; i++)
		if (!strcmp(m->fields[i].path, "id") && m->fields[i].column_count)
			m->id = &m->fields[i];
	return 0;
}

int mapping_read_fields(struct mapping_reading *r, struct json_value root)
{
	struct mapping *m = r->m;
	struct json_value fields, constants;
	struct json_iter it;
	int rc = 0;

	if (!json_get(root, "fields", &fields))
		return mapping_refuse(r, "the mapping has no 'fields'");
	const bool more = json_get(root, "constants", &constants);
	if (json_type(fields) != JSON_T_OBJECT || (more && json_type(constants) != JSON_T_OBJECT))
		return mapping_refuse(r, "'%s' is not an object by the schema's fields", json_type(fields) != JSON_T_OBJECT ? "fields" : "constants");
	if (!m->header) {
		size_t named = 0;
		for (size_t i = 0; i < m->ignore_count; i++)
			named += m->ignore[i].name != NULL && !(m->ignore[i].beginning && !*m->ignore[i].name);
		if (named)
			return mapping_refuse(r, "columns have no names where \"header\" is false: 'ignore' goes by numbers");
	}
	m->fields = arena_alloc(&m->arena, (json_count(fields) + (more ? json_count(constants) : 0) + 1) * sizeof *m->fields);
	if (!m->fields)
		return mapping_no_memory(r);
	const size_t in_fields = mapping_enter(r, "fields");
	for (json_iter_begin(&it, fields); json_iter_next(&it);) {
		const size_t before = mapping_enter(r, it.key);
		struct mapped_field *f = &m->fields[m->field_count];
		if ((rc = read_field(r, it.key, it.value, f)) < 0)
			return rc;
		for (size_t i = 0; i < f->column_count; i++)
			if (f->columns[i].name && !m->header)
				return mapping_refuse(r, "columns have no names where \"header\" is false: give '%s' its column's number", it.key);
		m->field_count++;
		mapping_leave(r, before);
	}
	mapping_leave(r, in_fields);
	if (more) {
		const size_t in_constants = mapping_enter(r, "constants");
		for (json_iter_begin(&it, constants); json_iter_next(&it);) {
			const size_t before = mapping_enter(r, it.key);
			if ((rc = read_constant(r, it.key, it.value, &m->fields[m->field_count])) < 0)
				return rc;
			m->field_count++;
			mapping_leave(r, before);
		}
		mapping_leave(r, in_constants);
	}
	return check_all(r);
}
