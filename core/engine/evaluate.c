/* SPDX-License-Identifier: MIT */
/*
 * evaluate: rules over one project.
 *
 * DESIGN. All rules of a policy run inside one protected call; the run remembers which rule and which element it is at, so
 * that after an error it is entered again at the next one. An element is judged by the same code in both modes; only the
 * functions differ, and that markers occur in the traced one. A fast judgement that read an absent field which matters
 * (ctx.suspect), or that failed, is thrown away and repeated traced.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/gates.h"
#include "engine/probe.h"
#include "engine/run.h"

void evaluation_reset(struct ctx *c)
{
	c->suspect = false;
	c->left = LEFT_NOT;
	if (c->absence_count | c->unknown_count) {
		c->absence_count = c->unknown_count = 0;
		arena_clear(&c->scratch);
	}
	if (c->flips_at < c->flips_first)
		c->flips_first = c->flips_at;
	c->flips_at = c->flips_base;
	if (c->recording && c->probe) {
		probe_clear(c->probe);
	} else if (c->recording) {
		buf_clear(&c->steps);
		buf_clear(&c->reads);
		buf_clear(&c->parameters);
		buf_clear(&c->notes);
	}
}

/* ---- the elements of a rule ---- */

static bool collect_room(struct run *run, size_t more)
{
	if (run->count + more <= run->cap)
		return true;
	size_t cap = run->cap * 2 > run->count + more ? run->cap * 2 : run->count + more + 64;
	struct element *grown = realloc(run->elements, cap * sizeof *grown);
	if (!grown)
		return false;
	run->elements = grown;
	run->cap = cap;
	return true;
}

static bool collect_from(struct run *run, const struct rule *r, struct element el, unsigned step)
{
	struct engine *e = run->e;
	const uint64_t *words = e->ctx.words;
	for (; step < r->depth; step++) {
		const struct each_step *s = &r->each[step];
		const struct kind *k = step ? &e->schema->kinds[r->each[step - 1].field->kind] : &e->schema->kinds[0];
		uint32_t at = step ? el.at[step - 1] : record_root(e->ctx.record);
		const uint64_t *slot = record_slot(words, at, k, s->field->index);
		if (!slot) {
			el.absent = true;
			el.steps = (uint8_t)step;
			break;
		}
		if (s->list) {
			uint32_t n = record_list_count(words, (uint32_t)*slot);
			bool innermost = step + 1 == r->depth;
			el.list = (uint32_t)*slot;
			el.steps = (uint8_t)(step + 1);
			if (innermost && !collect_room(run, n))
				return false;
			for (uint32_t i = 0; i < n; i++) {
				el.index = i;
				el.at[step] = record_list_at(words, el.list, i);
				if (innermost)
					run->elements[run->count++] = el;
				else if (!collect_from(run, r, el, step + 1))
					return false;
			}
			return true;
		}
		el.at[step] = (uint32_t)*slot;
		el.steps = (uint8_t)(step + 1);
	}
	if (!collect_room(run, 1))
		return false;
	run->elements[run->count++] = el;
	return true;
}

/* ---- the fast run ---- */

static inline void beat_begin(struct engine *e, uint32_t rule)
{
	e->beat->rule = rule;
	e->beat->evaluations |= 1;
}
static inline void beat_end(struct engine *e) { e->beat->evaluations = (e->beat->evaluations | 1) + 1; }

static inline void begin(struct run *run)
{
	evaluation_reset(&run->e->ctx);
	run->e->ctx.suspect = run->p->foreign_money;
}

/* These answer false when a budget is exceeded and the state is to be dropped. */

static bool run_given(lua_State *L, struct run *run, struct rule *r)
{
	int64_t n = call_each(L, run, r, MODE_FAST);
	int list = lua_gettop(L);
	if (n == -2)
		return judge_traced(L, run, r, NULL, EXTENT_ALL) == DONE;
	run->collected = true;
	if (n == 0)
		deliver_plain(run, r, NULL, VERDICT_NOT_APPLICABLE);
	run->e->ctx.flips_base = run->e->ctx.flips_at; /* what made the list can change with the time, too */
	for (; (int64_t)run->element < n; run->element++) {
		begin(run);
		push_given(L, list, run->element);
		run->given = given_element(run, L, list + 1);
		enum outcome o = judge_element(L, run, r, &run->given, list + 1, MODE_FAST);
		lua_settop(L, list);
		if (o == SUSPECT && judge_traced(L, run, r, NULL, EXTENT_ELEMENT) != DONE)
			return false;
	}
	return true;
}

/* Of a gate of elements: those that are behind it. */
static void keep_in_state(struct run *run, const struct rule *r)
{
	size_t kept = 0;
	for (size_t i = 0; i < run->count; i++)
		if (gates_in_state(run, r, &run->elements[i]))
			run->elements[kept++] = run->elements[i];
	run->count = kept;
}

bool collect_elements(struct run *run, const struct rule *r)
{
	run->count = 0;
	return collect_from(run, r, (struct element){ 0 }, 0);
}

static bool collect(struct run *run, struct rule *r)
{
	if (!collect_elements(run, r))
		return false;
	run->collected = true;
	if (run->in_state)
		keep_in_state(run, r);
	if (!run->count)
		deliver_plain(run, r, NULL, VERDICT_NOT_APPLICABLE);
	return true;
}

/* For explain: everything traced, from the start. */
static bool run_recorded(lua_State *L, struct run *run, struct rule *r)
{
	if (r->each_function)
		return judge_traced(L, run, r, NULL, EXTENT_ALL) == DONE;
	if (run->e->ctx.group || (!r->depth && !r->across))
		return judge_traced(L, run, r, NULL, EXTENT_ELEMENT) == DONE;
	run->p->when_known = WHEN_NOT_ASKED;
	if (run->p->when[MODE_FAST] != LUA_NOREF && (judge_traced(L, run, r, NULL, EXTENT_WHEN) != DONE || run->decided))
		return !run->over;
	if (r->across) {
		if (!across_run(run, r))
			luaL_error(L, "not enough memory");
		return true;
	}
	if (!collect(run, r))
		luaL_error(L, "not enough memory");
	if (run->only != ELEMENTS_ALL && run->element < run->only)
		run->element = run->only;
	for (; run->element < run->count && run->element <= run->only; run->element++)
		if (judge_traced(L, run, r, &run->elements[run->element], EXTENT_ELEMENT) != DONE)
			return false;
	return true;
}

static bool run_rule(lua_State *L, struct run *run, struct rule *r)
{
	struct ctx *c = &run->e->ctx;
	c->rule = r;
	c->sensitive = r->sensitive;
	c->flips_base = r->now.flips_at;
	begin(run);
	if (c->recording)
		return run_recorded(L, run, r);
	int applies = policy_applies(L, run, r, MODE_FAST);
	if (applies < 0) {
		if (judge_traced(L, run, r, NULL, EXTENT_WHEN) != DONE)
			return false;
		applies = !run->decided;
		if (run->p->when_flips_at < c->flips_base && run->p->when_known != WHEN_NOT_ASKED)
			c->flips_base = run->p->when_flips_at;
		begin(run);
	}
	if (!applies)
		return true;
	c->flips_base = c->flips_at;
	if (r->across && !run->e->ctx.group) {
		if (!across_run(run, r))
			luaL_error(L, "not enough memory");
		return true;
	}
	if (r->each_function)
		return run_given(L, run, r);
	if (!r->depth || run->e->ctx.group)
		return judge_element(L, run, r, NULL, 0, MODE_FAST) != SUSPECT || judge_traced(L, run, r, NULL, EXTENT_ELEMENT) == DONE;
	if (!run->collected && !collect(run, r))
		luaL_error(L, "not enough memory");
	for (; run->element < run->count; run->element++) {
		const struct element *el = &run->elements[run->element];
		begin(run);
		lua_settop(L, 1);
		if (judge_element(L, run, r, el, 0, MODE_FAST) == SUSPECT && judge_traced(L, run, r, el, EXTENT_ELEMENT) != DONE)
			return false;
	}
	return true;
}

static inline bool is_off(const struct run *run, uint32_t rule)
{
	return run->off && has_bit(run->off, rule);
}

static int run_protected(lua_State *L)
{
	struct run *run = lua_touserdata(L, 1);
	struct engine *e = run->e;
	for (; run->rule < run->end; run->rule++, run->element = 0, run->collected = false) {
		if (is_off(run, run->rule))
			continue;
		if (!gates_let(run, &e->rules[run->rule], e->rules[run->rule].now.gate))
			continue;
		if (e->rules[run->rule].now.standing) {
			deliver_standing(run, &e->rules[run->rule]);
			continue;
		}
		beat_begin(e, run->rule);
		lua_settop(L, 1);
		run->current = NULL;
		if (!run_rule(L, run, &e->rules[run->rule])) {
			run->over = true;
			return 0;
		}
		beat_end(e);
	}
	return 0;
}

static void next_rule(struct run *run)
{
	run->rule++;
	run->element = 0;
	run->collected = false;
}

/* The fast evaluation failed: the traced one tells whether over a gap or by a bug. Moves the run on to what comes next. */
static enum outcome recover(lua_State *L, struct run *run, struct rule *r, int status)
{
	struct ctx *c = &run->e->ctx;
	const struct element *el = run->current;
	enum extent extent = EXTENT_ELEMENT;
	if (deadline_passed() || status == LUA_ERRMEM || run->p->state->refused)
		return explain_failure(run, r, status);
	lua_settop(L, 0);
	if (run->p->when[MODE_FAST] != LUA_NOREF && run->p->when_known == WHEN_NOT_ASKED && !run->e->ctx.group)
		extent = EXTENT_WHEN;
	else if (r->each_function && !run->collected)
		extent = EXTENT_ALL;
	enum outcome o = DONE;
	if (c->left == LEFT_NOT_APPLICABLE && !c->suspect && extent == EXTENT_ELEMENT)
		deliver_plain(run, r, el, VERDICT_NOT_APPLICABLE);
	else
		o = judge_traced(L, run, r, el, extent);
	if (o == RULE_OVER)
		return o;
	if (extent == EXTENT_WHEN && !run->decided)
		return o; /* the traced `when` holds: the same rule again */
	if (extent == EXTENT_ELEMENT && run->collected)
		run->element++;
	else
		next_rule(run);
	return o;
}

static void deliver_all(struct run *run, const char *message)
{
	for (; run->rule < run->end; run->rule++)
		if (!is_off(run, run->rule) && gates_let(run, &run->e->rules[run->rule], run->e->rules[run->rule].info.gate))
			deliver_error(run, &run->e->rules[run->rule], NULL, FAILURE_BUG, message, 0);
}

static void run_policy(struct run *run)
{
	struct engine *e = run->e;
	struct policy *p = run->p;
	const char *why;
	p->when_known = WHEN_NOT_ASKED;
	while (run->rule < run->end) {
		if (!p->state && loader_revive(p, e) < 0) {
			deliver_all(run, "the policy could not be loaded again");
			return;
		}
		if ((p->setting_count || p->apart || !p->current || p->epoch != e->epoch) && terms_settle(e, p, run->off, &why) < 0) {
			deliver_all(run, why);
			return;
		}
		lua_State *L = p->state->L;
		lua_settop(L, 0);
		p->state->refused = false;
		if (p->has_money_parameters && p->money_currency != e->ctx.currency)
			terms_set_money(e, p);
		run->over = false;
		e->ctx.compared_today = p->compared_today;
		e->ctx.compared_now = p->compared_now;
		deadline_watch(L, e->options.soft_ms);
		lua_pushcfunction(L, run_protected);
		lua_pushlightuserdata(L, run);
		int status = lua_pcall(L, 1, 0, 0);
		if (status == LUA_OK && !run->over) {
			deadline_rest();
			return;
		}
		struct rule *r = &e->rules[run->rule];
		enum outcome o = run->over ? RULE_OVER : recover(L, run, r, status);
		deadline_rest();
		beat_end(e);
		if (o == RULE_OVER) {
			loader_drop(p);
			next_rule(run);
		}
	}
}

static void set_project(struct engine *e, struct record r)
{
	struct ctx *c = &e->ctx;
	c->record = r;
	c->words = r.words;
	past_forget(c);
	c->currency = (uint32_t)r.words[2];
	c->money_count = 0;
	c->traced = false;
	c->flips_base = c->flips_first = c->flips_at = INT64_MAX;
	if (e->profile_count) {
		arena_clear(&e->project);
		for (size_t i = 0; i < e->profile_count; i++)
			e->profiles[i].matches = MATCH_NOT_ASKED;
	}
}

void evaluate_rule(struct engine *e, uint32_t rule, judgement_sink sink, void *ctx)
{
	struct ctx *c = &e->ctx;
	bool recording = c->recording;
	struct run run = { .e = e, .p = e->rules[rule].policy, .passes = e->every, .counts = e->counts, .only = ELEMENTS_ALL, .sink = sink, .sink_ctx = ctx, .rule = rule, .end = rule + 1, .error = BUF_INIT };
	c->recording = false;
	run_policy(&run);
	c->recording = recording;
	buf_release(&run.error);
	free(run.elements);
}

bool engine_settles(struct engine *e, struct policy *p, struct record r, const char **why)
{
	*why = "the policy could not be loaded again";
	set_project(e, r);
	return (p->state || loader_revive(p, e) == 0) && terms_settle(e, p, NULL, why) == 0;
}

void run_rules(struct run *run, uint32_t first, uint32_t end)
{
	while (first < end) {
		struct policy *p = run->e->rules[first].policy;
		uint32_t last = p->info.first_rule + p->info.rule_count;
		while (first < last && first < end && is_off(run, first))
			first++;
		if (first == last || first == end)
			continue;
		run->p = p;
		run->rule = first;
		run->end = last < end ? last : end;
		run->element = 0;
		run->collected = false;
		run_policy(run);
		first = run->end;
	}
}

void judge_rules(struct run *run, uint32_t first, uint32_t end, struct record r)
{
	set_project(run->e, r);
	run_rules(run, first, end);
	buf_release(&run->error);
	free(run->elements);
}

static int judge(struct engine *e, uint32_t first, uint32_t end, bool gates, struct record r, const struct judge_filter *f, uint32_t only, judgement_sink sink, void *ctx, struct err *err)
{
	struct run run = { .e = e, .off = f ? f->off : NULL, .passes = f ? f->passes : NULL, .counts = e->counts, .only = only, .gates = gates, .sink = sink, .sink_ctx = ctx, .error = BUF_INIT };
	int rc = 0;
	set_project(e, r);
	gates_begin(e);
	if (e->verdicts && verdicts_asked(e, first, end, run.off))
		rc = verdicts_run(&run, first, end, f ? f->never : NULL, err);
	else
		run_rules(&run, first, end);
	if (e->ctx.flips_at < e->ctx.flips_first)
		e->ctx.flips_first = e->ctx.flips_at;
	buf_release(&run.error);
	free(run.elements);
	return rc;
}

int engine_judge(struct engine *e, struct record r, const struct judge_filter *f, judgement_sink sink, void *ctx, struct err *err)
{
	return judge(e, 0, (uint32_t)e->rule_count, true, r, f, ELEMENTS_ALL, sink, ctx, err);
}

int engine_judge_rule(struct engine *e, uint32_t rule, struct record r, judgement_sink sink, void *ctx, struct err *err)
{
	const struct judge_filter watched = { .passes = e->every };
	if (rule >= e->rule_count)
		return err_set(err, ERR_USAGE, "there is no rule %u", rule);
	return judge(e, rule, rule + 1, false, r, &watched, ELEMENTS_ALL, sink, ctx, err);
}

void engine_probe(struct engine *e, uint32_t rule, struct record r, uint32_t only, struct probe *p, judgement_sink sink, void *ctx)
{
	const struct judge_filter watched = { .passes = e->every };
	e->ctx.probe = p;
	e->ctx.recording = true;
	judge(e, rule, rule + 1, false, r, &watched, only, sink, ctx, NULL);
	e->ctx.recording = false;
	e->ctx.probe = NULL;
}
