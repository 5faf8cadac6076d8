/* SPDX-License-Identifier: MIT */
/*
 * source_csv: the rows of a table, by a mapping. Cells that are words where something else was expected are counted by
 * field and told once, when the source ends: a column full of them is one line for people, not thousands.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/source.h"
#include "base/text.h"
#include "input/csv.h"

#define BLOCK (256u << 10)
#define MAPPING_MAX (1u << 20)
enum { WORDS_WIDTH = 48, WORDS_BYTES = 4 * WORDS_WIDTH };

struct words_seen {
	size_t count, line, column;
	char first[WORDS_BYTES + 4];
};
struct csv_source {
	struct source base;
	const struct source_options *options;
	struct mapping *mapping;
	struct csv_reader *reader;
	struct words_seen *seen; /* by the mapping's field */
	char **names;            /* of the columns of the fields that were seen */
	struct err why;
	bool last, failed;
	char block[BLOCK];
};

/* What the cell begins with, on one line. */
static void keep_words(struct words_seen *w, const char *text, size_t len)
{
	char start[2 * WORDS_BYTES + 1];
	size_t n = len < sizeof start - 1 ? len : sizeof start - 1, fit;

	while (n && n < len && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	memcpy(start, text, n);
	start[n] = 0;
	n = mapping_collapse(start, n);
	fit = text_fit(start, n, WORDS_WIDTH);
	while (fit > WORDS_BYTES || (fit && ((unsigned char)start[fit] & 0xc0) == 0x80))
		fit--;
	memcpy(w->first, start, fit);
	strcpy(w->first + fit, fit < n ? "\xE2\x80\xA6" : "");
}

static void on_note(void *ctx, const struct csv_note *note)
{
	struct csv_source *s = ctx;
	struct words_seen *w = &s->seen[note->field_index];

	if (w->count++)
		return;
	w->line = note->line;
	w->column = note->column;
	keep_words(w, note->text, note->len);
	s->names[note->field_index] = strdup(note->column_name); /* NULL: told by its number */
}

static void tell_words(struct csv_source *s)
{
	for (size_t i = 0; s->seen && s->options->words && i < s->mapping->field_count; i++) {
		const struct words_seen *w = &s->seen[i];
		const struct source_words told = { s->base.name, s->names[i] ? s->names[i] : "", s->mapping->fields[i].path, w->first, w->column + 1, w->line, w->count };

		if (w->count)
			s->options->words(s->options->ctx, &told);
	}
}

static enum source_state fail(struct csv_source *s, struct source_item *item)
{
	s->failed = true;
	if (!s->why.file)
		err_at(&s->why, s->base.name, 0, 0);
	item->why = &s->why;
	return SOURCE_FAILED;
}

/* 1: go on; else a state to be answered. */
static int feed(struct csv_source *s, struct source_item *item)
{
	const int64_t got = source_read(&s->base, s->block, BLOCK);

	if (got == -EAGAIN)
		return SOURCE_WAIT;
	if (got < 0) {
		err_set(&s->why, ERR_INPUT, "cannot be read: %s", strerror((int)-got));
		return fail(s, item);
	}
	s->last = got == 0;
	return csv_reader_feed(s->reader, s->block, (size_t)got, s->last, &s->why) ? (int)fail(s, item) : -1;
}

static enum source_state next(struct source *base, struct source_item *item)
{
	struct csv_source *s = (struct csv_source *)base;
	struct csv_piece piece;
	int state;

	err_release(&s->why);
	*item = (struct source_item){ 0 };
	for (int blocks = 0; !s->failed; blocks++) {
		switch (csv_reader_next(s->reader, &piece)) {
		case CSV_DOCUMENT:
			*item = (struct source_item){ .text = piece.text, .len = piece.len, .line = piece.line };
			return SOURCE_DOCUMENT;
		case CSV_REFUSED:
			*item = (struct source_item){ .line = piece.line, .why = piece.why };
			return SOURCE_REFUSED;
		case CSV_FAILED:
			s->failed = true;
			*item = (struct source_item){ .line = piece.line, .why = piece.why };
			return SOURCE_FAILED;
		case CSV_MORE:
			break;
		}
		if (s->last)
			return SOURCE_END;
		if (blocks == SOURCE_BLOCKS_A_TURN)
			return SOURCE_MORE;
		state = feed(s, item);
		if (state >= 0)
			return (enum source_state)state;
	}
	return SOURCE_END;
}

static void release(struct source *base)
{
	struct csv_source *s = (struct csv_source *)base;

	tell_words(s);
	for (size_t i = 0; s->names && i < s->mapping->field_count; i++)
		free(s->names[i]);
	free(s->names);
	free(s->seen);
	csv_reader_free(s->reader);
	mapping_free(s->mapping);
	err_release(&s->why);
	source_close_fd(base);
	free(s);
}

static const struct source_format format = { next, release };

static int load_mapping(struct csv_source *s, const char *path, const struct schema *schema, bool partial, struct err *err)
{
	struct buf text = BUF_INIT;
	const int failed = buf_read_file(&text, path, MAPPING_MAX);
	int status;

	if (failed) {
		status = err_set(err, ERR_USAGE, "the mapping cannot be read: %s", strerror(-failed));
		err_at(err, path, 0, 0);
	} else {
		status = mapping_load(text.data, text.len, path, schema, partial, &s->mapping, err);
	}
	buf_release(&text);
	return status;
}

static int prepare(struct csv_source *s, const struct source_options *o, struct err *err)
{
	int status = load_mapping(s, o->map, o->schema, o->partial, err);

	if (status)
		return status;
	s->seen = calloc(s->mapping->field_count + 1, sizeof *s->seen);
	s->names = calloc(s->mapping->field_count + 1, sizeof *s->names);
	if (!s->seen || !s->names)
		return err_set(err, ERR_MEMORY, "out of memory");
	status = csv_reader_new(s->mapping, s->base.name, o->limits.bytes, &s->reader, err);
	if (!status)
		csv_reader_on_note(s->reader, on_note, s);
	return status;
}

int source_open_csv(const char *name, const struct source_options *o, struct source **out, struct err *err)
{
	struct csv_source *s = calloc(1, sizeof *s);
	int status;

	if (!s)
		return err_set(err, ERR_MEMORY, "out of memory");
	s->base.format = &format;
	s->options = o;
	status = source_open_fd(&s->base, name, o->called, err);
	if (!status)
		status = prepare(s, o, err);
	if (status) {
		release(&s->base);
		return status;
	}
	*out = &s->base;
	return 0;
}
