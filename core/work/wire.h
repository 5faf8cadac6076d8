/* SPDX-License-Identifier: MIT */
/*
 * wire: C structs as MessagePack and back, from one description of each struct.
 *
 *   static const struct wire_field risk_fields[] = { WIRE_STRING(struct risk, name), WIRE_UINT(struct risk, score) };
 *   const struct wire_shape risk_shape = WIRE_SHAPE(struct risk, risk_fields);
 *
 *   wire_pack(&out, &risk_shape, &risk);
 *   struct wire_reader r = wire_reader(bytes, len, &arena);
 *   if (!wire_unpack(&r, &risk_shape, &risk)) ... the bytes are no such thing
 *
 * A struct is an array of its fields, so both directions read the same table and cannot drift apart.
 *
 * Reading trusts nothing: a length beyond the bytes at hand, a number out of its member's range or an element count
 * that the rest of the bytes cannot hold makes the reader `bad`, and it stays so. Strings and bytes are not copied: they
 * travel with their NUL and point into the bytes that are read. Only lists and arrays of numbers take memory, from the arena.
 */
#ifndef PLUMB_WORK_WIRE_H
#define PLUMB_WORK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum wire_type {
	WIRE_T_UINT,    /* unsigned integers, bool, enums */
	WIRE_T_INT,
	WIRE_T_DOUBLE,
	WIRE_T_STRING,  /* char *, may be NULL */
	WIRE_T_CHARS,   /* char[n], NUL-terminated */
	WIRE_T_BYTES,   /* char * and its length */
	WIRE_T_NUMBERS, /* pointer to plain numbers and their count */
	WIRE_T_STRINGS, /* char ** and its count */
	WIRE_T_ROW,     /* char *[n] and its count */
	WIRE_T_STRUCT,  /* inside */
	WIRE_T_POINTER, /* to a struct, may be NULL */
	WIRE_T_LIST,    /* pointer to structs and their count */
};
struct wire_shape;
struct wire_field {
	enum wire_type type;
	uint16_t at, size;             /* of the member; NUMBERS: size of one; ROW: how many fit */
	uint16_t count_at, count_size; /* of the member that counts */
	bool again;                    /* the count is that of an earlier field */
	uint32_t limit;                /* UINT: the first value that is too large; 0: what the member holds */
	const struct wire_shape *of;
};
struct wire_shape {
	const struct wire_field *fields;
	size_t count, size;
};

#define WIRE_MEMBER(S, m) .at = offsetof(S, m), .size = sizeof(((S *)0)->m)
#define WIRE_COUNTED(S, n) .count_at = offsetof(S, n), .count_size = sizeof(((S *)0)->n)
#define WIRE_UINT(S, m) { .type = WIRE_T_UINT, WIRE_MEMBER(S, m) }
#define WIRE_ENUM(S, m, n) { .type = WIRE_T_UINT, WIRE_MEMBER(S, m), .limit = (n) }
#define WIRE_BOOL(S, m) WIRE_ENUM(S, m, 2)
#define WIRE_INT(S, m) { .type = WIRE_T_INT, WIRE_MEMBER(S, m) }
#define WIRE_DOUBLE(S, m) { .type = WIRE_T_DOUBLE, WIRE_MEMBER(S, m) }
#define WIRE_STRING(S, m) { .type = WIRE_T_STRING, WIRE_MEMBER(S, m) }
#define WIRE_CHARS(S, m) { .type = WIRE_T_CHARS, WIRE_MEMBER(S, m) }
#define WIRE_BYTES(S, m, n) { .type = WIRE_T_BYTES, WIRE_MEMBER(S, m), WIRE_COUNTED(S, n) }
#define WIRE_NUMBERS(S, m, n) { .type = WIRE_T_NUMBERS, .at = offsetof(S, m), .size = sizeof(*((S *)0)->m), WIRE_COUNTED(S, n) }
#define WIRE_NUMBERS_AGAIN(S, m, n) { .type = WIRE_T_NUMBERS, .at = offsetof(S, m), .size = sizeof(*((S *)0)->m), WIRE_COUNTED(S, n), .again = true }
#define WIRE_STRINGS(S, m, n) { .type = WIRE_T_STRINGS, WIRE_MEMBER(S, m), WIRE_COUNTED(S, n) }
#define WIRE_ROW(S, m, n) { .type = WIRE_T_ROW, .at = offsetof(S, m), .size = sizeof(((S *)0)->m) / sizeof(char *), WIRE_COUNTED(S, n) }
#define WIRE_STRUCT(S, m, shape) { .type = WIRE_T_STRUCT, WIRE_MEMBER(S, m), .of = &(shape) }
#define WIRE_POINTER(S, m, shape) { .type = WIRE_T_POINTER, WIRE_MEMBER(S, m), .of = &(shape) }
#define WIRE_LIST(S, m, n, shape) { .type = WIRE_T_LIST, WIRE_MEMBER(S, m), WIRE_COUNTED(S, n), .of = &(shape) }
#define WIRE_SHAPE(S, table) { table, sizeof(table) / sizeof((table)[0]), sizeof(S) }

/* Appends; `out` turns failed when memory is out. */
void wire_pack(struct buf *out, const struct wire_shape *shape, const void *value);

struct wire_reader {
	const unsigned char *at, *end;
	struct arena *arena;
	bool bad;
};
struct wire_reader wire_reader(const void *bytes, size_t len, struct arena *arena);
/* The next value; false when it is not one of this shape, and then for ever. */
bool wire_unpack(struct wire_reader *r, const struct wire_shape *shape, void *out);
/* `n` values one after another, in the arena; NULL when there are not so many. Never NULL for n = 0. */
void *wire_unpack_run(struct wire_reader *r, const struct wire_shape *shape, size_t n);
static inline bool wire_at_end(const struct wire_reader *r) { return !r->bad && r->at == r->end; }

#endif
