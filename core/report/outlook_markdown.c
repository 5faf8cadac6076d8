/* SPDX-License-Identifier: MIT */
/* outlook_markdown: a forecast for a wiki or a message, by day. What comes from data is escaped. */
#include <string.h>

#include "report/outlook_writer.h"

#define T(id) message_text(o->lang, MSG_##id)

static void put_change(struct outlook *o, const struct kept_change *k, const char *time)
{
	buf_puts(&o->buf, "- ");
	if (*time)
		buf_addf(&o->buf, "%s ", time);
	buf_addf(&o->buf, "**%s** ", outlook_word(o, k->to, k->severity, k->advisory));
	emit_markdown(&o->buf, &o->scratch, *k->project ? k->project : T(NO_ID));
	if (*k->name) {
		buf_puts(&o->buf, " — ");
		emit_markdown(&o->buf, &o->scratch, k->name);
	}
	buf_puts(&o->buf, " · ");
	emit_markdown_code(&o->buf, &o->scratch, o->o.rules[k->rule].id);
	if (*k->element) {
		buf_puts(&o->buf, " · ");
		emit_markdown_code(&o->buf, &o->scratch, k->element);
	}
	if (*k->message || !verdict_is_quiet(k->from)) {
		buf_puts(&o->buf, "  \n  ");
		emit_markdown(&o->buf, &o->scratch, k->message);
		if (!verdict_is_quiet(k->from)) {
			buf_puts(&o->buf, *k->message ? " " : "");
			buf_addf(&o->buf, T(WAS), outlook_word(o, k->from, k->from_severity, k->from_advisory));
		}
	}
	buf_putc(&o->buf, '\n');
}

static void put_changes(struct outlook *o)
{
	char day[32], before[32] = "", time[8];

	for (size_t i = 0; i < o->kept_count; i++) {
		outlook_day(o, o->kept[i]->at, day, time);
		if (strcmp(day, before))
			buf_addf(&o->buf, "\n## %s\n\n", day);
		strcpy(before, day);
		put_change(o, o->kept[i], time);
		if (o->buf.len >= EMIT_FLUSH_AT)
			emit_flush(o->o.out, &o->buf, &o->error);
	}
	if (o->kept_count < o->order) {
		struct buf more = BUF_INIT;

		message_count(&more, o->lang, NUM_MORE_CHANGES, o->order - o->kept_count);
		buf_putc(&o->buf, '\n');
		buf_addf(&o->buf, T(MORE_PROJECTS), more.data);
		buf_putc(&o->buf, '\n');
		buf_release(&more);
	}
}

static void put_head(struct outlook *o)
{
	const struct outlook_summary *s = &o->summary;
	struct buf a = BUF_INIT, b = BUF_INIT, projects = BUF_INIT;
	char day[32], time[8];

	buf_addf(&o->buf, "# plumb %s\n\n", o->header.version);
	message_count(&projects, o->lang, NUM_PROJECTS, s->projects);
	buf_addf(&o->buf, "%s · ", projects.data);
	buf_addf(&o->buf, T(FROM_UNTIL), o->header.as_of, o->header.until);
	buf_puts(&o->buf, " · ");
	buf_addf(&a, "%.8s", o->header.generation);
	buf_addf(&o->buf, T(GENERATION), a.data);
	buf_puts(&o->buf, "\n\n**");
	buf_clear(&a);
	number_grouped(&a, s->conforming);
	number_grouped(&b, s->conforming_then);
	buf_addf(&o->buf, T(CONFORM_THEN), projects.data, o->header.as_of, a.data, o->header.until, b.data);
	buf_puts(&o->buf, "**");
	if (s->refused) {
		buf_puts(&o->buf, " · ");
		message_count(&o->buf, o->lang, NUM_REFUSED, s->refused);
	}
	buf_puts(&o->buf, "\n\n");
	buf_clear(&a);
	buf_clear(&b);
	message_count(&a, o->lang, NUM_TURN_RED, s->red);
	message_count(&b, o->lang, NUM_TURN_GREEN, s->green);
	if (o->order || s->cut)
		buf_addf(&o->buf, T(RED_GREEN), a.data, b.data);
	else
		buf_addf(&o->buf, T(NOTHING_CHANGES), o->header.until);
	buf_putc(&o->buf, '\n');
	if (s->cut) {
		outlook_day(o, s->cut_at, day, time);
		buf_clear(&projects);
		message_count(&projects, o->lang, NUM_PROJECTS, s->cut);
		buf_putc(&o->buf, '\n');
		buf_addf(&o->buf, T(OUTLOOK_CUT), projects.data, day);
		buf_putc(&o->buf, '\n');
	}
	buf_release(&a);
	buf_release(&b);
	buf_release(&projects);
}

static void begin(struct outlook *o)
{
	(void)o;
}

static void end(struct outlook *o, double seconds)
{
	(void)seconds;
	put_head(o);
	put_changes(o);
}

const struct outlook_format outlook_markdown = { .keeps = true, .begin = begin, .end = end };
