/* SPDX-License-Identifier: MIT */
/*
 * mapping: the JSON of a mapping, checked against its own form and against the schema. The first mistake ends it and is
 * told by line and column. What concerns the file's columns is checked when there is a file (columns.h).
 */
#include "input/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "input/decode.h"
#include "input/mapping_read.h"
#include "json/locate.h"
#include "model/date.h"

int mapping_refuse(struct mapping_reading *r, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;
	int line = 0, column = 0;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	err_set(r->err, ERR_INPUT, "%s", b.data);
	buf_release(&b);
	json_locate(r->text, r->len, r->pointer.data, &line, &column);
	err_at(r->err, r->name, line, column);
	return err_pointer(r->err, r->pointer.data);
}

int mapping_no_memory(struct mapping_reading *r)
{
	return err_set(r->err, ERR_MEMORY, "out of memory");
}

size_t mapping_enter(struct mapping_reading *r, const char *key)
{
	const size_t before = r->pointer.len;

	buf_putc(&r->pointer, '/');
	for (; *key; key++) {
		if (*key == '~' || *key == '/')
			buf_puts(&r->pointer, *key == '~' ? "~0" : "~1");
		else
			buf_putc(&r->pointer, *key);
	}
	return before;
}

void mapping_leave(struct mapping_reading *r, size_t before)
{
	r->pointer.len = before;
	if (r->pointer.cap)
		r->pointer.data[before] = 0;
}

int mapping_unknown_key(struct mapping_reading *r, const char *key, const char *const *known, size_t n)
{
	const char *near = text_nearest(key, known, n);

	mapping_refuse(r, "'%s' is not a setting of a mapping", key);
	return near ? err_hint(r->err, "did you mean '%s'?", near) : ERR_INPUT;
}

/* What counts as white space in names of columns: also what spreadsheets put there unseen. */
static size_t space_at(const char *s, size_t n)
{
	if (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		return 1;
	if (n >= 2 && !memcmp(s, "\xC2\xA0", 2))
		return 2;
	if (n >= 3 && (!memcmp(s, "\xE3\x80\x80", 3) || !memcmp(s, "\xE2\x80\xAF", 3) || !memcmp(s, "\xEF\xBB\xBF", 3)))
		return 3;
	return 0;
}

size_t mapping_collapse(char *s, size_t n)
{
	size_t to = 0;
	bool gap = false;

	for (size_t i = 0; i < n;) {
		const size_t space = space_at(s + i, n - i);
		if (space) {
			gap = true;
			i += space;
			continue;
		}
		if (gap && to)
			s[to++] = ' ';
		gap = false;
		s[to++] = s[i++];
	}
	s[to] = 0;
	return to;
}

int mapping_read_text(struct mapping_reading *r, struct json_value v, const char **out)
{
	size_t len;

	*out = "";
	if (json_type(v) != JSON_T_STRING)
		return mapping_refuse(r, "a text was expected");
	*out = json_string(v, &len); /* the reader stays with the mapping */
	return 0;
}

int mapping_read_words(struct mapping_reading *r, struct json_value v, struct words *out)
{
	struct json_iter it;

	if (json_type(v) != JSON_T_ARRAY)
		return mapping_refuse(r, "a list of texts was expected");
	out->count = 0;
	out->text = arena_alloc(&r->m->arena, (json_count(v) + 1) * sizeof *out->text);
	if (!out->text)
		return mapping_no_memory(r);
	for (json_iter_begin(&it, v); json_iter_next(&it);)
		if (mapping_read_text(r, it.value, &out->text[out->count++]) < 0)
			return ERR_INPUT;
	return 0;
}

int mapping_read_choice(struct mapping_reading *r, struct json_value v, const char *const *choices, size_t n, unsigned *out)
{
	const char *text = NULL, *near;

	if (mapping_read_text(r, v, &text) < 0)
		return ERR_INPUT;
	for (unsigned i = 0; i < n; i++)
		if (!strcmp(choices[i], text)) {
			*out = i;
			return 0;
		}
	near = text_nearest(text, choices, n);
	mapping_refuse(r, "'%s' is none of %s", text, r->choices);
	return near ? err_hint(r->err, "did you mean '%s'?", near) : ERR_INPUT;
}

/* ---- how cells are read ---- */

static const char *const date_orders[] = { [DATES_YMD] = "ymd", [DATES_DMY] = "dmy", [DATES_MDY] = "mdy" };

int mapping_read_rule(struct mapping_reading *r, const char *key, struct json_value v, struct cell_rules *rules)
{
	const char *text;
	unsigned order;
	int rc;

	if (!strcmp(key, "dates")) {
		r->choices = "ymd, dmy, mdy";
		rc = mapping_read_choice(r, v, date_orders, 3, &order);
		if (rc == 0)
			rules->dates = (enum date_order)order;
		return rc;
	}
	if (!strcmp(key, "absent"))
		return mapping_read_words(r, v, &rules->absent);
	if (!strcmp(key, "currency_signs"))
		return mapping_read_words(r, v, &rules->currency_signs);
	if (!strcmp(key, "yes"))
		return mapping_read_words(r, v, &rules->yes);
	if (!strcmp(key, "no"))
		return mapping_read_words(r, v, &rules->no);
	if (!strcmp(key, "decimal")) {
		if ((rc = mapping_read_text(r, v, &text)) < 0)
			return rc;
		rules->decimal = *text;
		return (*text == '.' || *text == ',') && !text[1] ? 0 : mapping_refuse(r, "the decimal sign is '.' or ','");
	}
	if (!strcmp(key, "thousands")) {
		if ((rc = mapping_read_text(r, v, &text)) < 0)
			return rc;
		rules->thousands = text;
		return strpbrk(text, "0123456789+-()%eE") ? mapping_refuse(r, "'%s' cannot stand between thousands", text) : 0;
	}
	if (!strcmp(key, "separator")) {
		if ((rc = mapping_read_text(r, v, &text)) < 0)
			return rc;
		rules->separator = text;
		return *text ? 0 : mapping_refuse(r, "a separator cannot be empty");
	}
	return 1; /* not a rule */
}

int mapping_check_rules(struct mapping_reading *r, const struct cell_rules *rules)
{
	if (rules->thousands[0] == rules->decimal && !rules->thousands[1])
		return mapping_refuse(r, "'%c' is both the decimal sign and the separator of thousands", rules->decimal);
	return 0;
}

/* ---- columns ---- */

int mapping_read_column(struct mapping_reading *r, struct json_value v, struct column_ref *out)
{
	size_t len;

	*out = (struct column_ref){ 0 };
	if (json_type(v) == JSON_T_INT) {
		if (json_int(v) < 1 || json_int(v) > MAPPING_COLUMNS_MAX)
			return mapping_refuse(r, "columns are numbered from 1 to %d", MAPPING_COLUMNS_MAX);
		out->number = (unsigned)json_int(v);
		return 0;
	}
	if (json_type(v) != JSON_T_STRING)
		return mapping_refuse(r, "a column is a name, the beginning of one and '*', or a number from 1");
	const char *text = json_string(v, &len);
	char *name = arena_strndup(&r->m->arena, text, len);
	if (!name)
		return mapping_no_memory(r);
	len = mapping_collapse(name, len);
	if (len && name[len - 1] == '*') {
		out->beginning = true;
		name[mapping_collapse(name, len - 1)] = 0;
	}
	out->name = name;
	return len ? 0 : mapping_refuse(r, "a column's name is empty; give its number instead");
}

int mapping_read_columns(struct mapping_reading *r, struct json_value v, struct column_ref **out, size_t *count)
{
	struct json_iter it;

	if (json_type(v) != JSON_T_ARRAY || json_count(v) > MAPPING_COLUMNS_MAX)
		return mapping_refuse(r, "a list of columns was expected");
	*count = 0;
	*out = arena_alloc(&r->m->arena, (json_count(v) + 1) * sizeof **out);
	if (!*out)
		return mapping_no_memory(r);
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		const int rc = mapping_read_column(r, it.value, &(*out)[(*count)++]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* ---- the whole ---- */

static const char *const keys[] = {
	"encoding", "delimiter", "quote", "skip", "header", "dates", "decimal", "thousands", "currency_signs", "absent", "yes", "no", "separator",
	"fields", "constants", "ignore",
};

static int read_sign(struct mapping_reading *r, struct json_value v, char *out)
{
	const char *text;
	const int rc = mapping_read_text(r, v, &text);

	if (rc < 0)
		return rc;
	*out = *text;
	if (!*text || text[1] || *text & 0x80 || strchr("\r\n", *text))
		return mapping_refuse(r, "one ASCII character was expected, such as ',' or ';'");
	return 0;
}

static int read_setting(struct mapping_reading *r, const char *key, struct json_value v)
{
	struct mapping *m = r->m;

	if (!strcmp(key, "fields") || !strcmp(key, "constants"))
		return 0; /* when all settings are known */
	if (!strcmp(key, "encoding")) {
		struct decoder probe;
		struct err why = ERR_INIT;
		int rc = mapping_read_text(r, v, &m->encoding);
		if (rc == 0 && decoder_init(&probe, m->encoding, &why) < 0) {
			rc = mapping_refuse(r, "%s", why.message ? why.message : "out of memory");
			err_hint(r->err, "%s", why.hint ? why.hint : "");
		} else if (rc == 0) {
			decoder_release(&probe);
		}
		err_release(&why);
		return rc;
	}
	if (!strcmp(key, "delimiter"))
		return read_sign(r, v, &m->delimiter);
	if (!strcmp(key, "quote"))
		return read_sign(r, v, &m->quote);
	if (!strcmp(key, "skip")) {
		if (json_type(v) != JSON_T_INT || json_int(v) < 0 || json_int(v) > 1000)
			return mapping_refuse(r, "a number of lines from 0 to 1000 was expected");
		m->skip = (unsigned)json_int(v);
		return 0;
	}
	if (!strcmp(key, "header")) {
		m->header = json_type(v) == JSON_T_TRUE;
		return m->header || json_type(v) == JSON_T_FALSE ? 0 : mapping_refuse(r, "true or false was expected");
	}
	if (!strcmp(key, "ignore")) {
		m->all_columns = true;
		return mapping_read_columns(r, v, &m->ignore, &m->ignore_count);
	}
	const int rc = mapping_read_rule(r, key, v, &r->rules);
	return rc <= 0 ? rc : mapping_unknown_key(r, key, keys, sizeof keys / sizeof *keys);
}

static int read_all(struct mapping_reading *r, struct json_value root)
{
	struct json_iter it;
	int rc = 0;

	if (json_type(root) != JSON_T_OBJECT)
		return mapping_refuse(r, "a mapping is an object: { \"fields\": { \"id\": \"Number\", ... } }");
	for (json_iter_begin(&it, root); rc == 0 && json_iter_next(&it);) {
		const size_t before = mapping_enter(r, it.key);
		rc = read_setting(r, it.key, it.value);
		mapping_leave(r, before);
	}
	if (rc == 0 && r->m->delimiter == r->m->quote)
		rc = mapping_refuse(r, "delimiter and quote are both '%c'", r->m->quote);
	if (rc == 0)
		rc = mapping_check_rules(r, &r->rules);
	return rc ? rc : mapping_read_fields(r, root);
}

int mapping_load(const char *text, size_t len, const char *name, const struct schema *schema, bool partial, struct mapping **out, struct err *err)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct mapping *m = calloc(1, sizeof *m);
	struct mapping_reading r = { .m = m, .text = text, .len = len, .name = name, .partial = partial, .err = err, .pointer = BUF_INIT };
	struct json_value root;
	int rc;

	if (!m)
		return err_set(err, ERR_MEMORY, "out of memory");
	m->schema = schema;
	m->delimiter = ',';
	m->quote = '"';
	m->header = true;
	m->locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	m->source = json_reader_new();
	r.rules = (struct cell_rules){ .decimal = '.', .thousands = "", .separator = ";" };
	if (!m->source || !m->locale) {
		rc = mapping_no_memory(&r);
	} else if ((rc = json_read(m->source, text, len, &limits, &root, err)) < 0) {
		if (err)
			err_at(err, name, err->line, err->column);
	} else {
		rc = read_all(&r, root);
	}
	buf_release(&r.pointer);
	if (rc < 0) {
		mapping_free(m);
		return rc;
	}
	*out = m;
	return 0;
}

void mapping_free(struct mapping *m)
{
	if (!m)
		return;
	if (m->locale)
		freelocale(m->locale);
	json_reader_free(m->source);
	arena_release(&m->arena);
	free(m);
}
