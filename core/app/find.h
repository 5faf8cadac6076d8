/* SPDX-License-Identifier: MIT */
/* find: one project looked for by its id: in the store, which has its waivers and its past too, or in the inputs. */
#ifndef PLUMB_APP_FIND_H
#define PLUMB_APP_FIND_H

#include "app/session.h"
#include "app/source.h"
#include "app/waiver_book.h"
#include "store/history.h"

struct portfolio;

struct find_request {
	const char *project;          /* its id */
	const char *const *inputs; size_t input_count;
	const char *const *opened;    /* what to open instead of each (portfolio_inputs), or NULL */
	struct source_options source; /* its schema is filled in from the session where there is a map; of a store the inputs are not read */
};
struct found {
	struct buf text;              /* the document as it stands there */
	int64_t revision;             /* of a store: of the document */
	size_t line;                  /* 1-based line of its first byte; 0: none */
	const struct waiver *waivers; size_t waiver_count; /* that are in force as of the session's moment */
	struct past_list past;        /* what it was before; of a store, where some rule asks for it */
	struct waiver_book *book;     /* what the waivers live in */
	struct past_reading reading;  /* what the past lives in */
};
/* ERR_INPUT with "did you mean": there is no such project. Release what was found in any case. */
int find_project(struct session *s, const struct find_request *q, struct found *out, struct err *err);
/* The rows of all projects there, gathered for rules across the portfolio (app/portfolio.h). */
int find_portfolio(struct session *s, const struct find_request *q, struct portfolio **out, struct err *err);
/* What rules across the portfolio say of a project of the store, were it the document d, into d; it lives until the portfolio, NULL where
   no rule looks across, is closed. */
int find_given(struct session *s, struct store *store, const char *project, struct pool_document *d, struct portfolio **out, struct err *err);
void found_release(struct found *f);

#endif
