/* SPDX-License-Identifier: MIT */
#include "app/waiver_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/waivers.h"

struct page { int64_t project; size_t first, count; };
struct waiver_book {
	struct arena arena;
	struct waiver *waivers; size_t count, cap; /* by project */
	struct page *pages; size_t page_count, page_cap;
};

struct writing {
	struct waiver_book *book;
	const struct rule_info *rules; size_t rule_count;
	bool failed;
};

const struct rule_info *waiver_rule(const struct rule_info *rules, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(rules[i].id, id))
			return &rules[i];
	for (size_t i = 0; i < count; i++)
		if (rules[i].formerly && !strcmp(rules[i].formerly, id))
			return &rules[i];
	return NULL;
}

static bool room(struct waiver_book *b)
{
	if (b->count == b->cap) {
		size_t cap = b->cap ? 2 * b->cap : 16;
		struct waiver *waivers = realloc(b->waivers, cap * sizeof *waivers);

		if (!waivers)
			return false;
		b->waivers = waivers;
		b->cap = cap;
	}
	if (b->page_count == b->page_cap) {
		size_t cap = b->page_cap ? 2 * b->page_cap : 16;
		struct page *pages = realloc(b->pages, cap * sizeof *pages);

		if (!pages)
			return false;
		b->pages = pages;
		b->page_cap = cap;
	}
	return true;
}

static bool write_one(void *ctx, const struct waiver_row *r)
{
	struct writing *w = ctx;
	struct waiver_book *b = w->book;
	const struct rule_info *rule = waiver_rule(w->rules, w->rule_count, r->rule);
	struct waiver *out;

	if (!rule)
		return true;
	w->failed = !room(b);
	if (w->failed)
		return false;
	out = &b->waivers[b->count];
	*out = (struct waiver){ .rule = (uint32_t)(rule - w->rules), .stale = strcmp(r->digest, rule->digest) != 0, .expires_at = r->expires_at, .number = r->number,
		.element = arena_strdup(&b->arena, r->element), .reason = arena_strdup(&b->arena, r->reason), .requested_by = arena_strdup(&b->arena, r->requested_by),
		.approved_by = arena_strdup(&b->arena, r->decided_by) };
	w->failed = !out->element || !out->reason || !out->requested_by || !out->approved_by;
	if (!b->page_count || b->pages[b->page_count - 1].project != r->project_key)
		b->pages[b->page_count++] = (struct page){ r->project_key, b->count, 0 };
	b->pages[b->page_count - 1].count++;
	b->count++;
	return !w->failed;
}

int waiver_book_open(struct store *s, const struct rule_info *rules, size_t rule_count, int64_t as_of_ms, struct waiver_book **out, struct err *err)
{
	struct waiver_book *b = calloc(1, sizeof *b);
	struct writing w = { b, rules, rule_count, !b };
	const struct waiver_filter f = { .approved = true, .as_of_ms = as_of_ms };
	int status = b ? waiver_list(s, &f, write_one, &w, err) : 0;

	if (!status && w.failed)
		status = err_set(err, ERR_MEMORY, "out of memory");
	if (status) {
		waiver_book_free(b);
		b = NULL;
	}
	*out = b;
	return status;
}

static int by_project(const void *a, const void *b)
{
	const struct page *x = a, *y = b;

	return (x->project > y->project) - (x->project < y->project);
}

const struct waiver *waiver_book_of(const struct waiver_book *b, int64_t project, size_t *count)
{
	const struct page wanted = { project, 0, 0 }, *p = b->page_count ? bsearch(&wanted, b->pages, b->page_count, sizeof *b->pages, by_project) : NULL;

	*count = p ? p->count : 0;
	return p ? &b->waivers[p->first] : NULL;
}

void waiver_book_free(struct waiver_book *b)
{
	if (!b)
		return;
	arena_release(&b->arena);
	free(b->waivers);
	free(b->pages);
	free(b);
}
