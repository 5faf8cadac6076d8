/* SPDX-License-Identifier: MIT */
/*
 * sort: a stable merge sort of indexes. Lua's own table.sort is not stable, asks the clock, and wanders out of the table
 * when the order function is not an order; this one compares at most n log2 n times and always ends.
 */
#include <string.h>

#include "engine/words.h"

#define RUN 8 /* sorted by insertion first */

static void insertion(uint32_t *a, size_t n, sort_less less, void *ctx)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t x = a[i];
		size_t j = i;
		for (; j > 0 && less(ctx, x, a[j - 1]); j--)
			a[j] = a[j - 1];
		a[j] = x;
	}
}

static void merge(const uint32_t *from, uint32_t *to, size_t mid, size_t end, sort_less less, void *ctx)
{
	if (mid == end || !less(ctx, from[mid], from[mid - 1])) { /* in order already */
		memcpy(to, from, end * sizeof *to);
		return;
	}
	size_t left = 0, right = mid;
	for (size_t i = 0; i < end; i++)
		to[i] = right >= end || (left < mid && !less(ctx, from[right], from[left])) ? from[left++] : from[right++];
}

void sort_stable(uint32_t *index, uint32_t *spare, size_t n, sort_less less, void *ctx)
{
	uint32_t *from = index, *to = spare;
	for (size_t at = 0; at < n; at += RUN)
		insertion(index + at, n - at < RUN ? n - at : RUN, less, ctx);
	for (size_t width = RUN; width < n; width *= 2) {
		for (size_t at = 0; at < n; at += 2 * width) {
			size_t mid = n - at < width ? n - at : width;
			size_t end = n - at < 2 * width ? n - at : 2 * width;
			merge(from + at, to + at, mid, end, less, ctx);
		}
		uint32_t *swap = from;
		from = to;
		to = swap;
	}
	if (from != index)
		memcpy(index, from, n * sizeof *index);
}
