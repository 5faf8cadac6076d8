/* SPDX-License-Identifier: MIT */
/* explain_text: the JSON of an explanation, as people read it. */
#ifndef PLUMB_CLI_EXPLAIN_TEXT_H
#define PLUMB_CLI_EXPLAIN_TEXT_H

#include "cli/cli.h"

/* false: it is no explanation, or has no verdict for the element that was asked for (--element). */
bool explain_text(const char *json, size_t len, const struct cli *c, struct buf *out);

#endif
