/* SPDX-License-Identifier: MIT */
/* What frame.h promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "work/frame.h"

static void feed(struct frame_reader *r, const char *bytes, size_t n)
{
	size_t room;
	char *space = frame_space(r, &room);

	assert_non_null(space);
	assert_true(room >= n);
	memcpy(space, bytes, n);
	frame_fed(r, n);
}

static void add(struct buf *b, enum frame_type type, const char *payload)
{
	const size_t begin = frame_begin(b, type);

	buf_puts(b, payload);
	frame_end(b, begin, 0);
}

static void reads_what_was_written_in_whatever_pieces(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	add(&b, FRAME_BATCH, "one");
	add(&b, FRAME_TEST, "");
	add(&b, FRAME_FAILED, "three");
	for (size_t piece = 1; piece <= b.len; piece++) {
		struct frame_reader r = FRAME_READER_INIT;
		struct frame f;
		char seen[64] = "";

		for (size_t at = 0; at < b.len; at += piece) {
			feed(&r, b.data + at, at + piece < b.len ? piece : b.len - at);
			while (frame_next(&r, &f) == 1) {
				strncat(seen, f.payload, f.len);
				strcat(seen, f.type == FRAME_BATCH ? "B" : f.type == FRAME_TEST ? "T" : "F");
			}
		}
		assert_string_equal(seen, "oneBTthreeF");
		frame_reader_release(&r);
	}
	buf_release(&b);
}

static void refuses_what_is_no_frame(void **state)
{
	static const char *const heads[] = { "\x01\x00\x00\x00\x00", "\x01\x00\x00\x00\x63", "\xff\xff\xff\xff\x01", "\x01\x00\x80\x04\x02" };
	struct frame f;

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct frame_reader r = FRAME_READER_INIT;

		feed(&r, heads[i], FRAME_HEAD);
		assert_int_equal(frame_next(&r, &f), -1);
		assert_int_equal(frame_next(&r, &f), -1); /* and stays so */
		frame_reader_release(&r);
	}
}

static void a_claimed_length_takes_no_memory(void **state)
{
	struct frame_reader r = FRAME_READER_INIT;
	struct frame f;

	(void)state;
	feed(&r, "\x00\x00\x00\x04\x02", FRAME_HEAD); /* 64 MB to come */
	assert_int_equal(frame_next(&r, &f), 0);
	assert_true(r.in.cap < 1u << 20);
	frame_reader_release(&r);
}

static void a_payload_beyond_the_limit_is_not_sent(void **state)
{
	struct buf b = BUF_INIT;
	size_t begin = frame_begin(&b, FRAME_BATCH);

	(void)state;
	frame_end(&b, begin, FRAME_MAX);
	assert_false(b.failed);
	begin = frame_begin(&b, FRAME_BATCH);
	frame_end(&b, begin, (size_t)FRAME_MAX + 1);
	assert_true(b.failed);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_was_written_in_whatever_pieces),
		cmocka_unit_test(refuses_what_is_no_frame),
		cmocka_unit_test(a_claimed_length_takes_no_memory),
		cmocka_unit_test(a_payload_beyond_the_limit_is_not_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
