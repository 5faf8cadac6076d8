/* SPDX-License-Identifier: MIT */
/*
 * whatif: plumb whatif. The changes, then each verdict that is other than before, with what it says:
 *
 *   P-0042  Shanghai park, phase one
 *     risks[credit].score    20 → 7
 *
 *   ✗ fail (error) → ✓ pass          risk.register.high_risk_answered  risks[credit]
 *       risk credit scores 20 and has no owned response
 *
 *   1 verdict changes; 143 stay as they are
 */
#include "app/whatif.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/ask.h"
#include "cli/term.h"
#include "cli/view.h"
#include "report/sheet.h"

enum { VALUE_MOST = 40, TRANSITION = 32, WIDTH = 100 };

static int ask(struct cli *c, struct session *s, const struct find_request *find, struct buf *json, struct err *err)
{
	struct whatif_change *changes = calloc(c->given_count + 1, sizeof *changes);
	struct whatif_request q = { .find = *find, .changes = changes };
	int status;

	if (!changes)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < c->given_count; i++)
		if (c->given[i].option == OPT_SET || c->given[i].option == OPT_UNSET)
			changes[q.change_count++] = (struct whatif_change){ c->given[i].value, c->given[i].option == OPT_UNSET };
	status = whatif_run(s, &q, json, err);
	free(changes);
	return status;
}

/* ---- text ---- */

static void safe(struct buf *out, const char *s)
{
	sheet_safe(out, s, strlen(s));
}

static void put_value(const struct cli *c, struct json_value change, const char *key, struct buf *out)
{
	struct buf text = BUF_INIT, clean = BUF_INIT;
	struct json_out o = json_out(&text, 0);
	struct json_value v;

	if (!json_get(change, key, &v) || json_type(v) == JSON_T_NULL)
		buf_puts(&text, C(ABSENT));
	else
		json_put_value(&o, v, false);
	safe(&clean, text.data);
	sheet_cut(out, clean.data, VALUE_MOST);
	buf_release(&text);
	buf_release(&clean);
}

static void put_changes(const struct cli *c, struct json_value root, struct buf *out)
{
	struct json_iter it;
	struct buf path = BUF_INIT;
	size_t columns = 0;

	for (list_of(root, "changes", &it); json_iter_next(&it);) {
		const char *text = text_of(it.value, "path");
		const size_t width = text_width(text, strlen(text));

		columns = width > columns ? width : columns;
	}
	for (list_of(root, "changes", &it); json_iter_next(&it);) {
		buf_clear(&path);
		safe(&path, text_of(it.value, "path"));
		buf_puts(out, "  ");
		sheet_cell(out, path.data, columns);
		buf_puts(out, "  ");
		put_value(c, it.value, "from", out);
		buf_puts(out, " → ");
		put_value(c, it.value, "to", out);
		buf_putc(out, '\n');
	}
	buf_release(&path);
}

/* "✗ fail (error)"; returns the columns that it takes. */
static size_t put_side(const struct cli *c, struct json_value verdict, struct buf *out)
{
	const char *word = text_of(verdict, "verdict");
	const bool pass = !strcmp(word, "pass"), fail = !strcmp(word, "fail");
	const enum style style = pass ? STYLE_GREEN : fail ? STYLE_BOLD_RED : STYLE_MAGENTA;
	struct buf text = BUF_INIT;
	size_t width;

	if (!*word)
		buf_puts(&text, C(NOT_THERE));
	else
		buf_addf(&text, "%s %s", pass ? "✓" : fail ? "✗" : !strcmp(word, "unknown") ? "?" : !strcmp(word, "error") ? "!" : "·", word);
	if (fail)
		buf_addf(&text, " (%s)", text_of(verdict, "severity"));
	width = text_width(text.data, text.len);
	buf_addf(out, "%s%s%s", sheet_on(c->colour_out, style), text.data, sheet_off(c->colour_out, style));
	buf_release(&text);
	return width;
}

static void put_message(struct json_value verdict, struct buf *out)
{
	struct buf text = BUF_INIT;

	if (*text_of(verdict, "message")) {
		safe(&text, text_of(verdict, "message"));
		buf_pad(out, ' ', 4);
		sheet_wrap(out, text.data, 4, WIDTH);
	}
	buf_release(&text);
}

static void put_verdict(const struct cli *c, struct json_value change, struct buf *out)
{
	struct json_value before, after;
	size_t width;

	if (!json_get(change, "before", &before) || !json_get(change, "after", &after))
		return;
	buf_putc(out, '\n');
	width = put_side(c, before, out) + 3;
	buf_puts(out, " → ");
	width += put_side(c, after, out);
	buf_pad(out, ' ', width + 2 < TRANSITION ? TRANSITION - width : 2);
	safe(out, text_of(change, "rule"));
	if (*text_of(change, "element")) {
		buf_puts(out, "  ");
		safe(out, text_of(change, "element"));
	}
	if (*text_of(change, "gate")) {
		buf_puts(out, "  ◇ ");
		safe(out, text_of(change, "gate"));
	}
	buf_putc(out, '\n');
	put_message(before, out);
	if (strcmp(text_of(before, "message"), text_of(after, "message")))
		put_message(after, out);
}

static void put_text(const struct cli *c, struct json_value root, struct buf *out)
{
	struct buf changed = BUF_INIT, rest = BUF_INIT;
	struct json_iter it;
	size_t n = 0, unchanged = (size_t)number_of(root, "unchanged");

	safe(out, text_of(root, "project"));
	if (*text_of(root, "name")) {
		buf_puts(out, "  ");
		safe(out, text_of(root, "name"));
	}
	buf_putc(out, '\n');
	put_changes(c, root, out);
	for (list_of(root, "verdicts", &it); json_iter_next(&it); n++)
		put_verdict(c, it.value, out);
	message_count(&changed, c->lang, NUM_VERDICTS_CHANGE, n);
	number_grouped(&rest, unchanged);
	buf_putc(out, '\n');
	buf_addf(out, unchanged == 1 ? C(WHATIF_TOTALS_ONE) : C(WHATIF_TOTALS), changed.data, rest.data);
	buf_putc(out, '\n');
	buf_release(&changed);
	buf_release(&rest);
}

static int answer(struct cli *c, const struct buf *json)
{
	static const struct json_limits limits = { 256u << 20, 64, 1u << 20, 1u << 24 };
	struct json_reader *reader = json_reader_new();
	struct buf text = BUF_INIT;
	struct json_value root;
	int status = EXIT_POLICY;

	if (c->values[OPT_JSON])
		term_pretty(json->data, json->len, &text);
	else if (reader && !json_read(reader, json->data, json->len, &limits, &root, NULL))
		put_text(c, root, &text);
	if (text.len)
		status = term_write(c, &text);
	buf_release(&text);
	json_reader_free(reader);
	return status;
}

int run_whatif(struct cli *c)
{
	static const struct asking asking = { 0, ask, answer };

	if (!c->values[OPT_SET] && !c->values[OPT_UNSET]) {
		term_error(c, "%s", C(NOTHING_SET));
		term_usage(c);
		return EXIT_USAGE;
	}
	return cli_ask(c, &asking);
}
