/* SPDX-License-Identifier: MIT */
/*
 * forecast: what of a record's verdicts changes by itself until a moment, when nobody acts.
 *
 *   filter.passes = forecast_begin(f);
 *   engine_judge(e, record, &filter, sink, ...);       sink: forecast_note(f, verdict) for each
 *   upto = forecast_run(f, record, until_ms, told, ctx);
 *
 * DESIGN. A verdict announces the moment at which it can change (judgement.flips_at). The record is judged again at the earliest
 * moment that was announced, by the rules that announced it and no others, and so on; what is another then is told. A rule that
 * says nothing of the time costs nothing. Verdicts are known again by their element; an element without a verdict is
 * not_applicable, as a rule that is not_applicable to the whole project says nothing of its elements.
 */
#ifndef PLUMB_WORK_FORECAST_H
#define PLUMB_WORK_FORECAST_H

#include "engine/engine.h"

#define FORECAST_STEPS_MOST 1000 /* moments at which one record is judged again */

struct forecast;
/* t and what it points to end when the receiver returns. false: there is no room for later moments than this one. */
typedef bool (*forecast_told)(void *ctx, const struct transition *t);

int forecast_new(struct engine *e, struct forecast **out, struct err *err);
void forecast_free(struct forecast *f); /* NULL is fine */
/* Forgets the last record; a filter's `passes`: every verdict is wanted. */
const uint64_t *forecast_begin(struct forecast *f);
/* Rules (a bit each; NULL: none) that this record is not to be judged by at any moment, nor for the sake of rules that read their verdicts. */
void forecast_never(struct forecast *f, const uint64_t *rules);
void forecast_note(struct forecast *f, const struct judgement *v);
/*
 * Tells what changes after the engine's as_of up to and including until_ms, the soonest first; a change between verdicts that
 * no report tells (pass, not_applicable) is not told. Returns the moment up to which that is all: until_ms, or an earlier one
 * when there were too many moments, no room, or no memory. The engine's counts and as_of are as before.
 */
int64_t forecast_run(struct forecast *f, struct record r, int64_t until_ms, forecast_told told, void *ctx);

#endif
