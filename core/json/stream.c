/* SPDX-License-Identifier: MIT */
/*
 * stream: `pending` holds what was fed and not yet delivered. `start` is the first byte of it that matters,
 * `scanned` the first that was not looked at; bytes before `start` go at the next feed, so that a piece
 * stays valid until then. Each byte is looked at once, however small the feeds are.
 */
#include "json/stream.h"

#include <string.h>

#include "json/scan.h"

void json_stream_init(struct json_stream *s, size_t limit)
{
	*s = (struct json_stream){ .limit = limit, .line = 1 };
	buf_init(&s->pending);
}

void json_stream_release(struct json_stream *s)
{
	buf_release(&s->pending);
}

bool json_stream_feed(struct json_stream *s, const char *bytes, size_t n, bool last)
{
	struct buf *b = &s->pending;

	if (s->start) {
		memmove(b->data, b->data + s->start, b->len - s->start);
		b->len -= s->start;
		s->scanned -= s->start;
		s->start = 0;
	}
	if (s->framing != JSON_FRAME_UTF16)
		buf_add(b, bytes, n);
	s->ended = s->ended || last;
	return !b->failed;
}

/* Leaves everything before `to` behind, counting its lines. */
static void move_to(struct json_stream *s, size_t to)
{
	const char *p = s->pending.data + s->start, *end = s->pending.data + to;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		s->line++;
		p++;
	}
	s->start = to;
	if (s->scanned < to)
		s->scanned = to;
}

static void skip_space(struct json_stream *s)
{
	move_to(s, json_skip_space(s->pending.data, s->pending.len, s->start));
}

/* One byte more than the limit may be waiting: a CR before the newline does not count. */
static bool beyond_limit(const struct json_stream *s, size_t end)
{
	return end - s->start > s->limit + 1;
}

/* Delivers the document that begins at start, not with white space, and ends at `end`. */
static bool deliver_to(struct json_stream *s, size_t end, struct json_piece *out)
{
	const char *text = s->pending.data + s->start;
	const size_t line = s->skipping ? s->piece_line : s->line;
	bool too_long = s->skipping || beyond_limit(s, end);
	size_t len = end - s->start;

	while (!too_long && json_is_space(text[len - 1]))
		len--;
	too_long = too_long || len > s->limit;
	s->skipping = false;
	move_to(s, end);
	*out = too_long ? (struct json_piece){ "", 0, line, true } : (struct json_piece){ text, len, line, false };
	return true;
}

/* The document has no end yet: keep it, or let it go when it is too long already. */
static bool keep_waiting(struct json_stream *s)
{
	s->scanned = s->pending.len;
	if (!s->skipping && beyond_limit(s, s->scanned)) {
		s->skipping = true;
		s->piece_line = s->line;
	}
	if (s->skipping)
		move_to(s, s->scanned);
	return false;
}

static bool next_line(struct json_stream *s, struct json_piece *out)
{
	const char *data = s->pending.data, *newline;

	if (s->scanned == s->start && !s->skipping)
		skip_space(s);
	newline = memchr(data + s->scanned, '\n', s->pending.len - s->scanned);
	if (newline)
		return deliver_to(s, (size_t)(newline - data), out);
	if (!s->ended)
		return keep_waiting(s);
	return (s->skipping || s->start < s->pending.len) && deliver_to(s, s->pending.len, out);
}

enum bound { INSIDE, ENDS_BEFORE, ENDS_BEHIND };

/* What a byte outside strings means to the document that it may belong to. */
static enum bound bound_at(struct json_stream *s, char c)
{
	const bool in_array = s->framing == JSON_FRAME_ARRAY;

	switch (c) {
	case '"':
		s->in_string = true;
		return INSIDE;
	case '{': case '[':
		s->depth++;
		return INSIDE;
	case '}': case ']':
		if (s->depth)
			return --s->depth || in_array ? INSIDE : ENDS_BEHIND;
		return in_array && c == ']' ? ENDS_BEFORE : INSIDE;
	case ',':
		return in_array && !s->depth ? ENDS_BEFORE : INSIDE;
	case '\n':
		return !in_array && !s->depth ? ENDS_BEHIND : INSIDE;
	default:
		return INSIDE;
	}
}

/*
 * Moves `scanned` over a document by its brackets; true when it ended there. In an array it ends before the
 * comma or bracket of the array; else behind its own last bracket, or, where it has none, with the line.
 */
static bool scan_document(struct json_stream *s)
{
	const char *data = s->pending.data;
	const size_t len = s->pending.len;
	enum bound bound = INSIDE;
	size_t i = s->scanned;

	for (; i < len && bound == INSIDE; i++) {
		if (!s->in_string)
			bound = bound_at(s, data[i]);
		else if (s->escaped)
			s->escaped = false;
		else if (data[i] == '\\')
			s->escaped = true;
		else if (data[i] == '"')
			s->in_string = false;
	}
	s->scanned = bound == ENDS_BEFORE ? i - 1 : i;
	return bound != INSIDE;
}

/* A document at start, framed by brackets. */
static bool next_framed(struct json_stream *s, struct json_piece *out)
{
	s->started = true;
	if (!scan_document(s) && !s->ended)
		return keep_waiting(s);
	s->started = s->in_string = s->escaped = false;
	s->depth = 0;
	return deliver_to(s, s->scanned, out);
}

static bool deliver(struct json_piece *out, const char *text, size_t len, size_t line)
{
	*out = (struct json_piece){ text, len, line, false };
	return true;
}

/* A bracket or comma of the array that stands where it must not: delivered, to be refused. */
static bool stray(struct json_stream *s, struct json_piece *out)
{
	move_to(s, s->start + 1);
	return deliver(out, s->pending.data + s->start - 1, 1, s->line);
}

static bool next_element(struct json_stream *s, struct json_piece *out)
{
	while (!s->started) {
		char c;

		skip_space(s);
		if (s->start == s->pending.len) {
			if (!s->ended)
				return false;
			s->framing = JSON_FRAME_LINES; /* an array without end is refused as one */
			return deliver(out, "[", 1, s->line);
		}
		c = s->pending.data[s->start];
		if (c == ']') { /* what follows the array is not of it */
			s->framing = JSON_FRAME_LINES;
			if (s->after == ',')
				return stray(s, out);
			move_to(s, s->start + 1);
			return next_line(s, out);
		}
		if (c != ',')
			break;
		if (s->after != 'v')
			return stray(s, out);
		s->after = ',';
		move_to(s, s->start + 1);
	}
	s->after = 'v';
	return next_framed(s, out);
}

static bool next_single(struct json_stream *s, struct json_piece *out)
{
	if (!s->started) {
		skip_space(s);
		if (s->start == s->pending.len)
			return false;
	}
	return next_framed(s, out);
}

/* Whether the object that begins at `at` is over, or broken, by the end of its line. */
static bool ends_on_line(const char *data, size_t at, size_t newline)
{
	size_t depth = 0;

	while (at < newline) {
		if (data[at] == '"') {
			at = json_skip_string(data, newline, at);
			if (at == newline && data[at - 1] != '"')
				return true; /* no string goes on after its line: the line is broken */
			continue;
		}
		depth += data[at] == '{' || data[at] == '[';
		if ((data[at] == '}' || data[at] == ']') && !--depth)
			return true;
		at++;
	}
	return false;
}

/*
 * An object's first line is read. It is a line of NDJSON when the object ends on it; also when the next line
 * begins another object where none can stand: a line that was cut must not take all others with it.
 */
static enum json_framing judge_first_line(const struct json_stream *s, size_t newline)
{
	const char *data = s->pending.data;
	const size_t next = json_skip_space(data, s->pending.len, newline);
	size_t last = newline;

	if (newline - s->start > s->limit || ends_on_line(data, s->start, newline))
		return JSON_FRAME_LINES;
	if (next - s->start > s->limit)
		return JSON_FRAME_SINGLE;
	if (next == s->pending.len)
		return s->ended ? JSON_FRAME_LINES : JSON_FRAME_UNKNOWN;
	while (json_is_space(data[last - 1]))
		last--;
	return data[next] == '{' && !strchr("[,:", data[last - 1]) ? JSON_FRAME_LINES : JSON_FRAME_SINGLE;
}

static bool starts_as(const struct json_stream *s, const char *mark, size_t n)
{
	const size_t have = s->pending.len < n ? s->pending.len : n;

	return have && !memcmp(s->pending.data, mark, have);
}

/* Sees the format, or leaves it unknown until there is more. */
static void sniff(struct json_stream *s)
{
	const char *newline;
	char c;

	if (!s->started) { /* the very first bytes */
		if (starts_as(s, "\xFF\xFE", 2) || starts_as(s, "\xFE\xFF", 2) || starts_as(s, "\xEF\xBB\xBF", 3)) {
			const size_t mark = s->pending.data[0] == '\xEF' ? 3 : 2;

			if (s->pending.len < mark && !s->ended)
				return;
			if (mark == 2 && s->pending.len >= mark)
				s->framing = JSON_FRAME_UTF16;
			else if (s->pending.len >= mark)
				move_to(s, mark);
		}
		s->started = s->pending.len > 0;
		if (s->framing != JSON_FRAME_UNKNOWN)
			return;
	}
	if (s->scanned == s->start) /* nothing but white space so far */
		skip_space(s);
	if (s->start == s->pending.len)
		return;
	c = s->pending.data[s->start];
	newline = memchr(s->pending.data + s->scanned, '\n', s->pending.len - s->scanned);
	if (c == '[') {
		s->framing = JSON_FRAME_ARRAY;
		s->after = '[';
		s->scanned = s->start;
		move_to(s, s->start + 1);
	} else if (c != '{' || (!newline && (s->ended || s->pending.len - s->start > s->limit))) {
		s->framing = JSON_FRAME_LINES;
	} else if (newline) {
		s->scanned = (size_t)(newline - s->pending.data);
		s->framing = judge_first_line(s, s->scanned);
	} else {
		s->scanned = s->pending.len;
	}
	if (s->framing == JSON_FRAME_SINGLE)
		s->scanned = s->start;
	if (s->framing != JSON_FRAME_UNKNOWN)
		s->started = false; /* from here on: inside a document */
}

/* UTF-16: its mark is delivered, to be refused by name; the rest would be noise. */
static bool next_utf16(struct json_stream *s, struct json_piece *out)
{
	const bool first = s->line == 1;

	s->start = s->scanned = s->pending.len;
	s->line = 2;
	return first && deliver(out, s->pending.data, 2, 1);
}

bool json_stream_next(struct json_stream *s, struct json_piece *out)
{
	if (s->framing == JSON_FRAME_UNKNOWN)
		sniff(s);
	switch (s->framing) {
	case JSON_FRAME_LINES: return next_line(s, out);
	case JSON_FRAME_ARRAY: return next_element(s, out);
	case JSON_FRAME_SINGLE: return next_single(s, out);
	case JSON_FRAME_UTF16: return next_utf16(s, out);
	default: return false;
	}
}
