/* SPDX-License-Identifier: MIT */
/* gather: a heap of the worst projects, a hash table of gaps, an array of rules. */
#include "report/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/tally.h"

bool gather_init(struct gather *g, size_t max, size_t rule_count)
{
	*g = (struct gather){ .max = max, .rule_count = rule_count, .table_size = GAPS_MAX * 2, .key = BUF_INIT };
	g->rules = calloc(rule_count ? rule_count : 1, sizeof *g->rules);
	g->gaps = calloc(GAPS_MAX, sizeof *g->gaps);
	g->table = calloc(g->table_size, sizeof *g->table);
	return g->rules && g->gaps && g->table;
}

static void kept_free(struct kept *k)
{
	if (k)
		arena_release(&k->arena);
	free(k);
}

void gather_release(struct gather *g)
{
	for (size_t i = 0; i < g->kept_count; i++)
		kept_free(g->kept[i]);
	for (size_t i = 0; i < g->gap_count; i++) {
		free(g->gaps[i].what);
		free(g->gaps[i].rules);
	}
	gather_release_gone(g);
	free(g->kept);
	free(g->gaps);
	free(g->table);
	free(g->rules);
	buf_release(&g->key);
	*g = (struct gather){ .key = BUF_INIT };
}

bool judgement_quarantined(const struct judgement *j)
{
	return j->verdict == VERDICT_ERROR && j->failure == FAILURE_QUARANTINED;
}

/* ---- gaps ---- */

/* "budget.lines[travel].amount" -> "budget.lines.amount": the same gap in every project. */
static void gap_key(struct buf *key, const char *missing)
{
	buf_clear(key);
	for (const char *s = missing; *s;) {
		const char *end = *s == '[' ? strchr(s, ']') : NULL;

		/* an id may hold brackets itself: its end is one that a path goes on after */
		while (end && end[1] && end[1] != '.' && end[1] != '[' && end[1] != ' ')
			end = strchr(end + 1, ']');
		if (end) {
			s = end + 1;
			continue;
		}
		buf_putc(key, *s++);
	}
}

static struct gap *gap_find(struct gather *g, const char *missing, bool add)
{
	size_t at;

	gap_key(&g->key, missing);
	at = text_hash(g->key.data, g->key.len) % g->table_size;
	for (; g->table[at]; at = (at + 1) % g->table_size)
		if (!strcmp(g->gaps[g->table[at] - 1].what, g->key.data))
			return &g->gaps[g->table[at] - 1];
	if (!add || g->gap_count == GAPS_MAX)
		return NULL;
	struct gap *gap = &g->gaps[g->gap_count];

	*gap = (struct gap){ .what = strdup(g->key.data), .reason = strchr(g->key.data, ' ') != NULL };
	if (!gap->what) {
		g->failed = true;
		return NULL;
	}
	g->table[at] = (uint32_t)++g->gap_count;
	return gap;
}

static void gap_add_rule(struct gather *g, struct gap *gap, uint32_t rule)
{
	for (size_t i = 0; i < gap->rule_count; i++)
		if (gap->rules[i] == rule)
			return;
	/* grown by one at a time: a rule comes once */
	uint32_t *rules = realloc(gap->rules, (gap->rule_count + 1) * sizeof *rules);

	if (!rules) {
		g->failed = true;
		return;
	}
	gap->rules = rules;
	rules[gap->rule_count++] = rule;
}

static void add_unknown(struct gather *g, const struct judgement *j)
{
	uint32_t n = j->missing_count ? j->missing_count : 1;

	for (uint32_t i = 0; i < n; i++) {
		struct gap *gap = gap_find(g, j->missing_count ? j->missing[i] : j->message, true);

		if (!gap) {
			g->gaps_beyond++;
			continue;
		}
		if (gap->seen != g->order + 1) {
			gap->seen = g->order + 1;
			gap->projects++;
		}
		gap_add_rule(g, gap, j->rule);
	}
}

const struct gap *gather_gap(struct gather *g, const struct judgement *j)
{
	return gap_find(g, j->missing_count ? j->missing[0] : j->message, false);
}

/* ---- the worst projects ---- */

static int weight_compare(const struct weight *a, const struct weight *b)
{
	for (int s = SEVERITY_COUNT - 1; s >= 0; s--)
		if (a->failed[s] != b->failed[s])
			return a->failed[s] > b->failed[s] ? 1 : -1;
	if (a->errors != b->errors)
		return a->errors > b->errors ? 1 : -1;
	if (a->unknown != b->unknown)
		return a->unknown > b->unknown ? 1 : -1;
	if (a->waived != b->waived)
		return a->waived > b->waived ? 1 : -1;
	return (a->refusing > b->refusing) - (a->refusing < b->refusing);
}

/* Positive when a comes before b in the report. */
static int kept_compare(const struct kept *a, const struct kept *b)
{
	int order = weight_compare(&a->weight, &b->weight);

	return order ? order : (a->order < b->order) - (a->order > b->order);
}

/* The heap's top, kept[0], is the least bad: the one to go. */
static void sift_down(struct gather *g, size_t i)
{
	for (;;) {
		size_t least = i, left = 2 * i + 1;

		for (size_t child = left; child < left + 2 && child < g->kept_count; child++)
			if (kept_compare(g->kept[child], g->kept[least]) < 0)
				least = child;
		if (least == i)
			return;
		struct kept *swap = g->kept[i];

		g->kept[i] = g->kept[least];
		g->kept[least] = swap;
		i = least;
	}
}

static void sift_up(struct gather *g, size_t i)
{
	for (size_t parent; i; i = parent) {
		parent = (i - 1) / 2;
		if (kept_compare(g->kept[i], g->kept[parent]) >= 0)
			return;
		struct kept *swap = g->kept[i];

		g->kept[i] = g->kept[parent];
		g->kept[parent] = swap;
	}
}

/* Of the judgements only findings are kept; what is gone has its own list. */
static bool copy_result(struct kept *k, const struct project_result *p, const char *input)
{
	struct judgement *copies;
	size_t count = 0;

	k->input = arena_strdup(&k->arena, input);
	if (!k->input || !project_result_copy(&k->arena, p, &k->result))
		return false;
	copies = (struct judgement *)k->result.judgements; /* its own */
	for (size_t i = 0; i < p->count; i++)
		if (!verdict_is_quiet(copies[i].verdict))
			copies[count++] = copies[i];
	k->result.count = count;
	k->result.gone = NULL;
	k->result.gone_count = 0;
	return true;
}

static struct kept *room(struct gather *g)
{
	if (g->kept_count == g->kept_cap) {
		size_t cap = g->kept_cap ? g->kept_cap * 2 : 32;
		struct kept **kept = realloc(g->kept, cap * sizeof *kept);

		if (!kept)
			return NULL;
		g->kept = kept;
		g->kept_cap = cap;
	}
	return calloc(1, sizeof(struct kept));
}

static void keep(struct gather *g, const struct project_result *p, const char *input, const struct weight *w)
{
	bool full = g->max && g->kept_count == g->max;
	struct kept *k;

	if (full && weight_compare(w, &g->kept[0]->weight) <= 0)
		return;
	k = full ? g->kept[0] : room(g);
	if (!k) {
		g->failed = true;
		return;
	}
	arena_clear(&k->arena);
	k->weight = *w;
	k->order = g->order;
	if (!copy_result(k, p, input)) {
		g->failed = true;
		if (!full)
			kept_free(k);
		else {
			g->kept[0] = g->kept[--g->kept_count];
			kept_free(k);
			sift_down(g, 0);
		}
		return;
	}
	if (full) {
		sift_down(g, 0);
	} else {
		g->kept[g->kept_count] = k;
		sift_up(g, g->kept_count++);
	}
}

void gather_add(struct gather *g, const struct project_result *p, const char *input)
{
	struct weight w = { 0 };

	for (size_t i = 0; i < p->count; i++) {
		const struct judgement *j = &p->judgements[i];
		struct rule_tally *rule = j->rule < g->rule_count ? &g->rules[j->rule] : NULL;

		if (!rule)
			continue;
		if (j->advisory && j->verdict == VERDICT_FAIL) {
			w.trial++;
			continue;
		}
		switch (j->verdict) {
		case VERDICT_FAIL:
			w.failed[j->severity]++;
			if (rule->seen != g->order + 1)
				rule->projects++;
			rule->seen = g->order + 1;
			if (!rule->found || j->severity > rule->worst)
				rule->worst = j->severity;
			rule->found = true;
			break;
		case VERDICT_ERROR:
			if (judgement_quarantined(j))
				rule->quarantined++;
			else
				w.errors++;
			break;
		case VERDICT_UNKNOWN:
			w.unknown++;
			add_unknown(g, j);
			break;
		case VERDICT_WAIVED:
			w.waived++;
			break;
		default:
			break;
		}
	}
	bool found = w.errors;

	for (int s = 0; s < SEVERITY_COUNT; s++)
		found |= w.failed[s] > 0;
	g->with_findings += found;
	w.refusing = (uint32_t)project_refusing(p) + p->blocking;
	if (found || w.refusing || w.unknown || w.trial || w.waived)
		keep(g, p, input, &w);
	g->order++;
}

static int by_kept(const void *a, const void *b)
{
	return -kept_compare(*(struct kept *const *)a, *(struct kept *const *)b);
}

static int by_projects(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;

	if (x->projects != y->projects)
		return x->projects < y->projects ? 1 : -1;
	return strcmp(x->what, y->what);
}

/* Sorted gaps move: the table is made again. */
static void rehash(struct gather *g)
{
	memset(g->table, 0, g->table_size * sizeof *g->table);
	for (size_t i = 0; i < g->gap_count; i++) {
		size_t at = text_hash(g->gaps[i].what, strlen(g->gaps[i].what)) % g->table_size;

		while (g->table[at])
			at = (at + 1) % g->table_size;
		g->table[at] = (uint32_t)i + 1;
		g->gaps[i].seen = 0;
	}
}

void gather_finish(struct gather *g)
{
	if (g->kept_count)
		qsort(g->kept, g->kept_count, sizeof *g->kept, by_kept);
	if (g->gap_count)
		qsort(g->gaps, g->gap_count, sizeof *g->gaps, by_projects);
	rehash(g);
	gather_finish_gone(g);
	for (size_t i = 0; i < g->kept_count; i++) {
		const struct project_result *p = &g->kept[i]->result;

		for (size_t n = 0; n < p->count; n++) {
			const struct judgement *j = &p->judgements[n];
			struct gap *gap = j->verdict == VERDICT_UNKNOWN ? gap_find(g, j->missing_count ? j->missing[0] : j->message, false) : NULL;

			if (gap && gap->seen != i + 1) {
				gap->seen = i + 1;
				gap->kept++;
			}
		}
	}
}
