/* SPDX-License-Identifier: MIT */
/* main: which command it is; a worker process begins here too. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "app/version.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "work/pool.h"

/* The language before any setting was read: PLUMB_LANG, then the locale. */
static enum lang first_lang(void)
{
	static const struct config nothing;
	const char *asked = getenv("PLUMB_LANG");

	return asked && *asked ? lang_from(asked) : config_lang(&nothing);
}

static int write_help(struct cli *c)
{
	struct buf text = BUF_INIT;
	int status;

	if (c->command)
		help_command(c->command, c->lang, &text);
	else
		help_overview(c->lang, &text);
	status = term_write(c, &text);
	buf_release(&text);
	return status;
}

static int unknown(struct cli *c, const char *word)
{
	const char *names[40], *near;
	size_t n = 0;

	for (const struct command_info *known = commands; known->name; known++)
		names[n++] = known->name;
	near = text_nearest(word, names, n);
	term_error(c, *word == '-' ? C(UNKNOWN_FIRST_OPTION) : C(UNKNOWN_COMMAND), word);
	if (near && *word != '-')
		term_note(c, C(DID_YOU_MEAN), near);
	term_usage(c);
	term_note(c, "%s", C(TRY_HELP_ALL));
	return EXIT_USAGE;
}

/*
 * Descriptors 0 to 2 that were closed before we began (`plumb ... >&-`) would be given to the next files that are opened. They
 * are filled with what can only fail: standard input opened for writing, the others for reading.
 */
static void fill_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			break;
}

int main(int argc, char **argv)
{
	struct cli cli = { .started_ns = clock_monotonic_ns() }, *c = &cli;
	int status;

	if (argc == 2 && !strcmp(argv[1], "--worker"))
		return worker_main(argc, argv);
	fill_streams();
	signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error of writing, told as such */
	fault_init();
	cli.lang = first_lang();
	term_colours(c);
	if (argc < 2) {
		term_usage(c);
		term_note(c, "%s", C(TRY_HELP_ALL));
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return write_help(c);
	cli.command = command_find(!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V") ? "version" : argv[1]);
	if (!cli.command)
		return unknown(c, argv[1]);
	status = cli_parse(c, argc - 1, argv + 1);
	if (!status)
		status = cli.values[OPT_HELP] ? write_help(c) : cli.command->run(c);
	config_release(&cli.config);
	free(cli.given);
	return status;
}
