/* SPDX-License-Identifier: MIT */
/*
 * waivers: exceptions that people ask for and others grant. A waiver excuses one rule on one project (element ""), or one of
 * its elements, until a moment. Each step is an entry of the log with who, when and why; whoever asks never decides.
 *
 *   requested -> approved | rejected;   requested, approved -> closed (by a person, or with its project)
 *
 * A waiver that has expired stays approved: it excuses nothing any more, as of whatever moment is judged.
 */
#ifndef PLUMB_STORE_WAIVERS_H
#define PLUMB_STORE_WAIVERS_H

#include "store/store.h"

enum waiver_state { WAIVER_REQUESTED, WAIVER_APPROVED, WAIVER_REJECTED, WAIVER_CLOSED, WAIVER_STATE_COUNT };
extern const char *const waiver_state_names[WAIVER_STATE_COUNT]; /* "requested", "approved", ... */

/* ---- writing ---- */

struct waiver_request {
	const char *project, *rule, *element; /* ids; element "": the rule on the whole project and all its elements */
	const char *digest;                   /* of the rule as it is now (rule_info.digest) */
	int64_t expires_at;                   /* UTC ms: the first moment at which it excuses nothing */
	const struct origin *by;              /* its reason is why there should be an exception; not empty */
	int64_t number;                       /* the answer */
};
/* ERR_INPUT: there is no such project, it would have expired already, or the same was asked for and is not decided. */
int waiver_request(struct store *s, struct waiver_request *q, struct err *err);
/*
 * These are ERR_INPUT when there is no such waiver or it is not in a state for it. Approving: also when it has expired, or when
 * who asked for it approves it. Rejecting and closing need by->reason.
 */
int waiver_approve(struct store *s, int64_t number, const struct origin *by, struct err *err);
int waiver_reject(struct store *s, int64_t number, const struct origin *by, struct err *err);
int waiver_close(struct store *s, int64_t number, const struct origin *by, struct err *err);

/* ---- reading ---- */

struct waiver_row {
	int64_t number, project_key;
	const char *project, *rule, *element, *digest, *reason, *requested_by, *decided_by, *cause; /* "" where there is none */
	int64_t requested_at, decided_at, expires_at; /* decided_at 0: not yet */
	enum waiver_state state;
};
struct waiver_filter {
	int64_t number;        /* 0: whichever */
	bool approved;         /* only those */
	bool over;             /* rejected, closed and expired ones too */
	int64_t as_of_ms;      /* expired by then */
	const char *project;   /* NULL: all */
};
/* By project as it was kept, then by number; false from `row` ends it. */
int waiver_list(struct store *s, const struct waiver_filter *f, bool (*row)(void *ctx, const struct waiver_row *r), void *ctx, struct err *err);

#endif
