/* SPDX-License-Identifier: MIT */
/* import: plumb import. */
#include "app/import.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "json/write.h"
#include "report/table.h"

struct importing {
	struct cli *cli;
	struct keeper keeper;
	struct session session;
	struct schema *schema;
	struct table *table;       /* of changes: --dry-run and --verbose */
	struct json_reader *reader;
	struct import_outcome outcome;
	struct origin origin;
	char actor[ACTOR_MAX];
	struct buf receipt;
	int lost_receipt;          /* errno, when one could not be written */
	bool has_session;
};

static const char *const outcome_names[] = { "created", "changed", "unchanged", "refused" };

/* ---- receipts ---- */

/* What became of one document, for a program: given away at once, so that it stands whatever happens next. */
static void put_receipt(struct importing *x, const char *input, size_t line, const char *id, enum put_outcome outcome)
{
	struct json_out o = json_out(&x->receipt, 0);

	if (!x->cli->values[OPT_RECEIPTS])
		return;
	buf_clear(&x->receipt);
	json_begin_object(&o);
	json_key(&o, "id");
	json_put_text(&o, id);
	json_key(&o, "outcome");
	json_put_text(&o, outcome_names[outcome]);
	json_key(&o, "input");
	json_put_text(&o, input);
	json_key(&o, "line");
	json_put_int(&o, (int64_t)line);
	json_end_object(&o);
	buf_putc(&x->receipt, '\n');
	if (x->lost_receipt || (fwrite(x->receipt.data, 1, x->receipt.len, stdout) == x->receipt.len && !fflush(stdout)))
		return;
	x->lost_receipt = errno;
	session_stop(&x->session); /* nobody would know of the rest */
}

static void on_refused(void *ctx, const char *input, const struct project_result *p)
{
	struct importing *x = ctx;

	term_refusal(x->cli, input, p);
	put_receipt(x, input, p->line, p->id, PUT_REFUSED);
}

static void on_failed(void *ctx, const struct err *e)
{
	(void)ctx;
	term_tell(e);
}

static void on_words(void *ctx, const struct source_words *w)
{
	term_words(((struct importing *)ctx)->cli, w);
}

static void on_progress(void *ctx, const struct feed_progress *p)
{
	term_progress(((struct importing *)ctx)->cli, MSG_PROGRESS_READ, p);
}

/* ---- changes, field by field ---- */

static const struct table_column columns[] = {
	{ .key = "project", .title = { "project", "项目" }, .type = TABLE_TEXT, .least = 8, .most = 24 },
	{ .key = "change", .title = { "change", "变更" }, .type = TABLE_TEXT, .least = 7, .most = 9 },
	{ .key = "field", .title = { "field", "字段" }, .type = TABLE_TEXT, .least = 10, .most = 40 },
	{ .key = "from", .title = { "from", "原值" }, .type = TABLE_JSON, .least = 6, .most = 30 },
	{ .key = "to", .title = { "to", "新值" }, .type = TABLE_JSON, .least = 6, .most = 30, .wraps = true },
};

static struct table_cell json_member(struct json_value change, const char *key, struct buf *out)
{
	struct json_out json = json_out(out, 0);
	struct json_value v;

	buf_clear(out);
	if (!json_get(change, key, &v))
		return table_absent();
	json_put_value(&json, v, false);
	return table_text(out->data);
}

static void put_changes(struct importing *x, const struct put *p)
{
	static const struct json_limits limits = { 128u << 20, 1024, 1u << 16, 10000000 };
	struct buf from = BUF_INIT, to = BUF_INIT;
	struct json_value list, path;
	struct json_iter it;
	size_t len;

	if (json_read(x->reader, p->changes, strlen(p->changes), &limits, &list, NULL) == 0)
		for (json_iter_begin(&it, list); json_iter_next(&it);)
			if (json_get(it.value, "path", &path))
				table_row(x->table, (struct table_cell[]){ table_text(p->id), table_text("changed"), table_text(json_string(path, &len)),
					json_member(it.value, "from", &from), json_member(it.value, "to", &to) });
	buf_release(&from);
	buf_release(&to);
}

static void on_stored(void *ctx, const char *input, size_t line, const struct put *p)
{
	struct importing *x = ctx;
	const struct cli *c = x->cli;

	if (p->again)
		term_note(c, C(IMPORT_AGAIN), !strcmp(input, "-") ? "(standard input)" : input, line, p->id);
	put_receipt(x, input, line, p->id, p->outcome);
	if (!x->table)
		return;
	if (p->outcome == PUT_CHANGED)
		put_changes(x, p);
	else if (p->outcome == PUT_CREATED)
		table_row(x->table, (struct table_cell[]){ table_text(p->id), table_text("created"), table_absent(), table_absent(), table_absent() });
}

static int open_table(struct importing *x, struct err *err)
{
	const struct cli *c = x->cli;
	struct table_options o = { .format = c->values[OPT_JSON] ? REPORT_JSON : REPORT_TEXT, .out = stdout, .colour = c->colour_out,
		.width = (int)config_number(&c->config, CONFIG_WIDTH), .lang = lang_name(c->lang), .zone = &x->session.zone };

	if (!c->values[OPT_DRY_RUN] && !c->values[OPT_VERBOSE])
		return 0;
	x->reader = json_reader_new();
	return x->reader ? table_new(&o, columns, sizeof columns / sizeof *columns, &x->table, err) : err_set(err, ERR_MEMORY, "out of memory");
}

/* ---- what became of it ---- */

static int tell_json(const struct importing *x)
{
	struct buf text = BUF_INIT;
	struct json_out o = json_out(&text, 0);
	int status;

	json_begin_object(&o);
	json_key(&o, "store");
	json_put_text(&o, keeper_path(&x->cli->config));
	for (int i = 0; i <= PUT_REFUSED; i++) {
		json_key(&o, outcome_names[i]);
		json_put_int(&o, (int64_t)x->outcome.counts[i]);
	}
	json_end_object(&o);
	buf_putc(&text, '\n');
	status = term_write(x->cli, &text);
	buf_release(&text);
	return status;
}

static int tell(const struct importing *x)
{
	const struct cli *c = x->cli;
	const size_t *n = x->outcome.counts;
	struct buf text = BUF_INIT;
	int status;

	if (c->values[OPT_JSON] || c->values[OPT_RECEIPTS])
		return x->table ? EXIT_CONFORMS : tell_json(x); /* the changes are all that JSON has room for */
	buf_addf(&text, C(IMPORTED), keeper_path(&c->config), n[PUT_CREATED], n[PUT_CHANGED], n[PUT_UNCHANGED]);
	if (n[PUT_REFUSED])
		buf_addf(&text, C(IMPORT_REFUSED), n[PUT_REFUSED]);
	buf_addf(&text, " · %.2f s\n", (double)(clock_monotonic_ns() - c->started_ns) / 1e9);
	if (c->values[OPT_DRY_RUN])
		buf_addf(&text, "%s\n", C(IMPORT_DRY));
	status = term_write(c, &text);
	buf_release(&text);
	return status;
}

static int finish(struct importing *x, int status, struct err *err)
{
	struct cli *c = x->cli;
	struct err e = ERR_INIT;
	int told;

	term_progress_end();
	if (x->lost_receipt) {
		term_error(c, C(OUTPUT_FAILED), strerror(x->lost_receipt));
		err_release(err);
		return EXIT_USAGE;
	}
	if (x->table && table_end(x->table, &e))
		return term_fail(c, &e);
	told = tell(x);
	if (status == ERR_CANCELLED) {
		term_error(c, C(IMPORT_INTERRUPTED), signal_name(x->session.signal));
		err_release(err);
		return 128 + x->session.signal;
	}
	if (status) {
		status = term_fail(c, err);
		term_note(c, "%s", C(IMPORT_STOPPED));
		return status;
	}
	return told ? told : x->outcome.counts[PUT_REFUSED] || x->outcome.failed_inputs ? EXIT_USAGE : EXIT_CONFORMS;
}

/* ---- the command ---- */

static int open_all(struct importing *x, struct err *err)
{
	struct cli *c = x->cli;
	struct store_options o = { .path = keeper_path(&c->config), .access = STORE_WRITE, .create = true, .command = "import" };
	int status = keeper_open(&x->keeper, &o, err);

	if (status)
		return status;
	x->has_session = true;
	status = session_open_intake(&x->session, &c->config, c->values[OPT_MAP] ? INTAKE_PARTIAL : INTAKE_WHOLE, x->keeper.store, err);
	if (!status)
		status = schema_from_json(x->session.loaded.schema_json, x->session.loaded.schema_len, &x->schema, err);
	if (!status)
		status = keeper_attach(&x->keeper, &x->session, err);
	if (!status)
		status = store_set_schema(x->keeper.store, x->schema, err);
	return status ? status : open_table(x, err);
}

static int run(struct importing *x, const char *const *inputs, size_t count, struct err *err)
{
	struct cli *c = x->cli;
	struct import_request q = { .inputs = inputs, .input_count = count, .source = { .limits = JSON_LIMITS_DEFAULT, .map = c->values[OPT_MAP], .partial = true, .words = on_words, .ctx = x },
		.dry = c->values[OPT_DRY_RUN] != NULL, .keeper = &x->keeper, .by = &x->origin, .refused = on_refused, .stored = on_stored, .failed = on_failed,
		.progress = term_progress_wanted() ? on_progress : NULL, .ctx = x };
	int status;

	x->origin = keeper_origin(&c->config, c->values[OPT_REASON], x->actor);
	q.source.limits.bytes = (size_t)config_number(&c->config, CONFIG_DOCUMENT_MB) << 20;
	q.source.limits.depth = (unsigned)config_number(&c->config, CONFIG_DEPTH);
	status = open_all(x, err);
	if (status)
		return status == ERR_CANCELLED ? status : term_fail(c, err);
	q.source.schema = x->schema;
	status = import_run(&x->session, &q, &x->outcome, err);
	return finish(x, status, err);
}

int run_import(struct cli *c)
{
	static const char *const standard[] = { "-" };
	struct importing x = { .cli = c };
	struct err err = ERR_INIT;
	int status;

	if (!c->word_count && isatty(STDIN_FILENO)) {
		term_error(c, "%s", C(NO_DOCUMENTS));
		term_usage(c);
		return EXIT_USAGE;
	}
	if (c->values[OPT_RECEIPTS] && (c->values[OPT_DRY_RUN] || c->values[OPT_VERBOSE])) {
		term_error(c, "%s", C(RECEIPTS_ALONE));
		term_usage(c);
		return EXIT_USAGE;
	}
	if (c->word_count)
		status = run(&x, (const char *const *)c->words, (size_t)c->word_count, &err);
	else
		status = run(&x, standard, 1, &err);
	if (status == ERR_CANCELLED) {
		term_error(c, C(STOPPED), signal_name(x.session.signal));
		status = 128 + x.session.signal;
		err_release(&err);
	}
	table_free(x.table);
	json_reader_free(x.reader);
	buf_release(&x.receipt);
	keeper_close(&x.keeper);
	if (x.has_session)
		session_close(&x.session);
	schema_free(x.schema);
	return status;
}
