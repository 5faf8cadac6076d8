/* SPDX-License-Identifier: MIT */
/*
 * manual: the pages on the words of the language, docs/manual, which are linked into the program.
 *
 * A page is the file GROUP/NAME.md:
 *
 *   # any, all, none              the words that it explains; one may be explained on several pages
 *
 *   One sentence.                 the summary
 *
 *   (how they are written, in a code block)
 *
 *   What there is to know.
 *
 *   ## Example                    code that is tested (tests/cli/manual_test.lua says how), and "See also: ..."
 *
 *   ## 中文                        the summary, and what there is to know; how they are written and the example are the same
 */
#ifndef PLUMB_CLI_MANUAL_H
#define PLUMB_CLI_MANUAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "report/messages.h"

/* The next page on `word` after `page` (NULL: the first); NULL: there is none. A function of a library, "string.find", is on
   the page of its library. */
const struct embedded *manual_next(const struct embedded *page, const char *word);
void manual_show(const struct embedded *page, enum lang lang, bool colour, size_t width, struct buf *out);
/* All words with their summaries, group by group. */
void manual_overview(enum lang lang, bool colour, size_t width, struct buf *out);
/* Every word once, in the order of the pages; *n of them. NULL: out of memory. */
const char **manual_words(struct arena *a, size_t *n);

#endif
