/* SPDX-License-Identifier: MIT */
/*
 * csv: see csv.h. The decoded text is given to libcsv one physical line at a time: so the line of a row is known, a row
 * that is complete is answered at once, and after a row that cannot be read there is a line to go on from. Going back costs
 * little: a quote stays open only as long as no other one closes it, so that no line is read more than twice or so.
 */
#include "input/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "input/decode.h"

enum { CELL_BLOCK = 64 << 10 };

struct csv_reader {
	const struct mapping *mapping;
	char *name;
	size_t limit;
	struct decoder decoder;
	struct buf pending;      /* decoded, and not done with */
	size_t at;               /* what libcsv has not seen yet */
	size_t start, second;    /* of the row: its first byte, and its second line (0: not seen yet) */
	size_t line, row_line;   /* at `at`, and of the row */
	unsigned to_skip;        /* lines before the table */
	bool after_cr;           /* a LF now belongs to the CR before it */
	bool begun, done;        /* the row */
	bool skipping;           /* the rest of this line is left out */
	bool last, failed, bound, no_memory;
	struct csv_parser parser;
	struct buf cells;        /* the row's, each with a NUL behind */
	size_t *ends, cell_count;
	struct row_cell *row;
	struct columns columns;
	struct row_writer writer;
	struct buf text;
	struct err why;
};

/* ---- libcsv ---- */

static void on_cell(void *cell, size_t n, void *ctx)
{
	struct csv_reader *r = ctx;

	buf_add(&r->cells, cell ? cell : "", n);
	buf_putc(&r->cells, 0);
	if (r->cell_count < MAPPING_COLUMNS_MAX)
		r->ends[r->cell_count] = r->cells.len;
	r->cell_count++;
}

static void on_row(int terminator, void *ctx)
{
	struct csv_reader *r = ctx;

	(void)terminator;
	r->done = true;
}

static bool parser_init(struct csv_reader *r)
{
	if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return false;
	csv_set_delim(&r->parser, (unsigned char)r->mapping->delimiter);
	csv_set_quote(&r->parser, (unsigned char)r->mapping->quote);
	csv_set_blk_size(&r->parser, CELL_BLOCK);
	return true;
}

/* ---- life ---- */

int csv_reader_new(const struct mapping *m, const char *name, size_t limit, struct csv_reader **out, struct err *err)
{
	struct csv_reader *r = calloc(1, sizeof *r);
	int rc;

	if (!r)
		return err_set(err, ERR_MEMORY, "out of memory");
	r->mapping = m;
	r->limit = limit;
	r->line = 1;
	r->to_skip = m->skip;
	buf_init(&r->pending);
	buf_init(&r->cells);
	buf_init(&r->text);
	r->writer = (struct row_writer){ .mapping = m, .columns = &r->columns, .joined = BUF_INIT, .scratch = BUF_INIT, .project = BUF_INIT };
	r->name = name ? strdup(name) : NULL;
	r->ends = malloc(MAPPING_COLUMNS_MAX * sizeof *r->ends);
	r->row = malloc(MAPPING_COLUMNS_MAX * sizeof *r->row);
	rc = decoder_init(&r->decoder, m->encoding, err);
	if (rc == 0 && (!r->ends || !r->row || (name && !r->name) || !parser_init(r)))
		rc = err_set(err, ERR_MEMORY, "out of memory");
	if (rc) {
		csv_reader_free(r);
		return rc;
	}
	*out = r;
	return 0;
}

void csv_reader_free(struct csv_reader *r)
{
	if (!r)
		return;
	csv_free(&r->parser);
	decoder_release(&r->decoder);
	columns_release(&r->columns);
	row_writer_release(&r->writer);
	buf_release(&r->pending);
	buf_release(&r->cells);
	buf_release(&r->text);
	err_release(&r->why);
	free(r->ends);
	free(r->row);
	free(r->name);
	free(r);
}

void csv_reader_on_note(struct csv_reader *r, csv_note_fn note, void *ctx)
{
	r->writer.note = note;
	r->writer.ctx = ctx;
}

int csv_reader_feed(struct csv_reader *r, const char *bytes, size_t n, bool last, struct err *err)
{
	const size_t drop = r->begun ? r->start : r->at;

	memmove(r->pending.data, r->pending.data + drop, r->pending.len - drop);
	r->pending.len -= drop;
	r->at -= drop;
	r->start -= r->begun ? drop : r->start;
	r->second -= r->second ? drop : 0;
	r->last = last;
	const int rc = decoder_feed(&r->decoder, bytes, n, last, &r->pending, err);
	if (rc < 0)
		err_at(err, r->name, 0, 0);
	return rc;
}

/* ---- rows ---- */

static int refuse(struct csv_reader *r, enum err_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static int refuse(struct csv_reader *r, enum err_code code, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	err_set(&r->why, code, "%s", b.data);
	buf_release(&b);
	return err_at(&r->why, r->name, (int)r->row_line, 0);
}

/* The same, about a cell. */
static int refuse_cell(struct csv_reader *r, size_t column, const char *what)
{
	struct buf b = BUF_INIT;

	columns_describe(&r->columns, column, &b);
	refuse(r, ERR_INPUT, "%s: %s", b.data, what);
	buf_release(&b);
	return ERR_INPUT;
}

static int check_cell(struct csv_reader *r, size_t column, const struct row_cell *c)
{
	const ptrdiff_t broken = text_utf8_error(c->text, c->len);

	if (memchr(c->text, 0, c->len)) {
		refuse_cell(r, column, "there is a NUL byte in it");
		return r->mapping->encoding ? ERR_INPUT : err_hint(&r->why, "is the file in UTF-16? then say so: \"encoding\": \"utf-16\"");
	}
	if (broken >= 0) {
		const size_t shown = (size_t)broken < 24 ? (size_t)broken : 24;
		struct buf b = BUF_INIT;
		size_t from = (size_t)broken - shown;
		while (from < (size_t)broken && ((unsigned char)c->text[from] & 0xC0) == 0x80)
			from++;
		buf_addf(&b, "%s%.*s%s is not %s", broken ? "what follows '" : "its first byte", (int)((size_t)broken - from), c->text + from,
			broken ? "'" : "", r->decoder.name);
		refuse_cell(r, column, b.data);
		buf_release(&b);
		return err_hint(&r->why, "say the file's encoding in the mapping, such as \"encoding\": \"windows-1252\" or \"gb18030\"");
	}
	return 0;
}

/* The row's cells as texts; true when one of them has something in it. */
static bool lay_out(struct csv_reader *r)
{
	bool something = false;
	size_t from = 0;

	for (size_t i = 0; i < r->cell_count && i < MAPPING_COLUMNS_MAX; i++) {
		r->row[i] = (struct row_cell){ r->cells.data + from, r->ends[i] - from - 1 };
		from = r->ends[i];
		something |= r->row[i].len > 0;
	}
	return something || r->cell_count > MAPPING_COLUMNS_MAX;
}

static int bind(struct csv_reader *r)
{
	const char **names = NULL;
	int rc;

	if (r->mapping->header) {
		names = malloc((r->cell_count + 1) * sizeof *names);
		if (!names)
			return err_set(&r->why, ERR_MEMORY, "out of memory");
		for (size_t i = 0; i < r->cell_count; i++)
			names[i] = r->row[i].text;
	}
	rc = columns_bind(&r->columns, r->mapping, names, r->cell_count, &r->why);
	free(names);
	if (rc)
		return err_at(&r->why, r->name, (int)r->row_line, 0);
	r->bound = true;
	return 0;
}

/* Without the names of the columns there is nothing to go on with. */
static enum csv_state refused(const struct csv_reader *r)
{
	return r->mapping->header && !r->bound ? CSV_FAILED : CSV_REFUSED;
}

/* A complete row. CSV_MORE: it is none that anybody wants. */
static enum csv_state finish_row(struct csv_reader *r)
{
	const bool is_header = !r->bound && r->mapping->header;

	if (r->cells.failed) {
		r->no_memory = true;
		return CSV_MORE;
	}
	if (!lay_out(r))
		return CSV_MORE;
	if (r->cell_count > MAPPING_COLUMNS_MAX) {
		refuse(r, ERR_LIMIT, "the row has %zu cells; %d is the limit", r->cell_count, MAPPING_COLUMNS_MAX);
		return refused(r);
	}
	if (r->bound && r->cell_count != r->columns.count) {
		refuse(r, ERR_INPUT, "the row has %zu cell%s, and the %s %zu", r->cell_count, r->cell_count == 1 ? "" : "s",
			r->mapping->header ? "header" : "first row", r->columns.count);
		err_hint(&r->why, "a cell that contains '%c', a line break or a quote must stand in quotes", r->mapping->delimiter);
		return refused(r);
	}
	for (size_t i = 0; i < r->cell_count; i++)
		if (check_cell(r, i, &r->row[i]))
			return refused(r);
	if (!r->bound && bind(r) < 0)
		return CSV_FAILED;
	if (is_header)
		return CSV_MORE;
	buf_clear(&r->text);
	if (!row_write(&r->writer, r->row, r->row_line, &r->text))
		r->no_memory = true;
	return r->no_memory ? CSV_MORE : CSV_DOCUMENT;
}

static void forget_row(struct csv_reader *r)
{
	buf_clear(&r->cells);
	r->cell_count = 0;
	r->begun = r->done = false;
	r->second = 0;
}

/* The row cannot be read: it is left, and reading goes on in the line after its first. */
static enum csv_state leave_row(struct csv_reader *r)
{
	if (r->second) {
		r->at = r->second;
		r->line = r->row_line + 1;
		r->after_cr = r->pending.data[r->at - 1] == '\r';
	} else {
		r->skipping = true;
	}
	forget_row(r);
	csv_free(&r->parser);
	if (!parser_init(r))
		r->no_memory = true;
	return refused(r);
}

static enum csv_state misquoted(struct csv_reader *r, bool at_end)
{
	refuse_cell(r, r->cell_count, at_end ? "a quote is opened in this row and never closed" : "a quote where none may be");
	if (!at_end)
		err_hint(&r->why, "a quote inside a cell is written twice, and the whole cell stands in quotes");
	return leave_row(r);
}

static enum csv_state too_large(struct csv_reader *r)
{
	refuse(r, ERR_LIMIT, "the row is larger than %zu MB", r->limit >> 20);
	err_hint(&r->why, "a quote may be open that nothing closes");
	return leave_row(r);
}

/* ---- lines ---- */

/* From `at` to behind the next line's end, or what there is of the line. */
static size_t next_line(const struct csv_reader *r)
{
	const char *from = r->pending.data + r->at, *end = r->pending.data + r->pending.len;
	const char *lf = memchr(from, '\n', (size_t)(end - from));
	const char *cr = memchr(from, '\r', (size_t)((lf ? lf : end) - from));

	return (size_t)((cr ? cr + 1 : lf ? lf + 1 : end) - from);
}

/* n bytes are done with; true when a line ended with them. */
static bool pass(struct csv_reader *r, size_t n)
{
	const char end = r->pending.data[r->at + n - 1];
	const bool of_cr = r->after_cr && n == 1 && end == '\n';

	r->at += n;
	r->after_cr = end == '\r';
	if (of_cr || (end != '\n' && end != '\r'))
		return false;
	r->line++;
	return true;
}

/* How many bytes of a line go by before a row can begin. */
static size_t blanks(const struct csv_reader *r, const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] && s[i] != r->mapping->delimiter && strchr(" \t\r\n", s[i]))
		i++;
	return i;
}

/* One line, or what there is of it. CSV_MORE: nothing came of it yet. */
static enum csv_state step(struct csv_reader *r)
{
	const char *s = r->pending.data + r->at;
	size_t n = next_line(r);

	if (r->skipping || r->to_skip) {
		if (pass(r, n)) {
			r->skipping = false;
			r->to_skip -= r->to_skip > 0;
		}
		return CSV_MORE;
	}
	if (!r->begun) {
		const size_t lead = blanks(r, s, n);
		r->start = r->at + lead;
		r->row_line = r->line;
		r->begun = lead < n;
	}
	/* what is said of a row does not depend on the pieces in which it came: no byte beyond the limit is looked at */
	if (r->begun && n > r->start + r->limit + 1 - r->at)
		n = r->start + r->limit + 1 - r->at;
	if (csv_parse(&r->parser, s, n, on_cell, on_row, r) != n) {
		if (csv_error(&r->parser) == CSV_EPARSE)
			return misquoted(r, false);
		r->no_memory = true;
		return CSV_MORE;
	}
	if (pass(r, n) && r->begun && !r->second)
		r->second = r->at;
	if (r->begun && r->at - r->start > r->limit)
		return too_large(r);
	return CSV_MORE;
}

static enum csv_state end(struct csv_reader *r)
{
	if (csv_fini(&r->parser, on_cell, on_row, r) == 0)
		return CSV_MORE;
	if (csv_error(&r->parser) == CSV_EPARSE)
		return misquoted(r, true);
	r->no_memory = true;
	return CSV_MORE;
}

static enum csv_state answer(struct csv_reader *r, enum csv_state state, struct csv_piece *out)
{
	if (r->no_memory) {
		err_set(&r->why, ERR_MEMORY, "out of memory");
		state = CSV_FAILED;
	}
	r->failed = state == CSV_FAILED;
	*out = (struct csv_piece){ .line = r->row_line };
	if (state == CSV_DOCUMENT) {
		out->text = r->text.data;
		out->len = r->text.len;
	} else if (state != CSV_MORE) {
		out->why = &r->why;
	}
	return state;
}

enum csv_state csv_reader_next(struct csv_reader *r, struct csv_piece *out)
{
	enum csv_state state = CSV_MORE;

	if (r->failed)
		return answer(r, CSV_FAILED, out);
	err_release(&r->why);
	while (state == CSV_MORE && !r->no_memory) {
		if (r->at < r->pending.len)
			state = step(r);
		else if (r->last && r->begun)
			state = end(r);
		else
			break;
		if (r->done) {
			state = finish_row(r);
			forget_row(r);
		}
	}
	if (state == CSV_MORE && r->last && !r->bound && r->mapping->header && !r->no_memory) {
		r->row_line = r->line;
		refuse(r, ERR_INPUT, "the file is empty: a row that names its columns was expected");
		state = CSV_FAILED;
	}
	return answer(r, state, out);
}
