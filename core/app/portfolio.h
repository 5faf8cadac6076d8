/* SPDX-License-Identifier: MIT */
/*
 * portfolio: what rules across the portfolio say, before its projects are judged one by one.
 *
 *   portfolio_open(&session, &request, until_ms, &p, &err)   reads all inputs, judges all groups
 *   feed: documents in the same order, each with portfolio_given(p, number, ...)
 *   portfolio_close(p)
 *
 * DESIGN. Where no rule looks across (loaded.across) none of this is done. Else the inputs are read twice: once for the rows that
 * each project gives to groups, which wait in a temporary database (store/groups.h), then, when each group has been judged whole by
 * some worker, once more for the projects. What can be read only once, a pipe, is copied to a temporary file on the way.
 */
#ifndef PLUMB_APP_PORTFOLIO_H
#define PLUMB_APP_PORTFOLIO_H

#include "app/feed.h"

struct portfolio;

/* q: inputs, source and progress count. until_ms: of a forecast, else INT64_MIN. ERR_CANCELLED: a signal came. An input that cannot be
   opened is told by the second reading; one that can be read only once and breaks off ends it all: ERR_INPUT. */
int portfolio_open(struct session *s, const struct feed_request *q, int64_t until_ms, struct portfolio **out, struct err *err);
/* The same, but no group is judged yet. */
int portfolio_gather(struct session *s, const struct feed_request *q, struct portfolio **out, struct err *err);
int portfolio_judge(struct portfolio *p, int64_t until_ms, struct err *err);
void portfolio_close(struct portfolio *p); /* NULL is fine */
/* What to open instead of each input. */
const char *const *portfolio_inputs(const struct portfolio *p);
/* What the groups of the n-th document (from 0) said; valid until the next call. false: it cannot be told any more (see portfolio_error). */
bool portfolio_given(struct portfolio *p, uint64_t document, struct pool_document *d);
/* Judges the groups of one project only (portfolio_judge not having been called). */
int portfolio_judge_of(struct portfolio *p, const char *project, struct err *err);
/* What was said of a project by its id; it lives until the portfolio is closed. */
int portfolio_given_to(struct portfolio *p, const char *project, struct pool_document *d, struct err *err);
/* The groups of a rule that a project gave rows to, for pool_explain; they live until the portfolio is closed. */
int portfolio_groups(struct portfolio *p, uint32_t rule, const char *project, struct pool_document *d, struct err *err);
/* What if the project were this document: the groups that it was or would be in are judged again, and no others. */
int portfolio_replace(struct portfolio *p, const char *project, const struct pool_document *d, struct err *err);
/* Why it cannot be told; its code. */
int portfolio_error(const struct portfolio *p, struct err *err);

#endif
