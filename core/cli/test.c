/* SPDX-License-Identifier: MIT */
/*
 * test: plumb test. All test files are asked at once, workers share them; they are told in the order of their paths.
 * Status: 0 all pass, 1 a test fails, 2 nothing to test, 3 a policy or a test file is broken.
 */
#include <stdlib.h>
#include <string.h>

#include "app/session.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "cli/view.h"
#include "json/write.h"
#include "report/sheet.h"

struct file {
	struct testing *testing;
	const char *path;
	struct buf json;
	char *failure; /* the worker gave no result: why */
};
struct testing {
	struct cli *cli;
	struct session session;
	struct file *files; size_t count, waiting;
	bool *failed, *passed; /* per rule: some test made it do so */
	size_t tests, failures, broken;
};

static void on_result(void *ctx, const char *json, size_t len, const struct err *e)
{
	struct file *f = ctx;

	if (json)
		buf_add(&f->json, json, len);
	else if (!f->failure)
		f->failure = strdup(e->message ? e->message : "the worker gave no result");
	if (--f->testing->waiting == 0)
		session_stop(&f->testing->session);
}

/* ---- reading results ---- */

static int int_of(struct json_value object, const char *key)
{
	struct json_value v;

	return json_get(object, key, &v) && json_type(v) == JSON_T_INT ? (int)json_int(v) : 0;
}

static bool is_true(struct json_value object, const char *key)
{
	struct json_value v;

	return json_get(object, key, &v) && json_type(v) == JSON_T_TRUE;
}

/* "risk/register_test.lua" tests the rules of "risk.register". */
static void mark_rules(struct testing *t, const char *path, struct json_value test, const char *key, bool *marks)
{
	struct json_iter it;
	struct buf id = BUF_INIT;
	size_t stem = strlen(path) > strlen("_test.lua") ? strlen(path) - strlen("_test.lua") : 0, len;

	if (!list_of(test, key, &it))
		return;
	while (json_iter_next(&it)) {
		buf_clear(&id);
		buf_add(&id, path, stem);
		for (size_t i = 0; i < id.len; i++)
			if (id.data[i] == '/')
				id.data[i] = '.';
		buf_addf(&id, ".%s", json_type(it.value) == JSON_T_STRING ? json_string(it.value, &len) : "");
		for (size_t r = 0; r < t->session.loaded.rule_count; r++)
			if (!strcmp(t->session.loaded.rules[r].id, id.data))
				marks[r] = true;
	}
	buf_release(&id);
}

/* ---- text ---- */

static void put_lines(struct buf *out, const char *s, const char *indent)
{
	struct buf safe = BUF_INIT;

	sheet_safe_lines(&safe, s, strlen(s));
	for (const char *line = safe.data; *line;) {
		size_t n = strcspn(line, "\n");

		buf_puts(out, indent);
		buf_add(out, line, n);
		buf_putc(out, '\n');
		line += n + (line[n] == '\n');
	}
	buf_release(&safe);
}

static void put_place(const struct testing *t, const char *path, int line, struct buf *out)
{
	buf_puts(out, t->session.folder.prefix);
	sheet_safe(out, path, strlen(path));
	if (line)
		buf_addf(out, ":%d", line);
	buf_puts(out, ": ");
}

static void tell_test(struct testing *t, const struct file *f, struct json_value test, struct buf *out)
{
	const struct cli *c = t->cli;
	bool ok = is_true(test, "ok");

	t->tests++;
	t->failures += !ok;
	mark_rules(t, f->path, test, "rules_failed", t->failed);
	mark_rules(t, f->path, test, "rules_passed", t->passed);
	if (ok && !c->values[OPT_VERBOSE])
		return;
	buf_puts(out, sheet_on(c->colour_out, ok ? STYLE_GREEN : STYLE_BOLD_RED));
	buf_puts(out, ok ? "✓ " : "✗ ");
	buf_puts(out, sheet_off(c->colour_out, ok ? STYLE_GREEN : STYLE_BOLD_RED));
	put_place(t, f->path, int_of(test, "line"), out);
	sheet_safe(out, text_of(test, "name"), strlen(text_of(test, "name")));
	buf_putc(out, '\n');
	put_lines(out, text_of(test, "diff"), "    ");
}

/* A text, borrowed; NULL where there is none. */
static char *optional(struct json_value object, const char *key)
{
	const char *text = text_of(object, key);

	return *text ? (char *)(uintptr_t)text : NULL;
}

static void tell_problem(struct testing *t, const struct file *f, struct json_value problem, struct buf *out)
{
	struct buf file = BUF_INIT;
	struct diagnostic d = { .warning = is_true(problem, "warning"), .message = (char *)(uintptr_t)text_of(problem, "message"),
		.hint = optional(problem, "hint"), .code = optional(problem, "code"), .source = optional(problem, "source"),
		.line = int_of(problem, "line"), .column = int_of(problem, "column"), .width = int_of(problem, "width") };

	t->broken += !d.warning;
	buf_addf(&file, "%s%s", t->session.folder.prefix, f->path);
	d.file = file.data;
	term_diagnostic(&d, t->cli->colour_out, out);
	buf_release(&file);
}

static void tell_file(struct testing *t, struct json_reader *reader, const struct file *f, struct buf *out)
{
	static const struct json_limits limits = { 256u << 20, 64, 1u << 20, 1u << 24 };
	struct json_value root;
	struct json_iter it;

	if (f->failure || json_read(reader, f->json.data, f->json.len, &limits, &root, NULL)) {
		t->broken++;
		put_place(t, f->path, 0, out);
		buf_addf(out, "%s: ", message_text(t->cli->lang, MSG_ERROR_WORD));
		put_lines(out, f->failure ? f->failure : "the result is not readable", "");
		return;
	}
	if (list_of(root, "problems", &it))
		while (json_iter_next(&it))
			tell_problem(t, f, it.value, out);
	if (list_of(root, "tests", &it))
		while (json_iter_next(&it))
			tell_test(t, f, it.value, out);
}

/* Rules of the tested policies that no test makes fail, or pass. */
static void tell_untested(struct testing *t, enum message heading, const bool *marks, struct buf *out)
{
	const struct loaded *l = &t->session.loaded;
	bool any = false;

	for (size_t r = 0; r < l->rule_count; r++) {
		if (marks[r] || l->rules[r].metric)
			continue;
		if (!any)
			buf_addf(out, "%s\n", message_text(t->cli->lang, heading));
		any = true;
		buf_addf(out, "  %s  (", l->rules[r].id);
		sheet_safe(out, l->rules[r].file, strlen(l->rules[r].file));
		buf_addf(out, ":%d)\n", l->rules[r].line);
	}
}

static void tell_totals(struct testing *t, struct buf *out)
{
	const struct cli *c = t->cli;
	struct buf tests = BUF_INIT, files = BUF_INIT, problems = BUF_INIT;
	char seconds[32];

	message_count(&tests, c->lang, NUM_TESTS, t->tests);
	message_count(&files, c->lang, NUM_TEST_FILES, t->count);
	snprintf(seconds, sizeof seconds, "%.2f", (double)(clock_monotonic_ns() - c->started_ns) / 1e9);
	buf_addf(out, C(TEST_TOTALS), tests.data, files.data, t->tests - t->failures, t->failures);
	if (t->broken) {
		message_count(&problems, c->lang, NUM_TEST_PROBLEMS, t->broken);
		buf_addf(out, C(TEST_BROKEN), problems.data);
	}
	buf_puts(out, " · ");
	buf_addf(out, C(SECONDS), seconds);
	buf_putc(out, '\n');
	buf_release(&tests);
	buf_release(&files);
	buf_release(&problems);
}

/* ---- JSON ---- */

static void put_json_rules(const struct testing *t, struct json_out *o, const char *key, const bool *marks)
{
	json_key(o, key);
	json_begin_array(o);
	for (size_t r = 0; r < t->session.loaded.rule_count; r++)
		if (!marks[r] && !t->session.loaded.rules[r].metric)
			json_put_text(o, t->session.loaded.rules[r].id);
	json_end_array(o);
}

static void put_json(struct testing *t, struct json_reader *reader, bool whole, struct buf *out)
{
	static const struct json_limits limits = { 256u << 20, 64, 1u << 20, 1u << 24 };
	struct json_out o = json_out(out, 2);
	struct buf path = BUF_INIT;
	struct json_value root;

	json_begin_object(&o);
	json_key(&o, "files");
	json_begin_array(&o);
	for (size_t i = 0; i < t->count; i++) {
		if (!t->files[i].failure && !json_read(reader, t->files[i].json.data, t->files[i].json.len, &limits, &root, NULL)) {
			json_put_value(&o, root, false);
			continue;
		}
		json_begin_object(&o);
		json_key(&o, "file");
		buf_clear(&path);
		buf_addf(&path, "%s%s", t->session.folder.prefix, t->files[i].path);
		json_put_text(&o, path.data);
		json_key(&o, "error");
		json_put_text(&o, t->files[i].failure ? t->files[i].failure : "the result is not readable");
		json_end_object(&o);
	}
	json_end_array(&o);
	if (whole) {
		put_json_rules(t, &o, "never_failed", t->failed);
		put_json_rules(t, &o, "never_passed", t->passed);
	}
	json_key(&o, "tests");
	json_put_int(&o, (int64_t)t->tests);
	json_key(&o, "failed");
	json_put_int(&o, (int64_t)t->failures);
	json_key(&o, "broken");
	json_put_int(&o, (int64_t)t->broken);
	json_end_object(&o);
	buf_putc(out, '\n');
	buf_release(&path);
}

/* ---- the whole ---- */

static bool named(const struct cli *c, const char *path)
{
	for (int i = 0; i < c->word_count; i++)
		if (strstr(path, c->words[i]))
			return true;
	return !c->word_count;
}

static int ask(struct testing *t, struct err *err)
{
	const struct loaded *l = &t->session.loaded;

	t->files = calloc(l->test_file_count + 1, sizeof *t->files);
	t->failed = calloc(l->rule_count + 1, sizeof *t->failed);
	t->passed = calloc(l->rule_count + 1, sizeof *t->passed);
	if (!t->files || !t->failed || !t->passed)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < l->test_file_count; i++)
		if (named(t->cli, l->test_files[i]))
			t->files[t->count++] = (struct file){ .testing = t, .path = l->test_files[i], .json = BUF_INIT };
	if (!t->count) {
		err_set(err, ERR_USAGE, t->cli->word_count ? "no test file has that in its path" : "the policies have no tests (*_test.lua)");
		return ERR_USAGE;
	}
	t->waiting = t->count;
	for (size_t i = 0; i < t->count; i++)
		pool_test(t->session.pool, t->files[i].path, on_result, &t->files[i]);
	while (t->waiting && !t->session.signal)
		session_run(&t->session);
	return t->session.signal ? err_set(err, ERR_CANCELLED, "stopped") : 0;
}

static int tell(struct testing *t)
{
	struct json_reader *reader = json_reader_new();
	struct buf out = BUF_INIT;
	bool whole = !t->cli->word_count;
	int status;

	for (size_t i = 0; reader && i < t->count; i++)
		tell_file(t, reader, &t->files[i], &out);
	if (reader && t->cli->values[OPT_JSON]) {
		buf_clear(&out);
		put_json(t, reader, whole, &out);
	} else if (reader) {
		if (whole && !t->broken) { /* what did not run is not missing */
			tell_untested(t, MSG_NEVER_FAILED, t->failed, &out);
			tell_untested(t, MSG_NEVER_PASSED, t->passed, &out);
		}
		tell_totals(t, &out);
	}
	json_reader_free(reader);
	status = term_write(t->cli, &out);
	buf_release(&out);
	if (status)
		return status;
	return t->broken || session_policy_errors(&t->session) ? EXIT_POLICY : t->failures ? EXIT_FINDINGS : EXIT_CONFORMS;
}

int run_test(struct cli *c)
{
	struct testing t = { .cli = c };
	struct err err = ERR_INIT;
	int status = session_open(&t.session, &c->config, NULL, &err);

	term_diagnostics(c, &t.session.folder.problems);
	if (!status) {
		term_diagnostics(c, &t.session.loaded.diagnostics);
		status = ask(&t, &err);
	}
	if (status == ERR_CANCELLED && t.session.signal) {
		term_error(c, C(STOPPED), signal_name(t.session.signal));
		err_release(&err);
		status = 128 + t.session.signal;
	} else {
		status = status ? term_fail(c, &err) : tell(&t);
	}
	session_close(&t.session); /* first: it may still tell the files that there is no answer */
	for (size_t i = 0; i < t.count; i++) {
		free(t.files[i].failure);
		buf_release(&t.files[i].json);
	}
	free(t.files);
	free(t.failed);
	free(t.passed);
	return status;
}
