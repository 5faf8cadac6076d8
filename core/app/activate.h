/* SPDX-License-Identifier: MIT */
/* activate: the generation that a session loaded becomes the one by which a store's findings are made. */
#ifndef PLUMB_APP_ACTIVATE_H
#define PLUMB_APP_ACTIVATE_H

#include "app/keeper.h"
#include "store/generations.h"

/*
 * Also when it is active already: then nothing changes, and the keys of its rules are known. *out points into the session and
 * lives as long; activation_release. ERR_POLICY: not all of its policies loaded.
 */
int activate(struct session *s, struct keeper *k, const struct origin *by, struct activation *out, struct err *err);
void activation_release(struct activation *a);

/*
 * Whether the store's projects fit the schema that the session loaded: how many do not, each told to `refused` with what is wrong.
 * ERR_CANCELLED: a signal ended it.
 */
int activate_check(struct session *s, struct store *store, void (*refused)(void *ctx, const struct project_result *p), void *ctx, size_t *unfit, struct err *err);

#endif
