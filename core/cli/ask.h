/* SPDX-License-Identifier: MIT */
/* ask: what the commands on one project have in common: inputs, session, signals, the exit status. */
#ifndef PLUMB_CLI_ASK_H
#define PLUMB_CLI_ASK_H

#include "app/find.h"
#include "cli/cli.h"

struct asking {
	int project; /* number of the word that is the project's id; what follows are inputs */
	/* The answer as JSON; 0 or an error. */
	int (*ask)(struct cli *c, struct session *s, const struct find_request *find, struct buf *json, struct err *err);
	/* Writes it; the exit status. */
	int (*answer)(struct cli *c, const struct buf *json);
};
int cli_ask(struct cli *c, const struct asking *a);

#endif
