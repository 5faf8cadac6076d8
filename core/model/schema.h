/* SPDX-License-Identifier: MIT */
/*
 * schema: the kinds of things a project is made of, laid out at run time from data.
 *
 * The built-in schema is written in lua/schema/ and turned into JSON at build time; a company's policies/schema.lua
 * extends it in a worker, which answers with the JSON of the whole. schema_from_json lays that out. The JSON form:
 *
 *   { "root": "project",
 *     "kinds": [ { "name": "risk", "label": {"en": "Risk", "zh": "风险"}, "doc": {"en": ..., "zh": ...}, "key": ["name"],
 *                  "fields": [ { "name": "probability", "type": "int", "min": 1, "max": 5,
 *                                "label": {...}, "doc": {...}, "unit": "1-5",
 *                                "required": true, "tracked": true, "computed": "risk_score", "formerly": "old",
 *                                "values": ["open", ...]      enum
 *                                "kind": "action"             object, list, ref
 *                                "default": ... } ] } ] }
 *
 * "default" suits the scalar types but money. Everything else in a kind or field is refused, and so are more than
 * SCHEMA_KINDS_MAX kinds or SCHEMA_FIELDS_MAX fields a kind.
 *
 * A schema is immutable after it is made and may be shared by threads. Kind 0 is the root kind (project).
 */
#ifndef PLUMB_MODEL_SCHEMA_H
#define PLUMB_MODEL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "json/read.h"
#include "json/write.h"
#include "model/value.h"

#define SCHEMA_KINDS_MAX 1000
#define SCHEMA_FIELDS_MAX 512

enum field_type {
	FIELD_STRING, FIELD_TEXT, FIELD_ENUM, FIELD_REF, FIELD_INT, FIELD_NUMBER, FIELD_PERCENT, FIELD_MONEY, FIELD_BOOL,
	FIELD_DATE, FIELD_DATETIME, FIELD_DURATION, FIELD_OBJECT, FIELD_LIST, FIELD_SET, FIELD_ANY,
	FIELD_TYPE_COUNT
};
extern const char *const field_type_names[FIELD_TYPE_COUNT]; /* "string", "text", ... */

#define SCHEMA_ID_MAX 256

struct text2 { const char *en, *zh; }; /* either may be NULL */

struct field {
	const char *name;
	uint16_t name_id;          /* index into schema.names: one id per distinct field name over all kinds */
	uint8_t type;              /* enum field_type */
	bool required, tracked, key, has_min, has_max, has_default;
	bool is_id;                /* named "id": at most SCHEMA_ID_MAX bytes; compared byte for byte */
	uint16_t index;            /* position in its kind: its bit in a record's presence bitmap */
	uint16_t kind;             /* OBJECT, LIST, REF: the kind of what it holds or names */
	double min, max;           /* of int, number, percent (in percent: 0-100), money */
	uint16_t symbol_base, symbol_count; /* ENUM: its values are schema.symbols[symbol_base .. +count) */
	struct text2 label, doc;
	const char *unit;          /* "days", "1-5"; NULL where the type says it */
	const char *computed;      /* name of the formula (model/compute.h), or NULL */
	const char *formerly;
	struct json_value default_value; /* valid while the schema lives */
};

struct kind {
	const char *name;
	uint16_t id, field_count;
	uint16_t bitmap_words;     /* (field_count + 63) / 64 */
	uint16_t key_count, required_count;
	struct field *fields;
	const uint16_t *key_fields; /* indexes; identity of an element where no id is given */
	int16_t id_field;          /* index of the field "id", or -1 */
	int16_t *by_name;          /* [schema.name_count]: name_id -> field index, or -1; `formerly` names lead there too */
	const uint16_t *sorted;    /* [field_count]: field indexes in byte order of their names (the canonical order) */
	bool derived;              /* has fields with a default or a formula: its records tell what was given */
	struct text2 label, doc;
};

struct names;

struct schema {
	struct arena arena;
	struct kind *kinds;
	size_t kind_count;
	const char **names;        /* every distinct field name; id is the index */
	size_t name_count;
	const char **symbols;      /* every enum's values, one run an enum */
	uint32_t *symbol_lengths;
	size_t symbol_count;
	struct names *lookup;      /* text -> name_id (model/names.h) */
	int currency_field;        /* index in the root kind of the string "currency", or -1 */
	struct json_reader *source; /* keeps every text and default alive */
};

int schema_from_json(const char *text, size_t len, struct schema **out, struct err *err);
const char *schema_builtin(size_t *len); /* the built-in schema's JSON, linked into the program */
void schema_free(struct schema *s);
const struct kind *schema_kind(const struct schema *s, const char *name); /* NULL: no such kind */
const struct field *schema_field(const struct schema *s, const struct kind *k, const char *name, size_t len);
/* What name may have meant in kind k, or NULL. */
const char *schema_suggest(const struct schema *s, const struct kind *k, const char *name);
/* Resolves a dotted path ("budget.lines") from kind k; NULL and err when a step is missing. */
const struct field *schema_path(const struct schema *s, const struct kind *k, const char *path, struct err *err);
/* JSON Schema (draft 2020-12) of the root kind, kinds under $defs. lang: "en" or "zh". */
void schema_write_json_schema(const struct schema *s, struct json_out *o, const char *lang);

#endif
