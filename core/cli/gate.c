/* SPDX-License-Identifier: MIT */
/* gate: plumb gate. A project asks for its next phase, or an element for a status; or how it stands with that. */
#include "app/gate.h"

#include <string.h>

#include "cli/storage.h"
#include "cli/term.h"
#include "json/write.h"
#include "report/emit.h"
#include "report/sheet.h"

struct asking {
	struct storage store;
	struct gate_request request;
	struct gate_answer answer;
	struct buf out;
	struct json_out json;
};

/* ---- what was judged, in words ---- */

static void put_safe(struct buf *out, const char *s)
{
	sheet_safe(out, s, strlen(s));
}

static void put_line(struct asking *x, const struct judgement *j, const char *word)
{
	const struct cli *c = x->store.cli;
	const struct rule_info *rule = &x->store.session.loaded.rules[j->rule];
	const char *symbol = j->verdict == VERDICT_FAIL ? "✗" : j->verdict == VERDICT_UNKNOWN ? "?" : j->verdict == VERDICT_WAIVED ? "~" : "!", *remedy = text2_pick(rule->remedy, c->lang);
	struct buf text = BUF_INIT;
	size_t width = (size_t)config_number(&c->config, CONFIG_WIDTH);

	width = width < REPORT_WIDTH_LEAST || width > REPORT_WIDTH_MOST ? REPORT_WIDTH_MOST : width;
	buf_addf(&x->out, "  %s %s  %s", symbol, word, rule->id);
	if (*j->element) {
		buf_puts(&x->out, "  ");
		put_safe(&x->out, j->element);
	}
	buf_puts(&x->out, "\n      ");
	put_safe(&text, j->message);
	sheet_wrap(&x->out, text.data, 6, width);
	if (j->verdict == VERDICT_FAIL && remedy && *remedy) {
		buf_clear(&text);
		put_safe(&text, remedy);
		buf_puts(&x->out, "      → ");
		sheet_wrap(&x->out, text.data, 8, width);
	}
	buf_release(&text);
}

static const char *word_of(const struct cli *c, const struct judgement *j)
{
	if (j->verdict == VERDICT_WAIVED)
		return C(WAIVED);
	return !judgement_refuses(j) ? C(GATE_TOLD) : j->enforcement == ENFORCEMENT_HARD ? C(GATE_HARD) : C(GATE_SOFT);
}

static void put_verdicts(struct asking *x)
{
	const struct gate_answer *a = &x->answer;
	const struct cli *c = x->store.cli;

	for (size_t i = 0; i < a->verdict_count; i++)
		put_line(x, a->verdicts[i], word_of(c, a->verdicts[i]));
	for (size_t i = 0; i < a->finding_count; i++)
		put_line(x, a->findings[i], C(GATE_BLOCKS));
	if (a->rules) {
		buf_puts(&x->out, "  ");
		buf_addf(&x->out, C(GATE_PASS_COUNT), a->passed, a->rules);
		buf_putc(&x->out, '\n');
	} else if (a->obstacle != OBSTACLE_SKIPS && (a->gate || *a->element)) {
		buf_addf(&x->out, "  %s\n", C(GATE_NO_RULES));
	}
	if (a->skip) {
		buf_puts(&x->out, "  ");
		buf_addf(&x->out, C(GATE_SKIP_WAIVED), (long long)a->skip->number, a->skip->approved_by);
		buf_putc(&x->out, '\n');
	}
}

/* Who could go on in spite of it. */
static void put_approvers(struct asking *x)
{
	const struct gate_answer *a = &x->answer;
	const struct cli *c = x->store.cli;
	struct buf names = BUF_INIT;

	for (size_t i = 0; i < a->approver_count; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", a->approvers[i]);
	if (a->approver_count)
		buf_addf(&x->out, C(GATE_APPROVERS), names.data);
	else
		buf_puts(&x->out, C(GATE_NO_APPROVERS));
	buf_putc(&x->out, '\n');
	buf_release(&names);
}

static void put_outcome(struct asking *x)
{
	const struct gate_answer *a = &x->answer;
	const struct cli *c = x->store.cli;
	const char *what = *a->element ? a->element : x->request.project, *from = *a->from ? a->from : C(GATE_FROM_NOTHING);
	struct buf line = BUF_INIT;

	if (a->obstacle == OBSTACLE_SKIPS)
		buf_addf(&line, C(GATE_SKIPS), a->comes_next, a->to);
	else if (a->obstacle == OBSTACLE_ROLE)
		buf_addf(&line, C(GATE_ROLE), x->request.role, a->to);
	else if (a->outcome == GATE_PASSED)
		buf_addf(&line, C(GATE_PASSED), what, a->to);
	else if (a->outcome == GATE_OVERRIDDEN)
		buf_addf(&line, C(GATE_OVERRIDDEN), x->store.by.actor, x->request.role, what, a->to);
	else if (a->outcome == GATE_REOPENED)
		buf_addf(&line, C(GATE_REOPENED), what, a->to);
	else
		buf_addf(&line, C(GATE_REFUSED), a->hard, a->soft, what, from);
	put_safe(&x->out, line.data);
	buf_putc(&x->out, '\n');
	if (a->outcome == GATE_REFUSED && a->soft && !a->hard)
		put_approvers(x);
	if (x->request.dry)
		buf_addf(&x->out, "%s\n", C(GATE_DRY));
	buf_release(&line);
}

static void put_standing(struct asking *x)
{
	const struct gate_answer *a = &x->answer;
	const struct cli *c = x->store.cli;
	struct buf line = BUF_INIT;

	if (!a->gate && *a->from && !a->now)
		buf_addf(&line, C(GATE_NOWHERE), a->from);
	else if (!a->gate)
		buf_addf(&line, C(GATE_LAST), *a->from ? a->from : C(GATE_FROM_NOTHING));
	else if (a->outcome == GATE_PASSED)
		buf_addf(&line, C(GATE_IS_READY), a->to);
	else
		buf_addf(&line, C(GATE_IS_NOT_READY), a->to, a->hard, a->soft);
	put_safe(&x->out, line.data);
	buf_putc(&x->out, '\n');
	if (a->outcome == GATE_REFUSED && a->soft)
		put_approvers(x);
	buf_release(&line);
}

static bool on_decision(void *ctx, const struct gate_row *r)
{
	static const enum message words[GATE_OUTCOME_COUNT] = { MSG_GATE_WAS_PASSED, MSG_GATE_WAS_REFUSED, MSG_GATE_WAS_OVERRIDDEN, MSG_GATE_WAS_REOPENED };
	struct asking *x = ctx;
	const struct cli *c = x->store.cli;
	char when[40];

	storage_clock(&x->store, r->at_ms, when);
	buf_addf(&x->out, "  %s  %s  ", when, message_text(c->lang, words[r->outcome]));
	if (*r->element) {
		put_safe(&x->out, r->element);
		buf_puts(&x->out, "  ");
	}
	put_safe(&x->out, *r->from ? r->from : C(GATE_FROM_NOTHING));
	buf_puts(&x->out, " → ");
	put_safe(&x->out, r->to);
	buf_puts(&x->out, "  ");
	put_safe(&x->out, r->actor);
	if (*r->reason) {
		buf_puts(&x->out, C(COLON));
		put_safe(&x->out, r->reason);
	}
	buf_putc(&x->out, '\n');
	return true;
}

static int put_words(struct asking *x, struct err *err)
{
	const struct gate_answer *a = &x->answer;
	const struct cli *c = x->store.cli;
	size_t before;
	int status;

	put_safe(&x->out, x->request.project);
	if (*a->element) {
		buf_puts(&x->out, "  ");
		put_safe(&x->out, a->element);
	}
	buf_addf(&x->out, "  %s", *a->from ? a->from : C(GATE_FROM_NOTHING));
	if (*a->to)
		buf_addf(&x->out, " → %s", a->to);
	buf_putc(&x->out, '\n');
	put_verdicts(x);
	if (x->request.to) {
		put_outcome(x);
		return 0;
	}
	put_standing(x);
	buf_addf(&x->out, "\n%s\n", C(GATE_DECISIONS));
	before = x->out.len;
	status = gate_list(x->store.store, x->request.project, on_decision, x, err);
	if (!status && x->out.len == before)
		buf_addf(&x->out, "  %s\n", C(NO_FINDINGS));
	return status;
}

/* ---- for programs ---- */

static void put_pair(struct json_out *o, const char *key, const char *text)
{
	json_key(o, key);
	json_put_text(o, text && *text ? text : NULL);
}

static void put_size(struct json_out *o, const char *key, size_t n)
{
	json_key(o, key);
	json_put_int(o, (int64_t)n);
}

static void put_judgement(struct asking *x, const struct judgement *j, bool finding)
{
	struct json_out *o = &x->json;

	json_begin_object(o);
	put_pair(o, "rule", x->store.session.loaded.rules[j->rule].id);
	put_pair(o, "element", j->element);
	put_pair(o, "verdict", verdict_names[j->verdict]);
	put_pair(o, "severity", severity_names[j->severity]);
	if (!finding)
		put_pair(o, "enforcement", enforcement_names[j->enforcement]);
	json_key(o, "refuses");
	json_put_bool(o, finding || judgement_refuses(j));
	put_pair(o, "message", j->message);
	if (j->waiver)
		put_size(o, "waiver", (size_t)j->waiver->number);
	json_end_object(o);
}

static bool on_decision_json(void *ctx, const struct gate_row *r)
{
	struct asking *x = ctx;
	struct json_out *o = &x->json;
	char moment[40];

	json_begin_object(o);
	put_size(o, "entry", (size_t)r->seq);
	put_pair(o, "at", emit_moment(moment, r->at_ms));
	put_pair(o, "outcome", gate_outcome_names[r->outcome]);
	put_pair(o, "element", r->element);
	put_pair(o, "from", r->from);
	put_pair(o, "to", r->to);
	put_pair(o, "by", r->actor);
	put_pair(o, "reason", r->reason);
	put_pair(o, "generation", r->generation);
	json_key(o, "verdicts");
	json_put_raw(o, r->verdicts, strlen(r->verdicts));
	json_end_object(o);
	return true;
}

static int put_json(struct asking *x, struct err *err)
{
	const struct gate_answer *a = &x->answer;
	struct json_out *o = &x->json;
	int status = 0;

	*o = json_out(&x->out, 0);
	json_begin_object(o);
	put_pair(o, "project", x->request.project);
	put_pair(o, "element", a->element);
	put_pair(o, "from", a->from);
	put_pair(o, "to", a->to);
	if (x->request.to)
		put_pair(o, "outcome", gate_outcome_names[a->outcome]);
	else {
		json_key(o, "ready");
		json_put_bool(o, a->gate && a->outcome == GATE_PASSED);
	}
	put_pair(o, "comes_next", a->comes_next);
	put_size(o, "rules", a->rules);
	put_size(o, "passed", a->passed);
	put_size(o, "hard", a->hard);
	put_size(o, "soft", a->soft);
	json_key(o, "approvers");
	json_begin_array(o);
	for (size_t i = 0; i < a->approver_count; i++)
		json_put_text(o, a->approvers[i]);
	json_end_array(o);
	json_key(o, "verdicts");
	json_begin_array(o);
	for (size_t i = 0; i < a->verdict_count; i++)
		put_judgement(x, a->verdicts[i], false);
	json_end_array(o);
	json_key(o, "findings");
	json_begin_array(o);
	for (size_t i = 0; i < a->finding_count; i++)
		put_judgement(x, a->findings[i], true);
	json_end_array(o);
	if (x->request.to) {
		json_key(o, "entry");
		if (a->entry)
			json_put_int(o, a->entry);
		else
			json_put_null(o);
	} else {
		json_key(o, "decisions");
		json_begin_array(o);
		status = gate_list(x->store.store, x->request.project, on_decision_json, x, err);
		json_end_array(o);
	}
	json_end_object(o);
	buf_putc(&x->out, '\n');
	return status;
}

/* ---- the whole ---- */

static int read_request(struct asking *x, struct cli *c)
{
	const bool override = c->values[OPT_OVERRIDE] != NULL, reason = c->values[OPT_REASON] && *c->values[OPT_REASON];

	x->request = (struct gate_request){ .project = c->words[0], .element = c->word_count > 2 ? c->words[1] : "", .to = c->word_count > 1 ? c->words[c->word_count - 1] : NULL,
		.role = c->values[OPT_ROLE], .override = override, .dry = c->values[OPT_DRY_RUN] != NULL };
	if (!x->request.to && (override || x->request.dry))
		term_error(c, "%s", C(GATE_NOTHING_ASKED));
	else if (override && (!x->request.role || !*x->request.role || !reason))
		term_error(c, "%s", C(GATE_OVERRIDE_NEEDS));
	else if (!override && x->request.role)
		term_error(c, "%s", C(GATE_ROLE_ALONE));
	else
		return 0;
	term_usage(c);
	return EXIT_USAGE;
}

static int ask(struct asking *x, struct cli *c, struct err *err)
{
	struct session *s = &x->store.session;
	const bool writes = x->request.to && !x->request.dry;
	int status = storage_open(&x->store, c, writes ? STORE_WRITE : STORE_READ, err);

	if (status)
		return status;
	x->store.has_session = true;
	status = session_open_store(s, &c->config, x->store.store, NULL, err);
	term_diagnostics(c, &s->folder.problems);
	if (status)
		return status;
	term_diagnostics(c, &s->loaded.diagnostics);
	if (!s->loaded.schema_json)
		return err_set(err, ERR_POLICY, "the schema of the policies did not load");
	status = schema_from_json(s->loaded.schema_json, s->loaded.schema_len, &x->store.schema, err);
	if (!status && writes)
		status = store_set_schema(x->store.store, x->store.schema, err);
	x->request.store = x->store.store;
	x->request.by = &x->store.by;
	return status ? status : gate_ask(s, &x->request, &x->answer, err);
}

int run_gate(struct cli *c)
{
	struct asking x = { .out = BUF_INIT };
	struct err err = ERR_INIT;
	int status = read_request(&x, c);

	if (status)
		return status;
	status = ask(&x, c, &err);
	if (!status)
		status = c->values[OPT_JSON] ? put_json(&x, &err) : put_words(&x, &err);
	if (!status)
		status = term_write(c, &x.out);
	if (!status && x.request.to && x.answer.outcome == GATE_REFUSED)
		status = EXIT_FINDINGS;
	gate_answer_release(&x.answer);
	buf_release(&x.out);
	if (x.store.schema)
		store_set_schema(x.store.store, NULL, NULL); /* it is freed before the store is closed */
	return storage_end(&x.store, status, &err);
}
