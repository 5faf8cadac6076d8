/* SPDX-License-Identifier: MIT */
/*
 * bench: the engine on one core, in process: JSON to verdicts, verdicts in memory, one rule changed.
 *   bench PORTFOLIO.ndjson POLICIES [DOCS]
 * Prints one line a measure, in the words of plain.lua. Documents that break a rule are counted once per rule, however many
 * of their elements do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/engine.h"

#define AS_OF_DAY "2026-06-30"

struct tally { uint64_t *broken; uint32_t *last; uint32_t document; };

static void count_document(void *ctx, const struct judgement *j)
{
	struct tally *t = ctx;
	if (j->verdict != VERDICT_FAIL) {
		fprintf(stderr, "bench: %s: %s\n", verdict_names[j->verdict], j->message);
		exit(1);
	}
	if (t->last[j->rule] != t->document) {
		t->last[j->rule] = t->document;
		t->broken[j->rule]++;
	}
}

static void must(int rc, struct err *err)
{
	if (rc >= 0)
		return;
	struct buf b = BUF_INIT;
	err_format(err, &b);
	fprintf(stderr, "bench: %s\n", b.data);
	exit(1);
}

static struct engine *load(const char *folder, struct beat *beat, const char *from, const char *to)
{
	static const char *const names[] = { "schema.lua", "scalar.lua", "lists.lua", "cross.lua" };
	struct engine_options o = engine_options_default();
	struct diagnostics d = { 0 };
	struct err err = ERR_INIT;
	struct engine *e;
	int32_t day;
	date_parse(AS_OF_DAY, strlen(AS_OF_DAY), &day);
	o.as_of_ms = (int64_t)day * 86400000 + 43200000;
	o.beat = beat;
	must(engine_new(&o, &e, &err), &err);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct buf path = BUF_INIT, text = BUF_INIT;
		buf_addf(&path, "%s/%s", folder, names[i]);
		if (buf_read_file(&text, path.data, 0) < 0)
			must(err_set(&err, ERR_IO, "cannot read %s", path.data), &err);
		char *at = from ? strstr(text.data, from) : NULL;
		if (at)
			memcpy(at, to, strlen(to));
		must(engine_add_file(e, names[i], text.data, text.len, &err), &err);
		buf_release(&path);
		buf_release(&text);
	}
	int rc = engine_load(e, &d, &err);
	for (size_t i = 0; i < d.count; i++)
		fprintf(stderr, "%s:%d: %s\n", d.items[i].file, d.items[i].line, d.items[i].message);
	must(rc, &err);
	diagnostics_release(&d);
	return e;
}

/* Rules in the order R01 to R20, whatever file they are in. */
static void print_counts(const struct engine *e, const uint64_t *broken)
{
	printf("counts");
	for (int k = 1; k <= 20; k++)
		for (uint32_t r = 0; r < engine_rule_count(e); r++) {
			const char *name = strrchr(engine_rule(e, r)->id, '.') + 1;
			if (atoi(name + 1) == k)
				printf(" %llu", (unsigned long long)broken[r]);
		}
	printf("\n");
}

static double since(int64_t ns) { return (double)(clock_cpu_ns() - ns) / 1e9; }

int main(int argc, char **argv)
{
	struct beat beat = { 0 };
	struct err err = ERR_INIT;
	struct buf in = BUF_INIT;
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	size_t limit = argc > 3 ? strtoul(argv[3], NULL, 10) : SIZE_MAX, n = 0, bytes = 0, words = 0;
	if (argc < 3 || buf_read_file(&in, argv[1], 0) < 0) {
		fprintf(stderr, "usage: bench PORTFOLIO.ndjson POLICIES [DOCS]\n");
		return 2;
	}
	must(deadline_start(&beat, &err), &err);
	struct engine *e = load(argv[2], &beat, NULL, NULL);
	size_t rules = engine_rule_count(e);
	struct tally t = { calloc(rules, sizeof *t.broken), calloc(rules, sizeof *t.last), 0 };
	struct json_reader *reader = json_reader_new();
	struct record_builder *builder = record_builder_new(engine_schema(e), false);
	struct violations violations = { 0 };
	struct record *all = calloc(1u << 20, sizeof *all);
	if (!t.broken || !t.last || !reader || !builder || !all)
		return 1;

	int64_t start = clock_cpu_ns();
	for (char *p = in.data, *end = in.data + in.len; p < end && n < limit; n++) {
		char *nl = memchr(p, '\n', (size_t)(end - p));
		struct json_value root;
		struct record r;
		nl = nl ? nl : end;
		must(json_read(reader, p, (size_t)(nl - p), &limits, &root, &err), &err);
		must(record_build(builder, root, &r, &violations, &err), &err);
		t.document++;
		engine_judge(e, r, NULL, count_document, &t, &err);
		bytes += (size_t)(nl - p);
		p = nl + 1;
	}
	printf("json_to_verdicts %.0f\n", (double)n / since(start));
	print_counts(e, t.broken);

	size_t i = 0;
	for (char *p = in.data, *end = in.data + in.len; p < end && i < n; i++) { /* resident: the records alone */
		char *nl = memchr(p, '\n', (size_t)(end - p));
		struct json_value root;
		struct record r;
		nl = nl ? nl : end;
		must(json_read(reader, p, (size_t)(nl - p), &limits, &root, &err), &err);
		must(record_build(builder, root, &r, &violations, &err), &err);
		uint64_t *copy = malloc(r.count * sizeof *copy);
		if (!copy)
			return 1;
		all[i] = (struct record){ memcpy(copy, r.words, r.count * sizeof *copy), r.count };
		words += r.count;
		p = nl + 1;
	}
	start = clock_cpu_ns();
	for (i = 0; i < n; i++, t.document++)
		engine_judge(e, all[i], NULL, count_document, &t, &err);
	printf("in_memory %.0f\n", (double)n * (double)rules / since(start));

	start = clock_cpu_ns();
	struct engine *changed = load(argv[2], &beat, "high = number { 3,  ", "high = number { 2.5,");
	uint64_t off[4] = { ~0ULL, ~0ULL, ~0ULL, ~0ULL };
	int rule = engine_find_rule(changed, "lists.r10_high_risks_answered");
	off[rule / 64] &= ~(1ULL << (rule % 64));
	struct judge_filter only = { .off = off };
	for (i = 0; i < n; i++, t.document++)
		engine_judge(changed, all[i], &only, count_document, &t, &err);
	printf("changed_rule %.4f\n", since(start));
	printf("resident_share %.3f\n", (double)words * 8 / (double)bytes);
	return 0;
}
