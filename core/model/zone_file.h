/* SPDX-License-Identifier: MIT */
/*
 * zone_file: TZif files (RFC 8536) and the POSIX rule that ends them, as transitions.
 *
 * A file lists transitions up to some year and says by a rule how it goes on ("EST5EDT,M3.2.0,M11.1.0"); the rule is
 * written out to ZONE_LAST_YEAR so that nobody later needs to know about rules.
 */
#ifndef PLUMB_MODEL_ZONE_FILE_H
#define PLUMB_MODEL_ZONE_FILE_H

#include "model/date.h"

#define ZONE_LAST_YEAR 2100

/* Adds a transition after all that are there; one at the same moment replaces it, one that changes nothing is
   left out. False: memory is out. */
bool zone_push(struct zone *z, int64_t at, int32_t offset);
/* Adds what a POSIX TZ rule says from `after` on. 0, ERR_INPUT (not a rule) or ERR_MEMORY. */
int zone_push_rule(struct zone *z, const char *rule, size_t len, int64_t after);
/* Reads the bytes of a TZif file of version 2 or later into an empty zone; its name is left alone. */
int zone_parse(struct zone *z, const unsigned char *bytes, size_t len, struct err *err);

#endif
