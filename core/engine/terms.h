/* SPDX-License-Identifier: MIT */
/* terms: what terms.c and parameters.c share. */
#ifndef PLUMB_ENGINE_TERMS_H
#define PLUMB_ENGINE_TERMS_H

#include "engine/evaluation.h"

/* What a setting does to a project. */
enum effect { EFFECT_NONE, EFFECT_SET, EFFECT_UNKNOWN, EFFECT_FAILED };

struct variant {
	struct variant *next;
	struct arena arena;
	uint8_t *key;
	int list_ref, values_ref;    /* in the policy's state */
	bool has_money;
	struct terms *terms;         /* per rule of the policy */
};

/* A moment at which what is made of a policy becomes another. */
static inline void terms_change(struct engine *e, int64_t at)
{
	if (at <= e->ctx.as_of_ms)
		e->terms_from = at > e->terms_from ? at : e->terms_from;
	else
		e->terms_until = at < e->terms_until ? at : e->terms_until;
}
static inline void terms_flip(const struct ctx *c, struct terms *t, int64_t at)
{
	if (at > c->as_of_ms && at < t->flips_at)
		t->flips_at = at;
}

/* ---- parameters.c ---- */
/* Makes the table behind `param`; limits of rules, and the days on which parameters change, go to the terms. */
int parameters_build(struct engine *e, struct policy *p, struct variant *v, const char **why);

#endif
