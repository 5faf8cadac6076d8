/* SPDX-License-Identifier: MIT */
/*
 * zone_parse: the bytes of a TZif file (RFC 8536).
 *
 *   header (44 bytes: "TZif", version, six counts) | data with 32-bit times | header | data with 64-bit times | \n rule \n
 *
 * The first block is for readers of version 1 and is stepped over.
 */
#include "model/zone_file.h"

#include <stdlib.h>
#include <string.h>

#define HEADER 44
#define TABLE_MAX 100000 /* far above any real count: keeps sums within size_t */

struct counts {
	size_t utc, standard, leap, times, types, chars;
};

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be64(const unsigned char *p)
{
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* False: this is not a header that plumb can read. */
static bool read_header(const unsigned char *p, size_t len, struct counts *c)
{
	if (len < HEADER || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
		return false;
	size_t *fields[6] = { &c->utc, &c->standard, &c->leap, &c->times, &c->types, &c->chars };
	for (int i = 0; i < 6; i++) {
		*fields[i] = be32(p + 20 + 4 * i);
		if (*fields[i] > TABLE_MAX)
			return false;
	}
	return true;
}

static size_t block_size(const struct counts *c, size_t time_bytes)
{
	return c->times * (time_bytes + 1) + c->types * 6 + c->chars + c->leap * (time_bytes + 4) + c->standard + c->utc;
}

bool zone_push(struct zone *z, int64_t at, int32_t offset)
{
	if (z->count && z->at[z->count - 1] == at)
		z->count--;
	if (offset == (z->count ? z->offset[z->count - 1] : z->base_offset))
		return true;
	if (z->count % 256 == 0) {
		size_t room = z->count + 256;
		int64_t *times = realloc(z->at, room * sizeof *times);
		if (times)
			z->at = times;
		int32_t *offsets = realloc(z->offset, room * sizeof *offsets);
		if (offsets)
			z->offset = offsets;
		if (!times || !offsets)
			return false;
	}
	z->at[z->count] = at;
	z->offset[z->count++] = offset;
	return true;
}

int zone_parse(struct zone *z, const unsigned char *bytes, size_t len, struct err *err)
{
	struct counts c;
	if (!read_header(bytes, len, &c))
		return err_set(err, ERR_INPUT, "not a time zone file of version 2 or later");
	size_t skip = HEADER + block_size(&c, 4);
	if (len < skip || !read_header(bytes + skip, len - skip, &c))
		return err_set(err, ERR_INPUT, "the time zone file ends too early");
	const unsigned char *p = bytes + skip + HEADER;
	size_t left = len - skip - HEADER, size = block_size(&c, 8);
	if (left < size || !c.types)
		return err_set(err, ERR_INPUT, "the time zone file ends too early");
	if (c.leap)
		return err_set(err, ERR_INPUT, "the time zone counts leap seconds; use the one without");

	const unsigned char *index = p + c.times * 8, *types = index + c.times;
	z->base_offset = (int32_t)be32(types);
	int64_t last = INT64_MIN;
	for (size_t i = 0; i < c.times; i++) {
		int64_t at = be64(p + 8 * i);
		if (index[i] >= c.types || (i && at <= last))
			return err_set(err, ERR_INPUT, "the time zone file is damaged");
		last = at;
		int32_t offset = (int32_t)be32(types + 6 * (size_t)index[i]);
		if (offset < -25 * 3600 || offset > 26 * 3600)
			return err_set(err, ERR_INPUT, "the time zone file is damaged");
		if (!zone_push(z, at, offset))
			return err_set(err, ERR_MEMORY, "out of memory");
	}

	const char *rule = (const char *)p + size;
	left -= size;
	const char *end = left > 1 ? memchr(rule + 1, '\n', left - 1) : NULL;
	if (!end || *rule != '\n')
		return err_set(err, ERR_INPUT, "the time zone file ends too early");
	if (end == rule + 1)
		return 0;
	int code = zone_push_rule(z, rule + 1, (size_t)(end - rule - 1), last);
	if (code == ERR_INPUT)
		return err_set(err, code, "the time zone file's rule is not one: %.*s", (int)(end - rule - 1), rule + 1);
	return code ? err_set(err, code, "out of memory") : 0;
}
