/* SPDX-License-Identifier: MIT */
#include "report/emit.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "json/write.h"
#include "model/date.h"
#include "report/sheet.h"

void emit_flush(FILE *out, struct buf *b, int *error)
{
	if (b->len && !*error && fwrite(b->data, 1, b->len, out) != b->len)
		*error = errno ? errno : EIO;
	buf_clear(b);
}

int emit_finish(FILE *out, bool failed, int *error, enum lang lang, struct err *err)
{
	if (!*error && fflush(out))
		*error = errno ? errno : EIO;
	if (failed)
		return err_set(err, ERR_MEMORY, "out of memory while the output was written");
	if (*error)
		return err_set(err, ERR_IO, message_text(lang, MSG_CANNOT_WRITE), strerror(*error));
	return 0;
}

/* Controls other than tab and line ends are of no use to a spreadsheet, and steer a terminal. */
static void put_byte(struct buf *out, char c)
{
	if (((unsigned char)c < 0x20 && !strchr("\t\r\n", c)) || c == 0x7F)
		buf_addf(out, "\\x%02x", (unsigned char)c);
	else
		buf_putc(out, c);
}

static void put_csv(struct buf *out, const char *s, bool formula)
{
	size_t n = strlen(s);

	if (formula || strpbrk(s, ",\"\r\n") || (n && (s[0] == ' ' || s[n - 1] == ' '))) {
		buf_putc(out, '"');
		if (formula)
			buf_putc(out, '\'');
		for (; *s; s++) {
			if (*s == '"')
				buf_putc(out, '"');
			put_byte(out, *s);
		}
		buf_putc(out, '"');
	} else {
		for (; *s; s++)
			put_byte(out, *s);
	}
}

void emit_csv_text(struct buf *out, const char *s)
{
	put_csv(out, s, *s && strchr("=+-@\t\r", *s));
}

void emit_csv(struct buf *out, const char *s)
{
	put_csv(out, s, false);
}

void emit_csv_number(struct buf *out, double v)
{
	char text[32] = "";

	if (!isnan(v))
		json_format_number(text, v);
	buf_puts(out, text);
}

void emit_markdown(struct buf *out, struct buf *scratch, const char *s)
{
	size_t start = 0;

	buf_clear(scratch);
	sheet_safe(scratch, s, strlen(s));
	for (size_t i = 0; i < scratch->len; i++) {
		char c = scratch->data[i];

		if (!strchr("\\`*_{}[]<>()#+!|~&$@:", c) && !(i == 0 && strchr("-=.0123456789", c)))
			continue;
		buf_add(out, scratch->data + start, i - start);
		if (c == '<' || c == '&' || c == '>')
			buf_puts(out, c == '<' ? "&lt;" : c == '&' ? "&amp;" : "&gt;");
		else if (c == '@' || c == ':') /* no mentions, no links of themselves */
			buf_addf(out, "&#%d;", c);
		else if (c >= '0' && c <= '9')
			buf_putc(out, c);
		else
			buf_addf(out, "\\%c", c);
		start = i + 1;
	}
	buf_add(out, scratch->data + start, scratch->len - start);
}

void emit_markdown_code(struct buf *out, struct buf *scratch, const char *s)
{
	size_t run = 0, longest = 0;

	buf_clear(scratch);
	sheet_safe(scratch, s, strlen(s));
	for (size_t i = 0; i < scratch->len; i++) {
		run = scratch->data[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	buf_pad(out, '`', longest + 1);
	buf_puts(out, longest ? " " : "");
	for (size_t i = 0; i < scratch->len; i++) {
		if (scratch->data[i] == '|')
			buf_putc(out, '\\');
		buf_putc(out, scratch->data[i]);
	}
	buf_puts(out, longest ? " " : "");
	buf_pad(out, '`', longest + 1);
}

const char *emit_moment(char out[40], int64_t ms)
{
	int64_t seconds = ms / 1000 - (ms % 1000 < 0);
	const int64_t first = DATE_MIN * (int64_t)86400, last = DATE_MAX * (int64_t)86400 + 86399;

	out[0] = 0;
	if (seconds >= first && seconds <= last)
		datetime_format(out, value_datetime(seconds, (unsigned)(ms - seconds * 1000), 0));
	return out;
}
