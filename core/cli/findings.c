/* SPDX-License-Identifier: MIT */
/* findings: plumb findings. What is open in the store, the worst first. */
#include "store/findings.h"

#include <string.h>

#include "cli/listing.h"
#include "cli/storage.h"
#include "cli/term.h"

enum { FINDINGS_SHOWN = 100 };

static const struct table_column people[] = {
	{ .key = "severity", .title = { "severity", "级别" } },
	{ .key = "project", .title = { "project", "项目" }, .least = 8, .most = 24 },
	{ .key = "rule", .title = { "rule", "规则" }, .least = 16, .most = 32 },
	{ .key = "element", .title = { "element", "对象" }, .least = 8, .most = 28 },
	{ .key = "since", .title = { "since", "始于" }, .least = 10 },
	{ .key = "message", .title = { "message", "说明" }, .wraps = true },
};
static const struct table_column machines[] = {
	{ .key = "project" }, { .key = "project_name" }, { .key = "owner" }, { .key = "business_unit" }, { .key = "rule" }, { .key = "element" },
	{ .key = "verdict" }, { .key = "severity" }, { .key = "message" }, { .key = "measure", .type = TABLE_NUMBER },
	{ .key = "opened_at", .type = TABLE_MOMENT }, { .key = "first_opened_at", .type = TABLE_MOMENT }, { .key = "seen_at", .type = TABLE_MOMENT },
	{ .key = "closed_at", .type = TABLE_MOMENT }, { .key = "cause" }, { .key = "reopened", .type = TABLE_NUMBER },
};
static const struct listing_columns columns = { people, sizeof people / sizeof *people, machines, sizeof machines / sizeof *machines };

struct listed {
	struct storage store;
	struct listing list;
	struct buf message;
	size_t open[SEVERITY_COUNT], unknown, errors, waived, closed;
};

static int index_of(const char *name, const char *const *names, int count)
{
	int i = 0;

	while (i < count && strcmp(names[i], name))
		i++;
	return i;
}

static void count(struct listed *x, const struct finding_row *r)
{
	const int severity = index_of(r->severity, severity_names, SEVERITY_COUNT);

	if (r->closed_at) {
		x->closed++;
		return;
	}
	if (severity < SEVERITY_COUNT)
		x->open[severity]++;
	x->unknown += !strcmp(r->verdict, verdict_names[VERDICT_UNKNOWN]);
	x->errors += !strcmp(r->verdict, verdict_names[VERDICT_ERROR]);
	x->waived += !strcmp(r->verdict, verdict_names[VERDICT_WAIVED]);
}

static void put_words(struct listed *x, const struct finding_row *r)
{
	static const enum message causes[CLOSING_COUNT] = { MSG_CLOSING_PASS, MSG_CLOSING_NOT_APPLICABLE, MSG_CLOSING_ELEMENT_GONE, MSG_CLOSING_RULE_GONE, MSG_CLOSING_PROJECT_DELETED };
	const struct cli *c = x->store.cli;
	const int severity = index_of(r->severity, severity_names, SEVERITY_COUNT), cause = index_of(r->cause, closing_names, CLOSING_COUNT);
	const char *rule = x->list.format == REPORT_TEXT ? strrchr(r->rule, '.') : NULL; /* the end of an id is enough everywhere */
	char since[32], until[32];

	storage_day(&x->store, r->opened_at, since);
	buf_clear(&x->message);
	if (!strcmp(r->verdict, verdict_names[VERDICT_WAIVED]))
		buf_addf(&x->message, "[%s] ", C(WAIVED));
	buf_puts(&x->message, r->message);
	if (r->closed_at) {
		storage_day(&x->store, r->closed_at, until);
		buf_addf(&x->message, C(FINDING_CLOSED), until, cause < CLOSING_COUNT ? message_text(c->lang, causes[cause]) : r->cause);
	}
	listing_row(&x->list, (struct table_cell[]){ table_text(severity < SEVERITY_COUNT ? severity_text(c->lang, (enum severity)severity) : r->severity),
		table_text(r->project), table_text(rule ? rule + 1 : r->rule), table_text(r->element), table_text(since), table_text(x->message.data) });
}

static bool on_row(void *ctx, const struct finding_row *r)
{
	struct listed *x = ctx;

	count(x, r);
	if (x->list.people)
		put_words(x, r);
	else
		listing_row(&x->list, (struct table_cell[]){ table_text(r->project), table_text(r->project_name), table_text(r->owner), table_text(r->business_unit), table_text(r->rule),
			table_text(r->element), table_text(r->verdict), table_text(r->severity), table_text(r->message), table_real(r->measure), table_int(r->opened_at),
			table_int(r->first_opened_at), table_int(r->seen_at), r->closed_at ? table_int(r->closed_at) : table_absent(),
			r->closed_at ? table_text(r->cause) : table_absent(), table_int(r->reopened) });
	return x->list.people || !x->list.limit || x->list.rows < x->list.limit; /* people are told how many there are in all */
}

static void put_part(struct buf *out, const char *between, const char *word, size_t n)
{
	if (!n)
		return;
	buf_addf(out, "%s%s ", between, word);
	number_grouped(out, n);
}

/* "41 open: critical 3 · error 38 (of these: unknown 5) · 12 closed" */
static int tell(const struct listed *x)
{
	const struct cli *c = x->store.cli;
	const size_t open = x->list.rows - x->closed;
	struct buf text = BUF_INIT, others = BUF_INIT;
	const char *between = "";
	int status;

	message_count(&text, c->lang, NUM_OPEN, open);
	for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
		put_part(&text, *between ? between : C(COLON), severity_text(c->lang, (enum severity)s), x->open[s]);
		if (x->open[s])
			between = " · ";
	}
	put_part(&others, "", C(UNKNOWN), x->unknown);
	put_part(&others, others.len ? " · " : "", C(POLICY_ERRORS), x->errors);
	put_part(&others, others.len ? " · " : "", C(WAIVED), x->waived);
	if (others.len)
		buf_addf(&text, C(OF_THESE), others.data);
	if (x->closed) {
		buf_puts(&text, " · ");
		message_count(&text, c->lang, NUM_CLOSED, x->closed);
	}
	status = term_say(c, "%s", text.data);
	buf_release(&text);
	buf_release(&others);
	return status;
}

static int tell_people(struct listed *x, struct err *err)
{
	const struct cli *c = x->store.cli;
	struct buf rest = BUF_INIT;
	char active[65];
	int status = generation_active(x->store.store, active, err);

	if (status || !*active)
		return status ? status : term_say(c, "%s", C(NEVER_JUDGED));
	if (!x->list.rows)
		return term_say(c, "%s", C(NO_FINDINGS));
	if (listing_rest(&x->list)) {
		number_grouped(&rest, listing_rest(&x->list));
		status = term_say(c, C(MORE_ROWS), rest.data);
		buf_release(&rest);
	}
	if (!status)
		status = term_say(c, "%s", "");
	return status ? status : tell(x);
}

static int run(struct listed *x, struct err *err)
{
	const struct cli *c = x->store.cli;
	struct finding_filter f = { .rule = c->values[OPT_RULE], .severity = c->values[OPT_SEVERITY], .verdict = c->values[OPT_VERDICT], .project = c->values[OPT_PROJECT],
		.owner = c->values[OPT_OWNER], .business_unit = c->values[OPT_UNIT], .closed = c->values[OPT_CLOSED] != NULL };
	struct buf text = BUF_INIT;
	int status;

	if ((status = storage_since(&x->store, &f.opened_since, err)) || (status = storage_older_than(&x->store, &f.opened_before, err)))
		return status;
	status = f.project ? storage_project(&x->store, f.project, &text, err) : 0;
	buf_release(&text);
	if (!status && f.rule)
		status = finding_rule_known(x->store.store, f.rule, err);
	if (status || (status = listing_open(&x->list, c, &columns, &x->store.zone, err)))
		return status;
	status = finding_list(x->store.store, &f, on_row, x, err);
	if (!status)
		status = listing_end(&x->list, err);
	return status || !x->list.people ? status : tell_people(x, err);
}

int run_findings(struct cli *c)
{
	struct listed x = { .message = BUF_INIT };
	struct err err = ERR_INIT;
	int status;

	if (!listing_options(c, FINDINGS_SHOWN, &x.list))
		return EXIT_USAGE;
	status = storage_open(&x.store, c, STORE_READ, &err);
	if (!status)
		status = run(&x, &err);
	listing_free(&x.list);
	buf_release(&x.message);
	return storage_end(&x.store, status, &err);
}
