/* SPDX-License-Identifier: MIT */
/* outlook_writer: what a format of a forecast implements; private to the report. */
#ifndef PLUMB_REPORT_OUTLOOK_WRITER_H
#define PLUMB_REPORT_OUTLOOK_WRITER_H

#include "base/arena.h"
#include "base/buf.h"
#include "json/write.h"
#include "report/emit.h"
#include "report/messages.h"
#include "report/outlook.h"

/* A change that is kept; one piece of memory with its texts. */
struct kept_change {
	int64_t at;
	uint64_t order;            /* of arrival */
	uint32_t rule;
	enum verdict from, to;
	enum severity from_severity, severity;
	bool from_advisory, advisory, green;
	const char *project, *name, *element, *message; /* project: its id */
};
/* How one project goes through the forecast. */
struct course { bool conforms, conforms_then, fails_once; };

struct outlook_format {
	bool keeps;                /* the soonest changes are kept for it */
	void (*begin)(struct outlook *o);
	void (*project)(struct outlook *o, const struct project_result *p, const struct course *c);
	void (*end)(struct outlook *o, double seconds);
};
extern const struct outlook_format outlook_text, outlook_json, outlook_csv, outlook_markdown;

struct outlook {
	struct outlook_options o;
	enum lang lang;
	const struct outlook_format *format;
	struct arena arena;
	struct outlook_header header; /* in the arena */
	const char *input;            /* in the arena */
	struct outlook_summary summary;
	struct kept_change **kept; size_t kept_count, kept_cap;
	int64_t kept_until;           /* nothing as late as this is kept any more */
	uint64_t order;               /* changes so far */
	struct buf buf, scratch;
	struct json_out json;
	bool failed;                  /* memory was out */
	int error;                    /* errno of the first write that failed */
};

bool transition_is_green(const struct transition *t);
/* "2026-07-03" in the company's zone, and the time there, "" at the beginning of a day. */
void outlook_day(const struct outlook *o, int64_t at, char day[32], char time[8]);
/* What a verdict is called: "error", "unknown", "policy", "trial", "conforms". */
const char *outlook_word(const struct outlook *o, enum verdict v, enum severity s, bool advisory);

#endif
