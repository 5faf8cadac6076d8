/* SPDX-License-Identifier: MIT */
/* sheet: the terminal's side of the report. Nothing here depends on the locale. */
#include "report/sheet.h"

#include <string.h>

#include "base/text.h"

#define ELLIPSIS "…"

static const char *const styles[STYLE_COUNT] = {
	[STYLE_PLAIN] = "", [STYLE_BOLD] = "\033[1m", [STYLE_DIM] = "\033[2m", [STYLE_RED] = "\033[31m", [STYLE_BOLD_RED] = "\033[1;31m",
	[STYLE_YELLOW] = "\033[33m", [STYLE_BLUE] = "\033[34m", [STYLE_MAGENTA] = "\033[35m", [STYLE_GREEN] = "\033[32m",
	[STYLE_CYAN] = "\033[36m",
};

const char *sheet_on(bool colour, enum style s)
{
	return colour ? styles[s] : "";
}

const char *sheet_off(bool colour, enum style s)
{
	return colour && s != STYLE_PLAIN ? "\033[0m" : "";
}

/* C1 controls, line and paragraph separators, and what changes the direction of the text around it. */
static bool steers(uint32_t c)
{
	return (c >= 0x80 && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static void add_control(struct buf *out, unsigned char c)
{
	switch (c) {
	case '\n': buf_puts(out, "\\n"); break;
	case '\r': buf_puts(out, "\\r"); break;
	case '\t': buf_puts(out, "\\t"); break;
	default: buf_addf(out, "\\x%02x", c);
	}
}

/* Bytes of the character at s[0..n), or 0 when it is not valid UTF-8. The lead byte says how long it is. */
static size_t character(const char *s, size_t n)
{
	unsigned char lead = (unsigned char)s[0];
	size_t bytes = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

	return bytes <= n && text_utf8_error(s, bytes) < 0 ? bytes : 0;
}

static void add_safe(struct buf *out, const char *s, size_t n, bool lines)
{
	size_t clean = 0; /* where the run that can be copied begins */

	for (size_t i = 0, bytes; i < n; i += bytes) {
		unsigned char c = (unsigned char)s[i];
		uint32_t point = 0;

		if ((c >= 0x20 && c < 0x7F) || (lines && c == '\n')) {
			bytes = 1;
			continue;
		}
		bytes = character(s + i, n - i);
		if (bytes > 1) {
			point = text_utf8_next(s + i, &bytes);
			if (!steers(point))
				continue;
		}
		buf_add(out, s + clean, i - clean);
		if (point)
			buf_addf(out, "\\u%04x", (unsigned)point);
		else
			add_control(out, c);
		bytes = bytes ? bytes : 1;
		clean = i + bytes;
	}
	buf_add(out, s + clean, n - clean);
}

void sheet_safe(struct buf *out, const char *s, size_t n)
{
	add_safe(out, s, n, false);
}

void sheet_safe_lines(struct buf *out, const char *s, size_t n)
{
	add_safe(out, s, n, true);
}

size_t sheet_cut(struct buf *out, const char *s, size_t columns)
{
	size_t n = strlen(s), width = text_width(s, n), fit;

	if (width <= columns) {
		buf_add(out, s, n);
		return width;
	}
	if (!columns)
		return 0;
	fit = text_fit(s, n, columns - 1);
	while (fit && s[fit - 1] == ' ')
		fit--;
	buf_add(out, s, fit);
	buf_puts(out, ELLIPSIS);
	return text_width(s, fit) + 1;
}

void sheet_cell(struct buf *out, const char *s, size_t columns)
{
	buf_pad(out, ' ', columns - sheet_cut(out, s, columns));
}

void sheet_cell_right(struct buf *out, const char *s, size_t columns)
{
	size_t width = text_width(s, strlen(s));

	if (width < columns)
		buf_pad(out, ' ', columns - width);
	sheet_cut(out, s, columns);
}

/* May a line end before the character at s? Closing punctuation of Chinese stays with what it closes. */
static bool breaks_before(const char *s, size_t n)
{
	static const char *const closing[] = { "，", "。", "、", "；", "：", "？", "！", "）", "》", "」", "』", "”", "’", "％", "】", "…" };
	size_t bytes;

	if ((unsigned char)s[0] < 0x80 || text_utf8_error(s, n < 3 ? n : 3) == 0)
		return false;
	for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
		if (n >= strlen(closing[i]) && !memcmp(s, closing[i], strlen(closing[i])))
			return false;
	text_utf8_next(s, &bytes);
	return bytes <= n && text_width(s, bytes) == 2;
}

/* Bytes of the first line of s that fits, at least one character. */
static size_t line_of(const char *s, size_t n, size_t columns)
{
	size_t fit = text_fit(s, n, columns);

	if (fit == n)
		return n;
	for (size_t i = fit; i > 0; i--)
		if (s[i] == ' ' || (((unsigned char)s[i] & 0xC0) != 0x80 && breaks_before(s + i, n - i)))
			return i;
	if (fit)
		return fit; /* one long word */
	for (fit = 1; fit < n && ((unsigned char)s[fit] & 0xC0) == 0x80;)
		fit++;
	return fit;
}

void sheet_wrap(struct buf *out, const char *s, size_t indent, size_t width)
{
	size_t n = strlen(s), columns = width > indent + 10 ? width - indent : 10;

	for (bool first = true; n || first; first = false) {
		size_t line = line_of(s, n, columns), end = line;

		if (!first)
			buf_pad(out, ' ', indent);
		while (end && s[end - 1] == ' ')
			end--;
		buf_add(out, s, end);
		buf_putc(out, '\n');
		while (line < n && s[line] == ' ')
			line++;
		s += line;
		n -= line;
	}
}
