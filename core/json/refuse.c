/* SPDX-License-Identifier: MIT */
/*
 * refuse: the grammar of RFC 8259 as a loop over tokens. `want` says what may come next; a frame per
 * open array or object remembers where it stands, so that a pointer can be told.
 */
#include "json/refuse.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "json/scan.h"

enum want { VALUE, VALUE_OR_END, KEY, KEY_OR_END, COLON, COMMA_OR_END, NOTHING };

struct frame {
	bool object;
	size_t count;    /* elements begun */
	const char *key; /* of the current member, as written, without quotes; NULL before the first */
	size_t key_len;
};

struct reading {
	const char *text;
	size_t len, at;
	size_t bad_utf8; /* offset, or len when all is well */
	const struct json_limits *limits;
	struct frame *frames; /* limits->depth of them */
	size_t depth;
	size_t token, duplicate;
	struct err *err;
};

static void add_pointer(const struct reading *r, struct buf *out)
{
	struct buf key = BUF_INIT;

	for (size_t i = 0; i < r->depth; i++) {
		const struct frame *f = &r->frames[i];

		if (f->object ? !f->key : !f->count)
			break; /* nothing of it was read: the fault is the container's */
		buf_putc(out, '/');
		if (!f->object) {
			buf_addf(out, "%zu", f->count - 1);
			continue;
		}
		buf_clear(&key);
		json_unescape(f->key, f->key_len, &key);
		for (size_t j = 0; j < key.len; j++) {
			if (key.data[j] == '~')
				buf_puts(out, "~0");
			else if (key.data[j] == '/')
				buf_puts(out, "~1");
			else
				buf_putc(out, key.data[j]);
		}
	}
	buf_release(&key);
}

/* The fault is at `at`. Messages are made of parts that are valid UTF-8. */
__attribute__((format(printf, 4, 5))) static int refuse(struct reading *r, enum err_code code, size_t at, const char *fmt, ...)
{
	struct buf message = BUF_INIT, pointer = BUF_INIT;
	int line, column;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&message, fmt, ap);
	va_end(ap);
	add_pointer(r, &pointer);
	json_position(r->text, at, &line, &column);
	err_set(r->err, code, "%s", message.data);
	err_at(r->err, NULL, line, column);
	if (pointer.len)
		err_pointer(r->err, pointer.data);
	buf_release(&message);
	buf_release(&pointer);
	return code;
}

static int hint(struct reading *r, int code, const char *text)
{
	err_hint(r->err, "%s", text);
	return code;
}

/* What stands at r->at, for "unexpected %s": a character, or a whole word. */
struct shown {
	char text[64];
};
static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}
static size_t word_length(const struct reading *r, size_t at)
{
	size_t n = 0;

	while (at + n < r->len && is_word(r->text[at + n]))
		n++;
	return n;
}
static struct shown show(const struct reading *r)
{
	const char *s = r->text + r->at;
	const unsigned char c = (unsigned char)*s;
	const size_t word = word_length(r, r->at);
	struct shown out;
	size_t bytes;

	if (word > 40)
		snprintf(out.text, sizeof out.text, "'%.40s…'", s);
	else if (word)
		snprintf(out.text, sizeof out.text, "'%.*s'", (int)word, s);
	else if (c < 0x20 || c == 0x7F)
		snprintf(out.text, sizeof out.text, "U+%04X", c);
	else if (c < 0x80)
		snprintf(out.text, sizeof out.text, "'%c'", c);
	else {
		uint32_t code = text_utf8_next(s, &bytes);

		snprintf(out.text, sizeof out.text, "'%.*s' (U+%04X)", (int)bytes, s, (unsigned)code);
	}
	return out;
}

static int refuse_utf8(struct reading *r)
{
	return refuse(r, ERR_INPUT, r->bad_utf8, "invalid UTF-8: byte 0x%02x at offset %zu",
		      (unsigned char)r->text[r->bad_utf8], r->bad_utf8);
}

static int refuse_end(struct reading *r)
{
	if (!r->depth)
		return refuse(r, ERR_INPUT, r->len, "empty body");
	r->depth--; /* the pointer is that of the container which is open */
	return refuse(r, ERR_INPUT, r->len, "the text ends inside %s", r->frames[r->depth].object ? "an object" : "an array");
}

static bool starts_with(const struct reading *r, const char *bytes)
{
	const size_t n = strlen(bytes);

	return r->len - r->at >= n && !memcmp(r->text + r->at, bytes, n);
}

/* Typical slips get a hint. */
static const char *hint_for(const struct reading *r)
{
	static const struct { const char *word, *hint; } words[] = {
		{ "NaN", "JSON has no NaN or infinity: leave the value out or write null" },
		{ "nan", "JSON has no NaN or infinity: leave the value out or write null" },
		{ "Infinity", "JSON has no NaN or infinity: leave the value out or write null" },
		{ "inf", "JSON has no NaN or infinity: leave the value out or write null" },
		{ "True", "JSON writes true, false and null in small letters" },
		{ "False", "JSON writes true, false and null in small letters" },
		{ "None", "JSON writes null" },
		{ "undefined", "JSON writes null" },
	};
	const char *s = r->text + r->at;
	const size_t n = word_length(r, r->at);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i].word) == n && !memcmp(words[i].word, s, n))
			return words[i].hint;
	if (*s == '/' || *s == '#')
		return "JSON has no comments";
	if (*s == '\'' || (n && (*s < '0' || *s > '9')) || starts_with(r, "\xE2\x80")) /* also typographic quotes */
		return "strings and keys are written in \"double quotes\"";
	if (starts_with(r, "\xEF\xBC") || starts_with(r, "\xE3\x80"))
		return "this is a full-width character: JSON's own marks are plain ASCII";
	return NULL;
}

static int refuse_token(struct reading *r, enum want want)
{
	static const char *const wanted[] = {
		[VALUE] = "a value was expected", [VALUE_OR_END] = "a value or ']' was expected",
		[KEY] = "a key was expected", [KEY_OR_END] = "a key or '}' was expected",
		[COLON] = "':' was expected after the key",
	};
	const char c = r->text[r->at], *tip;
	const bool object = r->depth && r->frames[r->depth - 1].object, in_array = r->depth && !object;
	const struct shown what = r->at == r->bad_utf8 ? (struct shown){ "" } : show(r);
	int code;

	if (r->at == r->bad_utf8)
		return refuse_utf8(r);
	tip = hint_for(r);
	/* Where no member or element was begun, the pointer is that of their container. */
	if (r->depth && (want == VALUE || want == VALUE_OR_END ? !object && !is_word(c) : want != COLON))
		r->depth--;
	if ((want == KEY && c == '}') || (want == VALUE && c == ']' && in_array))
		return hint(r, refuse(r, ERR_INPUT, r->at, "unexpected '%c' after ','", c), "JSON has no trailing commas");
	if (want == NOTHING)
		code = refuse(r, ERR_INPUT, r->at, "bytes after the document: unexpected %s", what.text);
	else if (want == COMMA_OR_END)
		code = refuse(r, ERR_INPUT, r->at, "unexpected %s: ',' or '%c' was expected", what.text, object ? '}' : ']');
	else
		code = refuse(r, ERR_INPUT, r->at, "unexpected %s: %s", what.text, wanted[want]);
	return tip ? hint(r, code, tip) : code;
}

/* From '\\' on; moves behind the escape. */
static int read_escape(struct reading *r)
{
	const char *s = r->text + r->at;
	const size_t left = r->len - r->at;
	int code, low;

	if (left < 2)
		return refuse(r, ERR_INPUT, r->len, "the text ends inside a string");
	if (s[1] != 'u') {
		if (!s[1] || !strchr("\"\\/bfnrt", s[1]))
			return hint(r, refuse(r, ERR_INPUT, r->at, "unknown escape in a string"),
				    "a backslash is written \\\\; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
		r->at += 2;
		return 0;
	}
	code = left >= 6 ? json_hex4(s + 2) : -1;
	if (code < 0)
		return refuse(r, ERR_INPUT, r->at, "\\u without four hexadecimal digits");
	if (!code)
		return refuse(r, ERR_INPUT, r->at, "U+0000 in a string");
	r->at += 6;
	if ((code & 0xF800) != 0xD800)
		return 0;
	low = code < 0xDC00 && left >= 12 && s[6] == '\\' && s[7] == 'u' ? json_hex4(s + 8) : -1;
	if (low < 0 || (low & 0xFC00) != 0xDC00)
		return refuse(r, ERR_INPUT, r->at - 6, "lone surrogate \\u%04x in a string", (unsigned)code);
	r->at += 6;
	return 0;
}

static int read_string(struct reading *r)
{
	const size_t start = r->at++;
	int rc;

	while (r->at < r->len && r->text[r->at] != '"') {
		const unsigned char c = (unsigned char)r->text[r->at];

		if (r->at == r->bad_utf8)
			return refuse_utf8(r);
		if (c == '\n' || c == '\r')
			return hint(r, refuse(r, ERR_INPUT, start, "a string has no closing quote on its line"), "a line break in a string is written \\n");
		if (c < 0x20)
			return hint(r, refuse(r, ERR_INPUT, r->at, "control character U+%04X in a string", c), "it has to be written as an escape");
		if (c != '\\') {
			r->at++;
			continue;
		}
		rc = read_escape(r);
		if (rc)
			return rc;
	}
	if (r->at >= r->len)
		return refuse(r, ERR_INPUT, start, "the text ends inside a string");
	r->at++;
	return 0;
}

static int read_key(struct reading *r)
{
	struct frame *f = &r->frames[r->depth - 1];
	const size_t start = r->at;
	struct buf key = BUF_INIT;
	size_t key_len;
	int rc;

	f->key = NULL; /* the pointer of a bad key is that of its object */
	rc = read_string(r);
	if (rc)
		return rc;
	json_unescape(r->text + start + 1, r->at - start - 2, &key);
	key_len = key.len;
	if (key_len > r->limits->key) {
		rc = refuse(r, ERR_LIMIT, start, "a key of %zu bytes: longer than %zu bytes", key_len, r->limits->key);
	} else if (++f->count > r->limits->elements) {
		rc = refuse(r, ERR_LIMIT, start, "an object of more than %zu members", r->limits->elements);
	} else {
		f->key = r->text + start + 1;
		f->key_len = r->at - start - 2;
		if (r->token == r->duplicate)
			rc = refuse(r, ERR_INPUT, start, "duplicate key \"%s\"", key.data);
	}
	buf_release(&key);
	return rc;
}

static bool is_digit(const struct reading *r, size_t at)
{
	return at < r->len && r->text[at] >= '0' && r->text[at] <= '9';
}

static bool beyond_int64(const char *s, size_t n)
{
	const bool negative = *s == '-';
	const char *most = negative ? "9223372036854775808" : "9223372036854775807";

	s += negative;
	n -= negative;
	return n > 19 || (n == 19 && memcmp(s, most, 19) > 0);
}

static int refuse_number(struct reading *r, size_t start, const char *what)
{
	const size_t n = r->at - start;

	if (n <= 40)
		return refuse(r, ERR_INPUT, start, "%s: %.*s", what, (int)n, r->text + start);
	return refuse(r, ERR_INPUT, start, "%s: %.24s… (%zu characters)", what, r->text + start, n);
}

/* From '-' or a digit on; moves behind the number. */
static int read_number(struct reading *r)
{
	const size_t start = r->at;
	bool integer = true;

	r->at += r->text[r->at] == '-';
	if (!is_digit(r, r->at)) {
		if (r->at < r->len && word_length(r, r->at))
			return refuse_token(r, VALUE);
		return refuse(r, ERR_INPUT, start, "'-' without a digit after it");
	}
	if (r->text[r->at] == '0' && is_digit(r, r->at + 1)) {
		while (is_digit(r, r->at))
			r->at++;
		return refuse_number(r, start, "a number with leading zeros");
	}
	while (is_digit(r, r->at))
		r->at++;
	if (r->at < r->len && r->text[r->at] == '.') {
		integer = false;
		if (!is_digit(r, ++r->at))
			return refuse_number(r, start, "a number without a digit after its point");
		while (is_digit(r, r->at))
			r->at++;
	}
	if (r->at < r->len && (r->text[r->at] == 'e' || r->text[r->at] == 'E')) {
		integer = false;
		r->at++;
		r->at += r->at < r->len && (r->text[r->at] == '+' || r->text[r->at] == '-');
		if (!is_digit(r, r->at))
			return refuse_number(r, start, "a number without digits in its exponent");
		while (is_digit(r, r->at))
			r->at++;
	}
	if (integer && beyond_int64(r->text + start, r->at - start))
		return refuse_number(r, start, "integer beyond int64");
	if (!integer && json_number_overflows(r->text + start, r->at - start))
		return refuse_number(r, start, "number out of range");
	if (r->at < r->len && is_word(r->text[r->at])) {
		r->at += word_length(r, r->at);
		return refuse_number(r, start, "not a number");
	}
	return 0;
}

static int read_word(struct reading *r)
{
	const char *s = r->text + r->at;
	const size_t n = word_length(r, r->at);

	if ((n == 4 && (!memcmp(s, "true", 4) || !memcmp(s, "null", 4))) || (n == 5 && !memcmp(s, "false", 5))) {
		r->at += n;
		return 0;
	}
	return refuse_token(r, VALUE);
}

/* Counts an element of the array that a value begins in. */
static int count_element(struct reading *r)
{
	struct frame *f = r->depth ? &r->frames[r->depth - 1] : NULL;

	if (!f || f->object || ++f->count <= r->limits->elements)
		return 0;
	return refuse(r, ERR_LIMIT, r->at, "an array of more than %zu elements", r->limits->elements);
}

static int open_container(struct reading *r, enum want *want)
{
	const bool object = r->text[r->at] == '{';

	if (r->depth >= r->limits->depth)
		return refuse(r, ERR_LIMIT, r->at, "nested deeper than %u", r->limits->depth);
	r->frames[r->depth++] = (struct frame){ object, 0, NULL, 0 };
	r->at++;
	*want = object ? KEY_OR_END : VALUE_OR_END;
	return 0;
}

static enum want after_value(const struct reading *r)
{
	return r->depth ? COMMA_OR_END : NOTHING;
}

static int read_value(struct reading *r, enum want *want)
{
	const char c = r->text[r->at];
	int rc = 0;

	if (c == '"' || c == '{' || c == '[' || c == '-' || is_word(c))
		rc = count_element(r);
	if (rc)
		return rc;
	if (c == '{' || c == '[')
		return open_container(r, want);
	if (c == '"')
		rc = read_string(r);
	else if (c == '-' || (c >= '0' && c <= '9'))
		rc = read_number(r);
	else if (is_word(c))
		rc = read_word(r);
	else
		rc = refuse_token(r, *want);
	*want = after_value(r);
	return rc;
}

/* One token; 0, or what is wrong with it. */
static int read_token(struct reading *r, enum want *want)
{
	const char c = r->text[r->at];
	const bool object = r->depth && r->frames[r->depth - 1].object;
	int rc = 0;

	if ((*want == COMMA_OR_END && c == (object ? '}' : ']')) || (*want == VALUE_OR_END && c == ']') || (*want == KEY_OR_END && c == '}')) {
		r->at++;
		r->token++;
		r->depth--;
		*want = after_value(r);
		return 0;
	}
	switch (*want) {
	case VALUE: case VALUE_OR_END:
		rc = read_value(r, want);
		r->token++;
		return rc;
	case KEY: case KEY_OR_END:
		rc = c == '"' ? read_key(r) : refuse_token(r, *want);
		r->token++;
		*want = COLON;
		return rc;
	case COLON: case COMMA_OR_END:
		if (c != (*want == COLON ? ':' : ','))
			return refuse_token(r, *want);
		*want = *want == COMMA_OR_END && object ? KEY : VALUE;
		r->at++;
		return 0;
	default:
		return refuse_token(r, NOTHING);
	}
}

static int read_document(struct reading *r)
{
	enum want want = VALUE;

	for (;;) {
		int rc;

		r->at = json_skip_space(r->text, r->len, r->at);
		if (r->at >= r->len)
			return want == NOTHING ? 0 : refuse_end(r);
		rc = read_token(r, &want);
		if (rc)
			return rc;
	}
}

int json_refuse(const char *text, size_t len, const struct json_limits *limits, size_t duplicate, struct err *err)
{
	struct reading r = { .text = text, .len = len, .limits = limits, .duplicate = duplicate, .err = err };
	ptrdiff_t bad;
	int rc;

	if (len > limits->bytes) {
		err_set(err, ERR_LIMIT, "a document of %zu bytes: longer than %zu bytes", len, limits->bytes);
		return ERR_LIMIT;
	}
	if (len >= 2 && (!memcmp(text, "\xFF\xFE", 2) || !memcmp(text, "\xFE\xFF", 2))) {
		rc = refuse(&r, ERR_INPUT, 0, "the text is UTF-16");
		return hint(&r, rc, "save it as UTF-8");
	}
	bad = text_utf8_error(text, len);
	r.bad_utf8 = bad < 0 ? len : (size_t)bad;
	r.at = json_bom(text, len);
	r.frames = malloc((limits->depth + (size_t)1) * sizeof *r.frames);
	if (!r.frames)
		return err_set(err, ERR_MEMORY, "out of memory");
	rc = read_document(&r);
	free(r.frames);
	return rc;
}
