/* SPDX-License-Identifier: MIT */
/* retrace: a fast evaluation that touched a gap or failed, repeated in traced mode; and what a failure means. */
#include <stdio.h>
#include <string.h>

#include "engine/failure.h"
#include "engine/run.h"

struct traced_call { struct run *run; struct rule *r; const struct element *el; enum extent extent; };

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
		if (!run->error_line) {
			run->error_line = ar.currentline;
			buf_puts(&run->e->error_file, ar.source + 1);
		}
		buf_addf(b, "%s%s:%d%s%s", shown ? "\n" : "", ar.source + 1, ar.currentline, ar.name ? " in " : "", ar.name ? ar.name : "");
		shown++;
	}
}

static int on_error(lua_State *L)
{
	struct run *run = lua_touserdata(L, lua_upvalueindex(1));
	struct failure_place at;
	buf_clear(&run->error);
	buf_clear(&run->e->error_file);
	buf_clear(&run->e->error_source);
	run->error_line = 0;
	if (lua_type(L, 1) == LUA_TSTRING) {
		const char *m = failure_position(lua_tostring(L, 1), &at);
		size_t n = strlen(m);
		if (n > 500)
			buf_addf(&run->error, "%.500s ...", m);
		else
			failure_say(m, &run->error);
	} else {
		buf_addf(&run->error, "error was called with a %s instead of a message", luaL_typename(L, 1));
	}
	short_traceback(run, L, 1);
	if (!run->error_line)
		run->error_line = run->blamed_line;
	run->blamed_line = 0;
	return 1;
}

/* What a failed call means. RULE_OVER: a budget is exceeded and the state is to be dropped. */
enum outcome explain_failure(struct run *run, struct rule *r, int status)
{
	const struct element *el = run->current;
	struct engine *e = run->e;
	struct ctx *c = &e->ctx;
	char text[96];
	if (deadline_passed()) {
		snprintf(text, sizeof text, "exceeded %u ms of CPU time: does a loop or a recursion never end?", e->options.soft_ms);
		buf_clear(&e->error_file);
		buf_puts(&e->error_file, deadline_file());
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
	buf_clear(&e->error_file);
	return DONE;
}

enum outcome judge_traced(lua_State *L, struct run *run, struct rule *r, const struct element *el, enum extent extent)
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
	c->flips_at = INT64_MAX; /* what the fast evaluation asked of the time does not count */
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
