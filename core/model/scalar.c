/* SPDX-License-Identifier: MIT */
/* scalar: see scalar.h. Reading is the hot path; explaining runs only for what was refused. */
#include "model/scalar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/date.h"

#define EXACT_MAX 9007199254740992.0 /* 2^53 */

static uint64_t word_of(double d)
{
	uint64_t u;
	memcpy(&u, &d, sizeof u);
	return u;
}

bool scalar_number(struct json_value v, double *out)
{
	switch (json_type(v)) {
	case JSON_T_INT: {
		const int64_t i = json_int(v);
		*out = (double)i;
		return i >= -(int64_t)EXACT_MAX && i <= (int64_t)EXACT_MAX; /* not *out: 2^53 + 1 becomes 2^53 */
	}
	case JSON_T_NUMBER:
		*out = json_number(v) + 0.0; /* no negative zero */
		return isfinite(*out);
	default:
		return false;
	}
}

bool scalar_in_range(const struct field *f, double v)
{
	return !(f->has_min && v < f->min) && !(f->has_max && v > f->max);
}

uint64_t scalar_currency(const char *s, size_t len)
{
	if (len != 3)
		return 0;
	for (int i = 0; i < 3; i++)
		if (s[i] < 'A' || s[i] > 'Z')
			return 0;
	return (uint64_t)(uint8_t)s[0] | (uint64_t)(uint8_t)s[1] << 8 | (uint64_t)(uint8_t)s[2] << 16;
}

/* 3 and 3.0 are integers, 3.5 is not; a number with a fraction part is exact up to 2^53 only. */
static bool read_int(struct json_value v, int64_t *out)
{
	if (json_type(v) == JSON_T_INT) {
		*out = json_int(v);
		return true;
	}
	if (json_type(v) != JSON_T_NUMBER)
		return false;
	const double d = json_number(v);
	if (d != floor(d) || fabs(d) > EXACT_MAX)
		return false;
	*out = (int64_t)d;
	return true;
}

/* "85%" or "-2.5%": what stands before the sign is a plain decimal. */
static bool read_percent_text(const char *s, size_t len, double *out)
{
	size_t digits = 0, points = 0;
	char *end;

	if (len < 2 || len > 32 || s[len - 1] != '%')
		return false;
	for (size_t i = s[0] == '-'; i < len - 1; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			digits++;
		else if (s[i] != '.' || points++ || !digits || i == len - 2)
			return false;
	}
	if (!digits)
		return false;
	*out = strtod(s, &end) + 0.0;
	return end == s + len - 1;
}

static bool read_percent(struct json_value v, double *out)
{
	if (json_type(v) == JSON_T_STRING) {
		size_t len;
		const char *s = json_string(v, &len);
		return read_percent_text(s, len, out);
	}
	return scalar_number(v, out);
}

static bool read_enum(const struct schema *s, const struct field *f, struct json_value v, uint64_t *slot)
{
	size_t len;

	if (json_type(v) != JSON_T_STRING)
		return false;
	const char *text = json_string(v, &len);
	for (uint32_t i = f->symbol_base; i < (uint32_t)f->symbol_base + f->symbol_count; i++)
		if (s->symbol_lengths[i] == len && !memcmp(s->symbols[i], text, len)) {
			*slot = i;
			return true;
		}
	return false;
}

bool scalar_read(const struct schema *s, const struct field *f, struct json_value v, uint64_t *slot)
{
	const char *text;
	int64_t i;
	int32_t days;
	double d;
	size_t len;

	switch ((enum field_type)f->type) {
	case FIELD_ENUM:
		return read_enum(s, f, v, slot);
	case FIELD_INT:
		if (!read_int(v, &i) || !scalar_in_range(f, (double)i))
			return false;
		*slot = (uint64_t)i;
		return true;
	case FIELD_NUMBER:
		if (!scalar_number(v, &d) || !scalar_in_range(f, d))
			return false;
		*slot = word_of(d);
		return true;
	case FIELD_PERCENT:
		if (!read_percent(v, &d) || !scalar_in_range(f, d))
			return false;
		*slot = word_of(d / 100);
		return true;
	case FIELD_BOOL:
		if (json_type(v) != JSON_T_TRUE && json_type(v) != JSON_T_FALSE)
			return false;
		*slot = json_type(v) == JSON_T_TRUE;
		return true;
	case FIELD_DATE:
		if (json_type(v) != JSON_T_STRING)
			return false;
		text = json_string(v, &len);
		if (!date_parse(text, len, &days))
			return false;
		*slot = value_date(days);
		return true;
	case FIELD_DATETIME:
		if (json_type(v) != JSON_T_STRING)
			return false;
		text = json_string(v, &len);
		return datetime_parse(text, len, slot);
	case FIELD_DURATION:
		if (json_type(v) != JSON_T_STRING)
			return false;
		text = json_string(v, &len);
		return duration_parse(text, len, slot);
	default:
		return false;
	}
}
