/* SPDX-License-Identifier: MIT */
/* scaffold: a policy repository made from the built-in library: what `plumb init` writes. */
#ifndef PLUMB_APP_SCAFFOLD_H
#define PLUMB_APP_SCAFFOLD_H

#include "base/err.h"
#include "report/messages.h"

struct scaffold { size_t files; };

/* dir is made when it is not there; one that holds anything is refused, and nothing in it is touched. */
int scaffold_write(const char *dir, enum lang lang, struct scaffold *out, struct err *err);

#endif
