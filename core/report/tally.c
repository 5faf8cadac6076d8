/* SPDX-License-Identifier: MIT */
/* tally: one definition of conforming for every format and for the exit status. */
#include "report/tally.h"

bool result_deleted(const struct project_result *p)
{
	return p->gone_count && p->gone[0].cause == CLOSING_PROJECT_DELETED;
}

bool verdict_counts(enum verdict v, enum severity s, bool advisory, enum severity fail_on, bool allow_unknown)
{
	if (advisory)
		return false;
	if (v == VERDICT_FAIL || (v == VERDICT_UNKNOWN && !allow_unknown))
		return s >= fail_on;
	return v == VERDICT_ERROR;
}

bool result_conforms(const struct project_result *p, enum severity fail_on, bool allow_unknown)
{
	if (*p->refusal)
		return false;
	for (size_t i = 0; i < p->count; i++) {
		const struct judgement *j = &p->judgements[i];

		if (verdict_counts(j->verdict, j->severity, j->advisory, fail_on, allow_unknown))
			return false;
	}
	return true;
}

static void add_state(struct report_summary *s, const struct judgement *j)
{
	if (verdict_is_quiet(j->verdict))
		return;
	s->fresh += j->state == FINDING_NEW;
	s->reopened += j->state == FINDING_REOPENED;
	s->stays += j->state == FINDING_STAYS;
}

void tally_add(struct report_summary *s, const struct project_result *p, enum severity fail_on, bool allow_unknown)
{
	s->gone += p->gone_count;
	if (*p->refusal) {
		s->refused++;
		return;
	}
	if (result_deleted(p))
		return;
	s->projects++;
	s->conforming += result_conforms(p, fail_on, allow_unknown);
	if (p->gate && *p->gate)
		*(project_ready(p) ? &s->ready : &s->not_ready) += 1;
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
		else if (j->verdict == VERDICT_WAIVED)
			s->waived++;
		add_state(s, j);
	}
}
