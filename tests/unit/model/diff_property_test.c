/* SPDX-License-Identifier: MIT */
/*
 * diff, as a property: for any two documents the told changes, applied to the first, make the second, and each says
 * truly what was there before. The applier knows paths and JSON only, no records. Undone, they make the first again.
 */
#include "diff_fixture.h"

#include "model/undo.h"

/* A canonical document as a tree. Members and elements keep their order; elements are called by their identity. */
enum node_type { LEAF, OBJECT, LIST };
struct node {
	char *key, *text; /* text: of a leaf */
	enum node_type type;
	bool fresh;       /* an element that a change added */
	struct node **kids;
	size_t count;
};

static struct node *node_new(enum node_type type, const char *key, size_t len)
{
	struct node *n = calloc(1, sizeof *n);
	n->type = type;
	n->key = strndup(key, len);
	return n;
}

static void node_free(struct node *n)
{
	for (size_t i = 0; i < n->count; i++)
		node_free(n->kids[i]);
	free(n->kids);
	free(n->key);
	free(n->text);
	free(n);
}

static void node_add(struct node *up, struct node *n)
{
	up->kids = realloc(up->kids, (up->count + 1) * sizeof *up->kids);
	up->kids[up->count++] = n;
}

static size_t node_find(const struct node *up, const char *key)
{
	size_t i = 0;
	while (i < up->count && strcmp(up->kids[i]->key, key))
		i++;
	return i;
}

static void node_remove(struct node *up, size_t i)
{
	node_free(up->kids[i]);
	memmove(&up->kids[i], &up->kids[i + 1], (--up->count - i) * sizeof *up->kids);
}

/* What a member of the schema's documents is, by its name. */
static enum node_type type_of(const char *name)
{
	static const char *const objects[] = { "budget", "reserve" }, *const lists[] = { "risks", "contracts", "payments" };
	for (size_t i = 0; i < 2; i++)
		if (!strcmp(name, objects[i]))
			return OBJECT;
	for (size_t i = 0; i < 3; i++)
		if (!strcmp(name, lists[i]))
			return LIST;
	return LEAF;
}

static void fill(struct node *n, struct json_value v);

/* An element's own name, and "#2" where its list has one of the same name before it. */
static void fill_list(struct node *list, struct json_value v)
{
	struct json_iter it;
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		struct json_value name;
		size_t len, same = 1;
		char key[40];
		assert_true(json_get(it.value, "name", &name));
		const char *base = json_string(name, &len);
		snprintf(key, sizeof key, "%s", base);
		while (node_find(list, key) < list->count)
			snprintf(key, sizeof key, "%s#%zu", base, ++same);
		struct node *n = node_new(OBJECT, key, strlen(key));
		fill(n, it.value);
		node_add(list, n);
	}
}

static void fill(struct node *n, struct json_value v)
{
	struct json_iter it;
	if (n->type == LEAF) {
		struct buf b = BUF_INIT;
		struct json_out o = json_out(&b, 0);
		json_put_value(&o, v, true);
		n->text = buf_detach(&b);
	} else if (n->type == LIST) {
		fill_list(n, v);
	} else {
		for (json_iter_begin(&it, v); json_iter_next(&it);) {
			struct node *member = node_new(type_of(it.key), it.key, it.key_len);
			fill(member, it.value);
			node_add(n, member);
		}
	}
}

static struct node *node_read(enum node_type type, const char *key, const char *json)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_reader *r = json_reader_new();
	struct json_value v;
	assert_int_equal(json_read(r, json, strlen(json), &limits, &v, NULL), 0);
	struct node *n = node_new(type, key, strlen(key));
	fill(n, v);
	json_reader_free(r);
	return n;
}

/* Whether the tree is what the canonical JSON says, members in any order, elements in the same. */
static bool is_same(const struct node *a, const struct node *b)
{
	if (a->type != b->type || a->count != b->count || (a->type == LEAF && strcmp(a->text, b->text)))
		return false;
	size_t last = 0;
	for (size_t i = 0; i < a->count; i++) {
		const size_t at = node_find(b, a->kids[i]->key);
		if (at == b->count || !is_same(a->kids[i], b->kids[at]))
			return false;
		if (a->type == LIST && !a->kids[i]->fresh) { /* where new ones stand is not told */
			if (at < last)
				return false;
			last = at;
		}
	}
	return true;
}

/* The next step of a path: "name", ".name" or "[identity]"; true: an element. */
static bool next_step(const char **path, char out[64])
{
	const bool element = **path == '[';
	const char *p = *path + (element || **path == '.'), *end = element ? "]" : ".[";
	size_t n = 0;
	while (*p && !strchr(end, *p)) {
		p += *p == '\\';
		out[n++] = *p++;
	}
	out[n] = 0;
	*path = p + element;
	return element;
}

static void reorder(struct node *list, const char *from, const char *to)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_reader *r = json_reader_new();
	struct json_value v;
	struct json_iter it;
	size_t at = 0;
	assert_int_equal(json_read(r, from, strlen(from), &limits, &v, NULL), 0);
	for (json_iter_begin(&it, v); json_iter_next(&it); at++) {
		size_t len;
		while (list->kids[at]->fresh)
			at++;
		assert_string_equal(list->kids[at]->key, json_string(it.value, &len));
	}
	assert_int_equal(json_read(r, to, strlen(to), &limits, &v, NULL), 0);
	at = 0;
	for (json_iter_begin(&it, v); json_iter_next(&it); at++) {
		size_t len;
		const size_t i = node_find(list, json_string(it.value, &len));
		assert_in_range(i, at, list->count - 1);
		struct node *n = list->kids[i];
		memmove(&list->kids[at + 1], &list->kids[at], (i - at) * sizeof *list->kids);
		list->kids[at] = n;
	}
	json_reader_free(r);
}

/* Applies one change at what is left of its path; an object or list that is left without members goes. */
static void apply(struct node *up, const char *path, const char *from, const char *to)
{
	char step[64];
	const bool element = next_step(&path, step);
	size_t at = node_find(up, step);

	assert_int_equal(element, up->type == LIST);
	const enum node_type type = element ? OBJECT : type_of(step);
	if (*path) {
		if (at == up->count) {
			assert_false(element); /* elements come as a whole */
			node_add(up, node_new(type, step, strlen(step)));
		}
		apply(up->kids[at], path, from, to);
		if (!element && !up->kids[at]->count)
			node_remove(up, at);
	} else if (type == LIST && from && to) {
		assert_true(at < up->count);
		reorder(up->kids[at], from, to);
	} else {
		assert_int_equal(at < up->count, from != NULL);
		if (from) {
			struct node *was = node_read(type, step, from);
			assert_true(is_same(up->kids[at], was));
			node_free(was);
			node_remove(up, at);
		}
		if (to) {
			node_add(up, node_read(type, step, to));
			up->kids[up->count - 1]->fresh = element;
		}
	}
}

/* ---- random documents ---- */

static uint32_t state = 2463534242u;

static uint32_t dice(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % n;
}

static void put_member(struct buf *b, const char *name)
{
	if (b->data[b->len - 1] != '{')
		buf_putc(b, ',');
	buf_addf(b, "\"%s\":", name);
}

static void put_one_of(struct buf *b, const char *name, const char *const *values, uint32_t n)
{
	if (dice(3) == 0)
		return;
	put_member(b, name);
	buf_puts(b, values[dice(n)]);
}
#define PUT(b, name, ...) \
	do { \
		static const char *const values[] = { __VA_ARGS__ }; \
		put_one_of(b, name, values, sizeof values / sizeof *values); \
	} while (0)

static void put_list(struct buf *b, const char *name, void (*element)(struct buf *))
{
	if (dice(4) == 0)
		return;
	put_member(b, name);
	buf_putc(b, '[');
	for (uint32_t n = dice(5), i = 0; i < n; i++) {
		static const char *const names[] = { "a", "b", "c]\\\\[", "d.e", "f" };
		buf_addf(b, "%s{\"name\":\"%s\"", i ? "," : "", names[dice(5)]);
		element(b);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
}

static void put_payment(struct buf *b)
{
	PUT(b, "amount", "1", "2.5", "{\"amount\":1,\"currency\":\"USD\"}", "{\"amount\":1,\"currency\":\"EUR\"}");
}

static void put_contract(struct buf *b)
{
	PUT(b, "x.y", "1", "{\"b\":1,\"a\":[]}", "null");
	put_list(b, "payments", put_payment);
}

static void put_risk(struct buf *b)
{
	PUT(b, "impact", "1", "2", "3");
	PUT(b, "probability", "1", "2", "null");
	PUT(b, "score", "4", "null");
}

static void put_document(struct buf *b)
{
	buf_clear(b);
	buf_puts(b, "{\"id\":\"P\"");
	PUT(b, "tags", "[]", "[\"a\"]", "[\"a\",\"b\"]", "[\"b\",\"a\"]");
	PUT(b, "currency", "\"EUR\"", "\"USD\"");
	PUT(b, "value", "1", "1e0", "{\"amount\":1,\"currency\":\"USD\"}");
	PUT(b, "name", "\"\"", "\"n\"", "\"\\\"\"", "null");
	PUT(b, "phase", "\"planning\"", "\"execution\"");
	PUT(b, "done", "85", "\"85%\"", "0.1");
	PUT(b, "[z", "{}", "[]", "1", "\"\"");
	PUT(b, "budget", "{}", "{\"total\":1}", "{\"total\":2,\"reserve\":{}}", "{\"reserve\":{\"share\":5}}", "{\"reserve\":{\"share\":7,\"own\":[1]}}", "{\"own\":0}", "null");
	PUT(b, "zz", "1", "2", "null");
	put_list(b, "contracts", put_contract);
	put_list(b, "risks", put_risk);
	buf_putc(b, '}');
}

static void note_applied(void *ctx, const char *path, const char *from, const char *to)
{
	assert_true(from || to);
	if (from && to)
		assert_string_not_equal(from, to);
	apply(ctx, path, from, to);
}

static void none(void *ctx, const char *path, const char *from, const char *to)
{
	(void)ctx;
	fail_msg("%s: %s -> %s", path, from ? from : "-", to ? to : "-");
}

static void none_sampled(void *ctx, const char *path, const char *value)
{
	none(ctx, path, "-", value);
}

static void the_changes_lead_from_one_document_to_the_other(void **unused)
{
	(void)unused;
	struct pair p = pair_new(true);
	struct buf a = BUF_INIT, b = BUF_INIT;
	for (int round = 0; round < 4000; round++) {
		put_document(&a);
		put_document(&b);
		pair_build(&p.a, a.data);
		pair_build(&p.b, b.data);
		char *before = fixture_write(&p.a), *after = fixture_write(&p.b);
		struct node *tree = node_read(OBJECT, "", before), *wanted = node_read(OBJECT, "", after);
		const struct diff_sink sink = { note_applied, NULL, tree };
		assert_int_equal(record_diff(p.a.schema, &p.a.record, &p.b.record, &sink, NULL), 0);
		if (!is_same(tree, wanted))
			fail_msg("from %s\nto   %s", before, after);
		node_free(tree);
		node_free(wanted);
		free(before);
		free(after);
	}
	buf_release(&a);
	buf_release(&b);
	pair_release(&p);
}

struct told { struct undo_change items[200]; size_t count; };

static void note_told(void *ctx, const char *path, const char *from, const char *to)
{
	struct told *t = ctx;

	assert_true(t->count < 200);
	t->items[t->count++] = (struct undo_change){ strdup(path), from ? strdup(from) : NULL, to ? strdup(to) : NULL, false };
}

/* What is not told: where an element stood that went, and that there was nothing in what got members. */
static void none_but_untold(void *ctx, const char *path, const char *from, const char *to)
{
	const size_t n = strlen(path);
	const bool order = from && to && (!strcmp(path, "risks") || !strcmp(path, "contracts") || (n > 8 && !strcmp(path + n - 8, "payments")));
	const bool emptiness = !to && (!strcmp(from, "{}") || !strcmp(from, "[]"));

	if (!order && !emptiness)
		none(ctx, path, from, to);
}

static void undone_they_lead_back(void **unused)
{
	(void)unused;
	struct pair p = pair_new(true);
	struct buf a = BUF_INIT, b = BUF_INIT, was = BUF_INIT;
	for (int round = 0; round < 4000; round++) {
		struct told told = { .count = 0 };
		const struct diff_sink note = { note_told, NULL, &told }, check = { none_but_untold, NULL, NULL };
		put_document(&a);
		put_document(&b);
		pair_build(&p.a, a.data);
		pair_build(&p.b, b.data);
		assert_int_equal(record_diff(p.a.schema, &p.a.record, &p.b.record, &note, NULL), 0);
		buf_clear(&was);
		assert_int_equal(record_undo(p.b.schema, p.b.record, told.items, told.count, &was, NULL), 0);
		pair_build(&p.b, was.data);
		assert_int_equal(record_diff(p.a.schema, &p.a.record, &p.b.record, &check, NULL), 0);
		for (size_t i = 0; i < told.count; i++) {
			if (!told.items[i].used)
				fail_msg("%s was not undone: from %s to %s", told.items[i].path, a.data, b.data);
			free((void *)told.items[i].path);
			free((void *)told.items[i].from);
			free((void *)told.items[i].to);
		}
	}
	buf_release(&a);
	buf_release(&b);
	buf_release(&was);
	pair_release(&p);
}

/* The same document, once as it came and once canonical: other words, nothing to tell. */
static void a_document_does_not_differ_from_itself(void **unused)
{
	(void)unused;
	struct pair p = pair_new(true);
	struct buf a = BUF_INIT;
	const struct diff_sink sink = { none, none_sampled, NULL };
	for (int round = 0; round < 2000; round++) {
		put_document(&a);
		pair_build(&p.a, a.data);
		char *canonical = fixture_write(&p.a);
		pair_build(&p.b, canonical);
		assert_int_equal(record_diff(p.a.schema, &p.a.record, &p.b.record, &sink, NULL), 0);
		assert_int_equal(record_diff(p.a.schema, &p.a.record, &p.a.record, &sink, NULL), 0);
		free(canonical);
	}
	buf_release(&a);
	pair_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_changes_lead_from_one_document_to_the_other),
		cmocka_unit_test(undone_they_lead_back),
		cmocka_unit_test(a_document_does_not_differ_from_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
