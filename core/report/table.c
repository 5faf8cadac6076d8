/* SPDX-License-Identifier: MIT */
/* table: what a cell is in each format, and the lines around the rows. The columns of text are table_sheet's. */
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

#include "json/read.h"
#include "json/write.h"
#include "report/emit.h"
#include "report/sheet.h"
#include "report/table_sheet.h"

struct table {
	struct table_options o;
	const struct table_column *columns;
	size_t count;
	enum lang lang;
	struct buf buf;                 /* written, not yet given to `out` */
	struct buf cell, scratch;
	struct buf texts;               /* of a row for people, each ended by a NUL */
	struct table_sheet sheet;
	struct json_reader *reader;     /* for cells that are JSON */
	const char *titles[TABLE_COLUMNS_MAX];
	size_t rows;
	int error;                      /* errno of the first write that failed */
};

/* The JSON of a cell, read; false when it is none, and so a text. */
static bool is_json(struct table *t, size_t i, const struct table_cell *c, struct json_value *out)
{
	static const struct json_limits limits = JSON_LIMITS_DEFAULT;

	return t->columns[i].type == TABLE_JSON && c->is == TABLE_IS_TEXT && json_read(t->reader, c->text, strlen(c->text), &limits, out, NULL) == 0;
}

/* ---- for people ---- */

static void put_clock(struct table *t, int64_t ms)
{
	static const struct zone utc = { .name = "UTC" };
	const struct zone *zone = t->o.zone ? t->o.zone : &utc;
	char text[40];

	if (!*emit_moment(text, ms)) /* no moment that a calendar has */
		return;
	emit_moment(text, ms + (int64_t)zone_offset(zone, ms / 1000 - (ms % 1000 < 0)) * 1000);
	if (!*text)
		return;
	text[10] = ' ';
	buf_add(&t->cell, text, 16);
}

/* What people read of a cell, in t->cell; not yet made safe. True: plumb wrote it (a number, JSON), false: it is a text. */
static bool say(struct table *t, size_t i, const struct table_cell *c)
{
	struct json_value json;
	char number[32];

	buf_clear(&t->cell);
	if (is_json(t, i, c, &json)) {
		struct json_out o = json_out(&t->cell, 0);

		json_put_value(&o, json, false);
		return true;
	}
	if (c->is == TABLE_IS_TEXT) {
		buf_puts(&t->cell, c->text);
		return false;
	}
	if (c->is == TABLE_IS_INT && t->columns[i].type == TABLE_MOMENT) {
		put_clock(t, c->number);
	} else if (c->is == TABLE_IS_INT) {
		buf_addf(&t->cell, "%lld", (long long)c->number);
	} else if (c->is == TABLE_IS_REAL) {
		json_format_number(number, c->real);
		buf_puts(&t->cell, number);
	}
	return true;
}

static void text_row(struct table *t, const struct table_cell *cells)
{
	const char *texts[TABLE_COLUMNS_MAX];
	const char *at;

	buf_clear(&t->texts);
	for (size_t i = 0; i < t->count; i++) {
		say(t, i, &cells[i]);
		sheet_safe(&t->texts, t->cell.data, t->cell.len);
		buf_putc(&t->texts, 0);
	}
	if (t->texts.failed)
		return;
	at = t->texts.data;
	for (size_t i = 0; i < t->count; i++) {
		texts[i] = at;
		at += strlen(at) + 1;
	}
	table_sheet_row(&t->sheet, texts, &t->buf);
}

static void markdown_row(struct table *t, const struct table_cell *cells)
{
	if (!t->rows) {
		for (size_t i = 0; i < t->count; i++) {
			buf_puts(&t->buf, "| ");
			emit_markdown(&t->buf, &t->scratch, t->titles[i]);
			buf_putc(&t->buf, ' ');
		}
		buf_puts(&t->buf, "|\n");
		for (size_t i = 0; i < t->count; i++)
			buf_puts(&t->buf, t->columns[i].type == TABLE_NUMBER ? "|--:" : "|---");
		buf_puts(&t->buf, "|\n");
	}
	for (size_t i = 0; i < t->count; i++) {
		say(t, i, &cells[i]);
		buf_puts(&t->buf, "| ");
		emit_markdown(&t->buf, &t->scratch, t->cell.data);
		buf_putc(&t->buf, ' ');
	}
	buf_puts(&t->buf, "|\n");
}

/* ---- for machines ---- */

/* As it is: only line ends, which a JSON text can hold between its parts alone, become spaces. */
static void put_verbatim(struct json_out *o, struct buf *cell, const char *text)
{
	buf_clear(cell);
	buf_puts(cell, strncmp(text, "\xEF\xBB\xBF", 3) ? text : text + 3);
	for (size_t i = 0; i < cell->len; i++)
		if (cell->data[i] == '\n' || cell->data[i] == '\r')
			cell->data[i] = ' ';
	json_put_raw(o, cell->data, cell->len);
}

static void json_row(struct table *t, const struct table_cell *cells)
{
	struct json_out o = json_out(&t->buf, 0);
	struct json_value ignored;
	char moment[40];

	buf_puts(&t->buf, t->rows ? ",\n" : "[\n");
	json_begin_object(&o);
	for (size_t i = 0; i < t->count; i++) {
		const struct table_cell *c = &cells[i];

		json_key(&o, t->columns[i].key);
		if (is_json(t, i, c, &ignored))
			put_verbatim(&o, &t->cell, c->text);
		else if (c->is == TABLE_IS_TEXT)
			json_put_text(&o, c->text);
		else if (c->is == TABLE_IS_INT && t->columns[i].type == TABLE_MOMENT)
			json_put_text(&o, *emit_moment(moment, c->number) ? moment : NULL);
		else if (c->is == TABLE_IS_INT)
			json_put_int(&o, c->number);
		else if (c->is == TABLE_IS_REAL)
			json_put_number(&o, c->real);
		else
			json_put_null(&o);
	}
	json_end_object(&o);
}

static void csv_header(struct table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		buf_puts(&t->buf, i ? "," : "");
		emit_csv_text(&t->buf, t->columns[i].key);
	}
	buf_puts(&t->buf, "\r\n");
}

static void csv_row(struct table *t, const struct table_cell *cells)
{
	char moment[40];

	for (size_t i = 0; i < t->count; i++) {
		const struct table_cell *c = &cells[i];

		buf_puts(&t->buf, i ? "," : "");
		if (c->is == TABLE_IS_INT && t->columns[i].type == TABLE_MOMENT)
			buf_puts(&t->buf, emit_moment(moment, c->number));
		else if (say(t, i, c))
			emit_csv(&t->buf, t->cell.data);
		else
			emit_csv_text(&t->buf, t->cell.data);
	}
	buf_puts(&t->buf, "\r\n");
}

/* ---- the table ---- */

int table_new(const struct table_options *o, const struct table_column *columns, size_t count, struct table **out, struct err *err)
{
	struct table *t;

	if (!count || count > TABLE_COLUMNS_MAX)
		return err_set(err, ERR_INTERNAL, "a table of %zu columns", count);
	t = calloc(1, sizeof *t);
	if (!t || !(t->reader = json_reader_new())) {
		free(t);
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	t->o = *o;
	if (t->o.width < TABLE_WIDTH_LEAST || t->o.width > TABLE_WIDTH_MOST)
		t->o.width = REPORT_WIDTH_MOST;
	t->columns = columns;
	t->count = count;
	t->lang = lang_from(o->lang);
	for (size_t i = 0; i < count; i++) {
		const char *title = text2_pick(columns[i].title, t->lang);

		t->titles[i] = *title ? title : columns[i].key;
	}
	buf_init(&t->buf);
	buf_init(&t->cell);
	buf_init(&t->scratch);
	buf_init(&t->texts);
	table_sheet_init(&t->sheet, columns, count, t->titles, (size_t)t->o.width, o->colour);
	if (o->format == REPORT_CSV)
		csv_header(t);
	*out = t;
	return 0;
}

void table_row(struct table *t, const struct table_cell *cells)
{
	static void (*const put[])(struct table *, const struct table_cell *) = {
		[REPORT_TEXT] = text_row, [REPORT_JSON] = json_row, [REPORT_CSV] = csv_row, [REPORT_MARKDOWN] = markdown_row,
	};

	if (t->error)
		return;
	put[t->o.format](t, cells);
	t->rows++;
	if (t->buf.len >= EMIT_FLUSH_AT)
		emit_flush(t->o.out, &t->buf, &t->error);
}

int table_end(struct table *t, struct err *err)
{
	if (t->o.format == REPORT_JSON)
		buf_puts(&t->buf, t->rows ? "\n]\n" : "[]\n");
	if (t->o.format == REPORT_TEXT)
		table_sheet_end(&t->sheet, &t->buf);
	emit_flush(t->o.out, &t->buf, &t->error);
	return emit_finish(t->o.out, t->buf.failed || t->cell.failed || t->scratch.failed || t->texts.failed || t->sheet.failed, &t->error, t->lang, err);
}

void table_free(struct table *t)
{
	if (!t)
		return;
	table_sheet_release(&t->sheet);
	buf_release(&t->buf);
	buf_release(&t->cell);
	buf_release(&t->scratch);
	buf_release(&t->texts);
	json_reader_free(t->reader);
	free(t);
}
