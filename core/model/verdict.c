/* SPDX-License-Identifier: MIT */
#include "model/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

const char *const verdict_names[VERDICT_COUNT] = { "pass", "fail", "waived", "not_applicable", "unknown", "error" };
const char *const severity_names[SEVERITY_COUNT] = { "info", "warning", "error", "critical" };
const char *const enforcement_names[] = { "advisory", "soft", "hard" };
const char *const closing_names[CLOSING_COUNT] = { "pass", "not_applicable", "element_gone", "rule_gone", "project_deleted" };
const char *const failure_names[] = { "", "bug", "timeout", "memory", "crash", "quarantined" };

enum severity severity_from(const char *name)
{
	int s = SEVERITY_COUNT;

	while (--s > SEVERITY_INFO && !(name && !strcmp(name, severity_names[s])))
		;
	return (enum severity)s;
}

void diagnostics_release(struct diagnostics *d)
{
	for (size_t i = 0; i < d->count; i++) {
		free(d->items[i].file);
		free(d->items[i].message);
		free(d->items[i].hint);
		free(d->items[i].code);
		free(d->items[i].source);
	}
	free(d->items);
	*d = (struct diagnostics){ 0 };
}

/* The source line and a caret under the marked text. Tabs are kept, so that the caret stands below on any terminal. */
void diagnostics_format_source(const struct diagnostic *d, bool colour, struct buf *out)
{
	buf_addf(out, "\n%5d | ", d->line);
	buf_puts(out, d->source);
	buf_puts(out, "\n      | ");
	const char *p = d->source;
	for (int column = 1; column < d->column && *p; column++) {
		size_t n;
		text_utf8_next(p, &n);
		if (*p == '\t')
			buf_putc(out, '\t');
		else
			buf_pad(out, ' ', text_width(p, n));
		p += n;
	}
	buf_puts(out, colour ? "\033[1;31m" : "");
	for (int i = 0; i < (d->width > 0 ? d->width : 1); i++) {
		size_t n = 1;
		if (*p) {
			text_utf8_next(p, &n);
			buf_pad(out, '^', text_width(p, n) ? text_width(p, n) : 1);
			p += n;
		} else {
			if (!i)
				buf_putc(out, '^');
			break;
		}
	}
	if (d->hint)
		buf_addf(out, " %s", d->hint);
	buf_puts(out, colour ? "\033[0m" : "");
}

void diagnostics_format(const struct diagnostic *d, bool colour, struct buf *out)
{
	const char *level = d->warning ? "warning" : "error";
	const char *paint = !colour ? "" : d->warning ? "\033[1;33m" : "\033[1;31m";
	buf_puts(out, d->file);
	if (d->line > 0)
		buf_addf(out, ":%d", d->line);
	if (d->line > 0 && d->column > 0)
		buf_addf(out, ":%d", d->column);
	buf_addf(out, ": %s%s:%s %s", paint, level, colour ? "\033[0m" : "", d->message);
	if (d->code)
		buf_addf(out, " [%s]", d->code);
	if (d->source && d->line > 0 && d->column > 0 && text_utf8_error(d->source, strlen(d->source)) < 0) {
		diagnostics_format_source(d, colour, out);
		return;
	}
	if (d->source && d->line > 0 && text_utf8_error(d->source, strlen(d->source)) < 0)
		buf_addf(out, "\n%5d | %s", d->line, d->source);
	if (d->hint)
		buf_addf(out, "\n      = %s", d->hint);
}

const struct waiver *waiver_copy(struct arena *a, const struct waiver *in)
{
	struct waiver *out = arena_alloc(a, sizeof *out);

	if (!out)
		return NULL;
	*out = *in;
	out->element = arena_strdup(a, in->element);
	out->reason = arena_strdup(a, in->reason);
	out->requested_by = arena_strdup(a, in->requested_by);
	out->approved_by = arena_strdup(a, in->approved_by);
	return out->element && out->reason && out->requested_by && out->approved_by ? out : NULL;
}

bool judgement_copy(struct arena *a, const struct judgement *in, struct judgement *out)
{
	*out = *in;
	out->element = arena_strdup(a, in->element);
	out->pointer = arena_strdup(a, in->pointer);
	out->message = arena_strdup(a, in->message);
	out->details = arena_strdup(a, in->details);
	out->measure_text = arena_strdup(a, in->measure_text);
	out->limit_text = arena_strdup(a, in->limit_text);
	out->gate = in->gate ? arena_strdup(a, in->gate) : NULL;
	out->file = in->file ? arena_strdup(a, in->file) : NULL;
	out->source = in->source ? arena_strdup(a, in->source) : NULL;
	out->traceback = in->traceback ? arena_strdup(a, in->traceback) : NULL;
	if (in->waiver && !(out->waiver = waiver_copy(a, in->waiver)))
		return false;
	for (uint32_t i = 0; i < in->missing_count; i++)
		if (!(out->missing[i] = arena_strdup(a, in->missing[i])))
			return false;
	return out->element && out->pointer && out->message && out->details && out->measure_text && out->limit_text && (!in->gate || out->gate) && (!in->file || out->file) && (!in->source || out->source) && (!in->traceback || out->traceback);
}

size_t project_refusing(const struct project_result *p)
{
	uint32_t last = UINT32_MAX;
	size_t n = 0;

	for (size_t i = 0; i < p->readiness_count; i++)
		if (judgement_refuses(&p->readiness[i]) && p->readiness[i].rule != last) {
			last = p->readiness[i].rule;
			n++;
		}
	return n;
}

bool project_ready(const struct project_result *p)
{
	return !p->blocking && !project_refusing(p);
}

bool project_result_copy(struct arena *a, const struct project_result *in, struct project_result *out)
{
	struct judgement *readiness = arena_alloc(a, (in->readiness_count + 1) * sizeof *readiness);
	const char **texts[] = { &out->id, &out->name, &out->type, &out->customer, &out->owner, &out->region, &out->business_unit, &out->phase, &out->refusal };
	struct judgement *copies = arena_alloc(a, (in->count + 1) * sizeof *copies);

	*out = *in;
	out->violations = NULL;
	out->violation_count = 0;
	out->transitions = NULL;
	out->transition_count = 0;
	out->document = "";
	out->document_len = 0;
	out->shares = NULL;
	out->share_count = 0;
	out->verdicts = NULL;
	out->verdict_count = 0;
	out->gate = arena_strdup(a, in->gate ? in->gate : "");
	out->judgements = copies;
	out->readiness = readiness;
	if (!copies || !readiness || !out->gate)
		return false;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!(*texts[i] = arena_strdup(a, *texts[i])))
			return false;
	for (size_t i = 0; i < in->count; i++)
		if (!judgement_copy(a, &in->judgements[i], &copies[i]))
			return false;
	for (size_t i = 0; i < in->readiness_count; i++)
		if (!judgement_copy(a, &in->readiness[i], &readiness[i]))
			return false;
	return true;
}
