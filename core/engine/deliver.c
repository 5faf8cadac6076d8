/* SPDX-License-Identifier: MIT */
/* deliver: a verdict, with the path of what it speaks of and its sentence, to whoever asked. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/failure.h"
#include "engine/run.h"

static void place(struct run *run, struct rule *r, const struct element *el)
{
	struct engine *e = run->e;
	buf_clear(&e->element);
	buf_clear(&e->pointer);
	if (el)
		element_path(e, r, el, &e->element, &e->pointer);
}

void deliver_counted(struct run *run, struct rule *r, const struct element *el, struct judgement *j)
{
	struct engine *e = run->e;
	place(run, r, el);
	j->rule = r->index;
	j->element = e->element.data;
	j->pointer = e->pointer.data;
	j->flips_at = e->ctx.flips_at;
	j->readiness = run->readiness;
	j->advisory = r->now.advisory;
	j->gate = r->now.gate;
	j->enforcement = r->now.enforcement;
	if (!j->message)
		j->message = "";
	if (!j->details)
		j->details = "";
	if (!j->measure_text) {
		j->measure_text = "";
		j->measure = NAN;
	}
	if (!j->limit_text)
		j->limit_text = "";
	if (!j->file)
		j->file = "";
	if (!j->traceback)
		j->traceback = "";
	if (r->is_read && !run->readiness)
		verdicts_keep(e, j);
	if (run->sink)
		run->sink(run->sink_ctx, j);
}

/* Of two that excuse the same: the one that is not stale, then the one that lasts longer, then the later one. */
static bool better(const struct waiver *w, const struct waiver *than)
{
	if (!than || w->stale != than->stale)
		return !than || than->stale;
	return w->expires_at != than->expires_at ? w->expires_at > than->expires_at : w->number > than->number;
}

/* The one place where a waiver is honoured: whoever judges sees the verdict that comes of it, and counts that. */
static void excuse(struct run *run, struct rule *r, const struct element *el, struct judgement *j)
{
	struct engine *e = run->e;
	const struct waiver *found = NULL;
	place(run, r, el);
	for (size_t i = 0; i < e->waiver_count; i++) {
		const struct waiver *w = &e->waivers[i];
		if (w->rule == r->index && e->ctx.as_of_ms < w->expires_at && (!*w->element || strcmp(w->element, e->element.data) == 0) && better(w, found))
			found = w;
	}
	if (!found)
		return;
	j->verdict = VERDICT_WAIVED;
	j->waiver = found;
	ctx_flip(&e->ctx, found->expires_at);
}

void deliver(struct run *run, struct rule *r, const struct element *el, struct judgement *j)
{
	if (run->e->waiver_count && (j->verdict == VERDICT_FAIL || j->verdict == VERDICT_UNKNOWN))
		excuse(run, r, el, j);
	if (!only_counted(run, r, j->verdict))
		deliver_counted(run, r, el, j);
}

/* "cannot judge: risks is absent, ..."; a gap that has a reason of its own says it instead. */
static void say_gap(struct engine *e, bool first, const char *what, bool is_reason)
{
	bool zh = strcmp(e->options.lang, "zh") == 0;
	if (first)
		buf_puts(&e->text, zh ? "无法判断：" : "cannot judge: ");
	else
		buf_puts(&e->text, zh ? "；" : ", ");
	buf_addf(&e->text, is_reason ? "%s" : zh ? "缺少 %s" : "%s is absent", what);
}

void deliver_unknown(struct run *run, struct rule *r, const struct element *el, value_t marker)
{
	struct ctx *c = &run->e->ctx;
	struct judgement j = { .verdict = VERDICT_UNKNOWN, .severity = r->now.severity };
	value_t why = value_tag(marker) == VALUE_UNKNOWN ? marker : unknown_from(c, marker, 0); /* may move c->unknowns */
	const struct unknown *u = &c->unknowns[value_index_of(why)];
	buf_clear(&run->e->text);
	for (int i = 0; i < u->count; i++) {
		const char *path = c->absences[u->absent[i]].path;
		j.missing[j.missing_count++] = path;
		say_gap(run->e, i == 0, path, c->absences[u->absent[i]].reason);
	}
	j.message = run->e->text.data;
	deliver(run, r, el, &j);
}

/* The line that failed, and what of it the message speaks of. */
static void point_into_line(struct engine *e, struct judgement *j)
{
	char *source = engine_source_line(e, j->file, strlen(j->file), j->line);
	buf_clear(&e->error_source);
	if (source) {
		buf_puts(&e->error_source, source);
		j->source = e->error_source.data;
		failure_point(source, j->message, &j->column, &j->width);
	}
	free(source);
}

void deliver_error(struct run *run, struct rule *r, const struct element *el, enum failure failure, const char *message, int line)
{
	struct engine *e = run->e;
	struct judgement j = { .verdict = VERDICT_ERROR, .severity = r->now.severity, .failure = failure, .message = message,
		.file = e->error_file.len ? e->error_file.data : r->info.file, .line = line > 0 ? line : r->info.line, .traceback = e->traceback.data };
	point_into_line(e, &j);
	deliver(run, r, el, &j);
	buf_clear(&e->traceback);
	buf_clear(&e->error_file);
	buf_clear(&e->error_source);
}

/* ---- rules that are not judged ---- */

static void explain_off(const struct engine *e, const struct setting *s, struct buf *out)
{
	bool zh = strcmp(e->options.lang, "zh") == 0;
	buf_addf(out, zh ? "由配置 %s（%s:%d）停用" : "off by profile %s (%s:%d)", s->profile->name, s->profile->file, s->line);
	if (s->expires)
		buf_addf(out, zh ? "至 %s" : " until %s", s->expires);
	if (s->reason)
		buf_addf(out, zh ? "：%s" : ": %s", s->reason);
	if (s->approved_by)
		buf_addf(out, zh ? "（批准人 %s）" : " (approved by %s)", s->approved_by);
}

static void deliver_doubt(struct run *run, struct rule *r, const struct profile *f)
{
	bool zh = strcmp(run->e->options.lang, "zh") == 0;
	struct judgement j = { .verdict = VERDICT_UNKNOWN, .severity = r->now.severity, .missing_count = f->missing_count };
	for (uint32_t i = 0; i < f->missing_count; i++) {
		j.missing[i] = f->missing[i];
		say_gap(run->e, i == 0, f->missing[i], strchr(f->missing[i], ' ') != NULL);
	}
	buf_addf(&run->e->text, zh ? "，因此不知道配置 %s 是否适用" : ", so it is not known whether profile %s applies", f->name);
	j.message = run->e->text.data;
	deliver(run, r, NULL, &j);
}

static void deliver_failed_match(struct run *run, struct rule *r, const struct profile *f)
{
	struct judgement j = { .verdict = VERDICT_ERROR, .severity = r->now.severity, .failure = f->failure, .file = f->file, .line = f->failed_line };
	buf_addf(&run->e->text, "the match of profile %s failed: %s", f->name, f->message);
	j.message = run->e->text.data;
	if (j.file)
		point_into_line(run->e, &j);
	deliver(run, r, NULL, &j);
}

void deliver_standing(struct run *run, struct rule *r)
{
	struct engine *e = run->e;
	struct judgement j = { .verdict = VERDICT_NOT_APPLICABLE, .severity = r->now.severity };
	e->ctx.flips_base = r->now.flips_at;
	evaluation_reset(&e->ctx);
	buf_clear(&e->text);
	switch (r->now.standing) {
	case STANDING_UNKNOWN: deliver_doubt(run, r, r->now.doubt); return;
	case STANDING_FAILED: deliver_failed_match(run, r, r->now.doubt); return;
	case STANDING_OFF: explain_off(e, r->now.by, &e->text); break;
	case STANDING_LATER: buf_addf(&e->text, strcmp(e->options.lang, "zh") == 0 ? "自 %s 起判断" : "judged from %s on", r->from); break;
	case STANDING_JUDGED: case STANDING_REPLACED: return;
	}
	j.message = e->text.data;
	deliver(run, r, NULL, &j);
}
