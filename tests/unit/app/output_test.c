/* SPDX-License-Identifier: MIT */
/* output, scaffold, source: files appear whole or not at all; what is there already is left alone. */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>

#include "app/output.h"
#include "app/scaffold.h"
#include "app/source.h"

static size_t entries(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void assert_file(const char *path, const char *text)
{
	struct buf b = BUF_INIT;

	assert_int_equal(buf_read_file(&b, path, 0), 0);
	assert_string_equal(b.data, text);
	buf_release(&b);
}

static void a_file_appears_when_it_is_complete(void **state)
{
	struct output o;
	struct err e = ERR_INIT;

	(void)state;
	put("report", "old");
	assert_int_equal(output_open(&o, "report", &e), 0);
	fputs("new", o.file);
	fflush(o.file);
	assert_file("report", "old");
	assert_int_equal(output_commit(&o, &e), 0);
	assert_file("report", "new");
	assert_int_equal(entries("."), 1);
}

static void what_is_discarded_leaves_no_trace(void **state)
{
	struct output o;
	struct err e = ERR_INIT;

	(void)state;
	put("report", "old");
	assert_int_equal(output_open(&o, "report", &e), 0);
	fputs("new", o.file);
	output_discard(&o);
	assert_file("report", "old");
	assert_int_equal(entries("."), 1);
}

static void a_full_device_is_an_error(void **state)
{
	struct output o;
	struct err e = ERR_INIT;

	(void)state;
	if (access("/dev/full", W_OK))
		skip();
	assert_int_equal(output_open(&o, "/dev/full", &e), 0);
	fputs("x", o.file);
	assert_int_equal(output_commit(&o, &e), ERR_IO);
	assert_error(&e, ERR_IO, "/dev/full: error: cannot be written: No space left");
	assert_int_equal(output_open(&o, "nowhere/report", &e), ERR_IO);
	assert_error(&e, ERR_IO, "nowhere/report");
	output_discard(&o);
}

static void the_users_mask_is_kept(void **state)
{
	struct output o;
	struct err e = ERR_INIT;
	struct stat st;
	mode_t before = umask(027);

	(void)state;
	assert_int_equal(output_open(&o, "report", &e), 0);
	assert_int_equal(output_commit(&o, &e), 0);
	umask(before);
	assert_int_equal(stat("report", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void a_scaffold_needs_an_empty_folder(void **state)
{
	struct scaffold made;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(scaffold_write("new", LANG_EN, &made, &e), 0);
	assert_true(made.files >= 5);
	assert_int_equal(access("new/plumb.json", R_OK), 0);
	assert_int_equal(access("new/.luarc.json", R_OK), 0);
	assert_int_equal(scaffold_write("new", LANG_EN, &made, &e), ERR_USAGE);
	assert_error(&e, ERR_USAGE, "the folder is not empty: it holds '");
	mkdir("empty", 0777);
	assert_int_equal(scaffold_write("empty", LANG_ZH, &made, &e), 0);
	mkdir("busy", 0777);
	put("busy/mine", "x");
	assert_int_equal(scaffold_write("busy", LANG_EN, &made, &e), ERR_USAGE);
	assert_error(&e, ERR_USAGE, "'mine'");
	assert_int_equal(entries("busy"), 1);
	put("file", "x");
	assert_true(scaffold_write("file", LANG_EN, &made, &e) < 0);
	err_release(&e);
	assert_file("file", "x");
	assert_true(scaffold_write("no/such/place", LANG_EN, &made, &e) < 0);
	err_release(&e);
}

static const struct source_options options = { .limits = JSON_LIMITS_DEFAULT };

static void a_source_gives_document_after_document(void **state)
{
	struct source *s;
	struct source_item item;
	struct err e = ERR_INIT;

	(void)state;
	put("in", "{\"id\":\"a\"}\n\n{\"id\":\"b\"}");
	assert_int_equal(source_open("in", &options, &s, &e), 0);
	assert_int_equal(s->size, 22);
	assert_int_equal(source_next(s, &item), SOURCE_DOCUMENT);
	assert_int_equal(item.line, 1);
	assert_int_equal(source_next(s, &item), SOURCE_DOCUMENT);
	assert_int_equal(item.line, 3);
	assert_memory_equal(item.text, "{\"id\":\"b\"}", item.len);
	assert_int_equal(source_next(s, &item), SOURCE_END);
	assert_int_equal(source_next(s, &item), SOURCE_END);
	source_free(s);
}

static void a_document_that_is_too_long_does_not_stop_the_next(void **state)
{
	struct source_options small = options;
	struct source *s;
	struct source_item item;
	struct err e = ERR_INIT;

	(void)state;
	small.limits.bytes = 64;
	put("in", "{\"id\":\"0123456789012345678901234567890123456789012345678901234567890123456789\"}\n{\"id\":\"b\"}\n");
	assert_int_equal(source_open("in", &small, &s, &e), 0);
	assert_int_equal(source_next(s, &item), SOURCE_REFUSED);
	assert_int_equal(item.line, 1);
	assert_int_equal(item.why->code, ERR_LIMIT);
	assert_int_equal(source_next(s, &item), SOURCE_DOCUMENT);
	assert_int_equal(item.line, 2);
	source_free(s);
}

static void a_fifo_is_waited_for_without_blocking(void **state)
{
	struct source *s;
	struct source_item item;
	struct err e = ERR_INIT;
	int writer;

	(void)state;
	assert_int_equal(mkfifo("in", 0666), 0);
	assert_int_equal(source_open("in", &options, &s, &e), 0); /* there is no writer yet */
	assert_int_equal(source_next(s, &item), SOURCE_WAIT);
	writer = open("in", O_WRONLY);
	assert_int_equal(source_next(s, &item), SOURCE_WAIT);
	assert_int_equal(write(writer, "{\"id\":1}\n{", 10), 10);
	assert_int_equal(source_next(s, &item), SOURCE_DOCUMENT);
	assert_int_equal(source_next(s, &item), SOURCE_WAIT);
	close(writer);
	assert_int_equal(source_next(s, &item), SOURCE_DOCUMENT); /* the broken rest, for json_read to refuse */
	assert_int_equal(source_next(s, &item), SOURCE_END);
	source_free(s);
}

static void what_cannot_be_read_is_named(void **state)
{
	struct source *s;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(source_open("nowhere", &options, &s, &e), ERR_INPUT);
	assert_error(&e, ERR_INPUT, "nowhere: error: cannot be read: No such file");
	assert_int_equal(source_open(".", &options, &s, &e), ERR_INPUT);
	assert_error(&e, ERR_INPUT, ".: error: it is a folder");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_room, leave_room)
	const struct CMUnitTest tests[] = {
		TEST(a_file_appears_when_it_is_complete), TEST(what_is_discarded_leaves_no_trace), TEST(a_full_device_is_an_error), TEST(the_users_mask_is_kept),
		TEST(a_scaffold_needs_an_empty_folder), TEST(a_source_gives_document_after_document), TEST(a_document_that_is_too_long_does_not_stop_the_next),
		TEST(a_fifo_is_waited_for_without_blocking), TEST(what_cannot_be_read_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
