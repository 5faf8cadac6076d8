/* SPDX-License-Identifier: MIT */
/* folder: what is read, what is passed over, what is told; one bad file never hides the others. */
#include "fixture.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "app/folder.h"

static int with_policies(void **state)
{
	if (enter_room(state))
		return -1;
	mkdir("p", 0777);
	put("p/good.lua", "policy {}");
	return 0;
}

static struct folder opened(void)
{
	struct folder f;
	struct err e = ERR_INIT;

	assert_int_equal(folder_open(&f, "p", &e), 0);
	assert_non_null(folder_find(&f, "good.lua"));
	return f;
}

/* Exactly one problem: about this file, with this in its message. */
static void assert_problem(const char *file, const char *part)
{
	struct folder f = opened();

	assert_int_equal(f.count, 1);
	assert_int_equal(f.problems.count, 1);
	assert_int_equal(f.problems.errors, 1);
	assert_string_equal(f.problems.items[0].file, file);
	if (!strstr(f.problems.items[0].message, part))
		fail_msg("'%s' is not in: %s", part, f.problems.items[0].message);
	folder_release(&f);
}

static void files_come_in_byte_order_of_their_paths(void **state)
{
	static const char *const expected[] = { "a-b/y.lua", "a/x.lua", "data/deep/list.json", "good.lua", "samples/one.json", "schema.lua" };
	struct folder f;

	(void)state;
	mkdir("p/a", 0777);
	mkdir("p/a-b", 0777);
	mkdir("p/data", 0777);
	mkdir("p/data/deep", 0777);
	mkdir("p/samples", 0777);
	put("p/a/x.lua", "");
	put("p/a-b/y.lua", "1");
	put("p/data/deep/list.json", "{}");
	put("p/samples/one.json", "{}");
	put("p/schema.lua", "");
	put("p/elsewhere.json", "{}"); /* not ours */
	put("p/README.md", "");
	f = opened();
	assert_int_equal(f.problems.count, 0);
	assert_int_equal(f.count, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(f.files[i].path, expected[i]);
	assert_string_equal(f.prefix, "p/");
	assert_int_equal(folder_find(&f, "a/x.lua")->len, 0);
	folder_release(&f);
}

static void what_editors_leave_is_passed_over(void **state)
{
	struct folder f;

	(void)state;
	put("p/.hidden.lua", "");
	put("p/good.lua~", "");
	put("p/.#good.lua", "");
	put("p/#good.lua#", "");
	put("p/.good.lua.swp", "");
	put("p/4913", "");
	mkdir("p/.git", 0777);
	put("p/.git/x.lua", "");
	assert_int_equal(symlink("nowhere.lua", "p/.#lock.lua"), 0);
	f = opened();
	assert_int_equal(f.count, 1);
	assert_int_equal(f.problems.count, 0);
	folder_release(&f);
}

static void a_fifo_does_not_block(void **state)
{
	(void)state;
	assert_int_equal(mkfifo("p/x.lua", 0666), 0);
	assert_problem("p/x.lua", "not a regular file");
}

static void a_socket_is_named(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "p/x.lua" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_problem("p/x.lua", "not a regular file");
	close(fd);
}

static void a_folder_called_as_a_policy_is_named(void **state)
{
	(void)state;
	mkdir("p/x.lua", 0777);
	put("p/x.lua/y.lua", "");
	assert_problem("p/x.lua", "a folder, not a policy");
}

static void a_link_out_of_the_folder_is_not_followed(void **state)
{
	(void)state;
	put("secret.lua", "policy {}");
	assert_int_equal(symlink("../secret.lua", "p/x.lua"), 0);
	assert_problem("p/x.lua", "leads out of the policies folder");
}

static void a_neighbour_with_the_same_beginning_is_outside(void **state)
{
	(void)state;
	mkdir("p-other", 0777);
	put("p-other/secret.lua", "policy {}");
	assert_int_equal(symlink("../p-other/secret.lua", "p/x.lua"), 0);
	assert_problem("p/x.lua", "leads out of the policies folder");
}

static void links_within_work_as_a_mounted_config_map_makes_them(void **state)
{
	struct folder f;

	(void)state;
	mkdir("p/..2026", 0777);
	put("p/..2026/x.lua", "policy { }");
	assert_int_equal(symlink("..2026", "p/..data"), 0);
	assert_int_equal(symlink("..data/x.lua", "p/x.lua"), 0);
	f = opened();
	assert_int_equal(f.problems.count, 0);
	assert_int_equal(f.count, 2);
	assert_int_equal(folder_find(&f, "x.lua")->len, 10);
	folder_release(&f);
}

static void loops_of_links_end(void **state)
{
	(void)state;
	assert_int_equal(symlink("x.lua", "p/x.lua"), 0);
	assert_problem("p/x.lua", "ELOOP");
	unlink("p/x.lua");
	assert_int_equal(symlink("nowhere.lua", "p/x.lua"), 0);
	assert_problem("p/x.lua", "ENOENT");
	unlink("p/x.lua");
	assert_int_equal(symlink(".", "p/again"), 0);
	assert_problem("p/again", "leads back");
}

static void too_deep_is_told(void **state)
{
	char path[128] = "p";

	(void)state;
	for (int i = 0; i < FOLDER_DEPTH_MAX; i++) {
		strcat(path, "/d");
		mkdir(path, 0777);
	}
	strcat(path, "/x.lua");
	put(path, "");
	assert_problem("p/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d", "nested more than 16 deep");
}

static void bytecode_is_refused(void **state)
{
	(void)state;
	put("p/x.lua", "\033LuaT");
	assert_problem("p/x.lua", "compiled Lua");
}

static void one_megabyte_is_the_limit(void **state)
{
	struct folder f;

	(void)state;
	put("p/x.lua", "");
	assert_int_equal(truncate("p/x.lua", FOLDER_FILE_MAX), 0);
	f = opened();
	assert_int_equal(f.count, 2);
	folder_release(&f);
	assert_int_equal(truncate("p/x.lua", FOLDER_FILE_MAX + 1), 0);
	assert_problem("p/x.lua", "larger than 1 MB");
}

static void all_files_together_have_a_limit(void **state)
{
	struct folder f;
	char path[32];

	(void)state;
	for (int i = 0; i < 65; i++) {
		snprintf(path, sizeof path, "p/x%02d.lua", i);
		put(path, "");
		assert_int_equal(truncate(path, FOLDER_FILE_MAX), 0);
	}
	f = opened();
	assert_int_equal(f.count, 1 + 63); /* with good.lua's few bytes, one fewer than 64 */
	assert_int_equal(f.problems.count, 2);
	assert_non_null(strstr(f.problems.items[0].message, "larger than 64 MB in all"));
	folder_release(&f);
}

static void without_permission_it_is_named(void **state)
{
	(void)state;
	if (geteuid() == 0)
		skip(); /* root may read everything */
	put("p/x.lua", "");
	chmod("p/x.lua", 0);
	assert_problem("p/x.lua", "EACCES");
}

static void names_that_are_no_text_are_escaped(void **state)
{
	(void)state;
	put("p/a\nb.lua", "");
	assert_problem("p/a\\nb.lua", "control character");
	unlink("p/a\nb.lua");
	put("p/\xff.lua", "");
	assert_problem("p/\\xff.lua", "not UTF-8");
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	struct folder f;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(folder_open(&f, "nowhere", &e), ERR_USAGE);
	assert_error(&e, ERR_USAGE, "nowhere: error: the policies folder cannot be read: No such file");
	folder_release(&f);
	assert_int_equal(folder_open(&f, "p/good.lua", &e), ERR_USAGE);
	assert_error(&e, ERR_USAGE, "Not a directory");
	folder_release(&f);
}

static void slashes_at_the_end_make_no_difference(void **state)
{
	struct folder f;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(folder_open(&f, "./p///", &e), 0);
	assert_string_equal(f.prefix, "./p/");
	assert_string_equal(f.files[0].path, "good.lua");
	folder_release(&f);
}

static void the_library_is_carried_inside(void **state)
{
	struct folder f;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(folder_open(&f, NULL, &e), 0);
	assert_string_equal(f.prefix, "plumb:");
	assert_int_equal(f.problems.count, 0);
	folder_release(&f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, with_policies, leave_room)
	const struct CMUnitTest tests[] = {
		TEST(files_come_in_byte_order_of_their_paths), TEST(what_editors_leave_is_passed_over), TEST(a_fifo_does_not_block), TEST(a_socket_is_named),
		TEST(a_folder_called_as_a_policy_is_named), TEST(a_link_out_of_the_folder_is_not_followed), TEST(a_neighbour_with_the_same_beginning_is_outside),
		TEST(links_within_work_as_a_mounted_config_map_makes_them), TEST(loops_of_links_end), TEST(too_deep_is_told), TEST(bytecode_is_refused),
		TEST(one_megabyte_is_the_limit), TEST(all_files_together_have_a_limit), TEST(without_permission_it_is_named), TEST(names_that_are_no_text_are_escaped),
		TEST(a_folder_that_is_not_there_is_an_error), TEST(slashes_at_the_end_make_no_difference), TEST(the_library_is_carried_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
