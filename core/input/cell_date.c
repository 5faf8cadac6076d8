/* SPDX-License-Identifier: MIT */
/* cell_date: a day in the order that the mapping says; two-digit years are refused, for nobody can know them. */
#include <string.h>

#include "input/cell.h"
#include "model/date.h"

struct part {
	int value;
	size_t digits;
};

static size_t number(const char *s, size_t n, struct part *p)
{
	*p = (struct part){ 0, 0 };
	while (p->digits < n && p->digits < 5 && s[p->digits] >= '0' && s[p->digits] <= '9')
		p->value = p->value * 10 + (s[p->digits++] - '0');
	return p->digits;
}

static bool starts(const char *s, size_t n, const char *word)
{
	return n >= strlen(word) && !memcmp(s, word, strlen(word));
}

/* What a spreadsheet writes behind a day that it keeps as a moment. */
static bool midnight(const char *s, size_t n)
{
	static const char *const forms[] = { "00:00", "00:00:00", "00:00:00.000", "00:00:00.000000", "12:00:00 AM", "12:00 AM", "0:00", "0:00:00" };

	if (!n)
		return true;
	if (*s != ' ' && *s != 'T')
		return false;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (n - 1 == strlen(forms[i]) && !memcmp(s + 1, forms[i], n - 1))
			return true;
	return false;
}

bool cell_date(enum date_order order, const char *s, size_t n, int32_t *days)
{
	static const unsigned char places[][3] = { [DATES_YMD] = { 0, 1, 2 }, [DATES_DMY] = { 2, 1, 0 }, [DATES_MDY] = { 2, 0, 1 } }; /* of year, month, day */
	static const char *const cjk[] = { "\xE5\xB9\xB4", "\xE6\x9C\x88", "\xE6\x97\xA5" }; /* 年 月 日 */
	struct part parts[3];
	size_t at = 0;
	char separator = 0;

	for (unsigned i = 0; i < 3; i++) {
		if (!number(s + at, n - at, &parts[i]))
			return false;
		at += parts[i].digits;
		if (order == DATES_YMD && starts(s + at, n - at, cjk[i]) && (i == 0 || separator == cjk[0][0])) {
			separator = cjk[0][0];
			at += strlen(cjk[i]);
		} else if (i < 2) {
			if (at == n || !strchr("-/.", s[at]) || !s[at] || (separator && s[at] != separator))
				return false;
			separator = s[at++];
		} else if (separator == cjk[0][0]) {
			return false;
		}
	}
	const struct part year = parts[places[order][0]], month = parts[places[order][1]], day = parts[places[order][2]];
	if (year.digits != 4 || month.digits > 2 || day.digits > 2 || !midnight(s + at, n - at))
		return false;
	if (year.value < 1 || month.value < 1 || month.value > 12 || day.value < 1 || day.value > date_days_in_month(year.value, month.value))
		return false;
	*days = date_from_ymd(year.value, month.value, day.value);
	return true;
}
