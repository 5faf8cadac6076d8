/* SPDX-License-Identifier: MIT */
/* init: plumb init. */
#include <string.h>

#include "app/scaffold.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "report/sheet.h"

int run_init(struct cli *c)
{
	struct buf text = BUF_INIT, files = BUF_INIT, folder = BUF_INIT;
	struct err err = ERR_INIT;
	struct scaffold made;
	int status;

	if (scaffold_write(c->words[0], c->lang, &made, &err))
		return term_fail(c, &err);
	message_count(&files, c->lang, NUM_FILES, made.files);
	sheet_safe(&folder, c->words[0], strlen(c->words[0]));
	buf_addf(&text, C(INIT_DONE), files.data, folder.data);
	buf_addf(&text, "\n\n  cd %s\n  plumb test\n  plumb check --as-of 2026-06-30 projects/*.json\n", folder.data);
	status = term_write(c, &text);
	buf_release(&text);
	buf_release(&files);
	buf_release(&folder);
	return status;
}
