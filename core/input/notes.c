/* SPDX-License-Identifier: MIT */
/* notes: see notes.h. Columns are few and texts fewer: both are looked for from the beginning. */
#include "input/notes.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { TEXT_WIDTH = 60, NAME_WIDTH = 48 };

static const char *const expected[FIELD_TYPE_COUNT] = {
	[FIELD_ENUM] = "known value", [FIELD_INT] = "integer", [FIELD_NUMBER] = "number", [FIELD_PERCENT] = "percentage", [FIELD_MONEY] = "amount",
	[FIELD_BOOL] = "yes or no", [FIELD_DATE] = "date", [FIELD_DATETIME] = "moment (RFC 3339)", [FIELD_DURATION] = "duration",
};

/* On one line, at most `width` columns. NULL: out of memory. */
static char *shorten(const char *s, size_t n, size_t width)
{
	struct buf b = BUF_INIT;
	size_t fit;

	buf_add(&b, s, n);
	if (b.cap)
		b.len = mapping_collapse(b.data, b.len);
	for (size_t i = 0; i < b.len; i++)
		if ((unsigned char)b.data[i] < 0x20 || b.data[i] == 0x7f)
			b.data[i] = ' ';
	fit = text_fit(b.data, b.len, width);
	if (fit < b.len) {
		b.len = fit;
		buf_puts(&b, "\xE2\x80\xA6");
	}
	return buf_detach(&b);
}

static struct csv_note_column *column_of(struct csv_notes *notes, const struct csv_note *note)
{
	struct csv_note_column *c;

	for (size_t i = 0; i < notes->count; i++)
		if (notes->columns[i].column == note->column && !strcmp(notes->columns[i].path, note->field->path))
			return &notes->columns[i];
	c = realloc(notes->columns, (notes->count + 1) * sizeof *c);
	if (!c)
		return NULL;
	notes->columns = c;
	c += notes->count;
	*c = (struct csv_note_column){ .column = note->column, .type = (enum field_type)note->field->field->type };
	c->name = shorten(note->column_name, strlen(note->column_name), NAME_WIDTH);
	c->path = strdup(note->field->path);
	if (!c->name || !c->path) {
		free(c->name);
		free(c->path);
		return NULL;
	}
	notes->count++;
	return c;
}

/* Takes the text; false: nothing of it is kept. */
static bool keep(struct csv_note_column *c, char *text, const struct csv_note *note)
{
	char *project;

	for (size_t i = 0; i < c->text_count; i++)
		if (!strcmp(c->texts[i].text, text)) {
			c->texts[i].count++;
			return false;
		}
	if (c->text_count == CSV_NOTES_TEXTS || !(project = shorten(note->project, strlen(note->project), NAME_WIDTH)))
		return false;
	c->texts[c->text_count++] = (struct csv_note_text){ text, project, note->line, 1 };
	return true;
}

void csv_notes_add(void *ctx, const struct csv_note *note)
{
	struct csv_notes *notes = ctx;
	struct csv_note_column *c = column_of(notes, note);
	char *text;

	notes->cells++;
	if (c)
		c->count++;
	text = c ? shorten(note->text, note->len, TEXT_WIDTH) : NULL;
	if (!text)
		notes->failed = true;
	else if (!keep(c, text, note))
		free(text);
}

static void format_column(const struct csv_note_column *c, struct buf *out)
{
	size_t told = 0;

	buf_addf(out, "column %zu", c->column + 1);
	if (*c->name)
		buf_addf(out, " '%s'", c->name);
	buf_addf(out, ": %zu cell%s no %s; %s is absent there\n", c->count, c->count == 1 ? " is" : "s are",
		expected[c->type] ? expected[c->type] : field_type_names[c->type], c->path);
	for (size_t i = 0; i < c->text_count; i++) {
		const struct csv_note_text *t = &c->texts[i];

		buf_addf(out, "  %zu time%s '%s' (%sline %zu%s%s)\n", t->count, t->count == 1 ? "" : "s", t->text, t->count == 1 ? "" : "first in ", t->line,
			*t->project ? ", " : "", t->project);
		told += t->count;
	}
	if (told < c->count)
		buf_addf(out, "  %zu with other words\n", c->count - told);
}

void csv_notes_format(const struct csv_notes *notes, struct buf *out)
{
	for (size_t i = 0; i < notes->count; i++)
		format_column(&notes->columns[i], out);
	if (notes->failed)
		buf_puts(out, "some cells are not told: out of memory\n");
}

void csv_notes_release(struct csv_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		struct csv_note_column *c = &notes->columns[i];

		for (size_t k = 0; k < c->text_count; k++) {
			free(c->texts[k].text);
			free(c->texts[k].project);
		}
		free(c->name);
		free(c->path);
	}
	free(notes->columns);
	*notes = (struct csv_notes)CSV_NOTES_INIT;
}
