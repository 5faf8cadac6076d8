/* SPDX-License-Identifier: MIT */
/*
 * page: the `struct beat` (engine/engine.h) that a worker shares with its host, in a memfd. The worker writes, the host reads:
 * while the worker lives to see whether it is stuck, after its death to see where it was.
 */
#ifndef PLUMB_WORK_PAGE_H
#define PLUMB_WORK_PAGE_H

#include "base/err.h"
#include "engine/engine.h"

/* Host: a new page and a descriptor of it, to be inherited and then closed by the caller. */
int page_new(struct beat **out, int *fd, struct err *err);
/* Worker: maps the inherited descriptor and closes it. NULL: it is no page. */
struct beat *page_take(int fd);
void page_free(struct beat *b);

/* What the page said at one moment. */
struct place {
	uint64_t evaluations;
	uint32_t rule, document, file, line, overdue_ms;
};
struct place page_read(const struct beat *b);
static inline bool place_in_evaluation(const struct place *p) { return p->evaluations & 1; }

#endif
