/* SPDX-License-Identifier: MIT */
/*
 * diff: see diff.h. One walk over both records side by side; offset 0 (no object is there: the header is) stands for
 * the side that has none. Nothing is named or written before a difference is seen: paths are chains of steps on the C
 * stack until then, identities are made when a list needs them.
 */
#include "model/diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/path.h"
#include "model/roster.h"

struct step {
	const struct step *up;
	const char *name;      /* NULL: an element */
	size_t number;         /* length of the name, or index of the element */
	struct roster *roster; /* of the element's list */
};

struct diff {
	const struct schema *schema;
	struct record a, b;
	const struct diff_sink *sink;
	struct buf path, id, from, to;
	bool failed; /* memory; the buffers keep their own */
};

static void diff_object(struct diff *d, const struct step *up, const struct kind *k, uint32_t a, uint32_t b, bool quiet);

static bool has_failed(const struct diff *d)
{
	return d->failed || d->path.failed || d->id.failed || d->from.failed || d->to.failed;
}

/* ---- telling ---- */

static void put_step(struct diff *d, const struct step *step)
{
	if (step->up)
		put_step(d, step->up);
	if (step->name) {
		if (step->up)
			buf_putc(&d->path, '.');
		path_escape(&d->path, step->name, step->number, PATH_SPECIAL_NAME);
		return;
	}
	buf_clear(&d->id);
	if (roster_make(step->roster))
		roster_put(step->roster, (uint32_t)step->number, &d->id);
	else
		d->failed = true;
	buf_putc(&d->path, '[');
	path_escape(&d->path, d->id.data, d->id.len, PATH_SPECIAL_ELEMENT);
	buf_putc(&d->path, ']');
}

static void tell_change(struct diff *d, const struct step *step, const char *from, const char *to)
{
	buf_clear(&d->path);
	put_step(d, step);
	if (!has_failed(d))
		d->sink->change(d->sink->ctx, d->path.data, from, to);
}

static void tell_sample(struct diff *d, const struct step *step, const char *value)
{
	buf_clear(&d->path);
	put_step(d, step);
	if (!has_failed(d))
		d->sink->sample(d->sink->ctx, d->path.data, value);
}

/* ---- values ---- */

static bool same_string(struct record a, uint64_t x, struct record b, uint64_t y)
{
	size_t m, n;
	const char *s = record_string(a.words, x, &m), *t = record_string(b.words, y, &n);

	return m == n && !memcmp(s, t, n);
}

static bool same_set(const struct diff *d, uint32_t x, uint32_t y)
{
	const uint32_t n = record_list_count(d->a.words, x);
	uint32_t i = 0;

	if (n != record_list_count(d->b.words, y))
		return false;
	while (i < n && same_string(d->a, d->a.words[x + 1 + i], d->b, d->b.words[y + 1 + i]))
		i++;
	return i == n;
}

static bool is_foreign_money(uint64_t slot)
{
	double amount;

	memcpy(&amount, &slot, sizeof amount);
	return isnan(amount);
}

/* Whether two slots surely hold the same, without writing them. */
static bool seen_same(const struct diff *d, const struct field *f, uint64_t x, uint64_t y)
{
	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF: case FIELD_ANY: return same_string(d->a, x, d->b, y);
	case FIELD_SET: return same_set(d, (uint32_t)x, (uint32_t)y);
	case FIELD_OBJECT: case FIELD_LIST: return false;
	case FIELD_MONEY: return x == y && !is_foreign_money(x);
	default: return x == y;
	}
}

static void write_slot(const struct diff *d, struct record r, const struct field *f, const uint64_t *slot, struct buf *out)
{
	struct json_out o = json_out(out, 0);

	buf_clear(out);
	if (slot)
		record_write_value(d->schema, r, f, *slot, &o);
}

/* NULL: absent. Where the values differ, their texts are in d->from and d->to. */
static bool differ(struct diff *d, const struct field *f, const uint64_t *a, const uint64_t *b)
{
	if (a && b ? seen_same(d, f, *a, *b) : a == b)
		return false;
	write_slot(d, d->a, f, a, &d->from);
	write_slot(d, d->b, f, b, &d->to);
	return !a || !b || text_order(d->from.data, d->from.len, d->to.data, d->to.len);
}

static const uint64_t *given(struct record r, uint32_t object, const struct kind *k, const struct field *f, const uint64_t *slot)
{
	return slot && record_given(r, object, k, f->index) ? slot : NULL;
}

/* ---- lists ---- */

static bool seen_same_field(const struct diff *d, const struct kind *k, unsigned index, uint32_t a, uint32_t b)
{
	const uint64_t *x = record_slot(d->a.words, a, k, index), *y = record_slot(d->b.words, b, k, index);

	return x && y ? seen_same(d, &k->fields[index], *x, *y) : x == y;
}

/* Whether two elements surely have the same identity; false may also mean that it must be written to be known. */
static bool seen_same_identity(const struct diff *d, const struct kind *k, uint32_t a, uint32_t b)
{
	bool same = k->id_field < 0 || seen_same_field(d, k, (unsigned)k->id_field, a, b);

	for (unsigned i = 0; i < k->key_count && same; i++)
		same = seen_same_field(d, k, k->key_fields[i], a, b);
	return same;
}

static bool seen_same_sequence(const struct diff *d, const struct roster *a, const struct roster *b)
{
	uint32_t i = 0;

	while (i < a->count && seen_same_identity(d, a->kind, record_list_at(d->a.words, a->list, i), record_list_at(d->b.words, b->list, i)))
		i++;
	return i == a->count;
}

/* Element i of a roster; a or b is 0 where it came or went. */
static void diff_element(struct diff *d, const struct step *up, struct roster *roster, uint32_t i, uint32_t a, uint32_t b, bool quiet)
{
	const struct step step = { up, NULL, i, roster };
	const bool both = a && b;

	if (!both && !quiet) {
		struct json_out o = json_out(&d->to, 0);
		buf_clear(&d->to);
		record_write_object(d->schema, b ? d->b : d->a, b ? b : a, roster->kind, &o);
		tell_change(d, &step, b ? NULL : d->to.data, b ? d->to.data : NULL);
	}
	diff_object(d, &step, roster->kind, a, b, quiet || !both);
}

/* For each element the number of its partner in the other list, counted from 1; 0: it has none. */
struct partners {
	uint32_t *of_a, *of_b;
};

static bool find_partners(struct roster *a, struct roster *b, struct partners *p)
{
	uint32_t i = 0, j = 0;

	p->of_a = calloc((size_t)a->count + b->count + 1, sizeof *p->of_a);
	if (!p->of_a || !roster_make(a) || !roster_make(b))
		return false;
	p->of_b = p->of_a + a->count;
	while (i < a->count && j < b->count) {
		const struct identity *x = &a->sorted[i], *y = &b->sorted[j];
		const int order = identity_order(x, y);
		if (!order) {
			p->of_a[x->index] = y->index + 1;
			p->of_b[y->index] = x->index + 1;
		}
		i += order <= 0;
		j += order >= 0;
	}
	return true;
}

static void write_order(struct diff *d, const struct roster *roster, const uint32_t *partners, struct buf *out)
{
	struct json_out o = json_out(out, 0);

	buf_clear(out);
	json_begin_array(&o);
	for (uint32_t i = 0; i < roster->count; i++) {
		if (!partners[i])
			continue;
		buf_clear(&d->id);
		roster_put(roster, i, &d->id);
		json_put_string(&o, d->id.data, d->id.len);
	}
	json_end_array(&o);
}

static void diff_order(struct diff *d, const struct step *step, const struct roster *a, const struct roster *b, const struct partners *p)
{
	uint32_t last = 0;
	bool moved = false;

	for (uint32_t i = 0; i < b->count; i++) {
		if (!p->of_b[i])
			continue;
		moved |= p->of_b[i] < last;
		last = p->of_b[i];
	}
	if (!moved)
		return;
	write_order(d, a, p->of_a, &d->from);
	write_order(d, b, p->of_b, &d->to);
	tell_change(d, step, d->from.data, d->to.data);
}

static void diff_matched(struct diff *d, const struct step *step, struct roster *a, struct roster *b, bool quiet)
{
	struct partners p;

	if (find_partners(a, b, &p)) {
		for (uint32_t i = 0; i < a->count; i++)
			if (!p.of_a[i])
				diff_element(d, step, a, i, record_list_at(d->a.words, a->list, i), 0, quiet);
		for (uint32_t i = 0; i < b->count; i++) {
			const uint32_t of_a = p.of_b[i];
			diff_element(d, step, b, i, of_a ? record_list_at(d->a.words, a->list, of_a - 1) : 0, record_list_at(d->b.words, b->list, i), quiet);
		}
		if (!quiet)
			diff_order(d, step, a, b, &p);
	} else {
		d->failed = true;
	}
	free(p.of_a);
}

static void diff_list(struct diff *d, const struct step *step, const struct kind *k, uint32_t a, uint32_t b, bool quiet)
{
	struct roster of_a, of_b;

	roster_init(&of_a, d->schema, d->a, a, k);
	roster_init(&of_b, d->schema, d->b, b, k);
	if (of_a.count && of_b.count && (of_a.count != of_b.count || !seen_same_sequence(d, &of_a, &of_b))) {
		diff_matched(d, step, &of_a, &of_b, quiet);
	} else {
		for (uint32_t i = 0; i < of_a.count && !of_b.count; i++)
			diff_element(d, step, &of_a, i, record_list_at(d->a.words, a, i), 0, quiet);
		for (uint32_t i = 0; i < of_b.count; i++)
			diff_element(d, step, &of_b, i, of_a.count ? record_list_at(d->a.words, a, i) : 0, record_list_at(d->b.words, b, i), quiet);
	}
	roster_release(&of_a);
	roster_release(&of_b);
}

/* ---- objects ---- */

/* Unknown members, which are sorted on both sides. */
static void diff_unknown(struct diff *d, const struct step *up, const struct kind *k, uint32_t a, uint32_t b)
{
	size_t m = 0, n = 0;
	const char *s = a ? record_raw(d->a, a, k, &m) : NULL, *t = b ? record_raw(d->b, b, k, &n) : NULL;
	struct json_reader *reader_a = NULL, *reader_b = NULL;
	struct json_iter x = { 0 }, y = { 0 };

	if (m == n && (!m || !memcmp(s, t, n)))
		return;
	const int of_a = s ? record_raw_begin(d->a, a, k, &reader_a, &x) : 0;
	const int of_b = t ? record_raw_begin(d->b, b, k, &reader_b, &y) : 0;
	bool in_a = of_a > 0 && json_iter_next(&x), in_b = of_b > 0 && json_iter_next(&y);
	d->failed |= of_a < 0 || of_b < 0;
	while ((in_a || in_b) && !d->failed) {
		const int order = !in_a ? 1 : !in_b ? -1 : text_order(x.key, x.key_len, y.key, y.key_len);
		const struct step step = { up, order <= 0 ? x.key : y.key, order <= 0 ? x.key_len : y.key_len, NULL };
		struct json_out from = json_out(&d->from, 0), to = json_out(&d->to, 0);

		buf_clear(&d->from);
		buf_clear(&d->to);
		if (order <= 0)
			json_put_value(&from, x.value, true);
		if (order >= 0)
			json_put_value(&to, y.value, true);
		if (text_order(d->from.data, d->from.len, d->to.data, d->to.len))
			tell_change(d, &step, order <= 0 ? d->from.data : NULL, order >= 0 ? d->to.data : NULL);
		if (order <= 0)
			in_a = json_iter_next(&x);
		if (order >= 0)
			in_b = json_iter_next(&y);
	}
	json_reader_free(reader_a);
	json_reader_free(reader_b);
}

/* Whether the canonical document has nothing in an object or list. */
static bool is_empty(const struct diff *d, struct record r, const struct field *f, uint32_t at)
{
	const struct kind *k = &d->schema->kinds[f->kind];
	size_t len;

	if (f->type == FIELD_LIST)
		return !record_list_count(r.words, at);
	for (unsigned i = 0; i < k->field_count; i++)
		if (record_given(r, at, k, i))
			return false;
	return !record_raw(r, at, k, &len);
}

/* What stands for itself because nothing in it can. */
static void diff_emptiness(struct diff *d, const struct step *step, const struct field *f, uint32_t a, uint32_t b)
{
	const char *const text = f->type == FIELD_LIST ? "[]" : "{}";
	const bool was = a && is_empty(d, d->a, f, a), is = b && is_empty(d, d->b, f, b);

	if (is && !was)
		tell_change(d, step, NULL, text);
	else if (was && !b)
		tell_change(d, step, text, NULL);
}

static void diff_field(struct diff *d, const struct step *up, const struct kind *k, const struct field *f, uint32_t a, uint32_t b, bool quiet)
{
	const uint64_t *x = a ? record_slot(d->a.words, a, k, f->index) : NULL;
	const uint64_t *y = b ? record_slot(d->b.words, b, k, f->index) : NULL;
	const struct step step = { up, f->name, strlen(f->name), NULL };

	if (!x && !y)
		return;
	if (f->type == FIELD_OBJECT || f->type == FIELD_LIST) {
		const uint32_t of_a = x ? (uint32_t)*x : 0, of_b = y ? (uint32_t)*y : 0;
		const struct kind *inner = &d->schema->kinds[f->kind];
		if (f->type == FIELD_OBJECT)
			diff_object(d, &step, inner, of_a, of_b, quiet);
		else
			diff_list(d, &step, inner, of_a, of_b, quiet);
		if (!quiet)
			diff_emptiness(d, &step, f, of_a, of_b);
	} else if (!quiet) {
		const uint64_t *was = given(d->a, a, k, f, x), *is = given(d->b, b, k, f, y);
		if (differ(d, f, was, is))
			tell_change(d, &step, was ? d->from.data : NULL, is ? d->to.data : NULL);
	}
	if (f->tracked && d->sink->sample && differ(d, f, x, y))
		tell_sample(d, &step, y ? d->to.data : NULL);
}

/* quiet: what is in here was told already, as one change of an element that holds it; samples only. */
static void diff_object(struct diff *d, const struct step *up, const struct kind *k, uint32_t a, uint32_t b, bool quiet)
{
	for (unsigned i = 0; i < k->field_count && !d->failed; i++)
		diff_field(d, up, k, &k->fields[k->sorted[i]], a, b, quiet);
	if (!quiet)
		diff_unknown(d, up, k, a, b);
}

int record_diff(const struct schema *s, const struct record *a, const struct record *b, const struct diff_sink *sink, struct err *err)
{
	struct diff d = { .schema = s, .sink = sink, .path = BUF_INIT, .id = BUF_INIT, .from = BUF_INIT, .to = BUF_INIT };

	if (!b || (a && a->count == b->count && !memcmp(a->words, b->words, b->count * sizeof *b->words)))
		return 0;
	d.b = *b;
	if (a)
		d.a = *a;
	diff_object(&d, NULL, &s->kinds[0], a ? record_root(*a) : 0, record_root(*b), !a || !sink->change);
	const bool failed = has_failed(&d);
	buf_release(&d.path);
	buf_release(&d.id);
	buf_release(&d.from);
	buf_release(&d.to);
	return failed ? err_set(err, ERR_MEMORY, "out of memory while two versions of a project were compared") : 0;
}
