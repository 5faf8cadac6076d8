/* SPDX-License-Identifier: MIT */
/*
 * gather_gone: the findings that are gone. A list for each severity; when `max` are kept, one that is more severe than the
 * least severe takes the place of the last of those.
 */
#include <stdlib.h>
#include <string.h>

#include "report/gather.h"

void gather_release_gone(struct gather *g)
{
	for (int s = 0; s < SEVERITY_COUNT; s++) {
		for (size_t i = 0; i < g->gone[s].count; i++)
			free(g->gone[s].items[i]);
		free(g->gone[s].items);
		g->gone[s] = (struct gone_list){ 0 };
	}
}

static const char *put(char **at, const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = memcpy(*at, s, n);

	*at += n;
	return copy;
}

static struct gone *copy_gone(const struct project_result *p, const struct closed_finding *c)
{
	struct gone *out = malloc(sizeof *out + strlen(p->id) + strlen(p->name) + strlen(c->rule) + strlen(c->element) + 4);
	char *at;

	if (!out)
		return NULL;
	at = (char *)(out + 1);
	*out = (struct gone){ .severity = c->severity, .cause = c->cause };
	out->project = put(&at, p->id);
	out->name = put(&at, p->name);
	out->rule = put(&at, c->rule);
	out->element = put(&at, c->element);
	return out;
}

static bool append(struct gone_list *list, struct gone *item)
{
	if (list->count == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 16;
		struct gone **items = realloc(list->items, cap * sizeof *items);

		if (!items)
			return false;
		list->items = items;
		list->cap = cap;
	}
	list->items[list->count++] = item;
	return true;
}

/* False: all that are kept are as severe. */
static bool make_room(struct gather *g, enum severity wanted)
{
	if (!g->max || g->gone_kept < g->max)
		return true;
	for (int s = 0; s < (int)wanted; s++)
		if (g->gone[s].count) {
			free(g->gone[s].items[--g->gone[s].count]);
			g->gone_kept--;
			return true;
		}
	return false;
}

void gather_add_gone(struct gather *g, const struct project_result *p)
{
	for (size_t i = 0; i < p->gone_count; i++) {
		const struct closed_finding *c = &p->gone[i];
		uint64_t order = g->gone_count++;
		struct gone *item;

		if (!make_room(g, c->severity))
			continue;
		item = copy_gone(p, c);
		if (!item || !append(&g->gone[c->severity], item)) {
			free(item);
			g->failed = true;
			return;
		}
		item->order = order;
		item->result = g->gone_results;
		g->gone_kept++;
	}
	g->gone_results++;
}

static int by_project(const void *a, const void *b)
{
	const struct gone *x = *(struct gone *const *)a, *y = *(struct gone *const *)b;

	if (x->result != y->result)
		return x->result < y->result ? -1 : 1;
	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

void gather_finish_gone(struct gather *g)
{
	struct gone_list *all = &g->gone[0];

	for (int s = 1; s < SEVERITY_COUNT; s++) {
		while (g->gone[s].count && append(all, g->gone[s].items[g->gone[s].count - 1]))
			g->gone[s].count--;
		g->failed |= g->gone[s].count > 0;
	}
	if (all->count)
		qsort(all->items, all->count, sizeof *all->items, by_project);
}
