/* SPDX-License-Identifier: MIT */
/* deliver: a verdict, with the path of what it speaks of and its sentence, to whoever asked. */
#include <math.h>

#include "engine/run.h"

void deliver_counted(struct run *run, struct rule *r, const struct element *el, struct judgement *j)
{
	struct engine *e = run->e;
	buf_clear(&e->element);
	buf_clear(&e->pointer);
	if (el)
		element_path(e, r, el, &e->element, &e->pointer);
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

void deliver(struct run *run, struct rule *r, const struct element *el, struct judgement *j)
{
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
