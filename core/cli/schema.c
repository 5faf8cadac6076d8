/* SPDX-License-Identifier: MIT */
/*
 * schema: plumb schema. Without policies the built-in schema is shown as it is; with a schema.lua of a company a worker
 * answers with the whole.
 */
#include <string.h>

#include "app/session.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "report/sheet.h"

enum { WIDTH = 100 };

static void put_type(const struct schema *s, const struct field *f, struct buf *out)
{
	buf_puts(out, field_type_names[f->type]);
	if (f->type == FIELD_LIST || f->type == FIELD_OBJECT || f->type == FIELD_REF)
		buf_addf(out, " %s", s->kinds[f->kind].name);
	if (f->type == FIELD_ENUM)
		for (unsigned i = 0; i < f->symbol_count; i++)
			buf_addf(out, "%s%s", i ? "|" : " ", s->symbols[f->symbol_base + i]);
	if (f->has_min || f->has_max) {
		char number[32];

		buf_putc(out, ' ');
		if (f->has_min && json_format_number(number, f->min))
			buf_puts(out, number);
		buf_puts(out, "..");
		if (f->has_max && json_format_number(number, f->max))
			buf_puts(out, number);
	}
	if (f->unit)
		buf_addf(out, " (%s)", f->unit);
}

static void put_flags(const struct field *f, enum lang lang, struct buf *out)
{
	if (f->required)
		buf_addf(out, ", %s", message_text(lang, MSG_REQUIRED));
	if (f->key)
		buf_addf(out, ", %s", message_text(lang, MSG_KEY));
	if (f->tracked)
		buf_addf(out, ", %s", message_text(lang, MSG_TRACKED));
	if (f->computed)
		buf_addf(out, ", %s", message_text(lang, MSG_COMPUTED));
}

static void put_kind(const struct cli *c, const struct schema *s, const struct kind *k, struct buf *out)
{
	struct buf line = BUF_INIT;
	size_t columns = 0;

	for (unsigned i = 0; i < k->field_count; i++)
		columns = strlen(k->fields[i].name) > columns ? strlen(k->fields[i].name) : columns;
	buf_addf(out, "%s%s%s  %s\n", sheet_on(c->colour_out, STYLE_BOLD), k->name, sheet_off(c->colour_out, STYLE_BOLD), text2_pick(k->label, c->lang));
	for (unsigned i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];

		buf_puts(out, "  ");
		sheet_cell(out, f->name, columns + 2);
		buf_clear(&line);
		put_type(s, f, &line);
		put_flags(f, c->lang, &line);
		if (*text2_pick(f->label, c->lang))
			buf_addf(&line, " · %s", text2_pick(f->label, c->lang));
		sheet_wrap(out, line.data, columns + 4, WIDTH);
	}
	buf_release(&line);
}

static int unknown_kind(const struct cli *c, const struct schema *s, const char *name)
{
	const char *names[VALUE_KIND_MAX + 1], *near;

	for (size_t i = 0; i < s->kind_count && i <= VALUE_KIND_MAX; i++)
		names[i] = s->kinds[i].name;
	near = text_nearest(name, names, s->kind_count);
	term_error(c, C(UNKNOWN_KIND), name);
	if (near)
		term_note(c, C(DID_YOU_MEAN), near);
	return EXIT_USAGE;
}

static int show(const struct cli *c, const struct schema *s)
{
	const struct kind *only = c->word_count ? schema_kind(s, c->words[0]) : NULL;
	struct buf out = BUF_INIT;
	int status;

	if (c->word_count && !only)
		return unknown_kind(c, s, c->words[0]);
	if (c->values[OPT_JSON]) {
		struct json_out o = json_out(&out, 2);

		schema_write_json_schema(s, &o, lang_name(c->lang));
		buf_putc(&out, '\n');
	} else {
		for (size_t i = 0; i < s->kind_count; i++) {
			if (only && only != &s->kinds[i])
				continue;
			if (out.len)
				buf_putc(&out, '\n');
			put_kind(c, s, &s->kinds[i], &out);
		}
	}
	status = term_write(c, &out);
	buf_release(&out);
	return status;
}

int run_schema(struct cli *c)
{
	struct session session = { 0 };
	struct schema *schema = NULL;
	struct err err = ERR_INIT;
	const char *json;
	size_t len;
	int status = 0, policy = 0;

	if (config_text(&c->config, CONFIG_POLICIES)) {
		status = session_open(&session, &c->config, NULL, &err);
		json = session.loaded.schema_json;
		len = session.loaded.schema_len;
		if (!status) {
			term_diagnostics(c, &session.loaded.diagnostics);
			policy = session_policy_errors(&session) ? EXIT_POLICY : 0;
		}
	} else {
		json = schema_builtin(&len);
	}
	if (!status)
		status = schema_from_json(json, len, &schema, &err);
	if (status == ERR_CANCELLED && session.signal) {
		term_error(c, C(STOPPED), signal_name(session.signal));
		err_release(&err);
		status = 128 + session.signal;
	} else {
		status = status ? term_fail(c, &err) : show(c, schema);
	}
	schema_free(schema);
	session_close(&session);
	return status ? status : policy;
}
