/* SPDX-License-Identifier: MIT */
/* completion: scripts for bash, zsh and fish, from the same tables as --help. */
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/term.h"

static const char *const shells[] = { "bash", "zsh", "fish" };

static void put_choices(struct buf *out, const char *const *choices)
{
	for (size_t i = 0; choices[i]; i++)
		buf_addf(out, "%s%s", i ? " " : "", choices[i]);
}

static void put_names(struct buf *out)
{
	for (const struct command_info *c = commands; c->name; c++)
		buf_addf(out, "%s%s", c == commands ? "" : " ", c->name);
}

/* What `plumb help` explains. */
static void put_topics(struct buf *out)
{
	struct arena memory = ARENA_INIT;
	size_t n = 0;
	const char **topics = help_topics(&memory, &n);

	for (size_t i = 0; topics && i < n; i++)
		buf_addf(out, "%s%s", i ? " " : "", topics[i]);
	arena_release(&memory);
}

/* ---- bash ---- */

static void bash_values(struct buf *out)
{
	buf_puts(out, "  case \"$previous\" in\n");
	for (int i = 0; i < OPT_COUNT; i++) {
		const struct option_info *o = &option_infos[i];

		if (!o->argument)
			continue;
		buf_puts(out, "    ");
		if (o->letter)
			buf_addf(out, "-%c|", o->letter);
		buf_addf(out, "--%s) ", o->name);
		if (o->choices) {
			buf_puts(out, "COMPREPLY=($(compgen -W '");
			put_choices(out, o->choices);
			buf_puts(out, "' -- \"$word\"))");
		} else if (o->completes == COMPLETES_FILE || o->completes == COMPLETES_FOLDER) {
			buf_addf(out, "compopt -o filenames; COMPREPLY=($(compgen -%c -- \"$word\"))", o->completes == COMPLETES_FILE ? 'f' : 'd');
		} else {
			buf_puts(out, "COMPREPLY=()");
		}
		buf_puts(out, "; return ;;\n");
	}
	buf_puts(out, "  esac\n");
}

static void bash_words(struct buf *out, const struct command_info *c)
{
	switch (c->completes) {
	case COMPLETES_FILE: buf_puts(out, "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\"))"); break;
	case COMPLETES_FOLDER: buf_puts(out, "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$word\"))"); break;
	case COMPLETES_TOPIC: buf_puts(out, "COMPREPLY=($(compgen -W '"); put_topics(out); buf_puts(out, "' -- \"$word\"))"); break;
	case COMPLETES_SHELL: buf_puts(out, "COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$word\"))"); break;
	default: buf_puts(out, "COMPREPLY=()");
	}
}

static void bash(struct buf *out)
{
	buf_puts(out, "# bash completion of plumb\n_plumb() {\n  local word=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\" options=\n"
		"  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W '");
	put_names(out);
	buf_puts(out, " --help --version' -- \"$word\")); return\n  fi\n");
	bash_values(out);
	buf_puts(out, "  case \"${COMP_WORDS[1]}\" in\n");
	for (const struct command_info *c = commands; c->name; c++) {
		int options[OPT_COUNT];
		size_t n = command_options(c, options);

		buf_addf(out, "    %s)\n      if [[ $word != -* ]]; then ", c->name);
		bash_words(out, c);
		buf_puts(out, "; return; fi\n      options='");
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s--%s", i ? " " : "", option_infos[options[i]].name);
		buf_puts(out, "' ;;\n");
	}
	buf_puts(out, "  esac\n  COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n}\ncomplete -F _plumb plumb\n");
}

/* ---- zsh ---- */

/* Inside '...' of _arguments: a quote closes and opens again, brackets and colons are escaped. */
static void zsh_text(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '\'')
			buf_puts(out, "'\\''");
		else if (strchr("[]:\\", *s))
			buf_addf(out, "\\%c", *s);
		else
			buf_putc(out, *s);
	}
}

static void zsh_option(struct buf *out, const struct option_info *o)
{
	for (int form = o->letter ? 0 : 1; form < 2; form++) {
		if (form == 0)
			buf_addf(out, "        '-%c", o->letter);
		else
			buf_addf(out, "        '--%s%s", o->name, o->argument ? "=" : "");
		buf_putc(out, '[');
		zsh_text(out, o->doc.en);
		buf_putc(out, ']');
		if (o->argument) {
			buf_addf(out, ":%s:", o->argument);
			if (o->choices) {
				buf_putc(out, '(');
				put_choices(out, o->choices);
				buf_putc(out, ')');
			} else if (o->completes == COMPLETES_FILE || o->completes == COMPLETES_FOLDER) {
				buf_puts(out, o->completes == COMPLETES_FILE ? "_files" : "_files -/");
			}
		}
		buf_puts(out, "' \\\n");
	}
}

static void zsh(struct buf *out)
{
	buf_puts(out, "#compdef plumb\n_plumb() {\n  local -a known\n  known=(\n");
	for (const struct command_info *c = commands; c->name; c++) {
		buf_addf(out, "    '%s:", c->name);
		zsh_text(out, c->summary.en);
		buf_puts(out, "'\n");
	}
	buf_puts(out, "  )\n  if (( CURRENT == 2 )); then _describe command known; return; fi\n  local command=$words[2]\n  shift words; (( CURRENT-- ))\n  case $command in\n");
	for (const struct command_info *c = commands; c->name; c++) {
		int options[OPT_COUNT];
		size_t n = command_options(c, options);

		buf_addf(out, "    %s)\n      _arguments -s \\\n", c->name);
		for (size_t i = 0; i < n; i++)
			zsh_option(out, &option_infos[options[i]]);
		switch (c->completes) {
		case COMPLETES_FILE: buf_puts(out, "        '*:file:_files' ;;\n"); break;
		case COMPLETES_FOLDER: buf_puts(out, "        '*:folder:_files -/' ;;\n"); break;
		case COMPLETES_TOPIC: buf_puts(out, "        '1:topic:("); put_topics(out); buf_puts(out, ")' ;;\n"); break;
		case COMPLETES_SHELL: buf_puts(out, "        '1:shell:(bash zsh fish)' ;;\n"); break;
		default: buf_puts(out, "        '*:' ;;\n");
		}
	}
	buf_puts(out, "  esac\n}\ncompdef _plumb plumb\n");
}

/* ---- fish ---- */

static void fish_text(struct buf *out, const char *s)
{
	buf_putc(out, '\'');
	for (; *s; s++) {
		if (*s == '\'' || *s == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *s);
	}
	buf_putc(out, '\'');
}

static void fish_option(struct buf *out, const char *command, const struct option_info *o)
{
	buf_addf(out, "complete -c plumb -n '__fish_seen_subcommand_from %s' -l %s", command, o->name);
	if (o->letter)
		buf_addf(out, " -s %c", o->letter);
	if (o->choices) {
		buf_puts(out, " -x -a '");
		put_choices(out, o->choices);
		buf_putc(out, '\'');
	} else if (o->argument) {
		buf_puts(out, o->completes == COMPLETES_FILE || o->completes == COMPLETES_FOLDER ? " -r -F" : " -x");
	}
	buf_puts(out, " -d ");
	fish_text(out, o->doc.en);
	buf_putc(out, '\n');
}

static void fish(struct buf *out)
{
	buf_puts(out, "# fish completion of plumb\ncomplete -c plumb -f\n");
	for (const struct command_info *c = commands; c->name; c++) {
		int options[OPT_COUNT];
		size_t n = command_options(c, options);

		buf_addf(out, "complete -c plumb -n __fish_use_subcommand -a %s -d ", c->name);
		fish_text(out, c->summary.en);
		buf_putc(out, '\n');
		for (size_t i = 0; i < n; i++)
			fish_option(out, c->name, &option_infos[options[i]]);
		if (c->completes == COMPLETES_FILE || c->completes == COMPLETES_FOLDER)
			buf_addf(out, "complete -c plumb -n '__fish_seen_subcommand_from %s' -F\n", c->name);
		if (c->completes == COMPLETES_SHELL || c->completes == COMPLETES_TOPIC) {
			buf_addf(out, "complete -c plumb -n '__fish_seen_subcommand_from %s' -a '", c->name);
			if (c->completes == COMPLETES_SHELL)
				buf_puts(out, "bash zsh fish");
			else
				put_topics(out);
			buf_puts(out, "'\n");
		}
	}
}

bool completion_script(const char *shell, struct buf *out)
{
	static void (*const makers[])(struct buf *) = { bash, zsh, fish };

	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		if (!strcmp(shells[i], shell)) {
			makers[i](out);
			return true;
		}
	return false;
}

int run_completion(struct cli *c)
{
	struct buf text = BUF_INIT;
	const char *near;
	int status;

	if (!completion_script(c->words[0], &text)) {
		near = text_nearest(c->words[0], shells, sizeof shells / sizeof *shells);
		term_error(c, C(UNKNOWN_SHELL), c->words[0]);
		if (near)
			term_note(c, C(DID_YOU_MEAN), near);
		buf_release(&text);
		return EXIT_USAGE;
	}
	status = term_write(c, &text);
	buf_release(&text);
	return status;
}
