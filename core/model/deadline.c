/* SPDX-License-Identifier: MIT */
/* deadline: from a day or a moment and a duration to the first millisecond that is too late. */
#include "model/date.h"

static int32_t clamp_day(int64_t day)
{
	return day < DATE_MIN ? DATE_MIN : day > DATE_MAX ? DATE_MAX : (int32_t)day;
}

bool deadline_after(const struct zone *z, const struct calendar *c, value_t from, value_t duration, int64_t *end_ms)
{
	bool is_date = value_tag(from) == VALUE_DATE;
	if ((!is_date && value_tag(from) != VALUE_DATETIME) || value_tag(duration) != VALUE_DURATION)
		return false;
	int32_t day = is_date ? value_date_days(from) : zone_day(z, value_datetime_instant(from));
	int64_t moment = is_date ? zone_day_start_ms(z, day + 1) : value_datetime_instant(from);
	int64_t count = value_duration_count(duration);

	switch (value_duration_unit(duration)) {
	case DURATION_SECOND:
		*end_ms = moment + count * 1000;
		return true;
	case DURATION_MINUTE:
		*end_ms = moment + count * 60 * 1000;
		return true;
	case DURATION_HOUR:
		*end_ms = moment + count * 3600 * 1000;
		return true;
	case DURATION_DAY:
		day = clamp_day(day + count);
		break;
	case DURATION_WEEK:
		day = clamp_day(day + count * 7);
		break;
	case DURATION_MONTH:
		day = date_add_months(day, (int)count);
		break;
	case DURATION_BUSINESS_DAY:
		day = calendar_add(c, day, (int32_t)count);
		if (day == CALENDAR_UNKNOWN)
			return false;
		break;
	default:
		return false;
	}
	*end_ms = zone_day_start_ms(z, day + 1);
	return true;
}
