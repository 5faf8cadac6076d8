/* SPDX-License-Identifier: MIT */
/*
 * sheet: text for a terminal: made harmless, measured, cut, wrapped and coloured.
 *
 * What comes from data passes sheet_safe first: control characters, characters that turn the direction of writing
 * and bytes that are not UTF-8 are written as escapes, so that no document can steer a terminal. Widths are
 * columns, East Asian wide characters counting two. Everything is appended to `out`.
 */
#ifndef PLUMB_REPORT_SHEET_H
#define PLUMB_REPORT_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_RED, STYLE_BOLD_RED, STYLE_YELLOW, STYLE_BLUE, STYLE_MAGENTA, STYLE_GREEN, STYLE_CYAN, STYLE_COUNT };

/* s on one line: a newline is written as \n, an escape as \x1b, U+202E as \u202e. */
void sheet_safe(struct buf *out, const char *s, size_t n);
/* The same for text of several lines: newlines stay. */
void sheet_safe_lines(struct buf *out, const char *s, size_t n);

const char *sheet_on(bool colour, enum style s);  /* "" without colour */
const char *sheet_off(bool colour, enum style s);

/* s within `columns`, ending in "…" where it was cut; returns the columns that it takes. Safe text. */
size_t sheet_cut(struct buf *out, const char *s, size_t columns);
/* The same, followed by spaces up to `columns`. */
void sheet_cell(struct buf *out, const char *s, size_t columns);
/* The same, with the spaces before it. */
void sheet_cell_right(struct buf *out, const char *s, size_t columns);
/*
 * s in lines of at most `width` columns, each ended by a newline. The caller has written the first `indent` columns of the
 * first line; the others begin with `indent` spaces. Breaks at spaces, and between East Asian characters. Safe text.
 */
void sheet_wrap(struct buf *out, const char *s, size_t indent, size_t width);

#endif
