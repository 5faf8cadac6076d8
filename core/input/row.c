/* SPDX-License-Identifier: MIT */
/* row: see row.h. The mapping's fields are sorted by path: objects open and close as the paths go in and out of them. */
#include "input/row.h"

#include <string.h>

#include "input/cell.h"
#include "json/write.h"

void row_writer_release(struct row_writer *w)
{
	buf_release(&w->joined);
	buf_release(&w->scratch);
	buf_release(&w->project);
}

/*
 * The text that a field is read from, in w->joined: a copy, for a column may be read by two fields. Of several columns the
 * cells that are not absent, with the joint between them.
 */
static bool join(struct row_writer *w, size_t index, const struct row_cell *cells)
{
	const struct mapped_field *f = &w->mapping->fields[index];
	const unsigned *columns = w->columns->of_field[index];

	buf_clear(&w->joined);
	buf_reserve(&w->joined, 0); /* an empty buffer's text is everybody's; this one is written to */
	if (f->column_count == 1)
		buf_add(&w->joined, cells[columns[0]].text, cells[columns[0]].len);
	for (size_t i = 0; f->column_count > 1 && i < f->column_count; i++) {
		buf_clear(&w->scratch);
		buf_add(&w->scratch, cells[columns[i]].text, cells[columns[i]].len);
		const size_t n = w->scratch.cap ? mapping_collapse(w->scratch.data, w->scratch.len) : 0;
		if (!n || cell_matches(&f->rules.absent, w->scratch.data, n))
			continue;
		if (w->joined.len)
			buf_puts(&w->joined, f->joint);
		buf_add(&w->joined, w->scratch.data, n);
	}
	return !w->joined.failed && !w->scratch.failed;
}

static enum cell_state read(struct row_writer *w, size_t index, const struct row_cell *cells, struct cell *out)
{
	if (!join(w, index, cells))
		return CELL_ABSENT;
	return cell_read(w->mapping, &w->mapping->fields[index], w->joined.data, w->joined.len, out);
}

static void name_project(struct row_writer *w, const struct row_cell *cells)
{
	struct cell c;

	buf_clear(&w->project);
	if (w->mapping->id && read(w, (size_t)(w->mapping->id - w->mapping->fields), cells, &c) == CELL_VALUE && c.form == CELL_TEXT) {
		buf_puts(&w->project, w->mapping->id->prefix);
		buf_add(&w->project, c.text, c.len);
	}
}

static void tell(struct row_writer *w, size_t index, size_t line, const struct row_cell *cells)
{
	const size_t column = w->columns->of_field[index][0];
	const char *text = cells[column].text;
	size_t len = cells[column].len;

	if (!w->note)
		return;
	while (len && strchr(" \t\r\n", *text))
		text++, len--;
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;
	const struct csv_note note = { line, column, w->columns->names[column], &w->mapping->fields[index], index, w->project.data, text, len };
	w->note(w->ctx, &note);
}

/* Bytes of the path that are its objects: "budget." of "budget.total". */
static size_t objects_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? (size_t)(dot - path) + 1 : 0;
}

/* From the objects that are open to those of the path. `open` is the path of the field before, whose objects are `n` bytes. */
static size_t enter(struct json_out *o, const char *open, size_t n, const char *path)
{
	const size_t wanted = objects_of(path);
	size_t common = 0;

	for (size_t i = 0; i < n && i < wanted && open[i] == path[i]; i++)
		if (path[i] == '.')
			common = i + 1;
	for (size_t i = common; i < n; i++)
		if (open[i] == '.')
			json_end_object(o);
	for (size_t at = common; at < wanted;) {
		const size_t step = strcspn(path + at, ".");
		json_key_n(o, path + at, step);
		json_begin_object(o);
		at += step + 1;
	}
	return wanted;
}

bool row_write(struct row_writer *w, const struct row_cell *cells, size_t line, struct buf *out)
{
	const struct mapping *m = w->mapping;
	struct json_out o = json_out(out, 0);
	const char *open = "";
	size_t opened = 0;

	name_project(w, cells);
	json_begin_object(&o);
	for (size_t i = 0; i < m->field_count; i++) {
		const struct mapped_field *f = &m->fields[i];
		struct cell c;

		if (f->column_count) {
			const enum cell_state state = read(w, i, cells, &c);
			if (state == CELL_WORDS)
				tell(w, i, line, cells);
			if (state != CELL_VALUE)
				continue;
		}
		opened = enter(&o, open, opened, f->path);
		open = f->path;
		json_key(&o, f->path + opened);
		if (f->column_count)
			cell_write(f, &c, &o);
		else
			json_put_value(&o, f->constant, false);
	}
	for (size_t i = 0; i < opened; i++)
		if (open[i] == '.')
			json_end_object(&o);
	json_end_object(&o);
	return !out->failed && !w->joined.failed && !w->scratch.failed && !w->project.failed;
}
