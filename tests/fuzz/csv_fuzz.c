/* SPDX-License-Identifier: MIT */
/*
 * csv_fuzz: what a table becomes does not depend on how its bytes arrive, every document is one that json_read takes, and
 * lines only go up. The first byte chooses the mapping, the second the size of the pieces. Run by `make fuzz`: built by
 * clang with -fsanitize=fuzzer,address.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "input/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 300 };

static const char *const mappings[] = {
	"{\"header\": false, \"thousands\": \",\", \"currency_signs\": [\"£\"], \"fields\": {\"id\": 1, \"name\": 2, \"start\": 3, \"value\": {\"column\": 4, \"times\": 1000}, "
		"\"satisfaction\": 4, \"tags\": 2, \"phase\": 3, \"on_site\": 4}}",
	"{\"encoding\": \"gb18030\", \"header\": false, \"delimiter\": \";\", \"decimal\": \",\", \"dates\": \"dmy\", \"fields\": {\"id\": {\"columns\": [1, 2]}, "
		"\"name\": 2, \"start\": 3, \"budget.total\": {\"column\": 1, \"currency\": \"CNY\"}}, \"constants\": {\"budget.spent\": 1}}",
	"{\"encoding\": \"utf-16\", \"fields\": {\"id\": \"a*\", \"name\": 2}, \"ignore\": [\"c\"]}",
	"{\"header\": false, \"skip\": 1, \"quote\": \"'\", \"fields\": {\"id\": 1, \"name\": 1}}",
};
enum { MAPPINGS = sizeof mappings / sizeof *mappings };

static void require(int holds)
{
	if (!holds)
		abort();
}

static const struct mapping *mapping_of(unsigned which)
{
	static struct schema *schema;
	static struct mapping *made[MAPPINGS];
	struct err e = ERR_INIT;
	size_t len;
	const char *text = schema_builtin(&len);

	if (!schema)
		require(schema_from_json(text, len, &schema, &e) == 0);
	if (!made[which])
		require(mapping_load(mappings[which], strlen(mappings[which]), NULL, schema, &made[which], &e) == 0);
	return made[which];
}

static void on_note(void *ctx, const struct csv_note *n)
{
	buf_addf(ctx, "%zu~%zu %.*s\n", n->line, n->column, (int)n->len, n->text);
}

/* Takes all rows that are there; false: the table is at its end by a mistake. */
static bool take(struct csv_reader *r, struct json_reader *json, size_t *line, struct buf *out)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_value root;
	struct csv_piece p;
	enum csv_state state;

	while ((state = csv_reader_next(r, &p)) != CSV_MORE) {
		if (state == CSV_DOCUMENT) {
			require(json_read(json, p.text, p.len, &limits, &root, NULL) == 0);
			require(p.line > *line);
			*line = p.line;
			buf_addf(out, "%zu:%.*s\n", p.line, (int)p.len, p.text);
		} else {
			require(p.why && p.why->message);
			buf_addf(out, "%zu!%s\n", p.line, p.why->message);
		}
		if (state == CSV_FAILED)
			return false;
	}
	return true;
}

static void collect(const struct mapping *m, const char *data, size_t size, size_t step, struct json_reader *json, struct buf *out)
{
	struct csv_reader *r;
	struct err e = ERR_INIT;
	size_t at = 0, line = 0;

	require(csv_reader_new(m, "fuzz", LIMIT, &r, &e) == 0);
	csv_reader_on_note(r, on_note, out);
	for (;;) {
		const size_t n = size - at < step ? size - at : step;

		at += n;
		if (csv_reader_feed(r, data + at - n, n, at == size, &e)) {
			buf_addf(out, "feed!%s\n", e.message);
			break;
		}
		if (!take(r, json, &line, out) || at == size)
			break;
	}
	err_release(&e);
	csv_reader_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, pieces = BUF_INIT;
	struct json_reader *json;

	if (size < 2)
		return 0;
	json = json_reader_new();
	const struct mapping *m = mapping_of(data[0] % MAPPINGS);
	collect(m, (const char *)data + 2, size - 2, size, json, &whole);
	collect(m, (const char *)data + 2, size - 2, data[1] % 16 + 1u, json, &pieces);
	require(whole.len == pieces.len && !memcmp(whole.data, pieces.data, whole.len));
	buf_release(&whole);
	buf_release(&pieces);
	json_reader_free(json);
	return 0;
}
