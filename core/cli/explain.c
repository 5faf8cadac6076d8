/* SPDX-License-Identifier: MIT */
/* explain: plumb explain. Finds the project in the input, asks a worker, hands the answer to explain_text. */
#include "app/explain.h"
#include "cli/ask.h"
#include "cli/explain_text.h"
#include "cli/term.h"

static int answer(struct cli *c, const struct buf *json)
{
	struct buf text = BUF_INIT;
	int status;

	if (c->values[OPT_JSON] ? !term_pretty(json->data, json->len, &text) : !explain_text(json->data, json->len, c, &text)) {
		if (c->values[OPT_ELEMENT])
			term_error(c, C(ELEMENT_NOT_FOUND), c->values[OPT_ELEMENT]);
		buf_release(&text);
		return EXIT_USAGE;
	}
	status = term_write(c, &text);
	buf_release(&text);
	return status;
}

static int ask(struct cli *c, struct session *s, const struct find_request *find, struct buf *json, struct err *err)
{
	const struct explain_request q = { .rule = c->words[0], .element = c->values[OPT_ELEMENT], .find = *find };

	return explain_run(s, &q, json, err);
}

int run_explain(struct cli *c)
{
	static const struct asking asking = { 1, ask, answer };

	return cli_ask(c, &asking);
}
