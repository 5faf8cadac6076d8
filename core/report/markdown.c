/* SPDX-License-Identifier: MIT */
/*
 * markdown: the report for a merge request or a wiki. What comes from data is escaped: no markup, link, table cell
 * or HTML of a document takes effect.
 */
#include <string.h>

#include "report/sheet.h"
#include "report/writer.h"

#define T(id) message_text(r->lang, MSG_##id)

enum { FINDINGS_MAX = 50, GAPS_MAX_LISTED = 50 };

static void put_escaped(struct report *r, const char *s)
{
	emit_markdown(&r->buf, &r->scratch, s);
}

static void put_code(struct report *r, const char *s)
{
	emit_markdown_code(&r->buf, &r->scratch, s);
}

static void put_header(struct report *r, const struct report_summary *s)
{
	char generation[9] = "";

	strncat(generation, r->header.generation, 8);
	buf_addf(&r->buf, "# plumb %s\n\n", r->header.version);
	message_count(&r->buf, r->lang, NUM_PROJECTS, s->projects);
	buf_puts(&r->buf, " · ");
	message_count(&r->buf, r->lang, NUM_RULES, r->o.rule_count);
	buf_puts(&r->buf, " · ");
	buf_addf(&r->buf, T(AS_OF), r->header.as_of);
	buf_puts(&r->buf, " · ");
	buf_addf(&r->buf, T(GENERATION), generation);
	buf_puts(&r->buf, "\n\n");
}

static void put_totals(struct report *r, const struct report_summary *s)
{
	struct buf conforming = BUF_INIT, projects = BUF_INIT;

	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
		buf_addf(&r->buf, "| %s ", severity_text(r->lang, (enum severity)severity));
	buf_addf(&r->buf, "| %s | %s |\n|--:|--:|--:|--:|--:|--:|\n", T(UNKNOWN), T(POLICY_ERRORS));
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
		buf_addf(&r->buf, "| %zu ", s->findings[severity]);
	buf_addf(&r->buf, "| %zu | %zu |\n\n", s->unknown, s->errors);
	if (s->waived)
		buf_addf(&r->buf, "%s %zu\n\n", T(WAIVED), s->waived);
	if (r->o.kept)
		buf_addf(&r->buf, "%s %zu · %s %zu · %s %zu · %s %zu\n\n", T(NEW), s->fresh, T(AGAIN), s->reopened, T(STAYS), s->stays, T(GONE), s->gone);
	if (s->ready || s->not_ready) {
		buf_addf(&r->buf, T(NEXT_GATES), s->ready, s->not_ready);
		buf_puts(&r->buf, "\n\n");
	}
	number_grouped(&conforming, s->conforming);
	message_count(&projects, r->lang, NUM_PROJECTS, s->projects);
	buf_puts(&r->buf, "**");
	buf_addf(&r->buf, s->projects == 1 ? T(CONFORM_ONE) : T(CONFORM), conforming.data, projects.data);
	buf_puts(&r->buf, "**");
	if (s->refused) {
		buf_puts(&r->buf, " · ");
		message_count(&r->buf, r->lang, NUM_REFUSED, s->refused);
	}
	buf_puts(&r->buf, "\n");
	buf_release(&conforming);
	buf_release(&projects);
}

static void put_finding(struct report *r, const struct judgement *j)
{
	const struct rule_info *rule = report_rule(r, j);
	const char *remedy = text2_pick(rule->remedy, r->lang);
	const char *word = j->verdict == VERDICT_FAIL && j->advisory ? T(TRIAL) : j->verdict == VERDICT_FAIL ? severity_text(r->lang, j->severity) : j->verdict == VERDICT_UNKNOWN ? T(UNKNOWN) : j->verdict == VERDICT_WAIVED ? T(WAIVED) : T(POLICY_WORD);
	char mark[64];

	buf_addf(&r->buf, "- **%s** ", word);
	put_code(r, rule->id);
	if (*j->element) {
		buf_puts(&r->buf, " · ");
		put_code(r, j->element);
	}
	if (*report_mark(r, j, mark))
		buf_addf(&r->buf, " · *%s*", report_mark(r, j, mark));
	buf_puts(&r->buf, "  \n  ");
	if (j->verdict == VERDICT_ERROR && j->file && *j->file) {
		put_code(r, j->file);
		buf_addf(&r->buf, " %d · ", j->line);
	}
	put_escaped(r, j->message);
	if (j->waiver) {
		struct buf line = BUF_INIT;

		report_waiver(r, j->waiver, &line);
		buf_puts(&r->buf, "  \n  ");
		put_escaped(r, line.data);
		if (j->waiver->stale)
			buf_addf(&r->buf, " (%s)", T(WAIVER_STALE));
		buf_release(&line);
	}
	if (j->verdict == VERDICT_FAIL && *remedy) {
		buf_puts(&r->buf, "  \n  → ");
		put_escaped(r, remedy);
	}
	buf_putc(&r->buf, '\n');
}

static bool is_finding(const struct report *r, const struct judgement *j)
{
	return j->verdict == VERDICT_FAIL || j->verdict == VERDICT_WAIVED || (j->verdict == VERDICT_ERROR && !judgement_quarantined(j)) || (j->verdict == VERDICT_UNKNOWN && r->o.verbose);
}

static void put_readiness(struct report *r, const struct project_result *p, bool more)
{
	struct buf line = BUF_INIT;

	if (report_readiness(r, p, &line)) {
		put_escaped(r, line.data);
		buf_puts(&r->buf, more ? "\n\n" : "\n");
	}
	buf_release(&line);
}

static void put_project(struct report *r, const struct project_result *p, bool *any)
{
	size_t count = 0, told = 0;

	for (size_t i = 0; i < p->count; i++)
		count += is_finding(r, &p->judgements[i]);
	if (!count && project_ready(p))
		return;
	if (!*any)
		buf_addf(&r->buf, "\n## %s\n", T(FINDINGS));
	*any = true;
	buf_puts(&r->buf, "\n### ");
	put_escaped(r, *p->id ? p->id : T(NO_ID));
	if (*p->name) {
		buf_puts(&r->buf, " — ");
		put_escaped(r, p->name);
	}
	buf_puts(&r->buf, "\n\n");
	put_readiness(r, p, count > 0);
	for (int severity = SEVERITY_CRITICAL; severity >= -2; severity--)
		for (size_t i = 0; i < p->count; i++) {
			const struct judgement *j = &p->judgements[i];
			int level = j->verdict == VERDICT_FAIL ? (int)j->severity : j->verdict == VERDICT_WAIVED ? -2 : -1;

			if (level != severity || !is_finding(r, j) || (told >= FINDINGS_MAX && !r->o.verbose))
				continue;
			put_finding(r, j);
			told++;
		}
	if (told < count) {
		buf_clear(&r->scratch);
		number_grouped(&r->scratch, count - told);
		buf_puts(&r->buf, "- ");
		buf_addf(&r->buf, T(MORE_FINDINGS), r->scratch.data);
		buf_putc(&r->buf, '\n');
	}
	report_flush(r);
}

static void put_projects(struct report *r)
{
	size_t found = 0;
	bool any = false;

	for (size_t i = 0; i < r->gather.kept_count; i++) {
		const struct weight *w = &r->gather.kept[i]->weight;

		found += w->failed[0] || w->failed[1] || w->failed[2] || w->failed[3] || w->errors;
		put_project(r, &r->gather.kept[i]->result, &any);
	}
	if (found < r->gather.with_findings) {
		struct buf more = BUF_INIT;

		message_count(&more, r->lang, NUM_MORE_PROJECTS_WITH_FINDINGS, r->gather.with_findings - found);
		buf_puts(&r->buf, "\n");
		buf_addf(&r->buf, T(MORE_PROJECTS), more.data);
		buf_putc(&r->buf, '\n');
		buf_release(&more);
	}
}

static void put_gone(struct report *r)
{
	const struct gone_list *gone = &r->gather.gone[0];

	if (r->gather.gone_count)
		buf_addf(&r->buf, "\n## %s\n\n", T(GONE_TITLE));
	for (size_t i = 0; i < gone->count; i++) {
		const struct gone *g = gone->items[i];

		buf_addf(&r->buf, "- **%s** ", report_closing(r, g->cause));
		put_escaped(r, *g->project ? g->project : T(NO_ID));
		buf_puts(&r->buf, " · ");
		put_code(r, g->rule);
		if (*g->element) {
			buf_puts(&r->buf, " · ");
			put_code(r, g->element);
		}
		buf_putc(&r->buf, '\n');
	}
	if (gone->count < r->gather.gone_count) {
		struct buf more = BUF_INIT;

		message_count(&more, r->lang, NUM_MORE_GONE, r->gather.gone_count - gone->count);
		buf_puts(&r->buf, "- ");
		buf_addf(&r->buf, T(MORE_PROJECTS), more.data);
		buf_putc(&r->buf, '\n');
		buf_release(&more);
	}
}

static void put_gaps(struct report *r)
{
	const struct gather *g = &r->gather;

	if (!g->gap_count)
		return;
	buf_addf(&r->buf, "\n## %s\n\n", T(GAPS_TITLE));
	for (size_t i = 0; i < g->gap_count && i < GAPS_MAX_LISTED; i++) {
		const struct gap *gap = &g->gaps[i];
		struct buf projects = BUF_INIT, rules = BUF_INIT;

		message_count(&projects, r->lang, NUM_PROJECTS, gap->projects);
		message_count(&rules, r->lang, NUM_RULES_CANNOT_JUDGE, gap->rule_count);
		buf_puts(&r->buf, "- ");
		if (gap->reason)
			put_escaped(r, gap->what);
		else
			put_code(r, gap->what);
		buf_puts(&r->buf, " · ");
		buf_addf(&r->buf, gap->reason ? T(GAP_REASON) : T(GAP_ABSENT), projects.data, rules.data);
		buf_putc(&r->buf, '\n');
		buf_release(&projects);
		buf_release(&rules);
	}
}

static void put_rules(struct report *r, const struct report_summary *s)
{
	uint32_t *order = arena_alloc(&r->arena, r->o.rule_count * sizeof *order);
	size_t n = order ? report_rules_worst_first(r, s, order) : 0;

	if (!n)
		return;
	buf_addf(&r->buf, "\n## %s\n\n| %s | %s | %s | %s | %s | %s |\n|---|---|--:|--:|--:|--:|\n", T(BY_RULE), T(RULE), T(COLUMN_SEVERITY),
		T(COLUMN_FAIL), T(COLUMN_UNKNOWN), T(COLUMN_ERROR), T(COLUMN_PROJECTS));
	for (size_t i = 0; i < n; i++) {
		const uint64_t *c = s->counts + (size_t)order[i] * VERDICT_COUNT;
		double share = s->projects ? 100.0 * (double)r->gather.rules[order[i]].projects / (double)s->projects : 0;

		buf_puts(&r->buf, "| ");
		put_code(r, r->o.rules[order[i]].id);
		buf_addf(&r->buf, " | %s | %llu | %llu | %llu | %.1f%% |\n", severity_text(r->lang, report_rule_severity(r, order[i])),
			(unsigned long long)c[VERDICT_FAIL], (unsigned long long)c[VERDICT_UNKNOWN], (unsigned long long)c[VERDICT_ERROR], share);
	}
}

static void begin(struct report *r)
{
	(void)r;
}

static void end(struct report *r, const struct report_summary *s)
{
	put_header(r, s);
	put_totals(r, s);
	put_projects(r);
	put_gone(r);
	put_gaps(r);
	put_rules(r, s);
}

const struct writer writer_markdown = { .gathers = true, .begin = begin, .end = end };
