/* SPDX-License-Identifier: MIT */
/* fixture: a few rules and results to write reports of. */
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "report/report.h"
#include "report/tally.h"

static const char *const clauses[] = { "K-03.a" };
static const struct rule_info rules[] = {
	{ .id = "risk.register.answered", .policy = "risk.register", .file = "policies/risk/register.lua", .line = 21, .severity = SEVERITY_ERROR, .covers = clauses,
		.covers_count = 1, .remedy = { "record a response", "记录应对措施" }, .each = "risks" },
	{ .id = "compliance.advertising.banned_terms", .policy = "compliance.advertising", .file = "policies/compliance/advertising.lua", .line = 3,
		.severity = SEVERITY_CRITICAL, .remedy = { "rewrite the sentence", NULL }, .each = "materials" },
	{ .id = "budget.lines.within", .policy = "budget.lines", .file = "policies/budget/lines.lua", .line = 9, .severity = SEVERITY_WARNING, .each = "" },
};
enum { RULES = sizeof rules / sizeof *rules };

static inline struct judgement judgement(uint32_t rule, enum verdict v, enum severity s, const char *element, const char *message)
{
	return (struct judgement){ .rule = rule, .verdict = v, .severity = s, .element = element, .pointer = "/risks/0", .message = message, .details = "",
		.measure = NAN, .measure_text = "", .limit_text = "", .file = "", .traceback = "", .flips_at = INT64_MAX };
}

static inline struct project_result project(const char *id, const struct judgement *j, size_t n)
{
	return (struct project_result){ .line = 1, .id = id, .name = "上海智慧园区一期", .type = "", .customer = "", .owner = "", .region = "APAC", .business_unit = "", .phase = "execution",
		.judgements = j, .count = n, .passed = 4, .document = "", .refusal = "" };
}

struct run {
	struct report_options options;
	struct report *report;
	struct report_summary summary;
	uint64_t counts[RULES * VERDICT_COUNT];
	char *text;
	size_t len;
	FILE *out;
};

static inline void run_begin(struct run *r, enum report_format format)
{
	struct err err = ERR_INIT;
	struct report_header header = { "0.1.0", "7f3a9c1e55", "2026-11-23", "portfolio.ndjson" };

	r->out = open_memstream(&r->text, &r->len);
	r->options.format = format;
	r->options.out = r->out;
	r->options.rules = rules;
	r->options.rule_count = RULES;
	if (!r->options.width)
		r->options.width = 100;
	if (!r->options.lang)
		r->options.lang = "en";
	assert_int_equal(report_new(&r->options, &r->report, &err), 0);
	report_begin(r->report, &header);
	report_input(r->report, "portfolio.ndjson");
}

static inline void run_add(struct run *r, const struct project_result *p)
{
	tally_add(&r->summary, p, r->options.fail_on, r->options.allow_unknown);
	for (size_t i = 0; i < p->count; i++)
		r->counts[p->judgements[i].rule * VERDICT_COUNT + p->judgements[i].verdict]++;
	report_project(r->report, p);
}

static inline const char *run_end(struct run *r)
{
	struct err err = ERR_INIT;

	r->summary.counts = r->counts;
	r->summary.seconds = 0.06;
	assert_int_equal(report_end(r->report, &r->summary, &err), 0);
	report_free(r->report);
	fclose(r->out);
	return r->text;
}

static inline void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in:\n%s", part, text);
}

static inline void assert_has_not(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' is in:\n%s", part, text);
}

/* No line takes more columns. */
static inline void assert_narrow(const char *text, size_t width)
{
	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n");

		if (text_width(line, n) > width)
			fail_msg("wider than %zu: %.*s", width, (int)n, line);
		line += n + (line[n] == '\n');
	}
}

#endif
