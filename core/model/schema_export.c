/* SPDX-License-Identifier: MIT */
/*
 * schema_export: a schema as JSON Schema (draft 2020-12).
 *
 * It accepts what record_build accepts: null stands for an absent value wherever one may be absent, a percentage may
 * be "85%", money may carry its currency. What JSON Schema cannot say: days that are not in the calendar (format),
 * min and max of a percentage written as text.
 */
#include <string.h>

#include "model/schema.h"

#define DATE_PATTERN "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#define DATETIME_PATTERN "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
#define DURATION_PATTERN "^-?[0-9]+(s|m|h|d|bd|w|mo)$"
#define PERCENT_PATTERN "^-?[0-9]+(\\.[0-9]+)?%$"

static void put(struct json_out *o, const char *key, const char *text)
{
	json_key(o, key);
	json_put_text(o, text);
}

static void put_text(struct json_out *o, const char *key, const struct text2 *t, const char *lang)
{
	const char *text = !strcmp(lang, "zh") && t->zh ? t->zh : t->en ? t->en : t->zh;
	if (text)
		put(o, key, text);
}

/* A bound as it was declared: an integer stays one. */
static void put_bound(struct json_out *o, const char *key, double v)
{
	json_key(o, key);
	json_put_number(o, v);
}

static void put_bounds(const struct field *f, struct json_out *o)
{
	if (f->has_min)
		put_bound(o, "minimum", f->min);
	if (f->has_max)
		put_bound(o, "maximum", f->max);
}

/* "type": one name, or with "null" where the value may be absent */
static void put_type(struct json_out *o, const char *type, bool nullable)
{
	json_key(o, "type");
	if (!nullable) {
		json_put_text(o, type);
		return;
	}
	json_begin_array(o);
	json_put_text(o, type);
	json_put_text(o, "null");
	json_end_array(o);
}

static void begin_any(struct json_out *o)
{
	json_key(o, "anyOf");
	json_begin_array(o);
}

static void end_any(struct json_out *o, bool nullable)
{
	if (nullable) {
		json_begin_object(o);
		put(o, "type", "null");
		json_end_object(o);
	}
	json_end_array(o);
}

static void put_ref(struct json_out *o, const char *kind)
{
	struct buf b = BUF_INIT;
	buf_addf(&b, "#/$defs/%s", kind);
	json_key(o, "$ref");
	json_put_string(o, b.data, b.len);
	o->buf->failed |= b.failed;
	buf_release(&b);
}

static void put_enum(const struct schema *s, const struct field *f, struct json_out *o, bool nullable)
{
	json_key(o, "enum");
	json_begin_array(o);
	for (unsigned i = 0; i < f->symbol_count; i++)
		json_put_text(o, s->symbols[f->symbol_base + i]);
	if (nullable)
		json_put_null(o);
	json_end_array(o);
}

static void put_percent(const struct field *f, struct json_out *o, bool nullable)
{
	begin_any(o);
	json_begin_object(o);
	put(o, "type", "number");
	put_bounds(f, o);
	json_end_object(o);
	json_begin_object(o);
	put(o, "type", "string");
	put(o, "pattern", PERCENT_PATTERN);
	json_end_object(o);
	end_any(o, nullable);
}

static void put_money(const struct field *f, struct json_out *o, bool nullable)
{
	begin_any(o);
	json_begin_object(o);
	put(o, "type", "number");
	put_bounds(f, o);
	json_end_object(o);
	json_begin_object(o);
	put(o, "type", "object");
	json_key(o, "properties");
	json_begin_object(o);
	json_key(o, "amount");
	json_begin_object(o);
	put(o, "type", "number");
	put_bounds(f, o);
	json_end_object(o);
	json_key(o, "currency");
	json_begin_object(o);
	put(o, "type", "string");
	put(o, "pattern", "^[A-Z]{3}$");
	json_end_object(o);
	json_end_object(o);
	json_key(o, "required");
	json_begin_array(o);
	json_put_text(o, "amount");
	json_put_text(o, "currency");
	json_end_array(o);
	json_key(o, "additionalProperties");
	json_put_bool(o, false);
	json_end_object(o);
	end_any(o, nullable);
}

static void put_list(const struct schema *s, const struct field *f, struct json_out *o, bool nullable)
{
	put_type(o, "array", nullable);
	json_key(o, "items");
	json_begin_object(o);
	if (f->type == FIELD_SET)
		put(o, "type", "string");
	else
		put_ref(o, s->kinds[f->kind].name);
	json_end_object(o);
}

static void put_string(const char *format, const char *pattern, struct json_out *o, bool nullable)
{
	put_type(o, "string", nullable);
	if (format)
		put(o, "format", format);
	if (pattern)
		put(o, "pattern", pattern);
}

static void put_field(const struct schema *s, const struct field *f, bool currency, bool old_name, struct json_out *o, const char *lang)
{
	const bool nullable = !f->required;

	json_begin_object(o);
	if (old_name) {
		json_key(o, "deprecated");
		json_put_bool(o, true);
	}
	put_text(o, "title", &f->label, lang);
	put_text(o, "description", &f->doc, lang);
	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT:
		put_string(NULL, currency ? "^[A-Z]{3}$" : f->required ? "\\S" : NULL, o, nullable);
		if (f->is_id) {
			json_key(o, "maxLength");
			json_put_int(o, SCHEMA_ID_MAX);
		}
		break;
	case FIELD_ENUM: put_enum(s, f, o, nullable); break;
	case FIELD_REF:
		put_type(o, "string", nullable);
		json_key(o, "minLength");
		json_put_int(o, 1);
		break;
	case FIELD_INT: put_type(o, "integer", nullable); put_bounds(f, o); break;
	case FIELD_NUMBER: put_type(o, "number", nullable); put_bounds(f, o); break;
	case FIELD_PERCENT: put_percent(f, o, nullable); break;
	case FIELD_MONEY: put_money(f, o, nullable); break;
	case FIELD_BOOL: put_type(o, "boolean", nullable); break;
	case FIELD_DATE: put_string("date", DATE_PATTERN, o, nullable); break;
	case FIELD_DATETIME: put_string("date-time", DATETIME_PATTERN, o, nullable); break;
	case FIELD_DURATION: put_string(NULL, DURATION_PATTERN, o, nullable); break;
	case FIELD_OBJECT:
		begin_any(o);
		json_begin_object(o);
		put_ref(o, s->kinds[f->kind].name);
		json_end_object(o);
		end_any(o, nullable);
		break;
	case FIELD_LIST: case FIELD_SET: put_list(s, f, o, nullable); break;
	case FIELD_ANY:
		if (nullable)
			break;
		json_key(o, "not");
		json_begin_object(o);
		put(o, "type", "null");
		json_end_object(o);
		break;
	case FIELD_TYPE_COUNT: break;
	}
	if (f->has_default) {
		json_key(o, "default");
		json_put_value(o, f->default_value, true);
	}
	json_end_object(o);
}

static void put_kind(const struct schema *s, const struct kind *k, struct json_out *o, const char *lang)
{
	bool required = false;

	json_begin_object(o);
	put_text(o, "title", &k->label, lang);
	put_text(o, "description", &k->doc, lang);
	put(o, "type", "object");
	json_key(o, "properties");
	json_begin_object(o);
	for (unsigned i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		const bool currency = k->id == 0 && (int)i == s->currency_field;
		json_key(o, f->name);
		put_field(s, f, currency, false, o, lang);
		if (f->formerly) {
			json_key(o, f->formerly);
			put_field(s, f, currency, true, o, lang);
		}
		required |= f->required;
	}
	json_end_object(o);
	if (required) {
		json_key(o, "required");
		json_begin_array(o);
		for (unsigned i = 0; i < k->field_count; i++)
			if (k->fields[i].required)
				json_put_text(o, k->fields[i].name);
		json_end_array(o);
	}
	json_key(o, "additionalProperties");
	json_put_bool(o, false);
	json_end_object(o);
}

void schema_write_json_schema(const struct schema *s, struct json_out *o, const char *lang)
{
	json_begin_object(o);
	put(o, "$schema", "https://json-schema.org/draft/2020-12/schema");
	put_text(o, "title", &s->kinds[0].label, lang);
	put_text(o, "description", &s->kinds[0].doc, lang);
	put_ref(o, s->kinds[0].name);
	json_key(o, "$defs");
	json_begin_object(o);
	for (size_t i = 0; i < s->kind_count; i++) {
		json_key(o, s->kinds[i].name);
		put_kind(s, &s->kinds[i], o, lang);
	}
	json_end_object(o);
	json_end_object(o);
}
