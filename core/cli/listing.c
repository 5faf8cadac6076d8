/* SPDX-License-Identifier: MIT */
#include "cli/listing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/term.h"

bool listing_format(const struct cli *c, enum report_format *out)
{
	const char *format = c->values[OPT_FORMAT];

	*out = c->values[OPT_JSON] ? REPORT_JSON : REPORT_TEXT;
	if (!format)
		return true;
	if (c->values[OPT_JSON] && strcmp(format, "json")) {
		term_error(c, C(JSON_AND_FORMAT), format);
		return false;
	}
	*out = !strcmp(format, "json") ? REPORT_JSON : !strcmp(format, "csv") ? REPORT_CSV : !strcmp(format, "markdown") ? REPORT_MARKDOWN : REPORT_TEXT;
	return true;
}

bool listing_limit(const struct cli *c, size_t standard, size_t *out)
{
	const char *text = c->values[OPT_LIMIT];
	unsigned long long n;
	char *end;

	*out = c->values[OPT_ALL] ? 0 : standard;
	if (!text)
		return true;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || n > 1000000000) {
		term_error(c, C(OPTION_NUMBER), "limit", text);
		return false;
	}
	*out = (size_t)n;
	return true;
}

bool listing_options(const struct cli *c, size_t standard, struct listing *l)
{
	*l = (struct listing){ 0 };
	if (!listing_format(c, &l->format))
		return false;
	l->people = l->format == REPORT_TEXT || l->format == REPORT_MARKDOWN;
	return listing_limit(c, l->people ? standard : 0, &l->limit);
}

/* --width, else that of the terminal, which rows of a list can use better than sentences can. */
static int width(const struct cli *c)
{
	const struct config_value *asked = &c->config.values[CONFIG_WIDTH];
	struct winsize size;

	if (asked->origin == ORIGIN_DEFAULT && isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= TABLE_WIDTH_LEAST)
		return size.ws_col < TABLE_WIDTH_MOST ? size.ws_col : TABLE_WIDTH_MOST;
	return (int)asked->number;
}

int listing_open(struct listing *l, const struct cli *c, const struct listing_columns *columns, const struct zone *z, struct err *err)
{
	const struct table_options o = { .format = l->format, .out = stdout, .colour = c->colour_out, .width = width(c), .lang = lang_name(c->lang), .zone = z };

	return table_new(&o, l->people ? columns->people : columns->machines, l->people ? columns->people_count : columns->machine_count, &l->table, err);
}

void listing_row(struct listing *l, const struct table_cell *cells)
{
	if (!l->limit || l->rows < l->limit)
		table_row(l->table, cells);
	l->rows++;
}

int listing_end(struct listing *l, struct err *err)
{
	return table_end(l->table, err);
}

void listing_free(struct listing *l)
{
	table_free(l->table);
	l->table = NULL;
}

size_t listing_rest(const struct listing *l)
{
	return l->limit && l->rows > l->limit ? l->rows - l->limit : 0;
}
