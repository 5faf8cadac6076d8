/* SPDX-License-Identifier: MIT */
/* messages: the table of messages.def, looked up. */
#include "report/messages.h"

#include <stdio.h>
#include <string.h>

static const char *const texts[MSG_COUNT][LANG_COUNT] = {
#define MESSAGE(id, en, zh) [MSG_##id] = { en, zh },
#define COUNTED(id, one, many, zh)
#include "report/messages.def"
#undef MESSAGE
#undef COUNTED
};

static const struct { const char *one, *many, *zh; } counted[NUM_COUNT] = {
#define MESSAGE(id, en, zh)
#define COUNTED(id, o, m, z) [NUM_##id] = { o, m, z },
#include "report/messages.def"
#undef MESSAGE
#undef COUNTED
};

enum lang lang_from(const char *name)
{
	return name && (name[0] | 32) == 'z' && (name[1] | 32) == 'h' ? LANG_ZH : LANG_EN;
}

const char *lang_name(enum lang lang)
{
	return lang == LANG_ZH ? "zh" : "en";
}

const char *message_text(enum lang lang, enum message m)
{
	return texts[m][lang];
}

void number_grouped(struct buf *out, size_t n)
{
	char digits[24];
	int count = snprintf(digits, sizeof digits, "%zu", n);

	for (int i = 0; i < count; i++) {
		if (i && (count - i) % 3 == 0)
			buf_putc(out, ',');
		buf_putc(out, digits[i]);
	}
}

const char *message_count_format(enum lang lang, enum counted what, size_t n)
{
	return lang == LANG_ZH ? counted[what].zh : n == 1 ? counted[what].one : counted[what].many;
}

void message_count(struct buf *out, enum lang lang, enum counted what, size_t n)
{
	struct buf number = BUF_INIT;

	number_grouped(&number, n);
	buf_addf(out, message_count_format(lang, what, n), number.data);
	buf_release(&number);
}

const char *severity_text(enum lang lang, enum severity s)
{
	static const enum message names[SEVERITY_COUNT] = { MSG_SEVERITY_INFO, MSG_SEVERITY_WARNING, MSG_SEVERITY_ERROR, MSG_SEVERITY_CRITICAL };

	return message_text(lang, names[s]);
}

const char *text2_pick(struct text2 t, enum lang lang)
{
	const char *asked = lang == LANG_ZH ? t.zh : t.en;

	return asked ? asked : t.en ? t.en : t.zh ? t.zh : "";
}
