/* SPDX-License-Identifier: MIT */
/* backup: plumb backup. A copy of the store while others work on it. */
#include "cli/interrupt.h"
#include "cli/storage.h"
#include "cli/term.h"
#include "store/care.h"

struct copying {
	const struct cli *cli;
	struct pace pace;
};

static bool on_progress(void *ctx, int64_t done, int64_t all)
{
	struct copying *x = ctx;
	const struct cli *c = x->cli;

	if (storage_pace(c, &x->pace))
		term_bar((uint64_t)done, (uint64_t)all, C(PROGRESS_COPYING));
	return !interrupt_came();
}

int run_backup(struct cli *c)
{
	struct copying copying = { .cli = c };
	struct storage x;
	struct err err = ERR_INIT;
	int status = storage_open(&x, c, STORE_READ, &err);

	interrupt_watch();
	if (!status)
		status = store_backup(x.store, c->words[0], on_progress, &copying, &err);
	if (status == ERR_CANCELLED) {
		err_release(&err);
		status = interrupt_tell(c);
	} else if (!status) {
		term_progress_end();
		status = term_say(c, C(BACKED_UP), store_path(x.store), c->words[0]);
	}
	return storage_end(&x, status, &err);
}
