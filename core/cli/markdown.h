/* SPDX-License-Identifier: MIT */
/*
 * markdown: the little of Markdown that the manual is written in, for a terminal: headings, paragraphs, lists of one level
 * ("- "), code between fences, `code` in a sentence, links, of which the text is shown. The text is plumb's own: it is not
 * made safe.
 */
#ifndef PLUMB_CLI_MARKDOWN_H
#define PLUMB_CLI_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

void markdown_show(struct buf *out, const char *text, size_t n, bool colour, size_t width);

#endif
