/* SPDX-License-Identifier: MIT */
/* locate: follows a JSON Pointer (RFC 6901) through the text, one segment at a time. */
#include "json/locate.h"

#include <stdint.h>
#include <string.h>

#include "json/scan.h"

/* One segment of a pointer, "~1" and "~0" resolved. */
static void read_segment(const char *s, size_t n, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '~' && i + 1 < n && (s[i + 1] == '0' || s[i + 1] == '1'))
			c = s[++i] == '0' ? '~' : '/';
		buf_putc(out, c);
	}
}

/* "0", "12"; not "", "01", "-", "1x" */
static bool read_index(const struct buf *segment, size_t *out)
{
	size_t index = 0;

	if (!segment->len || (segment->data[0] == '0' && segment->len > 1) || segment->len > 18)
		return false;
	for (size_t i = 0; i < segment->len; i++) {
		if (segment->data[i] < '0' || segment->data[i] > '9')
			return false;
		index = index * 10 + (size_t)(segment->data[i] - '0');
	}
	*out = index;
	return true;
}

/* Moves from an array to its element; false when there is none. */
static bool enter_array(const char *text, size_t len, size_t *at, const struct buf *segment)
{
	size_t i, index;

	if (!read_index(segment, &index))
		return false;
	i = json_skip_space(text, len, *at + 1);
	for (; i < len && text[i] != ']'; index--) {
		if (!index) {
			*at = i;
			return true;
		}
		i = json_skip_space(text, len, json_skip_value(text, len, i));
		if (i >= len || text[i] != ',')
			return false;
		i = json_skip_space(text, len, i + 1);
	}
	return false;
}

/* Moves from an object to the value of a member. */
static bool enter_object(const char *text, size_t len, size_t *at, const struct buf *segment, struct buf *key)
{
	size_t i = json_skip_space(text, len, *at + 1);

	while (i < len && text[i] == '"') {
		size_t from = i + 1, end = json_skip_string(text, len, i);

		buf_clear(key);
		json_unescape(text + from, end > from ? end - from - 1 : 0, key);
		i = json_skip_space(text, len, end);
		if (i >= len || text[i] != ':')
			return false;
		i = json_skip_space(text, len, i + 1);
		if (key->len == segment->len && !memcmp(key->data, segment->data, key->len)) {
			*at = i;
			return i < len;
		}
		i = json_skip_space(text, len, json_skip_value(text, len, i));
		if (i >= len || text[i] != ',')
			return false;
		i = json_skip_space(text, len, i + 1);
	}
	return false;
}

bool json_locate(const char *text, size_t len, const char *pointer, int *line, int *column)
{
	struct buf segment = BUF_INIT, key = BUF_INIT;
	size_t at = json_skip_space(text, len, json_bom(text, len));
	bool found = at < len;

	while (found && *pointer == '/') {
		size_t n = strcspn(++pointer, "/");

		read_segment(pointer, n, &segment);
		pointer += n;
		if (text[at] == '{')
			found = enter_object(text, len, &at, &segment, &key);
		else
			found = text[at] == '[' && enter_array(text, len, &at, &segment);
	}
	found = found && !*pointer && !segment.failed && !key.failed;
	if (found)
		json_position(text, at, line, column);
	buf_release(&segment);
	buf_release(&key);
	return found;
}
