/* SPDX-License-Identifier: MIT */
/* tests: what the files that run policy tests share. */
#ifndef PLUMB_ENGINE_TESTS_H
#define PLUMB_ENGINE_TESTS_H

#include "engine/evaluation.h"

/* What the other projects of a test's portfolio make of the tested one. */
struct surroundings { struct arena arena; struct group_verdict *given; };

/*
 * Judges the groups that the project gives rows to, and tells the engine what they say of it. others: stack index of the list of the
 * other documents; 0: there are none. false: *why says what is wrong with them. Release in any case.
 */
bool tests_look_around(struct engine *e, const struct policy *p, struct record rec, lua_State *L, int others, struct surroundings *out, struct buf *why);
void surroundings_release(struct surroundings *s, struct engine *e);

#endif
