/* SPDX-License-Identifier: MIT */
/*
 * outlook_text: a forecast for people, by day, the soonest first: project, symbol, what the verdict will be, rule, element; below
 * it the message. Texts from data are made safe before they are measured.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "report/outlook_writer.h"
#include "report/sheet.h"

#define T(id) message_text(o->lang, MSG_##id)

enum { PROJECT_COLUMNS = 16, INDENT = 6 };

static void put_styled(struct outlook *o, const char *text, enum style style)
{
	buf_puts(&o->buf, sheet_on(o->o.colour, style));
	buf_puts(&o->buf, text);
	buf_puts(&o->buf, sheet_off(o->o.colour, style));
}

static const char *safe(struct outlook *o, const char *s)
{
	buf_clear(&o->scratch);
	sheet_safe(&o->scratch, s, strlen(s));
	return o->scratch.data;
}

static size_t width_of(const char *s)
{
	return text_width(s, strlen(s));
}

/* ---- changes ---- */

struct columns { size_t project, word; };

static struct columns measure(struct outlook *o)
{
	struct columns c = { 0, 0 };

	for (size_t i = 0; i < o->kept_count; i++) {
		const struct kept_change *k = o->kept[i];
		size_t project = width_of(safe(o, *k->project ? k->project : T(NO_ID)));
		size_t word = width_of(outlook_word(o, k->to, k->severity, k->advisory));

		c.project = project > c.project ? project : c.project;
		c.word = word > c.word ? word : c.word;
	}
	c.project = c.project > PROJECT_COLUMNS ? PROJECT_COLUMNS : c.project;
	return c;
}

static enum style style_of(const struct kept_change *k)
{
	static const enum style severities[SEVERITY_COUNT] = { STYLE_BLUE, STYLE_YELLOW, STYLE_RED, STYLE_BOLD_RED };

	if (verdict_is_quiet(k->to))
		return STYLE_GREEN;
	if (k->to == VERDICT_FAIL)
		return k->advisory ? STYLE_DIM : severities[k->severity];
	return k->to == VERDICT_WAIVED ? STYLE_DIM : STYLE_MAGENTA;
}

/* Where something was found before, what: "(was warning)". */
static void put_before(struct outlook *o, const struct kept_change *k, struct buf *line)
{
	if (verdict_is_quiet(k->from))
		return;
	if (line->len)
		buf_putc(line, ' ');
	buf_addf(line, T(WAS), outlook_word(o, k->from, k->from_severity, k->from_advisory));
}

static void put_change(struct outlook *o, const struct kept_change *k, const struct columns *c, const char *time)
{
	const char *symbol = verdict_is_quiet(k->to) ? "✓" : k->to == VERDICT_UNKNOWN ? "?" : k->to == VERDICT_ERROR ? "!" : k->to == VERDICT_WAIVED ? "~" : "✗", *rule = o->o.rules[k->rule].id;
	size_t used = 2 + c->project + 2 + 2 + c->word + 2, room = (size_t)o->o.width - used, rule_width = width_of(rule);
	struct buf line = BUF_INIT;

	buf_puts(&o->buf, "  ");
	sheet_cell(&o->buf, safe(o, *k->project ? k->project : T(NO_ID)), c->project);
	buf_puts(&o->buf, "  ");
	buf_puts(&o->buf, sheet_on(o->o.colour, style_of(k)));
	buf_addf(&o->buf, "%s ", symbol);
	sheet_cell(&o->buf, outlook_word(o, k->to, k->severity, k->advisory), c->word);
	buf_puts(&o->buf, sheet_off(o->o.colour, style_of(k)));
	buf_puts(&o->buf, "  ");
	sheet_cut(&o->buf, rule, room);
	if (*k->element && rule_width + 2 + 4 <= room) {
		buf_puts(&o->buf, "  ");
		buf_puts(&o->buf, sheet_on(o->o.colour, STYLE_DIM));
		sheet_cut(&o->buf, safe(o, k->element), room - rule_width - 2);
		buf_puts(&o->buf, sheet_off(o->o.colour, STYLE_DIM));
	}
	buf_putc(&o->buf, '\n');
	if (*time)
		buf_addf(&line, "%s%s", time, *k->message ? "  " : "");
	buf_puts(&line, safe(o, k->message));
	put_before(o, k, &line);
	if (line.len) {
		buf_pad(&o->buf, ' ', INDENT);
		sheet_wrap(&o->buf, line.data, INDENT, (size_t)o->o.width);
	}
	buf_release(&line);
}

static void put_changes(struct outlook *o)
{
	const struct columns columns = measure(o);
	char day[32], before[32] = "", time[8];

	for (size_t i = 0; i < o->kept_count; i++) {
		outlook_day(o, o->kept[i]->at, day, time);
		if (strcmp(day, before)) {
			buf_putc(&o->buf, '\n');
			put_styled(o, day, STYLE_BOLD);
			buf_putc(&o->buf, '\n');
			strcpy(before, day);
		}
		put_change(o, o->kept[i], &columns, time);
		if (o->buf.len >= EMIT_FLUSH_AT)
			emit_flush(o->o.out, &o->buf, &o->error);
	}
	if (o->kept_count < o->order) {
		struct buf more = BUF_INIT;

		message_count(&more, o->lang, NUM_MORE_CHANGES, o->order - o->kept_count);
		buf_puts(&o->buf, "\n");
		buf_addf(&o->buf, T(MORE_PROJECTS), more.data);
		buf_putc(&o->buf, '\n');
		buf_release(&more);
	}
}

/* ---- the first line and the last ---- */

static void put_header(struct outlook *o)
{
	struct buf line = BUF_INIT;

	put_styled(o, "plumb ", STYLE_BOLD);
	put_styled(o, o->header.version, STYLE_BOLD);
	buf_puts(&line, " · ");
	message_count(&line, o->lang, NUM_PROJECTS, o->summary.projects);
	buf_puts(&line, " · ");
	message_count(&line, o->lang, NUM_RULES, o->o.rule_count);
	buf_puts(&line, " · ");
	buf_addf(&line, T(FROM_UNTIL), o->header.as_of, o->header.until);
	buf_puts(&line, " · ");
	buf_puts(&o->buf, line.data);
	buf_clear(&line);
	buf_addf(&line, "%.8s", o->header.generation);
	buf_addf(&o->buf, T(GENERATION), line.data);
	buf_putc(&o->buf, '\n');
	buf_release(&line);
}

static void put_cut(struct outlook *o)
{
	struct buf projects = BUF_INIT;
	char day[32], time[8];

	if (!o->summary.cut)
		return;
	outlook_day(o, o->summary.cut_at, day, time);
	message_count(&projects, o->lang, NUM_PROJECTS, o->summary.cut);
	buf_puts(&o->buf, sheet_on(o->o.colour, STYLE_MAGENTA));
	buf_addf(&o->buf, T(OUTLOOK_CUT), projects.data, day);
	buf_puts(&o->buf, sheet_off(o->o.colour, STYLE_MAGENTA));
	buf_putc(&o->buf, '\n');
	buf_release(&projects);
}

static void put_totals(struct outlook *o, double seconds)
{
	const struct outlook_summary *s = &o->summary;
	struct buf now = BUF_INIT, then = BUF_INIT, projects = BUF_INIT;
	char text[32];

	buf_putc(&o->buf, '\n');
	if (!o->order && !s->cut) {
		buf_addf(&o->buf, T(NOTHING_CHANGES), o->header.until);
		buf_putc(&o->buf, '\n');
	} else {
		message_count(&now, o->lang, NUM_TURN_RED, s->red);
		message_count(&then, o->lang, NUM_TURN_GREEN, s->green);
		buf_addf(&o->buf, T(RED_GREEN), now.data, then.data);
		buf_putc(&o->buf, '\n');
	}
	put_cut(o);
	buf_clear(&now);
	buf_clear(&then);
	number_grouped(&now, s->conforming);
	number_grouped(&then, s->conforming_then);
	message_count(&projects, o->lang, NUM_PROJECTS, s->projects);
	buf_addf(&o->buf, T(CONFORM_THEN), projects.data, o->header.as_of, now.data, o->header.until, then.data);
	if (s->refused) {
		buf_puts(&o->buf, " · ");
		message_count(&o->buf, o->lang, NUM_REFUSED, s->refused);
	}
	snprintf(text, sizeof text, seconds < 10 ? "%.2f" : "%.1f", seconds);
	buf_puts(&o->buf, " · ");
	buf_addf(&o->buf, T(SECONDS), text);
	buf_putc(&o->buf, '\n');
	buf_release(&now);
	buf_release(&then);
	buf_release(&projects);
}

static void begin(struct outlook *o)
{
	(void)o; /* the first line counts the projects: it is written at the end */
}

static void end(struct outlook *o, double seconds)
{
	put_header(o);
	put_changes(o);
	put_totals(o, seconds);
}

const struct outlook_format outlook_text = { .keeps = true, .begin = begin, .end = end };
