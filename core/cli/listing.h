/* SPDX-License-Identifier: MIT */
/*
 * listing: what commands list on standard output, in the formats of report/table.h: few columns in words for people (text,
 * Markdown), all of them for machines (JSON, CSV).
 *
 *   static const struct listing_columns columns = { people, 4, machines, 9 };
 *   if (!listing_options(c, 100, &l)) return EXIT_USAGE;
 *   listing_open(&l, c, &columns, &zone, &err);
 *   listing_row(&l, l.people ? words : cells) for each;  listing_end(&l, &err);  listing_free(&l);
 */
#ifndef PLUMB_CLI_LISTING_H
#define PLUMB_CLI_LISTING_H

#include "cli/cli.h"
#include "report/table.h"

struct listing_columns {
	const struct table_column *people; size_t people_count;
	const struct table_column *machines; size_t machine_count;
};
struct listing {
	enum report_format format;
	size_t limit;            /* 0: none */
	bool people;
	size_t rows;             /* that came; those beyond the limit are counted only */
	struct table *table;
};

/* --format and --json; false after a message. */
bool listing_format(const struct cli *c, enum report_format *out);
/* --limit and --all; standard: when neither is given. False after a message. */
bool listing_limit(const struct cli *c, size_t standard, size_t *out);
/* Both; for machines there is no limit but the one that is asked for. */
bool listing_options(const struct cli *c, size_t standard, struct listing *l);
int listing_open(struct listing *l, const struct cli *c, const struct listing_columns *columns, const struct zone *z, struct err *err);
void listing_row(struct listing *l, const struct table_cell *cells);
int listing_end(struct listing *l, struct err *err);
void listing_free(struct listing *l);
/* How many rows there were that the limit kept back. */
size_t listing_rest(const struct listing *l);

#endif
