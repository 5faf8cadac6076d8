/* SPDX-License-Identifier: MIT */
/*
 * engine: policies and projects in, verdicts out. Runs in a worker process (and in tests and benches), never in the host.
 *
 *   engine_new(&options, &e, &err)
 *   engine_add_file(e, "risk/register.lua", text, len) ...      the whole generation
 *   engine_load(e, &diagnostics, &err)
 *   engine_judge(e, record, NULL, sink, ctx)                    for each project
 *   engine_free(e)
 *
 * DESIGN. One Lua state per policy; a state that exceeded a budget is dropped and made anew. An evaluation has two modes.
 * Fast: the policy as written; reading an absent field gives nil, and marks the evaluation as suspect when the syntax tree
 * says that this rule uses a field of that name other than by testing its presence. Traced: the policy's syntax tree
 * written out again with every comparison, connective and condition as a call, so that absent values can travel as
 * markers and logic is three-valued. A suspect or failed fast evaluation is repeated traced, and the traced result counts:
 * the traced mode is the meaning, the fast mode is the same thing where nothing is missing.
 * Rules that read other rules' verdicts are judged after those; see engine/verdicts.h.
 */
#ifndef PLUMB_ENGINE_ENGINE_H
#define PLUMB_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/date.h"
#include "model/group.h"
#include "model/past.h"
#include "model/phases.h"
#include "model/record.h"
#include "model/schema.h"
#include "model/verdict.h"

struct engine;

/* The page that a worker shares with its host: who is being judged, and for how long already. */
struct beat {
	volatile uint64_t evaluations; /* bumped at the start and the end of each evaluation; odd: inside one */
	volatile uint32_t rule;        /* index into the ruleset of the current evaluation; UINT32_MAX while loading */
	volatile uint32_t document;    /* number within the batch, set by the worker */
	volatile uint32_t file;        /* index of the policy file while loading */
	volatile uint32_t line;        /* where a stuck evaluation was seen last; 0: unknown */
	volatile uint32_t overdue_ms;  /* CPU time beyond the soft limit; 0 while things go well */
};

struct engine_options {
	int64_t as_of_ms;              /* the evaluation's "now", UTC ms */
	const struct zone *zone;       /* company time zone; borrowed */
	const struct calendar *calendar; /* borrowed */
	const char *lang;              /* "en" or "zh": messages */
	bool lenient;                  /* unknown fields are kept */
	unsigned soft_ms;              /* CPU per evaluation, default 250 */
	unsigned load_ms;              /* CPU per file at load, default 1000 */
	size_t state_bytes;            /* per Lua state, default 64 MB */
	size_t block_bytes;            /* one block, default 16 MB */
	struct beat *beat;             /* NULL: the engine uses one of its own */
};
struct engine_options engine_options_default(void);

int engine_new(const struct engine_options *o, struct engine **out, struct err *err);
void engine_free(struct engine *e);
/* path is relative to the policies folder: "schema.lua", "risk/register.lua", "risk/register.zh.lua",
   "risk/register_test.lua", "profiles/apac.lua", "lib/money.lua", "data/advertising.json". The text is copied. */
int engine_add_file(struct engine *e, const char *path, const char *text, size_t len, struct err *err);
/* What file names are printed with: "policies/". */
void engine_set_prefix(struct engine *e, const char *prefix);
/* Schema, then every policy. ERR_POLICY when a diagnostic is an error; policies that loaded are usable all the same. */
int engine_load(struct engine *e, struct diagnostics *d, struct err *err);

const struct schema *engine_schema(const struct engine *e);
const char *engine_schema_json(const struct engine *e, size_t *len);
size_t engine_rule_count(const struct engine *e);
const struct rule_info *engine_rule(const struct engine *e, uint32_t rule);
size_t engine_policy_count(const struct engine *e);
const struct policy_info *engine_policy(const struct engine *e, size_t policy);
int engine_find_rule(const struct engine *e, const char *id); /* -1; a suffix ("high_risk_answered") is enough when unique */

typedef void (*judgement_sink)(void *ctx, const struct judgement *j);
struct judge_filter {
	const uint64_t *off;       /* bit per rule: leave it out; NULL: none. It is judged all the same, untold and uncounted, where a rule that is not off reads its verdicts */
	const uint64_t *never;     /* bit per rule that is off: not even then, as it takes too long or ends the process: who reads it finds an error; NULL: none */
	const uint64_t *passes;    /* bit per rule: its pass and not_applicable are delivered too, one by one; NULL: they are only counted */
};
/* Counts of a sweep, per rule: [rule * VERDICT_COUNT + verdict]. Zeroed by engine_load, added to by engine_judge. */
uint64_t *engine_counts(struct engine *e);
/* Whether any rule may ask for what a project was: only then is it worth while to give it. */
bool engine_uses_history(const struct engine *e);
/* What the projects that are judged from here on were before; borrowed, NULL: nobody keeps that. */
void engine_set_past(struct engine *e, const struct past_list *past);
/* The phases in their order, and what guards the entry into which (engine/gates.h). */
const struct phases *engine_phases(const struct engine *e);
/* The projects that are judged from here on ask for the entry into this phase; NULL, or no phase: each for its next one. */
void engine_set_gate(struct engine *e, const char *phase);
/* Of the project that was judged last: the phase whose gate rules were judged (NULL: none), and how many they are. */
const struct phase *engine_gate(const struct engine *e, uint32_t *rules);
/* Of the same project: does the rule guard a phase, and is it that one? */
enum gate_standing { GATE_NONE, GATE_NEXT, GATE_OTHER };
enum gate_standing engine_gate_standing(const struct engine *e, uint32_t rule);
/* Judges one project by all rules. Of those that guard a phase only those of its gate, and what they say is marked as readiness. A rule that fails to judge gives an `error`; the rest goes on. */
int engine_judge(struct engine *e, struct record r, const struct judge_filter *f, judgement_sink sink, void *ctx, struct err *err);
/*
 * Rules across the portfolio. Each project is asked for what it gives to their groups (engine_share); each group is judged
 * (engine_judge_group); and when a project is judged, what its groups said is a verdict on it like any other (engine_set_given).
 * Without that such a rule is `unknown`.
 */
bool engine_looks_across(const struct engine *e); /* there are such rules */
typedef void (*share_sink)(void *ctx, const struct share *s);
/* off: a bit per rule that is not asked; NULL: none. told: what is wrong where a policy's `when` cannot be judged; may be NULL. */
void engine_share(struct engine *e, struct record r, const uint64_t *off, share_sink sink, judgement_sink told, void *ctx);
/* subject: the row of the project that it is about, where the rule compares projects; else 0. */
typedef void (*group_sink)(void *ctx, uint32_t subject, const struct judgement *j);
/* rows and list: of record_build_rows, by `b`, which is pointed at one row after the other. */
void engine_judge_group(struct engine *e, const struct group *g, struct record_builder *b, struct record rows, uint32_t list, group_sink sink, void *ctx);
const struct kind *engine_row_kind(const struct engine *e, uint32_t rule);
/* Of the project that is judged next, in the order of rule, key and moment; borrowed until others, or none (NULL, 0), are set. */
void engine_set_given(struct engine *e, const struct group_verdict *given, size_t count);
/* The earliest moment (UTC ms) at which time alone can change any verdict of the project that was judged last, passes
   included; INT64_MAX: never. */
int64_t engine_flips_at(const struct engine *e);
/* By one rule, whatever gate it guards. */
int engine_judge_rule(struct engine *e, uint32_t rule, struct record r, judgement_sink sink, void *ctx, struct err *err);
/* Why: one rule on one project in traced mode, as JSON (see engine/explain.c for its shape), and what would make it pass. element: the
   only one for which that is looked for ("" is the whole project); NULL: all. */
int engine_explain(struct engine *e, uint32_t rule, struct record r, const char *element, struct buf *json, struct err *err);
/*
 * Of a rule across the portfolio the groups of the project are explained first, in the order of their keys (own: the project's row);
 * then engine_explain shows them; then they are forgotten.
 */
int engine_explain_group(struct engine *e, const struct group *g, uint32_t own, struct record_builder *b, struct record rows, uint32_t list, struct err *err);
void engine_forget_groups(struct engine *e);
/* Runs a policy's tests ("risk/register_test.lua"); the result as JSON (see lua/testing.lua for its shape). */
int engine_test(struct engine *e, const char *path, struct buf *json, struct err *err);
size_t engine_test_files(const struct engine *e, const char *const **paths);
/* Another "now" for what follows. */
void engine_set_as_of(struct engine *e, int64_t as_of_ms);
int64_t engine_as_of(const struct engine *e);
/* The waivers of the project that is judged next; borrowed until other ones, or none (NULL, 0), are set. */
void engine_set_waivers(struct engine *e, const struct waiver *waivers, size_t count);
/* BLAKE2b-256 over the generation's files and engine version, as 64 hex digits. */
void engine_generation(const struct engine *e, char out[65]);

/*
 * The two-stage deadline (engine/deadline.c): a tick of CPU time every 10 ms; when the same evaluation is still running
 * after the soft limit, a hook ends it with an error that names the line; `beat->overdue_ms` tells the host to kill when
 * even that does not help (one instruction of the VM or a library function that does not come back).
 * To be called once per process, before seccomp. Without it there are no deadlines.
 */
int deadline_start(struct beat *beat, struct err *err);

#endif
