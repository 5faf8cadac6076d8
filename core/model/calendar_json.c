/* SPDX-License-Identifier: MIT */
/*
 * calendar_json: a calendar from its file. A date that is given twice or lies outside the years that the file
 * knows is a mistake of the file and refused.
 */
#include "model/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "json/read.h"

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
static const char *const top_keys[] = { "title", "source", "note", "weekend", "years", "days" };
static const char *const day_keys[] = { "date", "works", "name" };
#define COUNT(a) (sizeof(a) / sizeof(*(a)))

struct exception {
	int32_t day;
	bool works;
};

static int refuse(struct err *err, const char *pointer, const char *message)
{
	err_set(err, ERR_INPUT, "%s", message);
	err_pointer(err, pointer);
	return ERR_INPUT; /* err may be NULL */
}

static int check_key(const struct json_iter *it, const char *const *keys, size_t n, const char *pointer, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(it->key, keys[i]) == 0)
			return 0;
	err_set(err, ERR_INPUT, "a calendar has no key '%s' here", it->key);
	err_pointer(err, pointer);
	const char *near = text_nearest(it->key, keys, n);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	return ERR_INPUT;
}

static int read_weekend(struct calendar *c, struct json_value v, struct err *err)
{
	struct json_iter it;
	if (json_type(v) != JSON_T_ARRAY)
		return refuse(err, "/weekend", "expected a list of weekdays: [\"sat\", \"sun\"]");
	for (json_iter_begin(&it, v); json_iter_next(&it);) {
		size_t len, day = 7;
		const char *s = json_type(it.value) == JSON_T_STRING ? json_string(it.value, &len) : "";
		for (size_t i = 0; i < 7; i++)
			if (strcmp(s, weekdays[i]) == 0)
				day = i;
		if (day == 7)
			return refuse(err, "/weekend", "expected weekdays: mon, tue, wed, thu, fri, sat or sun");
		c->weekend |= (uint8_t)(1u << day);
	}
	if (c->weekend == 0x7f)
		return refuse(err, "/weekend", "no day of the week is left to work on");
	return 0;
}

static int read_years(struct calendar *c, struct json_value v, struct err *err)
{
	struct json_iter it;
	int64_t year[2] = { 0, 0 };
	bool ok = json_type(v) == JSON_T_ARRAY && json_count(v) == 2;
	for (json_iter_begin(&it, v); ok && json_iter_next(&it);) {
		ok = json_type(it.value) == JSON_T_INT;
		year[it.index] = ok ? json_int(it.value) : 0;
	}
	if (!ok || year[0] < 1 || year[1] > 9999 || year[0] > year[1])
		return refuse(err, "/years", "expected the first and the last year whose holidays are known: [2016, 2026]");
	c->first_year = (int)year[0];
	c->last_year = (int)year[1];
	return 0;
}

static int read_day(struct exception *e, struct json_value v, size_t index, struct err *err)
{
	char pointer[40];
	snprintf(pointer, sizeof pointer, "/days/%zu", index);
	if (json_type(v) != JSON_T_OBJECT)
		return refuse(err, pointer, "expected {\"date\": ..., \"works\": ..., \"name\": ...}");
	struct json_iter it;
	for (json_iter_begin(&it, v); json_iter_next(&it);)
		if (check_key(&it, day_keys, COUNT(day_keys), pointer, err) < 0)
			return ERR_INPUT;
	struct json_value date, works;
	size_t len;
	if (!json_get(v, "date", &date) || json_type(date) != JSON_T_STRING)
		return refuse(err, pointer, "a day needs its date: \"date\": \"2026-01-01\"");
	const char *s = json_string(date, &len);
	if (!date_parse(s, len, &e->day)) {
		err_set(err, ERR_INPUT, "'%s' is not a date; expected one like 2026-01-01", s);
		err_pointer(err, pointer);
		return ERR_INPUT;
	}
	if (!json_get(v, "works", &works) || (json_type(works) != JSON_T_TRUE && json_type(works) != JSON_T_FALSE))
		return refuse(err, pointer, "a day needs to say whether it is worked: \"works\": true or false");
	e->works = json_type(works) == JSON_T_TRUE;
	return 0;
}

static int by_day(const void *a, const void *b)
{
	int32_t x = ((const struct exception *)a)->day, y = ((const struct exception *)b)->day;
	return (x > y) - (x < y);
}

/* Checks the days against each other and the known years, and lays them out ascending. */
static int keep_days(struct calendar *c, struct exception *days, size_t n, struct err *err)
{
	char text[32];
	qsort(days, n, sizeof *days, by_day);
	c->day = malloc(n * sizeof *c->day);
	c->works = malloc(n * sizeof *c->works);
	if (!c->day || !c->works)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < n; i++) {
		int year, month, day;
		date_to_ymd(days[i].day, &year, &month, &day);
		date_format(text, days[i].day);
		const char *wrong = NULL;
		if (year < c->first_year || year > c->last_year)
			wrong = "lies outside the known years";
		else if (i && days[i - 1].day == days[i].day)
			wrong = "is given twice";
		if (wrong) {
			err_set(err, ERR_INPUT, "%s %s", text, wrong);
			err_pointer(err, "/days");
			return ERR_INPUT;
		}
		c->day[i] = days[i].day;
		c->works[i] = days[i].works;
	}
	c->count = n;
	return 0;
}

static int read_days(struct calendar *c, struct json_value v, struct err *err)
{
	if (json_type(v) != JSON_T_ARRAY)
		return refuse(err, "/days", "expected a list of days");
	size_t n = json_count(v);
	if (n == 0)
		return 0;
	if (!c->first_year)
		return refuse(err, "/years", "a calendar with days says which years it knows: \"years\": [2016, 2026]");
	struct exception *days = malloc(n * sizeof *days);
	if (!days)
		return err_set(err, ERR_MEMORY, "out of memory");
	struct json_iter it;
	int code = 0;
	for (json_iter_begin(&it, v); code == 0 && json_iter_next(&it);)
		code = read_day(&days[it.index], it.value, it.index, err);
	if (code == 0)
		code = keep_days(c, days, n, err);
	free(days);
	return code;
}

static int read_calendar(struct calendar *c, struct json_value root, struct err *err)
{
	struct json_iter it;
	struct json_value v;
	if (json_type(root) != JSON_T_OBJECT)
		return refuse(err, "", "expected a calendar: {\"weekend\": [...], \"years\": [...], \"days\": [...]}");
	for (json_iter_begin(&it, root); json_iter_next(&it);)
		if (check_key(&it, top_keys, COUNT(top_keys), "", err) < 0)
			return ERR_INPUT;
	if (!json_get(root, "weekend", &v))
		return refuse(err, "", "a calendar needs its weekend: \"weekend\": [\"sat\", \"sun\"]");
	int code = read_weekend(c, v, err);
	if (code == 0 && json_get(root, "years", &v))
		code = read_years(c, v, err);
	if (code == 0 && json_get(root, "days", &v))
		code = read_days(c, v, err);
	return code;
}

int calendar_from_json(struct calendar *c, const char *text, size_t len, struct err *err)
{
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_value root;
	*c = (struct calendar){ 0 };
	struct json_reader *r = json_reader_new();
	if (!r)
		return err_set(err, ERR_MEMORY, "out of memory");
	int code = json_read(r, text, len, &limits, &root, err);
	if (code == 0)
		code = read_calendar(c, root, err);
	if (code < 0)
		calendar_release(c);
	json_reader_free(r);
	return code;
}
