/* SPDX-License-Identifier: MIT */
#include "store/gates.h"

#include <stdlib.h>
#include <string.h>

#include "json/write.h"
#include "store/audit.h"
#include "store/project_row.h"
#include "store/projects.h"
#include "store/read.h"
#include "store/step.h"

const char *const gate_outcome_names[GATE_OUTCOME_COUNT] = { "passed", "refused", "overridden", "reopened" };
static const char *const actions[GATE_OUTCOME_COUNT] = { "gate.passed", "gate.refused", "gate.overridden", "gate.reopened" };

/* ---- deciding ---- */

/* The document goes the way of every other, so that its history has who, when and why. */
static int move(struct store_writer *w, const struct gate_entry *g, struct err *err)
{
	struct put p = { .by = g->by, .id = (char *)g->project, .document = (char *)g->document, .document_len = g->len, .job = { .err = ERR_INIT } };
	int status = put_run(&p.job, w, err);

	if (!status && p.outcome == PUT_REFUSED)
		status = err_set(err, ERR_INPUT, "the project '%s' would break the schema: %s", g->project, p.violations.count ? p.violations.items[0].message : "it fits no more");
	violations_release(&p.violations);
	free(p.changes);
	return status;
}

static int note(struct store_writer *w, struct gate_entry *g, int64_t project, struct err *err)
{
	struct buf payload = BUF_INIT;
	struct json_out o = json_out(&payload, 0);
	int status;

	json_begin_object(&o);
	const char *const pairs[][2] = { { "from", g->from }, { "to", g->to }, { "element", g->element }, { "role", g->role }, { "generation", g->generation } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		json_key(&o, pairs[i][0]);
		json_put_text(&o, pairs[i][1]);
	}
	json_key(&o, "verdicts");
	json_put_raw(&o, g->verdicts, strlen(g->verdicts));
	json_end_object(&o);
	status = payload.failed ? err_set(err, ERR_MEMORY, "out of memory") : audit_append(w, g->by, actions[g->outcome], project, payload.data, payload.len, &g->seq, err);
	buf_release(&payload);
	return status;
}

static int decide(void *ctx, struct store_writer *w, struct err *err)
{
	struct gate_entry *g = ctx;
	struct project_row row;
	int64_t generation = 0, project;
	int status = project_row_read(w, g->project, &row, err);

	project = row.key;
	if (!status && !row.document)
		status = project_row_none(w, g->project, err);
	g->changed = !status && row.revision != g->revision;
	project_row_release(&row);
	if (status || g->changed)
		return status;
	status = sql_number(&w->sql, &generation, 0, err, "SELECT key FROM generation WHERE hash = ?", "t", g->generation);
	if (!status && !generation)
		status = err_set(err, ERR_INTERNAL, "the store does not know the generation %s", g->generation);
	if (!status && g->document)
		status = move(w, g, err);
	if (!status)
		status = note(w, g, project, err);
	/* a reopening is a passage: what it was is told by the log's entry */
	return status ? status : sql_run(&w->sql, err, "INSERT INTO gate_decision (seq, project, phase_from, phase_to, element, outcome, generation, verdicts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		"iittttit", g->seq, project, g->from, g->to, g->element, gate_outcome_names[g->outcome == GATE_REOPENED ? GATE_PASSED : g->outcome], generation, g->verdicts);
}

int gate_record(struct store *s, struct gate_entry *g, struct err *err)
{
	return step_do(s, decide, g, err);
}

/* ---- looking back ---- */

static enum gate_outcome outcome_of(const char *action)
{
	for (int o = 0; o < GATE_OUTCOME_COUNT; o++)
		if (!strcmp(actions[o], action))
			return (enum gate_outcome)o;
	return GATE_REFUSED;
}

int gate_list(struct store *s, const char *project, bool (*row)(void *ctx, const struct gate_row *r), void *ctx, struct err *err)
{
	struct sql *q = store_reader(s);
	sqlite3_stmt *st = NULL;
	int64_t key;
	int got = sql_number(q, &key, 0, err, "SELECT key FROM project WHERE id = ?", "t", project);

	if (!got && !key)
		return err_set(err, ERR_INPUT, "there never was a project '%s' in the store", project);
	if (!got)
		got = sql_first(q, &st, err, "SELECT d.seq, a.at, p.actor, p.reason, d.phase_from, d.phase_to, d.element, a.action, g.hash, d.verdicts FROM gate_decision d"
			" JOIN audit a ON a.seq = d.seq JOIN generation g ON g.key = d.generation LEFT JOIN audit_payload p ON p.seq = d.seq WHERE d.project = ? ORDER BY d.seq DESC", "i", key);
	for (; got == 1; got = sql_next(q, st, err)) {
		struct gate_row r = { sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1), sql_text(st, 2), sql_text(st, 3), sql_text(st, 4), sql_text(st, 5), sql_text(st, 6),
			outcome_of(sql_text(st, 7)), sql_text(st, 8), sql_text(st, 9) };

		if (!row(ctx, &r)) {
			got = 0;
			break;
		}
	}
	sql_done(st);
	return got < 0 ? got : 0;
}
