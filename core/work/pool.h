/* SPDX-License-Identifier: MIT */
/*
 * pool: the worker processes, as the host sees them. Everything happens on the caller's libuv loop.
 *
 *   pool_new(loop, &options, &generation, &p, &err);
 *   pool_load(p, loaded, ctx);                       once; workers are spawned and load the generation
 *   pool_submit(p, &doc) ... until it answers false (full), go on when `drain` is called
 *   pool_finish(p, done, ctx);                       called when every submitted document was delivered
 *   pool_close(p, closed, ctx);
 *
 * Results are delivered in the order of submission, whatever worker judged them, and are the same for any number of
 * workers. A worker that dies or hangs is killed and replaced, the evaluation it was on becomes an `error` that names rule,
 * file and line, and the rest of its batch is judged again. After `quarantine_after` exceeded budgets or crashes of a rule
 * its remaining verdicts are `error` (quarantined). A worker that is killed from outside changes no verdict.
 *
 * With pool_options.intake nothing is judged: the results are the documents themselves, checked and canonical, or refused. All
 * that is said here of order, deaths and limits holds for them too.
 *
 * Callbacks come from the loop, never from within a call of the caller, except that pool_close tells those who still wait for
 * an explanation or a test (ERR_CANCELLED), and that a question for which there is no memory is answered at once. Each may call any function here. When no worker can be had any more, every
 * document is delivered refused and every question answered with the reason: nobody waits for ever.
 * A broken pipe must not end the host: pool_new ignores SIGPIPE where the program has no handler for it.
 */
#ifndef PLUMB_WORK_POOL_H
#define PLUMB_WORK_POOL_H

#include <uv.h>

#include "base/err.h"
#include "json/read.h"
#include "model/date.h"
#include "model/group.h"
#include "model/past.h"
#include "model/phases.h"
#include "model/verdict.h"

struct pool;

struct generation_file { const char *path, *text; size_t len; }; /* path relative to the policies folder */
struct generation {
	const struct generation_file *files;
	size_t count;
	const char *prefix;         /* how file names are printed: "policies/" */
	int64_t as_of_ms;
	const struct zone *zone;
	const struct calendar *calendar;
	const char *lang;
	bool lenient;
};
/* What becomes of the documents. A project in a store needs an id: taken in is only what has one. */
enum intake {
	INTAKE_NONE,    /* they are judged */
	INTAKE_WHOLE,   /* they are not judged: project_result.document is the canonical one */
	INTAKE_PARTIAL, /* the same for parts of projects: `required` fields may be absent */
};
struct pool_options {
	enum intake intake;         /* not INTAKE_NONE: of the generation only schema.lua is needed */
	unsigned workers;           /* 0: one a core */
	unsigned soft_ms, load_ms;  /* 0: the engine's defaults */
	size_t state_bytes, block_bytes;
	unsigned quarantine_after;  /* 0: 3 */
	struct json_limits limits;  /* of a document */
	const char *program;        /* the executable to spawn as a worker; NULL: /proc/self/exe */
};
struct pool_options pool_options_default(void);

/* What the generation turned out to be; valid until pool_close. */
struct loaded {
	const struct rule_info *rules; size_t rule_count;
	const struct policy_info *policies; size_t policy_count;
	struct diagnostics diagnostics; /* diagnostics.errors > 0: some policy did not load; the others are usable */
	const char *schema_json; size_t schema_len;
	const char *const *test_files; size_t test_file_count;
	char generation[65];
	struct phases phases;           /* of a project, in their order */
	bool history;                   /* some rule may ask what a project was before */
	bool across;                    /* some rule looks across the portfolio */
};
typedef void (*pool_loaded_fn)(void *ctx, const struct loaded *l, const struct err *e); /* l NULL: e says why */
typedef void (*pool_result_fn)(void *ctx, const struct project_result *r);
typedef void (*pool_json_fn)(void *ctx, const char *json, size_t len, const struct err *e); /* json NULL: e says why */
typedef void (*pool_fn)(void *ctx);

/* All of it is copied. watched: rules whose quiet verdicts (model/verdict.h) are listed too. */
struct pool_document {
	const char *text; size_t len, line;
	const uint32_t *watched; size_t watched_count;
	const struct waiver *waivers; size_t waiver_count; /* of this project: those that were approved */
	struct past_list past; /* what the project was before: worth giving where loaded.history says so */
	const char *gate;      /* the phase whose entry is asked for; NULL: the next one */
	/* rules across the portfolio (model/group.h), where loaded.across says that there are any: */
	bool shares;           /* it is not judged: its rows are wanted (project_result.shares) */
	const struct group *group; /* it is no project: the rows of a group, a JSON array; NULL else (project_result.verdicts) */
	const struct group_verdict *given; size_t given_count; /* what the project's groups said, in the order of rule, key and moment */
	const struct group_text *groups; size_t group_count;   /* to be explained: the groups themselves, in the order of keys */
};

int pool_new(uv_loop_t *loop, const struct pool_options *o, const struct generation *g, struct pool **out, struct err *err);
void pool_load(struct pool *p, pool_loaded_fn cb, void *ctx);
/* Where results go; drain may be NULL. Set before the first submit. */
void pool_on_result(struct pool *p, pool_result_fn result, pool_fn drain, void *ctx);
/* From here on each result also tells what changes by itself until then (model/verdict.h: transition). */
void pool_forecast(struct pool *p, int64_t until_ms);
bool pool_submit(struct pool *p, const struct pool_document *d);
void pool_finish(struct pool *p, pool_fn cb, void *ctx);
/* Verdicts so far: [rule * VERDICT_COUNT + verdict]. NULL until loaded. */
const uint64_t *pool_counts(const struct pool *p);
/* One document by one rule, explained (JSON: core/engine/explain.c). element: the only one for which it is looked for what would make
   it pass; NULL: all. */
void pool_explain(struct pool *p, const char *rule, const char *element, const struct pool_document *d, pool_json_fn cb, void *ctx);
/* One file of policy tests (JSON: lua/testing.lua). Many may be asked at once; workers share them. */
void pool_test(struct pool *p, const char *test_file, pool_json_fn cb, void *ctx);
/* Stops workers at once, whatever they do; then cb. The pool is gone. */
void pool_close(struct pool *p, pool_fn cb, void *ctx);

/* The worker's main: argv of the spawned process; returns its exit status. Never called in the host. */
int worker_main(int argc, char **argv);

#endif
