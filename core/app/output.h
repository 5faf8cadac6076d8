/* SPDX-License-Identifier: MIT */
/*
 * output: a file that appears whole or not at all. It is written beside its name and renamed when it is complete, so a
 * reader never sees half of it and an error leaves the old one. What is no regular file (/dev/full, a pipe) is written
 * to directly.
 */
#ifndef PLUMB_APP_OUTPUT_H
#define PLUMB_APP_OUTPUT_H

#include <stdio.h>

#include "base/err.h"

struct output {
	FILE *file;
	char *name, *temporary; /* temporary NULL: written directly */
};

/* name NULL: standard output. */
int output_open(struct output *o, const char *name, struct err *err);
/* Everything on disk under its name, or ERR_IO and no trace. */
int output_commit(struct output *o, struct err *err);
void output_discard(struct output *o);
/* A whole file at once; exclusive: an error when it is there already. Folders above it must exist. */
int output_write(const char *name, const char *bytes, size_t n, bool exclusive, struct err *err);

#endif
