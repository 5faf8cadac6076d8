/* SPDX-License-Identifier: MIT */
/* waive: plumb waive and plumb waivers. Exceptions: asked for by one person, granted by another, until a day. */
#include "app/waive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/keeper.h"
#include "app/waiver_book.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "json/write.h"
#include "report/emit.h"
#include "report/table.h"

struct waiving {
	struct cli *cli;
	struct keeper keeper;
	struct session session;
	struct origin by;
	char actor[ACTOR_MAX];
	struct table *table;
	size_t listed;
	bool has_session;
};

static int open_store(struct waiving *x, enum store_access access, struct err *err)
{
	const struct store_options o = { .path = keeper_path(&x->cli->config), .access = access, .command = "waive" };

	x->by = keeper_origin(&x->cli->config, x->cli->values[OPT_REASON], x->actor);
	return keeper_open(&x->keeper, &o, err);
}

static int open_session(struct waiving *x, struct err *err)
{
	int status;

	x->has_session = true;
	status = session_open_store(&x->session, &x->cli->config, x->keeper.store, NULL, err);
	term_diagnostics(x->cli, &x->session.folder.problems);
	if (!status)
		term_diagnostics(x->cli, &x->session.loaded.diagnostics);
	return status;
}

/* The last day on which it excuses. */
static const char *last_day(const struct zone *z, int64_t expires_at, char out[32])
{
	date_format(out, zone_day(z, expires_at - 1));
	return out;
}

/* What was done: a sentence, or with --json an object, of which `request` gives more than its number and state. */
static int say(const struct cli *c, int64_t number, enum waiver_state state, const struct waive_request *request, struct buf *sentence)
{
	struct buf object = BUF_INIT;
	struct json_out o = json_out(&object, 0);
	int status;

	json_begin_object(&o);
	json_key(&o, "waiver");
	json_put_int(&o, number);
	json_key(&o, "state");
	json_put_text(&o, waiver_state_names[state]);
	if (request) {
		char moment[40];

		json_key(&o, "project");
		json_put_text(&o, request->project);
		json_key(&o, "rule");
		json_put_text(&o, request->rule_id);
		json_key(&o, "element");
		json_put_text(&o, request->element);
		json_key(&o, "expires_at");
		json_put_text(&o, emit_moment(moment, request->expires_at));
		json_key(&o, "excuses");
		json_put_int(&o, (int64_t)request->excuses);
	}
	json_end_object(&o);
	buf_putc(&object, '\n');
	buf_putc(sentence, '\n');
	status = term_write(c, c->values[OPT_JSON] ? &object : sentence);
	buf_release(&object);
	buf_release(sentence);
	return status;
}

/* ---- request ---- */

/* What is missing is said before anything is opened. */
static int check_request(const struct cli *c)
{
	if (c->word_count < 3)
		term_error(c, "%s", C(WAIVE_WHAT));
	else if (c->word_count > 4)
		term_error(c, C(TOO_MANY_WORDS), c->words[4]);
	else if (!c->values[OPT_REASON] || !*c->values[OPT_REASON])
		term_error(c, "%s", C(WAIVE_NEEDS_REASON));
	else if (!c->values[OPT_EXPIRES])
		term_error(c, "%s", C(WAIVE_NEEDS_EXPIRY));
	else
		return 0;
	term_usage(c);
	return EXIT_USAGE;
}

static int request(struct waiving *x, struct err *err)
{
	struct cli *c = x->cli;
	struct waive_request q = { .project = c->word_count > 1 ? c->words[1] : "", .rule = c->word_count > 2 ? c->words[2] : "", .element = c->word_count > 3 ? c->words[3] : "",
		.expires = c->values[OPT_EXPIRES], .by = &x->by };
	struct buf text = BUF_INIT;
	char day[32];
	int status = check_request(c);

	if (status || (status = open_store(x, STORE_WRITE, err)) || (status = open_session(x, err)))
		return status;
	q.store = x->keeper.store;
	status = waive_request(&x->session, &q, err);
	if (status)
		return status;
	if (!q.excuses)
		term_note(c, "%s", C(WAIVE_NOTHING));
	buf_addf(&text, C(WAIVE_REQUESTED), (long long)q.number, q.rule_id, q.project, *q.element ? " " : "", q.element, last_day(&x->session.zone, q.expires_at, day), (long long)q.number);
	return say(c, q.number, WAIVER_REQUESTED, &q, &text);
}

/* ---- approve, reject, close ---- */

static bool read_number(const struct cli *c, int64_t *out)
{
	const char *text = c->word_count > 1 ? c->words[1] : "";
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	if (c->word_count == 2 && *text >= '1' && *text <= '9' && !*end && !errno)
		return true;
	if (c->word_count > 2)
		term_error(c, C(TOO_MANY_WORDS), c->words[2]);
	else
		term_error(c, C(WAIVE_NUMBER), c->words[0]);
	term_usage(c);
	return false;
}

/* What becomes of it, by whom it is done, and what is said then. */
struct outcome {
	enum waiver_state state;
	int (*reach)(struct store *s, int64_t number, const struct origin *by, struct err *err);
	enum message done;
};

static int decide(struct waiving *x, const struct outcome *to, struct err *err)
{
	struct cli *c = x->cli;
	struct buf text = BUF_INIT;
	int64_t number;
	int status;

	if (!read_number(c, &number))
		return EXIT_USAGE;
	if (to->state != WAIVER_APPROVED && (!c->values[OPT_REASON] || !*c->values[OPT_REASON])) {
		term_error(c, "%s", C(WAIVE_SAY_WHY));
		return EXIT_USAGE;
	}
	status = open_store(x, STORE_WRITE, err);
	if (!status)
		status = to->reach(x->keeper.store, number, &x->by, err);
	if (status)
		return status;
	buf_addf(&text, message_text(c->lang, to->done), (long long)number, x->by.actor);
	return say(c, number, to->state, NULL, &text);
}

static int approve(struct waiving *x, struct err *err)
{
	return decide(x, &(struct outcome){ WAIVER_APPROVED, waiver_approve, MSG_WAIVE_APPROVED }, err);
}

static int reject(struct waiving *x, struct err *err)
{
	return decide(x, &(struct outcome){ WAIVER_REJECTED, waiver_reject, MSG_WAIVE_REJECTED }, err);
}

static int end(struct waiving *x, struct err *err)
{
	return decide(x, &(struct outcome){ WAIVER_CLOSED, waiver_close, MSG_WAIVE_CLOSED }, err);
}

/* ---- list ---- */

static const struct table_column people[] = {
	{ .key = "number", .title = { "no.", "编号" }, .type = TABLE_NUMBER },
	{ .key = "state", .title = { "state", "状态" } },
	{ .key = "project", .title = { "project", "项目" }, .least = 8, .most = 24 },
	{ .key = "rule", .title = { "rule", "规则" }, .least = 20, .most = 44 },
	{ .key = "element", .title = { "element", "对象" }, .most = 32 },
	{ .key = "until", .title = { "until", "有效至" }, .least = 10 },
	{ .key = "who", .title = { "who", "人员" }, .least = 12, .most = 28 },
	{ .key = "reason", .title = { "reason", "原因" }, .wraps = true },
};
static const struct table_column machines[] = {
	{ .key = "number", .type = TABLE_NUMBER }, { .key = "state" }, { .key = "in_force", .type = TABLE_JSON }, { .key = "stale", .type = TABLE_JSON }, { .key = "project" }, { .key = "rule" }, { .key = "element" },
	{ .key = "reason" }, { .key = "requested_by" }, { .key = "requested_at", .type = TABLE_MOMENT }, { .key = "decided_by" }, { .key = "decided_at", .type = TABLE_MOMENT },
	{ .key = "expires_at", .type = TABLE_MOMENT }, { .key = "cause" }, { .key = "digest" },
};
#define COLUMNS(table) (sizeof table / sizeof *table)

/* Whether the rule is another one in substance than that which the waiver was asked for. Of a rule that is gone nobody can tell. */
static bool is_stale(const struct waiving *x, const struct waiver_row *r)
{
	const struct rule_info *rule = waiver_rule(x->session.loaded.rules, x->session.loaded.rule_count, r->rule);

	return rule && strcmp(rule->digest, r->digest);
}

static void put_words(struct waiving *x, const struct waiver_row *r, bool expired, bool stale)
{
	static const enum message states[WAIVER_STATE_COUNT] = { MSG_WAIVER_IS_REQUESTED, MSG_WAIVER_IS_APPROVED, MSG_WAIVER_IS_REJECTED, MSG_WAIVER_IS_CLOSED };
	const struct cli *c = x->cli;
	struct buf state = BUF_INIT, who = BUF_INIT, reason = BUF_INIT;
	char day[32];

	buf_puts(&state, expired ? C(WAIVER_IS_EXPIRED) : message_text(c->lang, states[r->state]));
	if (stale)
		buf_addf(&reason, "[%s] ", C(WAIVER_IS_STALE));
	buf_puts(&who, r->requested_by);
	if (*r->decided_by)
		buf_addf(&who, " → %s", r->decided_by);
	buf_puts(&reason, r->reason);
	if (*r->cause)
		buf_addf(&reason, " (%s)", strcmp(r->cause, closing_names[CLOSING_PROJECT_DELETED]) ? r->cause : C(CLOSING_PROJECT_DELETED));
	table_row(x->table, (struct table_cell[]){ table_int(r->number), table_text(state.data), table_text(r->project), table_text(r->rule), table_text(r->element),
		table_text(last_day(&x->session.zone, r->expires_at, day)), table_text(who.data), table_text(reason.data) });
	buf_release(&state);
	buf_release(&who);
	buf_release(&reason);
}

static struct table_cell optional(const char *s)
{
	return table_text(*s ? s : NULL);
}

static struct table_cell yes_or_no(bool b)
{
	return table_text(b ? "true" : "false");
}

static bool is_people(const struct cli *c)
{
	const char *format = c->values[OPT_FORMAT];

	return !c->values[OPT_JSON] && (!format || !strcmp(format, "text") || !strcmp(format, "markdown"));
}

static bool put_row(void *ctx, const struct waiver_row *r)
{
	struct waiving *x = ctx;
	const bool open = r->state == WAIVER_REQUESTED || r->state == WAIVER_APPROVED, expired = open && r->expires_at <= x->by.at_ms;
	const bool in_force = r->state == WAIVER_APPROVED && !expired, stale = open && !expired && is_stale(x, r);

	x->listed++;
	if (is_people(x->cli)) {
		put_words(x, r, expired, stale);
		return true;
	}
	table_row(x->table, (struct table_cell[]){ table_int(r->number), table_text(waiver_state_names[r->state]), yes_or_no(in_force), yes_or_no(stale), table_text(r->project),
		table_text(r->rule), table_text(r->element), table_text(r->reason), table_text(r->requested_by), table_int(r->requested_at), optional(r->decided_by),
		r->decided_at ? table_int(r->decided_at) : table_absent(), table_int(r->expires_at), optional(r->cause), table_text(r->digest) });
	return true;
}

static bool choose_format(const struct cli *c, enum report_format *out)
{
	static const char *const names[] = { [REPORT_TEXT] = "text", [REPORT_JSON] = "json", [REPORT_CSV] = "csv", [REPORT_MARKDOWN] = "markdown" };
	const char *format = c->values[OPT_FORMAT];

	*out = c->values[OPT_JSON] ? REPORT_JSON : REPORT_TEXT;
	if (format && c->values[OPT_JSON] && strcmp(format, "json")) {
		term_error(c, C(JSON_AND_FORMAT), format);
		return false;
	}
	for (int f = REPORT_TEXT; format && f <= REPORT_MARKDOWN; f++)
		if (!strcmp(format, names[f]))
			*out = (enum report_format)f;
	return true;
}

static int list(struct waiving *x, struct err *err)
{
	struct cli *c = x->cli;
	struct table_options o = { .out = stdout, .colour = c->colour_out, .width = (int)config_number(&c->config, CONFIG_WIDTH), .lang = lang_name(c->lang) };
	struct waiver_filter f = { .over = c->values[OPT_ALL] != NULL };
	const bool words = is_people(c);
	int status;

	if (c->word_count > 1) {
		term_error(c, C(TOO_MANY_WORDS), c->words[1]);
		return EXIT_USAGE;
	}
	if (!choose_format(c, &o.format))
		return EXIT_USAGE;
	if ((status = open_store(x, STORE_READ, err)) || (status = open_session(x, err)))
		return status;
	f.as_of_ms = x->by.at_ms;
	o.zone = &x->session.zone;
	status = table_new(&o, words ? people : machines, words ? COLUMNS(people) : COLUMNS(machines), &x->table, err);
	if (!status)
		status = waiver_list(x->keeper.store, &f, put_row, x, err);
	if (!status)
		status = table_end(x->table, err);
	if (!status && !x->listed && words)
		term_note(c, "%s", c->values[OPT_ALL] ? C(WAIVERS_NONE) : C(WAIVERS_NONE_OPEN));
	return status;
}

/* ---- the command ---- */

static const struct { const char *name; int (*run)(struct waiving *x, struct err *err); } verbs[] = {
	{ "request", request }, { "approve", approve }, { "reject", reject }, { "close", end }, { "list", list },
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static int unknown(const struct cli *c)
{
	const char *names[VERBS], *near;

	for (size_t i = 0; i < VERBS; i++)
		names[i] = verbs[i].name;
	near = text_nearest(c->words[0], names, VERBS);
	term_error(c, C(WAIVE_VERB), c->words[0]);
	if (near)
		term_note(c, C(DID_YOU_MEAN), near);
	else
		term_usage(c);
	return EXIT_USAGE;
}

static int run(struct cli *c, int (*verb)(struct waiving *x, struct err *err))
{
	struct waiving x = { .cli = c };
	struct err err = ERR_INIT;
	int status = verb(&x, &err);

	if (status == ERR_CANCELLED && x.session.signal) {
		term_error(c, C(STOPPED), signal_name(x.session.signal));
		err_release(&err);
		status = 128 + x.session.signal;
	} else if (err.code) {
		status = term_fail(c, &err);
	}
	table_free(x.table);
	keeper_close(&x.keeper);
	if (x.has_session)
		session_close(&x.session);
	return status;
}

int run_waive(struct cli *c)
{
	for (size_t i = 0; i < VERBS; i++)
		if (!strcmp(verbs[i].name, c->words[0]))
			return run(c, verbs[i].run);
	return unknown(c);
}

int run_waivers(struct cli *c)
{
	return run(c, list);
}
