/* SPDX-License-Identifier: MIT */
/* deliver: a verdict, with the path of what it speaks of and its sentence, to whoever asked. */
#include <math.h>
#include <string.h>

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

void deliver_unknown(struct run *run, struct rule *r, const struct element *el, value_t marker)
{
	struct ctx *c = &run->e->ctx;
	struct judgement j = { .verdict = VERDICT_UNKNOWN, .severity = r->info.severity };
	value_t why = value_tag(marker) == VALUE_UNKNOWN ? marker : unknown_from(c, marker, 0); /* may move c->unknowns */
	const struct unknown *u = &c->unknowns[value_index_of(why)];
	buf_clear(&run->e->text);
	buf_puts(&run->e->text, "cannot judge: ");
	for (int i = 0; i < u->count; i++) {
		const char *path = c->absences[u->absent[i]].path;
		j.missing[j.missing_count++] = path;
		buf_addf(&run->e->text, "%s%s%s", i ? ", " : "", path, c->absences[u->absent[i]].reason ? "" : " is absent");
	}
	j.message = run->e->text.data;
	deliver(run, r, el, &j);
}

void deliver_error(struct run *run, struct rule *r, const struct element *el, enum failure failure, const char *message, int line)
{
	struct judgement j = { .verdict = VERDICT_ERROR, .severity = r->info.severity, .failure = failure, .message = message,
		.file = r->info.file, .line = line > 0 ? line : r->info.line, .traceback = run->e->traceback.data };
	deliver(run, r, el, &j);
	buf_clear(&run->e->traceback);
}
