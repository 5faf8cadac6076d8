/* SPDX-License-Identifier: MIT */
/* parse: getopt_long fed from the tables, with messages that say what was meant. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/term.h"

enum { LONG_BASE = 256 }; /* what getopt answers for option i: LONG_BASE + i */

static void point_to_help(const struct cli *c)
{
	term_note(c, C(TRY_HELP), c->command->name);
}

/* The option as it stands on the command line, without what follows "=". */
static void unknown_option(const struct cli *c, const char *given, const int *known, size_t n)
{
	const char *names[OPT_COUNT], *near;
	struct buf word = BUF_INIT;

	for (size_t i = 0; i < n; i++)
		names[i] = option_infos[known[i]].name;
	buf_add(&word, given, strcspn(given, "="));
	term_error(c, C(UNKNOWN_OPTION), c->command->name, word.data);
	near = !strncmp(word.data, "--", 2) ? text_nearest(word.data + 2, names, n) : NULL;
	if (near) {
		buf_clear(&word);
		buf_addf(&word, "--%s", near);
		term_note(c, C(DID_YOU_MEAN), word.data);
	} else {
		point_to_help(c);
	}
	buf_release(&word);
}

static bool choice_ok(const struct cli *c, int option, const char *value)
{
	const struct option_info *o = &option_infos[option];
	struct buf list = BUF_INIT;
	const char *near;
	size_t n = 0;

	if (!o->choices || option < CONFIG_COUNT) /* settings are judged by config_set */
		return true;
	for (; o->choices[n]; n++)
		if (!strcmp(o->choices[n], value))
			return true;
	for (size_t i = 0; i < n; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", o->choices[i]);
	term_error(c, C(OPTION_CHOICE), o->name, value, list.data);
	near = text_nearest(value, o->choices, n);
	if (near)
		term_note(c, C(DID_YOU_MEAN), near);
	buf_release(&list);
	return false;
}

struct tables {
	struct option longs[OPT_COUNT + 1];
	char letters[2 * OPT_COUNT + 3];
	int known[OPT_COUNT];
	size_t count;
};

static void build(struct tables *t, const struct command_info *command)
{
	char *letter = t->letters;

	t->count = command_options(command, t->known);
	*letter++ = ':'; /* a missing argument is told apart from an unknown option */
	for (size_t i = 0; i < t->count; i++) {
		const struct option_info *o = &option_infos[t->known[i]];

		t->longs[i] = (struct option){ o->name, o->argument ? required_argument : no_argument, NULL, LONG_BASE + t->known[i] };
		if (o->letter) {
			*letter++ = o->letter;
			if (o->argument)
				*letter++ = ':';
		}
	}
	*letter = 0;
	t->longs[t->count] = (struct option){ NULL, 0, NULL, 0 };
}

static int option_of_letter(const struct tables *t, int letter)
{
	for (size_t i = 0; i < t->count; i++)
		if (option_infos[t->known[i]].letter == letter)
			return t->known[i];
	return -1;
}

static void refuse(const struct cli *c, const struct tables *t, int answer, char **argv)
{
	int option = optopt >= LONG_BASE ? optopt - LONG_BASE : optopt ? option_of_letter(t, optopt) : -1;
	char letter[3] = { '-', (char)optopt, 0 };

	if (answer == ':' && option >= 0) {
		term_error(c, C(OPTION_NEEDS), argv[optind - 1], option_infos[option].argument);
		point_to_help(c);
	} else if (option >= 0) {
		term_error(c, C(OPTION_TAKES_NONE), option_infos[option].name);
	} else {
		unknown_option(c, optopt ? letter : argv[optind - 1], t->known, t->count);
	}
}

static int apply(struct cli *c)
{
	struct err e = ERR_INIT;
	int status = config_load(&c->config, c->values[OPT_CONFIG], &e);

	for (int k = 0; !status && k < CONFIG_COUNT; k++) {
		char source[40] = "--";

		if (!c->values[k])
			continue;
		strncat(source, option_infos[k].name, sizeof source - 3);
		status = config_set(&c->config, (enum config_key)k, option_infos[k].argument ? c->values[k] : "true", ORIGIN_FLAG, source, &e);
	}
	c->lang = config_lang(&c->config);
	return status ? term_fail(c, &e) : 0;
}

static int check_words(const struct cli *c)
{
	if (c->word_count < c->command->least) {
		term_error(c, C(TOO_FEW_WORDS), c->command->name);
	} else if (c->command->most >= 0 && c->word_count > c->command->most) {
		term_error(c, C(TOO_MANY_WORDS), c->words[c->command->most]);
	} else {
		return 0;
	}
	term_usage(c);
	return EXIT_USAGE;
}

/* Remembers an option in its turn; letters may stand together, so that there can be more options than arguments. */
static bool remember(struct cli *c, int option, const char *value)
{
	struct given_option *given = realloc(c->given, (c->given_count + 1) * sizeof *given);

	c->values[option] = value;
	if (!given)
		return false;
	c->given = given;
	c->given[c->given_count++] = (struct given_option){ option, value };
	return true;
}

int cli_parse(struct cli *c, int argc, char **argv)
{
	struct tables t;
	int answer, status = 0;

	build(&t, c->command);
	opterr = 0;
	optind = 1;
	while ((answer = getopt_long(argc, argv, t.letters, t.longs, NULL)) != -1) {
		int option = answer >= LONG_BASE ? answer - LONG_BASE : answer == '?' || answer == ':' ? -1 : option_of_letter(&t, answer);

		if (option < 0) {
			refuse(c, &t, answer, argv);
			return EXIT_USAGE;
		}
		if (!remember(c, option, optarg ? optarg : "")) {
			term_error(c, "out of memory");
			return EXIT_POLICY;
		}
		if (!choice_ok(c, option, c->values[option]))
			return EXIT_USAGE;
	}
	c->words = argv + optind;
	c->word_count = argc - optind;
	if (c->values[CONFIG_LANG])
		c->lang = lang_from(c->values[CONFIG_LANG]);
	term_colours(c);
	if (c->values[OPT_HELP])
		return 0; /* help is given whatever else is wrong */
	if (!c->command->plain)
		status = apply(c);
	return status ? status : check_words(c);
}
