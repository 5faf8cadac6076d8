/* SPDX-License-Identifier: MIT */
/*
 * folder: the files of a generation, read whole from a policies folder or taken from the library that plumb carries.
 *
 * Read are Lua files, and JSON files below data/ and samples/, in byte order of their paths. Left out in silence: dotfiles and what editors leave behind (name~, .#name, 4913, name.swp). Left out and told (`problems`, one a
 * file; the others are usable): what is no regular file, leads out of the folder, is no text, cannot be read or is too
 * large. A FIFO never blocks.
 */
#ifndef PLUMB_APP_FOLDER_H
#define PLUMB_APP_FOLDER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/err.h"
#include "model/verdict.h"
#include "work/pool.h"

#define FOLDER_FILE_MAX (1u << 20)
#define FOLDER_TOTAL_MAX (64u << 20)
#define FOLDER_DEPTH_MAX 16

struct store;

struct folder {
	struct generation_file *files;  /* texts and paths live as long as the folder */
	size_t count, cap, total;
	char *prefix;                   /* how its file names are printed: "policies/", "plumb:" */
	struct diagnostics problems;
	struct arena arena;
};

/* dir NULL: the built-in library. ERR_USAGE when dir is no folder that can be read. */
int folder_open(struct folder *f, const char *dir, struct err *err);
/* The same of one file alone, where there is one; path NULL: all. What is wrong with others is not looked at. */
int folder_open_file(struct folder *f, const char *dir, const char *path, struct err *err);
/* The same of a generation that a store keeps. Files are printed with the store's name: "plumb.db:risk/register.lua". */
int folder_from_store(struct folder *f, struct store *store, const char *generation, const char *only, struct err *err);
/* The same from a table of embedded files. */
int folder_from_embedded(struct folder *f, const struct embedded *files, const char *prefix, struct err *err);
void folder_release(struct folder *f);
const struct generation_file *folder_find(const struct folder *f, const char *path);
/* Is this a file of a generation, by its path relative to the folder? */
bool folder_wants(const char *path);

#endif
