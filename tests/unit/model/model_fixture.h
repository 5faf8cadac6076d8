/* SPDX-License-Identifier: MIT */
/* A small schema that has one field of every type, and a way to lay documents out by it. */
#ifndef PLUMB_TEST_MODEL_FIXTURE_H
#define PLUMB_TEST_MODEL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/path.h"
#include "model/record.h"

static const char fixture_schema[] =
	"{\"root\":\"project\",\"kinds\":["
	"{\"name\":\"project\",\"key\":[\"id\"],\"label\":{\"en\":\"Project\",\"zh\":\"项目\"},\"fields\":["
	"{\"name\":\"id\",\"type\":\"string\",\"required\":true,\"label\":{\"en\":\"Id\",\"zh\":\"编号\"}},"
	"{\"name\":\"name\",\"type\":\"text\"},"
	"{\"name\":\"phase\",\"type\":\"enum\",\"values\":[\"planning\",\"execution\",\"closed\"],\"default\":\"planning\"},"
	"{\"name\":\"currency\",\"type\":\"string\"},"
	"{\"name\":\"count\",\"type\":\"int\",\"min\":0,\"max\":1000000,\"doc\":{\"en\":\"How many.\"}},"
	"{\"name\":\"big\",\"type\":\"int\"},"
	"{\"name\":\"ratio\",\"type\":\"number\",\"min\":-1,\"max\":1},"
	"{\"name\":\"done\",\"type\":\"percent\",\"min\":0,\"max\":100},"
	"{\"name\":\"value\",\"type\":\"money\",\"min\":0},"
	"{\"name\":\"active\",\"type\":\"bool\"},"
	"{\"name\":\"start\",\"type\":\"date\",\"formerly\":\"begin\"},"
	"{\"name\":\"seen_at\",\"type\":\"datetime\"},"
	"{\"name\":\"every\",\"type\":\"duration\"},"
	"{\"name\":\"worst\",\"type\":\"ref\",\"kind\":\"risk\"},"
	"{\"name\":\"budget\",\"type\":\"object\",\"kind\":\"budget\"},"
	"{\"name\":\"risks\",\"type\":\"list\",\"kind\":\"risk\"},"
	"{\"name\":\"tags\",\"type\":\"set\"},"
	"{\"name\":\"extra\",\"type\":\"any\",\"tracked\":true},{\"name\":\"notes\",\"type\":\"list\",\"kind\":\"note\"}]},"
	"{\"name\":\"note\",\"fields\":[{\"name\":\"value\",\"type\":\"any\",\"required\":true}]},"
	"{\"name\":\"budget\",\"fields\":[{\"name\":\"total\",\"type\":\"money\"},{\"name\":\"lines\",\"type\":\"list\",\"kind\":\"line\"}]},"
	"{\"name\":\"line\",\"key\":[\"name\",\"due\"],\"fields\":[{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"name\",\"type\":\"string\"},"
	"{\"name\":\"amount\",\"type\":\"money\"},{\"name\":\"due\",\"type\":\"date\"}]},"
	"{\"name\":\"risk\",\"key\":[\"name\"],\"fields\":["
	"{\"name\":\"name\",\"type\":\"string\",\"required\":true},"
	"{\"name\":\"probability\",\"type\":\"int\",\"min\":1,\"max\":5},{\"name\":\"impact\",\"type\":\"int\",\"min\":1,\"max\":5},"
	"{\"name\":\"score\",\"type\":\"int\",\"computed\":\"risk_score\"},"
	"{\"name\":\"band\",\"type\":\"enum\",\"values\":[\"low\",\"medium\",\"high\",\"critical\"],\"computed\":\"risk_band\"}]}]}";

struct fixture {
	struct schema *schema;
	struct json_reader *reader;
	struct record_builder *builder;
	struct record record;
	struct violations violations;
};

static inline struct schema *fixture_load(const char *json)
{
	struct err err = ERR_INIT;
	struct schema *s;
	if (schema_from_json(json, strlen(json), &s, &err) < 0) {
		print_error("%s\n", err.message);
		err_release(&err);
		fail();
	}
	return s;
}

static inline struct fixture fixture_new(const char *schema, bool lenient)
{
	struct fixture f = { .schema = fixture_load(schema), .reader = json_reader_new() };
	f.builder = record_builder_new(f.schema, lenient);
	assert_non_null(f.builder);
	return f;
}

static inline void fixture_release(struct fixture *f)
{
	violations_release(&f->violations);
	record_builder_free(f->builder);
	json_reader_free(f->reader);
	schema_free(f->schema);
}

/* Lays a document out; the answer of record_build. */
static inline int fixture_build(struct fixture *f, const char *json)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct err err = ERR_INIT;
	struct json_value v;
	violations_release(&f->violations);
	if (json_read(f->reader, json, strlen(json), &limits, &v, &err) < 0) {
		print_error("%s\n", err.message);
		err_release(&err);
		fail();
	}
	int rc = record_build(f->builder, v, &f->record, &f->violations, &err);
	err_release(&err);
	return rc;
}

/* The canonical form of a record, to be freed. */
static inline char *fixture_write(const struct fixture *f)
{
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);
	record_write_json(f->schema, f->record, &o);
	assert_false(b.failed);
	return buf_detach(&b);
}

#endif
