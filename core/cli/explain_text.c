/* SPDX-License-Identifier: MIT */
/*
 * explain_text: a verdict in one line, then the lines of the policy that decided with the values that they met, the
 * parameters, the message and the remedy. What fails comes first.
 */
#include "cli/explain_text.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/view.h"
#include "cli/would_pass.h"
#include "json/write.h"
#include "report/sheet.h"

enum { VERDICTS_MAX = 5, TEXT_MOST = 44, VALUE_MOST = 40, NOT_APPLICABLE = 5 };

static void safe(struct buf *out, const char *s)
{
	sheet_safe(out, s, strlen(s));
}

/* ---- steps ---- */

/* "20 >= 8": the values that met, or the one that was looked at. */
static void put_values(struct json_value step, struct buf *out)
{
	static const struct { const char *kind, *sign; } comparisons[] = {
		{ "eq", "==" }, { "ne", "~=" }, { "lt", "<" }, { "le", "<=" }, { "gt", ">" }, { "ge", ">=" }, { "and", "and" }, { "or", "or" },
	};
	const char *kind = text_of(step, "kind"), *left = text_of(step, "left"), *right = text_of(step, "right");

	safe(out, left);
	for (size_t i = 0; *right && i < sizeof comparisons / sizeof *comparisons; i++)
		if (!strcmp(kind, comparisons[i].kind)) {
			buf_addf(out, " %s ", comparisons[i].sign);
			safe(out, right);
		}
}

/* A condition that only repeats what its parts have told, or that has nothing to tell. */
static bool worth_telling(struct json_value step, struct json_value before, bool has_before)
{
	const char *kind = text_of(step, "kind"), *text = text_of(step, "text");

	if (!strcmp(kind, "use") || !strcmp(kind, "invoke"))
		return false;
	return !has_before || strcmp(text, text_of(before, "text")) || number_of(step, "line") != number_of(before, "line");
}

static enum style result_style(const char *result)
{
	return !strcmp(result, "true") ? STYLE_GREEN : !strcmp(result, "false") ? STYLE_RED : STYLE_MAGENTA;
}

static void put_step(const struct cli *c, const char *file, struct json_value step, bool place, size_t place_columns, size_t text_columns, struct buf *out)
{
	struct buf cell = BUF_INIT;
	const char *result = text_of(step, "result");

	buf_puts(out, "  ");
	if (place)
		buf_addf(&cell, "%s:%d", file, number_of(step, "line"));
	sheet_cell(out, cell.data, place_columns);
	buf_puts(out, "  ");
	sheet_cell(out, place ? text_of(step, "part") : "", 8);
	buf_clear(&cell);
	safe(&cell, text_of(step, "text"));
	sheet_cell(out, cell.data, text_columns);
	buf_puts(out, "  ");
	buf_clear(&cell);
	put_values(step, &cell);
	sheet_cut(out, cell.data, VALUE_MOST);
	if (*result) {
		buf_puts(out, cell.len ? " → " : "→ ");
		buf_puts(out, sheet_on(c->colour_out, result_style(result)));
		safe(out, result);
		buf_puts(out, sheet_off(c->colour_out, result_style(result)));
	}
	buf_putc(out, '\n');
	buf_release(&cell);
}

static void put_steps(const struct cli *c, const char *file, struct json_value verdict, struct buf *out)
{
	struct json_value before = { 0 };
	struct json_iter it;
	size_t places = 0, texts = 0;
	int line = 0;
	char place[16];

	if (!list_of(verdict, "steps", &it))
		return;
	while (json_iter_next(&it)) {
		const char *text = text_of(it.value, "text");
		size_t width = text_width(text, strlen(text));

		snprintf(place, sizeof place, ":%d", number_of(it.value, "line"));
		if (strlen(file) + strlen(place) > places)
			places = strlen(file) + strlen(place);
		texts = width > texts ? width : texts;
	}
	texts = texts > TEXT_MOST ? TEXT_MOST : texts;
	list_of(verdict, "steps", &it);
	for (bool has = false; json_iter_next(&it);) {
		int here = number_of(it.value, "line");

		if (!worth_telling(it.value, before, has))
			continue;
		put_step(c, file, it.value, !has || here != line, places, texts, out);
		line = here;
		before = it.value;
		has = true;
	}
}

/* ---- a verdict ---- */

static void put_heading(const struct cli *c, struct json_value root, struct json_value verdict, struct buf *out)
{
	const char *word = text_of(verdict, "verdict");
	bool pass = !strcmp(word, "pass"), fail = !strcmp(word, "fail");
	const char *symbol = pass ? "✓" : fail ? "✗" : !strcmp(word, "unknown") ? "?" : !strcmp(word, "error") ? "!" : !strcmp(word, "waived") ? "~" : "·";
	enum style style = pass ? STYLE_GREEN : fail ? STYLE_BOLD_RED : STYLE_MAGENTA;
	struct json_iter it;
	size_t n = 0;

	buf_puts(out, sheet_on(c->colour_out, style));
	buf_addf(out, "%s %s", symbol, word);
	buf_puts(out, sheet_off(c->colour_out, style));
	if (fail)
		buf_addf(out, " (%s)", text_of(verdict, "severity"));
	buf_addf(out, "  %s", text_of(root, "rule"));
	if (*text_of(verdict, "element")) {
		buf_puts(out, "  ");
		safe(out, text_of(verdict, "element"));
	}
	if (list_of(root, "covers", &it))
		while (json_iter_next(&it)) {
			size_t len;

			if (n++)
				buf_puts(out, ", ");
			else
				buf_addf(out, "   %s ", C(CLAUSE));
			safe(out, json_type(it.value) == JSON_T_STRING ? json_string(it.value, &len) : "");
		}
	buf_putc(out, '\n');
}

static void put_measure(const struct cli *c, struct json_value root, struct json_value verdict, struct buf *out)
{
	const char *measure = text_of(verdict, "measure"), *limit = text_of(verdict, "limit");

	if (!*measure)
		return;
	buf_puts(out, "  ");
	if (number_of(root, "measure_line")) {
		safe(out, text_of(root, "file"));
		buf_addf(out, ":%d  ", number_of(root, "measure_line"));
	}
	buf_addf(out, C(MEASURE), measure);
	if (*limit) {
		buf_puts(out, " · ");
		buf_addf(out, C(LIMIT), limit);
	}
	buf_putc(out, '\n');
}

/* A field that is read again has the same value again. */
static bool read_before(struct json_value verdict, size_t index, const char *path)
{
	struct json_iter it;

	list_of(verdict, "reads", &it);
	while (json_iter_next(&it) && it.index < index)
		if (!strcmp(text_of(it.value, "path"), path))
			return true;
	return false;
}

static void put_reads(struct json_value verdict, struct buf *out)
{
	struct json_iter it;
	size_t columns = 0;
	struct buf cell = BUF_INIT;

	if (!list_of(verdict, "reads", &it))
		return;
	while (json_iter_next(&it)) {
		const char *path = text_of(it.value, "path");
		size_t width = text_width(path, strlen(path));

		columns = width > columns ? width : columns;
	}
	columns = columns > TEXT_MOST ? TEXT_MOST : columns;
	for (list_of(verdict, "reads", &it); json_iter_next(&it);) {
		if (read_before(verdict, it.index, text_of(it.value, "path")))
			continue;
		buf_clear(&cell);
		safe(&cell, text_of(it.value, "path"));
		buf_puts(out, "    ");
		sheet_cell(out, cell.data, columns);
		buf_puts(out, " = ");
		buf_clear(&cell);
		safe(&cell, text_of(it.value, "value"));
		sheet_cut(out, cell.data, 94 - columns);
		buf_putc(out, '\n');
	}
	buf_release(&cell);
}

static void put_sentence(const char *lead, const char *s, struct buf *out)
{
	struct buf text = BUF_INIT;

	safe(&text, s);
	buf_addf(out, "  %s", lead);
	sheet_wrap(out, text.data, 2 + text_width(lead, strlen(lead)), 100);
	buf_release(&text);
}

static void put_waiver(const struct cli *c, struct json_value waiver, struct buf *out)
{
	struct buf line = BUF_INIT;
	struct json_value stale;

	buf_addf(&line, C(WAIVER), (long long)number_of(waiver, "number"), text_of(waiver, "approved_by"), text_of(waiver, "until"), text_of(waiver, "reason"));
	put_sentence("~ ", line.data, out);
	if (json_get(waiver, "stale", &stale) && json_type(stale) == JSON_T_TRUE)
		put_sentence("~ ", C(WAIVER_STALE), out);
	buf_release(&line);
}

static void put_verdict(const struct cli *c, struct json_value root, struct json_value verdict, struct buf *out)
{
	const char *word = text_of(verdict, "verdict"), *message = text_of(verdict, "message"), *file = text_of(root, "file");
	struct json_value waiver;
	struct json_iter it;

	put_heading(c, root, verdict, out);
	if (!strcmp(word, "error")) {
		struct buf place = BUF_INIT;

		safe(&place, *text_of(verdict, "file") ? text_of(verdict, "file") : file);
		buf_addf(&place, ":%d: ", number_of(verdict, "line"));
		put_sentence(place.data, message, out);
		buf_release(&place);
	} else if (*message) {
		put_sentence("", message, out);
	}
	if (json_get(verdict, "waiver", &waiver))
		put_waiver(c, waiver, out);
	put_measure(c, root, verdict, out);
	if (list_of(verdict, "steps", &it) && json_iter_next(&it))
		put_steps(c, file, verdict, out);
	else
		buf_addf(out, "  %s:%d\n", file, number_of(root, "line"));
	if (list_of(verdict, "reads", &it) && json_iter_next(&it)) {
		buf_addf(out, "  %s\n", C(VALUES_READ));
		put_reads(verdict, out);
	}
	if (list_of(verdict, "notes", &it))
		while (json_iter_next(&it))
			if (json_type(it.value) == JSON_T_STRING) {
				size_t len;

				put_sentence("# ", json_string(it.value, &len), out);
			}
	if (!strcmp(word, "fail") && *text_of(root, "remedy"))
		put_sentence("→ ", text_of(root, "remedy"), out);
	would_pass_text(verdict, c->lang, out);
}

/* ---- the whole ---- */

/* "10"; "human"; "1400 CNY" of an amount. */
static void put_plain(struct json_value v, struct buf *out)
{
	struct json_out o = json_out(out, 0);
	struct json_value amount;
	size_t len;

	if (json_type(v) == JSON_T_STRING) {
		buf_puts(out, json_string(v, &len));
	} else if (json_type(v) == JSON_T_OBJECT && *text_of(v, "currency") && json_get(v, "amount", &amount)) {
		json_put_value(&o, amount, false);
		buf_addf(out, " %s", text_of(v, "currency"));
	} else {
		json_put_value(&o, v, false);
	}
}

/* "10"; "human, money"; "warning 7d, error 14d"; "≥15 7d, ≥0 30d"; "high 1bd, low 20bd, by hazard.level". */
static void put_parameter(struct json_value v, struct buf *out)
{
	struct json_value values, text;
	struct json_iter it;
	const char *between = "";

	if (json_type(v) == JSON_T_OBJECT && json_get(v, "values", &values) && json_type(values) == JSON_T_OBJECT) {
		for (json_iter_begin(&it, values); json_iter_next(&it); between = ", ") {
			buf_puts(out, between);
			buf_add(out, it.key, it.key_len);
			buf_putc(out, ' ');
			put_plain(it.value, out);
		}
		if (*text_of(v, "field"))
			buf_addf(out, ", by %s", text_of(v, "field"));
	} else if (json_type(v) == JSON_T_ARRAY) {
		for (json_iter_begin(&it, v); json_iter_next(&it); between = ", ") {
			buf_puts(out, between);
			if (json_type(it.value) == JSON_T_OBJECT && *text_of(it.value, "severity"))
				buf_addf(out, "%s ", text_of(it.value, "severity"));
			if (json_type(it.value) == JSON_T_OBJECT && json_get(it.value, "from", &text)) {
				buf_puts(out, "≥");
				put_plain(text, out);
				buf_putc(out, ' ');
			}
			put_plain(json_type(it.value) == JSON_T_OBJECT && json_get(it.value, "text", &text) ? text : it.value, out);
		}
	} else {
		put_plain(v, out);
	}
}

/* "set by profile apac (policies/profiles/apac.lua:4), default 10" */
static void put_setter(const struct cli *c, struct json_value by, struct buf *out)
{
	buf_puts(out, "      ");
	buf_addf(out, C(SET_BY), text_of(by, "profile"), text_of(by, "file"), number_of(by, "line"));
	if (*text_of(by, "default"))
		buf_addf(out, C(BY_DEFAULT), text_of(by, "default"));
	if (*text_of(by, "expires"))
		buf_addf(out, C(UNTIL), text_of(by, "expires"));
	if (*text_of(by, "reason"))
		buf_addf(out, C(BECAUSE), text_of(by, "reason"));
}

/* What the rule is besides its verdict: set by profiles, on trial, on its way out. */
static void put_rule(const struct cli *c, struct json_value root, struct buf *out)
{
	static const char *const keys[] = { "severity", "enforcement", "gate" };
	struct json_iter it;
	struct json_value v;
	struct buf line = BUF_INIT;

	if (*text_of(root, "gate")) {
		buf_addf(&line, !json_get(root, "next_gate", &v) ? C(GUARDS_STATUS) : json_type(v) == JSON_T_TRUE ? C(GUARDS_NEXT) : C(GUARDS_OTHER), text_of(root, "gate"), text_of(root, "enforcement"));
		put_sentence("", line.data, out);
	}
	if (list_of(root, "set_by", &it))
		while (json_iter_next(&it))
			for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
				if (!*text_of(it.value, keys[i]))
					continue;
				buf_clear(&line);
				buf_addf(&line, "%s = %s", keys[i], text_of(it.value, keys[i]));
				put_setter(c, it.value, &line);
				put_sentence("", line.data, out);
			}
	if (json_get(root, "replaced_by", &v)) {
		buf_clear(&line);
		buf_addf(&line, C(REPLACED_BY), text_of(root, "replaced_by"));
		put_sentence("", line.data, out);
	}
	if (*text_of(root, "trial")) {
		buf_clear(&line);
		buf_addf(&line, C(ON_TRIAL), text_of(root, "trial"));
		put_sentence("", line.data, out);
	}
	if (json_get(root, "deprecated", &v)) {
		buf_clear(&line);
		buf_addf(&line, *text_of(root, "deprecated") ? C(DEPRECATED_FOR) : C(DEPRECATED), text_of(root, "deprecated"));
		put_sentence("", line.data, out);
	}
	buf_release(&line);
}

static void put_parameters(const struct cli *c, struct json_value root, struct buf *out)
{
	struct json_iter it;
	struct buf line = BUF_INIT;

	if (!list_of(root, "params", &it))
		return;
	while (json_iter_next(&it)) {
		const char *doc = text_of(it.value, "doc");
		struct json_value value;

		buf_clear(&line);
		buf_addf(&line, "param.%s = ", text_of(it.value, "name"));
		if (json_get(it.value, "value", &value))
			put_parameter(value, &line);
		if (json_get(it.value, "set_by", &value) && json_type(value) == JSON_T_OBJECT)
			put_setter(c, value, &line);
		else if (*doc)
			buf_addf(&line, "   %s", doc);
		put_sentence("", line.data, out);
	}
	buf_release(&line);
}

static int rank(struct json_value verdict)
{
	static const char *const order[] = { "fail", "error", "unknown", "waived", "pass", "not_applicable" };
	const char *word = text_of(verdict, "verdict");

	for (int i = 0; i < 6; i++)
		if (!strcmp(order[i], word))
			return i;
	return 6;
}

/* What a rule does not apply to is told when it was asked for, or when there is nothing else. */
static bool wanted(const struct cli *c, struct json_value verdict, bool others)
{
	const char *element = c->values[OPT_ELEMENT];

	if (element)
		return !strcmp(element, text_of(verdict, "element"));
	return !others || rank(verdict) < NOT_APPLICABLE;
}

static bool put_all(const struct cli *c, struct json_value root, struct buf *out)
{
	struct json_iter it;
	size_t told = 0, count = 0;
	bool others = false;

	if (list_of(root, "verdicts", &it))
		while (json_iter_next(&it))
			others |= rank(it.value) < NOT_APPLICABLE;
	for (int level = 0; level <= NOT_APPLICABLE + 1; level++) {
		if (!list_of(root, "verdicts", &it))
			return false;
		while (json_iter_next(&it)) {
			if (rank(it.value) != level || !wanted(c, it.value, others))
				continue;
			if (count++ >= VERDICTS_MAX)
				continue;
			if (told++)
				buf_putc(out, '\n');
			put_verdict(c, root, it.value, out);
		}
	}
	if (!count && !*text_of(root, "replaced_by"))
		return false;
	if (!count)
		buf_addf(out, "· %s\n", text_of(root, "rule"));
	put_rule(c, root, out);
	put_parameters(c, root, out);
	if (count > told) {
		struct buf number = BUF_INIT;

		number_grouped(&number, count - told);
		buf_addf(out, C(MORE_VERDICTS), number.data);
		buf_putc(out, '\n');
		buf_release(&number);
	}
	return true;
}

bool explain_text(const char *json, size_t len, const struct cli *c, struct buf *out)
{
	static const struct json_limits limits = { 64u << 20, 64, 1u << 20, 1u << 24 };
	struct json_reader *reader = json_reader_new();
	struct json_value root;
	bool ok = reader && json_read(reader, json, len, &limits, &root, NULL) == 0 && json_type(root) == JSON_T_OBJECT && put_all(c, root, out);

	json_reader_free(reader);
	return ok;
}
