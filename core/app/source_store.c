/* SPDX-License-Identifier: MIT */
/* source_store: the projects that a store keeps, in the order of their ids. */
#include <stdlib.h>

#include "app/source.h"
#include "app/waiver_book.h"
#include "store/generations.h"
#include "store/history.h"
#include "store/projects.h"
#include "work/pool.h"

/* Number of a rule within the generation, by its key in the store. */
struct place { int64_t key; uint32_t number; };

struct store_source {
	struct source base;
	struct store *store;
	struct project_cursor *cursor;
	bool history;
	struct past_reading past;
	struct place *places; size_t place_count; /* by key */
	uint32_t *watched; size_t watched_cap;
	struct waiver_book *waivers;
	struct err why;
};

static int by_key(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

static bool number_rules(struct store_source *s, const struct activation *g)
{
	s->places = calloc(g->rule_count + 1, sizeof *s->places);
	if (!s->places)
		return false;
	for (size_t i = 0; i < g->rule_count; i++)
		s->places[i] = (struct place){ g->rules[i].key, (uint32_t)i };
	s->place_count = g->rule_count;
	if (s->place_count)
		qsort(s->places, s->place_count, sizeof *s->places, by_key);
	return true;
}

static bool watch(struct store_source *s, const struct stored_project *p, struct source_item *item)
{
	if (p->watched_count > s->watched_cap) {
		uint32_t *watched = realloc(s->watched, p->watched_count * sizeof *watched);

		if (!watched)
			return false;
		s->watched = watched;
		s->watched_cap = p->watched_count;
	}
	for (size_t i = 0; i < p->watched_count; i++) {
		struct place wanted = { p->watched[i], 0 }, *found = bsearch(&wanted, s->places, s->place_count, sizeof *s->places, by_key);

		if (found)
			s->watched[item->watched_count++] = found->number;
	}
	item->watched = s->watched;
	return true;
}

static enum source_state next(struct source *base, struct source_item *item)
{
	struct store_source *s = (struct store_source *)base;
	struct stored_project p;
	int got;

	err_release(&s->why);
	*item = (struct source_item){ 0 };
	got = project_cursor_next(s->cursor, &p, &s->why);
	if (got == 1 && !watch(s, &p, item))
		got = err_set(&s->why, ERR_MEMORY, "out of memory");
	if (got == 1 && s->history && (got = past_read(s->store, &p, &s->past, &s->why)) == 0) {
		item->past = s->past.list;
		got = 1;
	}
	if (got < 0) {
		item->why = &s->why;
		return SOURCE_FAILED;
	}
	item->waivers = got == 1 && s->waivers ? waiver_book_of(s->waivers, p.key, &item->waiver_count) : NULL;
	item->text = p.document;
	item->len = p.len;
	base->bytes += got; /* progress is told in projects */
	return got ? SOURCE_DOCUMENT : SOURCE_END;
}

static void release(struct source *base)
{
	struct store_source *s = (struct store_source *)base;

	project_cursor_close(s->cursor);
	past_reading_release(&s->past);
	waiver_book_free(s->waivers);
	err_release(&s->why);
	free(s->places);
	free(s->watched);
	free(s);
}

static const struct source_format format = { next, release };

int source_open_store(const struct source_options *o, struct source **out, struct err *err)
{
	struct store_source *s = calloc(1, sizeof *s);
	int status;

	if (!s || (o->generation && !number_rules(s, o->generation))) {
		free(s);
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	s->base.format = &format;
	s->base.fd = -1;
	s->store = o->store;
	s->history = o->loaded && o->loaded->history;
	status = project_cursor_open(o->store, o->generation != NULL, &s->cursor, err);
	if (!status && o->loaded)
		status = waiver_book_open(o->store, o->loaded->rules, o->loaded->rule_count, o->as_of_ms, &s->waivers, err);
	if (status)
		release(&s->base);
	else
		*out = &s->base;
	return status;
}
