/* SPDX-License-Identifier: MIT */
/*
 * judge: see judge.h.
 *
 * Quarantine is a function of the documents' order alone. The host says how often each rule failed in all documents before
 * this batch (head->trips), the batch counts on from there; so it does not matter which worker judges, or when.
 */
#include "work/judge_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "work/frame.h"

static void tables_free(struct judge *j)
{
	free(j->trips);
	free(j->trips_before);
	free(j->counts_before);
	free(j->counts_document);
	free(j->off);
	free(j->watched);
}

void judge_free(struct judge *j)
{
	if (!j)
		return;
	json_reader_free(j->reader);
	record_builder_free(j->builder);
	forecast_free(j->forecast);
	tables_free(j);
	buf_release(&j->items);
	buf_release(&j->ready);
	buf_release(&j->changes);
	buf_release(&j->canonical);
	buf_release(&j->body);
	buf_release(&j->frame);
	arena_release(&j->arena);
	free(j);
}

int judge_new(struct engine *e, const struct pool_options *o, bool lenient, struct beat *beat, struct judge **out, struct err *err)
{
	struct judge *j = calloc(1, sizeof(*j));

	*out = j;
	if (!j)
		return err_set(err, ERR_MEMORY, "out of memory");
	j->engine = e;
	j->schema = engine_schema(e);
	j->beat = beat;
	j->limits = o->limits;
	j->intake = o->intake;
	j->quarantine_after = o->quarantine_after;
	j->rules = (uint32_t)engine_rule_count(e);
	j->reader = json_reader_new();
	j->builder = j->schema ? record_builder_new(j->schema, lenient) : NULL;
	j->trips = calloc(j->rules + 1, sizeof(*j->trips));
	j->trips_before = calloc(j->rules + 1, sizeof(*j->trips_before));
	j->counts_before = calloc(j->rules + 1, VERDICT_COUNT * sizeof(*j->counts_before));
	j->counts_document = calloc(j->rules + 1, VERDICT_COUNT * sizeof(*j->counts_document));
	j->off = calloc(j->rules / 64 + 1, sizeof(*j->off));
	j->watched = calloc(j->rules / 64 + 1, sizeof(*j->watched));
	buf_init(&j->items);
	buf_init(&j->ready);
	buf_init(&j->changes);
	buf_init(&j->canonical);
	buf_init(&j->body);
	buf_init(&j->frame);
	if (!j->reader || (j->schema && !j->builder) || !j->trips || !j->trips_before || !j->counts_before || !j->counts_document || !j->off || !j->watched) {
		judge_free(j);
		*out = NULL;
		return err_set(err, ERR_MEMORY, "out of memory");
	}
	heads_init(&j->heads, j->schema);
	if (j->builder)
		record_builder_partial(j->builder, j->intake == INTAKE_PARTIAL);
	return 0;
}

/* ---- verdicts that are given here ---- */

static void set_off(struct judge *j, uint32_t rule)
{
	j->off[rule / 64] |= 1ULL << (rule % 64);
	j->any_off = true;
}

static const struct skip *skip_of(const struct judge *j, uint32_t rule)
{
	for (size_t i = 0; i < j->head->skip_count; i++)
		if (j->head->skips[i].document == j->document && j->head->skips[i].rule == rule)
			return &j->head->skips[i];
	return NULL;
}

static void list(struct judge *j, const struct judgement *v)
{
	struct buf *to = v->readiness ? &j->ready : &j->items;
	uint32_t rules;
	const struct phase *gate = engine_gate(j->engine, &rules);

	if (j->items.len + j->ready.len <= DOCUMENT_MOST)
		wire_pack(to, &judgement_shape, v);
	*(v->readiness ? &j->listed_ready : &j->listed) += 1;
	j->blocking += gate && phase_blocked_by(gate, engine_rule(j->engine, v->rule), v);
}

/* The `error` of a rule that is not judged on this document; its message may be put into `message`. */
struct judgement judge_off_verdict(struct judge *j, uint32_t rule, char message[64])
{
	const struct rule_info *info = engine_rule(j->engine, rule);
	const struct skip *s = j->trips[rule] >= j->quarantine_after ? NULL : skip_of(j, rule);
	struct judgement v = {
		.rule = rule, .verdict = VERDICT_ERROR, .severity = info->severity, .element = "", .pointer = "", .message = message,
		.details = "", .measure = NAN, .measure_text = "", .limit_text = "", .failure = FAILURE_QUARANTINED, .file = info->file,
		.line = info->line, .traceback = "", .flips_at = INT64_MAX, .gate = info->gate, .enforcement = info->enforcement,
		.readiness = engine_gate_standing(j->engine, rule) == GATE_NEXT,
	};

	snprintf(message, 64, "in quarantine after %u failures", j->quarantine_after);
	if (s) {
		v.message = s->message;
		v.failure = s->failure;
		v.line = s->line ? (int)s->line : info->line;
	}
	return v;
}

static void list_off(struct judge *j, uint32_t rule)
{
	const enum gate_standing gate = engine_gate_standing(j->engine, rule);
	char message[64];
	const struct judgement v = judge_off_verdict(j, rule, message);

	if (failure_is_trip(v.failure))
		j->trips[rule]++;
	if (gate != GATE_OTHER)
		list(j, &v);
	if (gate == GATE_NONE)
		engine_counts(j->engine)[(size_t)rule * VERDICT_COUNT + VERDICT_ERROR]++;
}

/* Rules before `end` that are off have their say, so that the list stays in the order of the rules. */
static void list_off_before(struct judge *j, uint32_t end)
{
	for (; j->any_off && j->next_rule < end; j->next_rule++)
		if (judge_has(j->off, j->next_rule))
			list_off(j, j->next_rule);
}

bool judge_looks_across(const struct judge *j, uint32_t rule)
{
	const struct rule_info *info = engine_rule(j->engine, rule);

	return info->by || info->among;
}

/* A rule that fails on many elements of a document has failed once. */
void judge_count_trip(struct judge *j, const struct judgement *v)
{
	if (v->verdict != VERDICT_ERROR || !failure_is_trip(v->failure) || j->tripped == v->rule)
		return;
	j->tripped = v->rule;
	j->trips[v->rule]++;
}

static void on_judgement(void *ctx, const struct judgement *v)
{
	struct judge *j = ctx;

	list_off_before(j, v->rule);
	if (!judge_looks_across(j, v->rule)) /* then it failed on its group, and that was counted */
		judge_count_trip(j, v);
	if (judge_is_foretold(j) && !v->readiness)
		forecast_note(j->forecast, v);
	if (!judge_is_foretold(j) || !verdict_is_quiet(v->verdict) || (j->any_watched && judge_has(j->watched, v->rule)))
		list(j, v);
}

void judge_choose_off(struct judge *j, const struct pool_document *d)
{
	memset(j->off, 0, (j->rules / 64 + 1) * sizeof(*j->off));
	j->any_off = false;
	for (size_t i = 0; i < j->head->skip_count; i++)
		if (j->head->skips[i].document == j->document && j->head->skips[i].rule < j->rules)
			set_off(j, j->head->skips[i].rule);
	/* what looks across failed on groups, which were judged before: what they say of a project holds */
	for (uint32_t r = 0; r < j->rules; r++)
		if (j->trips[r] >= j->quarantine_after && (d->shares || d->group || !judge_looks_across(j, r)))
			set_off(j, r);
}

/* The rules whose quiet verdicts are to come too; NULL: none. */
static const uint64_t *choose_watched(struct judge *j, const struct pool_document *d)
{
	j->any_watched = d->watched_count > 0;
	if (!j->any_watched)
		return NULL;
	memset(j->watched, 0, (j->rules / 64 + 1) * sizeof(*j->watched));
	for (size_t i = 0; i < d->watched_count; i++)
		if (d->watched[i] < j->rules)
			j->watched[d->watched[i] / 64] |= 1ULL << (d->watched[i] % 64);
	return j->watched;
}

/* ---- documents ---- */

/* How many verdicts of this kind the document got. */
static uint32_t gained(const struct judge *j, enum verdict v)
{
	const uint64_t *counts = engine_counts(j->engine);
	uint64_t sum = 0;

	for (size_t i = v; i < (size_t)j->rules * VERDICT_COUNT; i += VERDICT_COUNT)
		sum += counts[i] - j->counts_document[i];
	return (uint32_t)sum;
}

void judge_finish(struct judge *j, const struct project_result *r)
{
	wire_pack(&j->body, &result_shape, r);
	buf_add(&j->body, j->items.data, j->items.len);
	buf_add(&j->body, j->ready.data, j->ready.len);
	buf_add(&j->body, j->changes.data, j->changes.len);
	buf_clear(&j->items);
	buf_clear(&j->ready);
	buf_clear(&j->changes);
}

void judge_refuse(struct judge *j, const struct pool_document *d, const struct json_value *root, const char *why, int line, int column)
{
	struct project_result r = { .line = d->line, .refusal = why ? why : "out of memory", .refusal_column = column, .flips_at = INT64_MAX };

	r.refusal_line = d->line && line ? (int)d->line + line - 1 : line;
	heads_of_json(root, &r);
	buf_clear(&j->items);
	buf_clear(&j->ready);
	judge_finish(j, &r);
}

static void refuse_violations(struct judge *j, const struct pool_document *d, const struct json_value *root, struct violations *v)
{
	const size_t found = v->count + v->dropped;
	char why[64];
	struct project_result r = { .line = d->line, .refusal = why, .violation_count = v->count, .flips_at = INT64_MAX };

	snprintf(why, sizeof(why), found == 1 ? "%zu violation of the schema" : "%zu violations of the schema", found);
	violations_locate(v, d->text, d->len, d->line ? d->line : 1);
	if (v->count) {
		r.refusal_line = v->items[0].line;
		r.refusal_column = v->items[0].column;
	}
	heads_of_json(root, &r);
	for (size_t i = 0; i < v->count; i++)
		wire_pack(&j->items, &violation_shape, &v->items[i]);
	judge_finish(j, &r);
}

static size_t counts_size(const struct judge *j)
{
	return (size_t)j->rules * VERDICT_COUNT * sizeof(uint64_t);
}

/* After all the document is refused: none of its verdicts counts. */
static void take_back(struct judge *j, const struct pool_document *d, const struct json_value *root, const char *why)
{
	if (j->rules)
		memcpy(engine_counts(j->engine), j->counts_document, counts_size(j));
	judge_refuse(j, d, root, why, 0, 0);
}

static bool on_change(void *ctx, const struct transition *t)
{
	struct judge *j = ctx;

	wire_pack(&j->changes, &transition_shape, t);
	j->change_count++;
	return j->changes.len < CHANGES_MOST;
}

/* Until when it is known what groups say: one that was judged as often as may be announces a moment for which it was not judged any more. */
static int64_t groups_reach(const struct pool_document *d, int64_t until)
{
	for (size_t i = 0; i < d->given_count; i++) {
		const struct group_verdict *g = &d->given[i], *next = i + 1 < d->given_count ? g + 1 : NULL;
		const bool last = !next || next->verdict.rule != g->verdict.rule || strcmp(next->key, g->key);

		if (last && g->verdict.flips_at <= until)
			until = g->verdict.flips_at - 1;
	}
	return until;
}

static bool foretell(struct judge *j, const struct pool_document *d, struct record record, struct project_result *r)
{
	j->change_count = 0;
	r->forecast_to = forecast_run(j->forecast, record, groups_reach(d, j->head->until_ms), on_change, j);
	r->transition_count = j->change_count;
	return !j->changes.failed && j->changes.len <= DOCUMENT_MOST;
}

/* Judges a record; when its verdicts are too many to send, or the engine gives up, the document is refused instead. */
static void judge_one(struct judge *j, const struct pool_document *d, const struct json_value *root, struct record record)
{
	struct judge_filter filter = { .off = NULL, .passes = choose_watched(j, d) };
	struct project_result r = { .line = d->line, .refusal = "" };
	struct err err = ERR_INIT;
	const struct phase *gate;

	if (judge_is_foretold(j))
		filter.passes = forecast_begin(j->forecast);
	judge_choose_off(j, d);
	if (j->any_off)
		filter.off = filter.never = j->off;
	if (judge_is_foretold(j))
		forecast_never(j->forecast, filter.never);
	j->listed = j->listed_ready = j->blocking = j->next_rule = 0;
	j->tripped = NOBODY;
	if (j->rules)
		memcpy(j->counts_document, engine_counts(j->engine), counts_size(j));
	engine_set_waivers(j->engine, d->waivers, d->waiver_count);
	engine_set_past(j->engine, d->past.kept ? &d->past : NULL);
	engine_set_given(j->engine, d->given, d->given_count);
	engine_set_gate(j->engine, d->gate);
	if (engine_judge(j->engine, record, &filter, on_judgement, j, &err) < 0) {
		take_back(j, d, root, err.message);
		err_release(&err);
		return;
	}
	list_off_before(j, j->rules);
	gate = engine_gate(j->engine, &r.gate_rules);
	r.gate = gate && (r.gate_rules || j->blocking) ? gate->name : "";
	r.blocking = j->blocking;
	r.flips_at = engine_flips_at(j->engine); /* as of now, before the forecast goes on from it */
	if (j->items.len + j->ready.len > DOCUMENT_MOST || j->items.failed || j->ready.failed || (judge_is_foretold(j) && !foretell(j, d, record, &r))) {
		buf_release(&j->items);
		buf_release(&j->ready);
		buf_release(&j->changes);
		take_back(j, d, root, "more verdicts than can be reported");
		return;
	}
	heads_of_record(&j->heads, record, &r);
	r.count = j->listed;
	r.readiness_count = j->listed_ready;
	r.passed = gained(j, VERDICT_PASS);
	r.not_applicable = gained(j, VERDICT_NOT_APPLICABLE);
	judge_finish(j, &r);
}

/* The only one that the schema does not know of. */
static void refuse_nameless(struct judge *j, const struct pool_document *d, const struct json_value *root)
{
	char whole[] = "", pointer[] = "/id", message[] = "a project in a store needs an id";
	struct violation item = { .pointer = whole, .message = message };
	struct violations v = { .items = &item, .count = 1 };

	violations_locate(&v, d->text, d->len, d->line ? d->line : 1); /* where the id is absent, it stands for the document */
	item.pointer = pointer;
	refuse_violations(j, d, root, &v);
}

/* What is kept will be judged one day, so in its canonical form too it may not be longer than a document may be. */
static void take_in(struct judge *j, const struct pool_document *d, const struct json_value *root, struct record record)
{
	struct project_result r = { .line = d->line, .refusal = "", .flips_at = INT64_MAX };
	struct json_out o = json_out(&j->canonical, 0);
	char why[80];
	size_t len;

	record_id(record, &len);
	if (!len) {
		refuse_nameless(j, d, root);
		return;
	}
	buf_clear(&j->canonical);
	record_write_json(j->schema, record, &o);
	if (j->canonical.failed || j->canonical.len > j->limits.bytes) {
		snprintf(why, sizeof(why), "its canonical form is longer than %zu bytes", j->limits.bytes);
		judge_refuse(j, d, root, j->canonical.failed ? NULL : why, 0, 0);
		buf_release(&j->canonical);
		return;
	}
	heads_of_record(&j->heads, record, &r);
	r.document = j->canonical.data;
	r.document_len = j->canonical.len;
	judge_finish(j, &r);
}

static void judge_document(struct judge *j, const struct pool_document *d)
{
	const struct skip *s = skip_of(j, NOBODY);
	struct violations violations = { NULL, 0, 0, 0 };
	struct err err = ERR_INIT;
	struct json_value root;
	struct record record;

	if (fault_hit(FAULT_WORKER_DIE) && !s)
		__builtin_trap();
	if (s) {
		judge_refuse(j, d, NULL, s->message, 0, 0);
	} else if (!j->schema) {
		judge_refuse(j, d, NULL, "the schema of the policies did not load", 0, 0);
	} else if (d->group) {
		judge_group(j, d);
	} else if (json_read(j->reader, d->text, d->len, &j->limits, &root, &err) < 0) {
		judge_refuse(j, d, NULL, err.message, err.line, err.column);
	} else if (record_build(j->builder, root, &record, &violations, &err) < 0) {
		if (violations.count)
			refuse_violations(j, d, &root, &violations);
		else
			judge_refuse(j, d, &root, err.message, err.line, err.column);
	} else if (j->intake) {
		take_in(j, d, &root, record);
	} else if (d->shares) {
		judge_share(j, d, &root, record);
	} else {
		judge_one(j, d, &root, record);
	}
	violations_release(&violations);
	err_release(&err);
}

int judge_record(struct judge *j, const struct pool_document *d, struct record *out, struct err *err)
{
	struct violations violations = { NULL, 0, 0, 0 };
	struct json_value root;
	int status;

	if (!j->schema)
		return err_set(err, ERR_POLICY, "the schema of the policies did not load");
	status = json_read(j->reader, d->text, d->len, &j->limits, &root, err);
	if (status < 0) {
		if (d->line > 1)
			err_at(err, NULL, (int)d->line + err->line - 1, err->column);
		return status;
	}
	status = record_build(j->builder, root, out, &violations, err);
	if (violations.count)
		status = violations_error(&violations, d->text, d->len, d->line, err);
	violations_release(&violations);
	return status;
}

/* ---- batches ---- */

/* The differences that the batch made. */
static int gather(struct judge *j, struct results_head *h)
{
	const uint64_t *counts = engine_counts(j->engine);
	struct tally *tallies = arena_alloc(&j->arena, ((size_t)j->rules * VERDICT_COUNT + 1) * sizeof(*tallies));
	struct trip *trips = arena_alloc(&j->arena, ((size_t)j->rules + 1) * sizeof(*trips));

	if (!tallies || !trips)
		return ERR_MEMORY;
	h->tallies = tallies;
	h->trips = trips;
	for (uint32_t r = 0; r < j->rules; r++) {
		for (int v = 0; v < VERDICT_COUNT; v++) {
			const size_t i = (size_t)r * VERDICT_COUNT + (size_t)v;

			if (counts[i] != j->counts_before[i])
				tallies[h->tally_count++] = (struct tally) { r, (enum verdict)v, counts[i] - j->counts_before[i] };
		}
		if (j->trips[r] != j->trips_before[r])
			trips[h->trip_count++] = (struct trip) { r, j->trips[r] - j->trips_before[r] };
	}
	return 0;
}

static int send_results(struct judge *j, struct results_head *h, judge_send send, void *ctx, struct err *err)
{
	size_t begin;

	if (h->last && gather(j, h) < 0)
		return err_set(err, ERR_MEMORY, "out of memory");
	buf_clear(&j->frame);
	begin = frame_begin(&j->frame, FRAME_RESULTS);
	wire_pack(&j->frame, &results_head_shape, h);
	buf_add(&j->frame, j->body.data, j->body.len);
	frame_end(&j->frame, begin, 0);
	if (j->frame.failed || j->body.failed)
		return err_set(err, ERR_MEMORY, "out of memory");
	buf_clear(&j->body);
	h->first += h->documents;
	h->documents = 0;
	return send(ctx, &j->frame) ? 0 : err_set(err, ERR_CANCELLED, "the host is gone");
}

static void begin_batch(struct judge *j, const struct batch_head *head)
{
	j->head = head;
	arena_clear(&j->arena);
	buf_clear(&j->body);
	memset(j->trips, 0, j->rules * sizeof(*j->trips));
	for (size_t i = 0; i < head->trip_count; i++)
		if (head->trips[i].rule < j->rules)
			j->trips[head->trips[i].rule] = head->trips[i].count;
	memcpy(j->trips_before, j->trips, j->rules * sizeof(*j->trips));
	if (j->rules)
		memcpy(j->counts_before, engine_counts(j->engine), counts_size(j));
}

int judge_batch(struct judge *j, const struct batch_head *head, struct wire_reader *r, judge_send send, void *ctx, struct err *err)
{
	struct results_head h = { .number = head->number };
	struct pool_document d;
	int status = 0;

	begin_batch(j, head);
	if (judge_is_foretold(j) && !j->forecast && (status = forecast_new(j->engine, &j->forecast, err)))
		return status;
	for (uint32_t i = 0; !status && i < head->documents; i++) {
		if (!wire_unpack(r, &document_shape, &d))
			return err_set(err, ERR_INTERNAL, "a batch of documents is not readable");
		j->document = j->beat->document = i;
		judge_document(j, &d);
		h.documents++;
		if (j->body.len > FRAME_ENOUGH && i + 1 < head->documents)
			status = send_results(j, &h, send, ctx, err);
	}
	j->beat->document = NOBODY;
	h.last = true;
	return status ? status : send_results(j, &h, send, ctx, err);
}
