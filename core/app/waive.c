/* SPDX-License-Identifier: MIT */
#include "app/waive.h"

#include <stdlib.h>
#include <string.h>

#include "app/find.h"
#include "app/gate_document.h"
#include "app/portfolio.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/history.h"
#include "store/projects.h"

/* ---- until when ---- */

static int read_expiry(const struct session *s, struct waive_request *q, struct err *err)
{
	size_t n = strlen(q->expires);
	value_t moment;
	int32_t day;

	if (date_parse(q->expires, n, &day) && day < DATE_MAX) {
		q->expires_at = zone_day_start_ms(&s->zone, day + 1);
		return 0;
	}
	if (datetime_parse(q->expires, n, &moment)) {
		q->expires_at = value_datetime_instant(moment);
		return 0;
	}
	err_set(err, ERR_USAGE, "--expires: '%s' is neither a date nor a time", q->expires);
	return err_hint(err, "write 2026-12-31, which is to the end of that day, or 2026-12-31T18:00:00+08:00");
}

/* ---- what the rule says of the project ---- */

struct look {
	struct session *session;
	struct waive_request *q;
	uint32_t rule;
	struct arena arena;
	const char **elements; size_t count; /* that it judges */
	bool judged, found, memory;
	struct err *err;
	int status;
};

static void look_at(struct look *x, const struct judgement *j)
{
	const char *wanted = x->q->element;
	const bool here = !strcmp(j->element, wanted);

	x->found |= here;
	if (*j->element && !(x->elements[x->count++] = arena_strdup(&x->arena, j->element)))
		x->memory = true;
	if ((j->verdict == VERDICT_FAIL || j->verdict == VERDICT_UNKNOWN || j->verdict == VERDICT_WAIVED) && (here || !*wanted))
		x->q->excuses++;
}

static void on_result(void *ctx, const struct project_result *p)
{
	struct look *x = ctx;

	x->judged = true;
	if (*p->refusal) {
		x->status = err_set(x->err, ERR_INPUT, "the project '%s' does not fit the schema of these policies: %s", x->q->project, p->refusal);
		return;
	}
	x->elements = arena_alloc(&x->arena, (p->count + p->readiness_count + 1) * sizeof *x->elements);
	x->memory = !x->elements;
	for (size_t i = 0; !x->memory && i < p->count; i++)
		if (p->judgements[i].rule == x->rule)
			look_at(x, &p->judgements[i]);
	for (size_t i = 0; !x->memory && i < p->readiness_count; i++)
		if (p->readiness[i].rule == x->rule)
			look_at(x, &p->readiness[i]);
}

static void on_finished(void *ctx)
{
	session_stop(ctx);
}

static int find_element(const struct look *x, struct err *err)
{
	const struct waive_request *q = x->q;
	const char *near;

	if (!*q->element || x->found)
		return 0;
	err_set(err, ERR_INPUT, "the rule %s judges no '%s' on %s", q->rule_id, q->element, q->project);
	near = x->count ? text_nearest(q->element, x->elements, x->count) : NULL;
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	else if (x->count)
		err_hint(err, "it judges %s%s; without an element the rule is waived on the whole project", x->elements[0], x->count > 1 ? " and others" : "");
	else
		err_hint(err, "it judges the project as a whole: leave the element out");
	return ERR_INPUT;
}

/* Of a rule that guards a status of elements: the project as it would be with that, so that the element is judged. */
static int look_ahead(const struct look *x, const struct stored_project *p, struct gate_document *out, struct err *err)
{
	const struct rule_info *rule = &x->session->loaded.rules[x->rule];
	const struct buf text = { .data = (char *)p->document, .len = p->len };

	if (!rule->gate || !*x->q->element || phases_find(&x->session->loaded.phases, rule->gate))
		return 0;
	return gate_document_make(x->session, &text, x->q->element, rule->gate, out, err);
}

/* Judges the project; the rule is watched, so that all of its verdicts come. */
static int look(struct look *x, const struct stored_project *p, const struct gate_document *ahead, const struct past_list *past, struct err *err)
{
	const bool there = ahead->after.len > 0;
	struct pool_document d = { .text = there ? ahead->after.data : p->document, .len = there ? ahead->after.len : p->len, .watched = &x->rule, .watched_count = 1, .past = *past,
		.gate = x->session->loaded.rules[x->rule].gate }; /* a gate rule, whatever gate the project is before */

	struct portfolio *portfolio;
	int status = find_given(x->session, x->q->store, x->q->project, &d, &portfolio, err);
	bool taken;

	pool_on_result(x->session->pool, on_result, NULL, x);
	taken = !status && pool_submit(x->session->pool, &d);
	portfolio_close(portfolio);
	if (status)
		return status;
	if (!taken)
		return err_set(err, ERR_MEMORY, "out of memory");
	pool_finish(x->session->pool, on_finished, x->session);
	session_run(x->session);
	if (x->session->signal)
		return err_set(err, ERR_CANCELLED, "stopped");
	if (x->memory || !x->judged)
		return err_set(err, ERR_MEMORY, "out of memory");
	return x->status ? x->status : find_element(x, err);
}

int waive_request(struct session *s, struct waive_request *q, struct err *err)
{
	struct look x = { .session = s, .q = q, .err = err };
	struct buf text = BUF_INIT;
	struct stored_project p;
	struct past_reading past = { 0 };
	struct gate_document ahead;
	int rule = session_find_rule(s, q->rule, err), status = rule < 0 ? ERR_USAGE : read_expiry(s, q, err);

	if (!status) {
		x.rule = (uint32_t)rule;
		q->rule_id = s->loaded.rules[rule].id;
		status = project_find(q->store, q->project, &text, &p, err);
		status = status == 1 ? 0 : status ? status : (int)err->code;
	}
	gate_document_init(&ahead);
	if (!status)
		status = look_ahead(&x, &p, &ahead, err);
	if (!status && s->loaded.history)
		status = past_read(q->store, &p, &past, err);
	if (!status)
		status = look(&x, &p, &ahead, &past.list, err);
	if (!status) {
		struct waiver_request request = { .project = q->project, .rule = q->rule_id, .element = q->element, .digest = s->loaded.rules[rule].digest,
			.expires_at = q->expires_at, .by = q->by };

		status = waiver_request(q->store, &request, err);
		q->number = request.number;
	}
	arena_release(&x.arena);
	gate_document_release(&ahead);
	past_reading_release(&past);
	buf_release(&text);
	return status;
}
