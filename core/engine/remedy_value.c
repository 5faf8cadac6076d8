/* SPDX-License-Identifier: MIT */
/* remedy_value: values that a field could have: at the turn of a comparison, or plausible where there is none. */
#include <math.h>
#include <string.h>

#include "engine/remedy.h"

static const char *quoted(struct remedy *x, const char *s, size_t len)
{
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);
	json_put_string(&o, s, len);
	const char *copy = b.failed ? NULL : arena_strndup(&x->arena, b.data, b.len);
	buf_release(&b);
	return copy;
}

static const char *kept(struct remedy *x, struct buf *b)
{
	const char *copy = b->failed ? NULL : arena_strndup(&x->arena, b->data, b->len);
	buf_release(b);
	return copy;
}

static bool in_range(const struct field *f, double v) { return !(f->has_min && v < f->min) && !(f->has_max && v > f->max); }

bool scalar_texts(struct remedy *x, const struct field *f, double v, const char **json, const char **text)
{
	struct buf b = BUF_INIT;
	char s[40];
	if (f->type != FIELD_DATE && f->type != FIELD_DATETIME && !in_range(f, v))
		return false;
	switch ((enum field_type)f->type) {
	case FIELD_INT:
		if (fabs(v) > 9e15)
			return false;
		*json = *text = arena_printf(&x->arena, "%lld", (long long)v);
		return *json;
	case FIELD_DATE:
		if (v < DATE_MIN || v > DATE_MAX)
			return false;
		date_format(s, (int32_t)v);
		break;
	case FIELD_DATETIME: {
		int64_t at = (int64_t)v;
		if (v < DATE_MIN * 86400.0 || v > DATE_MAX * 86400.0)
			return false;
		datetime_format(s, value_datetime(at, 0, zone_offset(x->e->ctx.zone, at) / 60));
		break;
	}
	case FIELD_NUMBER: case FIELD_PERCENT: case FIELD_MONEY:
		s[json_format_number(s, v)] = 0;
		*json = arena_strdup(&x->arena, s);
		if (f->type == FIELD_NUMBER)
			format_number(v, &b);
		else if (f->type == FIELD_PERCENT)
			format_percent(v / 100, &b);
		else
			format_money(v, x->e->ctx.currency, &b);
		*text = kept(x, &b);
		return *json && *text;
	default: return false;
	}
	*text = arena_strdup(&x->arena, s);
	*json = arena_printf(&x->arena, "\"%s\"", s);
	return *json && *text;
}

/* ---- plausible values ---- */

static void put_plausible(struct remedy *x, const struct field *f, unsigned depth, struct json_out *o);

/* An object with what it must have; the outermost with all that is no list or object itself: somebody who records an action says
   when it is due. */
static void put_object(struct remedy *x, const struct kind *k, unsigned depth, struct json_out *o)
{
	json_begin_object(o);
	for (unsigned i = 0; i < k->field_count; i++)
		if (k->fields[i].required || (depth == 0 && k->fields[i].type < FIELD_OBJECT && !k->fields[i].computed)) {
			json_key(o, k->fields[i].name);
			put_plausible(x, &k->fields[i], depth + 1, o);
		}
	json_end_object(o);
}

static double plausible_number(const struct field *f)
{
	double v = f->has_min && f->min > 1 ? f->min : 1;
	return f->has_max && v > f->max ? f->max : v;
}

static void put_plausible(struct remedy *x, const struct field *f, unsigned depth, struct json_out *o)
{
	char text[32];
	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF: case FIELD_ANY: json_put_text(o, "given"); break;
	case FIELD_ENUM: json_put_text(o, x->e->schema->symbols[f->symbol_base]); break;
	case FIELD_INT: json_put_int(o, (int64_t)plausible_number(f)); break;
	case FIELD_NUMBER: case FIELD_PERCENT: case FIELD_MONEY: json_put_number(o, plausible_number(f)); break;
	case FIELD_BOOL: json_put_bool(o, true); break;
	case FIELD_DATE: json_put_string(o, text, date_format(text, x->e->ctx.today)); break;
	case FIELD_DATETIME: {
		const char *json, *unused;
		if (scalar_texts(x, f, floor((double)x->e->ctx.as_of_ms / 1000), &json, &unused))
			json_put_raw(o, json, strlen(json));
		else
			json_put_null(o);
		break;
	}
	case FIELD_DURATION: json_put_text(o, "1d"); break;
	case FIELD_LIST:
		json_begin_array(o);
		if (depth < 4)
			put_object(x, &x->e->schema->kinds[f->kind], depth, o);
		json_end_array(o);
		break;
	case FIELD_SET:
		json_begin_array(o);
		json_put_text(o, "given");
		json_end_array(o);
		break;
	case FIELD_OBJECT:
		if (depth < 4)
			put_object(x, &x->e->schema->kinds[f->kind], depth, o);
		else
			json_put_null(o);
		break;
	case FIELD_TYPE_COUNT: break;
	}
}

const char *plausible(struct remedy *x, const struct field *f)
{
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);
	put_plausible(x, f, 0, &o);
	return kept(x, &b);
}

/* Far ends of what a number or date could be; what is true of both is true of what is given, whatever it is. */
static size_t far_values(struct remedy *x, const struct field *f, const char *json[2], const char *text[2])
{
	double low, high;
	switch ((enum field_type)f->type) {
	case FIELD_INT: case FIELD_NUMBER: case FIELD_PERCENT: case FIELD_MONEY:
		low = f->has_min ? f->min : 0;
		high = f->has_max ? f->max : 1e9;
		break;
	case FIELD_DATE:
		low = x->e->ctx.today - 3650.0;
		high = x->e->ctx.today + 3650.0;
		break;
	case FIELD_DATETIME:
		low = floor((double)x->e->ctx.as_of_ms / 1000) - 3650 * 86400.0;
		high = low + 2 * 3650 * 86400.0;
		break;
	default: return 0;
	}
	return scalar_texts(x, f, low, &json[0], &text[0]) && scalar_texts(x, f, high, &json[1], &text[1]) ? 2 : 0;
}

size_t given_values(struct remedy *x, const struct field *f, const char **json, const char **text, size_t max)
{
	size_t n = 0;
	if (f->type == FIELD_ENUM) {
		for (unsigned i = 0; i < f->symbol_count && n < max; i++, n++) {
			text[n] = x->e->schema->symbols[f->symbol_base + i];
			json[n] = quoted(x, text[n], strlen(text[n]));
		}
		return n;
	}
	if (f->type == FIELD_BOOL) {
		json[0] = text[0] = "true";
		json[1] = text[1] = "false";
		return 2;
	}
	json[0] = plausible(x, f);
	text[0] = NULL;
	return json[0] ? 1 + far_values(x, f, json + 1, text + 1) : 0;
}

/* ---- at the turn of a comparison ---- */

static double step_below(const struct field *f, double v)
{
	switch ((enum field_type)f->type) {
	case FIELD_PERCENT: return 0.1;
	case FIELD_DATETIME: return 60;
	case FIELD_NUMBER: case FIELD_MONEY: return v == 0 ? 1 : pow(10, floor(log10(fabs(v))) - 2);
	default: return 1;
	}
}

/* The other operand as the field's document counts. */
static bool counted(const struct field *f, const struct operand *other, double *v)
{
	switch ((enum field_type)f->type) {
	case FIELD_PERCENT:
		*v = nearbyint(other->number * 1e12) / 1e10;
		return other->type == OPERAND_NUMBER;
	case FIELD_INT: case FIELD_NUMBER:
		*v = other->number;
		return other->type == OPERAND_NUMBER;
	case FIELD_MONEY:
		*v = other->number;
		return other->type == OPERAND_NUMBER || other->type == OPERAND_MONEY;
	case FIELD_DATE:
		*v = value_date_days(other->value);
		return other->type == OPERAND_VALUE && value_tag(other->value) == VALUE_DATE;
	case FIELD_DATETIME:
		*v = (double)value_datetime_seconds(other->value);
		return other->type == OPERAND_VALUE && value_tag(other->value) == VALUE_DATETIME;
	default: return false;
	}
}

static bool put_currency(struct remedy *x, double v, uint32_t currency, const char **json, const char **text)
{
	struct buf b = BUF_INIT;
	char s[40];
	s[json_format_number(s, v)] = 0;
	const char code[4] = { (char)currency, (char)(currency >> 8), (char)(currency >> 16), 0 };
	*json = arena_printf(&x->arena, "{\"amount\":%s,\"currency\":\"%s\"}", s, code);
	format_money(v, currency, &b);
	*text = kept(x, &b);
	return *json && *text;
}

static bool duration_texts(struct remedy *x, value_t d, const char **json, const char **text)
{
	char s[24];
	duration_format(s, d);
	*text = arena_strdup(&x->arena, s);
	*json = arena_printf(&x->arena, "\"%s\"", s);
	return *json && *text;
}

/* Equal, or (want false) anything else. */
static bool equal_value(struct remedy *x, const struct field *f, const struct operand *other, bool want, enum relation *relation, const char **json, const char **text)
{
	double v;
	*relation = want ? RELATION_IS : RELATION_OTHER;
	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF:
		if (other->type != OPERAND_TEXT)
			return false;
		*json = want ? quoted(x, other->text, other->len) : "\"other\"";
		*text = arena_strndup(&x->arena, other->text, other->len);
		return *json && *text;
	case FIELD_ENUM:
		if (other->type != OPERAND_TEXT)
			return false;
		*text = arena_strndup(&x->arena, other->text, other->len);
		*json = NULL;
		for (unsigned i = 0; i < f->symbol_count && !*json; i++) {
			const char *symbol = x->e->schema->symbols[f->symbol_base + i];
			if ((strlen(symbol) == other->len && memcmp(symbol, other->text, other->len) == 0) == want)
				*json = quoted(x, symbol, strlen(symbol));
		}
		return *json && *text;
	case FIELD_BOOL:
		if (other->type != OPERAND_BOOL)
			return false;
		*relation = RELATION_IS;
		*json = *text = (other->number != 0) == want ? "true" : "false";
		return true;
	case FIELD_DURATION:
		return want && other->type == OPERAND_VALUE && value_tag(other->value) == VALUE_DURATION && duration_texts(x, other->value, json, text);
	default: break;
	}
	if (!counted(f, other, &v))
		return false;
	if (want)
		return other->type == OPERAND_MONEY ? put_currency(x, v, other->currency, json, text) : scalar_texts(x, f, v, json, text);
	const char *unused;
	double step = step_below(f, v);
	if (other->type == OPERAND_MONEY || !scalar_texts(x, f, v, &unused, text))
		return false;
	return scalar_texts(x, f, v + step, json, &unused) || scalar_texts(x, f, v - step, json, &unused);
}

bool turning_value(struct remedy *x, const struct field *f, enum compared how, const struct operand *other, bool want, enum relation *relation, const char **json, const char **text)
{
	double v;
	if (how == COMPARED_EQ || how == COMPARED_NE)
		return equal_value(x, f, other, want == (how == COMPARED_EQ), relation, json, text);
	bool below = (how == COMPARED_LT || how == COMPARED_LE) == want;
	bool strict = (how == COMPARED_LT || how == COMPARED_GT) == want;
	*relation = below ? RELATION_AT_MOST : RELATION_AT_LEAST;
	if (f->type == FIELD_DURATION && other->type == OPERAND_VALUE && value_tag(other->value) == VALUE_DURATION) {
		int32_t n = value_duration_count(other->value) + (strict ? below ? -1 : 1 : 0);
		return duration_texts(x, value_duration(value_duration_unit(other->value), n), json, text);
	}
	if (!counted(f, other, &v))
		return false;
	if (f->type == FIELD_INT)
		v = below ? strict ? ceil(v) - 1 : floor(v) : strict ? floor(v) + 1 : ceil(v);
	else if (strict)
		v += below ? -step_below(f, v) : step_below(f, v);
	if (f->type == FIELD_PERCENT || f->type == FIELD_NUMBER || f->type == FIELD_MONEY)
		v = nearbyint(v * 1e10) / 1e10;
	return other->type == OPERAND_MONEY ? put_currency(x, v, other->currency, json, text) : scalar_texts(x, f, v, json, text);
}
