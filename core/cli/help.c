/* SPDX-License-Identifier: MIT */
/* help: --help of plumb and of each command, made from the tables. */
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "report/sheet.h"

enum { WIDTH = 100, OPTION_COLUMNS = 26 };

#define L(id) message_text(lang, MSG_##id)

void help_usage(const struct command_info *c, enum lang lang, struct buf *out)
{
	if (!c)
		buf_addf(out, "%s: %s\n", L(USAGE), L(USAGE_ALL));
	else
		buf_addf(out, "%s: plumb %s [OPTIONS]%s%s\n", L(USAGE), c->name, *c->arguments ? " " : "", c->arguments);
}

/* "  -f, --format FORMAT    text..." */
static void put_option(const struct option_info *o, enum lang lang, struct buf *out)
{
	struct buf head = BUF_INIT;
	size_t width;

	if (o->letter)
		buf_addf(&head, "  -%c, --%s", o->letter, o->name);
	else
		buf_addf(&head, "      --%s", o->name);
	if (o->argument)
		buf_addf(&head, " %s", o->argument);
	width = text_width(head.data, head.len);
	buf_add(out, head.data, head.len);
	if (width + 2 > OPTION_COLUMNS) {
		buf_putc(out, '\n');
		width = 0;
	}
	buf_pad(out, ' ', OPTION_COLUMNS - width);
	sheet_wrap(out, text2_pick(o->doc, lang), OPTION_COLUMNS, WIDTH);
	buf_release(&head);
}

static void put_status(enum lang lang, struct buf *out)
{
	buf_addf(out, "\n%s:\n  0  %s\n  1  %s\n  2  %s\n  3  %s\n", L(HELP_STATUS), L(HELP_STATUS_0), L(HELP_STATUS_1), L(HELP_STATUS_2), L(HELP_STATUS_3));
}

void help_command(const struct command_info *c, enum lang lang, struct buf *out)
{
	const char *about = text2_pick(c->about, lang);
	int options[OPT_COUNT];
	size_t n = command_options(c, options);

	help_usage(c, lang, out);
	buf_putc(out, '\n');
	sheet_wrap(out, *about ? about : text2_pick(c->summary, lang), 0, WIDTH);
	buf_addf(out, "\n%s:\n", L(HELP_OPTIONS));
	for (size_t i = 0; i < n; i++)
		put_option(&option_infos[options[i]], lang, out);
	buf_addf(out, "\n%s:\n", L(HELP_EXAMPLES));
	for (const struct example *e = c->examples; e->command; e++)
		buf_addf(out, "  %s\n      %s\n", e->command, text2_pick(e->doc, lang));
	put_status(lang, out);
}

void help_overview(enum lang lang, struct buf *out)
{
	buf_addf(out, "%s\n\n%s: %s\n\n%s:\n", L(TAGLINE), L(USAGE), L(USAGE_ALL), L(HELP_COMMANDS));
	for (const struct command_info *c = commands; c->name; c++)
		buf_addf(out, "  %-12s%s\n", c->name, text2_pick(c->summary, lang));
	buf_addf(out, "\n%s:\n  plumb init our-standard\n  plumb check portfolio.ndjson\n  plumb explain high_risk_answered P-0042 portfolio.ndjson\n", L(HELP_EXAMPLES));
	put_status(lang, out);
	buf_putc(out, '\n');
	sheet_wrap(out, L(HELP_MORE), 0, WIDTH);
}

int run_help(struct cli *c)
{
	struct buf text = BUF_INIT;
	const struct command_info *about = NULL;
	int status;

	if (c->word_count) {
		const char *names[32], *near;
		size_t n = 0;

		for (const struct command_info *known = commands; known->name && n < 32; known++)
			names[n++] = known->name;
		about = command_find(c->words[0]);
		if (!about) {
			near = text_nearest(c->words[0], names, n);
			term_error(c, C(UNKNOWN_COMMAND), c->words[0]);
			if (near)
				term_note(c, C(DID_YOU_MEAN), near);
			return EXIT_USAGE;
		}
	}
	if (c->values[OPT_MAN])
		man_page(&text);
	else if (about)
		help_command(about, c->lang, &text);
	else
		help_overview(c->lang, &text);
	status = term_write(c, &text);
	buf_release(&text);
	return status;
}
