/* SPDX-License-Identifier: MIT */
/* report: one writer a format, and the one place that writes to the output. */
#include "report/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/emit.h"
#include "report/writer.h"

static const struct writer *const writers[] = {
	[REPORT_TEXT] = &writer_text, [REPORT_JSON] = &writer_json, [REPORT_CSV] = &writer_csv, [REPORT_MARKDOWN] = &writer_markdown,
};

int report_new(const struct report_options *o, struct report **out, struct err *err)
{
	struct report *r = calloc(1, sizeof *r);

	if (!r)
		return err_set(err, ERR_MEMORY, "out of memory");
	r->o = *o;
	if (r->o.width < REPORT_WIDTH_LEAST || r->o.width > REPORT_WIDTH_MOST)
		r->o.width = REPORT_WIDTH_MOST;
	r->lang = lang_from(o->lang);
	r->writer = writers[o->format];
	r->input = "";
	buf_init(&r->buf);
	buf_init(&r->scratch);
	r->reader = json_reader_new();
	if (!r->reader || (r->writer->gathers && !gather_init(&r->gather, o->projects_max, o->rule_count))) {
		report_free(r);
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	*out = r;
	return 0;
}

void report_free(struct report *r)
{
	if (!r)
		return;
	gather_release(&r->gather);
	arena_release(&r->arena);
	buf_release(&r->buf);
	buf_release(&r->scratch);
	json_reader_free(r->reader);
	free(r);
}

void report_flush(struct report *r)
{
	emit_flush(r->o.out, &r->buf, &r->error);
}

void report_begin(struct report *r, const struct report_header *h)
{
	r->header = (struct report_header){
		.version = arena_strdup(&r->arena, h->version ? h->version : ""),
		.generation = arena_strdup(&r->arena, h->generation ? h->generation : ""),
		.as_of = arena_strdup(&r->arena, h->as_of ? h->as_of : ""),
		.input = arena_strdup(&r->arena, h->input ? h->input : ""),
	};
	if (!r->header.version || !r->header.generation || !r->header.as_of || !r->header.input) {
		r->error = ENOMEM;
		return;
	}
	r->writer->begin(r);
}

void report_input(struct report *r, const char *name)
{
	const char *copy;

	if (!strcmp(r->input, name))
		return;
	copy = arena_strdup(&r->arena, name);
	if (copy)
		r->input = copy;
	else
		r->error = ENOMEM;
}

void report_project(struct report *r, const struct project_result *p)
{
	if (r->error)
		return;
	if (r->writer->gathers && !*p->refusal)
		gather_add(&r->gather, p, r->input);
	if (r->writer->gathers && r->o.kept)
		gather_add_gone(&r->gather, p);
	if (r->writer->project)
		r->writer->project(r, p);
	if (r->buf.len >= EMIT_FLUSH_AT)
		report_flush(r);
}

int report_end(struct report *r, const struct report_summary *s, struct err *err)
{
	if (!r->error) {
		if (r->writer->gathers)
			gather_finish(&r->gather);
		r->writer->end(r, s);
		report_flush(r);
	}
	return emit_finish(r->o.out, r->buf.failed || r->scratch.failed || r->gather.failed, &r->error, r->lang, err);
}

/* ---- what the writers share ---- */

bool report_details(struct report *r, const struct judgement *j, struct json_value *out)
{
	static const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct err ignored = ERR_INIT;
	bool ok = *j->details && json_read(r->reader, j->details, strlen(j->details), &limits, out, &ignored) == 0;

	err_release(&ignored);
	return ok && json_type(*out) == JSON_T_OBJECT;
}

const struct rule_info *report_rule(const struct report *r, const struct judgement *j)
{
	static const struct rule_info nobody = { .id = "", .policy = "", .file = "", .each = "" };

	return j->rule < r->o.rule_count ? &r->o.rules[j->rule] : &nobody;
}

const char *report_flips_at(const struct judgement *j, char out[40])
{
	return emit_moment(out, j->flips_at ? j->flips_at : INT64_MAX);
}

void report_waiver(const struct report *r, const struct waiver *w, struct buf *out)
{
	static const struct zone utc = { .name = "UTC" };
	char day[32];

	date_format(day, zone_day(r->o.zone ? r->o.zone : &utc, w->expires_at - 1)); /* the last one on which it excuses */
	buf_addf(out, message_text(r->lang, MSG_WAIVER), (long long)w->number, w->approved_by, day, w->reason);
}

/* The reader's word for a state is not the machine's: "again" is "reopened" there. */
const char *report_state(enum finding_state state)
{
	static const char *const names[] = { [FINDING_NONE] = "", [FINDING_NEW] = "new", [FINDING_STAYS] = "stays", [FINDING_REOPENED] = "reopened" };

	return names[state];
}

const char *report_opened_at(const struct judgement *j, char out[40])
{
	return emit_moment(out, j->state == FINDING_NONE ? INT64_MAX : j->opened_at);
}

const char *report_mark(const struct report *r, const struct judgement *j, char out[64])
{
	static const struct zone utc = { .name = "UTC" };
	char day[32];

	out[0] = 0;
	if (!r->o.kept || j->state == FINDING_NONE)
		return out;
	if (j->state != FINDING_STAYS)
		return message_text(r->lang, j->state == FINDING_NEW ? MSG_NEW : MSG_AGAIN);
	if (r->o.verbose && *emit_moment(out, j->opened_at)) { /* a moment that has a day */
		date_format(day, zone_day(r->o.zone ? r->o.zone : &utc, j->opened_at));
		snprintf(out, 64, message_text(r->lang, MSG_SINCE), day);
	}
	return out;
}

const char *report_closing(const struct report *r, enum closing cause)
{
	static const enum message texts[CLOSING_COUNT] = {
		[CLOSING_PASS] = MSG_CLOSING_PASS, [CLOSING_NOT_APPLICABLE] = MSG_CLOSING_NOT_APPLICABLE, [CLOSING_ELEMENT_GONE] = MSG_CLOSING_ELEMENT_GONE,
		[CLOSING_RULE_GONE] = MSG_CLOSING_RULE_GONE, [CLOSING_PROJECT_DELETED] = MSG_CLOSING_PROJECT_DELETED,
	};

	return message_text(r->lang, texts[cause]);
}

enum { REFUSING_NAMED = 3 };

bool report_readiness(const struct report *r, const struct project_result *p, struct buf *out)
{
	struct buf names = BUF_INIT, rules = BUF_INIT;
	uint32_t last = UINT32_MAX;
	size_t refusing = 0;

	if (!p->gate || !*p->gate)
		return false;
	for (size_t i = 0; i < p->readiness_count; i++) {
		const struct judgement *j = &p->readiness[i];

		if (!judgement_refuses(j) || j->rule == last)
			continue;
		last = j->rule;
		if (++refusing <= REFUSING_NAMED)
			buf_addf(&names, "%s%s", refusing > 1 ? ", " : "", report_rule(r, j)->id);
		else if (refusing == REFUSING_NAMED + 1)
			buf_puts(&names, ", …");
	}
	message_count(&rules, r->lang, NUM_GATE_RULES, p->gate_rules);
	buf_addf(out, message_text(r->lang, refusing || p->blocking ? MSG_NOT_READY : MSG_READY), p->gate);
	if (refusing)
		buf_addf(out, message_text(r->lang, MSG_REFUSING), refusing, rules.data, names.data);
	if (refusing && p->blocking)
		buf_puts(out, " · ");
	if (p->blocking)
		message_count(out, r->lang, NUM_BLOCKING, p->blocking);
	out->failed |= names.failed || rules.failed;
	buf_release(&names);
	buf_release(&rules);
	return true;
}

enum severity report_rule_severity(const struct report *r, uint32_t rule)
{
	if (r->writer->gathers && r->gather.rules[rule].found)
		return r->gather.rules[rule].worst;
	return r->o.rules[rule].severity;
}

struct rank { uint32_t rule; bool found; enum severity severity; uint64_t fail, other; };

static int by_rank(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->found != y->found)
		return x->found ? -1 : 1;
	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	if (x->fail != y->fail)
		return x->fail > y->fail ? -1 : 1;
	if (x->other != y->other)
		return x->other > y->other ? -1 : 1;
	return x->rule < y->rule ? -1 : 1;
}

size_t report_rules_worst_first(const struct report *r, const struct report_summary *s, uint32_t *order)
{
	struct rank *ranks = calloc(r->o.rule_count ? r->o.rule_count : 1, sizeof *ranks);
	size_t n = 0;

	for (uint32_t i = 0; ranks && i < r->o.rule_count; i++) {
		const uint64_t *c = s->counts + (size_t)i * VERDICT_COUNT;
		struct rank rank = { i, c[VERDICT_FAIL] > 0, report_rule_severity(r, i), c[VERDICT_FAIL], c[VERDICT_UNKNOWN] + c[VERDICT_ERROR] };

		if (rank.fail || rank.other)
			ranks[n++] = rank;
	}
	if (n)
		qsort(ranks, n, sizeof *ranks, by_rank);
	for (size_t i = 0; i < n; i++)
		order[i] = ranks[i].rule;
	free(ranks);
	return n;
}
