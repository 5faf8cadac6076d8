/* SPDX-License-Identifier: MIT */
/* diff: plumb diff. What is different about a project since a moment. */
#include "app/difference.h"
#include "cli/listing.h"
#include "cli/storage.h"
#include "cli/term.h"

static const struct table_column people[] = {
	{ .key = "field", .title = { "field", "字段" }, .least = 12, .most = 50 },
	{ .key = "from", .title = { "from", "原值" }, .type = TABLE_JSON, .least = 8, .most = 60 },
	{ .key = "to", .title = { "to", "新值" }, .type = TABLE_JSON, .wraps = true },
};
static const struct table_column machines[] = { { .key = "field" }, { .key = "from", .type = TABLE_JSON }, { .key = "to", .type = TABLE_JSON } };
static const struct listing_columns columns = { people, sizeof people / sizeof *people, machines, sizeof machines / sizeof *machines };

static void on_change(void *ctx, const char *path, const char *from, const char *to)
{
	struct listing *l = ctx;

	if (*path)
		listing_row(l, (struct table_cell[]){ table_text(path), table_text(from), table_text(to) });
	else if (!l->people) /* the project itself came or went, which people are told in a sentence */
		listing_row(l, (struct table_cell[]){ table_absent(), table_text(from), table_text(to) });
}

static int tell(const struct storage *x, const struct listing *l, const char *id, int64_t since_ms, const struct difference *d)
{
	const struct cli *c = x->cli;
	struct buf count = BUF_INIT;
	char since[40], at[40];
	int status;

	storage_clock(x, since_ms, since);
	if (d->was == d->is) {
		if (!d->is)
			return term_say(c, d->untold ? C(DIFF_ERASED) : C(DIFF_NEVER), id, since);
		if (!l->rows)
			return term_say(c, C(DIFF_NONE), id, since);
		message_count(&count, c->lang, NUM_DIFFERENCES, l->rows);
		status = term_say(c, C(DIFF_COUNT), count.data, since);
		buf_release(&count);
		return status;
	}
	storage_clock(x, d->is ? d->created_at : d->deleted_at, at);
	if (d->is ? d->created_at : d->deleted_at)
		return term_say(c, d->is ? C(DIFF_CREATED) : C(DIFF_DELETED), id, at);
	return term_say(c, C(DIFF_NEVER), id, since);
}

static int run(struct storage *x, struct listing *l, struct err *err)
{
	struct cli *c = x->cli;
	const struct diff_sink sink = { on_change, NULL, l };
	struct difference d = { 0 };
	struct buf text = BUF_INIT;
	int64_t since;
	int status = storage_since(x, &since, err);

	if (!status)
		status = storage_project(x, c->words[0], &text, err);
	buf_release(&text);
	if (!status)
		status = storage_schema(x, err);
	if (!status)
		status = listing_open(l, c, &columns, &x->zone, err);
	if (!status)
		status = project_difference(x->store, x->schema, c->words[0], since, &sink, &d, err);
	if (!status)
		status = listing_end(l, err);
	if (!status && d.untold)
		term_note(c, C(DIFF_UNTOLD), d.untold);
	return status || !l->people ? status : tell(x, l, c->words[0], since, &d);
}

int run_diff(struct cli *c)
{
	struct storage x;
	struct listing list;
	struct err err = ERR_INIT;
	int status;

	if (!c->values[OPT_SINCE]) {
		term_error(c, "%s", C(DIFF_SINCE_WHEN));
		term_usage(c);
		return EXIT_USAGE;
	}
	if (!listing_options(c, 0, &list))
		return EXIT_USAGE;
	status = storage_open(&x, c, STORE_READ, &err);
	if (!status)
		status = run(&x, &list, &err);
	listing_free(&list);
	return storage_end(&x, status, &err);
}
