/* SPDX-License-Identifier: MIT */
/* record: reading a record that was laid out (builder.c does that): identities, and the canonical document again. */
#include "model/record.h"

#include <math.h>
#include <string.h>

#include "model/date.h"

static double number_of(uint64_t slot)
{
	double d;
	memcpy(&d, &slot, sizeof d);
	return d;
}

static bool is_raw(struct record r)
{
	return r.words[0] >> 44 & RECORD_RAW;
}

const char *record_id(struct record r, size_t *len)
{
	const uint32_t at = (uint32_t)r.words[1];
	*len = 0;
	return at ? record_string(r.words, r.words[at], len) : "";
}

const char *record_raw(struct record r, uint32_t object, const struct kind *k, size_t *len)
{
	*len = 0;
	if (!is_raw(r))
		return NULL;
	const uint64_t slot = r.words[object - 1 - (k->derived ? k->bitmap_words : 0)];
	return slot ? record_string(r.words, slot, len) : NULL;
}

bool record_given(struct record r, uint32_t object, const struct kind *k, unsigned index)
{
	const uint32_t bitmap = k->derived ? object - k->bitmap_words : object;
	return r.words[bitmap + index / 64] >> (index % 64) & 1;
}

/*
 * The shortest number whose hundredth is the ratio: 85 for 0.85, though 0.85 * 100 is 85.00000000000001 for others.
 * One of the neighbours of ratio * 100 always is it, because the ratio was made by dividing such a number.
 */
static double percent_of(double ratio)
{
	const double v = ratio * 100;
	const double tries[] = { nearbyint(v), nearbyint(v * 1e4) / 1e4, nearbyint(v * 1e10) / 1e10, v, nextafter(v, INFINITY), nextafter(v, -INFINITY) };

	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
		if (tries[i] / 100 == ratio)
			return tries[i] + 0.0;
	return v;
}

/* ---- identity ---- */

static void put_number(struct buf *out, double d)
{
	char text[32];
	buf_add(out, text, json_format_number(text, d));
}

void record_write_text(const struct schema *s, struct record r, const struct field *f, uint64_t slot, struct buf *out)
{
	char text[40];
	const char *string;
	size_t len;

	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF:
		string = record_string(r.words, slot, &len);
		buf_add(out, string, len);
		return;
	case FIELD_ENUM: buf_puts(out, s->symbols[slot]); return;
	case FIELD_INT: buf_addf(out, "%lld", (long long)slot); return;
	case FIELD_NUMBER: put_number(out, number_of(slot)); return;
	case FIELD_PERCENT: put_number(out, percent_of(number_of(slot))); return;
	case FIELD_BOOL: buf_puts(out, slot ? "true" : "false"); return;
	case FIELD_DATE: buf_add(out, text, date_format(text, value_date_days(slot))); return;
	case FIELD_DATETIME: buf_add(out, text, datetime_format(text, slot)); return;
	case FIELD_DURATION: buf_add(out, text, duration_format(text, slot)); return;
	case FIELD_MONEY:
		if (!isnan(number_of(slot))) {
			put_number(out, number_of(slot));
			return;
		}
		put_number(out, number_of(r.words[(uint32_t)slot]));
		buf_addf(out, " %s", (const char *)&r.words[(uint32_t)slot + 1]);
		return;
	default: return;
	}
}

void record_identity(const struct schema *s, struct record r, uint32_t object, const struct kind *k, struct buf *out)
{
	const size_t start = out->len;

	if (k->id_field >= 0) {
		const uint64_t *slot = record_slot(r.words, object, k, (unsigned)k->id_field);
		if (slot)
			record_write_text(s, r, &k->fields[k->id_field], *slot, out);
		if (out->len > start)
			return;
	}
	bool any = false;
	for (unsigned i = 0; i < k->key_count; i++) {
		const struct field *f = &k->fields[k->key_fields[i]];
		const uint64_t *slot = record_slot(r.words, object, k, f->index);
		const size_t before = out->len + (i > 0);
		if (i)
			buf_putc(out, '/');
		if (slot)
			record_write_text(s, r, f, *slot, out);
		any |= out->len > before;
	}
	if (!any) {
		out->len = start;
		if (out->cap)
			out->data[start] = 0;
	}
}

void record_element_id(const struct schema *s, struct record r, uint32_t list, const struct kind *kind, uint32_t i, struct buf *out)
{
	struct buf other = BUF_INIT;
	const size_t start = out->len;
	size_t same = 1;

	record_identity(s, r, record_list_at(r.words, list, i), kind, out);
	const size_t len = out->len - start;
	if (!len) {
		buf_addf(out, "#%u", i + 1);
		return;
	}
	for (uint32_t j = 0; j < i; j++) {
		buf_clear(&other);
		record_identity(s, r, record_list_at(r.words, list, j), kind, &other);
		same += other.len == len && !memcmp(other.data, out->data + start, len);
	}
	if (same > 1)
		buf_addf(out, "#%zu", same);
	out->failed |= other.failed;
	buf_release(&other);
}

/* ---- the canonical document ---- */

struct writing {
	const struct schema *s;
	struct record r;
	struct json_out *o;
	const uint64_t *names; /* of a row; NULL: the canonical document */
};

static void write_object(struct writing *w, uint32_t object, const struct kind *k);

static void write_money(struct writing *w, uint64_t slot)
{
	const double d = number_of(slot);
	const uint64_t *foreign = isnan(d) ? w->r.words + (uint32_t)slot : NULL;
	if (!foreign && !(w->names && w->r.words[2])) {
		json_put_number(w->o, d);
		return;
	}
	json_begin_object(w->o);
	json_key(w->o, "amount");
	json_put_number(w->o, foreign ? number_of(foreign[0]) : d);
	json_key(w->o, "currency");
	json_put_string(w->o, (const char *)(foreign ? &foreign[1] : &w->r.words[2]), 3);
	json_end_object(w->o);
}

static void write_list(struct writing *w, const struct field *f, uint32_t list)
{
	json_begin_array(w->o);
	for (uint32_t i = 0; i < record_list_count(w->r.words, list); i++) {
		if (f->type == FIELD_LIST) {
			write_object(w, record_list_at(w->r.words, list, i), &w->s->kinds[f->kind]);
		} else {
			size_t len;
			const char *s = record_string(w->r.words, w->r.words[list + 1 + i], &len);
			json_put_string(w->o, s, len);
		}
	}
	json_end_array(w->o);
}

static void write_value(struct writing *w, const struct field *f, uint64_t slot)
{
	const char *s;
	char text[40];
	size_t len;

	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF:
		s = record_string(w->r.words, slot, &len);
		json_put_string(w->o, s, len);
		return;
	case FIELD_ENUM: json_put_string(w->o, w->s->symbols[slot], w->s->symbol_lengths[slot]); return;
	case FIELD_INT: json_put_int(w->o, (int64_t)slot); return;
	case FIELD_NUMBER: json_put_number(w->o, number_of(slot)); return;
	case FIELD_PERCENT: json_put_number(w->o, percent_of(number_of(slot))); return;
	case FIELD_MONEY: write_money(w, slot); return;
	case FIELD_BOOL: json_put_bool(w->o, slot); return;
	case FIELD_DATE: json_put_string(w->o, text, date_format(text, value_date_days(slot))); return;
	case FIELD_DATETIME: json_put_string(w->o, text, datetime_format(text, slot)); return;
	case FIELD_DURATION: json_put_string(w->o, text, duration_format(text, slot)); return;
	case FIELD_OBJECT: write_object(w, (uint32_t)slot, &w->s->kinds[f->kind]); return;
	case FIELD_LIST: case FIELD_SET: write_list(w, f, (uint32_t)slot); return;
	case FIELD_ANY:
		s = record_string(w->r.words, slot, &len);
		json_put_raw(w->o, s, len);
		return;
	case FIELD_TYPE_COUNT: return;
	}
}

int record_raw_begin(struct record r, uint32_t object, const struct kind *k, struct json_reader **reader, struct json_iter *it)
{
	const struct json_limits limits = { SIZE_MAX / 4, 1024, SIZE_MAX / 4, SIZE_MAX / 4 };
	struct json_value v;
	size_t len;
	const char *text = record_raw(r, object, k, &len);

	*reader = NULL;
	if (!text)
		return 0;
	*reader = json_reader_new();
	if (!*reader || json_read(*reader, text, len, &limits, &v, NULL) < 0)
		return ERR_MEMORY;
	json_iter_begin(it, v);
	return 1;
}

static bool is_written(const struct writing *w, uint32_t object, const struct kind *k, const struct field *f)
{
	if (!w->names)
		return record_given(w->r, object, k, f->index);
	return (w->names[f->name_id / 64] >> (f->name_id % 64) & 1 || f->is_id || f->key) && record_slot(w->r.words, object, k, f->index);
}

static void write_object(struct writing *w, uint32_t object, const struct kind *k)
{
	struct json_reader *reader;
	struct json_iter it = { 0 };
	const int rc = record_raw_begin(w->r, object, k, &reader, &it);
	bool unknown = rc > 0 && json_iter_next(&it);

	w->o->buf->failed |= rc < 0;
	json_begin_object(w->o);
	for (unsigned i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[k->sorted[i]];
		for (; unknown && strcmp(it.key, f->name) < 0; unknown = json_iter_next(&it)) {
			json_key_n(w->o, it.key, it.key_len);
			json_put_value(w->o, it.value, true);
		}
		if (!is_written(w, object, k, f))
			continue;
		json_key(w->o, f->name);
		write_value(w, f, *record_slot(w->r.words, object, k, f->index));
	}
	for (; unknown; unknown = json_iter_next(&it)) {
		json_key_n(w->o, it.key, it.key_len);
		json_put_value(w->o, it.value, true);
	}
	json_end_object(w->o);
	json_reader_free(reader);
}

void record_write_object(const struct schema *s, struct record r, uint32_t object, const struct kind *k, struct json_out *o)
{
	struct writing w = { s, r, o, NULL };
	write_object(&w, object, k);
}

void record_write_row(const struct schema *s, struct record r, uint32_t object, const struct kind *k, const uint64_t *names, struct json_out *o)
{
	struct writing w = { s, r, o, names };
	write_object(&w, object, k);
}

void record_write_value(const struct schema *s, struct record r, const struct field *f, uint64_t slot, struct json_out *o)
{
	struct writing w = { s, r, o, NULL };
	write_value(&w, f, slot);
}

void record_write_json(const struct schema *s, struct record r, struct json_out *o)
{
	record_write_object(s, r, record_root(r), &s->kinds[0], o);
}
