/* SPDX-License-Identifier: MIT */
/*
 * read: JSON text to values, by simdjson behind a C face.
 *
 * A reader holds the parsed form of one text; values are positions in it and end with the next
 * json_read or json_reader_free. Nothing is copied: strings point into the reader.
 *
 *   struct json_value root;
 *   if (json_read(r, text, len, &limits, &root, &err) < 0) ...
 *   struct json_iter it;
 *   for (json_iter_object(&it, root); json_iter_next(&it); )
 *       use(it.key, it.key_len, it.value);
 *
 * Refused, by name: what RFC 8259 does not allow (bare words, comments, trailing commas, leading zeros,
 * trailing text, NaN), invalid UTF-8, lone surrogates, U+0000, numbers beyond double, integers beyond int64,
 * an empty text, and whatever exceeds the limits. A UTF-8 byte order mark first is skipped. -0 reads as 0.
 * Numbers below the smallest double read as 0. Duplicate keys are refused here too.
 * An error carries line, column and, inside a document, a pointer: json/refuse.c reads a refused text again to find them.
 */
#ifndef PLUMB_JSON_READ_H
#define PLUMB_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum json_type { JSON_T_NULL, JSON_T_FALSE, JSON_T_TRUE, JSON_T_INT, JSON_T_NUMBER, JSON_T_STRING, JSON_T_ARRAY, JSON_T_OBJECT };

struct json_limits {
	size_t bytes;    /* of the text */
	unsigned depth;  /* of arrays and objects */
	size_t key;      /* bytes of a key */
	size_t elements; /* of an array or object */
};
#define JSON_LIMITS_DEFAULT { 8u << 20, 64, 256, 100000 }

struct json_reader;
/* A position on simdjson's tape (its documented layout: doc/tape.md of simdjson). */
struct json_value {
	const uint64_t *tape;
	const uint8_t *strings;
	size_t at;
};

struct json_reader *json_reader_new(void);
void json_reader_free(struct json_reader *r);
int json_read(struct json_reader *r, const char *text, size_t len, const struct json_limits *limits, struct json_value *root, struct err *err);

static inline enum json_type json_type(struct json_value v)
{
	switch ((char)(v.tape[v.at] >> 56)) {
	case 'n': return JSON_T_NULL;
	case 'f': return JSON_T_FALSE;
	case 't': return JSON_T_TRUE;
	case 'l': return JSON_T_INT;
	case 'd': return JSON_T_NUMBER;
	case '"': return JSON_T_STRING;
	case '[': return JSON_T_ARRAY;
	default: return JSON_T_OBJECT;
	}
}
static inline int64_t json_int(struct json_value v) { return (int64_t)v.tape[v.at + 1]; }
static inline double json_number(struct json_value v) /* of JSON_T_NUMBER */
{
	union { uint64_t u; double d; } x = { v.tape[v.at + 1] };
	return x.d;
}
static inline const char *json_string(struct json_value v, size_t *len) /* NUL follows */
{
	const uint8_t *s = v.strings + (v.tape[v.at] & 0x00ffffffffffffffULL);
	uint32_t n;
	__builtin_memcpy(&n, s, 4);
	*len = n;
	return (const char *)s + 4;
}
static inline size_t json_after(struct json_value v) /* tape position after the value */
{
	switch ((char)(v.tape[v.at] >> 56)) {
	case 'l': case 'u': case 'd': return v.at + 2;
	case '[': case '{': return (size_t)(v.tape[v.at] & 0xffffffffULL);
	default: return v.at + 1;
	}
}

struct json_iter {
	struct json_value value; /* the current element */
	const char *key;         /* objects only */
	size_t key_len;
	size_t index;            /* 0-based number of the current element */
	size_t next, end;
	bool object;
};
static inline void json_iter_begin(struct json_iter *it, struct json_value v)
{
	it->value = v;
	it->object = json_type(v) == JSON_T_OBJECT;
	it->next = v.at + 1;
	it->end = json_after(v) - 1;
	it->index = (size_t)-1;
	it->key = 0;
	it->key_len = 0;
}
static inline bool json_iter_next(struct json_iter *it)
{
	if (it->next >= it->end)
		return false;
	it->value.at = it->next;
	if (it->object) {
		it->key = json_string(it->value, &it->key_len);
		it->value.at++;
	}
	it->next = json_after(it->value);
	it->index++;
	return true;
}
/* The member `key` of an object; false when it has none. Linear. */
bool json_get(struct json_value object, const char *key, struct json_value *out);
/* Number of elements or members (walks them when there are 2^24 or more). */
size_t json_count(struct json_value v);

#ifdef __cplusplus
}
#endif
#endif
