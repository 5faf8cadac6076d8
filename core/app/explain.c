/* SPDX-License-Identifier: MIT */
/* explain: the project found, then one question to the pool. */
#include "app/explain.h"

#include "app/portfolio.h"

struct answer {
	struct session *session;
	struct buf *json;
	struct err *err;
	int status;
};

static void on_answer(void *ctx, const char *json, size_t len, const struct err *e)
{
	struct answer *a = ctx;

	if (json) {
		buf_add(a->json, json, len);
	} else {
		a->status = err_set(a->err, e->code, "%s", e->message ? e->message : "the worker gave no answer");
		err_at(a->err, e->file, e->line, e->column);
		if (e->hint)
			err_hint(a->err, "%s", e->hint);
	}
	session_stop(a->session);
}

int explain_document(struct session *s, const char *rule, const char *element, const struct pool_document *d, struct buf *json, struct err *err)
{
	struct answer a = { s, json, err, 0 };

	pool_explain(s->pool, rule, element, d, on_answer, &a);
	session_run(s);
	if (!a.status && s->signal)
		return err_set(err, ERR_CANCELLED, "stopped");
	if (!a.status && !json->len)
		return err_set(err, ERR_INTERNAL, "the worker gave no answer");
	return a.status;
}

int explain_run(struct session *s, const struct explain_request *q, struct buf *json, struct err *err)
{
	int rule = session_find_rule(s, q->rule, err), status = 0;
	struct find_request find = q->find;
	struct portfolio *portfolio = NULL;
	struct found found = { .text = BUF_INIT };
	const struct rule_info *info = rule < 0 ? NULL : &s->loaded.rules[rule];

	if (!info)
		return ERR_USAGE;
	if (info->by || info->among || info->reads_across) {
		status = find_portfolio(s, &find, &portfolio, err);
		if (!status && info->reads_across)
			status = portfolio_judge_of(portfolio, find.project, err);
		find.opened = portfolio ? portfolio_inputs(portfolio) : NULL;
	}
	if (!status)
		status = find_project(s, &find, &found, err);
	if (!status) {
		struct pool_document d = { .text = found.text.data, .len = found.text.len, .line = found.line,
			.waivers = found.waivers, .waiver_count = found.waiver_count, .past = found.past };

		if (portfolio && info->reads_across)
			status = portfolio_given_to(portfolio, find.project, &d, err);
		else if (portfolio)
			status = portfolio_groups(portfolio, (uint32_t)rule, find.project, &d, err);
		if (!status)
			status = explain_document(s, info->id, q->element, &d, json, err);
	}
	portfolio_close(portfolio);
	found_release(&found);
	return status;
}
