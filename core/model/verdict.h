/* SPDX-License-Identifier: MIT */
/*
 * verdict: what a rule says of a project, an element or a key (each has exactly one), and the
 * descriptions of rules, policies and diagnostics that travel with it from the worker to the reports.
 */
#ifndef PLUMB_MODEL_VERDICT_H
#define PLUMB_MODEL_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/record.h"
#include "model/schema.h"

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_WAIVED, VERDICT_NOT_APPLICABLE, VERDICT_UNKNOWN, VERDICT_ERROR, VERDICT_COUNT };
enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_CRITICAL, SEVERITY_COUNT };
enum enforcement { ENFORCEMENT_ADVISORY, ENFORCEMENT_SOFT, ENFORCEMENT_HARD };

/* Most verdicts are these: counted, and one by one of interest only to who asked for them; no report tells them. */
static inline bool verdict_is_quiet(enum verdict v) { return v == VERDICT_PASS || v == VERDICT_NOT_APPLICABLE; }

extern const char *const verdict_names[VERDICT_COUNT];   /* "pass", "fail", ... "not_applicable" ... */
extern const char *const severity_names[SEVERITY_COUNT]; /* "info", "warning", "error", "critical" */
enum severity severity_from(const char *name);           /* one of them; anything else, and NULL, is info */
extern const char *const enforcement_names[];            /* "advisory", "soft", "hard" */

/* How an `error` came about. */
enum failure { FAILURE_NONE, FAILURE_BUG, FAILURE_TIMEOUT, FAILURE_MEMORY, FAILURE_CRASH, FAILURE_QUARANTINED };
extern const char *const failure_names[];

#define VERDICT_MISSING_MAX 8

/* What a verdict is to the findings that a store keeps: NONE where it keeps none of it. */
enum finding_state { FINDING_NONE, FINDING_NEW, FINDING_STAYS, FINDING_REOPENED };
/* Why a finding was closed. */
enum closing { CLOSING_PASS, CLOSING_NOT_APPLICABLE, CLOSING_ELEMENT_GONE, CLOSING_RULE_GONE, CLOSING_PROJECT_DELETED, CLOSING_COUNT };
extern const char *const closing_names[CLOSING_COUNT]; /* "pass", "not_applicable", "element_gone", ... */

/*
 * An exception that a person granted: it excuses a rule's fail and unknown (never an error) on one project, until a moment.
 * When the rule has changed in substance since, it goes on to excuse and is told as stale: whoever granted it decides again.
 */
struct waiver {
	uint32_t rule;              /* index into the ruleset */
	bool stale;
	const char *element;        /* "risks[credit]"; "": whatever the rule says of the project and of any of its elements */
	int64_t expires_at;         /* UTC ms: the first moment at which it excuses nothing */
	int64_t number;             /* in the store */
	const char *reason, *requested_by, *approved_by; /* "" where that is not known */
};

/* One verdict; everything it points to is the giver's, and ends when the receiver returns. */
struct judgement {
	uint32_t rule;              /* index into the ruleset */
	enum verdict verdict;
	enum severity severity;     /* of the finding: the rule's, or that of the threshold that was crossed */
	const char *element;        /* "risks[credit]"; "" for the whole project */
	const char *pointer;        /* "/risks/0"; "" */
	const char *message;        /* fail: the rule's message, filled in; unknown: "cannot judge: ... is absent"; error: what went wrong */
	const char *missing[VERDICT_MISSING_MAX]; /* unknown: human paths of what is absent, or the reason ("the holidays of 2027 are not known") */
	uint32_t missing_count;
	const char *details;        /* JSON object that the check gave, or "" */
	double measure;             /* of a measure; NAN when there is none */
	const char *measure_text;   /* "104%", "12,000 USD"; "" */
	const char *limit_text;     /* the threshold that was crossed, as written; "" */
	enum failure failure;       /* error only */
	const char *file;           /* error only: the policy's path as the user knows it */
	int line;                   /* error only */
	const char *source;         /* error only: that line, or NULL */
	int column, width;          /* error only: what of the line is meant, in code points; 0: not known */
	const char *traceback;      /* error only: a few lines; "" */
	int64_t flips_at;           /* UTC ms: earliest moment at which time alone can change it; INT64_MAX: never */
	const struct waiver *waiver; /* waived: by which; NULL else. The other members are those of what it excuses */
	bool advisory;              /* of a rule on trial: told, and nothing fails of it */
	bool readiness;             /* of the gate that the project is before: it is no finding, and has a list of its own */
	const char *gate;           /* the phase whose entry the rule guards on this project, or NULL */
	enum enforcement enforcement; /* and how, on this project */
	enum finding_state state;   /* set by whoever kept it in a store; never travels */
	int64_t opened_at;          /* UTC ms; of a finding that is kept */
};
/* At a gate a verdict that is not known is as good as one that fails; what is told only stops nobody. */
static inline bool judgement_refuses(const struct judgement *j)
{
	return (j->verdict == VERDICT_FAIL || j->verdict == VERDICT_UNKNOWN || j->verdict == VERDICT_ERROR) && !j->advisory && j->enforcement != ENFORCEMENT_ADVISORY;
}
/* What becomes of a verdict by itself at a moment. */
struct transition {
	int64_t at;                 /* UTC ms */
	enum verdict from;
	enum severity from_severity;
	bool from_advisory;
	struct judgement to;
};
/* A finding that was open and is no more. */
struct closed_finding {
	const char *rule, *element, *message; /* "risk.register.high_risk_answered", "risks[credit]"; what it said last */
	enum severity severity;
	enum closing cause;
	int64_t opened_at;          /* UTC ms */
};

/* What load found. Positions are those of the policy's source; columns count code points. */
struct diagnostic {
	bool warning;
	char *file, *message, *hint, *code; /* owned; hint and code ("unknown-field") may be NULL */
	int line, column, width;            /* width of the marked text; 0: no position */
	char *source;                       /* the source line, owned, or NULL */
};
struct diagnostics {
	struct diagnostic *items;
	size_t count, cap, errors;
};
void diagnostics_release(struct diagnostics *d);
/* The source line under its number and a caret with the hint: "\n    8 | ...\n      |  ^^^ hint". */
void diagnostics_format_source(const struct diagnostic *d, bool colour, struct buf *out);
/* "file:line:column: error: message [code]", the source line and a caret with the hint. colour: with escapes. */
void diagnostics_format(const struct diagnostic *d, bool colour, struct buf *out);

struct share;         /* model/group.h */
struct group_verdict;

/* A rule as others than the engine see it; everything lives as long as the engine. */
struct rule_info {
	const char *id;          /* "risk.register.high_risk_answered" */
	const char *policy;      /* "risk.register" */
	const char *file;        /* as given to engine_add_file, with the prefix of engine_set_prefix */
	int line;
	enum severity severity;
	const char *const *covers; size_t covers_count; /* clauses: "K-03.a" */
	const char *const *tags; size_t tags_count;
	struct text2 message, remedy, title; /* title: of the policy */
	const char *owner, *link;
	const char *each;        /* path, "function", or "" */
	bool reads_across;       /* it reads verdicts of rules across the portfolio */
	const char *by, *among;  /* of a rule across the portfolio, one of them: the path of what groups its rows; else both NULL */
	bool metric;             /* a measure without a verdict */
	const char *gate;        /* phase it guards where no profile says otherwise, or NULL */
	enum enforcement enforcement;
	const char *formerly;    /* full id under which its findings and waivers may still be kept, or NULL */
	const char *replaces;    /* full id of the rule that is not judged, as this one stands for it, or NULL */
	const char *deprecated;  /* what to use instead, "" when that is not said; NULL: it is not deprecated */
	const char *digest;      /* of its substance, 64 hex digits: functions with all that they reach, severity, each ...; not its texts, nor values of parameters */
};
struct policy_info {
	const char *id, *file;
	struct text2 title;
	const char *owner;
	uint32_t first_rule, rule_count;
};

/* All that is known of one document after judging it, or after taking it in. Strings are never NULL. */
struct project_result {
	size_t line;                /* 1-based line of its first byte in the input; 0: not from a file */
	const char *id, *name, *type, *customer, *owner, *region, *business_unit, *phase; /* "" when absent */
	const struct judgement *judgements; /* fail, unknown, error (waived), of watched rules all; rule order, then element order */
	size_t count;
	const char *gate;           /* the phase that it may enter next, where rules or findings can be in the way; "": none */
	uint32_t gate_rules;        /* how many were judged for that */
	uint32_t blocking;          /* how many of its open findings block that */
	const struct judgement *readiness; size_t readiness_count; /* and what they said: as in judgements, of which none is here too */
	uint32_t passed, not_applicable;    /* how many verdicts, listed or not */
	int64_t flips_at;           /* UTC ms: earliest moment at which time alone can change any of its verdicts, also those not listed; INT64_MAX: never */
	const struct transition *transitions; size_t transition_count; /* of a forecast: what changes by itself, the soonest first */
	int64_t forecast_to;        /* UTC ms: the moment up to which they are all; 0: no forecast was asked for */
	const struct share *shares; size_t share_count;            /* model/group.h: what it gives to groups, when that was asked for */
	const struct group_verdict *verdicts; size_t verdict_count; /* the same: of a group, what was said of it; the soonest first */
	const char *document; size_t document_len; /* taken in: the canonical document (record_write_json). "" and 0: judged or refused */
	const char *refusal;        /* "": judged or taken in. Else why it is no project: a JSON error, "12 violations of the schema" */
	int refusal_line, refusal_column;
	const struct violation *violations; /* of a refused document */
	size_t violation_count;
	const struct closed_finding *gone; size_t gone_count; /* set by whoever kept the result in a store; never travels */
};
/* May it enter the phase that comes next? */
bool project_ready(const struct project_result *p);
/* How many of its gate rules refuse: each once, whatever it says of how many elements. */
size_t project_refusing(const struct project_result *p);
/* A document of which nothing is known but why it is no project. */
static inline struct project_result project_refused(size_t line, const char *why)
{
	return (struct project_result){ .line = line, .id = "", .name = "", .type = "", .customer = "", .owner = "", .region = "", .business_unit = "",
		.phase = "", .gate = "", .flips_at = INT64_MAX, .document = "", .refusal = why };
}

const struct waiver *waiver_copy(struct arena *a, const struct waiver *in); /* NULL: out of memory */
/* Copies with all they point to, into the arena; false: out of memory. Violations, transitions, shares, verdicts of groups and a document that was taken in are not copied. */
bool judgement_copy(struct arena *a, const struct judgement *in, struct judgement *out);
bool project_result_copy(struct arena *a, const struct project_result *in, struct project_result *out);

#endif
