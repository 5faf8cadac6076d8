/* SPDX-License-Identifier: MIT */
/*
 * cli: the commands and their options as data. Parsing, --help, the completion scripts and the man page are all made from
 * the two tables (options.c, commands.c); a command's function finds its words in `struct cli`.
 */
#ifndef PLUMB_CLI_CLI_H
#define PLUMB_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "app/config.h"
#include "base/arena.h"
#include "base/err.h"
#include "report/messages.h"

enum exit_status { EXIT_CONFORMS = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_POLICY = 3 };

/* The settings of config.h are the first options: their numbers are those of enum config_key. */
enum option_id {
	OPT_HELP = CONFIG_COUNT, OPT_VERSION, OPT_CONFIG, OPT_COLOR, OPT_JSON, OPT_FORMAT, OPT_OUTPUT, OPT_AS_OF, OPT_UNTIL, OPT_MAP, OPT_LIMIT, OPT_ALL,
	OPT_RULE, OPT_ELEMENT, OPT_SET, OPT_UNSET, OPT_VERBOSE, OPT_MAN, OPT_DRY_RUN, OPT_REASON, OPT_RECEIPTS,
	OPT_SEVERITY, OPT_VERDICT, OPT_PROJECT, OPT_OWNER, OPT_UNIT, OPT_OLDER_THAN, OPT_SINCE, OPT_CLOSED, OPT_PERSON, OPT_YES, OPT_DIGEST, OPT_EXPIRES, OPT_OVERRIDE, OPT_ROLE,
	OPT_COUNT
};
enum completes { COMPLETES_NOTHING, COMPLETES_FILE, COMPLETES_FOLDER, COMPLETES_TOPIC, COMPLETES_SHELL };

struct option_info {
	const char *name;           /* without the dashes */
	char letter;                /* 0: none */
	const char *argument;       /* "FILE"; NULL: takes none */
	const char *const *choices; /* of the argument, ends with NULL; NULL: free */
	enum completes completes;
	struct text2 doc;
};
extern const struct option_info option_infos[OPT_COUNT];

struct example { const char *command; struct text2 doc; };
struct cli;
struct command_info {
	const char *name, *arguments; /* arguments: "[FILE...]", "" */
	struct text2 summary, about;
	const int *options;           /* ends with -1; the common ones are not among them */
	const struct example *examples; /* ends with a NULL command */
	int least, most;              /* words after the command; most -1: any number */
	enum completes completes;     /* of its words */
	int (*run)(struct cli *c);    /* answers with the exit status */
	bool plain;                   /* works without a configuration */
};
extern const struct command_info commands[]; /* ends with a NULL name */
extern const int common_options[];           /* every command has these; ends with -1 */

struct given_option { int option; const char *value; };
struct cli {
	const struct command_info *command;
	struct config config;
	const char *values[OPT_COUNT]; /* what was given, the last time; "" for an option without argument; NULL: not given */
	struct given_option *given;    /* every option in the order in which it was given, also more than once; owned */
	size_t given_count;
	char **words;
	int word_count;
	enum lang lang;
	bool colour_out, colour_err;
	int64_t started_ns;
};

const struct command_info *command_find(const char *name);
/* Options of a command and the common ones, in the order in which help shows them; returns how many. */
size_t command_options(const struct command_info *c, int out[OPT_COUNT]);

/* Reads the command line after the command's name into c, then the configuration. 0, or the exit status after a message. */
int cli_parse(struct cli *c, int argc, char **argv);

void help_command(const struct command_info *c, enum lang lang, struct buf *out);
void help_overview(enum lang lang, struct buf *out);
void help_usage(const struct command_info *c, enum lang lang, struct buf *out); /* one line; c NULL: of plumb */
/* Everything that `plumb help` explains, each once; *n of them. NULL: out of memory. */
const char **help_topics(struct arena *a, size_t *n);
void man_page(struct buf *out);
/* false: no such shell. */
bool completion_script(const char *shell, struct buf *out);

int run_check(struct cli *c);
int run_import(struct cli *c);
int run_export(struct cli *c);
int run_findings(struct cli *c);
int run_history(struct cli *c);
int run_diff(struct cli *c);
int run_delete(struct cli *c);
int run_erase(struct cli *c);
int run_backup(struct cli *c);
int run_restore(struct cli *c);
int run_policies(struct cli *c);
int run_explain(struct cli *c);
int run_whatif(struct cli *c);
int run_test(struct cli *c);
int run_init(struct cli *c);
int run_schema(struct cli *c);
int run_doctor(struct cli *c);
int run_version(struct cli *c);
int run_help(struct cli *c);
int run_completion(struct cli *c);
int run_waive(struct cli *c);
int run_waivers(struct cli *c);
int run_gate(struct cli *c);

#define C(id) message_text(c->lang, MSG_##id)

#endif
