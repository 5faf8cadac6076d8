/* SPDX-License-Identifier: MIT */
/*
 * zone: local days over a table of transitions.
 *
 * Between two transitions the offset is constant, so the timeline is a row of segments. A day begins at the first
 * moment whose local day is that day or a later one: midnight, where it exists; the end of the gap, where clocks
 * skip it (or the whole day); the first of the two midnights, where clocks go back over it. It is over when the next one
 * begins: clocks that go back over midnight do not bring it back.
 */
#include "model/date.h"

#include <stdlib.h>

#define DAY_SECONDS 86400
#define FAR_SECONDS (30 * 3600) /* more than any offset and any jump */

/* Number of transitions at or before t. */
static size_t segment(const struct zone *z, int64_t t)
{
	size_t low = 0, high = z->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (z->at[middle] <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int32_t zone_offset(const struct zone *z, int64_t utc_seconds)
{
	size_t i = segment(z, utc_seconds);
	return i ? z->offset[i - 1] : z->base_offset;
}

int32_t zone_day(const struct zone *z, int64_t instant_ms)
{
	int64_t seconds = floor_div(instant_ms, 1000);
	size_t i = segment(z, seconds);
	int32_t offset = i ? z->offset[i - 1] : z->base_offset;
	int32_t before = i > 1 ? z->offset[i - 2] : z->base_offset;
	int64_t day = floor_div(seconds + offset, DAY_SECONDS);
	if (i && before > offset) { /* clocks went back, perhaps from a day that had begun */
		int64_t begun = floor_div(z->at[i - 1] - 1 + before, DAY_SECONDS);
		day = begun > day ? begun : day;
	}
	return (int32_t)day;
}

int64_t zone_day_start_ms(const struct zone *z, int32_t days)
{
	int64_t local = (int64_t)days * DAY_SECONDS;
	size_t i = segment(z, local - FAR_SECONDS);
	int64_t begin = INT64_MIN;
	for (;; i++) {
		int64_t midnight = local - (i ? z->offset[i - 1] : z->base_offset);
		int64_t first = midnight > begin ? midnight : begin;
		if (i == z->count || first < z->at[i])
			return first * 1000;
		begin = z->at[i];
	}
}

void zone_release(struct zone *z)
{
	free(z->at);
	free(z->offset);
	*z = (struct zone){ 0 };
}
