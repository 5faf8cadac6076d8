/* SPDX-License-Identifier: MIT */
/*
 * announced, as a property: between an evaluation and the moment that a verdict announces (flips_at) the verdict stays what it is.
 * Every project is judged at one moment and then at many later ones up to two years on: day starts, announced moments and the
 * millisecond before, and random ones. A verdict may only be another when it, or its rule, had announced that.
 * Projects are random documents of the built-in schema and those of the sample portfolio.
 */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "announced_policies.h"

#define MS_PER_DAY INT64_C(86400000)
#define SPAN_DAYS 730

/* ---- chance ---- */

static uint64_t chance_state;

static uint32_t chance(uint32_t below) /* splitmix64 */
{
	uint64_t z = (chance_state += 0x9E3779B97F4A7C15);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
	return (uint32_t)((z ^ (z >> 31)) % below);
}

/* ---- a world: policies, zone and calendar ---- */

struct world {
	struct zone zone;
	struct calendar calendar;
	struct engine *engine;
	struct record_builder *builder;
	struct json_reader *reader;
	uint64_t *every;
	int64_t begins; /* the days of the documents lie around this moment */
};

static char *read_whole(const char *path, size_t *len)
{
	FILE *f = fopen(path, "r");
	struct buf b = BUF_INIT;
	char block[4096];
	size_t n;
	if (!f)
		return NULL;
	while ((n = fread(block, 1, sizeof block, f)))
		buf_add(&b, block, n);
	fclose(f);
	*len = b.len;
	return buf_detach(&b);
}

static void add_text(struct engine *e, const char *path, const char *text)
{
	struct err err = ERR_INIT;
	assert_int_equal(engine_add_file(e, path, text, strlen(text), &err), 0);
}

static void add_folder(struct engine *e, const char *root, const char *under)
{
	char path[512], name[512];
	snprintf(path, sizeof path, "%s/%s", root, under);
	DIR *d = opendir(path);
	struct dirent *entry;
	assert_non_null(d);
	while ((entry = readdir(d))) {
		struct stat st;
		size_t len = 0;
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof name, "%s%s%.200s", under, *under ? "/" : "", entry->d_name);
		snprintf(path, sizeof path, "%s/%.400s", root, name);
		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			add_folder(e, root, name);
		} else {
			struct err err = ERR_INIT;
			char *text = read_whole(path, &len);
			assert_non_null(text);
			assert_int_equal(engine_add_file(e, name, text, len, &err), 0);
			free(text);
		}
	}
	closedir(d);
}

static void fail_on_mistakes(const struct diagnostics *d, const struct err *err)
{
	struct buf text = BUF_INIT;
	for (size_t i = 0; i < d->count; i++)
		diagnostics_format(&d->items[i], false, &text);
	fail_msg("%s\n%s", err->message ? err->message : "", text.data);
}

static struct engine *open_engine(struct world *w)
{
	struct engine_options o = engine_options_default();
	struct diagnostics d = { 0 };
	struct err err = ERR_INIT;
	struct engine *e;
	o.as_of_ms = w->begins;
	o.zone = &w->zone;
	o.calendar = &w->calendar;
	o.soft_ms = 5000;
	assert_int_equal(engine_new(&o, &e, &err), 0);
	add_folder(e, "policies", "");
	add_text(e, "lib/days.lua", lib_days);
	add_text(e, "odd/words.lua", odd_words);
	add_text(e, "odd/course.lua", odd_course);
	add_text(e, "odd/compared.lua", odd_compared);
	add_text(e, "odd/history.lua", odd_history);
	add_text(e, "odd/verdicts.lua", odd_verdicts);
	add_text(e, "profiles/odd.lua", odd_profiles);
	if (engine_load(e, &d, &err) < 0)
		fail_on_mistakes(&d, &err);
	diagnostics_release(&d);
	return e;
}

static void world_open(struct world *w, const char *zone, const char *calendar, const char *begins)
{
	struct err err = ERR_INIT;
	value_t t;
	size_t len = 0;
	*w = (struct world){ 0 };
	assert_int_equal(zone_load(&w->zone, zone, &err), 0);
	char *text = read_whole(calendar, &len);
	assert_non_null(text);
	assert_int_equal(calendar_from_json(&w->calendar, text, len, &err), 0);
	free(text);
	assert_true(datetime_parse(begins, strlen(begins), &t));
	w->begins = value_datetime_instant(t);
	w->engine = open_engine(w);
	w->builder = record_builder_new(engine_schema(w->engine), false);
	w->reader = json_reader_new();
	record_builder_partial(w->builder, true);
	size_t words = engine_rule_count(w->engine) / 64 + 1;
	w->every = malloc(words * sizeof *w->every);
	memset(w->every, 0xff, words * sizeof *w->every);
}

static void world_close(struct world *w)
{
	record_builder_free(w->builder);
	json_reader_free(w->reader);
	engine_free(w->engine);
	zone_release(&w->zone);
	calendar_release(&w->calendar);
	free(w->every);
}

/* ---- random documents ---- */

static void put_value(struct world *w, const struct field *f, struct json_out *o, int depth);

static void put_object(struct world *w, uint16_t kind, struct json_out *o, int depth)
{
	const struct kind *k = &engine_schema(w->engine)->kinds[kind];
	json_begin_object(o);
	for (uint16_t i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		bool nested = f->type == FIELD_OBJECT || f->type == FIELD_LIST;
		if (f->type == FIELD_REF || (f->computed && chance(2)) || chance(5) == 0 || (nested && depth > 3) || (nested && depth && chance(2)))
			continue;
		json_key(o, f->name);
		put_value(w, f, o, depth);
	}
	json_end_object(o);
}

static void put_value(struct world *w, const struct field *f, struct json_out *o, int depth)
{
	char text[48];
	int64_t at = w->begins + ((int64_t)chance(3 * 365) - 365) * MS_PER_DAY + chance((uint32_t)MS_PER_DAY);
	double low = f->has_min ? f->min : 0, high = f->has_max ? f->max : low + 100;
	switch ((enum field_type)f->type) {
	case FIELD_DATE:
		date_format(text, zone_day(&w->zone, at));
		json_put_text(o, text);
		break;
	case FIELD_DATETIME:
		at = chance(3) ? at : at - at % 60000; /* on a minute, as most are, or not */
		datetime_format(text, value_datetime(at / 1000, (unsigned)(at % 1000), (int)chance(3) * 60));
		json_put_text(o, text);
		break;
	case FIELD_DURATION: json_put_text(o, chance(2) ? "5bd" : "12d"); break;
	case FIELD_INT: json_put_int(o, (int64_t)low + chance((uint32_t)(high - low) + 1)); break;
	case FIELD_NUMBER: case FIELD_PERCENT: case FIELD_MONEY: json_put_number(o, low + (high - low) * chance(1000) / 1000); break;
	case FIELD_BOOL: json_put_bool(o, chance(2)); break;
	case FIELD_ENUM: json_put_text(o, engine_schema(w->engine)->symbols[f->symbol_base + chance(f->symbol_count)]); break;
	case FIELD_OBJECT: put_object(w, f->kind, o, depth + 1); break;
	case FIELD_LIST:
		json_begin_array(o);
		for (uint32_t n = chance(4); n; n--)
			put_object(w, f->kind, o, depth + 1);
		json_end_array(o);
		break;
	case FIELD_SET:
		json_begin_array(o);
		json_put_text(o, "a");
		json_end_array(o);
		break;
	case FIELD_ANY: /* of an earlier value or change: of the field that is named in most of them, or not */
		if (chance(3))
			json_put_int(o, chance(100));
		else
			json_put_text(o, chance(2) ? "execution" : "planning");
		break;
	default:
		snprintf(text, sizeof text, "%s %u", f->name, chance(100));
		if (strcmp(f->name, "path") == 0)
			snprintf(text, sizeof text, "%s", chance(3) ? "satisfaction" : "phase");
		json_put_text(o, strcmp(f->name, "currency") == 0 ? "CNY" : text);
	}
}

/* ---- verdicts ---- */

struct seen { uint32_t rule; char *element; enum verdict verdict; enum severity severity; bool advisory; int64_t flips_at; };
struct judged { struct seen *items; size_t count, cap; int64_t at, flips_at; };

static void on_judgement(void *ctx, const struct judgement *v)
{
	struct judged *j = ctx;
	if (j->count == j->cap)
		j->items = realloc(j->items, (j->cap = j->cap * 2 + 64) * sizeof *j->items);
	assert_true(v->failure == FAILURE_NONE || v->failure == FAILURE_BUG);
	assert_true(v->flips_at > j->at);
	char *element = malloc(strlen(v->element) + strlen(v->pointer) + 2);
	sprintf(element, "%s %s", v->element, v->pointer);
	j->items[j->count++] = (struct seen){ v->rule, element, v->verdict, v->severity, v->advisory, v->flips_at };
}

static void judge_at(struct world *w, struct record r, int64_t at, struct judged *out)
{
	const struct judge_filter filter = { .passes = w->every };
	struct err err = ERR_INIT;
	*out = (struct judged){ .at = at };
	engine_set_as_of(w->engine, at);
	assert_int_equal(engine_judge(w->engine, r, &filter, on_judgement, out, &err), 0);
	out->flips_at = engine_flips_at(w->engine);
	for (size_t i = 0; i < out->count; i++)
		assert_true(out->flips_at <= out->items[i].flips_at);
}

static void judged_release(struct judged *j)
{
	for (size_t i = 0; i < j->count; i++)
		free(j->items[i].element);
	free(j->items);
}

/* ---- the property ---- */

static void unannounced(struct world *w, const char *document, const struct judged *before, const struct seen *a, const struct seen *b, int64_t at)
{
	char from[48], to[48], said[48] = "never";
	const struct seen *any = a ? a : b;
	datetime_format(from, value_datetime(before->at / 1000, (unsigned)(before->at % 1000), 0));
	datetime_format(to, value_datetime(at / 1000, (unsigned)(at % 1000), 0));
	if (a && a->flips_at < INT64_MAX)
		datetime_format(said, value_datetime(a->flips_at / 1000, (unsigned)(a->flips_at % 1000), 0));
	fail_msg("%s %s: %s at %s, %s at %s; announced: %s\n%.2000s", engine_rule(w->engine, any->rule)->id, any->element, a ? verdict_names[a->verdict] : "no verdict", from,
		b ? verdict_names[b->verdict] : "no verdict", to, said, document);
}

/* `now` is at a later moment than `before`: what had not been announced for by then is the same. */
static void compare(struct world *w, const char *document, const struct judged *before, const struct judged *now)
{
	size_t i = 0, k = 0;
	while (i < before->count || k < now->count) {
		uint32_t rule = i < before->count ? before->items[i].rule : UINT32_MAX;
		if (k < now->count && now->items[k].rule < rule)
			rule = now->items[k].rule;
		size_t i_end = i, k_end = k;
		int64_t earliest = INT64_MAX;
		for (; i_end < before->count && before->items[i_end].rule == rule; i_end++)
			if (before->items[i_end].flips_at < earliest)
				earliest = before->items[i_end].flips_at;
		while (k_end < now->count && now->items[k_end].rule == rule)
			k_end++;
		if (now->at < earliest || i == i_end) { /* the whole rule; without a verdict it cannot have announced anything */
			for (; i < i_end || k < k_end; i++, k++) {
				const struct seen *a = i < i_end ? &before->items[i] : NULL, *b = k < k_end ? &now->items[k] : NULL;
				if (!a || !b || strcmp(a->element, b->element) || a->verdict != b->verdict || a->severity != b->severity || a->advisory != b->advisory)
					unannounced(w, document, before, a, b, now->at);
			}
		} else if (i_end - i == k_end - k) { /* the same elements: each verdict by itself */
			bool same = true;
			for (size_t n = 0; n < i_end - i; n++)
				same &= !strcmp(before->items[i + n].element, now->items[k + n].element);
			for (; same && i < i_end; i++, k++) {
				const struct seen *a = &before->items[i], *b = &now->items[k];
				if (a->flips_at > now->at && (a->verdict != b->verdict || a->severity != b->severity || a->advisory != b->advisory))
					unannounced(w, document, before, a, b, now->at);
			}
		}
		i = i_end;
		k = k_end;
	}
}

static int64_t later_moment(struct world *w, const struct judged *from, unsigned kind)
{
	const struct seen *some = from->count ? &from->items[chance((uint32_t)from->count)] : NULL;
	int64_t at = from->at + (int64_t)chance(SPAN_DAYS) * MS_PER_DAY + chance((uint32_t)MS_PER_DAY);
	if (kind % 4 == 0)
		at = zone_day_start_ms(&w->zone, zone_day(&w->zone, at)) - chance(2);
	else if (kind % 4 == 1 && some && some->flips_at < INT64_MAX)
		at = some->flips_at - chance(2);
	else if (kind % 4 == 2 && from->flips_at < INT64_MAX)
		at = from->flips_at - chance(2);
	else if (kind % 8 == 7)
		at = from->at + chance(10 * 86400000);
	else if (kind % 8 == 3)
		at = from->at + chance(2 * 60000);
	return at > from->at ? at : from->at + 1;
}

static void same_as_before(struct world *w, const char *document, const struct judged *before, const struct judged *again)
{
	assert_int_equal(again->count, before->count);
	assert_true(again->flips_at == before->flips_at);
	for (size_t i = 0; i < again->count; i++) {
		const struct seen *a = &before->items[i], *b = &again->items[i];
		if (a->verdict != b->verdict || a->severity != b->severity || a->flips_at != b->flips_at)
			fail_msg("%s %s: was %s until %lld, is %s until %lld, at the same moment (%lld)\n%.20000s", engine_rule(w->engine, b->rule)->id, b->element,
				verdict_names[a->verdict], (long long)a->flips_at, verdict_names[b->verdict], (long long)b->flips_at, (long long)again->at, document);
	}
}

/* One document, at a chain of moments; each is held against all before it. */
static void hold(struct world *w, const char *document, size_t len, unsigned moments)
{
	enum { MOST = 64 };
	struct judged chain[MOST];
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct violations violations = { 0 };
	struct json_value root;
	struct record r;
	struct err err = ERR_INIT;
	moments = moments < MOST ? moments : MOST;
	assert_int_equal(json_read(w->reader, document, len, &limits, &root, &err), 0);
	if (record_build(w->builder, root, &r, &violations, &err) < 0)
		fail_msg("%s: %s %s", err.message, violations.count ? violations.items[0].pointer : "", violations.count ? violations.items[0].message : "");
	judge_at(w, r, w->begins + (int64_t)chance(400) * MS_PER_DAY + chance((uint32_t)MS_PER_DAY), &chain[0]);
	int64_t near = chain[0].count ? chain[0].items[chance((uint32_t)chain[0].count)].flips_at : INT64_MAX;
	if (near < INT64_MAX && chance(2)) { /* rather from shortly before something changes */
		judged_release(&chain[0]);
		judge_at(w, r, near - 1 - chance(2 * 60000), &chain[0]);
	}
	for (unsigned i = 1; i < moments; i++) {
		const struct judged *from = &chain[chance(3) ? 0 : i - 1];
		judge_at(w, r, later_moment(w, from, i), &chain[i]);
		for (unsigned k = 0; k < i; k++)
			if (chain[k].at < chain[i].at)
				compare(w, document, &chain[k], &chain[i]);
	}
	/* and the same again where it began: nothing was left behind */
	struct judged again;
	judge_at(w, r, chain[0].at, &again);
	same_as_before(w, document, &chain[0], &again);
	judged_release(&again);
	for (unsigned i = 0; i < moments; i++)
		judged_release(&chain[i]);
}

static unsigned slow(void)
{
	const char *text = getenv("ANNOUNCED_ROUNDS");
	return text && atoi(text) > 0 ? (unsigned)atoi(text) : 1;
}

static void random_documents(struct world *w, unsigned n, unsigned moments)
{
	for (unsigned i = 0; i < n * slow(); i++) {
		struct buf document = BUF_INIT;
		struct json_out o = json_out(&document, 0);
		put_object(w, 0, &o, 0);
		hold(w, document.data, document.len, moments);
		buf_release(&document);
	}
}

static void verdicts_stay_until_they_announce(void **state)
{
	(void)state;
	static const struct { const char *zone, *calendar, *begins; } worlds[] = {
		{ "Asia/Shanghai", "policies/data/calendar.cn.json", "2026-01-15T04:00:00Z" }, /* the holidays of 2027 are not known */
		{ "Asia/Shanghai", "policies/data/calendar.cn.json", "2015-06-15T04:00:00Z" }, /* nor those of 2015 */
		{ "Europe/Berlin", "policies/data/calendar.default.json", "2026-03-01T09:00:00Z" },
		{ "America/St_Johns", "policies/data/calendar.default.json", "2006-03-01T12:00:00Z" }, /* clocks go back at 00:01 */
		{ "Africa/Cairo", "policies/data/calendar.cn.json", "2024-03-01T12:00:00Z" }, /* days without a midnight */
	};
	const char *seed = getenv("SEED");
	chance_state = seed ? strtoull(seed, NULL, 10) : 20260630;
	for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
		struct world w;
		world_open(&w, worlds[i].zone, worlds[i].calendar, worlds[i].begins);
		random_documents(&w, 10, 20);
		world_close(&w);
	}
}

static void so_do_those_of_the_sample_portfolio(void **state)
{
	(void)state;
	const char *path = getenv("SAMPLE");
	struct world w;
	char *line = NULL;
	size_t cap = 0, count = 0;
	ssize_t len;
	FILE *f = fopen(path ? path : "build/portfolio.ndjson", "r");
	if (!f)
		skip();
	chance_state = 7;
	world_open(&w, "Asia/Shanghai", "policies/data/calendar.cn.json", "2026-06-30T04:00:00Z");
	while (count < 21 * slow() && (len = getline(&line, &cap, f)) > 0)
		if (chance(slow() > 1 ? 1 : 8) == 0) {
			hold(&w, line, (size_t)len, 16);
			count++;
		}
	assert_true(count > 20);
	free(line);
	fclose(f);
	world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_stay_until_they_announce),
		cmocka_unit_test(so_do_those_of_the_sample_portfolio),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
