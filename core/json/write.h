/* SPDX-License-Identifier: MIT */
/*
 * write: JSON text into a buf.
 *
 *   struct json_out o = json_out(&buf, 0);       0: one line; n: indented by n spaces
 *   json_begin_object(&o);
 *   json_key(&o, "id"); json_put_string(&o, id, len);
 *   json_end_object(&o);
 *
 * Commas, newlines and escaping are the writer's. Output is UTF-8; only what JSON demands is escaped.
 * Numbers: integers verbatim, doubles in the shortest form that reads back the same; NaN and
 * infinities write null; what is not UTF-8 in a string writes U+FFFD.
 */
#ifndef PLUMB_JSON_WRITE_H
#define PLUMB_JSON_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "json/read.h"

struct json_out {
	struct buf *buf;
	int indent, depth;
	bool comma, after_key;
};
struct json_out json_out(struct buf *b, int indent);
void json_begin_object(struct json_out *o);
void json_end_object(struct json_out *o);
void json_begin_array(struct json_out *o);
void json_end_array(struct json_out *o);
void json_key(struct json_out *o, const char *key);
void json_key_n(struct json_out *o, const char *key, size_t len);
void json_put_null(struct json_out *o);
void json_put_bool(struct json_out *o, bool v);
void json_put_int(struct json_out *o, int64_t v);
void json_put_number(struct json_out *o, double v);
void json_put_string(struct json_out *o, const char *s, size_t len);
void json_put_text(struct json_out *o, const char *s); /* NULL writes null */
void json_put_raw(struct json_out *o, const char *json, size_t len); /* a value that is JSON text already */
void json_put_value(struct json_out *o, struct json_value v, bool sorted); /* a parsed value again; sorted: keys in byte order (canonical) */
/* The shortest decimal that reads back as v, NUL-terminated, without locale; at most 32 bytes. "1", "0.1", "1e+22". */
size_t json_format_number(char out[32], double v);

#endif
