/* SPDX-License-Identifier: MIT */
#include "report/table_sheet.h"

#include <string.h>

#include "base/text.h"
#include "report/sheet.h"

#define BYTES_MEASURED (1u << 20)
enum { GAP = 2, TEXT_LEAST = 12, TEXT_NARROWEST = 4, WRAP_LEAST = 24, WRAP_NARROWEST = 10 /* as narrow as sheet_wrap goes */ };

void table_sheet_init(struct table_sheet *s, const struct table_column *columns, size_t count, const char *const *titles, size_t width, bool colour)
{
	*s = (struct table_sheet){ .columns = columns, .count = count, .titles = titles, .width = width, .colour = colour };
}

void table_sheet_release(struct table_sheet *s)
{
	arena_release(&s->arena);
}

static bool wraps(const struct table_sheet *s, size_t i)
{
	return i + 1 == s->count && s->columns[i].wraps;
}

static bool right(const struct table_sheet *s, size_t i)
{
	return s->columns[i].type == TABLE_NUMBER;
}

/* ---- widths ---- */

static size_t wanted(const struct table_sheet *s, size_t i)
{
	const struct table_column *c = &s->columns[i];
	size_t width = text_width(s->titles[i], strlen(s->titles[i]));

	for (size_t row = 0; row < s->row_count; row++) {
		const char *text = s->rows[row][i];
		size_t columns = text_width(text, strlen(text));

		width = columns > width ? columns : width;
	}
	if (c->most > 0 && width > (size_t)c->most)
		width = (size_t)c->most;
	if (c->least > 0 && width < (size_t)c->least)
		width = (size_t)c->least;
	return width ? width : 1;
}

static size_t total(const struct table_sheet *s)
{
	size_t sum = GAP * (s->count - 1);

	for (size_t i = 0; i < s->count; i++)
		sum += s->widths[i];
	return sum;
}

/* What gives way first: what is wrapped; then texts; then both beyond comfort; numbers and moments, of which a part says something else, at last. */
enum stage { STAGE_WRAPPED, STAGE_TEXTS, STAGE_NARROW, STAGE_ALL };

static size_t least(const struct table_sheet *s, size_t i, enum stage stage)
{
	const struct table_column *c = &s->columns[i];

	if (wraps(s, i))
		return stage < STAGE_NARROW ? WRAP_LEAST : WRAP_NARROWEST;
	if (stage == STAGE_ALL)
		return 1;
	if (stage == STAGE_WRAPPED || c->type == TABLE_NUMBER || c->type == TABLE_MOMENT)
		return SIZE_MAX;
	return stage == STAGE_NARROW ? TEXT_NARROWEST : c->least > 0 ? (size_t)c->least : TEXT_LEAST;
}

/* Takes a column at a time from the widest that can give one, until the sheet is wide enough. */
static void shrink(struct table_sheet *s, enum stage stage)
{
	for (size_t sum = total(s); sum > s->width; sum--) {
		size_t widest = s->count;

		for (size_t i = 0; i < s->count; i++)
			if (s->widths[i] > least(s, i, stage) && (widest == s->count || s->widths[i] > s->widths[widest]))
				widest = i;
		if (widest == s->count)
			return;
		s->widths[widest]--;
	}
}

static void lay_out(struct table_sheet *s)
{
	size_t last = s->count - 1;

	for (size_t i = 0; i < s->count; i++) {
		s->widths[i] = wanted(s, i);
		if (s->widths[i] > s->width)
			s->widths[i] = s->width;
	}
	for (enum stage stage = STAGE_WRAPPED; stage <= STAGE_ALL; stage++)
		shrink(s, stage);
	/* nothing comes after the last column: it has the rest, for rows that were not measured */
	if (!right(s, last) && !s->columns[last].most && total(s) < s->width)
		s->widths[last] += s->width - total(s);
	s->laid_out = true;
}

/* ---- rows ---- */

static void put_row(const struct table_sheet *s, const char *const *texts, struct buf *out)
{
	size_t owed = 0, column = 0; /* spaces before the next text; where that stands */

	for (size_t i = 0; i < s->count; i++) {
		size_t width = text_width(texts[i], strlen(texts[i])), left = right(s, i) && width < s->widths[i] ? s->widths[i] - width : 0;

		if (*texts[i]) {
			buf_pad(out, ' ', owed + left);
			if (wraps(s, i)) {
				sheet_wrap(out, texts[i], column, column + s->widths[i]);
				return;
			}
			owed = s->widths[i] - left - sheet_cut(out, texts[i], s->widths[i]) + GAP;
		} else {
			owed += s->widths[i] + GAP;
		}
		column += s->widths[i] + GAP;
	}
	buf_putc(out, '\n');
}

static void put_waiting(struct table_sheet *s, struct buf *out)
{
	lay_out(s);
	buf_puts(out, sheet_on(s->colour, STYLE_BOLD));
	put_row(s, s->titles, out);
	out->len -= out->len > 0; /* the style ends before the line does */
	buf_puts(out, sheet_off(s->colour, STYLE_BOLD));
	buf_putc(out, '\n');
	for (size_t i = 0; i < s->row_count; i++)
		put_row(s, s->rows[i], out);
	s->row_count = 0;
	arena_release(&s->arena);
}

void table_sheet_row(struct table_sheet *s, const char *const *texts, struct buf *out)
{
	const char **row;

	if (s->laid_out) {
		put_row(s, texts, out);
		return;
	}
	row = arena_alloc(&s->arena, s->count * sizeof *row);
	for (size_t i = 0; row && i < s->count; i++)
		if (!(row[i] = arena_strdup(&s->arena, texts[i])))
			row = NULL;
	if (!row) {
		s->failed = true;
		return;
	}
	s->rows[s->row_count++] = row;
	if (s->row_count == SHEET_ROWS_MEASURED || s->arena.used > BYTES_MEASURED)
		put_waiting(s, out);
}

void table_sheet_end(struct table_sheet *s, struct buf *out)
{
	if (!s->laid_out && s->row_count)
		put_waiting(s, out);
}
