/* SPDX-License-Identifier: MIT */
/*
 * messages: every sentence that plumb's report and command line say, in English and in Chinese.
 *
 * The table is messages.def: one line a sentence. Both texts of a sentence take the same arguments in
 * the same order (a test compares them). What counts things has an English text for one and one for many.
 */
#ifndef PLUMB_REPORT_MESSAGES_H
#define PLUMB_REPORT_MESSAGES_H

#include <stddef.h>

#include "base/buf.h"
#include "model/verdict.h"

enum lang { LANG_EN, LANG_ZH, LANG_COUNT };

enum message {
#define MESSAGE(id, en, zh) MSG_##id,
#define COUNTED(id, one, many, zh)
#include "report/messages.def"
#undef MESSAGE
#undef COUNTED
	MSG_COUNT
};
enum counted {
#define MESSAGE(id, en, zh)
#define COUNTED(id, one, many, zh) NUM_##id,
#include "report/messages.def"
#undef MESSAGE
#undef COUNTED
	NUM_COUNT
};

enum lang lang_from(const char *name);  /* "zh" or anything that begins so: Chinese; else English */
const char *lang_name(enum lang lang);  /* "en", "zh" */
const char *message_text(enum lang lang, enum message m);
/* "1 project", "1,234 projects", "1,234 个项目" */
void message_count(struct buf *out, enum lang lang, enum counted what, size_t n);
const char *message_count_format(enum lang lang, enum counted what, size_t n); /* the text, with one %s for the number */
void number_grouped(struct buf *out, size_t n); /* 1,234,567 */
const char *severity_text(enum lang lang, enum severity s);
const char *text2_pick(struct text2 t, enum lang lang); /* the asked language, English, any; "" when there is none */

#endif
