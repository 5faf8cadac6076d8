/* SPDX-License-Identifier: MIT */
/* scaffold_files: what a policy repository holds beside the policies; private to the scaffold. */
#ifndef PLUMB_APP_SCAFFOLD_FILES_H
#define PLUMB_APP_SCAFFOLD_FILES_H

#include "model/schema.h"

struct scaffold_file { const char *path; struct text2 text; }; /* zh NULL: the same in both languages */
extern const struct scaffold_file scaffold_files[]; /* ends with a NULL path */

#endif
