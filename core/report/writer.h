/* SPDX-License-Identifier: MIT */
/* writer: what a format implements; private to the report. A writer appends to r->buf, the report writes that out. */
#ifndef PLUMB_REPORT_WRITER_H
#define PLUMB_REPORT_WRITER_H

#include "base/arena.h"
#include "base/buf.h"
#include "json/read.h"
#include "json/write.h"
#include "report/emit.h"
#include "report/gather.h"
#include "report/messages.h"
#include "report/report.h"

struct writer {
	bool gathers; /* needs the whole sweep: the report keeps a gather for it */
	void (*begin)(struct report *r);
	void (*project)(struct report *r, const struct project_result *p);
	void (*end)(struct report *r, const struct report_summary *s);
};
extern const struct writer writer_text, writer_json, writer_csv, writer_markdown;

struct report {
	struct report_options o;
	enum lang lang;
	const struct writer *writer;
	struct arena arena;
	struct report_header header;  /* in the arena */
	const char *input;            /* in the arena */
	struct buf buf;               /* written, not yet given to `out` */
	struct buf scratch;
	struct gather gather;
	struct json_out json;
	struct json_reader *reader;   /* for details */
	int error;                    /* errno of the first write that failed */
};

/* Gives the buffer to `out`. */
void report_flush(struct report *r);
/* details parsed; false when there are none. Valid until the next call. */
bool report_details(struct report *r, const struct judgement *j, struct json_value *out);
const struct rule_info *report_rule(const struct report *r, const struct judgement *j);
/* "2026-11-23T08:00:00Z", or "" when the verdict never changes by itself. */
const char *report_flips_at(const struct judgement *j, char out[40]);
/* What people read of a waiver: "waiver 3, granted by wang.fang until 2026-12-31: reason". */
void report_waiver(const struct report *r, const struct waiver *w, struct buf *out);
/* What machines read: "new", "stays", "reopened"; "" for a verdict that is not kept. */
const char *report_state(enum finding_state state);
/* RFC 3339, or "" for a verdict that is not kept. */
const char *report_opened_at(const struct judgement *j, char out[40]);
/* What people read beside a finding: "new", "again", with --verbose "since 2026-06-30"; "" when there is nothing to say. */
const char *report_mark(const struct report *r, const struct judgement *j, char out[64]);
/* Whether the project may enter its next phase, and which rules refuse: "not ready for execution: 2 of 14 gate rules refuse (risk.plan ..., ...)";
   false: no rule guards its next phase. */
bool report_readiness(const struct report *r, const struct project_result *p, struct buf *out);
/* "conforms now", "the rule is gone" ... */
const char *report_closing(const struct report *r, enum closing cause);
/* Rules of which something was found, worst first; returns how many. `order` has room for all. */
size_t report_rules_worst_first(const struct report *r, const struct report_summary *s, uint32_t *order);
/* The severity that a rule is shown with: the worst that it found, else its own. */
enum severity report_rule_severity(const struct report *r, uint32_t rule);

#endif
