/* SPDX-License-Identifier: MIT */
/*
 * evaluation: rules and policies as the engine holds them, and the engine itself. Only core/engine includes this.
 */
#ifndef PLUMB_ENGINE_EVALUATION_H
#define PLUMB_ENGINE_EVALUATION_H

#include "engine/state.h"
#include "model/group.h"

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

/* Is a rule judged now? What comes first wins over what comes later. */
enum standing { STANDING_JUDGED, STANDING_REPLACED, STANDING_OFF, STANDING_LATER, STANDING_FAILED, STANDING_UNKNOWN };

/* On what terms a rule is judged: as its policy says, and what profiles say over that; see terms.c. */
struct terms {
	enum standing standing;
	const struct setting *by;    /* OFF: what switched it off */
	const struct profile *doubt; /* FAILED, UNKNOWN: of this profile it is not known whether it applies */
	enum severity severity;
	enum enforcement enforcement;
	const char *gate;
	const struct message *message; /* [2]: en, zh */
	enum limit_type limit;
	const struct threshold *thresholds; size_t threshold_count; /* rising severity */
	bool advisory;               /* on trial: told, and nothing fails of it */
	int64_t flips_at;            /* earliest moment at which time alone can change the terms */
};

/* A call of the word `findings` in a rule; see verdicts_load.c. */
struct filter;

struct rule {
	struct rule_info info;
	struct policy *policy;
	uint32_t index;              /* in the ruleset */
	bool is_read;                /* by another rule; beside the index: both are looked at for each verdict */
	struct terms now;            /* for the current project */
	const char *const *uses; size_t uses_count; /* names of parameters that can change the verdict */
	bool uses_all;               /* any parameter can */
	const char *from, *trial;    /* days: not judged before, advisory until the end of; or NULL */
	int64_t from_ms, trial_ms;   /* when that is; INT64_MIN: no such day */
	const char *replaced_by;     /* id of the rule that is judged instead */
	const char *name;            /* without the policy */
	int functions[MODE_COUNT][PART_COUNT]; /* registry references in the policy's state, LUA_NOREF where there is none */
	const char *const *parameters; size_t parameter_count; /* names of the check's (or measure's) parameters: roots of placeholders */
	struct each_step each[EACH_DEPTH];
	unsigned depth;              /* 0: once per project, or a function */
	bool each_function;
	bool across;                 /* looks across the portfolio: see across.c */
	struct each_step by[EACH_DEPTH]; unsigned by_depth; /* and the path of what groups its rows, from an element or a project */
	const uint64_t *reads;       /* across: a bit per name_id of what may be read of a row */
	const struct field *status_field; /* of its elements: whose values a gate may name; NULL: they have none */
	const uint64_t *sensitive;   /* see ctx.sensitive; never NULL */
	const char *limit_name;
	const char *const *needs; size_t needs_count;
	struct message message[2];   /* en, zh */
	struct filter *filters; size_t filter_count; /* of other rules' verdicts */
	uint64_t *rests_on;          /* a bit per rule: those that it reads, and those that they read; NULL: it reads none */
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
	const char *formerly;        /* its earlier id, or NULL */
	const char *const *tags; size_t tag_count; /* of all its rules */
	uint32_t profile_count;      /* of a file of profiles/ */
	bool is_profile;             /* a file of profiles/: its rules are the matches that are functions */
	int param_ref[MODE_COUNT];   /* registry: the metatable of `param`, in front of the current values */
	int description_ref;         /* registry: the parameters that the file describes */
	struct variant *variants;    /* by what profiles make of the policy; see terms.c */
	const struct variant *current; /* the one that `param` and the rules' terms are of; NULL: none yet */
	uint64_t epoch;              /* of the engine, when the variants were made */
	bool apart;                  /* the terms hold for the current project only: they are to be set anew for the next */
	const struct setting **settings; size_t setting_count; /* that profiles have for it, the lowest rank first */
	uint8_t *key;                /* per setting: what it does to the current project */
	const char *override;        /* other values of parameters, for a test: a JSON object; or NULL */
	int world_ref;               /* in the author's state: a copy of the parameters, for profiles */
	bool has_money_parameters;
	uint32_t money_currency;     /* currency for which money parameters were last set */
	bool foreign_money;          /* some are in another currency than the project's: == of them needs the traced mode */
	bool traced_loaded;
	struct traced_source traced; /* text NULL until it is needed */
	int sites_ref;               /* registry: where each site of the traced source is */
	int loading;                 /* enum mode: which variant the state is loading now */
	const uint64_t *sensitive;   /* of the file as a whole; its own `when` uses it */
	bool compared_today, compared_now; /* what the word answers is only compared by order: see lua/analyze/clock.lua */
	struct suspect_function { int line, last_line; } *assigns; size_t assign_count; /* functions that assign outer variables */
	bool broken;                 /* did not load */
	/* `when` of the current project, known once it was asked */
	enum { WHEN_NOT_ASKED, WHEN_TRUE, WHEN_FALSE } when_known;
	int64_t when_flips_at;       /* and the moment at which that can change */
};

/* One field that a literal match looks at, and the values of which it has to have one. */
struct match_field { const struct field *field; const char **values; size_t count; };

struct profile {
	const char *name, *file;
	int line;
	struct match_field *fields; size_t field_count; /* none, and no rule: it is for every project */
	uint32_t rule;               /* that asks its function, among the engine's rules; UINT32_MAX: none */
	bool given;                  /* a test says that it applies */
	/* of the current project */
	enum { MATCH_NOT_ASKED, MATCH_NO, MATCH_YES, MATCH_UNKNOWN, MATCH_FAILED } matches;
	int64_t flips_at;            /* when time can change that */
	const char *missing[VERDICT_MISSING_MAX]; uint32_t missing_count; /* UNKNOWN */
	enum failure failure;        /* FAILED */
	const char *message;         /* of both */
	int failed_line;
};

/* What a profile sets: of one parameter, or of one rule. */
struct setting {
	struct profile *profile;
	struct policy *policy;
	int line;
	const char *parameter;       /* NULL: it is of a rule */
	int described;               /* its number in the author's list of settings */
	const char *standard;        /* the parameter's value without profiles, as text */
	uint32_t rule;
	int off, severity, enforcement; /* -1: not said */
	const char *gate;            /* NULL: not said */
	struct message *message;     /* [2]; NULL: not said */
	const char *reason, *approved_by, *expires; /* NULL: not said */
	int64_t expires_ms;          /* the end of that day; INT64_MAX: never */
	uint64_t *concerns;          /* a bit per rule of the policy: those whose verdict it can change */
};

struct file { char *path, *text; size_t len; struct traced_source traced; bool broken; };

struct engine {
	struct engine_options options;
	struct ctx ctx;
	struct beat own_beat, *beat;
	struct schema *schema;
	char *schema_json; size_t schema_len;
	struct file *files; size_t file_count, file_cap;
	char *prefix;
	struct policy *policies; size_t policy_count; /* files of profiles lie behind the policies */
	size_t profile_file_count;
	struct rule *rules; size_t rule_count; /* the matches of profiles lie behind the rules */
	size_t match_count;
	struct profile *profiles; size_t profile_count; /* the lowest rank first */
	struct setting *settings; size_t setting_count;
	int profile_model_ref;       /* in the author's state: the model for files of profiles/ */
	int profiles_ref, settings_ref; /* in the author's state: what profiles say, and what became of it */
	bool profiles_given;         /* a test says which apply */
	const struct policy *alone;  /* it is tested by itself: its replaced rules are judged */
	uint64_t epoch;              /* grows when what was made of terms and parameters holds no longer */
	int64_t terms_from, terms_until; /* from when until before when it holds */
	struct arena project;        /* what lives as long as the current project */
	struct phases phases;        /* of a project, in their order */
	const struct policy *phases_of; /* that names them; NULL: they are those of the schema */
	const struct field *phase_field; /* of a project; NULL: it has none */
	const struct phase *asked;   /* the entry that is asked for; NULL: the next one of each project */
	const struct phase *gate;    /* of the current project: for which its gate rules are judged; NULL: none */
	uint32_t gate_rules, gate_last; /* how many were judged for it; the last of them, plus 1 */
	uint64_t *counts;
	uint64_t *every;             /* a bit per rule and per match, all set */
	bool uses_history;           /* a policy, profile or module names a word that asks for it */
	const char **test_paths; size_t test_count;
	struct state *author;        /* the state that holds the syntax tree's tools; never runs a policy */
	int model_ref;               /* in it: schema and word list for the analysis */
	struct arena arena;          /* what lives as long as the engine */
	struct phrases_entry { const char *name; struct phrases *phrases; } *phrases; size_t phrases_count;
	const struct waiver *waivers; size_t waiver_count; /* of the project */
	/* rules across the portfolio */
	uint64_t *single;            /* a bit per rule that is not one; NULL: there are none */
	uint64_t *not_asked;         /* and those that are not asked for rows */
	uint64_t *uncounted;         /* counts of what is judged for others */
	const struct group_verdict *given; size_t given_count; /* what groups said that the project gave rows to */
	const char *key;             /* of an ELEMENT_KEY */
	struct group_traces *traces; /* why they said so; NULL: nothing is explained */
	struct verdicts *verdicts;   /* what rules may read of each other's; NULL: none does */
	struct zone utc;
	struct calendar plain;
	/* the judgement being made */
	struct buf element, pointer, text, details, measure_text, traceback, error_file, error_source;
};

/* A group being judged. */
struct group_at {
	const struct group *group;
	uint16_t kind;               /* of its rows */
	uint32_t list;               /* that they are in: offset in the record */
	uint32_t count, subject;     /* among: the row whose project is compared with the others */
};

#define ELEMENT_RECORD UINT32_MAX       /* a record of the project: its path is looked up */
#define ELEMENT_VALUE (UINT32_MAX - 1)  /* another value: known by its number */
#define ELEMENT_KEY (UINT32_MAX - 2)    /* all elements of one key (engine.key) */
/* An element being judged: the objects from the outermost list down to it. */
struct element {
	uint32_t at[EACH_DEPTH];     /* offsets of the objects, by step */
	uint32_t list, index;        /* innermost list and place in it, 0-based; list 0: not in one; ELEMENT_RECORD, ELEMENT_VALUE: given by a function */
	uint16_t kind;               /* of an ELEMENT_RECORD at[0] */
	uint8_t steps;               /* how many of `at` are valid */
	bool absent;                 /* the path ended before: `steps` objects are there, the next one is absent */
};

/* ---- loader.c ---- */
int loader_policy(struct engine *e, struct policy *p, struct diagnostics *d); /* first load: description, rules (or profiles) */
int loader_revive(struct policy *p, struct engine *e);                        /* after a state was dropped */
int loader_traced(struct engine *e, struct policy *p);                        /* the traced functions, when first needed; <0: could not */
void loader_drop(struct policy *p);
void loader_point_param(lua_State *L, struct policy *p, enum mode mode); /* `param` reads the table on the top, which is popped */
void diagnostics_add(struct diagnostics *d, bool warning, const char *file, int line, int column, int width, const char *code, const char *message, const char *hint, const char *source);
/* The n-th line of a text, without its end; to be freed. NULL: no memory. */
char *source_line(const char *text, size_t len, int n);
struct file *engine_file(const struct engine *e, const char *path);
/* The n-th line of a file as the user knows it ("policies/lib/money.lua"); to be freed. NULL: there is no such file or line. */
char *engine_source_line(const struct engine *e, const char *file, size_t file_len, int n);

/* ---- author.c: the syntax tree's tools, in e->author ---- */
#define AUTHOR_BYTES (512u << 20)
#define AUTHOR_BLOCK (64u << 20)
int author_open(struct engine *e, struct err *err);
int author_profiles(struct engine *e); /* there are profiles: what is needed for them */
/* Analyses a policy: diagnostics, the sensitive names of each rule. The result stays on the author state's stack top: pops itself with author_done. */
int author_analyse(struct engine *e, struct policy *p, struct diagnostics *d);
int author_texts(struct engine *e, const struct policy *p, struct diagnostics *d); /* the language files beside a policy that was analysed */
/* Analyses the modules of lib/: diagnostics (such a file is broken then), and whether any asks for what a project was. None may read verdicts. */
void author_modules(struct engine *e, struct diagnostics *d);
const uint64_t *author_sensitive(struct engine *e, const char *rule); /* of the analysed policy; NULL name: the whole file */
const uint64_t *author_reads(struct engine *e, const char *rule);     /* the same of all fields that it can read */
void author_uses(struct engine *e, struct rule *r);                   /* the parameters that it reads */
void author_findings(struct engine *e, struct rule *r);               /* its calls of `findings` */
void author_done(struct engine *e);
/* Rewrites a source for traced mode; the result lives as long as the engine. */
int author_trace(struct engine *e, const char *id, const char *text, size_t len, struct traced_source *out);

/* ---- terms.c ---- */
bool rule_uses(const struct rule *r, const char *parameter);                 /* can it change the verdict? */
/* The terms of the policy's rules, and its parameters, for the current project; off: of a judge_filter. -1: the policy cannot be judged (*why says). */
int terms_settle(struct engine *e, struct policy *p, const uint64_t *off, const char **why);
void terms_drop(struct policy *p);                                            /* with the state they belong to */
void terms_set_money(struct engine *e, struct policy *p);                     /* money parameters, for the current project's currency */
/* What set the policy's parameter for the current project; NULL: the policy itself. */
const struct setting *terms_setter(const struct policy *p, const char *parameter);
bool terms_applies(const struct policy *p, size_t setting);                   /* that one of p->settings, to the current project */
int terms_list(const struct policy *p);                                       /* registry: the described parameters of the current terms */
int terms_values(const struct policy *p);                                     /* registry: their values */

/* ---- profile_load.c ---- */
int profile_collect_policy(struct engine *e, struct policy *p, lua_State *L, int params);   /* while it loads */
int profile_collect(struct engine *e, struct policy *p, lua_State *L, int profiles);
int profile_resolve(struct engine *e, struct diagnostics *d, struct err *err);              /* all are loaded */
/* Copies plain data (no functions, which become false) from one state's stack to the top of another's. */
void copy_across(lua_State *from, int i, lua_State *to);

/* ---- profile.c ---- */
/* Does it apply to the current project? The answer is in f->matches. */
void profile_ask(struct engine *e, struct profile *f);

/* ---- lifecycle.c ---- */
/* What rules say of other rules (replaces, formerly) and of days, once all are known. */
void lifecycle_link(struct engine *e, struct diagnostics *d);
/* An error where the rule gives `key` its value. message NULL: no memory. */
void lifecycle_complain(struct diagnostics *d, const struct rule *r, const char *key, const char *code, const char *message, const char *hint);

/* ---- across.c ---- */
/* What groups the rule's rows, from its description; false: *problem says what is wrong. */
bool across_take(struct engine *e, struct rule *r, struct buf *problem);
/* All are loaded, profiles too. false: no memory. */
bool across_link(struct engine *e);
/* The arguments of a group's rule; how many. */
int across_push_arguments(lua_State *L, struct engine *e);
/* Why that group said so, into what is recorded of the current evaluation. */
void across_recall(struct engine *e, const struct group_verdict *g);
/* "P-7: gifts[watch]": a row's place in its project. false: v is in no row. */
bool across_path(struct ctx *c, value_t v, struct buf *human);

/* ---- message.c ---- */
/* Adds the path of an object below another one; false: it is not there, and nothing was added. */
bool path_below(struct ctx *c, const struct kind *k, uint32_t at, value_t wanted, struct buf *human, struct buf *pointer);
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

/* ---- digest.c ---- */
/* rule_info.digest of the policy's rules, from its description; before anything is frozen or after. */
void digest_rules(struct engine *e, struct policy *p, lua_State *L, int description, int globals);

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
/* A rule on a project, traced, with what it read and compared in p. only: the number of the one element to judge, where the
   rule's `each` is a path; ELEMENTS_ALL: all. */
struct probe;
void engine_probe(struct engine *e, uint32_t rule, struct record r, uint32_t only, struct probe *p, judgement_sink sink, void *ctx);
/* Can the policy be judged on this project? Makes its terms; false: *why says what is wrong (a test's parameters). */
bool engine_settles(struct engine *e, struct policy *p, struct record r, const char **why);
/* One rule on the current project, whatever was going on before. */
void evaluate_rule(struct engine *e, uint32_t rule, judgement_sink sink, void *ctx);

/* ---- deadline.c ---- */
bool deadline_passed(void);      /* the evaluation that just failed was ended by the deadline */
int deadline_line(void);
const char *deadline_file(void); /* "": not known */

#endif
