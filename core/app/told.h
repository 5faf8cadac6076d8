/* SPDX-License-Identifier: MIT */
/* told: the rules that somebody wants to hear of, by a pattern of their ids. */
#ifndef PLUMB_APP_TOLD_H
#define PLUMB_APP_TOLD_H

#include "app/session.h"

struct told {
	bool *rules;                  /* per rule; NULL: all */
	const struct rule_info *infos; size_t rule_count;
	struct judgement *judgements, *readiness; size_t cap, readiness_cap; /* of the result that was narrowed last */
	struct transition *transitions; size_t transition_cap;
};
/* pattern: * ? [a-z] over the id or an end of it, or the name of one rule; NULL: all. */
int told_choose(struct told *t, const struct session *s, const char *pattern, struct err *err);
void told_release(struct told *t);
static inline bool told_rule(const struct told *t, size_t rule) { return !t->rules || t->rules[rule]; }
/* The result with what is said by these rules; valid until the next call. false: out of memory. */
bool told_narrow(struct told *t, const struct project_result *p, struct project_result *out);

#endif
