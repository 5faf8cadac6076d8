/* SPDX-License-Identifier: MIT */
/* What buf.h promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fault.h"

static void is_always_terminated(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_string_equal(b.data, "");
	buf_puts(&b, "abc");
	assert_string_equal(b.data, "abc");
	buf_clear(&b);
	assert_string_equal(b.data, "");
	assert_true(b.cap > 0);
	buf_add(&b, "x\0y", 3);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.data, "x\0y", 4);
	buf_release(&b);
	assert_int_equal(b.cap, 0);
	assert_string_equal(b.data, "");
	buf_clear(&b);
	buf_release(&b);
}

static void formats_beyond_its_room(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_addf(&b, "%d,", i);
	assert_int_equal(b.len, 10 * 2 + 90 * 3 + 900 * 4);
	assert_string_equal(b.data + b.len - 8, "998,999,");
	buf_addf(&b, "%s", "");
	buf_pad(&b, '-', 3);
	buf_putc(&b, '>');
	assert_string_equal(b.data + b.len - 5, ",--->");
	buf_release(&b);
}

static void detaches_memory_for_free(void **state)
{
	struct buf b = BUF_INIT;
	char *s;

	(void)state;
	s = buf_detach(&b);
	assert_string_equal(s, "");
	free(s);
	buf_puts(&b, "kept");
	s = buf_detach(&b);
	assert_string_equal(s, "kept");
	assert_int_equal(b.len, 0);
	free(s);
}

static void fails_once_and_for_all(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_puts(&b, "kept");
	assert_false(buf_reserve(&b, SIZE_MAX - 2));
	assert_true(b.failed);
	buf_puts(&b, "ignored");
	assert_string_equal(b.data, "kept");
	assert_null(buf_detach(&b));
	assert_false(b.failed);

	setenv("PLUMB_FAULT", "alloc:1", 1);
	fault_init();
	buf_addf(&b, "%d", 1);
	assert_true(b.failed);
	unsetenv("PLUMB_FAULT");
	fault_init();
	buf_release(&b);
}

static void reads_regular_files_and_nothing_else(void **state)
{
	char folder[] = "/tmp/plumb-buf-XXXXXX", path[64], fifo[64];
	struct buf b = BUF_INIT;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/file", folder);
	snprintf(fifo, sizeof fifo, "%s/fifo", folder);
	f = fopen(path, "w");
	assert_int_equal(fwrite("12345", 1, 5, f), 5);
	fclose(f);
	assert_int_equal(mkfifo(fifo, 0600), 0);

	buf_puts(&b, ">");
	assert_int_equal(buf_read_file(&b, path, 5), 0);
	assert_string_equal(b.data, ">12345");
	assert_int_equal(buf_read_file(&b, path, 4), -EFBIG);
	assert_int_equal(buf_read_file(&b, folder, 0), -EISDIR);
	assert_int_equal(buf_read_file(&b, fifo, 0), -EINVAL);
	assert_int_equal(buf_read_file(&b, "/dev/null", 0), -EINVAL);
	assert_int_equal(buf_read_file(&b, "/nowhere/at/all", 0), -ENOENT);
	assert_string_equal(b.data, ">12345");
	/* a file that does not tell its size */
	assert_int_equal(buf_read_file(&b, "/proc/self/status", 0), 0);
	assert_non_null(strstr(b.data, "VmSize"));

	setenv("PLUMB_FAULT", "read:1:5", 1);
	fault_init();
	buf_clear(&b);
	assert_int_equal(buf_read_file(&b, path, 0), -EIO);
	assert_int_equal(b.len, 0);
	unsetenv("PLUMB_FAULT");
	fault_init();
	buf_release(&b);
	unlink(path);
	unlink(fifo);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_always_terminated),
		cmocka_unit_test(formats_beyond_its_room),
		cmocka_unit_test(detaches_memory_for_free),
		cmocka_unit_test(fails_once_and_for_all),
		cmocka_unit_test(reads_regular_files_and_nothing_else),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
