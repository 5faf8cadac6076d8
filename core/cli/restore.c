/* SPDX-License-Identifier: MIT */
/* restore: plumb restore. A backup takes the place of the store, which is kept beside it. */
#include "cli/interrupt.h"
#include "cli/term.h"
#include "app/keeper.h"
#include "store/care.h"

int run_restore(struct cli *c)
{
	const char *path = keeper_path(&c->config);
	struct buf kept = BUF_INIT;
	struct err err = ERR_INIT;
	int status;

	interrupt_watch(); /* between the store that was and the one that comes there is none */
	status = store_restore(c->words[0], path, &kept, &err);
	if (status)
		status = term_fail(c, &err);
	else
		status = term_say(c, C(RESTORED), path, c->words[0]);
	if (!status && kept.len)
		status = term_say(c, C(RESTORED_KEPT), kept.data);
	buf_release(&kept);
	return status;
}
