/* SPDX-License-Identifier: MIT */
/* check: plumb check. Options to a request, the outcome to an exit status. */
#include "app/check.h"

#include <string.h>
#include <unistd.h>

#include "app/forecast.h"
#include "app/output.h"
#include "app/stored.h"
#include "app/version.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/storage.h"
#include "cli/term.h"

enum { PROJECTS_SHOWN = 20, CHANGES_SHOWN = 100 };

struct checking {
	struct cli *cli;
	struct session session;
	struct output output;
	struct report *report;
	struct outlook *outlook; /* --until: the report is a forecast */
	int64_t until_ms;
	struct schema *schema; /* for a mapping */
	struct check_outcome outcome; /* of a forecast: failed_inputs alone */
	struct stored stored;  /* the store's projects */
	bool has_session, from_store;
};

static void on_refused(void *ctx, const char *input, const struct project_result *p)
{
	struct checking *x = ctx;

	term_refusal(x->cli, input, p);
}

static void on_failed(void *ctx, const struct err *e)
{
	(void)ctx;
	term_tell(e);
}

static void on_words(void *ctx, const struct source_words *w)
{
	struct checking *x = ctx;

	term_words(x->cli, w);
}

static void on_progress(void *ctx, const struct feed_progress *p)
{
	struct checking *x = ctx;

	term_progress(x->cli, MSG_PROGRESS, p);
}

static bool colour(const struct checking *x)
{
	const char *wanted = x->cli->values[OPT_COLOR];

	return x->output.file == stdout ? x->cli->colour_out : wanted && !strcmp(wanted, "always");
}

static int open_report(struct checking *x, enum report_format format, size_t limit, const char *input, struct err *err)
{
	struct cli *c = x->cli;
	const struct loaded *l = &x->session.loaded;
	struct report_options o = { .format = format, .width = (int)config_number(&c->config, CONFIG_WIDTH), .lang = lang_name(c->lang),
		.verbose = c->values[OPT_VERBOSE] != NULL, .projects_max = limit, .fail_on = config_fail_on(&c->config),
		.allow_unknown = config_bool(&c->config, CONFIG_ALLOW_UNKNOWN), .rules = l->rules, .rule_count = l->rule_count,
		.kept = x->from_store && x->stored.keeps, .zone = &x->session.zone };
	struct report_header header = { PLUMB_VERSION, l->generation, x->session.as_of, input };
	int status;

	o.out = x->output.file;
	o.colour = colour(x);
	status = report_new(&o, &x->report, err);
	if (!status)
		report_begin(x->report, &header);
	return status;
}

static int open_outlook(struct checking *x, enum report_format format, size_t limit, const char *input, struct err *err)
{
	struct cli *c = x->cli;
	const struct loaded *l = &x->session.loaded;
	struct outlook_options o = { .format = format, .out = x->output.file, .colour = colour(x), .width = (int)config_number(&c->config, CONFIG_WIDTH),
		.lang = lang_name(c->lang), .changes_max = limit, .fail_on = config_fail_on(&c->config), .allow_unknown = config_bool(&c->config, CONFIG_ALLOW_UNKNOWN),
		.zone = &x->session.zone, .rules = l->rules, .rule_count = l->rule_count };
	char until[40];
	struct outlook_header header = { PLUMB_VERSION, l->generation, x->session.as_of, until, input };
	int status = forecast_moment(&x->session, c->values[OPT_UNTIL], &x->until_ms, until, err);

	o.until_ms = x->until_ms;
	if (status || (status = outlook_new(&o, &x->outlook, err)))
		return status;
	outlook_begin(x->outlook, &header);
	return 0;
}

static int open_output(struct checking *x, enum report_format format, size_t limit, const char *input, struct err *err)
{
	int status = storage_output(x->cli, x->cli->words, x->cli->word_count, &x->output, err);

	return status ? status : x->cli->values[OPT_UNTIL] ? open_outlook(x, format, limit, input, err) : open_report(x, format, limit, input, err);
}

static int load_schema(struct checking *x, struct err *err)
{
	return x->cli->values[OPT_MAP] ? schema_from_json(x->session.loaded.schema_json, x->session.loaded.schema_len, &x->schema, err) : 0;
}

/* 3 before 2 before 1. */
static int status_of(const struct checking *x)
{
	const struct report_summary *s = &x->outcome.summary;
	const struct outlook_summary *ahead = x->outlook ? outlook_summary(x->outlook) : NULL;

	if (session_policy_errors(&x->session) || s->errors || (ahead && ahead->errors))
		return EXIT_POLICY;
	if (s->refused || (ahead && ahead->refused) || x->outcome.failed_inputs || x->outcome.unkept)
		return EXIT_USAGE;
	return s->conforming < s->projects || (ahead && ahead->failing) ? EXIT_FINDINGS : EXIT_CONFORMS;
}

/* Projects and refused documents that the report holds. */
static void delivered(const struct checking *x, size_t *projects, size_t *refused)
{
	const struct outlook_summary *ahead = x->outlook ? outlook_summary(x->outlook) : NULL;

	*projects = ahead ? ahead->projects : x->outcome.summary.projects;
	*refused = ahead ? ahead->refused : x->outcome.summary.refused;
}

static void tell_why_not_kept(struct checking *x)
{
	struct cli *c = x->cli;
	const struct err *why = &x->stored.why;

	if (x->stored.keeps || c->values[OPT_UNTIL])
		return;
	if (c->values[OPT_AS_OF])
		term_note(c, "%s", C(NOT_KEPT_AS_OF));
	else
		term_note(c, C(NOT_KEPT), why->message ? why->message : "out of memory");
	if (why->hint && !c->values[OPT_AS_OF])
		term_note(c, "%s", why->hint);
}

/* Policies and workers, for files or for the store's own projects. */
static int open_session(struct checking *x, struct err *err)
{
	struct cli *c = x->cli;
	const char *as_of = c->values[OPT_AS_OF];
	int status = x->from_store ? stored_open(&x->stored, &c->config, !as_of && !c->values[OPT_UNTIL], "check", err) : 0;

	if (status)
		return status;
	x->has_session = true;
	status = session_open_store(&x->session, &c->config, x->stored.keeper.store, as_of, err);
	if (!status || x->session.folder.problems.count)
		term_diagnostics(c, &x->session.folder.problems);
	if (status)
		return status;
	term_diagnostics(c, &x->session.loaded.diagnostics);
	if (!x->from_store)
		return 0;
	status = stored_settle(&x->stored, &x->session, &c->config, err);
	if (status)
		return status;
	tell_why_not_kept(x);
	if (x->stored.activated)
		term_note(c, C(ACTIVATED), x->stored.generation.hash, keeper_path(&c->config));
	if (x->stored.generation.closed)
		term_note(c, C(RULES_GONE), x->stored.generation.closed);
	return 0;
}

static struct source_options source_of(struct checking *x)
{
	const struct cli *c = x->cli;
	struct source_options o = { .limits = JSON_LIMITS_DEFAULT, .map = c->values[OPT_MAP], .schema = x->schema, .words = on_words, .ctx = x };

	o.limits.bytes = (size_t)config_number(&c->config, CONFIG_DOCUMENT_MB) << 20;
	o.limits.depth = (unsigned)config_number(&c->config, CONFIG_DEPTH);
	if (x->from_store)
		o.store = x->stored.keeper.store;
	return o;
}

static int sweep(struct checking *x, const char *const *inputs, size_t count, struct err *err)
{
	struct cli *c = x->cli;
	struct check_request q = { .inputs = inputs, .input_count = count, .source = source_of(x),
		.report = x->report, .fail_on = config_fail_on(&c->config), .allow_unknown = config_bool(&c->config, CONFIG_ALLOW_UNKNOWN),
		.rule = c->values[OPT_RULE], .refused = on_refused, .failed = on_failed, .progress = term_progress_wanted() ? on_progress : NULL, .ctx = x };

	if (x->from_store) {
		q.source.generation = x->stored.keeps ? &x->stored.generation : NULL;
		q.keeper = x->stored.keeps ? &x->stored.keeper : NULL;
		q.generation = &x->stored.generation;
		q.by = &x->stored.origin;
	}
	return check_run(&x->session, &q, &x->outcome, err);
}

static int foretell(struct checking *x, const char *const *inputs, size_t count, struct err *err)
{
	const struct forecast_request q = { .inputs = inputs, .input_count = count, .source = source_of(x), .report = x->outlook, .until_ms = x->until_ms,
		.rule = x->cli->values[OPT_RULE], .refused = on_refused, .failed = on_failed, .progress = term_progress_wanted() ? on_progress : NULL, .ctx = x };

	return forecast_until(&x->session, &q, &x->outcome.failed_inputs, err);
}

static int judge(struct checking *x, const char *const *inputs, size_t count, struct err *err)
{
	struct cli *c = x->cli;
	enum report_format format;
	size_t limit, projects, refused;
	int status, interrupted = 0;

	if (!listing_format(c, &format) || !listing_limit(c, c->values[OPT_UNTIL] ? CHANGES_SHOWN : PROJECTS_SHOWN, &limit))
		return EXIT_USAGE;
	if ((status = open_session(x, err)) || (status = load_schema(x, err)) || (status = open_output(x, format, limit, count == 1 ? inputs[0] : "", err)))
		return status;
	status = x->outlook ? foretell(x, inputs, count, err) : sweep(x, inputs, count, err);
	term_progress_end();
	delivered(x, &projects, &refused);
	if (status == ERR_CANCELLED) {
		struct buf done = BUF_INIT;

		message_count(&done, c->lang, NUM_PROJECTS, projects);
		term_error(c, C(INTERRUPTED), signal_name(x->session.signal), done.data);
		buf_release(&done);
		err_release(err);
		interrupted = 128 + x->session.signal;
	} else if (status) {
		return status;
	}
	/* inputs that could not be read were told: a report of nothing would look like one of something */
	if (x->outcome.failed_inputs == count && !projects && !refused)
		return session_policy_errors(&x->session) ? EXIT_POLICY : EXIT_USAGE;
	x->outcome.summary.errors += session_policy_errors(&x->session); /* a policy that was left out is not passed over in silence */
	x->outcome.summary.seconds = (double)(clock_monotonic_ns() - c->started_ns) / 1e9;
	if (!projects && !refused && !x->outcome.failed_inputs && !interrupted)
		term_note(c, "%s", C(EMPTY_INPUT));
	status = x->outlook ? outlook_end(x->outlook, x->outcome.summary.seconds, err) : report_end(x->report, &x->outcome.summary, err);
	if (!status)
		status = output_commit(&x->output, err);
	return status ? status : interrupted ? interrupted : status_of(x);
}

int run_check(struct cli *c)
{
	static const char *const standard[] = { "-" };
	struct checking x = { .cli = c };
	const char *store = keeper_path(&c->config);
	struct err err = ERR_INIT;
	int status;

	x.from_store = !c->word_count && !c->values[OPT_MAP] && (keeper_path_exists(&c->config) || config_text(&c->config, CONFIG_STORE));
	if (!c->word_count && !x.from_store && isatty(STDIN_FILENO)) {
		term_error(c, "%s", C(NO_INPUT));
		term_usage(c);
		return EXIT_USAGE;
	}
	if (c->word_count)
		status = judge(&x, (const char *const *)c->words, (size_t)c->word_count, &err);
	else
		status = judge(&x, x.from_store ? &store : standard, 1, &err);
	if (err.code == ERR_CANCELLED) {
		term_error(c, C(STOPPED), signal_name(x.session.signal));
		status = 128 + x.session.signal;
		err_release(&err);
	} else if (err.code) {
		status = term_fail(c, &err);
	}
	report_free(x.report);
	outlook_free(x.outlook);
	output_discard(&x.output);
	schema_free(x.schema);
	check_outcome_release(&x.outcome);
	stored_close(&x.stored);
	if (x.has_session)
		session_close(&x.session);
	return status;
}
