/* SPDX-License-Identifier: MIT */
/* wire_member: unsigned members of a struct by size; what both halves of wire share. */
#ifndef PLUMB_WORK_WIRE_MEMBER_H
#define PLUMB_WORK_WIRE_MEMBER_H

#include <string.h>

#include "work/wire.h"

static inline uint64_t load_uint(const void *p, unsigned size)
{
	uint64_t v = 0;

	switch (size) {
	case 1: v = *(const uint8_t *)p; break;
	case 2: v = *(const uint16_t *)p; break;
	case 4: v = *(const uint32_t *)p; break;
	default: memcpy(&v, p, sizeof(v));
	}
	return v;
}

static inline size_t counted(const void *value, const struct wire_field *f)
{
	return (size_t)load_uint((const char *)value + f->count_at, f->count_size);
}

#endif
