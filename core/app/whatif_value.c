/* SPDX-License-Identifier: MIT */
/* whatif_value: see whatif_value.h. */
#include "app/whatif_value.h"

#include <string.h>

#include "json/read.h"
#include "json/write.h"

const char *whatif_split(const char *text, size_t *path_len)
{
	bool inside = false;

	for (const char *c = text; *c; c++) {
		if (*c == '\\' && c[1]) {
			c++;
		} else if (*c == '=' && !inside) {
			*path_len = (size_t)(c - text);
			return c + 1;
		} else if (*c == '[' || *c == ']') {
			inside = *c == '[';
		}
	}
	return NULL;
}

static bool is_textual(const struct field *f)
{
	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_ENUM: case FIELD_REF: case FIELD_DATE: case FIELD_DATETIME: case FIELD_DURATION: return true;
	default: return false;
	}
}

/* "300 USD" */
static bool put_money(const char *text, struct buf *out)
{
	const char *space = strrchr(text, ' ');
	const size_t digits = space ? (size_t)(space - text) : 0;

	if (!digits || strspn(text, "-0123456789.") != digits || strlen(space + 1) != 3)
		return false;
	buf_addf(out, "{\"amount\":%.*s,\"currency\":\"%s\"}", (int)digits, text, space + 1);
	return true;
}

/* Whether the text is JSON, and of what type. */
static bool is_json(const char *text, enum json_type *type)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_reader *reader = json_reader_new();
	struct json_value root;
	const bool is = reader && json_read(reader, text, strlen(text), &limits, &root, NULL) == 0;

	if (is)
		*type = json_type(root);
	json_reader_free(reader);
	return is;
}

void whatif_value(const struct field *field, const char *text, struct buf *out)
{
	struct json_out o = json_out(out, 0);
	struct buf money = BUF_INIT;
	enum json_type type;
	bool as_is = is_json(text, &type);

	if (as_is && field && is_textual(field)) /* the owner 007 is no number */
		as_is = type == JSON_T_STRING || type == JSON_T_NULL;
	if (as_is)
		buf_puts(out, text);
	else if (field && field->type == FIELD_MONEY && put_money(text, &money) && is_json(money.data, &type))
		buf_add(out, money.data, money.len);
	else
		json_put_text(&o, text);
	buf_release(&money);
}
