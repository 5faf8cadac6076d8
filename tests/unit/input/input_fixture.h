/* SPDX-License-Identifier: MIT */
/* A schema with a field of every type, mappings for it, and tables read in pieces of any size. */
#ifndef PLUMB_TEST_INPUT_FIXTURE_H
#define PLUMB_TEST_INPUT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/csv.h"

static const char input_schema[] =
	"{\"root\":\"project\",\"kinds\":["
	"{\"name\":\"project\",\"key\":[\"id\"],\"fields\":["
	"{\"name\":\"id\",\"type\":\"string\",\"required\":true},"
	"{\"name\":\"name\",\"type\":\"string\"},"
	"{\"name\":\"about\",\"type\":\"text\"},"
	"{\"name\":\"phase\",\"type\":\"enum\",\"values\":[\"planning\",\"in_execution\",\"closed\"]},"
	"{\"name\":\"count\",\"type\":\"int\"},"
	"{\"name\":\"ratio\",\"type\":\"number\"},"
	"{\"name\":\"done\",\"type\":\"percent\"},"
	"{\"name\":\"value\",\"type\":\"money\",\"min\":0},"
	"{\"name\":\"active\",\"type\":\"bool\"},"
	"{\"name\":\"start\",\"type\":\"date\",\"formerly\":\"begin\"},"
	"{\"name\":\"seen_at\",\"type\":\"datetime\"},"
	"{\"name\":\"every\",\"type\":\"duration\"},"
	"{\"name\":\"budget\",\"type\":\"object\",\"kind\":\"budget\"},"
	"{\"name\":\"risks\",\"type\":\"list\",\"kind\":\"risk\"},"
	"{\"name\":\"tags\",\"type\":\"set\"}]},"
	"{\"name\":\"budget\",\"fields\":[{\"name\":\"total\",\"type\":\"money\"},{\"name\":\"spent\",\"type\":\"money\"},{\"name\":\"year\",\"type\":\"object\",\"kind\":\"year\"}]},"
	"{\"name\":\"year\",\"fields\":[{\"name\":\"total\",\"type\":\"money\"}]},"
	"{\"name\":\"risk\",\"key\":[\"name\"],\"fields\":[{\"name\":\"name\",\"type\":\"string\"}]}]}";

static inline struct schema *input_schema_new(void)
{
	struct schema *s = NULL;
	struct err err = ERR_INIT;
	if (schema_from_json(input_schema, sizeof input_schema - 1, &s, &err) < 0)
		fail_msg("%s", err.message);
	return s;
}

static inline struct mapping *input_mapping(const struct schema *s, const char *json)
{
	struct mapping *m = NULL;
	struct err err = ERR_INIT;
	if (mapping_load(json, strlen(json), "map.json", s, false, &m, &err) < 0)
		fail_msg("%s", err.message);
	return m;
}

static void input_on_note(void *ctx, const struct csv_note *n)
{
	buf_addf(ctx, "%zu? %s %s <%.*s>\n", n->line, n->project, n->field->path, (int)n->len, n->text);
}

/* What comes of a table: "line:document", "line! why", "line? id field <words>", "FAILED line why", a line each. */
static inline void input_collect(const struct mapping *m, const char *bytes, size_t n, size_t step, size_t limit, struct buf *out)
{
	struct csv_reader *r;
	struct err err = ERR_INIT;
	enum csv_state state;
	struct csv_piece p;
	size_t at = 0;

	assert_int_equal(csv_reader_new(m, "t.csv", limit, &r, &err), 0);
	csv_reader_on_note(r, input_on_note, out);
	for (bool last = false; !last;) {
		const size_t take = n - at < step ? n - at : step;
		char *piece = malloc(take + 1); /* its own memory: a read beyond it is seen */
		memcpy(piece, bytes + at, take);
		at += take;
		last = at == n;
		if (csv_reader_feed(r, piece, take, last, &err) < 0) {
			buf_addf(out, "FAILED %s\n", err.message);
			free(piece);
			break;
		}
		free(piece);
		while ((state = csv_reader_next(r, &p)) != CSV_MORE && state != CSV_FAILED)
			buf_addf(out, state == CSV_DOCUMENT ? "%zu:%s\n" : "%zu! %s\n", p.line, state == CSV_DOCUMENT ? p.text : p.why->message);
		if (state == CSV_FAILED) {
			buf_addf(out, "FAILED %zu %s\n", p.line, p.why->message);
			break;
		}
	}
	err_release(&err);
	csv_reader_free(r);
}

/* The same in one piece and in pieces of every small size. */
static inline void input_expect_n(const char *mapping, const char *bytes, size_t n, const char *expected)
{
	struct schema *s = input_schema_new();
	struct mapping *m = input_mapping(s, mapping);
	for (size_t step = n + 1; step; step = step > 9 ? 9 : step - 1) {
		struct buf out = BUF_INIT;
		input_collect(m, bytes, n, step, 8u << 20, &out);
		assert_string_equal(out.data, expected);
		buf_release(&out);
	}
	mapping_free(m);
	schema_free(s);
}
static inline void input_expect(const char *mapping, const char *text, const char *expected)
{
	input_expect_n(mapping, text, strlen(text), expected);
}

#endif
