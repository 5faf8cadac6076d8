/* SPDX-License-Identifier: MIT */
/* read: the connection for reading, for the files of the store that answer questions. Private to the store. */
#ifndef PLUMB_STORE_READ_H
#define PLUMB_STORE_READ_H

#include "store/sql.h"
#include "store/store.h"

struct sql *store_reader(struct store *s);

#endif
