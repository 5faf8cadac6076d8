/* SPDX-License-Identifier: MIT */
/*
 * would_pass: one line a remedy, the changes that say the same joined:
 *
 *   it would pass if  risks[credit].response and risks[credit].owner were given
 *                 or  risks[credit].score were at most 7
 */
#include "cli/would_pass.h"

#include <string.h>

#include "base/text.h"
#include "cli/view.h"
#include "report/sheet.h"

enum { WIDTH = 100 };

/* What is said of the paths; "%s" is the value. */
static enum message phrase_of(struct json_value change)
{
	static const struct { const char *relation; enum message plain, date, moment; } phrases[] = {
		{ "at_most", MSG_WERE_AT_MOST, MSG_WERE_UNTIL, MSG_WERE_NO_LATER },
		{ "at_least", MSG_WERE_AT_LEAST, MSG_WERE_FROM, MSG_WERE_NO_EARLIER },
		{ "other_than", MSG_WERE_OTHER, MSG_WERE_OTHER, MSG_WERE_OTHER },
		{ "absent", MSG_WERE_ABSENT, MSG_WERE_ABSENT, MSG_WERE_ABSENT },
		{ "is", MSG_WERE, MSG_WERE, MSG_WERE },
	};
	const char *relation = text_of(change, "relation"), *type = text_of(change, "type");

	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		if (!strcmp(relation, phrases[i].relation))
			return !strcmp(type, "date") ? phrases[i].date : !strcmp(type, "datetime") ? phrases[i].moment : phrases[i].plain;
	return MSG_WERE_GIVEN;
}

static void put_changes(struct json_value remedy, enum lang lang, struct buf *out)
{
	struct buf safe = BUF_INIT;
	struct json_iter it, ahead;

	if (!list_of(remedy, "changes", &it))
		return;
	while (json_iter_next(&it)) {
		const enum message phrase = phrase_of(it.value);
		const char *text = text_of(it.value, "text"), *path = text_of(it.value, "path");

		if (it.index)
			buf_puts(out, message_text(lang, MSG_AND));
		sheet_safe(out, path, strlen(path));
		ahead = it;
		if (json_iter_next(&ahead) && phrase_of(ahead.value) == phrase && !strcmp(text_of(ahead.value, "text"), text))
			continue; /* the same is said of the next one */
		buf_clear(&safe);
		sheet_safe(&safe, text, strlen(text));
		buf_addf(out, message_text(lang, phrase), safe.data);
	}
	buf_release(&safe);
}

void would_pass_text(struct json_value verdict, enum lang lang, struct buf *out)
{
	struct buf line = BUF_INIT;
	struct json_iter it;
	size_t columns = 0;

	if (!list_of(verdict, "would_pass", &it))
		return;
	while (json_iter_next(&it)) {
		const bool applies = !strcmp(text_of(it.value, "verdict"), "pass");
		const char *lead = message_text(lang, it.index ? MSG_WOULD_OR : applies ? MSG_WOULD_PASS : MSG_WOULD_NOT_APPLY);
		const size_t width = text_width(lead, strlen(lead));

		if (!it.index)
			columns = width;
		buf_clear(&line);
		put_changes(it.value, lang, &line);
		buf_pad(out, ' ', 2 + columns - width);
		buf_addf(out, "%s  ", lead);
		sheet_wrap(out, line.data, columns + 4, WIDTH);
	}
	buf_release(&line);
}
