/* SPDX-License-Identifier: MIT */
#include "app/gate.h"

#include <stdlib.h>
#include <string.h>

#include "app/find.h"
#include "app/gate_document.h"
#include "app/portfolio.h"
#include "base/text.h"
#include "json/write.h"
#include "store/generations.h"

#define ORDER_CLAUSE "X-05.a" /* whoever is excused from it may leave phases out */

enum { TRIES = 3 }; /* at a project that is changed while it is judged */

struct asking {
	struct session *session;
	const struct gate_request *q;
	struct gate_answer *out;
	struct found found;
	struct gate_document document;
	struct err *err;
	int status;
	bool judged;
};

static int no_memory(struct err *err) { return err_set(err, ERR_MEMORY, "out of memory"); }

/* ---- by which policies ---- */

static int check_generation(const struct session *s, struct store *store, struct err *err)
{
	char active[65];
	int status = generation_active(store, active, err);

	if (status)
		return status;
	if (session_policy_errors(s)) {
		err_set(err, ERR_POLICY, "some of the policies did not load");
		return err_hint(err, "put the errors above right");
	}
	if (!*active) {
		err_set(err, ERR_USAGE, "no policies are the active ones of this store yet");
		return err_hint(err, "plumb check makes them so, or plumb policies activate");
	}
	if (strcmp(active, s->loaded.generation)) {
		err_set(err, ERR_USAGE, "a gate is decided by the active policies of the store, and these are others");
		return err_hint(err, "leave --policies out, or make these the active ones: plumb policies activate");
	}
	return 0;
}

/* ---- where to ---- */

static int no_such_phase(const struct phases *phases, const char *name, struct err *err)
{
	const char **names = calloc(phases->count + 1, sizeof *names), *near;
	struct buf list = BUF_INIT;

	for (size_t i = 0; names && i < phases->count; i++) {
		names[i] = phases->items[i].name;
		buf_addf(&list, "%s%s", i ? ", " : "", names[i]);
	}
	near = names ? text_nearest(name, names, phases->count) : NULL;
	err_set(err, ERR_USAGE, "there is no phase '%s'", name);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	else
		err_hint(err, "the phases are %s", list.data);
	buf_release(&list);
	free(names);
	return ERR_USAGE;
}

/* In force on the project as a whole, of a rule that speaks of the order; a copy that lives as long as the answer. */
static const struct waiver *order_waiver(const struct asking *x)
{
	struct arena *arena = &x->out->arena;
	for (size_t i = 0; i < x->found.waiver_count; i++) {
		const struct waiver *w = &x->found.waivers[i];
		const struct rule_info *rule = &x->session->loaded.rules[w->rule];

		for (size_t c = 0; !*w->element && c < rule->covers_count; c++)
			if (!strcmp(rule->covers[c], ORDER_CLAUSE))
				return waiver_copy(arena, w);
	}
	return NULL;
}

static int choose_phase(struct asking *x, struct err *err)
{
	const struct phases *phases = &x->session->loaded.phases;
	struct gate_answer *a = x->out;
	const struct phase *to = phases_find(phases, x->q->to), *next = phases_next(phases, a->from);

	if (!to)
		return no_such_phase(phases, x->q->to, err);
	if (*a->from && !a->now)
		return err_set(err, ERR_INPUT, "the project '%s' is in '%s', which is none of the phases", x->q->project, a->from);
	a->move = phases_move(a->now, to);
	a->approvers = to->approvers;
	a->approver_count = to->approver_count;
	if (a->move == PHASE_STAYS)
		return err_set(err, ERR_USAGE, "the project '%s' is in %s already", x->q->project, a->from);
	if (a->move == PHASE_BACK && !*x->q->by->reason) {
		err_set(err, ERR_USAGE, "%s lies before %s: a phase that is opened again needs a reason", a->to, a->from);
		return err_hint(err, "add --reason TEXT");
	}
	if (a->move == PHASE_SKIPS && !(a->skip = order_waiver(x))) {
		a->obstacle = OBSTACLE_SKIPS;
		a->comes_next = next ? next->name : "";
	}
	a->gate = a->move == PHASE_FORWARD || (a->move == PHASE_SKIPS && a->skip) ? to : NULL;
	return 0;
}

static int choose_element(struct asking *x, struct err *err)
{
	struct gate_answer *a = x->out;
	const struct phase *next = phases_next(&x->session->loaded.phases, a->result.phase);

	a->move = PHASE_FORWARD;
	a->approvers = next ? next->approvers : NULL;
	a->approver_count = next ? next->approver_count : 0;
	if (!strcmp(a->from, a->to))
		return err_set(err, ERR_USAGE, "%s is %s already", a->element, a->from);
	return 0;
}

/* ---- judging ---- */

static void on_result(void *ctx, const struct project_result *p)
{
	struct asking *x = ctx;

	x->judged = true;
	if (*p->refusal)
		x->status = err_set(x->err, ERR_INPUT, "the project '%s' does not fit the schema of these policies: %s", x->q->project, p->refusal);
	else if (!project_result_copy(&x->out->arena, p, &x->out->result))
		x->status = no_memory(x->err);
}

static void on_finished(void *ctx) { session_stop(ctx); }

/* All that a rule of the gate says is told, that it conforms as well. */
static uint32_t *watch(const struct asking *x, size_t *count)
{
	const struct loaded *l = &x->session->loaded;
	uint32_t *rules = calloc(l->rule_count + 1, sizeof *rules);

	*count = 0;
	for (uint32_t i = 0; rules && i < l->rule_count; i++)
		if (l->rules[i].gate)
			rules[(*count)++] = i;
	return rules;
}

static int judge(struct asking *x, const struct buf *text, const char *gate, struct err *err)
{
	struct session *s = x->session;
	struct pool_document d = { .text = text->data, .len = text->len, .waivers = x->found.waivers, .waiver_count = x->found.waiver_count, .past = x->found.past, .gate = gate };
	struct portfolio *portfolio;
	int status = find_given(s, x->q->store, x->q->project, &d, &portfolio, err);
	uint32_t *watched = watch(x, &d.watched_count);
	bool taken;

	x->err = err;
	x->status = 0;
	x->judged = false;
	d.watched = watched;
	pool_on_result(s->pool, on_result, NULL, x);
	taken = !status && watched && pool_submit(s->pool, &d);
	free(watched);
	portfolio_close(portfolio);
	if (status)
		return status;
	if (!taken)
		return no_memory(err);
	pool_finish(s->pool, on_finished, s);
	session_run(s);
	if (s->signal)
		return err_set(err, ERR_CANCELLED, "stopped");
	return x->status ? x->status : x->judged ? 0 : no_memory(err);
}

/* ---- what comes of it ---- */

static bool speaks_here(const struct asking *x, const struct judgement *j)
{
	return !*x->q->element || (j->gate && !strcmp(j->gate, x->out->to) && !strcmp(j->element, x->out->element));
}

static void count_rule(struct gate_answer *a, const struct judgement *j, uint32_t *last, bool *told)
{
	if (j->rule != *last) {
		a->passed += *last != UINT32_MAX && !*told;
		a->rules++;
		*last = j->rule;
		*told = false;
	}
	*told |= !verdict_is_quiet(j->verdict);
}

static void take_verdicts(struct asking *x, const struct judgement *judgements, size_t count)
{
	struct gate_answer *a = x->out;
	uint32_t last = UINT32_MAX;
	bool told = false;

	for (size_t i = 0; i < count; i++) {
		const struct judgement *j = &judgements[i];

		if (!speaks_here(x, j))
			continue;
		count_rule(a, j, &last, &told);
		if (verdict_is_quiet(j->verdict))
			continue;
		a->verdicts[a->verdict_count++] = j;
		if (judgement_refuses(j))
			*(j->enforcement == ENFORCEMENT_HARD ? &a->hard : &a->soft) += 1;
	}
	a->passed += last != UINT32_MAX && !told;
}

static void take_findings(struct asking *x)
{
	struct gate_answer *a = x->out;

	for (size_t i = 0; i < a->result.count; i++) {
		const struct judgement *j = &a->result.judgements[i];

		if (phase_blocked_by(a->gate, &x->session->loaded.rules[j->rule], j))
			a->findings[a->finding_count++] = j;
	}
	a->soft += a->finding_count;
}

static int weigh(struct asking *x, struct err *err)
{
	struct gate_answer *a = x->out;
	const size_t most = a->result.count + a->result.readiness_count + 1;

	a->verdicts = arena_alloc(&a->arena, most * sizeof *a->verdicts);
	a->findings = arena_alloc(&a->arena, most * sizeof *a->findings);
	if (!a->verdicts || !a->findings)
		return no_memory(err);
	if (*x->q->element) {
		take_verdicts(x, a->result.judgements, a->result.count);
	} else if (a->gate) {
		take_verdicts(x, a->result.readiness, a->result.readiness_count);
		take_findings(x);
	}
	return 0;
}

static bool may_override(const struct asking *x)
{
	for (size_t i = 0; i < x->out->approver_count; i++)
		if (!strcmp(x->out->approvers[i], x->q->role))
			return true;
	return false;
}

static void decide(struct asking *x)
{
	struct gate_answer *a = x->out;

	if (a->obstacle == OBSTACLE_SKIPS)
		a->outcome = GATE_REFUSED;
	else if (a->move == PHASE_BACK)
		a->outcome = GATE_REOPENED;
	else if (!a->hard && !a->soft)
		a->outcome = GATE_PASSED;
	else if (a->hard || !x->q->override)
		a->outcome = GATE_REFUSED;
	else if (may_override(x))
		a->outcome = GATE_OVERRIDDEN;
	else {
		a->outcome = GATE_REFUSED;
		a->obstacle = OBSTACLE_ROLE;
	}
}

/* ---- keeping ---- */

static void put_verdict(const struct asking *x, struct json_out *o, const struct judgement *j, const char *enforcement)
{
	const char *const pairs[][2] = { { "rule", x->session->loaded.rules[j->rule].id }, { "element", j->element }, { "verdict", verdict_names[j->verdict] },
		{ "severity", severity_names[j->severity] }, { "enforcement", enforcement }, { "message", j->message } };

	json_begin_object(o);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		json_key(o, pairs[i][0]);
		json_put_text(o, pairs[i][1]);
	}
	if (j->waiver) {
		json_key(o, "waiver");
		json_put_int(o, j->waiver->number);
	}
	json_end_object(o);
}

static int keep(struct asking *x, bool *changed, struct err *err)
{
	struct gate_answer *a = x->out;
	struct buf verdicts = BUF_INIT;
	struct json_out o = json_out(&verdicts, 0);
	const bool moves = a->outcome != GATE_REFUSED;
	struct gate_entry entry = { .project = x->q->project, .revision = x->found.revision, .document = moves ? x->document.after.data : NULL, .len = x->document.after.len, .from = a->from,
		.to = a->to, .element = a->element, .outcome = a->outcome, .role = a->outcome == GATE_OVERRIDDEN ? x->q->role : "", .generation = x->session->loaded.generation, .by = x->q->by };
	int status;

	json_begin_array(&o);
	for (size_t i = 0; i < a->verdict_count; i++)
		put_verdict(x, &o, a->verdicts[i], enforcement_names[a->verdicts[i]->enforcement]);
	for (size_t i = 0; i < a->finding_count; i++)
		put_verdict(x, &o, a->findings[i], "blocks");
	json_end_array(&o);
	entry.verdicts = verdicts.data;
	status = verdicts.failed ? no_memory(err) : gate_record(x->q->store, &entry, err);
	*changed = entry.changed;
	a->entry = entry.seq;
	buf_release(&verdicts);
	return status;
}

/* ---- the whole ---- */

static void begin(struct asking *x)
{
	found_release(&x->found);
	gate_document_release(&x->document);
	gate_answer_release(x->out);
	*x->out = (struct gate_answer){ .from = "", .to = "", .element = "", .comes_next = "" };
	x->found = (struct found){ .text = BUF_INIT };
}

/* Nothing is asked for: how it stands with the gate that it is before. */
static int look(struct asking *x, struct err *err)
{
	struct gate_answer *a = x->out;
	const struct phases *phases = &x->session->loaded.phases;
	int status = judge(x, &x->found.text, NULL, err);

	if (status)
		return status;
	a->from = a->result.phase;
	a->now = phases_find(phases, a->from);
	a->gate = phases_next(phases, a->from);
	a->to = a->gate ? a->gate->name : "";
	a->approvers = a->gate ? a->gate->approvers : NULL;
	a->approver_count = a->gate ? a->gate->approver_count : 0;
	a->move = PHASE_FORWARD;
	status = weigh(x, err);
	decide(x);
	return status;
}

static int prepare(struct asking *x, struct err *err)
{
	struct gate_answer *a = x->out;
	int status = gate_document_make(x->session, &x->found.text, x->q->element, x->q->to, &x->document, err);

	if (status)
		return status;
	a->from = arena_strdup(&a->arena, x->document.from);
	a->to = arena_strdup(&a->arena, x->q->to);
	a->element = arena_strdup(&a->arena, x->document.element);
	a->result.phase = arena_strdup(&a->arena, x->document.phase);
	if (!a->from || !a->to || !a->element || !a->result.phase)
		return no_memory(err);
	a->now = phases_find(&x->session->loaded.phases, a->result.phase);
	return *a->element ? choose_element(x, err) : choose_phase(x, err);
}

static int ask_once(struct asking *x, bool *changed, struct err *err)
{
	struct gate_answer *a = x->out;
	const struct find_request find = { .project = x->q->project, .source = { .store = x->q->store } };
	int status;

	begin(x);
	*changed = false;
	status = find_project(x->session, &find, &x->found, err);
	if (status || !x->q->to)
		return status ? status : look(x, err);
	status = prepare(x, err);
	if (status)
		return status;
	if (a->obstacle == OBSTACLE_NONE && (*a->element || a->gate))
		status = judge(x, *a->element ? &x->document.after : &x->found.text, a->gate ? a->gate->name : NULL, err);
	if (!status)
		status = weigh(x, err);
	if (status)
		return status;
	decide(x);
	return x->q->dry ? 0 : keep(x, changed, err);
}

int gate_ask(struct session *s, const struct gate_request *q, struct gate_answer *out, struct err *err)
{
	struct asking x = { .session = s, .q = q, .out = out, .found = { .text = BUF_INIT } };
	bool changed = true;
	int status;

	*out = (struct gate_answer){ .from = "" };
	gate_document_init(&x.document);
	status = q->to ? check_generation(s, q->store, err) : 0;
	for (int i = 0; !status && changed && i < TRIES; i++)
		status = ask_once(&x, &changed, err);
	if (!status && changed) {
		status = err_set(err, ERR_IO, "the project '%s' is changed again and again while it is judged", q->project);
		err_hint(err, "nothing was decided; ask again");
	}
	found_release(&x.found);
	gate_document_release(&x.document);
	return status;
}

void gate_answer_release(struct gate_answer *a)
{
	arena_release(&a->arena);
}
