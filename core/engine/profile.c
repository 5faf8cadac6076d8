/* SPDX-License-Identifier: MIT */
/*
 * profile: does a profile apply to the project at hand? A literal match is compared here; a match that is a function is a
 * rule of its file, judged as every rule is: it can be true, false, unknown or an error.
 */
#include <string.h>

#include "engine/evaluation.h"

/* A field's text; NULL: absent, as an empty text is. */
static const char *field_text(const struct engine *e, const struct field *f)
{
	const struct ctx *c = &e->ctx;
	const uint64_t *slot = record_slot(c->words, record_root(c->record), &e->schema->kinds[0], f->index);
	size_t len = 1;
	if (!slot)
		return NULL;
	if (f->type == FIELD_ENUM)
		return e->schema->symbols[*slot];
	if (f->type == FIELD_BOOL)
		return *slot ? "true" : "false";
	const char *s = record_string(c->words, *slot, &len);
	return len ? s : NULL;
}

/* All fields have to have one of their values: a false one decides, whatever is absent. */
static void ask_fields(const struct engine *e, struct profile *f)
{
	f->matches = MATCH_YES;
	for (size_t i = 0; i < f->field_count; i++) {
		const struct match_field *m = &f->fields[i];
		const char *text = field_text(e, m->field);
		bool found = false;
		if (!text) {
			f->matches = MATCH_UNKNOWN;
			if (f->missing_count < VERDICT_MISSING_MAX)
				f->missing[f->missing_count++] = m->field->name;
			continue;
		}
		for (size_t v = 0; v < m->count; v++)
			found |= strcmp(m->values[v], text) == 0;
		if (!found) {
			f->matches = MATCH_NO;
			return;
		}
	}
}

struct asking { struct engine *e; struct profile *f; };

static void on_answer(void *ctx, const struct judgement *j)
{
	struct asking *a = ctx;
	struct profile *f = a->f;
	f->flips_at = j->flips_at;
	switch (j->verdict) {
	case VERDICT_PASS: f->matches = MATCH_YES; return;
	case VERDICT_UNKNOWN: f->matches = MATCH_UNKNOWN; break;
	case VERDICT_ERROR: f->matches = MATCH_FAILED; break;
	default: return;
	}
	for (uint32_t i = 0; i < j->missing_count; i++)
		f->missing[f->missing_count++] = arena_strdup(&a->e->project, j->missing[i]);
	f->message = arena_strdup(&a->e->project, j->message);
	f->failure = j->failure;
	f->failed_line = j->line;
}

void profile_ask(struct engine *e, struct profile *f)
{
	struct asking a = { e, f };
	if (e->profiles_given) {
		f->matches = f->given ? MATCH_YES : MATCH_NO;
		f->flips_at = INT64_MAX;
		return;
	}
	if (f->matches != MATCH_NOT_ASKED)
		return;
	f->missing_count = 0;
	f->message = "";
	f->flips_at = INT64_MAX;
	if (e->ctx.group && !record_root(e->ctx.record) && (f->field_count || f->rule != UINT32_MAX)) {
		f->matches = MATCH_NO; /* a key is of no project: only what is for every project applies to it */
		return;
	}
	if (f->rule == UINT32_MAX) {
		ask_fields(e, f);
		return;
	}
	f->matches = MATCH_NO;
	evaluate_rule(e, f->rule, on_answer, &a);
}
