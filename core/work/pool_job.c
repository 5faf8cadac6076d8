/* SPDX-License-Identifier: MIT */
/* pool_job: a job's frames and results; see pool_state.h. */
#include <stdlib.h>
#include <string.h>

#include "work/heads.h"
#include "work/pool_state.h"

struct job *job_new(enum job_kind kind, uint64_t number)
{
	struct job *j = calloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->kind = kind;
	j->number = number;
	j->refs = 1;
	j->died_document = j->died_rule = NOBODY;
	buf_init(&j->body);
	return j;
}

void job_reset(struct job *j)
{
	for (size_t i = 0; i < j->part_count; i++)
		buf_release(&j->parts[i]);
	free(j->parts);
	j->parts = NULL;
	j->part_count = 0;
	arena_release(&j->arena);
	j->results = NULL;
	j->received = 0;
	j->done = j->refused = false;
	memset(&j->tail, 0, sizeof(j->tail));
}

void job_unref(struct job *j)
{
	if (!j || --j->refs)
		return;
	job_reset(j);
	for (size_t i = 0; i < j->skip_count; i++)
		free((char *)j->skips[i].message);
	free(j->skips);
	free(j->basis);
	buf_release(&j->body);
	free(j);
}

bool job_skip(struct job *j, const struct skip *s)
{
	struct skip *skips = realloc(j->skips, (j->skip_count + 1) * sizeof(*skips));
	char *message = strdup(s->message);

	if (skips)
		j->skips = skips;
	if (!skips || !message) {
		free(message);
		return false;
	}
	j->skips[j->skip_count] = *s;
	j->skips[j->skip_count++].message = message;
	return true;
}

static bool batch_head(struct job *j, const struct trip *trips, size_t n, struct buf *out)
{
	struct trip *basis = calloc(n + 1, sizeof(*basis));
	struct batch_head h = { .number = j->number, .documents = j->documents, .until_ms = j->until_ms, .skips = j->skips, .skip_count = j->skip_count };

	if (!basis)
		return false;
	memcpy(basis, trips, n * sizeof(*trips));
	free(j->basis);
	h.trips = j->basis = basis;
	h.trip_count = j->basis_count = n;
	wire_pack(out, &batch_head_shape, &h);
	return true;
}

bool job_head(struct job *j, const struct trip *trips, size_t n, struct buf *out)
{
	static const enum frame_type types[] = { [JOB_BATCH] = FRAME_BATCH, [JOB_EXPLAIN] = FRAME_EXPLAIN, [JOB_TEST] = FRAME_TEST };
	const size_t begin = frame_begin(out, types[j->kind]);

	if (j->kind == JOB_BATCH && !batch_head(j, trips, n, out))
		return false;
	frame_end(out, begin, j->body.len);
	return !out->failed;
}

/* ---- results ---- */

static bool keep_part(struct job *j, const struct frame *f, struct buf **out)
{
	struct buf *parts = realloc(j->parts, (j->part_count + 1) * sizeof(*parts));

	if (!parts)
		return false;
	j->parts = parts;
	*out = &parts[j->part_count++];
	buf_init(*out);
	buf_add(*out, f->payload, f->len);
	return !(*out)->failed;
}

static bool waiver_whole(const struct waiver *w)
{
	return !w || (w->element && w->reason && w->requested_by && w->approved_by);
}

/* What concerns groups. */
static bool take_across(struct wire_reader *r, struct project_result *p, size_t rules)
{
	const struct share *shares = wire_unpack_run(r, &share_shape, p->share_count);
	const struct group_verdict *verdicts = wire_unpack_run(r, &group_verdict_shape, p->verdict_count);

	p->shares = shares;
	p->verdicts = verdicts;
	for (size_t i = 0; shares && i < p->share_count; i++)
		if (shares[i].rule >= rules || !shares[i].key || !shares[i].currency || !shares[i].row)
			return false;
	for (size_t i = 0; verdicts && i < p->verdict_count; i++)
		if (verdicts[i].verdict.rule >= rules || !verdicts[i].key)
			return false;
	return !r->bad;
}

/* Strings of a result are never NULL (model/verdict.h), whatever was sent. */
static bool take_result(struct wire_reader *r, struct project_result *p, size_t rules)
{
	struct judgement *judgements, *readiness;
	struct transition *transitions;

	if (!wire_unpack(r, &result_shape, p))
		return false;
	heads_complete(p);
	if (!p->refusal)
		p->refusal = "";
	if (!p->gate)
		p->gate = "";
	judgements = wire_unpack_run(r, &judgement_shape, p->count);
	p->judgements = judgements;
	for (size_t i = 0; judgements && i < p->count; i++)
		if (judgements[i].rule >= rules || !waiver_whole(judgements[i].waiver))
			return false;
	readiness = wire_unpack_run(r, &judgement_shape, p->readiness_count);
	p->readiness = readiness;
	for (size_t i = 0; readiness && i < p->readiness_count; i++) {
		if (readiness[i].rule >= rules || !waiver_whole(readiness[i].waiver))
			return false;
		readiness[i].readiness = true;
	}
	p->violations = wire_unpack_run(r, &violation_shape, p->violation_count);
	transitions = wire_unpack_run(r, &transition_shape, p->transition_count);
	p->transitions = transitions;
	for (size_t i = 0; transitions && i < p->transition_count; i++)
		if (transitions[i].to.rule >= rules || !waiver_whole(transitions[i].to.waiver))
			return false;
	return !r->bad && take_across(r, p, rules);
}

static bool take_tail(struct job *j, const struct results_head *h, size_t rules)
{
	for (size_t i = 0; i < h->tally_count; i++)
		if (h->tallies[i].rule >= rules)
			return false;
	for (size_t i = 0; i < h->trip_count; i++)
		if (h->trips[i].rule >= rules)
			return false;
	j->tail = *h;
	j->done = true;
	return j->received == j->documents;
}

static bool make_results(struct job *j)
{
	if (!j->results)
		j->results = arena_alloc(&j->arena, (j->documents + 1) * sizeof(*j->results));
	return j->results != NULL;
}

bool job_take_results(struct job *j, const struct frame *f, size_t rules)
{
	struct results_head h;
	struct wire_reader r;
	struct buf *part;

	if (!make_results(j) || !keep_part(j, f, &part))
		return false;
	r = wire_reader(part->data, part->len, &j->arena);
	if (!wire_unpack(&r, &results_head_shape, &h) || h.number != j->number || h.first != j->received || h.documents > j->documents - j->received)
		return false;
	for (uint32_t i = 0; i < h.documents; i++)
		if (!take_result(&r, &j->results[j->received++], rules))
			return false;
	return wire_at_end(&r) && (!h.last || take_tail(j, &h, rules));
}

void job_refuse(struct job *j, const char *why)
{
	struct wire_reader r = wire_reader(j->body.data, j->body.len, &j->arena);
	struct pool_document d;
	char *copy;

	job_reset(j);
	copy = arena_strdup(&j->arena, why);
	j->done = j->refused = true;
	if (!make_results(j))
		return; /* not even that: the documents are delivered as none */
	for (uint32_t i = 0; i < j->documents && wire_unpack(&r, &document_shape, &d); i++)
		j->results[j->received++] = project_refused(d.line, copy ? copy : "out of memory");
}

void job_answer(struct job *j, const struct answer *a)
{
	if (a->err.code)
		j->answered(j->ctx, NULL, 0, &a->err);
	else
		j->answered(j->ctx, a->json, a->len, NULL);
	job_unref(j);
}
