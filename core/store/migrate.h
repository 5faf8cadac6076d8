/* SPDX-License-Identifier: MIT */
/*
 * migrate: from whatever version a store has to the newest, one version after the other, each in a transaction of its own with
 * its number. Killed at any moment it leaves one version or the next, never between. Private to the store.
 */
#ifndef PLUMB_STORE_MIGRATE_H
#define PLUMB_STORE_MIGRATE_H

#include "store/sql.h"

int migrate_newest(void);
/* ERR_INPUT: the store is of a newer version than this program; both are named. */
int migrate_version(struct sql *q, int *out, struct err *err);
int migrate(struct sql *q, struct err *err);
int migrate_to(struct sql *q, int version, struct err *err);

#endif
