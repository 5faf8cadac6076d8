/* SPDX-License-Identifier: MIT */
/* delete: plumb delete. Projects leave the portfolio; what is kept of them is their history. */
#include "cli/storage.h"
#include "cli/term.h"
#include "store/projects.h"

/* All of them are looked for before the first one goes: a slip of the pen deletes nothing. */
static int find_all(const struct storage *x, struct err *err)
{
	struct stored_project p;
	struct buf text = BUF_INIT;
	int got = 1;

	for (int i = 0; i < x->cli->word_count && got == 1; i++)
		got = project_find(x->store, x->cli->words[i], &text, &p, err);
	buf_release(&text);
	return got == 1 ? 0 : err->code;
}

int run_delete(struct cli *c)
{
	struct storage x;
	struct err err = ERR_INIT;
	int status = storage_open(&x, c, STORE_WRITE, &err);

	if (!status)
		status = find_all(&x, &err);
	for (int i = 0; i < c->word_count && !status; i++) {
		status = project_delete(x.store, c->words[i], &x.by, &err);
		if (!status)
			status = term_say(c, C(DELETED), c->words[i], c->words[i]);
	}
	return storage_end(&x, status, &err);
}
