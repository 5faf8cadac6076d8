/* SPDX-License-Identifier: MIT */
/*
 * lifecycle: rules that come, go and take each other's place: `from`, `trial`, `replaces`, `formerly`. What one rule
 * says of another is looked at when all of them are known.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/evaluation.h"

static struct rule *find(struct engine *e, const char *id)
{
	for (size_t i = 0; i < e->rule_count; i++)
		if (strcmp(e->rules[i].info.id, id) == 0)
			return &e->rules[i];
	return NULL;
}

/* Of a policy that did not load, nobody knows which rules it has. */
static bool may_be_broken(const struct engine *e, const char *id)
{
	for (size_t i = 0; i < e->policy_count; i++) {
		const struct policy *p = &e->policies[i];
		size_t n = strlen(p->info.id);
		if (p->broken && strncmp(id, p->info.id, n) == 0 && id[n] == '.')
			return true;
	}
	return false;
}

void lifecycle_complain(struct diagnostics *d, const struct rule *r, const char *key, const char *code, const char *message, const char *hint)
{
	const struct policy *p = r->policy;
	const char *line = p->source, *end = p->source + p->source_len, *at = NULL;
	int number = r->info.line;
	for (int i = 1; line && i < number; i++)
		line = (line = memchr(line, '\n', (size_t)(end - line))) ? line + 1 : NULL;
	/* the key's own line, when it is written below the rule's first one and before a blank line */
	for (int i = number; line && line < end && *line != '\n'; i++) {
		const char *next = memchr(line, '\n', (size_t)(end - line));
		size_t n = (size_t)((next ? next : end) - line);
		at = memmem(line, n, key, strlen(key));
		if (at) {
			number = i;
			break;
		}
		line = next ? next + 1 : NULL;
	}
	char *source = source_line(p->source, p->source_len, number);
	int column = 0;
	for (const char *c = line; at && c <= at; c++)
		column += (*c & 0xc0) != 0x80; /* columns count code points */
	diagnostics_add(d, false, p->info.file, number, column, column ? (int)strlen(key) : 0, code, message ? message : "not enough memory", hint, source);
	free(source);
}

static const char *did_you_mean(struct engine *e, const char *id)
{
	const char **ids = arena_alloc(&e->arena, sizeof *ids * (e->rule_count + 1));
	for (size_t i = 0; ids && i < e->rule_count; i++)
		ids[i] = e->rules[i].info.id;
	const char *near = ids ? text_nearest(id, ids, e->rule_count) : NULL;
	return near ? arena_printf(&e->arena, "did you mean '%s'?", near) : "it is the full id of a rule, such as risk.register.high_risk_answered";
}

static void link_replaced(struct engine *e, struct diagnostics *d, struct rule *r)
{
	const char *id = r->info.replaces;
	struct rule *other = find(e, id);
	if (!other && may_be_broken(e, id))
		return;
	if (!other)
		lifecycle_complain(d, r, "replaces", "unknown-rule", arena_printf(&e->arena, "rule '%s' replaces '%s', which is no rule", r->name, id), did_you_mean(e, id));
	else if (other == r)
		lifecycle_complain(d, r, "replaces", "replaces-itself", arena_printf(&e->arena, "rule '%s' replaces itself", r->name), "name the rule that it stands for");
	else if (other->replaced_by)
		lifecycle_complain(d, r, "replaces", "duplicate", arena_printf(&e->arena, "rule '%s' replaces '%s', which %s replaces already", r->name, id, other->replaced_by), "one rule stands for another one");
	else
		other->replaced_by = r->info.id;
}

/* a replaces b, b replaces a: then neither would be judged. */
static void refuse_circle(struct engine *e, struct diagnostics *d, struct rule *r)
{
	const struct rule *at = r;
	for (size_t steps = 0; at && at->replaced_by && steps <= e->rule_count; steps++) {
		at = find(e, at->replaced_by);
		if (at == r) {
			lifecycle_complain(d, r, "replaces", "replaces-itself", arena_printf(&e->arena, "rules replace each other in a circle: %s and %s", r->info.id, r->replaced_by), "one of them has to be judged");
			r->replaced_by = NULL;
		}
	}
}

static void link_former(struct engine *e, struct diagnostics *d, struct rule *r)
{
	const char *id = r->info.formerly;
	if (find(e, id))
		lifecycle_complain(d, r, "formerly", "formerly", arena_printf(&e->arena, "rule '%s' was formerly '%s', but there is a rule of that id", r->name, id), "an earlier id is one that no rule has any more");
	for (size_t i = 0; i < r->index; i++)
		if (e->rules[i].info.formerly && strcmp(e->rules[i].info.formerly, id) == 0) {
			lifecycle_complain(d, r, "formerly", "formerly", arena_printf(&e->arena, "rule '%s' was formerly '%s', and so was %s (%s:%d)", r->name, id, e->rules[i].info.id, e->rules[i].info.file, e->rules[i].info.line),
				"findings and waivers can go over to one rule only");
			return;
		}
}

void lifecycle_link(struct engine *e, struct diagnostics *d)
{
	for (size_t i = 0; i < e->rule_count; i++) {
		struct rule *r = &e->rules[i];
		if (r->info.replaces)
			link_replaced(e, d, r);
		if (r->info.formerly)
			link_former(e, d, r);
	}
	for (size_t i = 0; i < e->rule_count; i++)
		if (e->rules[i].replaced_by && e->rules[i].info.replaces)
			refuse_circle(e, d, &e->rules[i]);
}
