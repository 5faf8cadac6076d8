/* SPDX-License-Identifier: MIT */
/* markdown: line by line; a paragraph is gathered until it ends, and then wrapped. */
#include "cli/markdown.h"

#include <string.h>

#include "report/sheet.h"

enum { INDENT = 2, HANG = 2 };

struct page {
	struct buf *out, paragraph;
	bool colour, item, code; /* the paragraph belongs to a list; between fences */
	size_t width;
};

static bool begins(const char *s, size_t n, const char *with)
{
	size_t length = strlen(with);

	return n >= length && !memcmp(s, with, length);
}

/* A link is its text; what stands in `code` is none. */
static void add_text(struct buf *out, const char *s, size_t n)
{
	bool code = false;

	for (const char *end = s + n; s < end; s++) {
		const char *close = !code && *s == '[' ? memchr(s, ']', (size_t)(end - s)) : NULL;
		const char *target = close && close + 1 < end && close[1] == '(' ? memchr(close, ')', (size_t)(end - close)) : NULL;

		code ^= *s == '`';
		if (target) {
			add_text(out, s + 1, (size_t)(close - s - 1));
			s = target;
		} else {
			buf_putc(out, *s);
		}
	}
}

/* Lines that were broken between Chinese characters are put together without a space. */
static void gather(struct page *p, const char *s, size_t n)
{
	struct buf *to = &p->paragraph;

	if (to->len && !((unsigned char)to->data[to->len - 1] >= 0x80 && (unsigned char)*s >= 0x80))
		buf_putc(to, ' ');
	buf_add(to, s, n);
}

/* With colours the marks around code give way to one. */
static void put_marked(struct page *p, const char *s)
{
	bool code = false;

	for (; *s; s++) {
		if (!p->colour || *s != '`') {
			buf_putc(p->out, *s);
			continue;
		}
		code = !code;
		buf_puts(p->out, code ? sheet_on(true, STYLE_CYAN) : sheet_off(true, STYLE_CYAN));
	}
}

static void end_paragraph(struct page *p)
{
	struct buf text = BUF_INIT, lines = BUF_INIT;

	if (p->paragraph.len) {
		add_text(&text, p->paragraph.data, p->paragraph.len);
		buf_pad(p->out, ' ', INDENT);
		buf_puts(p->out, p->item ? "- " : "");
		sheet_wrap(&lines, text.data, INDENT + (p->item ? HANG : 0), p->width);
		put_marked(p, lines.data);
	}
	buf_release(&text);
	buf_release(&lines);
	buf_clear(&p->paragraph);
	p->item = false;
}

static void put_heading(struct page *p, const char *s, size_t n)
{
	struct buf text = BUF_INIT;

	while (n && (*s == '#' || *s == ' '))
		s++, n--;
	add_text(&text, s, n);
	buf_puts(p->out, sheet_on(p->colour, STYLE_BOLD));
	sheet_wrap(p->out, text.data, 0, p->width);
	buf_puts(p->out, sheet_off(p->colour, STYLE_BOLD));
	buf_release(&text);
}

static void put_code(struct page *p, const char *s, size_t n)
{
	bool comment = begins(s, n, "--");

	if (n)
		buf_pad(p->out, ' ', 2 * INDENT);
	buf_puts(p->out, sheet_on(p->colour && comment, STYLE_DIM));
	buf_add(p->out, s, n);
	buf_puts(p->out, sheet_off(p->colour && comment, STYLE_DIM));
	buf_putc(p->out, '\n');
}

static void put_line(struct page *p, const char *s, size_t n)
{
	if (begins(s, n, "```")) {
		end_paragraph(p);
		p->code = !p->code;
	} else if (p->code) {
		put_code(p, s, n);
	} else if (!n) {
		end_paragraph(p);
		buf_putc(p->out, '\n');
	} else if (*s == '#') {
		end_paragraph(p);
		put_heading(p, s, n);
	} else if (begins(s, n, "- ")) {
		end_paragraph(p);
		p->item = true;
		gather(p, s + 2, n - 2);
	} else {
		while (n && *s == ' ')
			s++, n--;
		gather(p, s, n);
	}
}

void markdown_show(struct buf *out, const char *text, size_t n, bool colour, size_t width)
{
	struct page p = { .out = out, .paragraph = BUF_INIT, .colour = colour, .width = width };

	for (const char *end = text + n; text < end;) {
		const char *newline = memchr(text, '\n', (size_t)(end - text)), *stop = newline ? newline : end;

		put_line(&p, text, (size_t)(stop - text));
		text = stop + 1;
	}
	end_paragraph(&p);
	buf_release(&p.paragraph);
}
