/* SPDX-License-Identifier: MIT */
/*
 * tally: what a sweep adds up to, and what "conforms" means: no finding at or above `fail_on`. An unknown counts with its rule's
 * severity unless unknowns are allowed; a project on which a rule failed to judge (error) does not conform. What a rule on trial
 * finds is counted apart and fails nothing; that it failed to judge is a policy error all the same.
 */
#ifndef PLUMB_REPORT_TALLY_H
#define PLUMB_REPORT_TALLY_H

#include "report/report.h"

/* A result that says only what is gone because its project was deleted: there was nothing to judge. */
bool result_deleted(const struct project_result *p);
/* Does a verdict count against its project? */
bool verdict_counts(enum verdict v, enum severity s, bool advisory, enum severity fail_on, bool allow_unknown);
bool result_conforms(const struct project_result *p, enum severity fail_on, bool allow_unknown);
/* Adds one project to projects, refused, conforming, findings, unknown, errors, trial, and to what is new, gone and stays. */
void tally_add(struct report_summary *s, const struct project_result *p, enum severity fail_on, bool allow_unknown);

#endif
