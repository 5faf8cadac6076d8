/* SPDX-License-Identifier: MIT */
/* explain: the words of scalar.h in which a mistake in a document is told: found, expected, and what to do. */
#include <string.h>

#include "base/text.h"
#include "json/write.h"
#include "model/date.h"
#include "model/scalar.h"

#define SHOWN_COLUMNS 40
#define SHOWN_SYMBOLS 12

void scalar_describe(struct json_value v, struct buf *out)
{
	char number[32];
	const char *s;
	size_t len, n;

	switch (json_type(v)) {
	case JSON_T_NULL: buf_puts(out, "null"); return;
	case JSON_T_FALSE: buf_puts(out, "false"); return;
	case JSON_T_TRUE: buf_puts(out, "true"); return;
	case JSON_T_INT: buf_addf(out, "%lld", (long long)json_int(v)); return;
	case JSON_T_NUMBER:
		n = json_format_number(number, json_number(v));
		buf_add(out, number, n);
		return;
	case JSON_T_STRING:
		s = json_string(v, &len);
		n = text_fit(s, len, SHOWN_COLUMNS);
		if (!len) {
			buf_puts(out, "an empty string");
			return;
		}
		buf_putc(out, '\'');
		for (size_t i = 0; i < n; i++) /* a message stays on one line */
			buf_putc(out, (uint8_t)s[i] < ' ' || s[i] == 0x7f ? ' ' : s[i]);
		buf_puts(out, n < len ? "…'" : "'");
		return;
	case JSON_T_ARRAY:
		n = json_count(v);
		if (n)
			buf_addf(out, "a list of %zu", n);
		else
			buf_puts(out, "an empty list");
		return;
	default: buf_puts(out, "an object"); return;
	}
}

static void put_number(struct buf *out, double v)
{
	char text[32];
	buf_add(out, text, json_format_number(text, v));
}

/* "1 to 5", "at least 0", "at most 100" */
static void put_range(const struct field *f, struct buf *out)
{
	if (f->has_min && f->has_max) {
		put_number(out, f->min);
		buf_puts(out, " to ");
		put_number(out, f->max);
	} else {
		buf_puts(out, f->has_min ? "at least " : "at most ");
		put_number(out, f->has_min ? f->min : f->max);
	}
}

static void put_symbols(const struct schema *s, const struct field *f, struct buf *out)
{
	const unsigned shown = f->symbol_count > SHOWN_SYMBOLS ? SHOWN_SYMBOLS : f->symbol_count;

	buf_puts(out, "one of ");
	for (unsigned i = 0; i < shown; i++)
		buf_addf(out, "%s%s", i ? ", " : "", s->symbols[f->symbol_base + i]);
	if (shown < f->symbol_count)
		buf_addf(out, " and %u more", f->symbol_count - shown);
}

static const char *article(const char *word)
{
	return strchr("aeiou", word[0]) ? "an" : "a";
}

void scalar_expected(const struct schema *s, const struct field *f, struct buf *out)
{
	static const char *const words[FIELD_TYPE_COUNT] = {
		[FIELD_STRING] = "a string", [FIELD_TEXT] = "a string", [FIELD_INT] = "an integer", [FIELD_NUMBER] = "a number",
		[FIELD_PERCENT] = "a percentage (85 or \"85%\")",
		[FIELD_MONEY] = "an amount (a number, or {\"amount\": 12.5, \"currency\": \"USD\"})",
		[FIELD_BOOL] = "true or false", [FIELD_DATE] = "a date (\"2026-03-01\")",
		[FIELD_DATETIME] = "a moment (\"2026-03-01T09:30:00+08:00\")",
		[FIELD_DURATION] = "a duration (\"14d\", \"24h\", \"5bd\")",
		[FIELD_LIST] = "a list of objects", [FIELD_SET] = "a list of strings", [FIELD_ANY] = "a value",
	};

	if (f->type == FIELD_ENUM) {
		put_symbols(s, f, out);
	} else if (f->type == FIELD_REF || f->type == FIELD_OBJECT) {
		const char *kind = s->kinds[f->kind].name;
		buf_addf(out, f->type == FIELD_REF ? "the name of %s %s" : "an object (%s %s)", article(kind), kind);
	} else {
		buf_puts(out, words[f->type]);
		if (f->required && (f->type == FIELD_STRING || f->type == FIELD_TEXT))
			buf_puts(out, " that is not blank");
		if (f->is_id)
			buf_addf(out, ", at most %d bytes", SCHEMA_ID_MAX);
		if (f->has_min || f->has_max) {
			buf_puts(out, f->has_min && f->has_max ? " from " : " of ");
			put_range(f, out);
		}
	}
}

static void hint_for_symbol(const struct schema *s, const struct field *f, struct json_value v, struct buf *hint)
{
	size_t len;
	const char *near = text_nearest(json_string(v, &len), s->symbols + f->symbol_base, f->symbol_count);
	if (near)
		buf_addf(hint, "did you mean '%s'?", near);
}

/* The mistakes that are made most often, by the type of the field and a string that it does not take. */
static void hint_for_string(const struct field *f, struct json_value v, struct buf *hint)
{
	size_t len;
	const char *s = json_string(v, &len);
	int32_t days;
	value_t moment;

	switch ((enum field_type)f->type) {
	case FIELD_INT: case FIELD_NUMBER: case FIELD_MONEY: case FIELD_PERCENT:
		if (len && strspn(s, "-0123456789.,") == len)
			buf_puts(hint, "numbers are written without quotes");
		else if (!len)
			buf_puts(hint, "leave the field out, or write null, where there is no value");
		break;
	case FIELD_BOOL:
		buf_puts(hint, "true and false are written without quotes");
		break;
	case FIELD_DATE:
		if (datetime_parse(s, len, &moment))
			buf_puts(hint, "this field is a day: leave out the time");
		else if (!len)
			buf_puts(hint, "leave the field out, or write null, where there is no date");
		else if (len == 10 && s[4] == '-' && s[7] == '-')
			buf_puts(hint, "there is no such day in the calendar");
		else
			buf_puts(hint, "dates are year-month-day: 2026-03-01");
		break;
	case FIELD_DATETIME:
		if (date_parse(s, len, &days))
			buf_addf(hint, "this field is a moment: add time and zone, as in %.10sT09:30:00Z", s);
		else if (!len)
			buf_puts(hint, "leave the field out, or write null, where there is no value");
		break;
	case FIELD_LIST: case FIELD_SET:
		buf_puts(hint, "put it in brackets: [ ... ]");
		break;
	default:
		break;
	}
}

void scalar_explain(const struct schema *s, const struct field *f, struct json_value v, struct buf *message, struct buf *hint)
{
	const bool number = json_type(v) == JSON_T_INT || json_type(v) == JSON_T_NUMBER;
	double d;

	buf_puts(message, "found ");
	scalar_describe(v, message);
	buf_puts(message, ", expected ");
	if (number && scalar_number(v, &d) && !scalar_in_range(f, d)) {
		put_range(f, message);
		return;
	}
	scalar_expected(s, f, message);
	if (number && !scalar_number(v, &d) && f->type != FIELD_INT)
		buf_puts(hint, "an integer beyond 2^53 would lose digits here");
	else if (json_type(v) == JSON_T_STRING && f->type == FIELD_ENUM)
		hint_for_symbol(s, f, v, hint);
	else if (json_type(v) == JSON_T_STRING)
		hint_for_string(f, v, hint);
	else if (json_type(v) == JSON_T_OBJECT && f->type == FIELD_LIST)
		buf_puts(hint, "put it in brackets: [ ... ]");
}
