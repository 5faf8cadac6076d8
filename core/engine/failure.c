/* SPDX-License-Identifier: MIT */
#include "engine/failure.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *failure_position(const char *message, struct failure_place *at)
{
	*at = (struct failure_place){ 0 };
	for (const char *p = message; (p = strchr(p, ':'));) {
		size_t digits = strspn(++p, "0123456789");
		if (digits && p[digits] == ':' && p[digits + 1] == ' ') {
			*at = (struct failure_place){ message, (size_t)(p - 1 - message), atoi(p) };
			return p + digits + 2;
		}
	}
	return message;
}

/* ---- words ---- */

static const struct { const char *type, *noun; } nouns[] = {
	{ "nil", "nil" }, { "string", "a text" }, { "number", "a number" }, { "boolean", "true or false" }, { "table", "a table" },
	{ "function", "a function" }, { "no value", "nothing" },
};

static const char *noun_of(const char *type, size_t n)
{
	for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
		if (strlen(nouns[i].type) == n && strncmp(nouns[i].type, type, n) == 0)
			return nouns[i].noun;
	return NULL;
}

/* "(field 'hihg')" at the end of a message: 'hihg'; "this" where Lua does not know or gives a number. */
static void put_subject(const char *message, struct buf *out)
{
	const char *open = strchr(message, '('), *quote = open ? strchr(open, '\'') : NULL, *close = quote ? strrchr(quote, '\'') : NULL;
	if (!close || close == quote || strncmp(quote, "'?'", 3) == 0 || strstr(message, "'integer index'"))
		buf_puts(out, "what stands here");
	else
		buf_add(out, quote, (size_t)(close - quote) + 1);
}

static const struct { const char *begins, *nil, *other; } deeds[] = {
	{ "attempt to call a ", "there is no such function", "it is no function" },
	{ "attempt to index a ", "nothing can be read from it", "it has no fields" },
	{ "attempt to perform arithmetic on a ", "it cannot be computed with", "it cannot be computed with" },
	{ "attempt to concatenate a ", "it cannot be put into a text", "it cannot be put into a text: take its fields, or tostring" },
	{ "attempt to get length of a ", "it has no length", "it has no length" },
};

static bool say_deed(const char *message, struct buf *out)
{
	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
		size_t n = strlen(deeds[i].begins);
		if (strncmp(message, deeds[i].begins, n) != 0)
			continue;
		const char *type = message + n, *end = strstr(type, " value");
		const char *noun = end ? noun_of(type, (size_t)(end - type)) : NULL;
		if (!noun)
			return false;
		put_subject(end, out);
		buf_addf(out, " is %s: %s", noun, strcmp(noun, "nil") == 0 ? deeds[i].nil : deeds[i].other);
		return true;
	}
	return false;
}

static bool say_comparison(const char *message, struct buf *out)
{
	static const char one[] = "attempt to compare ", two[] = "attempt to compare two ";
	if (strncmp(message, two, strlen(two)) == 0) {
		const char *type = message + strlen(two), *end = strstr(type, " values");
		const char *noun = end ? noun_of(type, (size_t)(end - type)) : NULL;
		if (noun)
			buf_addf(out, "%s is compared with %s by < or >, which is for numbers, dates and texts", noun, noun);
		return noun != NULL;
	}
	if (strncmp(message, one, strlen(one)) != 0)
		return false;
	const char *left = message + strlen(one), *with = strstr(left, " with ");
	const char *a = with ? noun_of(left, (size_t)(with - left)) : NULL, *b = with ? noun_of(with + 6, strlen(with + 6)) : NULL;
	if (a && b)
		buf_addf(out, "%s is compared with %s", a, b);
	return a && b;
}

/* "bad argument #1 to 'floor' (number expected, got nil)" */
static bool say_argument(const char *message, struct buf *out)
{
	int number;
	char word[64], expected[64], got[64];
	if (sscanf(message, "bad argument #%d to '%63[^']' (%63[^ ] expected, got %63[^)])", &number, word, expected, got) != 4)
		return false;
	const char *a = noun_of(expected, strlen(expected)), *b = noun_of(got, strlen(got));
	if (a && b)
		buf_addf(out, "'%s' expects %s as its argument %d, found %s", word, a, number, b);
	return a && b;
}

/* "overdue: a date is expected, found string": Lua's names of types are not those of authors. */
static bool say_found(const char *message, struct buf *out)
{
	const char *found = strstr(message, ", found ");
	const char *noun = found ? noun_of(found + 8, strlen(found + 8)) : NULL;
	if (noun)
		buf_addf(out, "%.*s, found %s", (int)(found - message), message, noun);
	return noun != NULL;
}

void failure_say(const char *message, struct buf *out)
{
	if (strstr(message, "stack overflow"))
		buf_puts(out, "functions call themselves, or each other, without end");
	else if (!say_deed(message, out) && !say_comparison(message, out) && !say_argument(message, out) && !say_found(message, out))
		buf_puts(out, message);
}

/* ---- the place in the line ---- */

static int code_points(const char *s, size_t n)
{
	int count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

static bool in_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

static const char *find_word(const char *source, const char *word, size_t n)
{
	for (const char *p = source; (p = strchr(p, *word)); p++)
		if (strncmp(p, word, n) == 0 && !((p > source && in_word(p[-1]) && in_word(*word)) || (in_word(p[n]) && in_word(word[n - 1]))))
			return p;
	return NULL;
}

/* The one comparison of a line; NULL: there is none, or several. */
static const char *find_comparison(const char *source, size_t *n)
{
	const char *first = strpbrk(source, "<>");
	if (!first || strpbrk(first + 1, "<>"))
		return NULL;
	*n = first[1] == '=' ? 2 : 1;
	return first;
}

void failure_point(const char *source, const char *message, int *column, int *width)
{
	size_t word = strspn(message, "abcdefghijklmnopqrstuvwxyz_");
	const char *said = NULL;
	if (message[word] == ':') /* "count: a list is expected" */
		said = find_word(source, message, word);
	else if (strstr(message, " is compared with "))
		said = find_comparison(source, &word);
	if (said) {
		*column = code_points(source, (size_t)(said - source)) + 1;
		*width = (int)word;
		return;
	}
	for (const char *open = strchr(message, '\''), *close; open && (close = strchr(open + 1, '\'')); open = strchr(close + 1, '\'')) {
		size_t n = (size_t)(close - open) - 1;
		const char *found = n ? find_word(source, open + 1, n) : NULL;
		if (found) {
			*column = code_points(source, (size_t)(found - source)) + 1;
			*width = code_points(found, n);
			return;
		}
	}
	size_t first = strspn(source, " \t"), end = first;
	while (in_word(source[end]))
		end++;
	*column = source[first] ? code_points(source, first) + 1 : 0;
	*width = end > first ? (int)(end - first) : 1;
}
