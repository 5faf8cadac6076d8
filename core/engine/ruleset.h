/* SPDX-License-Identifier: MIT */
/* ruleset: from a policy's description (lua/declare.lua) to rules. Indexes are those of the policy state's stack. */
#ifndef PLUMB_ENGINE_RULESET_H
#define PLUMB_ENGINE_RULESET_H

#include "engine/evaluation.h"

/* Appends the policy's rules to the engine's; -1 when one cannot be (told in d). */
int ruleset_take(struct engine *e, struct policy *p, lua_State *L, int description, struct diagnostics *d);
void ruleset_take_texts(struct engine *e, struct policy *p, lua_State *L, int texts, int lang);
/* Registry references to the functions of one mode. */
void ruleset_take_functions(struct engine *e, struct policy *p, lua_State *L, int description, enum mode mode);
/* The limit and thresholds that a described parameter is. */
void ruleset_read_limit(struct arena *a, struct terms *out, lua_State *L, int parameter);

#endif
