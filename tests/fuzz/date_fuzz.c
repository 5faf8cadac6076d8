/* SPDX-License-Identifier: MIT */
/*
 * date_fuzz: dates, datetimes, durations, zone files and rules, calendars from any bytes.
 * Oracles: what was read prints as something that reads the same; days begin where the day before ends.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/date.h"
#include "model/zone_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

static void texts(const char *s, size_t len)
{
	char out[40];
	int32_t days, days_again;
	value_t v, again;
	if (date_parse(s, len, &days)) {
		require(date_format(out, days) == len && memcmp(out, s, len) == 0);
		require(date_parse(out, len, &days_again) && days_again == days);
	}
	if (datetime_parse(s, len, &v)) {
		size_t n = datetime_format(out, v);
		require(n < sizeof out && datetime_parse(out, n, &again) && again == v);
	}
	if (duration_parse(s, len, &v)) {
		size_t n = duration_format(out, v);
		require(n < 24 && duration_parse(out, n, &again) && again == v);
	}
}

static void zones(const uint8_t *data, size_t size)
{
	struct zone z = { 0 };
	int code = size && data[0] == 'T' ? zone_parse(&z, data, size, NULL) : zone_push_rule(&z, (const char *)data, size, INT64_MIN);
	for (size_t i = 1; i < z.count; i++)
		require(code < 0 || z.at[i] > z.at[i - 1]);
	for (int32_t day = 18000; code == 0 && day < 18800; day++) {
		int64_t start = zone_day_start_ms(&z, day);
		require(zone_day_start_ms(&z, day + 1) >= start && zone_day(&z, start) >= day);
	}
	zone_release(&z);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	texts((const char *)data, size);
	zones(data, size);
	struct calendar c;
	if (calendar_from_json(&c, (const char *)data, size, NULL) == 0) {
		int32_t from = date_from_ymd(2026, 1, 1), day = calendar_add(&c, from, 30);
		if (day != CALENDAR_UNKNOWN)
			require(calendar_between(&c, from, day) == 30);
		calendar_release(&c);
	}
	return 0;
}
