/* SPDX-License-Identifier: MIT */
/*
 * fault: one point is armed at a time; passages of it are counted over all threads.
 * A value of PLUMB_FAULT that is not understood arms nothing.
 */
#include "base/fault.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[FAULT_COUNT] = {
#define X(id, name) [FAULT_##id] = name,
	FAULT_POINTS(X)
#undef X
};

bool fault_armed;
static enum fault_point armed_point;
static unsigned long armed_at; /* 0: every passage */
static int armed_errno;
static atomic_ulong passages;

bool fault_hit_slow(enum fault_point p)
{
	if (p != armed_point)
		return false;
	if (atomic_fetch_add(&passages, 1) + 1 != armed_at && armed_at)
		return false;
	errno = armed_errno;
	return true;
}

/* A decimal number that ends the text or stands before ':'; NULL when there is none. */
static const char *number(const char *s, unsigned long *out)
{
	char *end;

	if (*s < '0' || *s > '9')
		return NULL;
	errno = 0;
	*out = strtoul(s, &end, 10);
	return errno || (*end && *end != ':') ? NULL : end;
}

void fault_init(void)
{
	const char *s = getenv("PLUMB_FAULT");
	const size_t n = s ? strcspn(s, ":") : 0;
	unsigned long error;
	int p = 0;

	fault_armed = false;
	if (!s || s[n] != ':')
		return;
	while (p < FAULT_COUNT && (strlen(names[p]) != n || memcmp(names[p], s, n)))
		p++;
	if (p == FAULT_COUNT)
		return;
	error = p == FAULT_ALLOC ? ENOMEM : EIO;
	s = number(s + n + 1, &armed_at);
	if (s && *s == ':')
		s = number(s + 1, &error);
	if (!s || *s || !error || error > 4095)
		return;
	armed_point = (enum fault_point)p;
	armed_errno = (int)error;
	atomic_store(&passages, 0);
	fault_armed = true;
}
