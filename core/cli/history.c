/* SPDX-License-Identifier: MIT */
/* history: plumb history. Every change of a project: when, who, which field, from what to what, why. */
#include "store/history.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cli/listing.h"
#include "cli/storage.h"
#include "cli/term.h"

static const struct table_column people[] = {
	{ .key = "when", .title = { "when", "时间" }, .type = TABLE_MOMENT },
	{ .key = "who", .title = { "who", "人员" }, .least = 6, .most = 16 },
	{ .key = "field", .title = { "field", "字段" }, .least = 12, .most = 40 },
	{ .key = "from", .title = { "from", "原值" }, .type = TABLE_JSON, .least = 6, .most = 28 },
	{ .key = "to", .title = { "to", "新值" }, .type = TABLE_JSON, .least = 6, .most = 28 },
	{ .key = "why", .title = { "why", "原因" }, .wraps = true },
};
static const struct table_column machines[] = {
	{ .key = "entry", .type = TABLE_NUMBER }, { .key = "at", .type = TABLE_MOMENT }, { .key = "action" }, { .key = "actor" }, { .key = "field" },
	{ .key = "from", .type = TABLE_JSON }, { .key = "to", .type = TABLE_JSON }, { .key = "reason" }, { .key = "erased", .type = TABLE_JSON },
};
static const struct listing_columns columns = { people, sizeof people / sizeof *people, machines, sizeof machines / sizeof *machines };

struct told {
	struct storage store;
	struct listing list;
	struct buf words;
};

/* "(created)", "(deleted)" ... in the place of a field */
static const char *event(struct told *x, const struct change_row *r)
{
	static const struct { const char *action; enum message text; } events[] = {
		{ "project.created", MSG_EVENT_CREATED }, { "project.changed", MSG_EVENT_CHANGED }, { "project.deleted", MSG_EVENT_DELETED }, { "project.erased", MSG_EVENT_ERASED },
		{ "gate.passed", MSG_EVENT_GATE_PASSED }, { "gate.refused", MSG_EVENT_GATE_REFUSED }, { "gate.overridden", MSG_EVENT_GATE_OVERRIDDEN }, { "gate.reopened", MSG_EVENT_GATE_REOPENED },
	};
	const struct cli *c = x->store.cli;
	const char *word = r->action;

	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (!strcmp(r->action, events[i].action))
			word = message_text(c->lang, events[i].text);
	buf_clear(&x->words);
	buf_addf(&x->words, r->erased ? C(EVENT_TOMBSTONE) : "(%s)", word);
	return x->words.data;
}

static bool on_row(void *ctx, const struct change_row *r)
{
	struct told *x = ctx;
	const bool change = *r->path || (!r->erased && !strcmp(r->action, "project.changed"));

	if (x->list.people)
		listing_row(&x->list, (struct table_cell[]){ table_int(r->at_ms), table_text(r->actor), table_text(*r->path ? r->path : event(x, r)),
			table_text(change ? r->from : NULL), table_text(change ? r->to : NULL), table_text(r->reason) });
	else
		listing_row(&x->list, (struct table_cell[]){ table_int(r->seq), table_int(r->at_ms), table_text(r->action), r->erased ? table_absent() : table_text(r->actor),
			*r->path ? table_text(r->path) : table_absent(), table_text(r->from), table_text(r->to), r->erased ? table_absent() : table_text(r->reason),
			table_text(r->erased ? "true" : "false") });
	return true;
}

/* ---- a field of which nothing is told: is there one? ---- */

struct names { struct arena arena; const char **items; size_t count, cap; bool found; };

static void add_name(struct names *n, const char *name, size_t len)
{
	if (n->count == n->cap) {
		size_t cap = n->cap ? 2 * n->cap : 256;
		const char **items = arena_alloc(&n->arena, cap * sizeof *items);

		if (!items)
			return;
		if (n->count)
			memcpy(items, n->items, n->count * sizeof *items);
		n->items = items;
		n->cap = cap;
	}
	n->items[n->count] = arena_strndup(&n->arena, name, len);
	n->count += n->items[n->count] != NULL;
}

/* Each path, and each part of it that is a path itself. */
static bool on_path(void *ctx, const struct change_row *r)
{
	struct names *n = ctx;

	for (const char *p = r->path; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (p > r->path && (*p == '.' || *p == '['))
			add_name(n, r->path, (size_t)(p - r->path));
	}
	if (*r->path)
		add_name(n, r->path, strlen(r->path));
	return true;
}

static bool on_any(void *ctx, const struct change_row *r)
{
	struct names *n = ctx;

	n->found |= *r->path != 0;
	return !n->found;
}

/* risks[credit].score as the schema knows it: risks.score */
static void without_elements(const char *path, struct buf *out)
{
	for (; *path; path++) {
		if (*path == '[') {
			while (*path && *path != ']')
				path += *path == '\\' && path[1] ? 2 : 1;
			if (!*path)
				return;
		} else {
			buf_putc(out, *path);
		}
	}
}

/* 0: there is such a field, whether anything is told of it or not. */
static int check_field(struct told *x, const char *id, const char *field, struct err *err)
{
	struct names names = { .arena = ARENA_INIT };
	struct buf plain = BUF_INIT;
	int status = history_of_project(x->store.store, id, field, 0, on_any, &names, err);

	if (!status && !names.found)
		status = storage_schema(&x->store, err);
	if (!status && !names.found) {
		without_elements(field, &plain);
		if (!schema_path(x->store.schema, &x->store.schema->kinds[0], plain.data, err))
			status = err->code;
	}
	if (!names.found && (!status || status == ERR_INPUT || status == ERR_USAGE)) {
		const char *near;

		history_of_project(x->store.store, id, NULL, 0, on_path, &names, NULL);
		near = names.count ? text_nearest(field, names.items, names.count) : NULL;
		if (near && (status || strchr(field, '['))) { /* an element that never was: the schema does not know them */
			err_set(err, ERR_INPUT, "nothing is told of '%s' in the history of %s", field, id);
			status = err_hint(err, "did you mean '%s'?", near);
		}
	}
	buf_release(&plain);
	arena_release(&names.arena);
	return status;
}

static int run(struct told *x, struct err *err)
{
	struct cli *c = x->store.cli;
	const char *id = c->words[0], *field = c->word_count > 1 ? c->words[1] : NULL;
	struct buf text = BUF_INIT;
	int64_t since;
	int status = storage_since(&x->store, &since, err);

	if (!status)
		status = storage_project(&x->store, id, &text, err);
	buf_release(&text);
	if (!status && field)
		status = check_field(x, id, field, err);
	if (!status)
		status = listing_open(&x->list, c, &columns, &x->store.zone, err);
	if (!status)
		status = history_of_project(x->store.store, id, field, since, on_row, x, err);
	if (!status)
		status = listing_end(&x->list, err);
	return status || !x->list.people || x->list.rows ? status : term_say(c, "%s", C(NO_CHANGES));
}

int run_history(struct cli *c)
{
	struct told x = { .words = BUF_INIT };
	struct err err = ERR_INIT;
	int status;

	if (!listing_options(c, 0, &x.list))
		return EXIT_USAGE;
	status = storage_open(&x.store, c, STORE_READ, &err);
	if (!status)
		status = run(&x, &err);
	listing_free(&x.list);
	buf_release(&x.words);
	return storage_end(&x.store, status, &err);
}
