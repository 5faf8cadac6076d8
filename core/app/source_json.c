/* SPDX-License-Identifier: MIT */
/* source_json: NDJSON, a JSON document or an array of them, in blocks through json/stream.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/source.h"
#include "json/stream.h"

#define BLOCK (256u << 10)

struct json_source {
	struct source base;
	struct json_stream stream;
	struct json_limits limits;
	struct err why;
	bool last;
	char block[BLOCK];
};

static enum source_state refuse(struct json_source *s, struct source_item *item, enum source_state state, enum err_code code, const char *message, size_t line)
{
	err_set(&s->why, code, "%s", message);
	err_at(&s->why, s->base.name, (int)line, 0);
	item->why = &s->why;
	item->line = line;
	return state;
}

static enum source_state next(struct source *base, struct source_item *item)
{
	struct json_source *s = (struct json_source *)base;
	struct json_piece piece;
	char message[64];

	err_release(&s->why);
	*item = (struct source_item){ 0 };
	for (int blocks = 0; !json_stream_next(&s->stream, &piece); blocks++) {
		int64_t got;

		if (s->last)
			return SOURCE_END;
		if (blocks == SOURCE_BLOCKS_A_TURN)
			return SOURCE_MORE;
		got = source_read(base, s->block, BLOCK);
		if (got == -EAGAIN)
			return SOURCE_WAIT;
		if (got < 0) {
			s->last = true;
			return refuse(s, item, SOURCE_FAILED, ERR_INPUT, strerror((int)-got), 0);
		}
		s->last = got == 0;
		if (!json_stream_feed(&s->stream, s->block, (size_t)got, s->last))
			return refuse(s, item, SOURCE_FAILED, ERR_MEMORY, "out of memory", 0);
	}
	item->line = piece.line;
	if (piece.too_long) {
		snprintf(message, sizeof message, "the document is larger than %zu MB", s->limits.bytes >> 20);
		return refuse(s, item, SOURCE_REFUSED, ERR_LIMIT, message, piece.line);
	}
	item->text = piece.text;
	item->len = piece.len;
	return SOURCE_DOCUMENT;
}

static void release(struct source *base)
{
	struct json_source *s = (struct json_source *)base;

	json_stream_release(&s->stream);
	err_release(&s->why);
	source_close_fd(base);
	free(s);
}

static const struct source_format format = { next, release };

int source_open_json(const char *name, const struct source_options *o, struct source **out, struct err *err)
{
	struct json_source *s = calloc(1, sizeof *s);
	int status;

	if (!s)
		return err_set(err, ERR_MEMORY, "out of memory");
	s->base.format = &format;
	s->limits = o->limits;
	status = source_open_fd(&s->base, name, o->called, err);
	if (status) {
		free(s);
		return status;
	}
	json_stream_init(&s->stream, o->limits.bytes);
	*out = &s->base;
	return 0;
}
