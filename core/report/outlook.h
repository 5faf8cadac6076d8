/* SPDX-License-Identifier: MIT */
/*
 * outlook: the report of a forecast: what turns red, when, if nobody acts; and what turns green by itself.
 *
 *   outlook_new(&options, &o, &err); outlook_begin(o, &header);
 *   outlook_project(o, &result) for each; outlook_end(o, seconds, &err);  outlook_free(o)
 *
 * JSON and CSV stream in input order and keep nothing. Text and Markdown are in the order of time, by day: the soonest
 * `changes_max`, the rest is counted; memory is bounded by that.
 *
 * A change is red when the verdict then is worse than before, or another that is as bad; green when it is better.
 */
#ifndef PLUMB_REPORT_OUTLOOK_H
#define PLUMB_REPORT_OUTLOOK_H

#include "report/report.h"

struct outlook_options {
	enum report_format format;
	FILE *out;
	bool colour;
	int width;                 /* as in report_options */
	const char *lang;
	size_t changes_max;        /* 0: all */
	enum severity fail_on;
	bool allow_unknown;
	int64_t until_ms;
	const struct zone *zone;   /* whose days people read; NULL: UTC */
	const struct rule_info *rules; size_t rule_count;
};
struct outlook_header { const char *version, *generation, *as_of, *until, *input; };
struct outlook_summary {
	size_t projects, refused;
	size_t conforming, conforming_then; /* at the beginning and at the end */
	size_t failing;            /* do not conform at some moment of it */
	size_t red, green;
	size_t errors;             /* policies that fail, at the beginning or later */
	size_t cut;                /* projects whose forecast ends earlier; the first of them then: */
	int64_t cut_at;
};
struct outlook;

int outlook_new(const struct outlook_options *o, struct outlook **out, struct err *err);
void outlook_begin(struct outlook *o, const struct outlook_header *h);
/* As report_input. */
void outlook_input(struct outlook *o, const char *name);
void outlook_project(struct outlook *o, const struct project_result *p);
/* Valid until outlook_free. */
struct outlook_summary *outlook_summary(struct outlook *o);
/* 0, or ERR_IO when anything could not be written. */
int outlook_end(struct outlook *o, double seconds, struct err *err);
void outlook_free(struct outlook *o);

#endif
