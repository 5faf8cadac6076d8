/* SPDX-License-Identifier: MIT */
/*
 * evaluate: rules over one project.
 *
 * DESIGN. All rules of a policy run inside one protected call; the run remembers which rule and which element it is at, so
 * that after an error it is entered again at the next one. An element is judged by the same code in both modes; only the
 * functions differ, and that markers occur in the traced one. A fast judgement that read an absent field which matters
 * (ctx.suspect), or that failed, is thrown away and repeated traced.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/evaluation.h"
#include "engine/json_lua.h"

struct run {
	struct engine *e;
	struct policy *p;
	const struct judge_filter *filter;
	judgement_sink sink;
	void *sink_ctx;
	uint32_t rule, end;          /* indexes into the engine's rules */
	uint32_t element;            /* number in `elements`, or in the list that `each` gave */
	struct element *elements; size_t count, cap;
	bool collected;              /* the elements (or the list that `each` gives) are known */
	const struct element *current; /* the element being judged; NULL: the whole project */
	struct element given;        /* storage of the current one where a function gave it */
	bool decided;                /* the traced `when` gave the verdict of the whole rule */
	bool over;                   /* a budget was exceeded: the state is to be dropped */
	struct buf error;            /* message of a failed evaluation, without its position */
	int error_line;
};

enum outcome { DONE, SUSPECT, RULE_OVER };

void evaluation_reset(struct ctx *c)
{
	c->suspect = false;
	c->left = LEFT_NOT;
	if (c->absence_count | c->unknown_count) {
		c->absence_count = c->unknown_count = 0;
		arena_clear(&c->scratch);
	}
	c->flips_at = INT64_MAX;
	if (c->recording) {
		buf_clear(&c->steps);
		buf_clear(&c->reads);
		buf_clear(&c->parameters);
		buf_clear(&c->notes);
	}
}

/* ---- delivering ---- */

/* Counts a verdict. Pass and not_applicable are most of them, and only counted unless somebody asks for them. */
static inline bool only_counted(struct run *run, const struct rule *r, enum verdict v)
{
	run->e->counts[(size_t)r->index * VERDICT_COUNT + v]++;
	return (v == VERDICT_PASS || v == VERDICT_NOT_APPLICABLE) && !(run->filter && run->filter->passes);
}

static void deliver_counted(struct run *run, struct rule *r, const struct element *el, struct judgement *j)
{
	struct engine *e = run->e;
	buf_clear(&e->element);
	buf_clear(&e->pointer);
	if (el)
		element_path(e, r, el, &e->element, &e->pointer);
	j->rule = r->index;
	j->element = e->element.data;
	j->pointer = e->pointer.data;
	j->flips_at = e->ctx.flips_at;
	if (!j->message)
		j->message = "";
	if (!j->details)
		j->details = "";
	if (!j->measure_text) {
		j->measure_text = "";
		j->measure = NAN;
	}
	if (!j->limit_text)
		j->limit_text = "";
	if (!j->file)
		j->file = "";
	if (!j->traceback)
		j->traceback = "";
	if (run->sink)
		run->sink(run->sink_ctx, j);
}

static void deliver(struct run *run, struct rule *r, const struct element *el, struct judgement *j)
{
	if (!only_counted(run, r, j->verdict))
		deliver_counted(run, r, el, j);
}

static inline void deliver_plain(struct run *run, struct rule *r, const struct element *el, enum verdict v)
{
	if (only_counted(run, r, v))
		return;
	struct judgement j = { .verdict = v, .severity = r->info.severity };
	deliver_counted(run, r, el, &j);
}

static void deliver_unknown(struct run *run, struct rule *r, const struct element *el, value_t marker)
{
	struct ctx *c = &run->e->ctx;
	struct judgement j = { .verdict = VERDICT_UNKNOWN, .severity = r->info.severity };
	value_t why = value_tag(marker) == VALUE_UNKNOWN ? marker : unknown_from(c, marker, 0); /* may move c->unknowns */
	const struct unknown *u = &c->unknowns[value_index_of(why)];
	buf_clear(&run->e->text);
	buf_puts(&run->e->text, "cannot judge: ");
	for (int i = 0; i < u->count; i++) {
		const char *path = c->absences[u->absent[i]].path;
		j.missing[j.missing_count++] = path;
		buf_addf(&run->e->text, "%s%s%s", i ? ", " : "", path, c->absences[u->absent[i]].reason ? "" : " is absent");
	}
	j.message = run->e->text.data;
	deliver(run, r, el, &j);
}

static void deliver_error(struct run *run, struct rule *r, const struct element *el, enum failure failure, const char *message, int line)
{
	struct judgement j = { .verdict = VERDICT_ERROR, .severity = r->info.severity, .failure = failure, .message = message,
		.file = r->info.file, .line = line > 0 ? line : r->info.line, .traceback = run->e->traceback.data };
	deliver(run, r, el, &j);
	buf_clear(&run->e->traceback);
}

/* ---- the elements of a rule ---- */

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
			el.list = (uint32_t)*slot;
			for (uint32_t i = 0; i < n; i++) {
				el.index = i;
				el.at[step] = record_list_at(words, el.list, i);
				el.steps = (uint8_t)(step + 1);
				if (!collect_from(run, r, el, step + 1))
					return false;
			}
			return true;
		}
		el.at[step] = (uint32_t)*slot;
		el.steps = (uint8_t)(step + 1);
	}
	if (run->count == run->cap) {
		size_t cap = run->cap ? run->cap * 2 : 64;
		struct element *grown = realloc(run->elements, cap * sizeof *grown);
		if (!grown)
			return false;
		run->elements = grown;
		run->cap = cap;
	}
	run->elements[run->count++] = el;
	return true;
}

/* ---- one element ---- */

static int push_arguments(lua_State *L, struct run *run, const struct rule *r, const struct element *el, int given)
{
	struct engine *e = run->e;
	int n = 0;
	if (given) {
		lua_pushvalue(L, given);
		n++;
	}
	if (el)
		for (int s = (int)el->steps - 1; s >= 0; s--, n++)
			push_value(L, value_ref(VALUE_REC, r->each[s].field->kind, 0, el->at[s]));
	push_value(L, value_ref(VALUE_REC, 0, 0, record_root(e->ctx.record)));
	return n + 1;
}

static inline void call_part(lua_State *L, struct run *run, const struct rule *r, const struct element *el, int given, enum mode mode, enum part part, int results)
{
	int mark = mode == MODE_TRACED ? trace_enter(L, part) : 0;
	lua_rawgeti(L, LUA_REGISTRYINDEX, r->functions[mode][part]);
	lua_call(L, push_arguments(L, run, r, el, given), results);
	if (mode == MODE_TRACED)
		trace_leave(L, mark);
}

static const char *write_details(lua_State *L, struct engine *e, int i)
{
	buf_clear(&e->details);
	struct json_out o = json_out(&e->details, 0);
	if (!json_lua_write(L, i, &o, 256u << 10))
		raise_error(L, "the details that the check returns are nested too deeply or too large");
	return e->details.data;
}

static enum outcome judge_check(lua_State *L, struct run *run, struct rule *r, const struct element *el, int given, enum mode mode)
{
	struct engine *e = run->e;
	int top = lua_gettop(L);
	call_part(L, run, r, el, given, mode, PART_CHECK, LUA_MULTRET);
	int results = lua_gettop(L) - top, truth;
	if (mode == MODE_FAST && e->ctx.suspect)
		return SUSPECT;
	switch (results ? lua_type(L, top + 1) : LUA_TNONE) {
	case LUA_TNONE:
		raise_error(L, "the check ended without return: say return true or return false");
	case LUA_TNUMBER: case LUA_TTABLE: case LUA_TFUNCTION: case LUA_TUSERDATA:
		raise_error(L, "the check returned a %s, which Lua takes for true: return a comparison, true or false", luaL_typename(L, top + 1));
	case LUA_TBOOLEAN: truth = lua_toboolean(L, top + 1); break;
	default: truth = truth_at(L, top + 1); break;
	}
	if (truth < 0) {
		deliver_unknown(run, r, el, to_value(L, top + 1));
		return DONE;
	}
	if (truth) {
		deliver_plain(run, r, el, VERDICT_PASS);
		return DONE;
	}
	struct judgement j = { .verdict = VERDICT_FAIL, .severity = r->info.severity };
	int details = results > 1 && lua_istable(L, top + 2) ? top + 2 : 0;
	if (details)
		j.details = write_details(L, e, details);
	buf_clear(&e->text);
	message_render(e, r, el, L, details, &e->text);
	j.message = e->text.data;
	deliver(run, r, el, &j);
	return DONE;
}

static enum outcome judge_measure(lua_State *L, struct run *run, struct rule *r, const struct element *el, int given, enum mode mode)
{
	struct engine *e = run->e;
	int top = lua_gettop(L);
	call_part(L, run, r, el, given, mode, PART_MEASURE, 2);
	if (mode == MODE_FAST && e->ctx.suspect)
		return SUSPECT;
	struct measured m = { 0 };
	int read = measure_read(L, top + 1, &m);
	if (read == -2)
		raise_error(L, "the measure returned a %s: expected a number, an amount of money or a duration", bindings_what(L, top + 1));
	if (read < 0) {
		deliver_unknown(run, r, el, to_value(L, top + 1));
		return DONE;
	}
	if (!read || isnan(m.number)) {
		deliver_unknown(run, r, el, absent_because(&e->ctx, "the measure has no value here"));
		return DONE;
	}
	bool mixed = false;
	const struct threshold *t = r->limit ? measure_judge(&e->ctx, r, &m, &mixed) : NULL;
	if (mixed) {
		deliver_unknown(run, r, el, absent_because(&e->ctx, "the measure and its limit are in different currencies"));
		return DONE;
	}
	buf_clear(&e->measure_text);
	measure_format(r, &m, &e->measure_text);
	struct judgement j = { .verdict = t ? VERDICT_FAIL : VERDICT_PASS, .severity = r->info.severity, .measure = m.number, .measure_text = e->measure_text.data };
	if (t) {
		const struct quantity *q = r->limit == LIMIT_AT_LEAST || (r->limit == LIMIT_BETWEEN && m.number < t->low.number) ? &t->low : &t->high;
		int details = lua_istable(L, top + 2) ? top + 2 : 0;
		if (t->severity >= 0)
			j.severity = (enum severity)t->severity;
		j.limit_text = q->text;
		if (details)
			j.details = write_details(L, e, details);
		/* the message may say {measure} and {limit} */
		lua_createtable(L, 0, 2);
		lua_pushlstring(L, e->measure_text.data, e->measure_text.len);
		lua_setfield(L, -2, "measure");
		lua_pushstring(L, q->text);
		lua_setfield(L, -2, "limit");
		if (details) {
			lua_pushvalue(L, details);
			lua_setfield(L, -2, "details");
		}
		buf_clear(&e->text);
		message_render(e, r, el, L, lua_gettop(L), &e->text);
		j.message = e->text.data;
	}
	deliver(run, r, el, &j);
	return DONE;
}

/* Walks a dotted path from an object natively: is something there that is not empty? */
static bool path_present(const struct engine *e, const struct kind *k, uint32_t at, const char *path)
{
	const uint64_t *words = e->ctx.words;
	for (;;) {
		size_t n = strcspn(path, ".");
		const struct field *f = schema_field(e->schema, k, path, n);
		const uint64_t *slot = f ? record_slot(words, at, k, f->index) : NULL;
		if (!slot)
			return false;
		switch ((enum field_type)f->type) {
		case FIELD_STRING: case FIELD_TEXT: case FIELD_REF: return (*slot >> 32) != 0;
		case FIELD_LIST: case FIELD_SET: return record_list_count(words, (uint32_t)*slot) != 0;
		case FIELD_OBJECT:
			if (!path[n])
				return true;
			at = (uint32_t)*slot;
			k = &e->schema->kinds[f->kind];
			path += n + 1;
			break;
		default: return true;
		}
	}
}

static void judge_needs(lua_State *L, struct run *run, struct rule *r, const struct element *el)
{
	struct engine *e = run->e;
	const struct kind *k = &e->schema->kinds[el && el->steps ? r->each[el->steps - 1].field->kind : 0];
	uint32_t at = el && el->steps ? el->at[el->steps - 1] : record_root(e->ctx.record);
	struct judgement j = { .verdict = VERDICT_FAIL, .severity = r->info.severity };
	struct buf *missing = &e->details;
	buf_clear(missing);
	for (size_t i = 0; i < r->needs_count; i++)
		if (!path_present(e, k, at, r->needs[i]))
			buf_addf(missing, "%s%s", missing->len ? ", " : "", r->needs[i]);
	if (!missing->len) {
		deliver_plain(run, r, el, VERDICT_PASS);
		return;
	}
	lua_createtable(L, 0, 1);
	lua_pushlstring(L, missing->data, missing->len);
	lua_setfield(L, -2, "missing");
	buf_clear(&e->text);
	if (r->message[0].count || r->message[1].count)
		message_render(e, r, el, L, lua_gettop(L), &e->text);
	else
		buf_addf(&e->text, strcmp(e->options.lang, "zh") == 0 ? "缺少：%s" : "absent: %s", missing->data);
	j.details = write_details(L, e, lua_gettop(L));
	j.message = e->text.data;
	deliver(run, r, el, &j);
}

/* Judges one element in one mode. `given`: stack index of the value that an each function gave, or 0. */
static enum outcome judge_element(lua_State *L, struct run *run, struct rule *r, const struct element *el, int given, enum mode mode)
{
	struct ctx *c = &run->e->ctx;
	run->current = el;
	if (el && el->absent) {
		struct buf path = BUF_INIT;
		element_path(run->e, r, el, &path, NULL);
		buf_addf(&path, "%s%s", path.len ? "." : "", r->each[el->steps].field->name);
		value_t v = absent_value(c, path.data);
		buf_release(&path);
		deliver_unknown(run, r, el, v);
		return DONE;
	}
	if (r->functions[mode][PART_WHEN] != LUA_NOREF) {
		call_part(L, run, r, el, given, mode, PART_WHEN, 1);
		if (mode == MODE_FAST && c->suspect)
			return SUSPECT;
		int truth = truth_at(L, -1);
		if (truth < 0)
			deliver_unknown(run, r, el, to_value(L, -1));
		else if (!truth)
			deliver_plain(run, r, el, VERDICT_NOT_APPLICABLE);
		lua_pop(L, 1);
		if (truth <= 0)
			return DONE;
	}
	if (r->functions[mode][PART_CHECK] != LUA_NOREF)
		return judge_check(L, run, r, el, given, mode);
	if (r->functions[mode][PART_MEASURE] != LUA_NOREF)
		return judge_measure(L, run, r, el, given, mode);
	judge_needs(L, run, r, el);
	return DONE;
}

/* The policy's own `when`, asked once a project: 1 goes on, 0 a verdict for the whole rule was given, -1 suspect. */
static int policy_applies(lua_State *L, struct run *run, struct rule *r, enum mode mode)
{
	struct policy *p = run->p;
	struct ctx *c = &run->e->ctx;
	if (p->when[mode] == LUA_NOREF)
		return 1;
	if (p->when_known == WHEN_NOT_ASKED) {
		int mark = mode == MODE_TRACED ? trace_enter(L, PART_WHEN) : 0;
		c->sensitive = p->sensitive;
		lua_rawgeti(L, LUA_REGISTRYINDEX, p->when[mode]);
		lua_call(L, push_arguments(L, run, r, NULL, 0), 1);
		c->sensitive = r->sensitive;
		if (mode == MODE_TRACED)
			trace_leave(L, mark);
		else if (c->suspect)
			return -1;
		int truth = truth_at(L, -1);
		if (truth < 0) {
			deliver_unknown(run, r, NULL, to_value(L, -1));
			lua_pop(L, 1);
			return 0;
		}
		lua_pop(L, 1);
		p->when_known = truth ? WHEN_TRUE : WHEN_FALSE;
		p->when_flips_at = c->flips_at;
	}
	if (p->when_flips_at < c->flips_at)
		c->flips_at = p->when_flips_at;
	if (p->when_known == WHEN_FALSE)
		deliver_plain(run, r, NULL, VERDICT_NOT_APPLICABLE);
	return p->when_known == WHEN_TRUE;
}

/* ---- traced repetition ---- */

/* What to judge again: only the policy's `when`, one element, or (for an each function) one or all that it gives. */
enum extent { EXTENT_WHEN, EXTENT_ELEMENT, EXTENT_ALL };
struct traced_call { struct run *run; struct rule *r; const struct element *el; enum extent extent; };

/* Calls the rule's each function; leaves the list on the stack and answers how many it has. -1: a verdict was given. */
static int64_t call_each(lua_State *L, struct run *run, struct rule *r, enum mode mode)
{
	call_part(L, run, r, NULL, 0, mode, PART_EACH, 1);
	if (mode == MODE_FAST && run->e->ctx.suspect)
		return -2;
	value_t v = to_value(L, -1);
	if (is_marker(v)) {
		deliver_unknown(run, r, NULL, v);
		return -1;
	}
	if (value_tag(v) == VALUE_LIST || value_tag(v) == VALUE_SET)
		return value_count(&run->e->ctx, v);
	if (!lua_istable(L, -1))
		raise_error(L, "the function of `each` returned a %s: expected a list", bindings_what(L, -1));
	return luaL_len(L, -1);
}

static void push_given(lua_State *L, int list, uint32_t i)
{
	value_t v = to_value(L, list);
	if (v)
		push_element(L, v, i);
	else
		lua_geti(L, list, (lua_Integer)i + 1);
}

/* An element that a function gave: a record of the project has its path, another value its number. */
static struct element given_element(struct run *run, lua_State *L, int given)
{
	struct element el = { .index = run->element };
	value_t v = to_value(L, given);
	if (value_tag(v) == VALUE_REC) {
		el.at[0] = value_offset(v);
		el.kind = (uint16_t)value_kind(v);
		el.list = ELEMENT_RECORD;
	} else {
		el.list = ELEMENT_VALUE;
	}
	return el;
}

static int traced_protected(lua_State *L)
{
	struct traced_call *t = lua_touserdata(L, 1);
	struct run *run = t->run;
	if (policy_applies(L, run, t->r, MODE_TRACED) <= 0) {
		run->decided = true;
		return 0;
	}
	if (t->extent == EXTENT_WHEN)
		return 0;
	if (!t->r->each_function) {
		judge_element(L, run, t->r, t->el, 0, MODE_TRACED);
		return 0;
	}
	int64_t n = call_each(L, run, t->r, MODE_TRACED);
	int list = lua_gettop(L);
	run->collected = true;
	if (n == 0)
		deliver_plain(run, t->r, NULL, VERDICT_NOT_APPLICABLE);
	for (; (int64_t)run->element < n; run->element++) {
		push_given(L, list, run->element);
		run->given = given_element(run, L, list + 1);
		judge_element(L, run, t->r, &run->given, list + 1, MODE_TRACED);
		lua_settop(L, list);
		if (t->extent == EXTENT_ELEMENT)
			break;
	}
	return 0;
}

static void short_traceback(struct run *run, lua_State *L, int level)
{
	struct buf *b = &run->e->traceback;
	lua_Debug ar;
	buf_clear(b);
	for (int shown = 0; shown < 5 && lua_getstack(L, level, &ar); level++) {
		lua_getinfo(L, "Sln", &ar);
		if (ar.currentline <= 0 || strncmp(ar.source, "@", 1) != 0)
			continue;
		if (!run->error_line)
			run->error_line = ar.currentline;
		buf_addf(b, "%s%s:%d%s%s", shown ? "\n" : "", ar.source + 1, ar.currentline, ar.name ? " in " : "", ar.name ? ar.name : "");
		shown++;
	}
}

/* "policies/risk/register.lua:14: attempt ..." -> "attempt ...": the position is told apart */
static const char *without_position(const char *message)
{
	const char *p = message;
	while ((p = strchr(p, ':'))) {
		size_t digits = strspn(++p, "0123456789");
		if (digits && p[digits] == ':' && p[digits + 1] == ' ')
			return p + digits + 2;
	}
	return message;
}

static int on_error(lua_State *L)
{
	struct run *run = lua_touserdata(L, lua_upvalueindex(1));
	buf_clear(&run->error);
	run->error_line = 0;
	if (lua_type(L, 1) == LUA_TSTRING) {
		const char *m = without_position(lua_tostring(L, 1));
		size_t n = strlen(m);
		buf_add(&run->error, m, n > 500 ? 500 : n);
		if (n > 500)
			buf_puts(&run->error, " ...");
	} else {
		buf_addf(&run->error, "error was called with a %s instead of a message", luaL_typename(L, 1));
	}
	short_traceback(run, L, 1);
	return 1;
}

/* What a failed call means. RULE_OVER: a budget is exceeded and the state is to be dropped. */
static enum outcome explain_failure(struct run *run, struct rule *r, int status)
{
	const struct element *el = run->current;
	struct engine *e = run->e;
	struct ctx *c = &e->ctx;
	char text[96];
	if (deadline_passed()) {
		snprintf(text, sizeof text, "exceeded %u ms of CPU time", e->options.soft_ms);
		deliver_error(run, r, el, FAILURE_TIMEOUT, text, deadline_line());
		return RULE_OVER;
	}
	if (status == LUA_ERRMEM || run->p->state->refused) {
		snprintf(text, sizeof text, "needs more memory than %zu MB in all and %zu MB at once", e->options.state_bytes >> 20, e->options.block_bytes >> 20);
		deliver_error(run, r, el, FAILURE_MEMORY, text, run->error_line);
		return RULE_OVER;
	}
	if (c->left == LEFT_UNKNOWN)
		deliver_unknown(run, r, el, value_index(VALUE_UNKNOWN, c->left_unknown));
	else if (c->left == LEFT_NOT_APPLICABLE)
		deliver_plain(run, r, el, VERDICT_NOT_APPLICABLE);
	else
		deliver_error(run, r, el, FAILURE_BUG, run->error.data, run->error_line);
	return DONE;
}

static enum outcome judge_traced(lua_State *L, struct run *run, struct rule *r, const struct element *el, enum extent extent)
{
	struct ctx *c = &run->e->ctx;
	struct traced_call call = { run, r, el, extent };
	int top = lua_gettop(L), status;
	enum outcome o = DONE;
	run->decided = false;
	if (loader_traced(run->e, run->p) < 0) {
		run->decided = true;
		deliver_error(run, r, el, FAILURE_BUG, "plumb could not trace this policy: please report it", r->info.line);
		return DONE;
	}
	do {
		buf_clear(&run->error);
		run->error_line = 0;
		run->current = el;
		evaluation_reset(c);
		c->traced = true;
		lua_pushlightuserdata(L, run);
		lua_pushcclosure(L, on_error, 1);
		lua_pushcfunction(L, traced_protected);
		lua_pushlightuserdata(L, &call);
		status = lua_pcall(L, 1, 0, top + 1);
		c->traced = false;
		lua_settop(L, top);
		if (status == LUA_OK)
			break;
		o = explain_failure(run, r, status);
		if (extent == EXTENT_WHEN)
			run->decided = true;
	} while (o == DONE && extent == EXTENT_ALL && run->collected && (run->element++, true));
	return o;
}

/* ---- the fast run ---- */

static inline void beat_begin(struct engine *e, uint32_t rule)
{
	e->beat->rule = rule;
	e->beat->evaluations |= 1;
}
static inline void beat_end(struct engine *e) { e->beat->evaluations = (e->beat->evaluations | 1) + 1; }

/* These answer false when a budget is exceeded and the state is to be dropped. */

static bool run_given(lua_State *L, struct run *run, struct rule *r)
{
	struct ctx *c = &run->e->ctx;
	int64_t n = call_each(L, run, r, MODE_FAST);
	int list = lua_gettop(L);
	if (n == -2)
		return judge_traced(L, run, r, NULL, EXTENT_ALL) == DONE;
	run->collected = true;
	if (n == 0)
		deliver_plain(run, r, NULL, VERDICT_NOT_APPLICABLE);
	for (; (int64_t)run->element < n; run->element++) {
		evaluation_reset(c);
		push_given(L, list, run->element);
		run->given = given_element(run, L, list + 1);
		enum outcome o = judge_element(L, run, r, &run->given, list + 1, MODE_FAST);
		lua_settop(L, list);
		if (o == SUSPECT && judge_traced(L, run, r, NULL, EXTENT_ELEMENT) != DONE)
			return false;
	}
	return true;
}

static bool collect(struct run *run, struct rule *r)
{
	run->count = 0;
	if (!collect_from(run, r, (struct element){ 0 }, 0))
		return false;
	run->collected = true;
	if (!run->count)
		deliver_plain(run, r, NULL, VERDICT_NOT_APPLICABLE);
	return true;
}

/* For explain: everything traced, from the start. */
static bool run_recorded(lua_State *L, struct run *run, struct rule *r)
{
	if (r->each_function)
		return judge_traced(L, run, r, NULL, EXTENT_ALL) == DONE;
	if (!r->depth)
		return judge_traced(L, run, r, NULL, EXTENT_ELEMENT) == DONE;
	run->p->when_known = WHEN_NOT_ASKED;
	if (run->p->when[MODE_FAST] != LUA_NOREF && (judge_traced(L, run, r, NULL, EXTENT_WHEN) != DONE || run->decided))
		return !run->over;
	if (!collect(run, r))
		luaL_error(L, "not enough memory");
	for (; run->element < run->count; run->element++)
		if (judge_traced(L, run, r, &run->elements[run->element], EXTENT_ELEMENT) != DONE)
			return false;
	return true;
}

static bool run_rule(lua_State *L, struct run *run, struct rule *r)
{
	struct ctx *c = &run->e->ctx;
	c->sensitive = r->sensitive;
	evaluation_reset(c);
	if (c->recording)
		return run_recorded(L, run, r);
	int applies = policy_applies(L, run, r, MODE_FAST);
	if (applies < 0) {
		if (judge_traced(L, run, r, NULL, EXTENT_WHEN) != DONE)
			return false;
		applies = !run->decided;
		evaluation_reset(c);
	}
	if (!applies)
		return true;
	if (r->each_function)
		return run_given(L, run, r);
	if (!r->depth)
		return judge_element(L, run, r, NULL, 0, MODE_FAST) != SUSPECT || judge_traced(L, run, r, NULL, EXTENT_ELEMENT) == DONE;
	if (!run->collected && !collect(run, r))
		luaL_error(L, "not enough memory");
	for (; run->element < run->count; run->element++) {
		const struct element *el = &run->elements[run->element];
		evaluation_reset(c);
		lua_settop(L, 1);
		if (judge_element(L, run, r, el, 0, MODE_FAST) == SUSPECT && judge_traced(L, run, r, el, EXTENT_ELEMENT) != DONE)
			return false;
	}
	return true;
}

static int run_protected(lua_State *L)
{
	struct run *run = lua_touserdata(L, 1);
	struct engine *e = run->e;
	for (; run->rule < run->end; run->rule++, run->element = 0, run->collected = false) {
		if (run->filter && run->filter->off && (run->filter->off[run->rule / 64] >> (run->rule % 64) & 1))
			continue;
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
	if (run->p->when[MODE_FAST] != LUA_NOREF && run->p->when_known == WHEN_NOT_ASKED)
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

static void run_policy(struct run *run)
{
	struct engine *e = run->e;
	struct policy *p = run->p;
	p->when_known = WHEN_NOT_ASKED;
	while (run->rule < run->end) {
		if (!p->state && loader_revive(p, e) < 0) {
			for (; run->rule < run->end; run->rule++)
				deliver_error(run, &e->rules[run->rule], NULL, FAILURE_BUG, "the policy could not be loaded again", 0);
			return;
		}
		lua_State *L = p->state->L;
		lua_settop(L, 0);
		p->state->refused = false;
		if (p->has_money_parameters && p->money_currency != e->ctx.currency)
			loader_set_money(e, p);
		run->over = false;
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
	c->currency = (uint32_t)r.words[2];
	c->money_count = 0;
	c->traced = false;
}

static int judge(struct engine *e, uint32_t first, uint32_t end, struct record r, const struct judge_filter *f, judgement_sink sink, void *ctx)
{
	struct run run = { .e = e, .filter = f, .sink = sink, .sink_ctx = ctx, .error = BUF_INIT };
	set_project(e, r);
	while (first < end) {
		struct policy *p = e->rules[first].policy;
		uint32_t last = p->info.first_rule + p->info.rule_count;
		run.p = p;
		run.rule = first;
		run.end = last < end ? last : end;
		run.element = 0;
		run.collected = false;
		run_policy(&run);
		first = run.end;
	}
	buf_release(&run.error);
	free(run.elements);
	return 0;
}

int engine_judge(struct engine *e, struct record r, const struct judge_filter *f, judgement_sink sink, void *ctx, struct err *err)
{
	(void)err;
	return judge(e, 0, (uint32_t)e->rule_count, r, f, sink, ctx);
}

int engine_judge_rule(struct engine *e, uint32_t rule, struct record r, judgement_sink sink, void *ctx, struct err *err)
{
	struct judge_filter all = { .passes = true };
	if (rule >= e->rule_count)
		return err_set(err, ERR_USAGE, "there is no rule %u", rule);
	return judge(e, rule, rule + 1, r, &all, sink, ctx);
}
