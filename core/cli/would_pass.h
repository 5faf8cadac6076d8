/* SPDX-License-Identifier: MIT */
/* would_pass: the changes that would turn a verdict, as people read them. */
#ifndef PLUMB_CLI_WOULD_PASS_H
#define PLUMB_CLI_WOULD_PASS_H

#include "base/buf.h"
#include "json/read.h"
#include "report/messages.h"

/* The lines "it would pass if ..." of a verdict of an explanation; none where it has none. */
void would_pass_text(struct json_value verdict, enum lang lang, struct buf *out);

#endif
