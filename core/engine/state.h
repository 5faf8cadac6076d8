/* SPDX-License-Identifier: MIT */
/*
 * state: what the files of the engine share. Only core/engine includes this.
 *
 * Every Lua state of an engine has a `struct state` in its extra space; all states of an engine share one `struct ctx`,
 * the evaluation that is going on. There is one evaluation at a time.
 *
 * A project's data reach Lua as light userdata (model/value.h), all with one metatable (engine/bindings.c).
 * In fast mode an absent field is nil. In traced mode (ctx->traced) it is an ABSENT marker, and whatever depends on it
 * an UNKNOWN marker; every word must expect both as any argument. They never occur in fast mode.
 */
#ifndef PLUMB_ENGINE_STATE_H
#define PLUMB_ENGINE_STATE_H

#include <lauxlib.h>
#include <lua.h>

#include "base/arena.h"
#include "base/buf.h"
#include "engine/engine.h"
#include "model/past.h"
#include "model/phrase.h"
#include "model/record.h"
#include "model/value.h"

struct money { double amount; uint32_t currency; }; /* three ASCII letters in the low bytes */

/* A value that is missing (ABSENT), or what follows from some (UNKNOWN). */
struct absence { char *path; bool reason; };          /* "budget.lines[travel].amount", or a reason in words; in ctx->scratch */
struct unknown { uint8_t count; uint16_t absent[VERDICT_MISSING_MAX]; };

struct ctx {
	struct engine *engine;
	const struct schema *schema;
	/* the project being judged */
	struct record record;
	const uint64_t *words;       /* == record.words */
	uint32_t currency;           /* its currency, 0: not stated */
	const struct group_at *group; /* it is no project but the rows of a group (across.c); NULL else */
	/* what it was before: what was given, and what past.c made of it */
	struct past_list given_past;
	struct past_index *past;     /* NULL: no word has asked yet */
	/* time */
	int64_t as_of_ms;
	int32_t today;               /* as_of's day in the zone */
	const struct zone *zone;
	const struct calendar *calendar;
	int64_t flips_at;            /* earliest moment at which a time predicate evaluated so far can change */
	int64_t flips_base;          /* the earliest that holds for the rule before anything is evaluated */
	int64_t flips_first;         /* the earliest of all evaluations of the project before this one */
	bool compared_today, compared_now; /* of the policy: comparisons tell when they change, not the words */
	bool loading;                /* a file is being loaded: it is no moment */
	bool as_written;             /* moments keep the offset that the document gave them: messages do */
	const struct rule *rule;     /* that is being evaluated */
	/* absence */
	const uint64_t *sensitive;   /* bit per name_id: absent values of this name need the traced mode */
	bool suspect;                /* such a one was read */
	bool traced;
	bool recording;              /* traced for explain: keep the steps */
	struct absence *absences; uint16_t absence_count, absence_cap;
	struct unknown *unknowns; uint16_t unknown_count, unknown_cap;
	/* money in another currency than the project's, interned */
	struct money *monies; uint32_t money_count, money_cap;
	/* how an evaluation was left before its end */
	enum { LEFT_NOT, LEFT_UNKNOWN, LEFT_NOT_APPLICABLE } left;
	uint16_t left_unknown;       /* index into unknowns */
	struct arena scratch;        /* cleared at the start of each rule on each project */
	int part;                    /* recording: enum part */
	struct probe *probe;         /* recording: where to, instead of the texts below; NULL: there (engine/probe.h) */
	struct buf steps, reads;     /* recording: JSON objects, comma separated */
	struct buf parameters, notes; /* recording: JSON strings, comma separated */
};

#define POOL_CLASSES 32
struct pool_chunk;
struct key { const void *string; uint32_t name_id; };
struct state {
	struct ctx *ctx;
	lua_State *L;
	size_t bytes, bytes_max, block_max;
	bool refused;                /* an allocation was refused: the state is to be dropped */
	void *free_lists[POOL_CLASSES]; /* blocks given back, by size: see vm.c */
	struct pool_chunk *chunks;
	char *chunk_at; size_t chunk_left;
	struct key *keys;            /* field names by the address of their interned string; open addressing */
	uint32_t key_mask;
	int symbols_ref;             /* registry: symbol id -> string */
	int names_ref;               /* registry: keeps the field names alive */
};
static inline struct state *state_of(lua_State *L) { return *(struct state **)lua_getextraspace(L); }
static inline struct ctx *ctx_of(lua_State *L) { return state_of(L)->ctx; }

/* ---- vm.c: states ---- */
/* A bare state with allocator caps, its `struct state` in the extra space, no libraries. */
struct state *state_new(struct ctx *ctx, size_t bytes_max, size_t block_max);
void state_free(struct state *s);
/* Pushes the result of require-ing an embedded module ("declare", "luacheck.parser") in a trusted state. */
int state_require(lua_State *L, const char *name);

/* ---- sandbox.c: the guarded library and the globals of a policy ---- */
/* Pushes a new table of everything a policy may name (Lua's own words guarded, plumb's words). traced: the variant for
   traced chunks, in which every library function answers UNKNOWN when given a marker. */
void sandbox_push_globals(lua_State *L, bool traced);
/* Pushes a new table of what Lua has and policies do not: { print = "what to do instead" }. */
void sandbox_push_left_out(lua_State *L);
/* The table on the top becomes read-only in place: identity kept, content moved behind a metatable. Deep: all tables
   reachable through fields, metatables excepted, and through upvalues of functions. Idempotent. */
void sandbox_freeze(lua_State *L, int index);
bool sandbox_is_frozen(lua_State *L, int index);

/* ---- raise.c: the one bridge to lua_error ---- */
_Noreturn void raise_error(lua_State *L, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* position of the caller is added */
_Noreturn void raise_unknown(lua_State *L, value_t marker);  /* leaves the evaluation: verdict unknown */
_Noreturn void raise_not_applicable(lua_State *L);           /* leaves the evaluation: verdict not_applicable */
/* A verdict unknown for a reason that is no field: in traced mode pushes an UNKNOWN marker and returns 1, else leaves the
   fast evaluation, which is then repeated traced. Use: return unknown_because(L, "the holidays of %d are not known", y); */
int unknown_because(lua_State *L, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- bindings.c: values ---- */
void bindings_open(lua_State *L);                            /* the metatable of light userdata, the key table */
static inline void push_value(lua_State *L, value_t v) { lua_pushlightuserdata(L, (void *)(uintptr_t)v); }
static inline value_t to_value(lua_State *L, int i) /* 0 when it is none */
{
	return lua_type(L, i) == LUA_TLIGHTUSERDATA ? (value_t)(uintptr_t)lua_touserdata(L, i) : 0;
}
/* A moment in the company's zone: the same moment is the same word, so that == holds for it. */
static inline value_t moment_here(const struct ctx *c, value_t v)
{
	return value_datetime(value_datetime_seconds(v), value_datetime_ms(v), zone_offset(c->zone, value_datetime_seconds(v)) / 60);
}
static inline enum value_tag tag_at(lua_State *L, int i) { return value_tag(to_value(L, i)); }
static inline bool is_marker(value_t v) { return value_tag(v) == VALUE_ABSENT || value_tag(v) == VALUE_UNKNOWN; }
/* Pushes what a scalar's slot holds (not of strings, money and what is made of others); f says the type. */
bool push_scalar(lua_State *L, const struct field *f, uint64_t slot);
/* Pushes field `name` of a record as a policy sees it (traced: a marker when absent). An unknown name raises with "did you mean". */
void push_field(lua_State *L, value_t record, const char *name, size_t len);
void push_element(lua_State *L, value_t list, uint32_t i);   /* 0-based, of a LIST or SET */
uint32_t value_count(struct ctx *c, value_t list);
/* Markers. */
value_t absent_value(struct ctx *c, const char *path);
value_t absent_because(struct ctx *c, const char *reason);   /* a gap that is no field: "the holidays of 2027 are not known" */
value_t unknown_from(struct ctx *c, value_t a, value_t b);   /* merges the reasons of up to two markers; others are ignored */
/* Truth of a value: 1, 0, or -1 for UNKNOWN. nil, false and ABSENT are 0. */
int truth_at(lua_State *L, int i);
/* When any of the arguments first..last is a marker: pushes UNKNOWN with their reasons, returns true. Fast mode: false. */
bool any_marker(lua_State *L, int first, int last);
/* The markers that a Lua table holds as elements or fields, merged; 0: none, or no plain table. Traced mode only. */
value_t marker_in(lua_State *L, int i);
/* Money: a float in the project's currency, else a MONEY value. Pushes amount in `currency` as what it is here. */
void push_money(lua_State *L, double amount, uint32_t currency);
bool to_money(lua_State *L, int i, double *amount, uint32_t *currency); /* number: the project's currency */
/* How a value prints in messages, notes and tostring: no addresses, ever. */
void format_value(lua_State *L, int i, const struct field *f, struct buf *out);
/* Human path ("risks[credit].score") and JSON Pointer of an object of the current project. */
void path_of(struct ctx *c, value_t record_or_list, struct buf *human, struct buf *pointer);
/* Goes on from such a path to a field: "owner", "risks[credit].owner", of a group's row "P-3: owner". */
void path_add_field(struct buf *path, const char *name);

/* ---- parameters: how declare.lua hands quantities to C (core/engine/quantity.c) ---- */
/* "85%" -> 0.85, "14d" -> DURATION, "300 USD" -> table {amount=, currency=} marked as money; numbers stay. false: not a quantity. */
bool push_quantity(lua_State *L, const char *s, size_t len);
/* A duration argument: a DURATION value or a string such as "14d"; raises when it is neither. */
value_t check_duration(lua_State *L, int i, const char *word);

/* ---- past.c ---- */
void past_forget(struct ctx *c); /* what was made of the project's past; NULL again */

/* ---- words: each file adds its functions to the table on the top ---- */
void words_lists(lua_State *L);
void words_numbers(lua_State *L);
void words_time(lua_State *L);
void words_text(lua_State *L);
/* The phrase list policies/data/<name>.json, read once an engine and owned by it. NULL: there is none, or it is wrong. */
const struct phrases *engine_phrases(struct engine *e, const char *name, struct err *err);
/* evaluations may be told by a time predicate when they can change */
static inline void ctx_flip(struct ctx *c, int64_t at_ms) { if (at_ms > c->as_of_ms && at_ms < c->flips_at) c->flips_at = at_ms; }

/* Two dates or moments are compared by order: where one of them may be today() or now(), this changes when that passes the other. */
void words_time_compared(struct ctx *c, value_t a, value_t b);

/* ---- deadline.c ---- */
void deadline_watch(lua_State *L, unsigned ms); /* an evaluation begins in L */
void deadline_rest(void);                       /* and ends */
/* Something else is watched inside an evaluation (loading its traced variant); then that goes on with what it had left. */
struct deadline_mark { lua_State *L; unsigned budget_ms, spent_ms; };
struct deadline_mark deadline_suspend(void);
void deadline_resume(struct deadline_mark m);

#endif
