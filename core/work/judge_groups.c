/* SPDX-License-Identifier: MIT */
/* judge_groups: rules across the portfolio (engine/across.c): the rows of a project, and the verdicts on a group. */
#include "work/judge_state.h"

static void on_share(void *ctx, const struct share *s)
{
	struct judge *j = ctx;

	if (j->items.len <= DOCUMENT_MOST)
		wire_pack(&j->items, &share_shape, s);
	j->listed++;
}

static void on_unshared(void *ctx, const struct judgement *v)
{
	judge_count_trip(ctx, v);
}

void judge_share(struct judge *j, const struct pool_document *d, const struct json_value *root, struct record record)
{
	struct project_result r = { .line = d->line, .refusal = "", .flips_at = INT64_MAX };

	judge_choose_off(j, d);
	j->listed = 0;
	j->tripped = NOBODY;
	engine_share(j->engine, record, j->off, on_share, on_unshared, j);
	if (j->items.len > DOCUMENT_MOST || j->items.failed) {
		buf_release(&j->items);
		judge_refuse(j, d, root, "more rows for groups than can be sent", 0, 0);
		return;
	}
	heads_of_record(&j->heads, record, &r);
	r.share_count = j->listed;
	judge_finish(j, &r);
}

/* One verdict on a group, from the moment on that it was judged for. */
static void on_group_verdict(void *ctx, uint32_t subject, const struct judgement *v)
{
	struct judge *j = ctx;
	const struct group_verdict g = { .key = j->group->key, .subject = subject, .from_ms = j->group_from, .verdict = *v };

	judge_count_trip(j, v);
	if (v->flips_at < j->group_until)
		j->group_until = v->flips_at;
	if (j->items.len <= DOCUMENT_MOST)
		wire_pack(&j->items, &group_verdict_shape, &g);
	j->listed++;
}

/* A group that cannot be judged: an error of its rule on all that gave a row. */
static void fail_group(struct judge *j, const char *why, enum failure failure)
{
	char message[64];
	struct judgement v = judge_off_verdict(j, j->group->rule, message);

	if (why) {
		v.message = why;
		v.failure = failure;
	}
	buf_clear(&j->items);
	j->listed = 0;
	on_group_verdict(j, GROUP_EVERY_SUBJECT, &v);
}

/* Judges a group as of now and, for a forecast, at each moment at which that may change. */
static void judge_rows(struct judge *j, struct record rows, uint32_t list)
{
	const int64_t now = engine_as_of(j->engine);

	for (int step = 0; step < FORECAST_STEPS_MOST && j->items.len < CHANGES_MOST; step++) {
		j->group_until = INT64_MAX;
		engine_judge_group(j->engine, j->group, j->builder, rows, list, on_group_verdict, j);
		if (!judge_is_foretold(j) || j->group_until > j->head->until_ms)
			break;
		j->group_from = j->group_until;
		engine_set_as_of(j->engine, j->group_from);
	}
	engine_set_as_of(j->engine, now);
}

/* The rows of a group as a record that is valid until the next one. */
static int lay_out_rows(struct judge *j, const struct group *g, const char *text, size_t len, struct record *out, uint32_t *list, struct err *err)
{
	const struct json_limits limits = { GROUP_BYTES_MAX + j->limits.bytes, j->limits.depth, j->limits.key, GROUP_ROWS_MAX };
	struct violations violations = { NULL, 0, 0, 0 };
	struct json_value root;
	int status = json_read(j->reader, text, len, &limits, &root, err);

	if (!status)
		status = record_build_rows(j->builder, engine_row_kind(j->engine, g->rule), root, group_currency(g), out, list, &violations, err);
	if (violations.count)
		status = err_set(err, ERR_INPUT, "a row is no longer as its project gave it: %s", violations.items[0].message);
	violations_release(&violations);
	if (!status && record_list_count(out->words, *list) != g->owner_count)
		status = err_set(err, ERR_INTERNAL, "the rows of a group have other owners");
	return status;
}

static void judge_rows_of(struct judge *j, const struct pool_document *d)
{
	struct project_result r = { .line = d->line, .refusal = "", .flips_at = INT64_MAX };
	struct err err = ERR_INIT;
	struct record rows;
	uint32_t list;

	j->group = d->group;
	j->group_from = INT64_MIN;
	j->listed = 0;
	j->tripped = NOBODY;
	judge_choose_off(j, d);
	engine_set_past(j->engine, NULL);
	if (judge_has(j->off, j->group->rule))
		fail_group(j, NULL, FAILURE_NONE);
	else if (!d->len)
		fail_group(j, "more rows than can be judged at once", FAILURE_MEMORY);
	else if (lay_out_rows(j, j->group, d->text, d->len, &rows, &list, &err))
		fail_group(j, err.message ? err.message : "out of memory", err.code == ERR_LIMIT ? FAILURE_MEMORY : FAILURE_BUG);
	else
		judge_rows(j, rows, list);
	if (j->items.len > DOCUMENT_MOST || j->items.failed) {
		buf_release(&j->items);
		fail_group(j, "more verdicts than can be sent", FAILURE_MEMORY);
	}
	r.verdict_count = j->listed;
	judge_finish(j, &r);
	err_release(&err);
}

/* A group may be sent for a rule that the engine has, and one row has one owner. */
static bool is_group(const struct judge *j, const struct group *g)
{
	bool whole = g->rule < j->rules && judge_looks_across(j, g->rule) && g->key && g->currency;

	for (size_t i = 0; whole && i < g->owner_count; i++)
		whole = g->owners[i] != NULL;
	return whole;
}

void judge_group(struct judge *j, const struct pool_document *d)
{
	if (is_group(j, d->group))
		judge_rows_of(j, d);
	else
		judge_refuse(j, d, NULL, "there is no such group", 0, 0);
}

int judge_explain_groups(struct judge *j, const struct pool_document *d, struct err *err)
{
	int status = 0;

	engine_set_given(j->engine, d->given, d->given_count);
	for (size_t i = 0; !status && i < d->group_count; i++) {
		const struct group_text *g = &d->groups[i];
		struct record rows;
		uint32_t list;

		if (!is_group(j, &g->group) || g->own >= g->group.owner_count)
			return err_set(err, ERR_INTERNAL, "there is no such group");
		status = lay_out_rows(j, &g->group, g->rows, g->len, &rows, &list, err);
		if (!status)
			status = engine_explain_group(j->engine, &g->group, g->own, j->builder, rows, list, err);
	}
	return status;
}
