/* SPDX-License-Identifier: MIT */
#include "app/told.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

int told_choose(struct told *t, const struct session *s, const char *pattern, struct err *err)
{
	const struct loaded *l = &s->loaded;
	size_t matches = 0;

	*t = (struct told){ .infos = l->rules, .rule_count = l->rule_count };
	if (!pattern)
		return 0;
	t->rules = calloc(l->rule_count + 1, sizeof *t->rules);
	if (!t->rules)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < l->rule_count; i++) {
		for (const char *end = l->rules[i].id; end && !t->rules[i]; end = strchr(end, '.'), end += end != NULL)
			t->rules[i] = !fnmatch(pattern, end, 0);
		matches += t->rules[i];
	}
	if (!matches) {
		int rule = session_find_rule(s, pattern, err);

		if (rule < 0)
			return ERR_USAGE;
		t->rules[rule] = true;
	}
	return 0;
}

void told_release(struct told *t)
{
	free(t->rules);
	free(t->judgements);
	free(t->readiness);
	free(t->transitions);
	*t = (struct told){ 0 };
}

static bool room(void **items, size_t *cap, size_t n, size_t size)
{
	void *grown = n > *cap ? realloc(*items, n * size) : *items;

	if (n > *cap && !grown)
		return false;
	*items = grown;
	*cap = n > *cap ? n : *cap;
	return true;
}

/* The gate is that of the rules that are left of those that guard it. */
static bool narrow_readiness(struct told *t, const struct project_result *p, struct project_result *out)
{
	if (!room((void **)&t->readiness, &t->readiness_cap, p->readiness_count, sizeof *t->readiness))
		return false;
	out->readiness_count = out->gate_rules = out->blocking = 0;
	out->readiness = t->readiness;
	for (size_t i = 0; i < p->readiness_count; i++)
		if (t->rules[p->readiness[i].rule])
			t->readiness[out->readiness_count++] = p->readiness[i];
	for (size_t i = 0; i < t->rule_count; i++)
		out->gate_rules += t->rules[i] && t->infos[i].gate && !strcmp(t->infos[i].gate, p->gate);
	if (!out->gate_rules)
		out->gate = "";
	return true;
}

bool told_narrow(struct told *t, const struct project_result *p, struct project_result *out)
{
	*out = *p;
	if (!t->rules)
		return true;
	if (!room((void **)&t->judgements, &t->cap, p->count, sizeof *t->judgements)
	    || !room((void **)&t->transitions, &t->transition_cap, p->transition_count, sizeof *t->transitions))
		return false;
	if (!narrow_readiness(t, p, out))
		return false;
	out->count = out->transition_count = 0;
	for (size_t i = 0; i < p->count; i++)
		if (t->rules[p->judgements[i].rule])
			t->judgements[out->count++] = p->judgements[i];
	for (size_t i = 0; i < p->transition_count; i++)
		if (t->rules[p->transitions[i].to.rule])
			t->transitions[out->transition_count++] = p->transitions[i];
	out->judgements = t->judgements;
	out->transitions = t->transitions;
	return true;
}
