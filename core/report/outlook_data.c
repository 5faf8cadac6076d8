/* SPDX-License-Identifier: MIT */
/*
 * outlook_data: a forecast for programs, while projects arrive.
 *
 * JSON: { "plumb", "as_of", "until", "generation", "projects": [ { id, name, owner, region, business_unit, phase, input, line,
 *   conforms, conforms_then, flips_at, until, changes: [ { at, day, rule, clauses, element, pointer, from, from_severity, to,
 *   severity, trial, message, missing, measure, limit, remedy } ] } ], "summary": {...} }. `until` of a project is null, or how far
 *   its forecast goes where that is less far; from_severity and severity are null of verdicts that are no finding.
 *   A refused document has "refused" and no changes.
 * CSV: one row a change, RFC 4180; a cell that a spreadsheet would run as a formula gets a ' before it.
 */
#include <math.h>
#include <string.h>

#include "report/outlook_writer.h"

static void put_pair(struct json_out *j, const char *key, const char *text)
{
	json_key(j, key);
	json_put_text(j, text);
}

static void put_optional(struct json_out *j, const char *key, const char *text)
{
	put_pair(j, key, text && *text ? text : NULL);
}

static void put_size(struct json_out *j, const char *key, uint64_t n)
{
	json_key(j, key);
	json_put_int(j, (int64_t)n);
}

static void put_flag(struct json_out *j, const char *key, bool flag)
{
	json_key(j, key);
	json_put_bool(j, flag);
}

static void put_list(struct json_out *j, const char *key, const char *const *items, size_t n)
{
	json_key(j, key);
	json_begin_array(j);
	for (size_t i = 0; i < n; i++)
		json_put_text(j, items[i]);
	json_end_array(j);
}

static const char *severity_of(enum verdict v, enum severity s)
{
	return verdict_is_quiet(v) ? "" : severity_names[s];
}

/* ---- JSON ---- */

static void json_begin(struct outlook *o)
{
	struct json_out *j = &o->json;

	*j = json_out(&o->buf, 0);
	json_begin_object(j);
	put_pair(j, "plumb", o->header.version);
	put_pair(j, "as_of", o->header.as_of);
	put_pair(j, "until", o->header.until);
	put_pair(j, "generation", o->header.generation);
	json_key(j, "projects");
	json_begin_array(j);
}

static void json_change(struct outlook *o, const struct transition *t)
{
	const struct rule_info *rule = &o->o.rules[t->to.rule];
	struct json_out *j = &o->json;
	char moment[40], day[32], time[8];

	outlook_day(o, t->at, day, time);
	json_begin_object(j);
	put_pair(j, "at", emit_moment(moment, t->at));
	put_pair(j, "day", day);
	put_pair(j, "rule", rule->id);
	put_list(j, "clauses", rule->covers, rule->covers_count);
	put_pair(j, "element", t->to.element);
	put_pair(j, "pointer", t->to.pointer);
	put_pair(j, "from", verdict_names[t->from]);
	put_optional(j, "from_severity", severity_of(t->from, t->from_severity));
	put_pair(j, "to", verdict_names[t->to.verdict]);
	put_optional(j, "severity", severity_of(t->to.verdict, t->to.severity));
	put_flag(j, "trial", t->to.advisory);
	put_pair(j, "message", t->to.message);
	put_list(j, "missing", t->to.missing, t->to.missing_count);
	put_optional(j, "measure", t->to.measure_text);
	put_optional(j, "limit", t->to.limit_text);
	put_optional(j, "remedy", verdict_is_quiet(t->to.verdict) ? "" : text2_pick(rule->remedy, o->lang));
	json_end_object(j);
}

static void json_project(struct outlook *o, const struct project_result *p, const struct course *c)
{
	struct json_out *j = &o->json;
	char moment[40];

	buf_putc(&o->buf, '\n');
	json_begin_object(j);
	put_pair(j, "id", p->id);
	put_pair(j, "name", p->name);
	put_pair(j, "owner", p->owner);
	put_pair(j, "region", p->region);
	put_pair(j, "business_unit", p->business_unit);
	put_pair(j, "phase", p->phase);
	put_pair(j, "input", o->input);
	put_size(j, "line", p->line);
	put_flag(j, "conforms", c->conforms);
	put_flag(j, "conforms_then", c->conforms_then);
	if (*p->refusal) {
		put_pair(j, "refused", p->refusal);
	} else {
		put_optional(j, "flips_at", emit_moment(moment, p->flips_at));
		put_optional(j, "until", p->forecast_to < o->o.until_ms ? emit_moment(moment, p->forecast_to) : "");
	}
	json_key(j, "changes");
	json_begin_array(j);
	for (size_t i = 0; i < p->transition_count; i++)
		json_change(o, &p->transitions[i]);
	json_end_array(j);
	json_end_object(j);
}

static void json_end(struct outlook *o, double seconds)
{
	const struct outlook_summary *s = &o->summary;
	struct json_out *j = &o->json;

	json_end_array(j);
	buf_putc(&o->buf, '\n');
	json_key(j, "summary");
	json_begin_object(j);
	put_size(j, "projects", s->projects);
	put_size(j, "refused", s->refused);
	put_size(j, "conforming", s->conforming);
	put_size(j, "conforming_then", s->conforming_then);
	put_size(j, "failing", s->failing);
	put_size(j, "red", s->red);
	put_size(j, "green", s->green);
	put_size(j, "policy_errors", s->errors);
	put_size(j, "cut", s->cut);
	json_key(j, "seconds");
	json_put_number(j, seconds);
	put_pair(j, "fail_on", severity_names[o->o.fail_on]);
	put_flag(j, "allow_unknown", o->o.allow_unknown);
	json_end_object(j);
	json_end_object(j);
	buf_putc(&o->buf, '\n');
}

const struct outlook_format outlook_json = { .begin = json_begin, .project = json_project, .end = json_end };

/* ---- CSV ---- */

static void put_cell(struct buf *out, const char *s)
{
	emit_csv_text(out, s);
	buf_putc(out, ',');
}

static void csv_begin(struct outlook *o)
{
	buf_puts(&o->buf, "at,day,project,name,owner,region,business_unit,phase,input,line,rule,element,pointer,from,from_severity,to,severity,trial,message,remedy\r\n");
}

static void csv_change(struct outlook *o, const struct project_result *p, const struct transition *t)
{
	const struct rule_info *rule = &o->o.rules[t->to.rule];
	const char *project[] = { p->id, p->name, p->owner, p->region, p->business_unit, p->phase, o->input };
	const char *change[] = { rule->id, t->to.element, t->to.pointer, verdict_names[t->from], severity_of(t->from, t->from_severity), verdict_names[t->to.verdict],
		severity_of(t->to.verdict, t->to.severity), t->to.advisory ? "true" : "", t->to.message };
	char moment[40], day[32], time[8];

	outlook_day(o, t->at, day, time);
	put_cell(&o->buf, emit_moment(moment, t->at));
	put_cell(&o->buf, day);
	for (size_t i = 0; i < sizeof project / sizeof *project; i++)
		put_cell(&o->buf, project[i]);
	buf_addf(&o->buf, "%zu,", p->line);
	for (size_t i = 0; i < sizeof change / sizeof *change; i++)
		put_cell(&o->buf, change[i]);
	emit_csv_text(&o->buf, verdict_is_quiet(t->to.verdict) ? "" : text2_pick(rule->remedy, o->lang));
	buf_puts(&o->buf, "\r\n");
}

static void csv_project(struct outlook *o, const struct project_result *p, const struct course *c)
{
	(void)c;
	for (size_t i = 0; i < p->transition_count; i++)
		csv_change(o, p, &p->transitions[i]);
}

static void csv_end(struct outlook *o, double seconds)
{
	(void)o;
	(void)seconds;
}

const struct outlook_format outlook_csv = { .begin = csv_begin, .project = csv_project, .end = csv_end };
