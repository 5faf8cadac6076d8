/* SPDX-License-Identifier: MIT */
/* man: the manual page, in roff's man macros, from the same tables as --help. English. */
#include <string.h>

#include "app/version.h"
#include "cli/cli.h"

/* Text as roff takes it: a backslash and a hyphen are escaped, a line never begins with a dot or a quote. */
static void put_text(struct buf *out, const char *s)
{
	if (*s == '.' || *s == '\'')
		buf_puts(out, "\\&");
	for (; *s; s++) {
		if (*s == '\\')
			buf_puts(out, "\\e");
		else if (*s == '-')
			buf_puts(out, "\\-");
		else
			buf_putc(out, *s);
	}
}

static void put_line(struct buf *out, const char *s)
{
	put_text(out, s);
	buf_putc(out, '\n');
}

static void put_option(struct buf *out, const struct option_info *o)
{
	buf_puts(out, ".TP\n");
	if (o->letter)
		buf_addf(out, "\\fB\\-%c\\fR, ", o->letter);
	buf_puts(out, "\\fB\\-\\-");
	put_text(out, o->name);
	buf_puts(out, "\\fR");
	if (o->argument)
		buf_addf(out, " \\fI%s\\fR", o->argument);
	buf_putc(out, '\n');
	put_line(out, o->doc.en);
}

static void put_command(struct buf *out, const struct command_info *c)
{
	int options[OPT_COUNT];
	size_t n = command_options(c, options);

	buf_addf(out, ".SS plumb %s %s\n", c->name, c->arguments);
	put_line(out, c->about.en ? c->about.en : c->summary.en);
	for (size_t i = 0; i < n; i++)
		put_option(out, &option_infos[options[i]]);
	for (const struct example *e = c->examples; e->command; e++) {
		buf_puts(out, ".PP\n");
		put_line(out, e->doc.en);
		buf_puts(out, ".RS 4\n.nf\n");
		put_line(out, e->command);
		buf_puts(out, ".fi\n.RE\n");
	}
}

void man_page(struct buf *out)
{
	static const enum message statuses[] = { MSG_HELP_STATUS_0, MSG_HELP_STATUS_1, MSG_HELP_STATUS_2, MSG_HELP_STATUS_3 };

	buf_puts(out, ".TH PLUMB 1 \"\" \"plumb " PLUMB_VERSION "\" \"User Commands\"\n.SH NAME\nplumb \\- judge projects against a company's standards\n");
	buf_puts(out, ".SH SYNOPSIS\n\\fBplumb\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n.SH COMMANDS\n");
	for (const struct command_info *c = commands; c->name; c++)
		put_command(out, c);
	buf_puts(out, ".SH EXIT STATUS\n");
	for (int i = 0; i < 4; i++) {
		buf_addf(out, ".TP\n%d\n", i);
		put_line(out, message_text(LANG_EN, statuses[i]));
	}
	buf_puts(out, ".SH FILES\n.TP\nplumb.json\nsettings of the working directory, a JSON object; an unknown key is an error:\n.RS\n");
	for (int k = 0; k < CONFIG_COUNT; k++) {
		buf_puts(out, ".TP\n");
		put_line(out, config_keys[k].name);
		put_line(out, option_infos[k].doc.en);
	}
	buf_puts(out, ".RE\n.SH ENVIRONMENT\nEach setting has a variable, stronger than plumb.json and weaker than the option: ");
	for (int k = 0; k < CONFIG_COUNT; k++)
		buf_addf(out, "%s%s", k ? ", " : "", config_keys[k].variable);
	buf_puts(out, ".\n.PP\nNO_COLOR switches colours off. LC_ALL, LC_MESSAGES and LANG, in this order, choose the language.\n");
}
