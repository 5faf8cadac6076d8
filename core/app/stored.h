/* SPDX-License-Identifier: MIT */
/*
 * stored: the store's own projects for a command that judges them: by which policies, and whether findings are kept.
 *
 * Findings are kept by the active generation, as of now. When the store cannot be written to (somebody else owns it, it is
 * read-only), when another day is asked for, or when the policies are not the active ones, the projects are judged all the same
 * and nothing is kept; `why` says which it was.
 *
 *   stored_open(&x, &config, as_of == NULL, "check", &err);
 *   session_open_store(&session, &config, x.keeper.store, as_of, &err);
 *   stored_settle(&x, &session, &config, &err);
 *   ... x.keeps, x.keeper, x.generation, x.origin ...
 *   stored_close(&x);                                  before session_close
 */
#ifndef PLUMB_APP_STORED_H
#define PLUMB_APP_STORED_H

#include "app/activate.h"
#include "app/keeper.h"

struct stored {
	struct keeper keeper;
	struct activation generation; /* where findings are kept */
	struct origin origin;
	char actor[ACTOR_MAX];
	bool keeps;
	bool activated;  /* this session's generation became the active one just now */
	struct err why;  /* where it does not keep */
};
int stored_open(struct stored *x, const struct config *c, bool keep, const char *command, struct err *err);
/* After the session was opened. The first generation of a store becomes active by itself, and the same policies in a newer plumb. */
int stored_settle(struct stored *x, struct session *s, const struct config *c, struct err *err);
void stored_close(struct stored *x);

#endif
