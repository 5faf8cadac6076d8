/* SPDX-License-Identifier: MIT */
/*
 * term: what plumb says to people on standard error, and how it ends. Everything from data is made safe for the
 * terminal; "plumb: error: ..." is one line, what to do next the following one.
 */
#ifndef PLUMB_CLI_TERM_H
#define PLUMB_CLI_TERM_H

#include "app/check.h"
#include "cli/cli.h"
#include "model/verdict.h"

/* Where colours go, from --color, NO_COLOR, TERM and what the streams are. */
void term_colours(struct cli *c);
void term_error(const struct cli *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void term_note(const struct cli *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void term_usage(const struct cli *c);
void term_tell(const struct err *e);
/* Prints an error, releases it, answers with its exit status. */
int term_fail(const struct cli *c, struct err *e);
void term_diagnostics(const struct cli *c, const struct diagnostics *d);
/* One of them as it is told, appended to `out`, with an end of line. */
void term_diagnostic(const struct diagnostic *d, bool colour, struct buf *out);
void term_refusal(const struct cli *c, const char *input, const struct project_result *p);
/* Cells that are words: one line a column. */
void term_words(const struct cli *c, const struct source_words *w);
/* One line that is written over; term_progress_end wipes it away. Only for a terminal. */
bool term_progress_wanted(void);
void term_progress(const struct cli *c, enum message what, const struct feed_progress *p); /* what: "%s judged" */
void term_bar(uint64_t done, uint64_t all, const char *text); /* all 0: it is not known */
void term_progress_end(void);
/* Text to standard output. EXIT_CONFORMS, or EXIT_USAGE after a message when it cannot be written. */
int term_write(const struct cli *c, const struct buf *text);
/* One sentence, made safe, as a line of it. */
int term_say(const struct cli *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Indents a JSON text that was made by plumb, for people. false: it is no JSON. */
bool term_pretty(const char *json, size_t len, struct buf *out);
const char *signal_name(int number);

#endif
