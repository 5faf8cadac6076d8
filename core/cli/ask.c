/* SPDX-License-Identifier: MIT */
/* ask: see ask.h. */
#include "cli/ask.h"

#include <unistd.h>

#include "app/keeper.h"
#include "cli/term.h"

int cli_ask(struct cli *c, const struct asking *a)
{
	static const char *const standard[] = { "-" };
	struct session session = { 0 };
	struct keeper keeper = { 0 };
	struct find_request find = { .project = c->words[a->project], .inputs = (const char *const *)c->words + a->project + 1,
		.input_count = (size_t)(c->word_count - a->project - 1), .source = { .limits = JSON_LIMITS_DEFAULT, .map = c->values[OPT_MAP] } };
	struct buf json = BUF_INIT;
	struct err err = ERR_INIT;
	const bool from_store = !find.input_count && !c->values[OPT_MAP] && (keeper_path_exists(&c->config) || config_text(&c->config, CONFIG_STORE));
	int status = 0;

	if (!find.input_count && !from_store) {
		if (isatty(STDIN_FILENO)) {
			term_error(c, "%s", C(NO_INPUT));
			term_usage(c);
			return EXIT_USAGE;
		}
		find.inputs = standard;
		find.input_count = 1;
	}
	find.source.limits.bytes = (size_t)config_number(&c->config, CONFIG_DOCUMENT_MB) << 20;
	find.source.limits.depth = (unsigned)config_number(&c->config, CONFIG_DEPTH);
	if (from_store)
		status = keeper_open(&keeper, &(struct store_options){ .path = keeper_path(&c->config), .access = STORE_READ, .command = c->command->name }, &err);
	find.source.store = keeper.store;
	if (!status)
		status = session_open_store(&session, &c->config, keeper.store, c->values[OPT_AS_OF], &err);
	term_diagnostics(c, &session.folder.problems);
	if (!status) {
		term_diagnostics(c, &session.loaded.diagnostics);
		status = a->ask(c, &session, &find, &json, &err);
	}
	if (status == ERR_CANCELLED && session.signal) {
		term_error(c, C(STOPPED), signal_name(session.signal));
		err_release(&err);
		status = 128 + session.signal;
	} else {
		status = status ? term_fail(c, &err) : a->answer(c, &json);
	}
	keeper_close(&keeper);
	session_close(&session);
	buf_release(&json);
	return status;
}
