/* SPDX-License-Identifier: MIT */
/*
 * stream_fuzz: documents do not depend on how the bytes arrive, are never beyond the limit, and no byte that
 * matters is lost. Run by `make fuzz`: built by clang with -fsanitize=fuzzer,address.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 40 };

static void require(int holds)
{
	if (!holds)
		abort();
}

static size_t count_lines(const uint8_t *data, size_t size)
{
	size_t lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	return lines;
}

static void collect(const uint8_t *data, size_t size, size_t step, struct buf *out)
{
	const size_t lines = count_lines(data, size);
	struct json_stream s;
	struct json_piece p;
	size_t at = 0, last_line = 1;

	json_stream_init(&s, LIMIT);
	do {
		const size_t n = size - at < step ? size - at : step;
		char *bytes = malloc(n + !n);

		if (n)
			memcpy(bytes, data + at, n);
		at += n;
		require(json_stream_feed(&s, bytes, n, at == size));
		free(bytes);
		while (json_stream_next(&s, &p)) {
			require(p.len <= LIMIT && (p.too_long ? !p.len : p.len > 0));
			require(p.line >= last_line && p.line <= lines);
			last_line = p.line;
			buf_addf(out, "%zu%c", p.line, p.too_long ? '!' : ':');
			buf_add(out, p.text, p.len);
			buf_putc(out, '\n');
		}
		require(s.pending.len - s.start <= LIMIT + 1);
	} while (at < size);
	require(!json_stream_next(&s, &p));
	json_stream_release(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, pieces = BUF_INIT;
	size_t step;

	if (!size)
		return 0;
	step = data[0] % 16 + (size_t)1;
	collect(data + 1, size - 1, size, &whole);
	collect(data + 1, size - 1, step, &pieces);
	require(whole.len == pieces.len && !memcmp(whole.data, pieces.data, whole.len));
	buf_release(&whole);
	buf_release(&pieces);
	return 0;
}
