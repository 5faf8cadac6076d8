/* SPDX-License-Identifier: MIT */
/*
 * policy_state: one policy state over one small project, without an engine around it; chunks are run in it as policies
 * are, fast or traced, and answer with one line of text:
 *
 *   the results as tostring shows them, ", " between     "3, true"
 *   error: ...      unknown: path, path      not applicable
 */
#ifndef TESTS_UNIT_ENGINE_POLICY_STATE_H
#define TESTS_UNIT_ENGINE_POLICY_STATE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/state.h"
#include "engine/words.h"

static const char test_schema[] = "{ \"root\": \"project\", \"kinds\": ["
	"{ \"name\": \"project\", \"fields\": ["
	"  { \"name\": \"id\", \"type\": \"string\" }, { \"name\": \"name\", \"type\": \"string\" }, { \"name\": \"owner\", \"type\": \"string\" },"
	"  { \"name\": \"currency\", \"type\": \"string\" }, { \"name\": \"start\", \"type\": \"date\" }, { \"name\": \"finish\", \"type\": \"date\" },"
	"  { \"name\": \"tags\", \"type\": \"set\" }, { \"name\": \"areas\", \"type\": \"set\" }, { \"name\": \"budget\", \"type\": \"object\", \"kind\": \"budget\" },"
	"  { \"name\": \"retro\", \"type\": \"object\", \"kind\": \"retro\" },"
	"  { \"name\": \"csat\", \"type\": \"percent\", \"tracked\": true, \"min\": 0, \"max\": 100 }, { \"name\": \"forecast\", \"type\": \"date\", \"tracked\": true, \"formerly\": \"expected\" },"
	"  { \"name\": \"value\", \"type\": \"money\", \"tracked\": true }, { \"name\": \"phase\", \"type\": \"enum\", \"values\": [\"planning\", \"execution\", \"closing\"], \"tracked\": true },"
	"  { \"name\": \"scope\", \"type\": \"object\", \"kind\": \"scope\" }, { \"name\": \"history\", \"type\": \"list\", \"kind\": \"past\" },"
	"  { \"name\": \"risks\", \"type\": \"list\", \"kind\": \"risk\" }, { \"name\": \"issues\", \"type\": \"list\", \"kind\": \"risk\" },"
	"  { \"name\": \"goals\", \"type\": \"list\", \"kind\": \"risk\" } ] },"
	"{ \"name\": \"scope\", \"fields\": [ { \"name\": \"includes\", \"type\": \"set\", \"tracked\": true }, { \"name\": \"note\", \"type\": \"text\" } ] },"
	"{ \"name\": \"past\", \"key\": [\"path\", \"on\", \"at\"], \"fields\": [ { \"name\": \"path\", \"type\": \"string\", \"required\": true },"
	"  { \"name\": \"on\", \"type\": \"date\" }, { \"name\": \"at\", \"type\": \"datetime\" }, { \"name\": \"value\", \"type\": \"any\" }, { \"name\": \"from\", \"type\": \"any\" },"
	"  { \"name\": \"to\", \"type\": \"any\" }, { \"name\": \"by\", \"type\": \"string\" }, { \"name\": \"why\", \"type\": \"text\" } ] },"
	"{ \"name\": \"budget\", \"fields\": [ { \"name\": \"total\", \"type\": \"money\" }, { \"name\": \"spent\", \"type\": \"money\" } ] },"
	"{ \"name\": \"retro\", \"fields\": [ { \"name\": \"went_well\", \"type\": \"text\" }, { \"name\": \"went_wrong\", \"type\": \"text\" } ] },"
	"{ \"name\": \"risk\", \"key\": [\"name\"], \"fields\": ["
	"  { \"name\": \"name\", \"type\": \"string\" }, { \"name\": \"score\", \"type\": \"int\" }, { \"name\": \"load\", \"type\": \"number\", \"tracked\": true },"
	"  { \"name\": \"status\", \"type\": \"enum\", \"values\": [\"open\", \"closed\", \"occurred\"] }, { \"name\": \"owner\", \"type\": \"string\" },"
	"  { \"name\": \"due\", \"type\": \"date\" }, { \"name\": \"seen_at\", \"type\": \"datetime\" }, { \"name\": \"cost\", \"type\": \"money\" } ] } ] }";

/* A complete list (risks), one with gaps (issues), an empty one (goals); no owner, no areas, no retro.went_wrong. */
static const char test_project[] = "{ \"id\": \"p\", \"name\": \"Harbour\", \"currency\": \"EUR\", \"start\": \"2026-01-05\", \"finish\": \"2026-09-30\","
	"\"tags\": [\"asia\", \"pilot\"], \"budget\": { \"total\": 1000, \"spent\": 0 }, \"retro\": { \"went_well\": \"much\", \"went_wrong\": \"\" },"
	"\"goals\": [], \"risks\": ["
	"  { \"name\": \"credit\", \"score\": 20, \"load\": 0.5, \"status\": \"open\", \"owner\": \"Li\", \"due\": \"2026-07-01\", \"seen_at\": \"2026-03-01T10:00:00+08:00\", \"cost\": 300 },"
	"  { \"name\": \"port\", \"score\": 5, \"load\": 0.3, \"status\": \"closed\", \"owner\": \"Wang\", \"due\": \"2026-05-01\", \"seen_at\": \"2026-03-02T10:00:00+08:00\", \"cost\": 200 },"
	"  { \"name\": \"staff\", \"score\": 12, \"load\": 0.2, \"status\": \"open\", \"owner\": \"Li\", \"due\": \"2026-08-15\", \"seen_at\": \"2026-03-03T10:00:00+08:00\", \"cost\": { \"amount\": 50, \"currency\": \"USD\" } } ],"
	"\"issues\": ["
	"  { \"name\": \"late\", \"score\": 8, \"status\": \"open\" }, { \"name\": \"noise\", \"owner\": \"Li\" }, { \"name\": \"law\", \"score\": 3, \"status\": \"closed\" } ] }";

struct policy_state {
	struct ctx ctx;
	struct state *state;
	struct schema *schema;
	struct zone zone;
	struct calendar calendar;
	struct record_builder *builder;
	struct json_reader *reader;
	uint64_t sensitive[4];
	struct buf answer;
};

static void policy_state_at(struct policy_state *p, const char *rfc3339)
{
	value_t v;
	assert_true(datetime_parse(rfc3339, strlen(rfc3339), &v));
	p->ctx.as_of_ms = value_datetime_instant(v);
	p->ctx.today = zone_day(&p->zone, p->ctx.as_of_ms);
}

static int policy_state_open(void **out)
{
	static const char calendar[] = "{ \"weekend\": [\"sat\", \"sun\"], \"years\": [2026, 2026], \"days\": [ { \"date\": \"2026-05-01\", \"works\": false, \"name\": \"Labour Day\" } ] }";
	struct policy_state *p = calloc(1, sizeof *p);
	struct err err = ERR_INIT;
	struct json_value document;
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct violations violations = { 0 };
	assert_non_null(p);
	buf_init(&p->answer);
	assert_int_equal(schema_from_json(test_schema, sizeof test_schema - 1, &p->schema, &err), 0);
	assert_int_equal(zone_load(&p->zone, "Asia/Shanghai", &err), 0);
	assert_int_equal(calendar_from_json(&p->calendar, calendar, sizeof calendar - 1, &err), 0);
	p->builder = record_builder_new(p->schema, false);
	p->reader = json_reader_new();
	assert_int_equal(json_read(p->reader, test_project, sizeof test_project - 1, &limits, &document, &err), 0);
	struct ctx *c = &p->ctx;
	if (record_build(p->builder, document, &c->record, &violations, &err) < 0)
		fail_msg("%s: %s", err.message, violations.count ? violations.items[0].message : "");
	c->schema = p->schema;
	c->words = c->record.words;
	c->currency = 'E' | 'U' << 8 | 'R' << 16;
	c->zone = &p->zone;
	c->calendar = &p->calendar;
	c->flips_at = INT64_MAX;
	struct buf *bufs[] = { &c->steps, &c->reads, &c->parameters, &c->notes };
	for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
		buf_init(bufs[i]);
	memset(p->sensitive, 0xff, sizeof p->sensitive); /* every absent field is a use of it */
	c->sensitive = p->sensitive;
	policy_state_at(p, "2026-06-30T12:00:00+08:00");
	p->state = state_new(c, 64 << 20, 16 << 20);
	assert_non_null(p->state);
	*out = p;
	return 0;
}

static int policy_state_close(void **in)
{
	struct policy_state *p = *in;
	state_free(p->state);
	record_builder_free(p->builder);
	json_reader_free(p->reader);
	schema_free(p->schema);
	zone_release(&p->zone);
	calendar_release(&p->calendar);
	past_forget(&p->ctx);
	arena_release(&p->ctx.scratch);
	buf_release(&p->ctx.steps);
	buf_release(&p->ctx.reads);
	buf_release(&p->ctx.parameters);
	buf_release(&p->ctx.notes);
	buf_release(&p->answer);
	free(p->ctx.absences);
	free(p->ctx.unknowns);
	free(p->ctx.monies);
	free(p);
	return 0;
}

static void policy_state_reasons(struct policy_state *p, const struct unknown *u)
{
	buf_puts(&p->answer, "unknown: ");
	for (int i = 0; i < u->count; i++)
		buf_addf(&p->answer, "%s%s", i ? ", " : "", p->ctx.absences[u->absent[i]].path);
}

static int policy_state_chunk(lua_State *L)
{
	struct policy_state *p = lua_touserdata(L, 1);
	const char *source = lua_touserdata(L, 2);
	if (luaL_loadbuffer(L, source, strlen(source), "=policy") != LUA_OK)
		return lua_error(L);
	sandbox_push_globals(L, p->ctx.traced);
	push_value(L, value_ref(VALUE_REC, 0, 0, record_root(p->ctx.record)));
	lua_pushliteral(L, "project");
	lua_insert(L, -2);
	lua_rawset(L, -3);
	lua_setupvalue(L, 3, 1);
	lua_call(L, 0, LUA_MULTRET);
	for (int i = 3; i <= lua_gettop(L); i++) {
		value_t v = to_value(L, i);
		if (i > 3)
			buf_puts(&p->answer, ", ");
		if (is_marker(v)) {
			v = value_tag(v) == VALUE_UNKNOWN ? v : unknown_from(&p->ctx, v, 0); /* may move them */
			policy_state_reasons(p, &p->ctx.unknowns[value_index_of(v)]);
			continue;
		}
		push_text(L, i);
		buf_puts(&p->answer, lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	return 0;
}

static const char *policy_state_run(struct policy_state *p, bool traced, const char *source)
{
	struct ctx *c = &p->ctx;
	lua_State *L = p->state->L;
	c->traced = traced;
	c->suspect = false;
	c->left = LEFT_NOT;
	c->absence_count = c->unknown_count = 0;
	c->flips_at = INT64_MAX;
	arena_clear(&c->scratch);
	buf_clear(&p->answer);
	lua_settop(L, 0);
	lua_pushcfunction(L, policy_state_chunk);
	lua_pushlightuserdata(L, p);
	lua_pushlightuserdata(L, (void *)(uintptr_t)source);
	if (lua_pcall(L, 2, 0, 0) != LUA_OK) {
		buf_clear(&p->answer);
		if (c->left == LEFT_UNKNOWN)
			policy_state_reasons(p, &c->unknowns[c->left_unknown]);
		else if (c->left == LEFT_NOT_APPLICABLE)
			buf_puts(&p->answer, "not applicable");
		else
			buf_addf(&p->answer, "error: %s", lua_tostring(L, -1));
	}
	return p->answer.data;
}

/* As the engine does it: a fast evaluation that is suspect, failed or was left unknown is repeated traced. */
static const char *policy_state_judge(struct policy_state *p, const char *source)
{
	const char *answer = policy_state_run(p, false, source);
	if (!p->ctx.suspect && strncmp(answer, "error", 5) != 0 && strncmp(answer, "unknown", 7) != 0)
		return answer;
	return policy_state_run(p, true, source);
}

#define FAST(source, expected) assert_string_equal(policy_state_run(p, false, source), expected)
#define TRACED(source, expected) assert_string_equal(policy_state_run(p, true, source), expected)
/* The same answer in both modes. */
#define BOTH(source, expected) do { FAST(source, expected); TRACED(source, expected); } while (0)
#define JUDGED(source, expected) assert_string_equal(policy_state_judge(p, source), expected)
#define FAILS(source, part) do { \
	const char *answer_ = policy_state_run(p, false, source); \
	if (strncmp(answer_, "error: ", 7) != 0 || !strstr(answer_, part)) \
		fail_msg("%s: expected an error with '%s', found '%s'", source, part, answer_); \
} while (0)

#endif
