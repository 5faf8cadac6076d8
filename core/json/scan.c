/* SPDX-License-Identifier: MIT */
/* scan: see scan.h. Nothing here reads beyond len, whatever the text is. */
#include "json/scan.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

size_t json_skip_space(const char *text, size_t len, size_t at)
{
	while (at < len && json_is_space(text[at]))
		at++;
	return at;
}

size_t json_skip_string(const char *text, size_t len, size_t at)
{
	for (at++; at < len && text[at] != '"'; at++)
		if (text[at] == '\\')
			at++;
	return at < len ? at + 1 : len;
}

size_t json_skip_value(const char *text, size_t len, size_t at)
{
	size_t depth = 0;

	do {
		switch (at < len ? text[at] : 0) {
		case '"':
			at = json_skip_string(text, len, at);
			continue;
		case '[': case '{':
			depth++;
			break;
		case ']': case '}':
			if (!depth)
				return at;
			depth--;
			break;
		case ',':
			if (!depth)
				return at;
			break;
		default:
			if (!depth) { /* a number or a word */
				while (at < len && !strchr(",]} \n\r\t", text[at]))
					at++;
				return at;
			}
		}
		at++;
	} while (depth && at < len);
	return at < len ? at : len;
}

size_t json_bom(const char *text, size_t len)
{
	return len >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

void json_position(const char *text, size_t at, int *line, int *column)
{
	size_t i = json_bom(text, at);

	*line = *column = 1;
	for (; i < at; i++) {
		if (text[i] == '\n') {
			*line += *line < INT_MAX;
			*column = 1;
		} else if ((text[i] & 0xC0) != 0x80) { /* not a continuation byte */
			*column += *column < INT_MAX;
		}
	}
	/* `at` inside a character: it is the character that counts */
}

int json_hex4(const char *s)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		char c = s[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

static void put_utf8(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(out, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_putc(out, (char)(0xC0 | c >> 6));
	} else {
		if (c < 0x10000) {
			buf_putc(out, (char)(0xE0 | c >> 12));
		} else {
			buf_putc(out, (char)(0xF0 | c >> 18));
			buf_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
		}
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
	}
	buf_putc(out, (char)(0x80 | (c & 0x3F)));
}

/* The code point of the \u escape whose digits are at s[0..n), pairs joined; stores the bytes it takes. */
static uint32_t escaped_code(const char *s, size_t n, size_t *taken)
{
	int high = n >= 4 ? json_hex4(s) : -1, low;

	*taken = n >= 4 ? 4 : n;
	if (high < 0)
		return 0xFFFD;
	if ((high & 0xF800) != 0xD800)
		return (uint32_t)high;
	low = n >= 10 && s[4] == '\\' && s[5] == 'u' ? json_hex4(s + 6) : -1;
	if (high >= 0xDC00 || low < 0 || (low & 0xFC00) != 0xDC00)
		return 0xFFFD;
	*taken = 10;
	return 0x10000 + (((uint32_t)high & 0x3FF) << 10 | ((uint32_t)low & 0x3FF));
}

void json_unescape(const char *s, size_t n, struct buf *out)
{
	static const char letters[] = "bfnrt", stand_for[] = "\b\f\n\r\t";
	size_t i = 0;

	while (i < n) {
		const char *slash = memchr(s + i, '\\', n - i), *letter;
		size_t run = slash ? (size_t)(slash - s) - i : n - i, taken;

		buf_add(out, s + i, run);
		i += run + 1;
		if (i >= n)
			break;
		letter = strchr(letters, s[i]);
		if (s[i] == 'u') {
			put_utf8(out, escaped_code(s + i + 1, n - i - 1, &taken));
			i += 1 + taken;
		} else {
			buf_putc(out, s[i] && letter ? stand_for[letter - letters] : s[i]);
			i++;
		}
	}
}
