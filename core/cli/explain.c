/* SPDX-License-Identifier: MIT */
/* explain: plumb explain. Finds the project in the input, asks a worker, hands the answer to explain_text. */
#include <string.h>
#include <unistd.h>

#include "app/explain.h"
#include "app/stored.h"
#include "cli/cli.h"
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

int run_explain(struct cli *c)
{
	static const char *const standard[] = { "-" };
	struct session session = { 0 };
	struct stored stored = { .why = ERR_INIT };
	struct explain_request q = { .rule = c->words[0], .project = c->words[1], .inputs = (const char *const *)c->words + 2,
		.input_count = (size_t)c->word_count - 2, .source = { .limits = JSON_LIMITS_DEFAULT, .map = c->values[OPT_MAP] } };
	struct buf json = BUF_INIT;
	struct err err = ERR_INIT;
	int status;

	bool from_store = !q.input_count && !c->values[OPT_MAP] && (keeper_path_exists(&c->config) || config_text(&c->config, CONFIG_STORE));

	if (!q.input_count && !from_store) {
		if (isatty(STDIN_FILENO)) {
			term_error(c, "%s", C(NO_INPUT));
			term_usage(c);
			return EXIT_USAGE;
		}
		q.inputs = standard;
		q.input_count = 1;
	}
	q.source.limits.bytes = (size_t)config_number(&c->config, CONFIG_DOCUMENT_MB) << 20;
	q.source.limits.depth = (unsigned)config_number(&c->config, CONFIG_DEPTH);
	status = from_store ? stored_open(&stored, &c->config, false, "explain", &err) : 0;
	if (!status)
		status = session_open_store(&session, &c->config, stored.keeper.store, c->values[OPT_AS_OF], &err);
	q.source.store = stored.keeper.store;
	term_diagnostics(c, &session.folder.problems);
	if (!status) {
		term_diagnostics(c, &session.loaded.diagnostics);
		status = explain_run(&session, &q, &json, &err);
	}
	if (status == ERR_CANCELLED && session.signal) {
		term_error(c, C(STOPPED), signal_name(session.signal));
		err_release(&err);
		status = 128 + session.signal;
	} else {
		status = status ? term_fail(c, &err) : answer(c, &json);
	}
	stored_close(&stored);
	session_close(&session);
	buf_release(&json);
	return status;
}
