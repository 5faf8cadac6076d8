/* SPDX-License-Identifier: MIT */
/*
 * csv_fuzz: arbitrary bytes as a table, by a fixed mapping and in a chosen encoding. Documents do not depend on how the
 * bytes arrive; each is JSON that json_read takes; lines only grow.
 * Run by `make fuzz`: built by clang with -fsanitize=fuzzer,address.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "input/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 300, ENCODINGS = 6 };

static const char schema_text[] =
	"{\"root\":\"project\",\"kinds\":[{\"name\":\"project\",\"fields\":["
	"{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"n\",\"type\":\"number\"},{\"name\":\"i\",\"type\":\"int\"},{\"name\":\"p\",\"type\":\"percent\"},"
	"{\"name\":\"d\",\"type\":\"date\"},{\"name\":\"b\",\"type\":\"bool\"},{\"name\":\"e\",\"type\":\"enum\",\"values\":[\"in_order\",\"late\"]},"
	"{\"name\":\"s\",\"type\":\"set\"},{\"name\":\"t\",\"type\":\"duration\"},{\"name\":\"m\",\"type\":\"object\",\"kind\":\"inner\"}]},"
	"{\"name\":\"inner\",\"fields\":[{\"name\":\"amount\",\"type\":\"money\"},{\"name\":\"text\",\"type\":\"text\"}]}]}";
static const char mapping_text[] =
	"%s\"header\":false,\"thousands\":\",\",\"currency_signs\":[\"$\"],\"absent\":[\"n/a*\"],\"fields\":{"
	"\"id\":{\"columns\":[1,2],\"prefix\":\"P\"},\"n\":1,\"i\":1,\"p\":2,\"d\":2,\"b\":1,\"e\":2,\"s\":1,\"t\":{\"column\":2,\"unit\":\"d\"},"
	"\"m.amount\":{\"column\":1,\"times\":100,\"currency\":\"EUR\"},\"m.text\":2}}";
static const char *const encodings[ENCODINGS] = { "{", "{\"encoding\":\"latin-1\",", "{\"encoding\":\"windows-1252\",", "{\"encoding\":\"gb18030\",",
	"{\"encoding\":\"utf-16\",", "{\"encoding\":\"utf-8\",\"delimiter\":\";\",\"quote\":\"'\",\"skip\":1," };

static void require(int holds)
{
	if (!holds)
		abort();
}

static struct mapping *mapping_of(unsigned which)
{
	static struct schema *schema;
	static struct mapping *mappings[ENCODINGS];
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	if (!schema)
		require(schema_from_json(schema_text, sizeof schema_text - 1, &schema, &err) == 0);
	if (!mappings[which]) {
		buf_puts(&text, encodings[which]);
		buf_puts(&text, mapping_text + 2);
		require(mapping_load(text.data, text.len, NULL, schema, false, &mappings[which], &err) == 0);
		buf_release(&text);
	}
	return mappings[which];
}

static void check_document(const struct csv_piece *p)
{
	static struct json_reader *reader;
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct err err = ERR_INIT;
	struct json_value v;

	if (!reader)
		require((reader = json_reader_new()) != NULL);
	require(json_read(reader, p->text, p->len, &limits, &v, &err) == 0);
}

static void on_note(void *ctx, const struct csv_note *n)
{
	buf_addf(ctx, "%zu? %zu %s %s %.*s\n", n->line, n->column, n->project, n->field->path, (int)n->len, n->text);
}

static void collect(const struct mapping *m, const uint8_t *data, size_t size, size_t step, struct buf *out)
{
	struct err err = ERR_INIT;
	enum csv_state state = CSV_MORE;
	struct csv_reader *r;
	struct csv_piece p;
	size_t at = 0, line = 0, pieces = 0;
	bool last = false;

	require(csv_reader_new(m, NULL, LIMIT, &r, &err) == 0);
	csv_reader_on_note(r, on_note, out);
	while (!last && state != CSV_FAILED) {
		const size_t n = size - at < step ? size - at : step;
		char *bytes = malloc(n + !n);

		if (n)
			memcpy(bytes, data + at, n);
		at += n;
		last = at == size;
		if (csv_reader_feed(r, bytes, n, last, &err) < 0) {
			buf_addf(out, "failed: %s\n", err.message);
			err_release(&err);
			state = CSV_FAILED;
		}
		free(bytes);
		while (state != CSV_FAILED && (state = csv_reader_next(r, &p)) != CSV_MORE) {
			require(p.line > line && ++pieces <= size + 1);
			line = p.line;
			if (state == CSV_DOCUMENT)
				check_document(&p);
			buf_addf(out, "%zu:%s\n", p.line, state == CSV_DOCUMENT ? p.text : p.why->message);
		}
	}
	csv_reader_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, pieces = BUF_INIT;

	if (size < 2)
		return 0;
	const struct mapping *m = mapping_of(data[0] % ENCODINGS);
	/* blocks of a size at which the limit is noticed at the same byte: it is looked at where a block or a line ends */
	collect(m, data + 2, size - 2, size, &whole);
	collect(m, data + 2, size - 2, data[1] % 16 + (size_t)1, &pieces);
	if (size - 2 <= LIMIT / 3)
		require(whole.len == pieces.len && !memcmp(whole.data, pieces.data, whole.len));
	buf_release(&whole);
	buf_release(&pieces);
	return 0;
}
