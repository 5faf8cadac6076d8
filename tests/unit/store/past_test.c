/* SPDX-License-Identifier: MIT */
/* What policies are told of a stored project's past: all of it once, in its order, up to the document at hand, and not too much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/history.h"

struct kept { char room[64]; struct schema *schema; struct store *store; };

static int open_store(void **state)
{
	struct kept *k = calloc(1, sizeof *k);
	struct store_options o = { .path = "s.db", .access = STORE_WRITE, .create = true, .command = "test" };
	struct err err = ERR_INIT;
	size_t len;
	const char *json = schema_builtin(&len);

	strcpy(k->room, "/tmp/plumb-past-XXXXXX");
	if (!mkdtemp(k->room) || chdir(k->room) || schema_from_json(json, len, &k->schema, &err))
		return -1;
	o.schema = k->schema;
	*state = k;
	return store_open(&o, &k->store, &err);
}

static int close_store(void **state)
{
	struct kept *k = *state;
	char command[128];

	store_close(k->store);
	schema_free(k->schema);
	snprintf(command, sizeof command, "rm -rf %s", k->room);
	free(k);
	return chdir("/") || system(command) ? -1 : 0;
}

static void put(struct kept *k, const char *json, const char *actor, const char *reason, int64_t at_ms)
{
	const struct origin by = { actor, reason, at_ms };
	struct put *p = put_new("P", json, strlen(json), &by, NULL);
	struct err err = ERR_INIT;

	if (store_do(k->store, &p->job, &err) || p->outcome == PUT_REFUSED)
		fail_msg("%s %s", err.message ? err.message : "", p->violations.count ? p->violations.items[0].message : "");
	put_free(p);
}

/* A line an entry: "5 csat = 90"; of a change "5 csat: 90 -> 80 by li (why)". */
static void assert_past(struct kept *k, int64_t revision, const char *expected)
{
	struct stored_project p;
	struct past_reading r = { 0 };
	struct buf text = BUF_INIT, seen = BUF_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(project_find(k->store, "P", &text, &p, &err), 1);
	if (revision)
		p.revision = revision;
	assert_int_equal(past_read(k->store, &p, &r, &err), 0);
	assert_true(r.list.kept && !r.list.cut);
	for (size_t i = 0; i < r.list.count; i++) {
		const struct past *e = &r.list.entries[i];

		if (e->change)
			buf_addf(&seen, "%lld %s: %s -> %s by %s (%s)\n", (long long)e->at_ms, e->path, e->from ? e->from : "-", e->to ? e->to : "-", e->by, e->why);
		else
			buf_addf(&seen, "%lld %s = %s\n", (long long)e->at_ms, e->path, e->to ? e->to : "-");
	}
	assert_string_equal(seen.data, expected);
	past_reading_release(&r);
	buf_release(&text);
	buf_release(&seen);
}

static void everything_is_told_in_its_order(void **state)
{
	struct kept *k = *state;

	put(k, "{\"id\":\"P\",\"name\":\"n\",\"satisfaction\":90}", "wu", "import", 5);
	assert_past(k, 0, "5 satisfaction = 90\n");
	put(k, "{\"id\":\"P\",\"name\":\"m\",\"satisfaction\":85}", "li", "survey", 9);
	put(k, "{\"id\":\"P\",\"name\":\"m\"}", "li", "", 7); /* the clock went back: the order stays */
	assert_past(k, 0, "5 satisfaction = 90\n9 satisfaction = 85\n9 name: \"n\" -> \"m\" by li (survey)\n9 satisfaction: 90 -> 85 by li (survey)\n"
		"9 satisfaction = -\n9 satisfaction: 85 -> - by li ()\n");
}

static void a_document_has_the_past_that_is_before_it(void **state)
{
	struct kept *k = *state;
	int64_t first;

	put(k, "{\"id\":\"P\",\"name\":\"n\",\"satisfaction\":90}", "wu", "import", 5);
	first = store_revision(k->store);
	put(k, "{\"id\":\"P\",\"name\":\"n\",\"satisfaction\":85}", "li", "survey", 9);
	assert_past(k, first, "5 satisfaction = 90\n");
}

/* n risks, all of one status. */
static void many(struct buf *out, size_t n, const char *status, size_t padding)
{
	buf_clear(out);
	buf_puts(out, "{\"id\":\"P\",\"name\":\"n\",\"risks\":[");
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "%s{\"name\":\"r%zu\",\"status\":\"%s\"", i ? "," : "", i, status);
		if (padding)
			buf_addf(out, ",\"response\":\"%s%0*d\"", status, (int)padding, 0);
		buf_puts(out, "}");
	}
	buf_puts(out, "]}");
}

static void of_too_much_the_newest_is_told(void **state)
{
	struct kept *k = *state;
	struct past_reading r = { 0 };
	struct stored_project p;
	struct buf text = BUF_INIT, json = BUF_INIT;
	struct err err = ERR_INIT;
	size_t newest = 0;

	many(&json, 6000, "open", 0);
	put(k, json.data, "wu", "", 5);
	many(&json, 6000, "closed", 0);
	put(k, json.data, "wu", "", 6);
	assert_int_equal(project_find(k->store, "P", &text, &p, &err), 1);
	assert_int_equal(past_read(k->store, &p, &r, &err), 0);
	assert_true(r.list.cut);
	assert_int_equal(r.list.count, PAST_ENTRIES_MAX);
	for (size_t i = 0; i < r.list.count; i++)
		newest += r.list.entries[i].at_ms == 6;
	assert_int_equal(newest, PAST_ENTRIES_MAX);
	/* the reading is used again for another project */
	many(&json, 1, "closed", 0);
	put(k, json.data, "wu", "", 7);
	many(&json, 1, "open", 9u << 19);
	put(k, json.data, "wu", "", 8);
	many(&json, 1, "closed", 9u << 19);
	put(k, json.data, "wu", "", 9);
	assert_int_equal(project_find(k->store, "P", &text, &p, &err), 1);
	assert_int_equal(past_read(k->store, &p, &r, &err), 0);
	assert_true(r.list.cut); /* two long texts are enough, and the newest of them is there */
	assert_int_equal(r.list.entries[r.list.count - 1].at_ms, 9);
	past_reading_release(&r);
	buf_release(&text);
	buf_release(&json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)
		T(everything_is_told_in_its_order),
		T(a_document_has_the_past_that_is_before_it),
		T(of_too_much_the_newest_is_told),
#undef T
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
