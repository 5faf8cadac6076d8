/* SPDX-License-Identifier: MIT */
/* cell: see cell.h. One reader a type; each answers whether the whole cell is such a value. */
#include "input/cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/date.h"

#define EXACT_MAX 9007199254740992.0 /* 2^53 */

static bool equals(const char *word, const char *s, size_t n)
{
	return strlen(word) == n && !strncasecmp(word, s, n);
}

bool cell_matches(const struct words *w, const char *s, size_t n)
{
	for (size_t i = 0; i < w->count; i++) {
		const size_t len = strlen(w->text[i]);
		if (len && w->text[i][len - 1] == '*' ? n >= len - 1 && !strncasecmp(w->text[i], s, len - 1) : equals(w->text[i], s, n))
			return true;
	}
	return false;
}

/* Does the cell, its letters small and all between them '_', spell the word, itself spelt so? */
static bool spells(const char *word, const char *s, size_t n)
{
	size_t i = 0, j = 0;

	for (;;) {
		bool gap = false, word_gap = false;
		for (; i < n && strchr(" -_/.\n\t", s[i]); i++)
			gap = true;
		for (; word[j] && strchr(" -_/.", word[j]); j++)
			word_gap = true;
		if (i == n || !word[j])
			return i == n && !word[j];
		if (gap != word_gap || strncasecmp(s + i, word + j, 1))
			return false;
		i++;
		j++;
	}
}

static bool read_enum(const struct mapping *m, const struct field *f, const char *s, size_t n, struct cell *out)
{
	const char *const *symbols = m->schema->symbols + f->symbol_base, *found = NULL;

	for (unsigned i = 0; i < f->symbol_count; i++)
		if (strlen(symbols[i]) == n && !memcmp(symbols[i], s, n)) {
			out->text = s;
			return true;
		}
	for (unsigned i = 0; i < f->symbol_count; i++)
		if (spells(symbols[i], s, n)) {
			if (found)
				return false; /* two values would do */
			found = symbols[i];
		}
	out->text = found;
	out->len = found ? strlen(found) : 0;
	return found;
}

static bool read_bool(const struct cell_rules *r, const char *s, size_t n, struct cell *out)
{
	static const char *usual_yes[] = { "yes", "true", "y", "1", "\xE6\x98\xAF" }, *usual_no[] = { "no", "false", "n", "0", "\xE5\x90\xA6" };
	static const struct words any_yes = { usual_yes, 5 }, any_no = { usual_no, 5 };
	const bool yes = cell_matches(r->yes.count ? &r->yes : &any_yes, s, n), no = cell_matches(r->no.count ? &r->no : &any_no, s, n);

	out->form = CELL_BOOL;
	out->i = yes;
	return yes != no;
}

static bool read_number(const struct mapping *m, const struct mapped_field *f, const char *s, size_t n, struct cell *out)
{
	const enum field_type type = f->field->type;
	char decimal[72];

	if (!cell_decimal(&f->rules, s, n, type == FIELD_PERCENT, type == FIELD_MONEY || type == FIELD_NUMBER, f->shift, decimal))
		return false;
	out->form = CELL_NUMBER;
	out->d = strtod_l(decimal, NULL, m->locale) + 0.0; /* no negative zero */
	return isfinite(out->d);
}

static bool read_int(const struct mapping *m, const struct mapped_field *f, const char *s, size_t n, struct cell *out)
{
	char decimal[72], *end;

	if (!cell_decimal(&f->rules, s, n, false, false, f->shift, decimal))
		return false;
	out->form = CELL_INT;
	if (strspn(decimal, "-0123456789") == strlen(decimal) - 2 && strstr(decimal, "e0")) { /* exact over int64 */
		char whole[72];
		const size_t len = strlen(decimal) - 2;
		memcpy(whole, decimal, len);
		whole[len] = 0;
		const double near = strtod_l(whole, NULL, m->locale);
		if (!(fabs(near) < 9.3e18))
			return false;
		__int128 v = 0;
		for (end = whole + (*whole == '-'); *end; end++)
			v = v * 10 + (*end - '0');
		v = *whole == '-' ? -v : v;
		out->i = (int64_t)v;
		return out->i == v;
	}
	const double d = strtod_l(decimal, NULL, m->locale);
	if (d != floor(d) || !(fabs(d) <= EXACT_MAX))
		return false;
	out->i = (int64_t)d;
	return true;
}

static bool read_date(const struct cell_rules *r, const char *s, size_t n, struct cell *out)
{
	int32_t days;

	if (!cell_date(r->dates, s, n, &days))
		return false;
	out->len = date_format(out->buffer, days);
	out->text = out->buffer;
	return true;
}

static bool read_duration(const struct mapped_field *f, const char *s, size_t n, struct cell *out)
{
	value_t v;

	if (duration_parse(s, n, &v)) {
		out->text = s;
		return true;
	}
	if (!f->unit || n + strlen(f->unit) >= sizeof out->buffer)
		return false;
	memcpy(out->buffer, s, n);
	strcpy(out->buffer + n, f->unit);
	out->text = out->buffer;
	out->len = strlen(out->buffer);
	return duration_parse(out->buffer, out->len, &v);
}

static bool given_value(const struct mapped_field *f, const char *s, size_t n, struct cell *out)
{
	for (size_t i = 0; i < f->cells.count; i++)
		if (equals(f->cells.text[i], s, n)) {
			out->text = f->values.text[i];
			out->len = strlen(out->text);
			if (f->field->type == FIELD_BOOL) {
				out->form = CELL_BOOL;
				out->i = *out->text == 't';
			}
			return true;
		}
	return false;
}

/* White space at the ends is no part of a cell; no-break spaces are white space. */
static void trim(char **s, size_t *n)
{
	static const char *const wide[] = { "\xC2\xA0", "\xE2\x80\xAF", "\xE3\x80\x80" };
	bool more = true;

	while (more) {
		more = false;
		while (*n && strchr(" \t\r\n", **s) && **s)
			(*s)++, (*n)--;
		while (*n && strchr(" \t\r\n", (*s)[*n - 1]) && (*s)[*n - 1])
			(*n)--;
		for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
			const size_t w = strlen(wide[i]);
			if (*n >= w && !memcmp(*s, wide[i], w))
				*s += w, *n -= w, more = true;
			if (*n >= w && !memcmp(*s + *n - w, wide[i], w))
				*n -= w, more = true;
		}
	}
	(*s)[*n] = 0;
}

enum cell_state cell_read(const struct mapping *m, const struct mapped_field *f, char *text, size_t n, struct cell *out)
{
	const enum field_type type = f->field->type;
	value_t moment;
	bool fits = true;

	trim(&text, &n);
	if (!n || cell_matches(&f->rules.absent, text, n))
		return CELL_ABSENT;
	out->form = CELL_TEXT;
	out->text = text;
	out->len = n;
	if (given_value(f, text, n, out))
		return CELL_VALUE;
	switch (type) {
	case FIELD_ENUM: fits = read_enum(m, f->field, text, n, out); break;
	case FIELD_BOOL: fits = read_bool(&f->rules, text, n, out); break;
	case FIELD_INT: fits = read_int(m, f, text, n, out); break;
	case FIELD_NUMBER: case FIELD_PERCENT: case FIELD_MONEY: fits = read_number(m, f, text, n, out); break;
	case FIELD_DATE: fits = read_date(&f->rules, text, n, out); break;
	case FIELD_DATETIME: fits = datetime_parse(text, n, &moment); break;
	case FIELD_DURATION: fits = read_duration(f, text, n, out); break;
	case FIELD_SET: out->form = CELL_SET; break;
	case FIELD_TEXT: break;
	default: out->len = mapping_collapse(text, n); break;
	}
	return fits ? CELL_VALUE : CELL_WORDS;
}

/* The next item of a set's cell that is not empty, or false. */
static bool next_item(const char **at, const char *end, const char *separator, const char **item, size_t *len)
{
	while (*at < end) {
		const char *stop = memmem(*at, (size_t)(end - *at), separator, strlen(separator));
		const char *last = stop ? stop : end, *first = *at;

		*at = stop ? stop + strlen(separator) : end;
		while (first < last && strchr(" \t\r\n", *first))
			first++;
		while (last > first && strchr(" \t\r\n", last[-1]))
			last--;
		*item = first;
		*len = (size_t)(last - first);
		if (*len)
			return true;
	}
	return false;
}

static void write_set(const struct mapped_field *f, const struct cell *c, struct json_out *o)
{
	const char *at = c->text, *item;
	size_t len;

	json_begin_array(o);
	while (next_item(&at, c->text + c->len, f->rules.separator, &item, &len))
		json_put_string(o, item, len);
	json_end_array(o);
}

void cell_write(const struct mapped_field *f, const struct cell *c, struct json_out *o)
{
	struct buf joined = BUF_INIT;

	switch (c->form) {
	case CELL_INT: json_put_int(o, c->i); break;
	case CELL_BOOL: json_put_bool(o, c->i); break;
	case CELL_SET: write_set(f, c, o); break;
	case CELL_NUMBER:
		if (f->currency) {
			json_begin_object(o);
			json_key(o, "amount");
			json_put_number(o, c->d);
			json_key(o, "currency");
			json_put_text(o, f->currency);
			json_end_object(o);
		} else {
			json_put_number(o, c->d);
		}
		break;
	case CELL_TEXT:
		if (*f->prefix) {
			buf_puts(&joined, f->prefix);
			buf_add(&joined, c->text, c->len);
			o->buf->failed |= joined.failed;
			json_put_string(o, joined.data, joined.len);
			buf_release(&joined);
		} else {
			json_put_string(o, c->text, c->len);
		}
		break;
	}
}
