/* SPDX-License-Identifier: MIT */
/*
 * findings: what is open on a project, since when, and why it is not any more.
 *
 * A finding is (project, rule, element by its identity): the same one wherever the element stands in its list and whatever the
 * rule says of it. It is open while its verdict is fail, unknown, error or waived; pass, not_applicable or the end of the
 * element, the rule or the project close it, with that cause; when it is found again it is reopened.
 */
#ifndef PLUMB_STORE_FINDINGS_H
#define PLUMB_STORE_FINDINGS_H

#include "base/arena.h"
#include "model/verdict.h"
#include "store/generations.h"
#include "store/store.h"

/*
 * One project's verdicts: opens, keeps and closes its findings, in one transaction. The result lists, besides what is found, pass
 * and not_applicable of the rules that had something open (pool_document.watched). A rule that could not be judged on a
 * project as a whole (error; unknown by its `when`) leaves what it found of elements open.
 */
struct record_verdicts {
	struct store_job job;
	const struct activation *generation; /* borrowed: key, rules by index of judgement.rule */
	int64_t at_ms;
	struct project_result result; /* a copy; when it is done: states, opened_at and what is gone are filled in */
	struct judgement *judgements; /* result.judgements */
	struct arena arena;
	void *ctx;
};
struct record_verdicts *record_verdicts_new(const struct project_result *r, const struct activation *generation, int64_t at_ms, void (*done)(struct store_job *));
void record_verdicts_free(struct record_verdicts *v);

/* The store's mark for a sweep over the whole portfolio, in the log: what it opened and closed. */
struct sweep { size_t projects, opened, reopened, closed, stays; };
int sweep_note(struct store *s, const struct sweep *n, const struct origin *by, const char *generation, struct err *err);

/* ---- reading ---- */

struct finding_filter {
	const char *rule;          /* a pattern (* ?) on the id or the end of it; NULL: all. The same for the others: NULL is all */
	const char *severity;      /* this one or worse */
	const char *verdict;
	const char *project, *owner, *business_unit;
	int64_t opened_before, opened_since; /* UTC ms; 0: whenever */
	bool closed;               /* those that are closed too */
};
struct finding_row {
	const char *project, *project_name, *owner, *business_unit, *rule, *element, *message;
	const char *verdict, *severity, *cause; /* cause: "" while it is open */
	int64_t opened_at, first_opened_at, seen_at, closed_at, reopened; /* closed_at 0: it is open */
	double measure;            /* NAN: none */
};
/* The worst first, then the oldest; false from `row` ends it. */
/* ERR_USAGE when the store was judged and no rule that it ever was judged by matches the pattern; says what may have been meant. */
int finding_rule_known(struct store *s, const char *pattern, struct err *err);
/* What deleting projects closed since the whole portfolio was judged last, project by project. */
int finding_list_deleted(struct store *s, bool (*row)(void *ctx, const struct finding_row *r), void *ctx, struct err *err);
int finding_list(struct store *s, const struct finding_filter *f, bool (*row)(void *ctx, const struct finding_row *r), void *ctx, struct err *err);

#endif
