/* SPDX-License-Identifier: MIT */
/*
 * csv: one row a finding, RFC 4180 (CRLF, quotes doubled), UTF-8.
 *
 * A cell that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage return) gets a ' before it.
 * A refused document is a row with the verdict "refused"; a project that may not enter its next phase has one with the verdict "not_ready".
 *
 * A waived finding says by which waiver, who granted it, until when and why.
 *
 * Of what is kept in a store there are three columns more: state ("new", "stays", "reopened", "gone"), opened_at and, of what is
 * gone, cause. What is gone is a row with the verdict "closed", the severity and the message that it had last.
 */
#include "report/tally.h"
#include "report/writer.h"

static void put_cell(struct buf *out, const char *s)
{
	emit_csv_text(out, s);
	buf_putc(out, ',');
}

static void put_joined(struct report *r, const char *const *items, size_t n)
{
	buf_clear(&r->scratch);
	for (size_t i = 0; i < n; i++) {
		buf_puts(&r->scratch, i ? "; " : "");
		buf_puts(&r->scratch, items[i]);
	}
	put_cell(&r->buf, r->scratch.data);
}

static void begin(struct report *r)
{
	buf_puts(&r->buf, "project,name,customer,owner,region,business_unit,phase,input,line,rule,clauses,severity,verdict,element,pointer,"
		"message,remedy,missing,measure,measure_text,limit,flips_at,trial,waiver,waived_by,waived_until,waived_because");
	buf_puts(&r->buf, r->o.kept ? ",state,opened_at,cause\r\n" : "\r\n");
}

static void put_project(struct report *r, const struct project_result *p)
{
	const char *cells[] = { p->id, p->name, p->customer, p->owner, p->region, p->business_unit, p->phase, r->input };

	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		put_cell(&r->buf, cells[i]);
	buf_addf(&r->buf, "%zu,", p->line);
}

static void put_refusal(struct report *r, const struct project_result *p)
{
	put_project(r, p);
	buf_puts(&r->buf, ",,,refused,,,");
	put_cell(&r->buf, p->refusal);
	buf_puts(&r->buf, r->o.kept ? ",,,,,,,,,,,,,\r\n" : ",,,,,,,,,,\r\n");
}

static void put_waiver(struct report *r, const struct waiver *w)
{
	char moment[40];

	if (!w) {
		buf_puts(&r->buf, ",,,,");
		return;
	}
	buf_addf(&r->buf, ",%lld,", (long long)w->number);
	put_cell(&r->buf, w->approved_by);
	buf_addf(&r->buf, "%s,", emit_moment(moment, w->expires_at));
	emit_csv_text(&r->buf, w->reason);
}

static void put_finding(struct report *r, const struct judgement *j)
{
	const struct rule_info *rule = report_rule(r, j);
	char moment[40];

	put_cell(&r->buf, rule->id);
	put_joined(r, rule->covers, rule->covers_count);
	put_cell(&r->buf, severity_names[j->severity]);
	put_cell(&r->buf, verdict_names[j->verdict]);
	put_cell(&r->buf, j->element);
	put_cell(&r->buf, j->pointer);
	put_cell(&r->buf, j->message);
	put_cell(&r->buf, text2_pick(rule->remedy, r->lang));
	put_joined(r, j->missing, j->missing_count);
	emit_csv_number(&r->buf, j->measure);
	buf_putc(&r->buf, ',');
	put_cell(&r->buf, j->measure_text);
	put_cell(&r->buf, j->limit_text);
	buf_puts(&r->buf, report_flips_at(j, moment));
	buf_puts(&r->buf, j->advisory ? ",true" : ",");
	put_waiver(r, j->waiver);
	if (r->o.kept)
		buf_addf(&r->buf, ",%s,%s,", report_state(j->state), report_opened_at(j, moment));
	buf_puts(&r->buf, "\r\n");
}

static void put_gone(struct report *r, const struct closed_finding *c)
{
	char moment[40];

	put_cell(&r->buf, c->rule);
	buf_addf(&r->buf, ",%s,closed,", severity_names[c->severity]);
	put_cell(&r->buf, c->element);
	buf_putc(&r->buf, ',');
	put_cell(&r->buf, c->message);
	buf_addf(&r->buf, ",,,,,,,,,,,gone,%s,%s\r\n", emit_moment(moment, c->opened_at), closing_names[c->cause]);
}

static void put_not_ready(struct report *r, const struct project_result *p)
{
	struct buf line = BUF_INIT;

	put_project(r, p);
	buf_puts(&r->buf, ",,,not_ready,,,");
	report_readiness(r, p, &line);
	put_cell(&r->buf, line.data);
	buf_puts(&r->buf, r->o.kept ? ",,,,,,,,,,,,,\r\n" : ",,,,,,,,,,\r\n");
	buf_release(&line);
}

static void project(struct report *r, const struct project_result *p)
{
	if (*p->refusal)
		put_refusal(r, p);
	for (size_t i = 0; i < p->count; i++)
		if (!verdict_is_quiet(p->judgements[i].verdict)) {
			put_project(r, p);
			put_finding(r, &p->judgements[i]);
		}
	if (!project_ready(p))
		put_not_ready(r, p);
	for (size_t i = 0; r->o.kept && i < p->gone_count; i++) {
		put_project(r, p);
		put_gone(r, &p->gone[i]);
	}
}

static void end(struct report *r, const struct report_summary *s)
{
	(void)r;
	(void)s;
}

const struct writer writer_csv = { .begin = begin, .project = project, .end = end };
