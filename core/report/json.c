/* SPDX-License-Identifier: MIT */
/*
 * json: the report as one JSON document, written while projects arrive, one project a line.
 *
 * { "plumb", "as_of", "generation", "projects": [ { id, name, customer, owner, region, business_unit, phase, input, line,
 *   conforms, passed, not_applicable, findings: [...], next_gate: {phase, ready, rules, refusing, blocking, verdicts: [...]}, gone: [...] } ], "rules": [...], "summary": {...} }
 * A document that was refused stands in its place among the projects with "refused" instead of findings.
 * A waived finding has the waiver, too. Of what is kept in a store only: "gone", "state" and "opened_at" of a finding, and "deleted" where the project was; such a
 * project neither conforms nor does not: null.
 * What is absent is null; texts are never null.
 */
#include <math.h>
#include <string.h>

#include "report/tally.h"
#include "report/writer.h"

static void put_pair(struct json_out *o, const char *key, const char *text)
{
	json_key(o, key);
	json_put_text(o, text);
}

/* "" is "there is none" in the results; null in JSON. */
static void put_optional(struct json_out *o, const char *key, const char *text)
{
	put_pair(o, key, text && *text ? text : NULL);
}

static void put_size(struct json_out *o, const char *key, uint64_t n)
{
	json_key(o, key);
	json_put_int(o, (int64_t)n);
}

static void put_list(struct json_out *o, const char *key, const char *const *items, size_t n)
{
	json_key(o, key);
	json_begin_array(o);
	for (size_t i = 0; i < n; i++)
		json_put_text(o, items[i]);
	json_end_array(o);
}

static void begin(struct report *r)
{
	struct json_out *o = &r->json;

	*o = json_out(&r->buf, 0);
	json_begin_object(o);
	put_pair(o, "plumb", r->header.version);
	put_pair(o, "as_of", r->header.as_of);
	put_pair(o, "generation", r->header.generation);
	json_key(o, "projects");
	json_begin_array(o);
}

static void put_waiver(struct json_out *o, const struct waiver *w)
{
	char moment[40];

	json_key(o, "waiver");
	json_begin_object(o);
	put_size(o, "number", (uint64_t)w->number);
	put_pair(o, "reason", w->reason);
	put_optional(o, "requested_by", w->requested_by);
	put_optional(o, "approved_by", w->approved_by);
	put_optional(o, "expires_at", emit_moment(moment, w->expires_at));
	json_key(o, "stale");
	json_put_bool(o, w->stale);
	json_end_object(o);
}

static void put_finding(struct report *r, const struct judgement *j)
{
	const struct rule_info *rule = report_rule(r, j);
	struct json_out *o = &r->json;
	struct json_value details;
	char moment[40];

	json_begin_object(o);
	put_pair(o, "rule", rule->id);
	put_list(o, "clauses", rule->covers, rule->covers_count);
	put_pair(o, "severity", severity_names[j->severity]);
	put_pair(o, "verdict", verdict_names[j->verdict]);
	put_pair(o, "element", j->element);
	put_pair(o, "pointer", j->pointer);
	put_pair(o, "message", j->message);
	put_optional(o, "remedy", text2_pick(rule->remedy, r->lang));
	put_list(o, "missing", j->missing, j->missing_count);
	json_key(o, "measure");
	if (isnan(j->measure))
		json_put_null(o);
	else
		json_put_number(o, j->measure);
	put_optional(o, "measure_text", j->measure_text);
	put_optional(o, "limit", j->limit_text);
	json_key(o, "details");
	if (report_details(r, j, &details))
		json_put_value(o, details, false);
	else
		json_put_null(o);
	put_optional(o, "flips_at", report_flips_at(j, moment));
	if (j->advisory) {
		json_key(o, "advisory");
		json_put_bool(o, true);
	}
	if (j->gate) {
		put_pair(o, "gate", j->gate);
		put_pair(o, "enforcement", enforcement_names[j->enforcement]);
	}
	if (r->o.kept) {
		put_optional(o, "state", report_state(j->state));
		put_optional(o, "opened_at", report_opened_at(j, moment));
	}
	if (j->waiver)
		put_waiver(o, j->waiver);
	if (j->verdict == VERDICT_ERROR) {
		put_pair(o, "failure", failure_names[j->failure]);
		put_optional(o, "file", j->file);
		put_size(o, "policy_line", (uint64_t)j->line);
		put_optional(o, "source", j->source);
		put_optional(o, "traceback", j->traceback);
	}
	json_end_object(o);
}

static void put_gone(struct json_out *o, const struct project_result *p)
{
	char moment[40];

	json_key(o, "gone");
	json_begin_array(o);
	for (size_t i = 0; i < p->gone_count; i++) {
		const struct closed_finding *c = &p->gone[i];

		json_begin_object(o);
		put_pair(o, "rule", c->rule);
		put_pair(o, "element", c->element);
		put_pair(o, "severity", severity_names[c->severity]);
		put_pair(o, "message", c->message);
		put_pair(o, "cause", closing_names[c->cause]);
		put_optional(o, "opened_at", emit_moment(moment, c->opened_at));
		json_end_object(o);
	}
	json_end_array(o);
}

static void put_refusal(struct json_out *o, const struct project_result *p)
{
	json_key(o, "refused");
	json_begin_object(o);
	put_pair(o, "message", p->refusal);
	put_size(o, "line", (uint64_t)p->refusal_line);
	put_size(o, "column", (uint64_t)p->refusal_column);
	json_key(o, "violations");
	json_begin_array(o);
	for (size_t i = 0; i < p->violation_count; i++) {
		const struct violation *v = &p->violations[i];

		json_begin_object(o);
		put_pair(o, "pointer", v->pointer);
		put_pair(o, "message", v->message);
		put_optional(o, "hint", v->hint);
		put_size(o, "line", (uint64_t)v->line);
		put_size(o, "column", (uint64_t)v->column);
		json_end_object(o);
	}
	json_end_array(o);
	json_end_object(o);
}

/* What is no finding: whether the project may enter the next phase, and what its gate rules have against that. */
static void put_next_gate(struct report *r, const struct project_result *p)
{
	struct json_out *o = &r->json;
	const size_t refusing = project_refusing(p);

	if (!p->gate || !*p->gate)
		return;
	json_key(o, "next_gate");
	json_begin_object(o);
	put_pair(o, "phase", p->gate);
	json_key(o, "ready");
	json_put_bool(o, project_ready(p));
	put_size(o, "rules", p->gate_rules);
	put_size(o, "refusing", refusing);
	put_size(o, "blocking", p->blocking);
	json_key(o, "verdicts");
	json_begin_array(o);
	for (size_t i = 0; i < p->readiness_count; i++)
		if (!verdict_is_quiet(p->readiness[i].verdict))
			put_finding(r, &p->readiness[i]);
	json_end_array(o);
	json_end_object(o);
}

static void project(struct report *r, const struct project_result *p)
{
	struct json_out *o = &r->json;

	buf_putc(&r->buf, '\n');
	json_begin_object(o);
	put_pair(o, "id", p->id);
	put_pair(o, "name", p->name);
	put_pair(o, "customer", p->customer);
	put_pair(o, "owner", p->owner);
	put_pair(o, "region", p->region);
	put_pair(o, "business_unit", p->business_unit);
	put_pair(o, "phase", p->phase);
	put_pair(o, "input", r->input);
	put_size(o, "line", p->line);
	json_key(o, "conforms");
	if (r->o.kept && result_deleted(p)) {
		json_put_null(o);
		json_key(o, "deleted");
		json_put_bool(o, true);
	} else {
		json_put_bool(o, result_conforms(p, r->o.fail_on, r->o.allow_unknown));
	}
	if (*p->refusal)
		put_refusal(o, p);
	put_size(o, "passed", p->passed);
	put_size(o, "not_applicable", p->not_applicable);
	json_key(o, "findings");
	json_begin_array(o);
	for (size_t i = 0; i < p->count; i++)
		if (!verdict_is_quiet(p->judgements[i].verdict))
			put_finding(r, &p->judgements[i]);
	json_end_array(o);
	put_next_gate(r, p);
	if (r->o.kept)
		put_gone(o, p);
	json_end_object(o);
}

static void put_rule(struct report *r, uint32_t index, const uint64_t *counts)
{
	const struct rule_info *rule = &r->o.rules[index];
	struct json_out *o = &r->json;

	json_begin_object(o);
	put_pair(o, "id", rule->id);
	put_pair(o, "policy", rule->policy);
	put_pair(o, "file", rule->file);
	put_size(o, "line", (uint64_t)rule->line);
	put_pair(o, "severity", severity_names[rule->severity]);
	put_list(o, "clauses", rule->covers, rule->covers_count);
	put_list(o, "tags", rule->tags, rule->tags_count);
	put_optional(o, "owner", rule->owner);
	put_optional(o, "link", rule->link);
	put_optional(o, "remedy", text2_pick(rule->remedy, r->lang));
	json_key(o, "metric");
	json_put_bool(o, rule->metric);
	if (rule->replaces)
		put_pair(o, "replaces", rule->replaces);
	if (rule->formerly)
		put_pair(o, "formerly", rule->formerly);
	if (rule->deprecated)
		put_pair(o, "deprecated", rule->deprecated);
	json_key(o, "verdicts");
	json_begin_object(o);
	for (int v = 0; v < VERDICT_COUNT; v++)
		put_size(o, verdict_names[v], counts[v]);
	json_end_object(o);
	json_end_object(o);
}

static void end(struct report *r, const struct report_summary *s)
{
	struct json_out *o = &r->json;

	json_end_array(o);
	buf_putc(&r->buf, '\n');
	json_key(o, "rules");
	json_begin_array(o);
	for (uint32_t i = 0; i < r->o.rule_count; i++)
		put_rule(r, i, s->counts + (size_t)i * VERDICT_COUNT);
	json_end_array(o);
	buf_putc(&r->buf, '\n');
	json_key(o, "summary");
	json_begin_object(o);
	put_size(o, "projects", s->projects);
	put_size(o, "conforming", s->conforming);
	put_size(o, "refused", s->refused);
	json_key(o, "findings");
	json_begin_object(o);
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
		put_size(o, severity_names[severity], s->findings[severity]);
	json_end_object(o);
	put_size(o, "unknown", s->unknown);
	put_size(o, "policy_errors", s->errors);
	put_size(o, "waived", s->waived);
	put_size(o, "ready", s->ready);
	put_size(o, "not_ready", s->not_ready);
	if (r->o.kept) {
		put_size(o, "new", s->fresh);
		put_size(o, "reopened", s->reopened);
		put_size(o, "stays", s->stays);
		put_size(o, "gone", s->gone);
	}
	put_size(o, "trial", s->trial);
	json_key(o, "seconds");
	json_put_number(o, s->seconds);
	put_pair(o, "fail_on", severity_names[r->o.fail_on]);
	json_key(o, "allow_unknown");
	json_put_bool(o, r->o.allow_unknown);
	json_end_object(o);
	json_end_object(o);
	buf_putc(&r->buf, '\n');
}

const struct writer writer_json = { .begin = begin, .project = project, .end = end };
