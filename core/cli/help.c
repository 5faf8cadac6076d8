/* SPDX-License-Identifier: MIT */
/* help: --help of plumb and of each command, made from the tables. */
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/manual.h"
#include "cli/term.h"
#include "report/sheet.h"

enum { WIDTH = 100, OPTION_COLUMNS = 26 };
#define ALL_WORDS "words"

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

const char **help_topics(struct arena *a, size_t *n)
{
	size_t words, known = 0;
	const char **manual = manual_words(a, &words), **topics;

	while (commands[known].name)
		known++;
	topics = manual ? arena_alloc(a, (known + 1 + words) * sizeof *topics) : NULL;
	if (!topics)
		return NULL;
	*n = 0;
	for (size_t i = 0; i < known; i++)
		topics[(*n)++] = commands[i].name;
	topics[(*n)++] = ALL_WORDS;
	for (size_t i = 0; i < words; i++)
		if (!command_find(manual[i]))
			topics[(*n)++] = manual[i];
	return topics;
}

/* The command, and the pages of the manual on a word of that name. false: there is neither. */
static bool put_topic(const struct cli *c, const char *topic, struct buf *out)
{
	const struct command_info *about = command_find(topic);

	if (!strcmp(topic, ALL_WORDS)) {
		sheet_wrap(out, C(HELP_WORDS), 0, WIDTH);
		buf_putc(out, '\n');
		manual_overview(c->lang, c->colour_out, WIDTH, out);
	}
	if (about)
		help_command(about, c->lang, out);
	for (const struct embedded *page = NULL; (page = manual_next(page, topic));) {
		if (out->len)
			buf_puts(out, "\n");
		manual_show(page, c->lang, c->colour_out, WIDTH, out);
	}
	return out->len > 0;
}

static int unknown_topic(const struct cli *c, const char *topic)
{
	struct arena memory = ARENA_INIT;
	size_t n;
	const char **topics = help_topics(&memory, &n), *near = topics ? text_nearest(topic, topics, n) : NULL;

	term_error(c, C(UNKNOWN_TOPIC), topic);
	if (near)
		term_note(c, C(DID_YOU_MEAN), near);
	else
		term_note(c, "%s", C(TRY_HELP_WORDS));
	arena_release(&memory);
	return EXIT_USAGE;
}

int run_help(struct cli *c)
{
	struct buf text = BUF_INIT;
	int status;

	if (c->values[OPT_MAN])
		man_page(&text);
	else if (c->word_count && !put_topic(c, c->words[0], &text))
		return unknown_topic(c, c->words[0]);
	else if (!c->word_count)
		help_overview(c->lang, &text);
	status = term_write(c, &text);
	buf_release(&text);
	return status;
}
