/* SPDX-License-Identifier: MIT */
/*
 * wire_read: MessagePack to structs, in place; see wire.h. msgpack-c would first build a tree whose size the sender
 * chooses. Of MessagePack only what wire_pack writes is read: nil, integers, float64, str, bin, array.
 */
#include <string.h>

#include "work/wire_member.h"

static void store_uint(void *p, unsigned size, uint64_t v)
{
	switch (size) {
	case 1: *(uint8_t *)p = (uint8_t)v; break;
	case 2: *(uint16_t *)p = (uint16_t)v; break;
	case 4: *(uint32_t *)p = (uint32_t)v; break;
	default: memcpy(p, &v, sizeof(v));
	}
}

enum token_kind { TOKEN_BAD, TOKEN_NIL, TOKEN_UINT, TOKEN_NEGATIVE, TOKEN_DOUBLE, TOKEN_STR, TOKEN_BIN, TOKEN_ARRAY };
struct token {
	enum token_kind kind;
	uint64_t number;     /* UINT, NEGATIVE (as int64), DOUBLE (its bits), ARRAY: how many */
	const char *bytes;   /* STR, BIN */
	size_t len;
};

struct wire_reader wire_reader(const void *bytes, size_t len, struct arena *arena)
{
	return (struct wire_reader) { bytes, (const unsigned char *)bytes + len, arena, false };
}

static size_t left(const struct wire_reader *r)
{
	return (size_t)(r->end - r->at);
}

static bool bad(struct wire_reader *r)
{
	r->bad = true;
	r->at = r->end;
	return false;
}

/* A number of n bytes, big endian. */
static bool take(struct wire_reader *r, size_t n, uint64_t *out)
{
	*out = 0;
	if (left(r) < n)
		return bad(r);
	while (n--)
		*out = *out << 8 | *r->at++;
	return true;
}

static struct token number_token(struct wire_reader *r, enum token_kind kind, size_t n)
{
	struct token t = { .kind = kind };

	if (!take(r, n, &t.number))
		t.kind = TOKEN_BAD;
	return t;
}

static struct token signed_token(struct wire_reader *r, size_t n)
{
	struct token t = number_token(r, TOKEN_UINT, n);
	const unsigned unused = 64 - 8 * (unsigned)n;
	const int64_t v = (int64_t)(t.number << unused) >> unused;

	t.number = (uint64_t)v;
	if (t.kind == TOKEN_UINT && v < 0)
		t.kind = TOKEN_NEGATIVE;
	return t;
}

static struct token bytes_token(struct wire_reader *r, enum token_kind kind, size_t n)
{
	struct token t = { .kind = kind, .bytes = (const char *)r->at, .len = n };

	if (left(r) < n) {
		bad(r);
		t.kind = TOKEN_BAD;
	} else {
		r->at += n;
	}
	return t;
}

static struct token sized_token(struct wire_reader *r, enum token_kind kind, size_t n)
{
	uint64_t size;

	if (!take(r, n, &size))
		return (struct token) { .kind = TOKEN_BAD };
	return bytes_token(r, kind, size);
}

static struct token next_token(struct wire_reader *r)
{
	uint64_t c;

	if (!take(r, 1, &c))
		return (struct token) { .kind = TOKEN_BAD };
	if (c < 0x80)
		return (struct token) { .kind = TOKEN_UINT, .number = c };
	if (c >= 0xe0)
		return (struct token) { .kind = TOKEN_NEGATIVE, .number = (uint64_t)(int64_t)(int8_t)c };
	if (c >= 0x90 && c < 0xa0)
		return (struct token) { .kind = TOKEN_ARRAY, .number = c & 15 };
	if (c >= 0xa0 && c < 0xc0)
		return bytes_token(r, TOKEN_STR, c & 31);
	switch (c) {
	case 0xc0: return (struct token) { .kind = TOKEN_NIL };
	case 0xc4: case 0xc5: case 0xc6: return sized_token(r, TOKEN_BIN, 1u << (c - 0xc4));
	case 0xcb: return number_token(r, TOKEN_DOUBLE, 8);
	case 0xcc: case 0xcd: case 0xce: case 0xcf: return number_token(r, TOKEN_UINT, 1u << (c - 0xcc));
	case 0xd0: case 0xd1: case 0xd2: case 0xd3: return signed_token(r, 1u << (c - 0xd0));
	case 0xd9: case 0xda: case 0xdb: return sized_token(r, TOKEN_STR, 1u << (c - 0xd9));
	case 0xdc: return number_token(r, TOKEN_ARRAY, 2);
	case 0xdd: return number_token(r, TOKEN_ARRAY, 4);
	}
	bad(r);
	return (struct token) { .kind = TOKEN_BAD };
}

/* An array's count, when the rest of the bytes can hold so many elements of at least `each` bytes. */
static bool read_count(struct wire_reader *r, size_t each, size_t *n)
{
	const struct token t = next_token(r);

	if (t.kind != TOKEN_ARRAY || t.number > left(r) / each)
		return bad(r);
	*n = (size_t)t.number;
	return true;
}

static bool read_uint(struct wire_reader *r, const struct wire_field *f, void *m)
{
	const struct token t = next_token(r);
	const uint64_t most = f->limit ? f->limit - 1 : f->size < 8 ? (1ULL << 8 * f->size) - 1 : UINT64_MAX;

	if (t.kind != TOKEN_UINT || t.number > most)
		return bad(r);
	store_uint(m, f->size, t.number);
	return true;
}

static bool read_int(struct wire_reader *r, const struct wire_field *f, void *m)
{
	const struct token t = next_token(r);
	const int64_t v = (int64_t)t.number, most = f->size < 8 ? (1LL << (8 * f->size - 1)) - 1 : INT64_MAX;

	if ((t.kind != TOKEN_UINT || t.number > (uint64_t)most) && (t.kind != TOKEN_NEGATIVE || v < -most - 1))
		return bad(r);
	store_uint(m, f->size, (uint64_t)v);
	return true;
}

static bool read_double(struct wire_reader *r, double *out)
{
	const struct token t = next_token(r);

	if (t.kind != TOKEN_DOUBLE)
		return bad(r);
	memcpy(out, &t.number, sizeof(*out));
	return true;
}

static bool read_string(struct wire_reader *r, const char **out)
{
	const struct token t = next_token(r);

	*out = t.bytes;
	if (t.kind == TOKEN_NIL)
		return true;
	if (t.kind != TOKEN_STR || !t.len || t.bytes[t.len - 1])
		return bad(r);
	return true;
}

static bool read_chars(struct wire_reader *r, char *out, size_t size)
{
	const char *s;

	if (!read_string(r, &s))
		return false;
	if (!s || strlen(s) >= size)
		return bad(r);
	memcpy(out, s, strlen(s) + 1);
	return true;
}

static bool read_bytes(struct wire_reader *r, const char **out, size_t *n)
{
	const struct token t = next_token(r);

	if (t.kind != TOKEN_BIN || !t.len || t.bytes[t.len - 1])
		return bad(r);
	*out = t.bytes;
	*n = t.len - 1;
	return true;
}

/* Numbers are copied: in the frame they may lie at any address. */
static bool read_numbers(struct wire_reader *r, size_t size, void **out, size_t *n)
{
	const char *bytes;

	if (!read_bytes(r, &bytes, n) || *n % size)
		return bad(r);
	*out = arena_alloc(r->arena, *n + 1);
	if (!*out)
		return bad(r);
	memcpy(*out, bytes, *n);
	*n /= size;
	return true;
}

static bool read_strings(struct wire_reader *r, const char **strings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!read_string(r, &strings[i]))
			return false;
	return true;
}

void *wire_unpack_run(struct wire_reader *r, const struct wire_shape *shape, size_t n)
{
	char *items;

	/* the head of each and a byte a field are the least that each takes */
	if (r->bad || n > left(r) / (shape->count + 1)) {
		bad(r);
		return NULL;
	}
	items = arena_alloc(r->arena, n * shape->size + 1);
	for (size_t i = 0; items && i < n; i++)
		if (!wire_unpack(r, shape, items + i * shape->size))
			return NULL;
	if (!items)
		bad(r);
	return items;
}

static bool read_list(struct wire_reader *r, const struct wire_shape *shape, void **out, size_t *n)
{
	return read_count(r, 1, n) && (*out = wire_unpack_run(r, shape, *n));
}

static bool read_pointer(struct wire_reader *r, const struct wire_shape *shape, void **out)
{
	*out = NULL;
	if (r->at < r->end && *r->at == 0xc0) {
		r->at++;
		return true;
	}
	return (*out = wire_unpack_run(r, shape, 1)) != NULL;
}

static bool read_field(struct wire_reader *r, const struct wire_field *f, char *value)
{
	void *m = value + f->at;
	size_t n = 0;
	bool ok = false;

	switch (f->type) {
	case WIRE_T_UINT: return read_uint(r, f, m);
	case WIRE_T_INT: return read_int(r, f, m);
	case WIRE_T_DOUBLE: return read_double(r, m);
	case WIRE_T_STRING: return read_string(r, m);
	case WIRE_T_CHARS: return read_chars(r, m, f->size);
	case WIRE_T_STRUCT: return wire_unpack(r, f->of, m);
	case WIRE_T_POINTER: return read_pointer(r, f->of, m);
	case WIRE_T_BYTES: ok = read_bytes(r, m, &n); break;
	case WIRE_T_NUMBERS: ok = read_numbers(r, f->size, m, &n); break;
	case WIRE_T_LIST: ok = read_list(r, f->of, m, &n); break;
	case WIRE_T_STRINGS:
		ok = read_count(r, 1, &n) && (*(void **)m = arena_alloc(r->arena, (n + 1) * sizeof(char *)));
		ok = ok && read_strings(r, *(const char ***)m, n);
		break;
	case WIRE_T_ROW: ok = read_count(r, 1, &n) && n <= f->size && read_strings(r, m, n); break;
	}
	if (!ok || (f->again && n != counted(value, f)))
		return bad(r);
	store_uint(value + f->count_at, f->count_size, n);
	return true;
}

bool wire_unpack(struct wire_reader *r, const struct wire_shape *shape, void *out)
{
	size_t n;

	memset(out, 0, shape->size);
	if (!read_count(r, 1, &n) || n != shape->count)
		return bad(r);
	for (size_t i = 0; i < n; i++)
		if (!read_field(r, &shape->fields[i], out))
			return false;
	return true;
}
