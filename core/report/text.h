/* SPDX-License-Identifier: MIT */
/* text: what the two files of the text report share; private to the report. */
#ifndef PLUMB_REPORT_TEXT_H
#define PLUMB_REPORT_TEXT_H

#include "report/sheet.h"
#include "report/writer.h"

#define T(id) message_text(r->lang, MSG_##id)

enum { TEXT_GAP_INLINE = 3 }; /* a gap in so few projects is shown with them */

enum style text_severity_style(enum severity s);
void text_on(struct report *r, enum style s);
void text_off(struct report *r, enum style s);
const char *text_safe(struct report *r, const char *s); /* in the scratch buffer; valid until the next call */
/* The line that a finding begins with: a symbol, a word, the rule, the element, and a mark at its end. */
struct text_line {
	const char *symbol, *word;
	size_t words, columns;         /* of the word's column and the rule's; a wider rule moves its element */
	enum style style, mark_style;
	const char *rule, *element;    /* the rule is safe, the element as it came */
	const char *mark;              /* "": none */
};
/* Returns whether the element found a place. */
bool text_line(struct report *r, const struct text_line *l);
/* What is gone since the last check, by project. */
void text_gone(struct report *r);
/* The kept projects, worst first, and how many more there are. */
void text_projects(struct report *r);

#endif
