/* SPDX-License-Identifier: MIT */
/*
 * fault: named points at which a test makes something fail. `PLUMB_FAULT=name:n[:errno]` in the
 * environment fails the n-th passage of that point (1-based; n = 0: every one). Compiled in always;
 * costs one predictable branch when the variable is not set.
 */
#ifndef PLUMB_BASE_FAULT_H
#define PLUMB_BASE_FAULT_H

#include <stdbool.h>

#define FAULT_POINTS(X) \
	X(ALLOC, "alloc") X(READ, "read") X(WRITE, "write") X(SPAWN, "spawn") X(WORKER_DIE, "worker-die") X(FRAME, "frame") \
	X(SQL, "sql") X(COMMIT, "commit") X(STORE_DIE, "store-die")

enum fault_point {
#define X(id, name) FAULT_##id,
	FAULT_POINTS(X)
#undef X
	FAULT_COUNT
};

extern bool fault_armed;
bool fault_hit_slow(enum fault_point p); /* true: fail now; errno is set */
static inline bool fault_hit(enum fault_point p)
{
	return fault_armed && fault_hit_slow(p);
}
void fault_init(void); /* reads PLUMB_FAULT */

#endif
