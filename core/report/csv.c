/* SPDX-License-Identifier: MIT */
/*
 * csv: one row a finding, RFC 4180 (CRLF, quotes doubled), UTF-8.
 *
 * A cell that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage return) gets a ' before it.
 * A refused document is a row with the verdict "refused".
 */
#include <math.h>
#include <string.h>

#include "report/writer.h"

/* Controls other than tab and line ends are of no use to a spreadsheet, and steer a terminal. */
static void put_byte(struct buf *out, char c)
{
	if (((unsigned char)c < 0x20 && !strchr("\t\r\n", c)) || c == 0x7F)
		buf_addf(out, "\\x%02x", (unsigned char)c);
	else
		buf_putc(out, c);
}

static void put_cell(struct buf *out, const char *s, bool last)
{
	size_t n = strlen(s);
	bool formula = n && strchr("=+-@\t\r", s[0]);

	if (formula || strpbrk(s, ",\"\r\n") || (n && (s[0] == ' ' || s[n - 1] == ' '))) {
		buf_putc(out, '"');
		if (formula)
			buf_putc(out, '\'');
		for (; *s; s++) {
			if (*s == '"')
				buf_putc(out, '"');
			put_byte(out, *s);
		}
		buf_putc(out, '"');
	} else {
		for (; *s; s++)
			put_byte(out, *s);
	}
	buf_puts(out, last ? "\r\n" : ",");
}

static void put_joined(struct report *r, const char *const *items, size_t n)
{
	buf_clear(&r->scratch);
	for (size_t i = 0; i < n; i++) {
		buf_puts(&r->scratch, i ? "; " : "");
		buf_puts(&r->scratch, items[i]);
	}
	put_cell(&r->buf, r->scratch.data, false);
}

static void put_number(struct buf *out, double v)
{
	char text[32] = "";

	/* made by us, so a minus sign is a number, not a formula */
	if (!isnan(v))
		json_format_number(text, v);
	buf_puts(out, text);
	buf_putc(out, ',');
}

static void begin(struct report *r)
{
	buf_puts(&r->buf, "project,name,customer,owner,region,business_unit,phase,input,line,rule,clauses,severity,verdict,element,pointer,"
		"message,remedy,missing,measure,measure_text,limit,flips_at,trial\r\n");
}

static void put_project(struct report *r, const struct project_result *p)
{
	const char *cells[] = { p->id, p->name, p->customer, p->owner, p->region, p->business_unit, p->phase, r->input };

	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		put_cell(&r->buf, cells[i], false);
	buf_addf(&r->buf, "%zu,", p->line);
}

static void put_refusal(struct report *r, const struct project_result *p)
{
	put_project(r, p);
	buf_puts(&r->buf, ",,,refused,,,");
	put_cell(&r->buf, p->refusal, false);
	buf_puts(&r->buf, ",,,,,,\r\n");
}

static void project(struct report *r, const struct project_result *p)
{
	if (*p->refusal)
		put_refusal(r, p);
	for (size_t i = 0; i < p->count; i++) {
		const struct judgement *j = &p->judgements[i];
		const struct rule_info *rule = report_rule(r, j);
		char flips[40];

		put_project(r, p);
		put_cell(&r->buf, rule->id, false);
		put_joined(r, rule->covers, rule->covers_count);
		put_cell(&r->buf, severity_names[j->severity], false);
		put_cell(&r->buf, verdict_names[j->verdict], false);
		put_cell(&r->buf, j->element, false);
		put_cell(&r->buf, j->pointer, false);
		put_cell(&r->buf, j->message, false);
		put_cell(&r->buf, text2_pick(rule->remedy, r->lang), false);
		put_joined(r, j->missing, j->missing_count);
		put_number(&r->buf, j->measure);
		put_cell(&r->buf, j->measure_text, false);
		put_cell(&r->buf, j->limit_text, false);
		put_cell(&r->buf, report_flips_at(j, flips), false);
		put_cell(&r->buf, j->advisory ? "true" : "", true);
	}
}

static void end(struct report *r, const struct report_summary *s)
{
	(void)r;
	(void)s;
}

const struct writer writer_csv = { .begin = begin, .project = project, .end = end };
