/* SPDX-License-Identifier: MIT */
/*
 * evaluation: rules and policies as the engine holds them, and the engine itself. Only core/engine includes this.
 */
#ifndef PLUMB_ENGINE_EVALUATION_H
#define PLUMB_ENGINE_EVALUATION_H

#include "engine/state.h"

#define EACH_DEPTH 4 /* steps of an `each` path: "contracts.payments" has two */

enum mode { MODE_FAST, MODE_TRACED, MODE_COUNT };
enum part { PART_WHEN, PART_CHECK, PART_MEASURE, PART_EACH, PART_COUNT };
extern const char *const part_names[PART_COUNT];

/* A message: literal text and placeholders in turn. */
struct segment {
	const char *literal;      /* NULL: a placeholder */
	const char *root;         /* "risk", "project", "measure", "limit", or a key of the check's details */
	const char *const *path;  /* field names below it */
	size_t depth;
};
struct message { struct segment *segments; size_t count; };

enum limit_type { LIMIT_NONE, LIMIT_AT_MOST, LIMIT_AT_LEAST, LIMIT_BETWEEN };
/* A threshold's value: a number, money (currency not 0), or a duration (counted in its own unit). */
struct quantity { double number; uint32_t currency; const char *text; };
struct threshold { int severity; struct quantity low, high; }; /* severity -1: the rule's own; at_most uses high, at_least low */

struct each_step { const struct field *field; bool list; };

struct rule {
	struct rule_info info;
	struct policy *policy;
	uint32_t index;              /* in the ruleset */
	const char *name;            /* without the policy */
	int functions[MODE_COUNT][PART_COUNT]; /* registry references in the policy's state, LUA_NOREF where there is none */
	const char *const *parameters; size_t parameter_count; /* names of the check's (or measure's) parameters: roots of placeholders */
	struct each_step each[EACH_DEPTH];
	unsigned depth;              /* 0: once per project, or a function */
	bool each_function;
	const uint64_t *sensitive;   /* see ctx.sensitive; never NULL */
	enum limit_type limit;
	const char *limit_name;
	struct threshold *thresholds; size_t threshold_count; /* rising severity */
	const char *const *needs; size_t needs_count;
	struct message message[2];   /* en, zh */
};

/* A source rewritten by lua/trace.lua, and its sites as JSON. */
struct traced_source { char *text; size_t len; const char *sites; };

struct policy {
	struct policy_info info;
	const char *path;            /* as given to engine_add_file */
	const char *chunkname;       /* "@policies/risk/register.lua" */
	const char *source; size_t source_len;
	const char *texts_source[2]; size_t texts_len[2]; /* the file of the other language beside it, by language */
	struct state *state;         /* NULL: not loaded, or dropped */
	int when[MODE_COUNT];        /* the policy's own condition */
	int parameters_ref;          /* registry: table of parameter values, behind `param` */
	int description_ref;         /* registry: what declare.lua made of the file */
	bool has_money_parameters;
	uint32_t money_currency;     /* currency for which money parameters were last set */
	bool foreign_money;          /* some are in another currency than the project's: == of them needs the traced mode */
	bool traced_loaded;
	struct traced_source traced; /* text NULL until it is needed */
	int sites_ref;               /* registry: where each site of the traced source is */
	int loading;                 /* enum mode: which variant the state is loading now */
	const uint64_t *sensitive;   /* of the file as a whole; its own `when` uses it */
	struct suspect_function { int line, last_line; } *assigns; size_t assign_count; /* functions that assign outer variables */
	bool broken;                 /* did not load */
	/* `when` of the current project, known once it was asked */
	enum { WHEN_NOT_ASKED, WHEN_TRUE, WHEN_FALSE } when_known;
	int64_t when_flips_at;       /* and the moment at which that can change */
};

struct file { char *path, *text; size_t len; struct traced_source traced; };

struct engine {
	struct engine_options options;
	struct ctx ctx;
	struct beat own_beat, *beat;
	struct schema *schema;
	char *schema_json; size_t schema_len;
	struct file *files; size_t file_count, file_cap;
	char *prefix;
	struct policy *policies; size_t policy_count;
	struct rule *rules; size_t rule_count;
	uint64_t *counts;
	uint64_t *every;             /* a bit per rule, all set */
	bool uses_history;           /* a policy or module names a word that asks for it */
	const char **test_paths; size_t test_count;
	struct state *author;        /* the state that holds the syntax tree's tools; never runs a policy */
	int model_ref;               /* in it: schema and word list for the analysis */
	struct arena arena;          /* what lives as long as the engine */
	struct phrases_entry { const char *name; struct phrases *phrases; } *phrases; size_t phrases_count;
	struct zone utc;
	struct calendar plain;
	/* the judgement being made */
	struct buf element, pointer, text, details, measure_text, traceback;
};

#define ELEMENT_RECORD UINT32_MAX       /* a record of the project: its path is looked up */
#define ELEMENT_VALUE (UINT32_MAX - 1)  /* another value: known by its number */
/* An element being judged: the objects from the outermost list down to it. */
struct element {
	uint32_t at[EACH_DEPTH];     /* offsets of the objects, by step */
	uint32_t list, index;        /* innermost list and place in it, 0-based; list 0: not in one; ELEMENT_RECORD, ELEMENT_VALUE: given by a function */
	uint16_t kind;               /* of an ELEMENT_RECORD at[0] */
	uint8_t steps;               /* how many of `at` are valid */
	bool absent;                 /* the path ended before: `steps` objects are there, the next one is absent */
};

/* ---- loader.c ---- */
int loader_policy(struct engine *e, struct policy *p, struct diagnostics *d); /* first load: description, rules */
int loader_revive(struct policy *p, struct engine *e);                        /* after a state was dropped */
int loader_traced(struct engine *e, struct policy *p);                        /* the traced functions, when first needed; <0: could not */
void loader_drop(struct policy *p);
void loader_set_money(struct engine *e, struct policy *p);                    /* money parameters, for the current project's currency */
/* Other values for the policy's parameters (a JSON object by name; NULL: its own again). */
int loader_override(struct engine *e, struct policy *p, const char *json, struct err *err);
void diagnostics_add(struct diagnostics *d, bool warning, const char *file, int line, int column, int width, const char *code, const char *message, const char *hint, const char *source);
/* The n-th line of a text, without its end; to be freed. NULL: no memory. */
char *source_line(const char *text, size_t len, int n);
struct file *engine_file(const struct engine *e, const char *path);

/* ---- author.c: the syntax tree's tools, in e->author ---- */
#define AUTHOR_BYTES (512u << 20)
#define AUTHOR_BLOCK (64u << 20)
int author_open(struct engine *e, struct err *err);
/* Analyses a policy: diagnostics, the sensitive names of each rule. The result stays on the author state's stack top: pops itself with author_done. */
int author_analyse(struct engine *e, struct policy *p, struct diagnostics *d);
void author_modules(struct engine *e); /* what must be known of the modules of lib/ before any of them is loaded */
const uint64_t *author_sensitive(struct engine *e, const char *rule); /* of the analysed policy; NULL name: the whole file */
void author_done(struct engine *e);
/* Rewrites a source for traced mode; the result lives as long as the engine. */
int author_trace(struct engine *e, const char *id, const char *text, size_t len, struct traced_source *out);

/* ---- message.c ---- */
void message_parse(struct engine *e, const char *text, struct message *out);
/* Fills the rule's message for an element. details: stack index of the check's details, or 0. */
void message_render(struct engine *e, struct rule *r, const struct element *el, lua_State *L, int details, struct buf *out);
void element_path(struct engine *e, const struct rule *r, const struct element *el, struct buf *human, struct buf *pointer);

/* ---- measure.c ---- */
struct measured { double number; uint32_t currency; bool is_money; };
/* What a measure gave: 1 a value, 0 none (nil), -1 a marker, -2 nothing that can be measured. */
int measure_read(lua_State *L, int i, struct measured *m);
/* The threshold that is crossed, or NULL: conforms. *unknown: currencies do not mix. */
const struct threshold *measure_judge(const struct ctx *c, const struct rule *r, const struct measured *m, bool *unknown);
void measure_format(const struct rule *r, const struct measured *m, struct buf *out);

/* ---- traced runtime ---- */
void trace_push_runtime(lua_State *L, struct policy *p); /* the table __T of a traced chunk */
void trace_wrap_parameters(lua_State *L);          /* the values on the top become a function that notes what was read */
void trace_read(lua_State *L, value_t rec, const struct field *f); /* the value read is on the top */
int trace_enter(lua_State *L, enum part part);
void trace_leave(lua_State *L, int mark);

/* ---- arithmetic.c, bindings.c ---- */
void arithmetic_open(lua_State *L);
int compare_values(lua_State *L);
int equal_values(lua_State *L);
void format_money(double amount, uint32_t currency, struct buf *out);
void format_percent(double ratio, struct buf *out);
void format_number(double v, struct buf *out);
const char *bindings_what(lua_State *L, int i);

/* ---- evaluate.c ---- */
void evaluation_reset(struct ctx *c);

/* ---- deadline.c ---- */
bool deadline_passed(void);      /* the evaluation that just failed was ended by the deadline */
int deadline_line(void);

#endif
