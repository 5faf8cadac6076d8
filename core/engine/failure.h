/* SPDX-License-Identifier: MIT */
/*
 * failure: what Lua says when a policy fails, for those who write policies: in their words, and with the place in the line.
 *
 *   policies/risks.lua:8: attempt to call a nil value (field 'hihg')
 *   -> file "policies/risks.lua", line 8, "'hihg' is nil: there is no such function", and where `hihg` stands in line 8
 */
#ifndef PLUMB_ENGINE_FAILURE_H
#define PLUMB_ENGINE_FAILURE_H

#include <stddef.h>

#include "base/buf.h"

struct failure_place { const char *file; size_t file_len; int line; }; /* line 0: none is named */

/* Answers the message behind its position. */
const char *failure_position(const char *message, struct failure_place *at);
/* Appends a message of Lua's (without its position) in plain words. Other messages stay as they are. */
void failure_say(const char *message, struct buf *out);
/* What of the line a message speaks of: column (code points from 1) and width; else its first word. Column 0: an empty line. */
void failure_point(const char *source, const char *message, int *column, int *width);

#endif
