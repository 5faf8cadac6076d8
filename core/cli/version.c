/* SPDX-License-Identifier: MIT */
/* version: plumb version, plumb --version. */
#include "app/version.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "json/write.h"

int run_version(struct cli *c)
{
	struct buf text = BUF_INIT;
	int status;

	if (c->values[OPT_JSON]) {
		struct json_out o = json_out(&text, 0);

		json_begin_object(&o);
		json_key(&o, "plumb");
		json_put_text(&o, PLUMB_VERSION);
		json_end_object(&o);
		buf_putc(&text, '\n');
	} else {
		buf_puts(&text, "plumb " PLUMB_VERSION "\n");
	}
	status = term_write(c, &text);
	buf_release(&text);
	return status;
}
