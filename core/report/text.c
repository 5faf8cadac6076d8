/* SPDX-License-Identifier: MIT */
/*
 * text: the report for people: the worst projects first (text_project.c), then what is gone (text_gone.c), then what could
 * not be judged, then the rules, then the totals. Nothing is wider than the sheet; texts from data are made safe before they are measured.
 */
#include "report/text.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { RULES_MAX = 30, GAPS_LISTED = 20, GAP_COLUMNS = 40 };

enum style text_severity_style(enum severity s)
{
	static const enum style styles[SEVERITY_COUNT] = { STYLE_BLUE, STYLE_YELLOW, STYLE_RED, STYLE_BOLD_RED };

	return styles[s];
}

void text_on(struct report *r, enum style s)
{
	buf_puts(&r->buf, sheet_on(r->o.colour, s));
}

void text_off(struct report *r, enum style s)
{
	buf_puts(&r->buf, sheet_off(r->o.colour, s));
}

const char *text_safe(struct report *r, const char *s)
{
	buf_clear(&r->scratch);
	sheet_safe(&r->scratch, s, strlen(s));
	return r->scratch.data;
}

/* ---- what could not be judged ---- */

static void put_gap(struct report *r, const struct gap *gap, size_t columns)
{
	struct buf projects = BUF_INIT, rules = BUF_INIT, line = BUF_INIT;

	message_count(&projects, r->lang, NUM_PROJECTS, gap->projects);
	message_count(&rules, r->lang, NUM_RULES_CANNOT_JUDGE, gap->rule_count);
	if (gap->rule_count == 1) {
		buf_puts(&rules, " (");
		buf_puts(&rules, r->o.rules[gap->rules[0]].id);
		buf_puts(&rules, ")");
	}
	buf_puts(&r->buf, "  ");
	if (gap->reason) {
		buf_puts(&line, text_safe(r, gap->what));
		buf_puts(&line, " · ");
		buf_addf(&line, T(GAP_REASON), projects.data, rules.data);
		sheet_wrap(&r->buf, line.data, 4, (size_t)r->o.width);
	} else {
		sheet_cell(&r->buf, text_safe(r, gap->what), columns);
		buf_puts(&r->buf, "  ");
		buf_addf(&line, T(GAP_ABSENT), projects.data, rules.data);
		sheet_wrap(&r->buf, line.data, columns + 4, (size_t)r->o.width);
	}
	buf_release(&projects);
	buf_release(&rules);
	buf_release(&line);
}

static bool gap_listed(const struct report *r, const struct gap *gap)
{
	return !r->o.verbose && (gap->projects > TEXT_GAP_INLINE || gap->kept < gap->projects);
}

static void put_gaps(struct report *r)
{
	const struct gather *g = &r->gather;
	size_t listed = 0, columns = 0, more = g->gaps_beyond;

	for (size_t i = 0; i < g->gap_count; i++)
		if (gap_listed(r, &g->gaps[i])) {
			size_t width = g->gaps[i].reason ? 0 : text_width(g->gaps[i].what, strlen(g->gaps[i].what));

			if (++listed <= GAPS_LISTED && width > columns)
				columns = width > GAP_COLUMNS ? GAP_COLUMNS : width;
		}
	if (!listed && !(more && !r->o.verbose))
		return;
	buf_putc(&r->buf, '\n');
	text_on(r, STYLE_BOLD);
	buf_puts(&r->buf, T(GAPS_TITLE));
	text_off(r, STYLE_BOLD);
	buf_putc(&r->buf, '\n');
	for (size_t i = 0, told = 0; i < g->gap_count; i++) {
		if (!gap_listed(r, &g->gaps[i]))
			continue;
		if (told++ < GAPS_LISTED)
			put_gap(r, &g->gaps[i], columns);
		else
			more++;
	}
	if (more) {
		struct buf number = BUF_INIT;

		number_grouped(&number, more);
		buf_puts(&r->buf, "  ");
		buf_addf(&r->buf, T(GAP_OTHERS), number.data);
		buf_putc(&r->buf, '\n');
		buf_release(&number);
	}
}

/* A rule that was taken out is told once, with its place. */
static void put_quarantined(struct report *r)
{
	for (size_t i = 0; i < r->gather.rule_count; i++) {
		struct buf verdicts = BUF_INIT, line = BUF_INIT;
		const struct rule_info *rule = &r->o.rules[i];

		if (!r->gather.rules[i].quarantined)
			continue;
		message_count(&verdicts, r->lang, NUM_VERDICTS, r->gather.rules[i].quarantined);
		buf_puts(&r->buf, "\n");
		text_on(r, STYLE_MAGENTA);
		buf_puts(&r->buf, "! ");
		text_off(r, STYLE_MAGENTA);
		buf_addf(&line, T(QUARANTINED), rule->id, verdicts.data);
		buf_puts(&line, " (");
		buf_puts(&line, text_safe(r, rule->file));
		buf_addf(&line, ":%d)", rule->line);
		sheet_wrap(&r->buf, line.data, 2, (size_t)r->o.width);
		buf_release(&verdicts);
		buf_release(&line);
	}
}

/* ---- the rules ---- */

static void put_number(struct report *r, uint64_t n, size_t columns)
{
	struct buf number = BUF_INIT;

	if (n)
		number_grouped(&number, n);
	else
		buf_putc(&number, '-');
	sheet_cell_right(&r->buf, number.data, columns);
	buf_release(&number);
}

static void put_rule(struct report *r, const struct report_summary *s, uint32_t index, size_t columns)
{
	const uint64_t *c = s->counts + (size_t)index * VERDICT_COUNT;
	enum severity severity = report_rule_severity(r, index);
	char share[16] = "-";

	if (s->projects && r->gather.rules[index].projects)
		snprintf(share, sizeof share, "%.1f%%", 100.0 * (double)r->gather.rules[index].projects / (double)s->projects);
	buf_puts(&r->buf, "  ");
	sheet_cell(&r->buf, r->o.rules[index].id, columns);
	buf_puts(&r->buf, "  ");
	text_on(r, text_severity_style(severity));
	sheet_cell(&r->buf, severity_text(r->lang, severity), 8);
	text_off(r, text_severity_style(severity));
	put_number(r, c[VERDICT_FAIL], 10);
	put_number(r, c[VERDICT_UNKNOWN], 10);
	put_number(r, c[VERDICT_ERROR], 9);
	sheet_cell_right(&r->buf, share, 10);
	buf_putc(&r->buf, '\n');
}

static void put_rules(struct report *r, const struct report_summary *s)
{
	uint32_t *order = arena_alloc(&r->arena, r->o.rule_count * sizeof *order);
	size_t n = order ? report_rules_worst_first(r, s, order) : 0, listed = r->o.verbose || n <= RULES_MAX ? n : RULES_MAX;
	size_t columns = 20, room = (size_t)r->o.width > 72 ? (size_t)r->o.width - 52 : 20;

	if (!n)
		return;
	for (size_t i = 0; i < listed; i++) {
		size_t width = strlen(r->o.rules[order[i]].id);

		columns = width > columns ? width : columns;
	}
	columns = columns > room ? room : columns;
	buf_putc(&r->buf, '\n');
	text_on(r, STYLE_BOLD);
	sheet_cell(&r->buf, T(BY_RULE), columns + 4);
	sheet_cell(&r->buf, T(COLUMN_SEVERITY), 8);
	sheet_cell_right(&r->buf, T(COLUMN_FAIL), 10);
	sheet_cell_right(&r->buf, T(COLUMN_UNKNOWN), 10);
	sheet_cell_right(&r->buf, T(COLUMN_ERROR), 9);
	sheet_cell_right(&r->buf, T(COLUMN_PROJECTS), 10);
	text_off(r, STYLE_BOLD);
	buf_putc(&r->buf, '\n');
	for (size_t i = 0; i < listed; i++)
		put_rule(r, s, order[i], columns);
	if (listed < n) {
		struct buf more = BUF_INIT;

		message_count(&more, r->lang, NUM_MORE_RULES, n - listed);
		buf_puts(&r->buf, "  ");
		buf_addf(&r->buf, T(MORE_RULES), more.data);
		buf_putc(&r->buf, '\n');
		buf_release(&more);
	}
}

/* ---- the first lines and the last ---- */

/* One part of a line of parts, on a new line where this one is full. `column`: where the line stands, 0 at its start. */
static void put_part(struct report *r, size_t *column, const char *text, enum style style)
{
	size_t width = text_width(text, strlen(text));

	if (*column && *column + 3 + width > (size_t)r->o.width) {
		buf_putc(&r->buf, '\n');
		*column = 0;
	} else if (*column) {
		buf_puts(&r->buf, " · ");
		*column += 3;
	}
	text_on(r, style);
	buf_puts(&r->buf, text);
	text_off(r, style);
	*column += width;
}

static void put_total(struct report *r, size_t *column, const char *word, size_t n, enum style style)
{
	struct buf part = BUF_INIT;

	buf_addf(&part, "%s ", word);
	number_grouped(&part, n);
	put_part(r, column, part.data, n ? style : STYLE_DIM);
	buf_release(&part);
}

static void put_outcome(struct report *r, const struct report_summary *s)
{
	struct buf part = BUF_INIT, conforming = BUF_INIT, projects = BUF_INIT;
	size_t column = 0;
	char seconds[32];

	number_grouped(&conforming, s->conforming);
	message_count(&projects, r->lang, NUM_PROJECTS, s->projects);
	buf_addf(&part, s->projects == 1 ? T(CONFORM_ONE) : T(CONFORM), conforming.data, projects.data);
	put_part(r, &column, part.data, STYLE_PLAIN);
	if (s->refused) {
		buf_clear(&part);
		message_count(&part, r->lang, NUM_REFUSED, s->refused);
		put_part(r, &column, part.data, STYLE_RED);
	}
	snprintf(seconds, sizeof seconds, s->seconds < 10 ? "%.2f" : "%.1f", s->seconds);
	buf_clear(&part);
	buf_addf(&part, T(SECONDS), seconds);
	put_part(r, &column, part.data, STYLE_PLAIN);
	if (s->projects > s->conforming)
		put_part(r, &column, T(DETAILS), STYLE_PLAIN);
	buf_putc(&r->buf, '\n');
	buf_release(&part);
	buf_release(&conforming);
	buf_release(&projects);
}

static void put_totals(struct report *r, const struct report_summary *s)
{
	size_t column = 0;

	buf_putc(&r->buf, '\n');
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
		put_total(r, &column, severity_text(r->lang, (enum severity)severity), s->findings[severity], text_severity_style((enum severity)severity));
	put_total(r, &column, T(UNKNOWN), s->unknown, STYLE_MAGENTA);
	put_total(r, &column, T(POLICY_ERRORS), s->errors, STYLE_MAGENTA);
	if (s->waived)
		put_total(r, &column, T(WAIVED), s->waived, STYLE_PLAIN);
	if (s->trial)
		put_total(r, &column, T(TRIAL), s->trial, STYLE_DIM);
	buf_putc(&r->buf, '\n');
	if (r->o.kept) {
		column = 0;
		put_total(r, &column, T(NEW), s->fresh, STYLE_CYAN);
		put_total(r, &column, T(AGAIN), s->reopened, STYLE_CYAN);
		put_total(r, &column, T(STAYS), s->stays, STYLE_PLAIN);
		put_total(r, &column, T(GONE), s->gone, STYLE_GREEN);
		buf_putc(&r->buf, '\n');
	}
	if (s->ready || s->not_ready) {
		struct buf gates = BUF_INIT;

		column = 0;
		buf_addf(&gates, T(NEXT_GATES), s->ready, s->not_ready);
		put_part(r, &column, gates.data, STYLE_PLAIN);
		buf_putc(&r->buf, '\n');
		buf_release(&gates);
	}
	put_outcome(r, s);
}

static void put_header(struct report *r, const struct report_summary *s)
{
	char generation[9] = "";
	struct buf part = BUF_INIT;
	size_t column = 0;

	buf_addf(&part, "plumb %s", r->header.version);
	put_part(r, &column, part.data, STYLE_BOLD);
	buf_clear(&part);
	message_count(&part, r->lang, NUM_PROJECTS, s->projects);
	put_part(r, &column, part.data, STYLE_PLAIN);
	buf_clear(&part);
	message_count(&part, r->lang, NUM_RULES, r->o.rule_count);
	put_part(r, &column, part.data, STYLE_PLAIN);
	buf_clear(&part);
	buf_addf(&part, T(AS_OF), r->header.as_of);
	put_part(r, &column, part.data, STYLE_PLAIN);
	strncat(generation, r->header.generation, 8);
	buf_clear(&part);
	buf_addf(&part, T(GENERATION), generation);
	put_part(r, &column, part.data, STYLE_PLAIN);
	buf_putc(&r->buf, '\n');
	buf_release(&part);
}

static void begin(struct report *r)
{
	(void)r; /* the first line counts the projects: it is written at the end */
}

static void end(struct report *r, const struct report_summary *s)
{
	put_header(r, s);
	text_projects(r);
	text_gone(r);
	put_gaps(r);
	put_quarantined(r);
	put_rules(r, s);
	put_totals(r, s);
}

const struct writer writer_text = { .gathers = true, .begin = begin, .end = end };
