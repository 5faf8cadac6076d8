/* SPDX-License-Identifier: MIT */
/* text_project: a project's block in the text report: its name and counts, then each finding with message and remedy. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "report/text.h"

enum { FINDINGS_MAX = 20, HITS_MAX = 3, RULE_COLUMNS = 40 }; /* findings: of one project, without --verbose */

static bool gathered(struct report *r, const struct judgement *j)
{
	const struct gap *gap;

	if (judgement_quarantined(j))
		return true;
	if (j->verdict != VERDICT_UNKNOWN || r->o.verbose)
		return false;
	gap = gather_gap(&r->gather, j);
	return !gap || gap->projects > TEXT_GAP_INLINE || gap->kept < gap->projects;
}

static bool shown(struct report *r, const struct judgement *j)
{
	return !gathered(r, j);
}

/* "1 critical · 1 error"; returns its width. */
static size_t put_counts(struct report *r, struct buf *out, const struct weight *w, size_t unknown)
{
	struct { size_t n; const char *word; enum style style; } parts[SEVERITY_COUNT + 3];
	size_t count = 0, width = 0;

	for (int s = SEVERITY_COUNT - 1; s >= 0; s--)
		if (w->failed[s]) {
			parts[count].n = w->failed[s];
			parts[count].word = severity_text(r->lang, (enum severity)s);
			parts[count++].style = text_severity_style((enum severity)s);
		}
	if (w->errors) {
		parts[count].n = w->errors;
		parts[count].word = w->errors == 1 ? T(POLICY_ERROR) : T(POLICY_ERRORS);
		parts[count++].style = STYLE_MAGENTA;
	}
	if (unknown) {
		parts[count].n = unknown;
		parts[count].word = T(UNKNOWN);
		parts[count++].style = STYLE_MAGENTA;
	}
	if (w->waived) {
		parts[count].n = w->waived;
		parts[count].word = T(WAIVED);
		parts[count++].style = STYLE_DIM;
	}
	for (size_t i = 0; i < count; i++) {
		size_t start;

		if (i) {
			buf_puts(out, " · ");
			width += 3;
		}
		buf_puts(out, sheet_on(r->o.colour, parts[i].style));
		start = out->len;
		number_grouped(out, parts[i].n);
		buf_addf(out, " %s", parts[i].word);
		width += text_width(out->data + start, out->len - start);
		buf_puts(out, sheet_off(r->o.colour, parts[i].style));
	}
	return width;
}

static void put_project_line(struct report *r, const struct kept *k, size_t unknown)
{
	const struct project_result *p = &k->result;
	struct buf counts = BUF_INIT, left = BUF_INIT;
	size_t right = put_counts(r, &counts, &k->weight, unknown), room = (size_t)r->o.width, used;
	const char *id = *p->id ? p->id : T(NO_ID);

	room = room > right + 2 ? room - right - 2 : 0;
	sheet_safe(&left, id, strlen(id));
	text_on(r, STYLE_BOLD);
	used = sheet_cut(&r->buf, left.data, room);
	text_off(r, STYLE_BOLD);
	buf_clear(&left);
	buf_puts(&left, "  ");
	sheet_safe(&left, p->name, strlen(p->name));
	if (*p->phase || *p->region) {
		buf_puts(&left, *p->name ? "  (" : "(");
		sheet_safe(&left, p->phase, strlen(p->phase));
		buf_puts(&left, *p->phase && *p->region ? ", " : "");
		sheet_safe(&left, p->region, strlen(p->region));
		buf_putc(&left, ')');
	}
	if (room > used)
		used += sheet_cut(&r->buf, left.data, room - used);
	if (right)
		buf_pad(&r->buf, ' ', (size_t)r->o.width > used + right ? (size_t)r->o.width - used - right : 1);
	buf_add(&r->buf, counts.data, counts.len);
	buf_putc(&r->buf, '\n');
	buf_release(&counts);
	buf_release(&left);
}

static size_t word_columns(struct report *r)
{
	const char *words[] = { T(UNKNOWN), T(POLICY_WORD), T(WAIVED), T(TRIAL), T(SEVERITY_INFO), T(SEVERITY_WARNING), T(SEVERITY_ERROR), T(SEVERITY_CRITICAL) };
	size_t columns = 0;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t width = text_width(words[i], strlen(words[i]));

		columns = width > columns ? width : columns;
	}
	return columns;
}

/* Columns of the rule's column in lines of findings: none where no place would be left for the element and the widest mark. */
static size_t rule_columns(struct report *r, size_t words)
{
	const struct judgement stays = { .state = FINDING_STAYS };
	char since[64];
	const char *marks[] = { T(NEW), T(AGAIN), report_mark(r, &stays, since) };
	size_t widest = 0;

	for (size_t i = 0; r->o.kept && i < sizeof marks / sizeof *marks; i++) {
		size_t width = text_width(marks[i], strlen(marks[i]));

		widest = width > widest ? width : widest;
	}
	return 4 + words + 2 + RULE_COLUMNS + 10 + (widest ? widest + 2 : 0) > (size_t)r->o.width ? 0 : RULE_COLUMNS;
}

bool text_line(struct report *r, const struct text_line *l)
{
	size_t used = 4 + l->words + 2, id_width = text_width(l->rule, strlen(l->rule)), mark = text_width(l->mark, strlen(l->mark));
	size_t room = (size_t)r->o.width - used - (mark ? mark + 2 : 0), written;
	bool placed = false;

	buf_puts(&r->buf, "  ");
	text_on(r, l->style);
	buf_addf(&r->buf, "%s ", l->symbol);
	sheet_cell(&r->buf, l->word, l->words);
	text_off(r, l->style);
	buf_puts(&r->buf, "  ");
	if (!*l->element) {
		written = sheet_cut(&r->buf, l->rule, room);
		placed = true;
	} else if (id_width + 3 > room) {
		written = sheet_cut(&r->buf, l->rule, room);
	} else {
		size_t columns = id_width > l->columns ? id_width : l->columns;

		sheet_cell(&r->buf, l->rule, columns);
		buf_puts(&r->buf, "  ");
		text_on(r, STYLE_DIM);
		written = columns + 2 + sheet_cut(&r->buf, text_safe(r, l->element), room - columns - 2);
		text_off(r, STYLE_DIM);
		placed = true;
	}
	if (mark) {
		buf_pad(&r->buf, ' ', room - written + 2);
		text_on(r, l->mark_style);
		buf_puts(&r->buf, l->mark);
		text_off(r, l->mark_style);
	}
	buf_putc(&r->buf, '\n');
	return placed;
}

static void put_finding_line(struct report *r, const struct judgement *j)
{
	size_t words = word_columns(r);
	char mark[64];
	struct text_line l = { .symbol = "✗", .word = severity_text(r->lang, j->severity), .words = words, .columns = rule_columns(r, words), .style = text_severity_style(j->severity),
		.mark_style = j->state == FINDING_STAYS ? STYLE_DIM : STYLE_CYAN, .rule = report_rule(r, j)->id, .element = j->element,
		.mark = report_mark(r, j, mark) };

	if (j->verdict == VERDICT_UNKNOWN)
		l.symbol = "?", l.word = T(UNKNOWN), l.style = STYLE_MAGENTA;
	else if (j->verdict == VERDICT_ERROR)
		l.symbol = "!", l.word = T(POLICY_WORD), l.style = STYLE_MAGENTA;
	else if (j->advisory)
		l.word = T(TRIAL), l.style = STYLE_DIM;
	else if (j->verdict == VERDICT_WAIVED)
		l.symbol = "~", l.word = T(WAIVED), l.style = STYLE_DIM;
	text_line(r, &l); /* where there is no place for the element, the message names it */
}

static const char *member_text(struct json_value object, const char *key)
{
	struct json_value v;
	size_t len;

	return json_get(object, key, &v) && json_type(v) == JSON_T_STRING ? json_string(v, &len) : "";
}

/* "…excerpt…"  term at 14: banned (basis), for each place that a phrase was found at. False: the check told of none. */
static bool put_hits(struct report *r, const struct judgement *j)
{
	struct json_value details, hits, at;
	struct json_iter it;
	struct buf line = BUF_INIT;
	size_t told = 0;

	if (!report_details(r, j, &details) || !json_get(details, "hits", &hits) || json_type(hits) != JSON_T_ARRAY)
		return false;
	for (json_iter_begin(&it, hits); json_iter_next(&it) && told < HITS_MAX; told++) {
		const char *excerpt, *term, *level, *basis;
		char position[24] = "?";

		if (json_type(it.value) != JSON_T_OBJECT)
			break;
		excerpt = member_text(it.value, "excerpt");
		term = member_text(it.value, "term");
		level = member_text(it.value, "level");
		basis = member_text(it.value, "basis");
		if (!*term)
			term = member_text(it.value, "text");
		if (json_get(it.value, "at", &at) && json_type(at) == JSON_T_INT)
			snprintf(position, sizeof position, "%lld", (long long)json_int(at));
		buf_clear(&line);
		if (*excerpt) {
			buf_putc(&line, '"');
			buf_puts(&line, text_safe(r, excerpt));
			buf_puts(&line, "\"  ");
		}
		buf_clear(&r->scratch);
		sheet_safe(&r->scratch, term, strlen(term));
		buf_addf(&line, T(HIT_AT), r->scratch.data, position, level);
		if (*basis) {
			buf_puts(&line, " (");
			buf_puts(&line, text_safe(r, basis));
			buf_putc(&line, ')');
		}
		buf_pad(&r->buf, ' ', 6);
		sheet_wrap(&r->buf, line.data, 6, (size_t)r->o.width);
	}
	buf_release(&line);
	return told > 0;
}

/* Who granted it, until when, and why. */
static void put_waiver(struct report *r, const struct waiver *w)
{
	struct buf line = BUF_INIT;

	report_waiver(r, w, &line);
	buf_puts(&r->buf, "      ");
	sheet_wrap(&r->buf, text_safe(r, line.data), 6, (size_t)r->o.width);
	if (w->stale) {
		buf_puts(&r->buf, "      ");
		text_on(r, STYLE_YELLOW);
		sheet_wrap(&r->buf, T(WAIVER_STALE), 6, (size_t)r->o.width);
		text_off(r, STYLE_YELLOW);
	}
	buf_release(&line);
}

/* The bytes of the first n code points. */
static size_t bytes_of(const char *s, int n)
{
	const char *p = s;

	for (size_t bytes; n-- > 0 && *p; p += bytes)
		text_utf8_next(p, &bytes);
	return (size_t)(p - s);
}

/* The line of the policy that failed, and what of it is meant; a line that is too long loses its end, or its beginning. */
static void put_source(struct report *r, const struct judgement *j)
{
	struct buf line = BUF_INIT, shown = BUF_INIT;
	struct diagnostic d = { .line = j->line, .column = j->column, .width = j->width };
	size_t room = (size_t)r->o.width - 9, from = 0, end;

	for (const char *p = j->source ? j->source : ""; *p; p++)
		buf_putc(&line, *p == '\t' ? ' ' : *p);
	/* what is no plain line of code is left out: it could not be pointed into */
	if (line.len && text_utf8_error(line.data, line.len) < 0 && !strcmp(text_safe(r, line.data), line.data)) {
		end = bytes_of(line.data, j->column + j->width);
		if (text_width(line.data, end) > room) {
			while (text_width(line.data + from, end - from) > room / 2 && from < end)
				from += bytes_of(line.data + from, 1), d.column--;
			buf_puts(&shown, "…");
			d.column++;
		}
		size_t fits = text_fit(line.data + from, line.len - from, room);
		buf_add(&shown, line.data + from, fits);
		if (from + fits < line.len)
			buf_puts(&shown, "…");
		d.source = shown.data;
		buf_clear(&line);
		diagnostics_format_source(&d, false, &line);
		buf_puts(&r->buf, line.data + 1);
		buf_putc(&r->buf, '\n');
	}
	buf_release(&line);
	buf_release(&shown);
}

static void put_finding(struct report *r, const struct judgement *j)
{
	const char *remedy = text2_pick(report_rule(r, j)->remedy, r->lang);

	put_finding_line(r, j);
	if (j->verdict == VERDICT_ERROR && j->file && *j->file) {
		struct buf line = BUF_INIT;

		sheet_safe(&line, j->file, strlen(j->file));
		buf_addf(&line, ":%d: ", j->line);
		sheet_safe(&line, j->message, strlen(j->message));
		buf_pad(&r->buf, ' ', 6);
		sheet_wrap(&r->buf, line.data, 6, (size_t)r->o.width);
		buf_release(&line);
		put_source(r, j);
	} else if (!put_hits(r, j) && *j->message) {
		buf_pad(&r->buf, ' ', 6);
		sheet_wrap(&r->buf, text_safe(r, j->message), 6, (size_t)r->o.width);
	}
	if (j->waiver)
		put_waiver(r, j->waiver);
	if (j->verdict == VERDICT_FAIL && *remedy) {
		buf_puts(&r->buf, "      ");
		text_on(r, STYLE_GREEN);
		buf_puts(&r->buf, "→ ");
		text_off(r, STYLE_GREEN);
		sheet_wrap(&r->buf, text_safe(r, remedy), 8, (size_t)r->o.width);
	}
}

/* Fails by severity, then errors, then unknowns; rule order within. */
static int rank(const struct judgement *j)
{
	if (j->verdict == VERDICT_FAIL)
		return (int)j->severity + 2;
	return j->verdict == VERDICT_ERROR ? 1 : j->verdict == VERDICT_UNKNOWN ? 0 : -1;
}

static void put_readiness(struct report *r, const struct project_result *p)
{
	const enum style style = project_ready(p) ? STYLE_GREEN : STYLE_YELLOW;
	struct buf line = BUF_INIT;

	if (report_readiness(r, p, &line)) {
		buf_puts(&r->buf, "  ");
		text_on(r, style);
		buf_puts(&r->buf, "◇ ");
		text_off(r, style);
		sheet_wrap(&r->buf, text_safe(r, line.data), 4, (size_t)r->o.width);
	}
	buf_release(&line);
}

static void put_project(struct report *r, const struct kept *k, bool *any)
{
	const struct project_result *p = &k->result;
	size_t count = 0, unknown = 0, told = 0, max = r->o.verbose ? SIZE_MAX : FINDINGS_MAX;

	for (size_t i = 0; i < p->count; i++) {
		bool visible = shown(r, &p->judgements[i]);

		count += visible;
		unknown += visible && p->judgements[i].verdict == VERDICT_UNKNOWN;
	}
	if (!count && !k->weight.refusing)
		return;
	if (!*any)
		buf_putc(&r->buf, '\n');
	*any = true;
	put_project_line(r, k, unknown);
	put_readiness(r, p);
	for (int level = SEVERITY_COUNT + 1; level >= -1; level--)
		for (size_t i = 0; i < p->count && told < max; i++)
			if (rank(&p->judgements[i]) == level && shown(r, &p->judgements[i])) {
				put_finding(r, &p->judgements[i]);
				told++;
			}
	if (told < count) {
		struct buf number = BUF_INIT;

		number_grouped(&number, count - told);
		buf_puts(&r->buf, "  ");
		buf_addf(&r->buf, T(MORE_FINDINGS), number.data);
		buf_putc(&r->buf, '\n');
		buf_release(&number);
	}
	report_flush(r);
}

void text_projects(struct report *r)
{
	struct gather *g = &r->gather;
	size_t found = 0;
	bool any = false;

	for (size_t i = 0; i < g->kept_count; i++) {
		const struct weight *w = &g->kept[i]->weight;

		found += w->failed[0] || w->failed[1] || w->failed[2] || w->failed[3] || w->errors;
		put_project(r, g->kept[i], &any);
	}
	if (found < g->with_findings) {
		struct buf more = BUF_INIT;

		message_count(&more, r->lang, NUM_MORE_PROJECTS_WITH_FINDINGS, g->with_findings - found);
		text_on(r, STYLE_DIM);
		buf_addf(&r->buf, T(MORE_PROJECTS), more.data);
		text_off(r, STYLE_DIM);
		buf_putc(&r->buf, '\n');
		buf_release(&more);
	}
}

