/* SPDX-License-Identifier: MIT */
/*
 * isolate: a worker gives up what it does not need, before it sees the first byte of a policy.
 *
 * It keeps one socket and its memory: no other descriptor, no files, no network, no processes, no signals to others, no core
 * dumps, no executable memory that was not there at start. A forbidden system call kills the process.
 */
#ifndef PLUMB_WORK_ISOLATE_H
#define PLUMB_WORK_ISOLATE_H

#include "base/err.h"

#define WORKER_SOCKET 3
#define WORKER_PAGE 4
#define WORKER_STDERR "PLUMB_WORKER_STDERR" /* in the environment: the worker keeps its stderr (for sanitizer reports) */

/* Closes descriptors above WORKER_PAGE, ignores the terminal's signals, dies with its parent. */
int isolate_from_parent(struct err *err);
/* Limits and system call filter; for ever. The page was mapped and closed, the deadline's timer runs. */
int isolate_from_system(struct err *err);

#endif
