/* SPDX-License-Identifier: MIT */
/* builder: a document's values checked and laid out as a record (builder.h tells how). */
#include "model/builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/names.h"
#include "model/scalar.h"

#define FOREIGN_MONEY 0x7ff8000000000000ULL /* a quiet NaN; the low 32 bits are an offset */

#define EMPTY ((uint64_t)RECORD_HEADER - 1)   /* the word that is 0 */
#define KNOWN_LENGTH 64 /* longer strings do not come twice */
_Static_assert(STRINGS_KNOWN == 1 << (64 - 57), "the table is indexed by the top bits of a hash");

/* ---- memory ---- */

static bool grow(struct record_builder *b, size_t need)
{
	size_t cap = b->cap ? b->cap : 512;

	if (need > VALUE_OFFSET_MAX) {
		b->too_large = true;
		return false;
	}
	while (cap < need)
		cap *= 2;
	uint64_t *words = realloc(b->words, cap * sizeof *words);
	if (!words) {
		b->failed = true;
		return false;
	}
	b->words = words;
	b->cap = cap;
	return true;
}

uint32_t builder_take(struct record_builder *b, size_t n)
{
	const size_t at = b->count;

	if (at + n > b->cap && !grow(b, at + n))
		return 0;
	b->count = at + n;
	return (uint32_t)at;
}

/* Whether a string was laid out before in this document; else its place in the table, to be filled. */
static struct known_string *know(struct record_builder *b, const char *s, size_t len, bool *same)
{
	uint64_t head, tail;

	names_ends(s, len, &head, &tail);
	struct known_string *k = &b->known[((head ^ (tail << 17 | tail >> 47)) + len) * 0x9e3779b97f4a7c15ULL >> 57];
	*same = k->document == b->document && k->slot >> 32 == len && !memcmp((const char *)b->words + (uint32_t)k->slot, s, len);
	return k;
}

uint64_t builder_string(struct record_builder *b, const char *s, size_t len)
{
	bool same = false;

	if (!len)
		return EMPTY * sizeof(uint64_t);
	struct known_string *k = len <= KNOWN_LENGTH ? know(b, s, len, &same) : NULL;
	if (same)
		return k->slot;
	/* words + count ends the words in use: a string that ended in the last of them leaves room behind it */
	const size_t start = b->count * 8 - b->bytes < 8 ? b->bytes : b->count * 8;
	const size_t end = start + len + 1, old = b->count, words = (end + 7) / 8;
	if (words > old && !builder_take(b, words - old))
		return 0;
	if (words > old)
		b->words[words - 1] = 0;
	memcpy((char *)b->words + start, s, len);
	b->bytes = end;
	const uint64_t slot = (uint64_t)len << 32 | start;
	if (k)
		*k = (struct known_string){ slot, b->document };
	return slot;
}

static bool reserve_slots(struct record_builder *b, size_t n)
{
	if (b->top + n <= b->stack_cap)
		return true;
	size_t cap = b->stack_cap ? b->stack_cap : 1024;
	while (cap < b->top + n)
		cap *= 2;
	uint64_t *stack = realloc(b->stack, cap * sizeof *stack);
	if (!stack) {
		b->failed = true;
		return false;
	}
	b->stack = stack;
	b->stack_cap = cap;
	return true;
}

/* ---- violations ---- */

static void wrong_value(struct record_builder *b, const struct field *f, struct json_value v, const struct step *step)
{
	scalar_explain(b->schema, f, v, &b->message, &b->hint);
	builder_violation(b, step);
}

static void unknown_member(struct record_builder *b, const struct kind *k, const struct json_iter *it, const struct step *step)
{
	const char *near = schema_suggest(b->schema, k, it->key);

	buf_addf(&b->message, "a %s has no field '%s'", k->name, it->key);
	if (near)
		buf_addf(&b->hint, "did you mean '%s'?", near);
	builder_violation(b, step);
}

/* ---- values beside their slot ---- */

static uint32_t build_object(struct record_builder *b, const struct kind *k, struct json_value v, const struct step *up);

static uint64_t build_list(struct record_builder *b, const struct field *f, struct json_value v, const struct step *up)
{
	const size_t n = json_count(v);
	struct step step = { up, NULL, 0 };
	struct json_iter it;

	if (!n)
		return EMPTY;
	const uint32_t list = builder_take(b, 1 + (n + 1) / 2);
	if (!list)
		return 0;
	b->words[list] = n;
	b->words[list + (n + 1) / 2] = 0; /* the half that an odd count leaves over */
	uint32_t low = 0;
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		uint32_t object = 0;
		step.number = it.index;
		if (json_type(it.value) == JSON_T_OBJECT) {
			object = build_object(b, &b->schema->kinds[f->kind], it.value, &step);
		} else {
			buf_puts(&b->message, "found ");
			scalar_describe(it.value, &b->message);
			buf_addf(&b->message, ", expected an object (%s)", b->schema->kinds[f->kind].name);
			builder_violation(b, &step);
		}
		if (it.index % 2)
			b->words[list + 1 + it.index / 2] = (uint64_t)object << 32 | low;
		else
			b->words[list + 1 + it.index / 2] = low = object;
	}
	return list;
}

static uint64_t build_set(struct record_builder *b, struct json_value v, const struct step *up)
{
	const size_t n = json_count(v);
	struct step step = { up, NULL, 0 };
	struct json_iter it;

	if (!n)
		return EMPTY;
	const uint32_t set = builder_take(b, 1 + n);
	if (!set)
		return 0;
	b->words[set] = n;
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		uint64_t slot = 0;
		step.number = it.index;
		if (json_type(it.value) == JSON_T_STRING) {
			size_t len;
			const char *s = json_string(it.value, &len);
			slot = builder_string(b, s, len);
		} else {
			buf_puts(&b->message, "found ");
			scalar_describe(it.value, &b->message);
			buf_puts(&b->message, ", expected a string");
			builder_violation(b, &step);
		}
		b->words[set + 1 + it.index] = slot;
	}
	return set;
}

/* A number is in the project's currency; an object names its own. */
static bool build_money(struct record_builder *b, const struct field *f, struct json_value v, uint64_t *slot)
{
	struct json_value amount, currency;
	uint64_t code = 0;
	double d;
	size_t len;

	if (json_type(v) == JSON_T_OBJECT) {
		if (json_count(v) != 2 || !json_get(v, "amount", &amount) || !json_get(v, "currency", &currency) || json_type(currency) != JSON_T_STRING)
			return false;
		const char *s = json_string(currency, &len);
		code = scalar_currency(s, len);
		if (!code)
			return false;
		v = amount;
	}
	if (!scalar_number(v, &d) || !scalar_in_range(f, d))
		return false;
	if (!code || code == b->currency) {
		memcpy(slot, &d, sizeof *slot);
		return true;
	}
	const uint32_t at = builder_take(b, 2);
	if (at) {
		memcpy(&b->words[at], &d, sizeof d);
		b->words[at + 1] = code;
	}
	*slot = FOREIGN_MONEY | at;
	return true;
}

/* ---- members and objects ---- */

static bool is_blank(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] != ' ' && s[i] != '\t' && s[i] != '\n' && s[i] != '\r')
			return false;
	return true;
}

static uint64_t build_any(struct record_builder *b, struct json_value v)
{
	struct json_out o = json_out(&b->text, 0);

	buf_clear(&b->text);
	json_put_value(&o, v, true);
	b->failed |= b->text.failed;
	return builder_string(b, b->text.data, b->text.len);
}

static bool build_value(struct record_builder *b, const struct field *f, struct json_value v, const struct step *step, uint64_t *slot)
{
	const enum json_type type = json_type(v);
	size_t len;

	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF: {
		if (type != JSON_T_STRING)
			return false;
		const char *s = json_string(v, &len);
		if ((f->type == FIELD_REF && !len) || (f->required && is_blank(s, len)) || (len > SCHEMA_ID_MAX && f->is_id))
			return false;
		*slot = builder_string(b, s, len);
		return true;
	}
	case FIELD_MONEY:
		return build_money(b, f, v, slot);
	case FIELD_OBJECT:
		if (type != JSON_T_OBJECT)
			return false;
		*slot = build_object(b, &b->schema->kinds[f->kind], v, step);
		return true;
	case FIELD_LIST:
		if (type != JSON_T_ARRAY)
			return false;
		*slot = build_list(b, f, v, step);
		return true;
	case FIELD_SET:
		if (type != JSON_T_ARRAY)
			return false;
		*slot = build_set(b, v, step);
		return true;
	case FIELD_ANY:
		*slot = build_any(b, v);
		return type != JSON_T_NULL;
	default:
		return scalar_read(b->schema, f, v, slot);
	}
}

static void build_member(struct record_builder *b, struct open_object *o, const struct field *f, struct json_value v, const struct step *step)
{
	uint64_t slot = 0;

	if (json_type(v) == JSON_T_NULL && !f->required)
		return;
	if (open_object_has(o, f->index)) {
		buf_addf(&b->message, "found both '%s' and its former name '%s'", f->name, f->formerly);
		builder_violation(b, step);
		return;
	}
	if (!build_value(b, f, v, step, &slot))
		wrong_value(b, f, v, step);
	open_object_set(b, o, f->index, slot);
}

static int by_key(const void *a, const void *b)
{
	const struct json_iter *x = a, *y = b;
	return text_order(x->key, x->key_len, y->key, y->key_len);
}

/* The unknown members of an object as canonical JSON: a string slot. */
static uint64_t build_raw(struct record_builder *b, const struct kind *k, struct json_value v, size_t unknown)
{
	struct json_iter it, *members = calloc(unknown, sizeof *members);
	struct json_out o = json_out(&b->text, 0);
	size_t n = 0;
	uint64_t slot = 0;

	buf_clear(&b->text);
	if (members) {
		for (json_iter_begin(&it, v); json_iter_next(&it);)
			if (!schema_field(b->schema, k, it.key, it.key_len))
				members[n++] = it;
		qsort(members, n, sizeof *members, by_key);
		json_begin_object(&o);
		for (size_t i = 0; i < n; i++) {
			json_key_n(&o, members[i].key, members[i].key_len);
			json_put_value(&o, members[i].value, true);
		}
		json_end_object(&o);
		slot = builder_string(b, b->text.data, b->text.len);
	}
	b->failed |= !members || b->text.failed;
	free(members);
	return slot;
}

static void check_required(struct record_builder *b, const struct open_object *o, const struct step *up)
{
	for (unsigned i = 0; i < o->kind->field_count; i++) {
		const struct field *f = &o->kind->fields[i];
		if (!f->required || open_object_has(o, i))
			continue;
		buf_addf(&b->message, "found no '%s', expected ", f->name);
		scalar_expected(b->schema, f, &b->message);
		builder_violation(b, up);
	}
}

/* Slots in field order behind their bitmap; what the document gave before it, where that is not the same. */
static uint32_t lay_out(struct record_builder *b, const struct open_object *o, const uint64_t *given, uint64_t raw)
{
	const struct kind *k = o->kind;
	const size_t before = (b->raw ? 1 : 0) + (k->derived ? k->bitmap_words : 0);
	size_t slots = 0;

	for (unsigned w = 0; w < k->bitmap_words; w++)
		slots += (size_t)__builtin_popcountll(o->present[w]);
	const uint32_t start = builder_take(b, before + k->bitmap_words + slots);
	if (!start)
		return 0;
	uint64_t *out = b->words + start;
	if (b->raw)
		*out++ = raw;
	if (k->derived)
		for (unsigned w = 0; w < k->bitmap_words; w++)
			*out++ = given[w];
	for (unsigned w = 0; w < k->bitmap_words; w++)
		*out++ = o->present[w];
	const uint64_t *in = b->stack + o->base;
	for (unsigned w = 0; w < k->bitmap_words; w++, in += 64)
		for (uint64_t bits = o->present[w]; bits; bits &= bits - 1)
			*out++ = in[__builtin_ctzll(bits)];
	return start + (uint32_t)before;
}

static uint32_t build_object(struct record_builder *b, const struct kind *k, struct json_value v, const struct step *up)
{
	const struct names *lookup = b->schema->lookup;
	struct open_object o;
	struct step step = { up, NULL, 0 };
	struct json_iter it;
	size_t unknown = 0;
	uint64_t given[BITMAP_MAX], raw = 0;

	if (!reserve_slots(b, k->field_count) || b->failed || b->too_large)
		return 0;
	o.kind = k;
	o.base = b->top;
	for (unsigned w = 0; w < k->bitmap_words; w++)
		o.present[w] = 0;
	b->top += k->field_count;
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		const int32_t id = names_find(lookup, it.key, it.key_len);
		const int index = id < 0 ? -1 : k->by_name[id];
		step.key = it.key;
		step.number = it.key_len;
		if (index >= 0)
			build_member(b, &o, &k->fields[index], it.value, &step);
		else if (!b->lenient)
			unknown_member(b, k, &it, &step);
		else
			unknown++;
	}
	if (unknown) {
		b->raw_seen = true;
		if (b->raw)
			raw = build_raw(b, k, v, unknown);
	}
	if (k->required_count && !b->partial)
		check_required(b, &o, up);
	if (k->derived && !b->wrong && !b->failed && !b->too_large) {
		memcpy(given, o.present, k->bitmap_words * sizeof *given);
		builder_derive(b, &o);
	}
	b->top = o.base;
	return b->wrong ? 0 : lay_out(b, &o, given, raw);
}

/* ---- documents ---- */

/* Amounts need the project's currency before they are read, wherever it stands in the document. */
static void read_currency(struct record_builder *b, struct json_value document)
{
	const int index = b->schema->currency_field;
	struct json_value v;
	size_t len;

	b->currency = 0;
	if (index < 0 || !json_get(document, "currency", &v) || json_type(v) != JSON_T_STRING)
		return;
	const char *s = json_string(v, &len);
	b->currency = scalar_currency(s, len);
	if (!b->currency && len) {
		const struct step step = { NULL, "currency", 8 };
		buf_puts(&b->message, "found ");
		scalar_describe(v, &b->message);
		buf_puts(&b->message, ", expected the three capital letters of a currency (USD, CNY)");
		builder_violation(b, &step);
	}
}

/* An empty record, but for its header. */
static bool begin(struct record_builder *b)
{
	b->count = b->top = b->wrong = 0;
	b->failed = b->too_large = b->raw_seen = false;
	/* Offset 0 stands for "failed": builder_take gives it to the header and to nothing else. */
	if (b->cap < RECORD_HEADER && !grow(b, RECORD_HEADER))
		return false;
	b->count = RECORD_HEADER;
	b->words[EMPTY] = 0;
	b->bytes = 0;
	if (!++b->document) { /* after 2^32 documents the marks in the table would be taken for new ones */
		memset(b->known, 0, sizeof b->known);
		b->document = 1;
	}
	return true;
}

static void end(struct record_builder *b, uint32_t root, uint32_t id)
{
	b->words[0] = (uint64_t)RECORD_MAGIC << 48 | (uint64_t)(b->raw ? RECORD_RAW : 0) << 44 | (uint64_t)RECORD_VERSION << 32 | b->count;
	b->words[1] = (uint64_t)root << 32 | id;
	b->words[2] = b->currency;
}

static void build_document(struct record_builder *b, struct json_value document)
{
	const struct kind *k = &b->schema->kinds[0];

	if (!begin(b))
		return;
	read_currency(b, document);
	const uint32_t root = build_object(b, k, document, NULL);
	uint32_t id = 0;
	if (root && k->id_field >= 0 && k->fields[k->id_field].type == FIELD_STRING) {
		const uint64_t *slot = record_slot(b->words, root, k, (unsigned)k->id_field);
		id = slot ? (uint32_t)(slot - b->words) : 0;
	}
	end(b, root, id);
}

struct record_builder *record_builder_new(const struct schema *s, bool lenient)
{
	struct record_builder *b = calloc(1, sizeof *b);

	if (!b)
		return NULL;
	b->schema = s;
	b->lenient = lenient;
	buf_init(&b->message);
	buf_init(&b->hint);
	buf_init(&b->text);
	return b;
}

void record_builder_partial(struct record_builder *b, bool partial)
{
	b->partial = partial;
}

void record_builder_free(struct record_builder *b)
{
	if (!b)
		return;
	free(b->words);
	free(b->stack);
	buf_release(&b->message);
	buf_release(&b->hint);
	buf_release(&b->text);
	free(b);
}

static int take_record(struct record_builder *b, struct record *out, struct err *err)
{
	if (b->failed)
		return err_set(err, ERR_MEMORY, "out of memory while a document was laid out");
	if (b->wrong)
		return err_set(err, ERR_INPUT, "the document breaks the schema in %zu place%s", b->wrong, b->wrong == 1 ? "" : "s");
	if (b->too_large)
		return err_set(err, ERR_LIMIT, "the document needs more than %u MB in memory", (VALUE_OFFSET_MAX + 1) / (1u << 17));
	*out = (struct record){ b->words, b->count };
	return 0;
}

int record_build(struct record_builder *b, struct json_value document, struct record *out, struct violations *violations, struct err *err)
{
	b->violations = violations;
	b->raw = false;
	if (json_type(document) != JSON_T_OBJECT) {
		b->wrong = 0;
		buf_puts(&b->message, "found ");
		scalar_describe(document, &b->message);
		buf_addf(&b->message, ", expected an object (%s)", b->schema->kinds[0].name);
		builder_violation(b, NULL);
	} else {
		build_document(b, document);
		if (b->raw_seen && !b->wrong && !b->failed && !b->too_large) {
			b->raw = true; /* once more: now it is known that the objects need their word for it */
			build_document(b, document);
		}
	}
	return take_record(b, out, err);
}

static uint32_t build_rows(struct record_builder *b, const struct kind *k, struct json_value rows, uint32_t currency)
{
	const struct field of = { .type = FIELD_LIST, .kind = k->id };

	if (!begin(b))
		return 0;
	b->currency = currency;
	const uint32_t list = (uint32_t)build_list(b, &of, rows, NULL);
	end(b, 0, 0);
	return list;
}

int record_build_rows(struct record_builder *b, const struct kind *k, struct json_value rows, uint32_t currency, struct record *out, uint32_t *list, struct violations *violations, struct err *err)
{
	const bool partial = b->partial;

	b->violations = violations;
	b->raw = false;
	b->partial = true;
	*list = build_rows(b, k, rows, currency);
	if (b->raw_seen && !b->wrong && !b->failed && !b->too_large) {
		b->raw = true;
		*list = build_rows(b, k, rows, currency);
	}
	b->partial = partial;
	return take_record(b, out, err);
}

void record_point(struct record_builder *b, uint32_t row)
{
	b->words[1] = (uint64_t)row << 32;
}
