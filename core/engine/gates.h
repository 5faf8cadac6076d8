/* SPDX-License-Identifier: MIT */
/*
 * gates: the phases of a project, which rule guards the entry into which, and which of them are judged when.
 *
 * A rule with a `gate` that is a phase guards the entry into that phase. In a sweep it is judged on the projects whose next
 * gate that is, and what it says then is no finding but readiness; on others it is not judged. A rule with `each` may name a
 * status of its elements instead: then it is judged on those that have it.
 */
#ifndef PLUMB_ENGINE_GATES_H
#define PLUMB_ENGINE_GATES_H

#include "engine/run.h"

/* The phases that a policy's description names; -1: told in d. */
int gates_take(struct engine *e, struct policy *p, lua_State *L, int description, struct diagnostics *d);
/* Once all rules are known: the phases against the schema (that of the schema where no policy names any), and every rule's
   gate against the phases and the statuses of its elements. */
void gates_link(struct engine *e, struct diagnostics *d);
/* The same for gates that profiles set. */
void gates_link_settings(struct engine *e, struct diagnostics *d);
/* The gate that the current project's rules are judged for. */
void gates_begin(struct engine *e);
/* Is the rule judged in this run? Sets run->readiness and run->in_state. */
bool gates_let(struct run *run, const struct rule *r, const char *gate);
/* Does the element have the status that the rule's gate names? */
bool gates_in_state(const struct run *run, const struct rule *r, const struct element *el);

#endif
