/* SPDX-License-Identifier: MIT */
/*
 * frame_fuzz: what a worker could send, from any bytes: frames, and every message that the host reads.
 * Oracles: no byte beyond the input is read (the sanitizer sees it), frames do not depend on how the bytes arrive, a value
 * that was read is written and read again as the same bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "work/frame.h"
#include "work/pool_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

static void feed(struct frame_reader *r, const uint8_t *bytes, size_t n)
{
	size_t room;
	char *space = frame_space(r, &room);

	require(space && room >= n);
	memcpy(space, bytes, n);
	frame_fed(r, n);
}

/* Frames until there are no more: how many, and whether it ended in nonsense. */
static int frames(const uint8_t *data, size_t size, size_t piece, size_t *count)
{
	struct frame_reader r = FRAME_READER_INIT;
	struct frame f;
	int got = 0;

	*count = 0;
	for (size_t at = 0; at < size && got >= 0; at += piece) {
		feed(&r, data + at, size - at < piece ? size - at : piece);
		while ((got = frame_next(&r, &f)) == 1)
			++*count;
	}
	frame_reader_release(&r);
	return got;
}

static void messages(const uint8_t *data, size_t size)
{
	static const struct wire_shape *const shapes[] = {
		&loaded_shape, &results_head_shape, &result_shape, &judgement_shape, &violation_shape, &answer_shape, &err_shape,
		&load_request_shape, &generation_shape, &batch_head_shape, &document_shape, &explain_request_shape, &test_request_shape,
	};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		struct arena arena = ARENA_INIT;
		struct wire_reader r = wire_reader(data, size, &arena), again;
		struct buf once = BUF_INIT, twice = BUF_INIT;
		_Alignas(16) char value[1024];

		require(shapes[i]->size <= sizeof(value));
		if (wire_unpack(&r, shapes[i], value)) {
			wire_pack(&once, shapes[i], value);
			again = wire_reader(once.data, once.len, &arena);
			require(wire_unpack(&again, shapes[i], value) && wire_at_end(&again));
			wire_pack(&twice, shapes[i], value);
			require(once.len == twice.len && !memcmp(once.data, twice.data, once.len));
		}
		buf_release(&once);
		buf_release(&twice);
		arena_release(&arena);
	}
}

static void results(const uint8_t *data, size_t size)
{
	const struct frame f = { FRAME_RESULTS, (const char *)data, size };
	struct job *j = job_new(JOB_BATCH, 1);

	if (!j)
		return;
	j->documents = 3;
	job_take_results(j, &f, 5);
	job_unref(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t whole, pieces;

	require(frames(data, size, 64 << 10, &whole) == frames(data, size, 3, &pieces) || size > 64 << 10);
	require(whole == pieces || size > 64 << 10);
	messages(data, size);
	results(data, size);
	return 0;
}
