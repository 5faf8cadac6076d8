/* SPDX-License-Identifier: MIT */
/* write: see write.h. `comma`: the next element needs one before it; `after_key`: the next value follows a key. */
#include "json/write.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct json_out json_out(struct buf *b, int indent)
{
	return (struct json_out){ .buf = b, .indent = indent };
}

static void new_line(struct json_out *o)
{
	if (!o->indent)
		return;
	buf_putc(o->buf, '\n');
	buf_pad(o->buf, ' ', (size_t)o->indent * (size_t)o->depth);
}

/* What stands between the last thing written and the next key or value. */
static void separate(struct json_out *o)
{
	if (o->after_key) {
		o->after_key = false;
		return;
	}
	if (o->comma)
		buf_putc(o->buf, ',');
	if (o->depth)
		new_line(o);
	o->comma = true;
}

static void begin(struct json_out *o, char bracket)
{
	separate(o);
	buf_putc(o->buf, bracket);
	o->depth++;
	o->comma = false;
}

static void end(struct json_out *o, char bracket)
{
	o->depth--;
	if (o->comma) /* not empty */
		new_line(o);
	buf_putc(o->buf, bracket);
	o->comma = true;
}

void json_begin_object(struct json_out *o)
{
	begin(o, '{');
}

void json_end_object(struct json_out *o)
{
	end(o, '}');
}

void json_begin_array(struct json_out *o)
{
	begin(o, '[');
}

void json_end_array(struct json_out *o)
{
	end(o, ']');
}

static void escape(struct buf *b, unsigned char c)
{
	static const char letters[] = "btn?fr"; /* of 0x08 to 0x0D; 0x0B has none */

	if (c == '"' || c == '\\') {
		buf_putc(b, '\\');
		buf_putc(b, (char)c);
	} else if (c >= 0x08 && c <= 0x0D && c != 0x0B) {
		buf_putc(b, '\\');
		buf_putc(b, letters[c - 0x08]);
	} else {
		buf_addf(b, "\\u%04x", c);
	}
}

/* Bytes of s before the first that cannot stand as it is: eight at a time, by arithmetic on all of them at once. */
static size_t plain_run(const char *s, size_t len)
{
	const uint64_t ones = 0x0101010101010101ULL, high = ones << 7;
	size_t i = 0;

	for (; len - i >= 8; i += 8) {
		uint64_t word, quote, slash;

		memcpy(&word, s + i, 8);
		quote = word ^ ones * '"';
		slash = word ^ ones * '\\';
		/* a byte below 0x20, equal to one of the two, or (a false alarm, seen to below) from 0x80 on */
		if (((word - ones * 0x20) | (quote - ones) | (slash - ones) | word) & high)
			break;
	}
	while (i < len && (unsigned char)s[i] >= 0x20 && s[i] != '"' && s[i] != '\\')
		i++;
	return i;
}

static void put_escaped(struct buf *b, const char *s, size_t len)
{
	while (len) {
		const size_t n = plain_run(s, len);

		buf_add(b, s, n);
		if (n == len)
			return;
		escape(b, (unsigned char)s[n]);
		s += n + 1;
		len -= n + 1;
	}
}

static void put_quoted(struct buf *b, const char *s, size_t len)
{
	ptrdiff_t bad;

	buf_putc(b, '"');
	while (len && (bad = text_utf8_error(s, len)) >= 0) {
		put_escaped(b, s, (size_t)bad);
		buf_puts(b, "\xEF\xBF\xBD");
		s += bad + 1;
		len -= (size_t)bad + 1;
	}
	put_escaped(b, s, len);
	buf_putc(b, '"');
}

void json_key_n(struct json_out *o, const char *key, size_t len)
{
	separate(o);
	put_quoted(o->buf, key, len);
	buf_add(o->buf, ": ", o->indent ? 2 : 1);
	o->after_key = true;
}

void json_key(struct json_out *o, const char *key)
{
	json_key_n(o, key, strlen(key));
}

static void put_plain(struct json_out *o, const char *s, size_t len)
{
	separate(o);
	buf_add(o->buf, s, len);
}

void json_put_null(struct json_out *o)
{
	put_plain(o, "null", 4);
}

void json_put_bool(struct json_out *o, bool v)
{
	put_plain(o, v ? "true" : "false", v ? 4 : 5);
}

void json_put_int(struct json_out *o, int64_t v)
{
	char digits[20], *p = digits + sizeof digits;
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (v < 0)
		*--p = '-';
	put_plain(o, p, (size_t)(digits + sizeof digits - p));
}

void json_put_number(struct json_out *o, double v)
{
	char text[32];

	put_plain(o, text, json_format_number(text, v));
}

void json_put_string(struct json_out *o, const char *s, size_t len)
{
	separate(o);
	put_quoted(o->buf, s, len);
}

void json_put_raw(struct json_out *o, const char *json, size_t len)
{
	separate(o);
	buf_add(o->buf, json, len);
}

void json_put_text(struct json_out *o, const char *s)
{
	if (s)
		json_put_string(o, s, strlen(s));
	else
		json_put_null(o);
}

/* Members that wait for their turn, of all objects that are being written: a stack without pointers into itself. */
struct member {
	const char *key;
	size_t key_len;
	struct json_value value;
};

static int by_key(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	const size_t n = x->key_len < y->key_len ? x->key_len : y->key_len;
	const int order = memcmp(x->key, y->key, n);

	return order ? order : (x->key_len > y->key_len) - (x->key_len < y->key_len);
}

static void put_value(struct json_out *o, struct json_value v, struct buf *waiting);

static void put_sorted(struct json_out *o, struct json_value object, struct buf *waiting)
{
	const size_t from = waiting->len;
	struct json_iter it;
	size_t end;

	for (json_iter_begin(&it, object); json_iter_next(&it);) {
		const struct member m = { it.key, it.key_len, it.value };

		buf_add(waiting, &m, sizeof m);
	}
	end = waiting->len;
	if (end > from)
		qsort(waiting->data + from, (end - from) / sizeof(struct member), sizeof(struct member), by_key);
	for (size_t at = from; at < end && !waiting->failed; at += sizeof(struct member)) {
		struct member m;

		memcpy(&m, waiting->data + at, sizeof m);
		json_key_n(o, m.key, m.key_len);
		put_value(o, m.value, waiting);
	}
	waiting->len = from;
}

static void put_members(struct json_out *o, struct json_value v)
{
	struct json_iter it;

	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		json_key_n(o, it.key, it.key_len);
		put_value(o, it.value, NULL);
	}
}

/* As deep as the reader's limit; waiting: NULL when keys stay as they are. */
static void put_value(struct json_out *o, struct json_value v, struct buf *waiting)
{
	struct json_iter it;
	const char *s;
	size_t len;

	switch (json_type(v)) {
	case JSON_T_NULL: json_put_null(o); break;
	case JSON_T_FALSE: json_put_bool(o, false); break;
	case JSON_T_TRUE: json_put_bool(o, true); break;
	case JSON_T_INT: json_put_int(o, json_int(v)); break;
	case JSON_T_NUMBER: json_put_number(o, json_number(v)); break;
	case JSON_T_STRING:
		s = json_string(v, &len);
		json_put_string(o, s, len);
		break;
	case JSON_T_ARRAY:
		json_begin_array(o);
		for (json_iter_begin(&it, v); json_iter_next(&it);)
			put_value(o, it.value, waiting);
		json_end_array(o);
		break;
	case JSON_T_OBJECT:
		json_begin_object(o);
		if (waiting)
			put_sorted(o, v, waiting);
		else
			put_members(o, v);
		json_end_object(o);
		break;
	}
}

void json_put_value(struct json_out *o, struct json_value v, bool sorted)
{
	struct buf waiting = BUF_INIT;

	put_value(o, v, sorted ? &waiting : NULL);
	if (waiting.failed)
		o->buf->failed = true; /* as if the output itself had found no memory */
	buf_release(&waiting);
}
