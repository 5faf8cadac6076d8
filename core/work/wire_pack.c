/* SPDX-License-Identifier: MIT */
/* wire_pack: structs to MessagePack, by msgpack-c; see wire.h. */
#include <msgpack.h>
#include <string.h>

#include "work/wire_member.h"

static int64_t load_int(const void *p, unsigned size)
{
	switch (size) {
	case 1: return *(const int8_t *)p;
	case 2: return *(const int16_t *)p;
	case 4: return *(const int32_t *)p;
	default: return *(const int64_t *)p;
	}
}

static inline const void *member(const void *value, const struct wire_field *f)
{
	return (const char *)value + f->at;
}

static int append(void *out, const char *bytes, size_t n)
{
	buf_add(out, bytes, n);
	return 0;
}

static void pack_string(msgpack_packer *k, const char *s)
{
	if (s)
		msgpack_pack_str_with_body(k, s, strlen(s) + 1);
	else
		msgpack_pack_nil(k);
}

static void pack_strings(msgpack_packer *k, const char *const *strings, size_t n)
{
	msgpack_pack_array(k, n);
	for (size_t i = 0; i < n; i++)
		pack_string(k, strings[i]);
}

/* Bytes are followed by a NUL on the wire, whatever follows them in memory. */
static void pack_bytes(msgpack_packer *k, const char *bytes, size_t n)
{
	msgpack_pack_bin(k, n + 1);
	if (n)
		msgpack_pack_bin_body(k, bytes, n);
	msgpack_pack_bin_body(k, "", 1);
}

static void pack_struct(msgpack_packer *k, const struct wire_shape *shape, const void *value);

static void pack_list(msgpack_packer *k, const struct wire_shape *shape, const char *items, size_t n)
{
	msgpack_pack_array(k, n);
	for (size_t i = 0; i < n; i++)
		pack_struct(k, shape, items + i * shape->size);
}

static void pack_field(msgpack_packer *k, const struct wire_field *f, const void *value)
{
	const void *m = member(value, f);
	const char *pointer;

	switch (f->type) {
	case WIRE_T_UINT: msgpack_pack_uint64(k, load_uint(m, f->size)); break;
	case WIRE_T_INT: msgpack_pack_int64(k, load_int(m, f->size)); break;
	case WIRE_T_DOUBLE: msgpack_pack_double(k, *(const double *)m); break;
	case WIRE_T_STRING: pack_string(k, *(const char *const *)m); break;
	case WIRE_T_CHARS: pack_string(k, m); break;
	case WIRE_T_BYTES: pack_bytes(k, *(const char *const *)m, counted(value, f)); break;
	case WIRE_T_NUMBERS: pack_bytes(k, *(const char *const *)m, counted(value, f) * f->size); break;
	case WIRE_T_STRINGS: pack_strings(k, *(const char *const *const *)m, counted(value, f)); break;
	case WIRE_T_ROW: pack_strings(k, m, counted(value, f)); break;
	case WIRE_T_STRUCT: pack_struct(k, f->of, m); break;
	case WIRE_T_POINTER:
		pointer = *(const char *const *)m;
		if (pointer)
			pack_struct(k, f->of, pointer);
		else
			msgpack_pack_nil(k);
		break;
	case WIRE_T_LIST: pack_list(k, f->of, *(const char *const *)m, counted(value, f)); break;
	}
}

static void pack_struct(msgpack_packer *k, const struct wire_shape *shape, const void *value)
{
	msgpack_pack_array(k, shape->count);
	for (size_t i = 0; i < shape->count; i++)
		pack_field(k, &shape->fields[i], value);
}

void wire_pack(struct buf *out, const struct wire_shape *shape, const void *value)
{
	msgpack_packer k;

	msgpack_packer_init(&k, out, append);
	pack_struct(&k, shape, value);
}
