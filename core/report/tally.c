/* SPDX-License-Identifier: MIT */
/* tally: one definition of conforming for every format and for the exit status. */
#include "report/tally.h"

bool result_conforms(const struct project_result *p, enum severity fail_on, bool allow_unknown)
{
	if (*p->refusal)
		return false;
	for (size_t i = 0; i < p->count; i++) {
		const struct judgement *j = &p->judgements[i];

		if (j->advisory)
			continue;
		if (j->verdict == VERDICT_ERROR)
			return false;
		if (j->verdict == VERDICT_FAIL && j->severity >= fail_on)
			return false;
		if (j->verdict == VERDICT_UNKNOWN && !allow_unknown && j->severity >= fail_on)
			return false;
	}
	return true;
}

void tally_add(struct report_summary *s, const struct project_result *p, enum severity fail_on, bool allow_unknown)
{
	if (*p->refusal) {
		s->refused++;
		return;
	}
	s->projects++;
	s->conforming += result_conforms(p, fail_on, allow_unknown);
	for (size_t i = 0; i < p->count; i++) {
		const struct judgement *j = &p->judgements[i];

		if (j->advisory && j->verdict != VERDICT_ERROR)
			s->trial++;
		else if (j->verdict == VERDICT_FAIL)
			s->findings[j->severity]++;
		else if (j->verdict == VERDICT_UNKNOWN)
			s->unknown++;
		else if (j->verdict == VERDICT_ERROR)
			s->errors++;
	}
}
