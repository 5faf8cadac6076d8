/* SPDX-License-Identifier: MIT */
/*
 * record: one project in memory, without inner pointers.
 *
 * A record is one run of 8-byte words; positions are word offsets from its start, so it can be moved, mapped or
 * written out as it is. At most VALUE_OFFSET_MAX words.
 *
 *   word 0            magic 16 bits | flags 4 | version 12 | words in all 32, highest first
 *   word 1            offset of the root object 32 | offset of the id string slot 32 (0: the project has no id)
 *   word 2            currency: three ASCII letters in the low bytes, 0 when not stated
 *   word 3            0: what an empty string, list or set points to
 *   an object         its offset leads to bitmap_words words of presence, then one slot a present field in field
 *                     order. Before the presence: bitmap_words words of what was given, where the kind is `derived`
 *                     (a default or computed slot is present and not given); before that the word `raw`, where the
 *                     record has the flag RECORD_RAW
 *   a slot by type
 *     string text ref   length in bytes 32 | offset 32 in bytes (NUL follows); equal strings may share their bytes
 *     enum              symbol id (index into schema.symbols)
 *     int               int64
 *     number            double; percent: the ratio (0.85 for 85)
 *     money             double in the project's currency, or a NaN whose low 32 bits are the offset of
 *                       { double amount; uint64 currency } for money in another one
 *     bool              0 or 1
 *     date datetime duration   value_t
 *     object            offset of the object
 *     list              offset of { count 32 | 0; offset of each object, two to a word, low half first }
 *     set               offset of { count; count string slots }
 *     any               a string slot with its canonical JSON: whatever the document gave
 *   raw                 under --lenient, what the schema does not know of this object: a string slot with the
 *                       canonical JSON object of its unknown members, 0 where it has none. Only records that have
 *                       unknown members somewhere carry these words and the flag
 *
 * Absent, null and the empty string are all "absent" to a policy; an empty string keeps its slot (length 0)
 * so that the document can be written again. A field with a default gets its slot from the schema.
 * Each element of a list knows its id (see record_element_id).
 */
#ifndef PLUMB_MODEL_RECORD_H
#define PLUMB_MODEL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "json/read.h"
#include "json/write.h"
#include "model/schema.h"

#define RECORD_MAGIC 0x504cu /* "PL" */
#define RECORD_VERSION 1u
#define RECORD_RAW 1u /* flag: every object has its word `raw` */
#define RECORD_HEADER 4 /* words */

struct record {
	const uint64_t *words;
	size_t count; /* words */
};

/* One thing that is wrong with a document. */
struct violation {
	char *pointer;   /* JSON Pointer, owned by the list */
	char *message;   /* "found 7, expected 1 to 5" */
	char *hint;      /* "did you mean 'budget'?", or NULL */
	int line, column; /* filled by violations_locate */
};
struct violations {
	struct violation *items;
	size_t count, cap;
	size_t dropped;  /* more than VIOLATIONS_MAX were found */
};
#define VIOLATIONS_MAX 100
void violations_release(struct violations *v);
void violations_locate(struct violations *v, const char *text, size_t len, size_t first_line);
/* The first of them, located, as the error that ends the work on one document. */
int violations_error(struct violations *v, const char *text, size_t len, size_t first_line, struct err *err);
void violations_format(const struct violations *v, const char *file, struct buf *out);

/* Builds records; keep one and use it for document after document. */
struct record_builder;
struct record_builder *record_builder_new(const struct schema *s, bool lenient);
void record_builder_free(struct record_builder *b);
/*
 * From now on documents are parts of one: a required field may be missing (not null), in any object. Everything else
 * stays checked.
 */
void record_builder_partial(struct record_builder *b, bool partial);
/*
 * Lays out one document. 0: *out is valid until the next build (copy its words to keep it). ERR_INPUT: `violations`
 * lists everything that breaks the schema (at once), nothing was laid out. Computed fields are filled where the
 * document has no value for them (model/compute.h).
 */
int record_build(struct record_builder *b, struct json_value document, struct record *out, struct violations *violations, struct err *err);
/*
 * The same for rows: an array of objects of one kind (record_write_row). There is no project, so the record has no root; *list is
 * where its one list is. Required fields may be missing. currency: what plain amounts are in, as word 2.
 */
int record_build_rows(struct record_builder *b, const struct kind *k, struct json_value rows, uint32_t currency, struct record *out, uint32_t *list, struct violations *violations, struct err *err);
/* One of the rows becomes the root: what is asked of the record's project is then asked of that row. 0: none is. */
void record_point(struct record_builder *b, uint32_t row);

/* Reading. Offsets come from the record itself, so none of these fails. */
static inline uint32_t record_root(struct record r) { return (uint32_t)(r.words[1] >> 32); }
/* The slot of field `index` of the object at `offset`, or NULL when absent. */
static inline const uint64_t *record_slot(const uint64_t *words, uint32_t offset, const struct kind *k, unsigned index)
{
	const uint64_t *o = words + offset;
	if (k->bitmap_words == 1) {
		uint64_t bit = 1ULL << index;
		if (!(o[0] & bit))
			return NULL;
		return o + 1 + __builtin_popcountll(o[0] & (bit - 1));
	}
	unsigned w = index / 64, n = 0;
	uint64_t bit = 1ULL << (index % 64);
	if (!(o[w] & bit))
		return NULL;
	for (unsigned i = 0; i < w; i++)
		n += (unsigned)__builtin_popcountll(o[i]);
	return o + k->bitmap_words + n + (unsigned)__builtin_popcountll(o[w] & (bit - 1));
}
static inline const char *record_string(const uint64_t *words, uint64_t slot, size_t *len)
{
	*len = (size_t)(slot >> 32);
	return (const char *)words + (uint32_t)slot;
}
static inline uint32_t record_list_count(const uint64_t *words, uint32_t list) { return (uint32_t)words[list]; }
static inline uint32_t record_list_at(const uint64_t *words, uint32_t list, uint32_t i) /* 0-based */
{
	return (uint32_t)(words[list + 1 + i / 2] >> (i % 2 ? 32 : 0));
}
/* The project's id; empty when it has none. */
const char *record_id(struct record r, size_t *len);
/*
 * The identity of element i of a list of `kind`: its id field, else its key fields joined by "/", else "#i"
 * (1-based). The second and later elements of the same identity get "#2", "#3". Written to `out` (appended).
 */
void record_element_id(const struct schema *s, struct record r, uint32_t list, const struct kind *kind, uint32_t i, struct buf *out);
/* The same without "#2"; adds nothing where "#i" would stand. model/roster.h names all elements of a list at once. */
void record_identity(const struct schema *s, struct record r, uint32_t object, const struct kind *kind, struct buf *out);
/* The unknown members of an object of kind k as one JSON object, NUL-terminated; NULL when it has none. */
const char *record_raw(struct record r, uint32_t object, const struct kind *k, size_t *len);
/*
 * The same to be walked, in byte order of their names: 1, or 0 when it has none, or ERR_MEMORY. *reader (to be freed
 * by the caller, whatever the answer) holds them.
 */
int record_raw_begin(struct record r, uint32_t object, const struct kind *k, struct json_reader **reader, struct json_iter *it);
/* Whether a present field was in the document, not filled in by a default or a formula. */
bool record_given(struct record r, uint32_t object, const struct kind *k, unsigned index);
/*
 * The canonical document: keys sorted, what was given (defaults and computed fields are not written), unknown members
 * at their places. A percentage is written as the shortest number whose hundredth is the ratio kept; money in the
 * project's currency as a number. Building it again gives the same record, writing that the same bytes.
 */
void record_write_json(const struct schema *s, struct record r, struct json_out *o);
/* Parts of it: an object of the record, and what is in a slot of field f (given or not). */
void record_write_object(const struct schema *s, struct record r, uint32_t object, const struct kind *k, struct json_out *o);
/*
 * An object as a row that is read apart from its project: of what it has, given or computed, the fields in `names` (a bit per
 * name_id), its id and its key; every amount with its currency.
 */
void record_write_row(const struct schema *s, struct record r, uint32_t object, const struct kind *k, const uint64_t *names, struct json_out *o);
void record_write_value(const struct schema *s, struct record r, const struct field *f, uint64_t slot, struct json_out *o);
/* A scalar as the bare text that stands for it in a name: "risks[credit]" ("" for what is no scalar). */
void record_write_text(const struct schema *s, struct record r, const struct field *f, uint64_t slot, struct buf *out);

#endif
