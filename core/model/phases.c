/* SPDX-License-Identifier: MIT */
#include "model/phases.h"

#include <string.h>

const struct phase *phases_find(const struct phases *p, const char *name)
{
	for (size_t i = 0; name && *name && i < p->count; i++)
		if (strcmp(p->items[i].name, name) == 0)
			return &p->items[i];
	return NULL;
}

const struct phase *phases_next(const struct phases *p, const char *now)
{
	const struct phase *here = phases_find(p, now);

	if (!here && now && *now)
		return NULL;
	for (size_t i = 0; i < p->count; i++)
		if (!p->items[i].during && p->items[i].place == (here ? here->place : 0) + 1)
			return &p->items[i];
	return NULL;
}

static bool has_tag(const struct rule_info *rule, const struct phase *p)
{
	for (size_t t = 0; t < p->blocking_tag_count; t++)
		for (size_t i = 0; i < rule->tags_count; i++)
			if (strcmp(rule->tags[i], p->blocking_tags[t]) == 0)
				return true;
	return !p->blocking_tag_count;
}

bool phase_blocked_by(const struct phase *p, const struct rule_info *rule, const struct judgement *j)
{
	const bool open = j->verdict == VERDICT_FAIL || j->verdict == VERDICT_UNKNOWN || j->verdict == VERDICT_ERROR;

	return open && !j->advisory && !j->readiness && j->severity >= p->blocked_by && has_tag(rule, p);
}

enum phase_move phases_move(const struct phase *now, const struct phase *to)
{
	uint32_t place = now ? now->place : 0;

	if (now == to)
		return PHASE_STAYS;
	if (to->place < place)
		return PHASE_BACK;
	if (to->place == place)
		return to->during ? PHASE_FORWARD : PHASE_ASIDE;
	return to->place == place + 1 && !to->during ? PHASE_FORWARD : PHASE_SKIPS;
}
