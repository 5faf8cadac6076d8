/* SPDX-License-Identifier: MIT */
/* policies: plumb policies. By which policies the store's findings are made, and making others the active ones. */
#include <stdio.h>
#include <string.h>

#include "app/activate.h"
#include "base/text.h"
#include "cli/listing.h"
#include "cli/storage.h"
#include "cli/term.h"

enum { REFUSED_SHOWN = 20 };

/* ---- what was active ---- */

static const struct table_column people[] = {
	{ .key = "when", .title = { "when", "时间" }, .type = TABLE_MOMENT },
	{ .key = "generation", .title = { "generation", "版本" } },
	{ .key = "active", .title = { "", "" } },
	{ .key = "plumb", .title = { "plumb", "plumb" } },
	{ .key = "who", .title = { "who", "人员" }, .least = 6, .most = 24 },
	{ .key = "why", .title = { "why", "原因" }, .wraps = true },
};
static const struct table_column machines[] = {
	{ .key = "entry", .type = TABLE_NUMBER }, { .key = "at", .type = TABLE_MOMENT }, { .key = "generation" }, { .key = "active", .type = TABLE_JSON }, { .key = "plumb" }, { .key = "actor" }, { .key = "reason" },
};
static const struct listing_columns columns = { people, sizeof people / sizeof *people, machines, sizeof machines / sizeof *machines };

struct listed { const struct cli *cli; struct listing list; };

static void on_row(void *ctx, const struct activation_row *r)
{
	struct listed *x = ctx;
	const struct cli *c = x->cli;
	char brief[9];

	snprintf(brief, sizeof brief, "%s", r->hash);
	if (x->list.people)
		listing_row(&x->list, (struct table_cell[]){ table_int(r->at_ms), table_text(brief), table_text(r->active ? C(ACTIVE) : ""), table_text(r->engine), table_text(r->actor),
			table_text(r->reason) });
	else
		listing_row(&x->list, (struct table_cell[]){ table_int(r->seq), table_int(r->at_ms), table_text(r->hash), table_text(r->active ? "true" : "false"), table_text(r->engine),
			table_text(r->actor), table_text(r->reason) });
}

static int list(struct cli *c)
{
	struct storage x;
	struct listed listed = { .cli = c };
	struct err err = ERR_INIT;
	int status;

	if (!listing_options(c, 0, &listed.list))
		return EXIT_USAGE;
	status = storage_open(&x, c, STORE_READ, &err);
	if (!status)
		status = listing_open(&listed.list, c, &columns, &x.zone, &err);
	if (!status)
		status = generation_history(x.store, on_row, &listed, &err);
	if (!status)
		status = listing_end(&listed.list, &err);
	if (!status && listed.list.people && !listed.list.rows)
		status = term_say(c, "%s", C(NONE_ACTIVE));
	listing_free(&listed.list);
	return storage_end(&x, status, &err);
}

/* ---- making others active ---- */

struct activating {
	struct cli *cli;
	struct keeper keeper;
	struct session session;
	struct activation activation;
	struct origin by;
	char actor[ACTOR_MAX];
	size_t refused;
	bool has_session;
};

static void on_refused(void *ctx, const struct project_result *p)
{
	struct activating *x = ctx;

	if (x->refused++ < REFUSED_SHOWN)
		term_refusal(x->cli, keeper_path(&x->cli->config), p);
}

static int check_fit(struct activating *x, struct err *err)
{
	const struct cli *c = x->cli;
	struct buf count = BUF_INIT;
	size_t unfit = 0;
	int status = activate_check(&x->session, x->keeper.store, on_refused, x, &unfit, err);

	if (status || !unfit)
		return status;
	if (unfit > REFUSED_SHOWN) {
		number_grouped(&count, unfit - REFUSED_SHOWN);
		term_note(c, C(GAP_OTHERS), count.data);
		buf_clear(&count);
	}
	message_count(&count, c->lang, NUM_PROJECTS_UNFIT, unfit);
	term_error(c, C(NOT_ACTIVATED), count.data);
	buf_release(&count);
	return EXIT_POLICY;
}

static int make_active(struct activating *x, struct err *err)
{
	struct cli *c = x->cli;
	const struct store_options o = { .path = keeper_path(&c->config), .access = STORE_WRITE, .command = "policies" };
	int status = keeper_open(&x->keeper, &o, err);

	if (status)
		return status;
	x->by = keeper_origin(&c->config, c->values[OPT_REASON], x->actor);
	x->has_session = true;
	status = session_open(&x->session, &c->config, NULL, err);
	term_diagnostics(c, &x->session.folder.problems);
	if (status)
		return status;
	term_diagnostics(c, &x->session.loaded.diagnostics);
	status = session_policy_errors(&x->session) ? 0 : check_fit(x, err);
	if (!status)
		status = activate(&x->session, &x->keeper, &x->by, &x->activation, err);
	if (status)
		return status;
	if (x->activation.was_active)
		return term_say(c, C(ACTIVE_ALREADY), x->activation.hash);
	status = term_say(c, C(ACTIVATED), x->activation.hash, keeper_path(&c->config));
	if (!status && x->activation.closed)
		status = term_say(c, C(RULES_GONE), x->activation.closed);
	return status ? status : term_say(c, "%s", C(ACTIVATED_NEXT));
}

static int run_activate(struct cli *c)
{
	struct activating x = { .cli = c };
	struct err err = ERR_INIT;
	int status = make_active(&x, &err);

	if (status == ERR_CANCELLED) {
		term_error(c, C(STOPPED), signal_name(x.session.signal));
		status = 128 + x.session.signal;
		err_release(&err);
	} else if (err.code) {
		status = term_fail(c, &err);
	}
	activation_release(&x.activation);
	keeper_close(&x.keeper);
	if (x.has_session)
		session_close(&x.session);
	return status;
}

int run_policies(struct cli *c)
{
	static const char *const words[] = { "history", "activate" };
	const char *word = c->word_count ? c->words[0] : words[0], *near;

	if (!strcmp(word, words[0]))
		return list(c);
	if (!strcmp(word, words[1]))
		return run_activate(c);
	near = text_nearest(word, words, 2);
	term_error(c, C(POLICIES_WHAT), word);
	if (near)
		term_note(c, C(DID_YOU_MEAN), near);
	term_usage(c);
	return EXIT_USAGE;
}
