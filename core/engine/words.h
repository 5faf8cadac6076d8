/* SPDX-License-Identifier: MIT */
/*
 * words: what the guarded library and plumb's own words share. Only those files include this.
 *
 * Every word may be given markers (traced mode) and nil where a fast evaluation read an absent field. The pattern:
 * any_marker() first; then arguments are checked, and a nil raises an error that names the word. A fast evaluation that
 * fails is repeated traced, where the same argument is a marker, so the error becomes the verdict `unknown`.
 */
#ifndef PLUMB_ENGINE_WORDS_H
#define PLUMB_ENGINE_WORDS_H

#include "engine/state.h"

/* ---- freeze.c ---- */
/* Pushes the table behind a frozen one and returns true; else pushes nothing. It is writable: never hand it to a policy. */
bool freeze_push_content(lua_State *L, int index);

/* ---- stdlib_base.c ---- */
/* What `type` answers: Lua's types, "record", "list", "date", "datetime", "duration", "money". */
const char *type_name(lua_State *L, int index);
/* Pushes the value as `tostring` shows it; never an address. */
void push_text(lua_State *L, int index);

/* ---- stdlib_*.c: guarded libraries; `traced` as in sandbox_push_globals ---- */
/* What a library function does in traced mode when it is given a marker. */
enum traced_guard {
	TRACED_ANY,   /* any argument: answers UNKNOWN */
	TRACED_LEAVE, /* any argument: leaves the evaluation, as there is no answer that would be enough (a loop, an effect) */
	TRACED_FIRST, /* the first argument: leaves the evaluation; others pass through */
	TRACED_SELF,  /* looks itself */
};
/* A function of the stock library, behind `guard` if there is one; the guard finds the stock function in upvalue 1. */
struct stdlib_entry { const char *name; lua_CFunction guard; enum traced_guard traced; };
/* Adds the entries (to one whose name is NULL) to the table on the top, taking stock functions from the loaded module. */
void stdlib_add(lua_State *L, const char *module, const struct stdlib_entry *entries, bool traced);
/* Pushes a read-only library; asking it for a name that it does not have is an error with "did you mean". */
void stdlib_push_library(lua_State *L, const char *module, const struct stdlib_entry *entries, bool traced);
/* "did you mean" among the string keys of the table at index; NULL: none. The answer lives as long as the table's key. */
const char *stdlib_nearest(lua_State *L, int index, const char *word);
extern const struct stdlib_entry stdlib_base[], stdlib_string[], stdlib_table[];

/* ---- sort.c ---- */
/* Stable merge sort of indexes; always ends, whatever `less` answers. `less` may raise: both arrays (n each) must be
   memory that survives that. */
typedef bool (*sort_less)(void *ctx, uint32_t a, uint32_t b);
void sort_stable(uint32_t *index, uint32_t *spare, size_t n, sort_less less, void *ctx);

/* ---- words_seq.c: walking a list by a selector ---- */
#define SEQ_PATTERN_MAX 16
struct seq {
	lua_State *L;
	struct ctx *c;
	const char *word;      /* for errors */
	value_t list;          /* LIST or SET; 0: the table at index 1 */
	uint32_t count;
	enum { BY_SELF, BY_FUNCTION, BY_FIELD, BY_PATTERN } by;
	const char *field;     /* BY_FIELD */
	size_t field_len;
	int pattern, pairs;    /* BY_PATTERN: stack index of the first key; keys and values alternate */
	value_t why;           /* what made an answer unknown, merged */
};
/*
 * Argument 1 is a LIST, a SET or an array, argument 2 an element function, a field name, a pattern or nothing.
 * true: ready. false: one of them is a marker and UNKNOWN was pushed. Anything else raises. Leaves things on the stack.
 */
bool seq_open(lua_State *L, const char *word, struct seq *s);
/* Argument 1 alone, which is no marker. */
void seq_open_list(lua_State *L, const char *word, struct seq *s);
void seq_push(struct seq *s, uint32_t i);
/* The selector's answer on element i: 1, 0, or -1 (UNKNOWN; s->why has the reasons). */
int seq_test(struct seq *s, uint32_t i);
/* Pushes the selector's value on element i. Nothing (nil) raises, naming the element; false: it is a marker (pushed, and merged into s->why). */
bool seq_value(struct seq *s, uint32_t i);
/* Pushes field `name` of the element on the top, which is a record or a table. */
void seq_field(struct seq *s, uint32_t i, const char *name, size_t len);
/* Pushes UNKNOWN for s->why; returns 1. */
int seq_unknown(struct seq *s);
/* Equal as a policy means it: the same moment in two offsets is one moment. */
bool values_equal(lua_State *L, int a, int b);
/* <0, 0, >0 for two numbers, texts, dates, moments, or sums of money in one currency. What does not compare raises;
   *unknown is set and UNKNOWN pushed for two currencies. */
int values_compare(lua_State *L, int a, int b, const char *word, bool *unknown);

/* ---- words_text.c ---- */
/* The list that a searcher looks for (what phrases "advertising" answers); NULL: the value is none. */
const struct phrases *phrases_of(lua_State *L, int index);

/* ---- words_time.c: days and moments ---- */
value_t time_check(lua_State *L, int i, const char *word); /* argument i is a day or a moment; raises when it is not */
/* For the words whose answer depends on the time: there is none while a file is loaded, as what it keeps is for all times. */
struct ctx *time_clock(lua_State *L, const char *word);
int32_t time_day(const struct ctx *c, value_t t);
value_t time_moment(const struct ctx *c, int64_t ms);      /* in the company's zone */
/* t + d as the first millisecond that is too late; false: a year's holidays are not known (time_unknown_deadline says which). */
bool time_deadline(const struct ctx *c, value_t t, value_t d, int64_t *end);
int time_unknown_deadline(lua_State *L, value_t t, value_t d);

/* ---- words_sums.c: adding up ---- */
/* What the values are. A plain number beside money is in the project's currency; a plain zero has every currency. */
struct unit { bool number, money, mixed; uint32_t currency; };
/* A sum that is exact for integers, and else loses nothing to rounding on the way (Neumaier), so that ten times 0.1 is 1. */
struct total { bool integers; lua_Integer whole; double sum, lost; struct unit unit; };
#define TOTAL_INIT { .integers = true }
/* The amount of element i, which is on the top; raises when it is none. */
double unit_number(struct seq *s, uint32_t i, struct unit *u);
bool unit_is_mixed(const struct seq *s, const struct unit *u);
void unit_push(lua_State *L, double amount, const struct unit *u);
int currencies_differ(lua_State *L, const char *word); /* unknown */
void total_add(struct seq *s, uint32_t i, struct total *t);
/* Pushes the sum, or UNKNOWN where currencies do not mix; 1. */
int total_push(const struct seq *s, const struct total *t);

/* ---- words_rows.c: rows by their dates ---- */
/* The date of element i: its field `name`, or (NULL) that of a kind that has one date, "date" or "at". false: it is a marker
   (merged into s->why). What is no date raises. */
bool row_date(struct seq *s, uint32_t i, const char *name, value_t *out);
/* The first millisecond of a day or moment. */
int64_t row_start(const struct ctx *c, value_t t);

/* ---- more words; each adds its functions to the table on the top ---- */
void words_sums(lua_State *L);
void words_presence(lua_State *L);
void words_history(lua_State *L);
void words_series(lua_State *L);
void words_rows(lua_State *L);
void words_verdicts(lua_State *L);

#endif
