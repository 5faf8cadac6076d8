/* SPDX-License-Identifier: MIT */
/* file: the store's file before SQLite sees it: is it one, whose is it, and making a new one whole. Private to the store. */
#ifndef PLUMB_STORE_FILE_H
#define PLUMB_STORE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/sql.h"

/* "plmb": SQLite's application id of a store. */
#define STORE_APPLICATION 0x706c6d62

/*
 * Looks at the file's first page without touching it. ERR_INPUT: there is no such file (with *absent); it is a folder, empty,
 * no database, another program's, shorter than it says it is. What needs more than a look is for SQLite.
 */
int file_examine(const char *path, bool *absent, struct err *err);
/* The path that a symbolic link stands for, since lock and log lie beside the file itself; owned. NULL: out of memory. */
char *file_resolve(const char *path);

/* Takes the lock FILE-lock; a descriptor, or ERR_IO that names who has it. It ends with the process, or file_unlock. */
int file_lock(const char *path, const char *command, struct err *err);
void file_unlock(int lock);
/* Who holds the lock, as a sentence ("pid 123, plumb import, since ..."); false: nobody. */
bool file_owner(const char *path, struct buf *out);

/*
 * Makes a store that is empty: written beside its name, migrated and synced, then renamed; never over a file that is there, and
 * not beside the log of another that is gone.
 */
int file_create(const char *path, struct err *err);
/* Removes a database file and what SQLite has beside it. */
void file_remove(const char *path);

/* Which files an owner works with: its store, log, index of the log, and lock. */
struct file_place { dev_t device[4]; ino_t inode[4]; };
void file_note_place(const char *path, struct file_place *out);
/* Whether they still have their names, and the store that `q` has open was not written over. */
bool file_in_place(struct sql *q, const struct file_place *place);

/* Whether a new file beside it can be made: SQLite needs that for reading a WAL database. */
bool file_folder_writable(const char *path);
/* Whether there is a log beside it that holds what is not in the file yet. */
bool file_has_log(const char *path);
/* Syncs the folder that holds a file, so that its name is on the disk. */
int file_sync_folder(const char *path, struct err *err);

#endif
