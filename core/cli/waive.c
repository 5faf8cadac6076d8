/* SPDX-License-Identifier: MIT */
/* waive: plumb waive and plumb waivers. Exceptions: asked for by one person, granted by another, until a day. */
#include "app/waive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/waiver_book.h"
#include "base/text.h"
#include "cli/listing.h"
#include "cli/storage.h"
#include "cli/term.h"
#include "json/write.h"
#include "report/emit.h"

struct waiving {
	struct storage store;
	struct listing list;
};

static int open_session(struct waiving *x, struct err *err)
{
	struct storage *s = &x->store;
	int status;

	s->has_session = true;
	status = session_open_store(&s->session, &s->cli->config, s->store, NULL, err);
	term_diagnostics(s->cli, &s->session.folder.problems);
	if (!status)
		term_diagnostics(s->cli, &s->session.loaded.diagnostics);
	return status;
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
	struct cli *c = x->store.cli;
	struct waive_request q = { .project = c->word_count > 1 ? c->words[1] : "", .rule = c->word_count > 2 ? c->words[2] : "", .element = c->word_count > 3 ? c->words[3] : "",
		.expires = c->values[OPT_EXPIRES], .by = &x->store.by };
	struct buf text = BUF_INIT;
	char day[32];
	int status = check_request(c);

	if (status || (status = storage_open(&x->store, c, STORE_WRITE, err)) || (status = open_session(x, err)))
		return status;
	q.store = x->store.store;
	status = waive_request(&x->store.session, &q, err);
	if (status)
		return status;
	if (!q.excuses)
		term_note(c, "%s", C(WAIVE_NOTHING));
	buf_addf(&text, C(WAIVE_REQUESTED), (long long)q.number, q.rule_id, q.project, *q.element ? " " : "", q.element, (storage_day(&x->store, q.expires_at - 1, day), day), (long long)q.number);
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
	struct cli *c = x->store.cli;
	struct buf text = BUF_INIT;
	int64_t number;
	int status;

	if (!read_number(c, &number))
		return EXIT_USAGE;
	if (to->state != WAIVER_APPROVED && (!c->values[OPT_REASON] || !*c->values[OPT_REASON])) {
		term_error(c, "%s", C(WAIVE_SAY_WHY));
		return EXIT_USAGE;
	}
	status = storage_open(&x->store, c, STORE_WRITE, err);
	if (!status)
		status = to->reach(x->store.store, number, &x->store.by, err);
	if (status)
		return status;
	buf_addf(&text, message_text(c->lang, to->done), (long long)number, x->store.by.actor);
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
static const struct listing_columns columns = { people, sizeof people / sizeof *people, machines, sizeof machines / sizeof *machines };

/* Whether the rule is another one in substance than that which the waiver was asked for. Of a rule that is gone nobody can tell. */
static bool is_stale(const struct waiving *x, const struct waiver_row *r)
{
	const struct rule_info *rule = waiver_rule(x->store.session.loaded.rules, x->store.session.loaded.rule_count, r->rule);

	return rule && strcmp(rule->digest, r->digest);
}

static void put_words(struct waiving *x, const struct waiver_row *r, bool expired, bool stale)
{
	static const enum message states[WAIVER_STATE_COUNT] = { MSG_WAIVER_IS_REQUESTED, MSG_WAIVER_IS_APPROVED, MSG_WAIVER_IS_REJECTED, MSG_WAIVER_IS_CLOSED };
	const struct cli *c = x->store.cli;
	struct buf who = BUF_INIT, reason = BUF_INIT;
	char day[32];

	storage_day(&x->store, r->expires_at - 1, day); /* the last one on which it excuses */
	if (stale)
		buf_addf(&reason, "[%s] ", C(WAIVER_IS_STALE));
	buf_puts(&who, r->requested_by);
	if (*r->decided_by)
		buf_addf(&who, " → %s", r->decided_by);
	buf_puts(&reason, r->reason);
	if (*r->cause)
		buf_addf(&reason, " (%s)", strcmp(r->cause, closing_names[CLOSING_PROJECT_DELETED]) ? r->cause : C(CLOSING_PROJECT_DELETED));
	listing_row(&x->list, (struct table_cell[]){ table_int(r->number), table_text(expired ? C(WAIVER_IS_EXPIRED) : message_text(c->lang, states[r->state])), table_text(r->project), table_text(r->rule), table_text(r->element),
		table_text(day), table_text(who.data), table_text(reason.data) });
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

static bool put_row(void *ctx, const struct waiver_row *r)
{
	struct waiving *x = ctx;
	const bool open = r->state == WAIVER_REQUESTED || r->state == WAIVER_APPROVED, expired = open && r->expires_at <= x->store.by.at_ms;
	const bool in_force = r->state == WAIVER_APPROVED && !expired, stale = open && !expired && is_stale(x, r);

	if (x->list.people) {
		put_words(x, r, expired, stale);
		return true;
	}
	listing_row(&x->list, (struct table_cell[]){ table_int(r->number), table_text(waiver_state_names[r->state]), yes_or_no(in_force), yes_or_no(stale), table_text(r->project),
		table_text(r->rule), table_text(r->element), table_text(r->reason), table_text(r->requested_by), table_int(r->requested_at), optional(r->decided_by),
		r->decided_at ? table_int(r->decided_at) : table_absent(), table_int(r->expires_at), optional(r->cause), table_text(r->digest) });
	return true;
}

static int list(struct waiving *x, struct err *err)
{
	struct cli *c = x->store.cli;
	struct listing *l = &x->list;
	struct waiver_filter f = { .over = c->values[OPT_ALL] != NULL };
	int status;

	if (c->word_count > 1) {
		term_error(c, C(TOO_MANY_WORDS), c->words[1]);
		return EXIT_USAGE;
	}
	if (!listing_format(c, &l->format))
		return EXIT_USAGE;
	l->people = l->format == REPORT_TEXT || l->format == REPORT_MARKDOWN;
	if ((status = storage_open(&x->store, c, STORE_READ, err)) || (status = open_session(x, err)) || (status = listing_open(l, c, &columns, &x->store.zone, err)))
		return status;
	f.as_of_ms = x->store.by.at_ms;
	status = waiver_list(x->store.store, &f, put_row, x, err);
	if (!status)
		status = listing_end(l, err);
	if (!status && !l->rows && l->people)
		term_note(c, "%s", f.over ? C(WAIVERS_NONE) : C(WAIVERS_NONE_OPEN));
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
	struct waiving x = { .store = { .cli = c } };
	struct err err = ERR_INIT;
	int status = verb(&x, &err);

	listing_free(&x.list);
	return storage_end(&x.store, status, &err);
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
