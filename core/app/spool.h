/* SPDX-License-Identifier: MIT */
/*
 * spool: inputs that can be read more than once. A regular file is what it is; what can be read only once (a pipe, a socket, standard
 * input) is copied to a temporary file without a name, in TMPDIR or /tmp.
 */
#ifndef PLUMB_APP_SPOOL_H
#define PLUMB_APP_SPOOL_H

#include "app/session.h"

struct spool {
	const char **names; /* by input: what to open */
	char **owned;       /* by input: its name, when it was made here */
	int *files;         /* by input: the temporary file, or -1 */
	size_t count;
};
/* ERR_CANCELLED when a signal came; ERR_IO: the copy could not be written; ERR_INPUT: reading broke off. An input that cannot be opened is
   left as it is. Release in any case. */
int spool_inputs(struct session *s, const char *const *inputs, size_t count, struct spool *out, struct err *err);
void spool_release(struct spool *x);

#endif
