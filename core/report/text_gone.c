/* SPDX-License-Identifier: MIT */
/* text_gone: what is gone since the last check: each project, and why each of its findings is no more. */
#include <string.h>

#include "base/text.h"
#include "report/text.h"

enum { RULE_MOST = 36 }; /* a longer rule moves its element, not those of the others */

/* The columns of causes and of rules. */
static void measure(struct report *r, const struct gone_list *gone, size_t *causes, size_t *rules)
{
	*causes = *rules = 0;
	for (size_t i = 0; i < gone->count; i++) {
		const char *cause = report_closing(r, gone->items[i]->cause), *rule = gone->items[i]->rule;
		size_t width = text_width(cause, strlen(cause)), columns = text_width(rule, strlen(rule));

		*causes = width > *causes ? width : *causes;
		*rules = columns > *rules && columns <= RULE_MOST ? columns : *rules;
	}
}

static void put_project(struct report *r, const struct gone *g)
{
	size_t used;

	text_on(r, STYLE_BOLD);
	used = sheet_cut(&r->buf, text_safe(r, *g->project ? g->project : T(NO_ID)), (size_t)r->o.width);
	text_off(r, STYLE_BOLD);
	if (*g->name && used + 2 < (size_t)r->o.width) {
		buf_puts(&r->buf, "  ");
		sheet_cut(&r->buf, text_safe(r, g->name), (size_t)r->o.width - used - 2);
	}
	buf_putc(&r->buf, '\n');
}

static void put_gone(struct report *r, const struct gone *g, size_t causes, size_t rules)
{
	struct buf rule = BUF_INIT;

	sheet_safe(&rule, g->rule, strlen(g->rule)); /* of a store: it may be of policies that are no more */
	struct text_line l = { .symbol = "✓", .word = report_closing(r, g->cause), .words = causes, .columns = rules, .style = STYLE_GREEN, .rule = rule.data,
		.element = g->element, .mark = "" };

	if (!text_line(r, &l)) {
		buf_pad(&r->buf, ' ', 6);
		sheet_wrap(&r->buf, text_safe(r, g->element), 6, (size_t)r->o.width);
	}
	buf_release(&rule);
}

void text_gone(struct report *r)
{
	const struct gone_list *gone = &r->gather.gone[0];
	size_t causes, rules;
	struct buf more = BUF_INIT;

	if (!r->gather.gone_count)
		return;
	measure(r, gone, &causes, &rules);
	buf_putc(&r->buf, '\n');
	text_on(r, STYLE_BOLD);
	buf_puts(&r->buf, T(GONE_TITLE));
	text_off(r, STYLE_BOLD);
	buf_putc(&r->buf, '\n');
	for (size_t i = 0; i < gone->count; i++) {
		if (!i || gone->items[i]->result != gone->items[i - 1]->result)
			put_project(r, gone->items[i]);
		put_gone(r, gone->items[i], causes, rules);
	}
	if (gone->count < r->gather.gone_count) {
		message_count(&more, r->lang, NUM_MORE_GONE, r->gather.gone_count - gone->count);
		text_on(r, STYLE_DIM);
		buf_addf(&r->buf, T(MORE_PROJECTS), more.data);
		text_off(r, STYLE_DIM);
		buf_putc(&r->buf, '\n');
		buf_release(&more);
	}
}
