/* SPDX-License-Identifier: MIT */
/*
 * phrase_list: a list's JSON, checked and compiled. A phrase that is given twice (after folding), an exception that
 * does not contain its phrase, a misspelt key: all refused, with a pointer to the place.
 */
#include "model/phrase_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "json/read.h"
#include "model/phrase_fold.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const char *const list_keys[] = { "title", "note", "source", "sets", "entries" };
static const char *const entry_keys[] = { "text", "level", "basis", "category", "lang", "note", "unless", "unless_before", "unless_after" };
static const char *const levels[] = { "banned", "caution", "evidence" };

struct reader {
	struct phrases *p;
	struct json_value sets;
	bool has_sets;
	char pointer[64];
	struct err *err;
};

static int refuse(struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int refuse(struct reader *r, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	err_set(r->err, ERR_INPUT, "%s", b.data);
	buf_release(&b);
	err_pointer(r->err, r->pointer);
	return ERR_INPUT;
}

static int no_memory(struct reader *r)
{
	return err_set(r->err, ERR_MEMORY, "out of memory");
}

static bool one_of(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s, words[i]) == 0)
			return true;
	return false;
}

static int check_keys(struct reader *r, struct json_value object, const char *const *keys, size_t n)
{
	struct json_iter it;
	for (json_iter_begin(&it, object); json_iter_next(&it);) {
		if (one_of(it.key, keys, n))
			continue;
		refuse(r, "a list of phrases has no key '%s' here", it.key);
		const char *near = text_nearest(it.key, keys, n);
		if (near)
			err_hint(r->err, "did you mean '%s'?", near);
		return ERR_INPUT;
	}
	return 0;
}

/* The folded form, without spaces at its ends, in the list's arena. */
static int make_needle(struct reader *r, const char *text, size_t len, struct needle *out)
{
	struct fold f = { text, len, 0, false };
	struct fold_unit u;
	struct buf b = BUF_INIT;
	int code = 0;
	while (fold_next(&f, &u))
		if (b.len || u.bytes[0] != ' ' || u.count != 1)
			buf_add(&b, u.bytes, u.count);
	while (b.len && b.data[b.len - 1] == ' ')
		b.len--;
	const char *bytes = b.failed ? NULL : arena_strndup(&r->p->arena, b.data, b.len);
	if (!bytes)
		code = no_memory(r);
	else if (b.len == 0)
		code = refuse(r, "a phrase is empty");
	else if (b.len > PHRASE_BYTES_MAX)
		code = refuse(r, "a phrase is longer than %d bytes: %.40s...", PHRASE_BYTES_MAX, bytes);
	else
		*out = (struct needle){ bytes, (uint32_t)b.len, fold_is_alnum(bytes[0]), fold_is_alnum(bytes[b.len - 1]) };
	buf_release(&b);
	return code;
}

static int add_excuse(struct reader *r, struct pattern *p, enum excuse_kind kind, uint32_t offset, struct needle n)
{
	struct excuse *e = arena_alloc(&r->p->arena, sizeof *e);
	if (!e)
		return no_memory(r);
	*e = (struct excuse){ kind, offset, n, p->excuses };
	p->excuses = e;
	return 0;
}

static int read_excuse(struct reader *r, struct pattern *p, enum excuse_kind kind, const char *text, size_t len)
{
	struct needle n;
	int code = make_needle(r, text, len, &n);
	if (code < 0 || kind != EXCUSE_AROUND)
		return code < 0 ? code : add_excuse(r, p, kind, 0, n);
	bool found = false; /* wherever the phrase lies in it, it is excused */
	for (uint32_t at = 0; code == 0 && at + p->needle.len <= n.len; at++) {
		if (n.len == p->needle.len || memcmp(n.bytes + at, p->needle.bytes, p->needle.len) != 0)
			continue;
		found = true;
		code = add_excuse(r, p, kind, at, n);
	}
	if (code == 0 && !found)
		code = refuse(r, "the exception '%s' does not contain '%s'", text, r->p->entries[p->entry].text);
	return code;
}

/* A list of phrases; "@name" stands for the list of that name under "sets". */
static int read_excuses(struct reader *r, struct pattern *p, enum excuse_kind kind, struct json_value list, bool in_set)
{
	struct json_iter it;
	if (json_type(list) != JSON_T_ARRAY)
		return refuse(r, "expected a list of phrases");
	for (json_iter_begin(&it, list); json_iter_next(&it);) {
		if (json_type(it.value) != JSON_T_STRING)
			return refuse(r, "expected a list of phrases");
		size_t len;
		int code;
		struct json_value set;
		const char *text = json_string(it.value, &len);
		if (text[0] != '@')
			code = read_excuse(r, p, kind, text, len);
		else if (in_set || !r->has_sets || !json_get(r->sets, text + 1, &set))
			code = refuse(r, in_set ? "a set cannot refer to another: '%s'" : "there is no set '%s'", text);
		else
			code = read_excuses(r, p, kind, set, true);
		if (code < 0)
			return code;
	}
	return 0;
}

/* An optional string member, kept in the arena. */
static int read_text(struct reader *r, struct json_value entry, const char *key, const char **out)
{
	struct json_value v;
	size_t len;
	*out = NULL;
	if (!json_get(entry, key, &v))
		return 0;
	if (json_type(v) != JSON_T_STRING)
		return refuse(r, "'%s' must be a string", key);
	const char *s = json_string(v, &len);
	*out = arena_strndup(&r->p->arena, s, len);
	return *out ? 0 : no_memory(r);
}

static int read_entry(struct reader *r, struct json_value v, uint32_t index)
{
	static const struct {
		const char *key;
		enum excuse_kind kind;
	} kinds[] = { { "unless", EXCUSE_AROUND }, { "unless_before", EXCUSE_BEFORE }, { "unless_after", EXCUSE_AFTER } };
	struct phrase_entry *e = &r->p->entries[index];
	struct pattern *p = &r->p->patterns[index];
	int code;
	if (json_type(v) != JSON_T_OBJECT)
		return refuse(r, "expected {\"text\": ..., \"level\": ...}");
	if ((code = check_keys(r, v, entry_keys, COUNT(entry_keys))) < 0 || (code = read_text(r, v, "text", &e->text)) < 0
		|| (code = read_text(r, v, "level", &e->level)) < 0 || (code = read_text(r, v, "basis", &e->basis)) < 0
		|| (code = read_text(r, v, "category", &e->category)) < 0 || (code = read_text(r, v, "lang", &e->lang)) < 0)
		return code;
	if (!e->text)
		return refuse(r, "an entry needs its \"text\"");
	if (!e->level || !one_of(e->level, levels, COUNT(levels)))
		return refuse(r, "the level of '%s' must be banned, caution or evidence", e->text);
	p->entry = index;
	code = make_needle(r, e->text, strlen(e->text), &p->needle);
	for (size_t i = 0; code == 0 && i < COUNT(kinds); i++) {
		struct json_value list;
		if (json_get(v, kinds[i].key, &list))
			code = read_excuses(r, p, kinds[i].kind, list, false);
	}
	return code;
}

static int by_bytes(const void *a, const void *b)
{
	const struct needle *x = &((const struct pattern *)a)->needle, *y = &((const struct pattern *)b)->needle;
	int order = memcmp(x->bytes, y->bytes, x->len < y->len ? x->len : y->len);
	return order ? order : (x->len > y->len) - (x->len < y->len);
}

static int compile(struct reader *r)
{
	struct phrases *p = r->p;
	qsort(p->patterns, p->count, sizeof *p->patterns, by_bytes);
	for (uint32_t i = 0; i < p->count; i++) {
		struct needle *n = &p->patterns[i].needle;
		if (i && by_bytes(&p->patterns[i - 1], &p->patterns[i]) == 0) {
			snprintf(r->pointer, sizeof r->pointer, "/entries/%u", p->patterns[i].entry);
			return refuse(r, "'%s' is in the list twice (entry %u is '%s')", p->entries[p->patterns[i].entry].text,
				p->patterns[i - 1].entry, p->entries[p->patterns[i - 1].entry].text);
		}
		p->words[i] = (struct trie_word){ n->bytes, n->len, -1 };
	}
	return trie_build(&p->trie, p->words, p->count) ? 0 : no_memory(r);
}

static int read_list(struct reader *r, struct json_value root)
{
	struct phrases *p = r->p;
	struct json_value entries;
	if (json_type(root) != JSON_T_OBJECT)
		return refuse(r, "expected a list of phrases: {\"entries\": [...]}");
	int code = check_keys(r, root, list_keys, COUNT(list_keys));
	if (code < 0)
		return code;
	r->has_sets = json_get(root, "sets", &r->sets);
	if (r->has_sets && json_type(r->sets) != JSON_T_OBJECT)
		return refuse(r, "\"sets\" must be an object of lists");
	if (!json_get(root, "entries", &entries) || json_type(entries) != JSON_T_ARRAY)
		return refuse(r, "a list of phrases needs its \"entries\"");
	size_t n = json_count(entries);
	p->entries = arena_alloc(&p->arena, (n + 1) * sizeof *p->entries);
	p->patterns = arena_alloc(&p->arena, (n + 1) * sizeof *p->patterns);
	p->words = arena_alloc(&p->arena, (n + 1) * sizeof *p->words);
	if (!p->entries || !p->patterns || !p->words)
		return no_memory(r);
	struct json_iter it;
	for (json_iter_begin(&it, entries); json_iter_next(&it);) {
		snprintf(r->pointer, sizeof r->pointer, "/entries/%u", p->count);
		if ((code = read_entry(r, it.value, p->count)) < 0)
			return code;
		p->count++;
	}
	return compile(r);
}

int phrases_from_json(const char *text, size_t len, struct phrases **out, struct err *err)
{
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_value root;
	struct reader r = { .err = err };
	struct json_reader *json = json_reader_new();
	*out = NULL;
	r.p = calloc(1, sizeof *r.p);
	int code = json && r.p ? json_read(json, text, len, &limits, &root, err) : no_memory(&r);
	if (code == 0)
		code = read_list(&r, root);
	if (code == 0)
		*out = r.p;
	else
		phrases_free(r.p);
	json_reader_free(json);
	return code;
}

void phrases_free(struct phrases *p)
{
	if (!p)
		return;
	trie_release(&p->trie);
	arena_release(&p->arena);
	free(p);
}

uint32_t phrases_count(const struct phrases *p)
{
	return p->count;
}

const struct phrase_entry *phrases_entry(const struct phrases *p, uint32_t i)
{
	return &p->entries[i];
}
