/* SPDX-License-Identifier: MIT */
/*
 * waive: asks a store for a waiver, after looking whether there is what it names: the project, the rule by the end of its id,
 * and the element among those that the rule judges on that project now.
 */
#ifndef PLUMB_APP_WAIVE_H
#define PLUMB_APP_WAIVE_H

#include "app/session.h"
#include "store/waivers.h"

struct waive_request {
	struct store *store;
	const char *project, *rule, *element; /* rule: an id, or the unique end of one; element: "" for the rule on the whole project */
	const char *expires;                  /* "2026-12-31": to the end of that day in the company's zone; or an RFC 3339 time */
	const struct origin *by;              /* the reason is that of the waiver */
	/* the answer */
	int64_t number, expires_at;
	const char *rule_id;                  /* of the session */
	size_t excuses;                       /* verdicts that it would excuse as things are */
};
/* The session is one of the store's projects (session_open_store). ERR_USAGE, ERR_INPUT with what may have been meant. */
int waive_request(struct session *s, struct waive_request *q, struct err *err);

#endif
