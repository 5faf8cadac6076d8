/* SPDX-License-Identifier: MIT */
/*
 * words_rows: rows by their dates: recent, newest and oldest, weekly and monthly.
 *
 * A row is a record, or a table with a date such as { at =, value = } of a history. Where no field is named, the date is
 * `at` of a table, and of a record the one field that is a date; of several "date" or "at"; else it has to be said. Weeks and
 * months are those of the company's zone, weeks as ISO 8601 has them.
 */
#include <stdio.h>
#include <string.h>

#include "engine/words.h"

#define FIELD_NAME_MAX 64

/* ---- the date of a row ---- */

static bool is_date_field(const struct field *f) { return f->type == FIELD_DATE || f->type == FIELD_DATETIME; }

static const char *date_of_kind(struct seq *s, const struct kind *k)
{
	static const char *const usual[] = { "date", "at" };
	const struct field *only = NULL;
	struct buf names = BUF_INIT;
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		const struct field *f = schema_field(s->c->schema, k, usual[i], strlen(usual[i]));
		if (f && is_date_field(f))
			return f->name;
	}
	for (unsigned i = 0; i < k->field_count; i++)
		if (is_date_field(&k->fields[i])) {
			buf_addf(&names, "%s%s", names.len ? ", " : "", k->fields[i].name);
			only = &k->fields[i];
		}
	bool several = only && strcmp(names.data, only->name) != 0;
	if (only && !several) {
		buf_release(&names);
		return only->name;
	}
	lua_pushstring(s->L, names.data);
	buf_release(&names);
	if (several)
		raise_error(s->L, "%s: a %s has several dates (%s): say which", s->word, k->name, lua_tostring(s->L, -1));
	raise_error(s->L, "%s: a %s has no date", s->word, k->name);
}

bool row_date(struct seq *s, uint32_t i, const char *name, value_t *out)
{
	lua_State *L = s->L;
	int top = lua_gettop(L);
	seq_push(s, i);
	value_t v = to_value(L, -1);
	if (!name)
		name = value_tag(v) == VALUE_REC ? date_of_kind(s, &s->c->schema->kinds[value_kind(v)]) : "at";
	seq_field(s, i, name, strlen(name));
	v = to_value(L, -1);
	if (is_marker(v)) {
		s->why = unknown_from(s->c, s->why, v);
		lua_settop(L, top);
		return false;
	}
	if (value_tag(v) != VALUE_DATE && value_tag(v) != VALUE_DATETIME) {
		if (lua_isnil(L, -1))
			raise_error(L, "%s: '%s' of element %d is absent", s->word, name, (int)i + 1);
		raise_error(L, "%s: '%s' of element %d is a %s; a date is expected", s->word, name, (int)i + 1, type_name(L, -1));
	}
	*out = v;
	lua_settop(L, top);
	return true;
}

int64_t row_start(const struct ctx *c, value_t t)
{
	return value_tag(t) == VALUE_DATE ? zone_day_start_ms(c->zone, value_date_days(t)) : value_datetime_instant(t);
}

/* Whether a day has begun, or a moment was reached; the answer changes once. */
static bool has_begun(struct ctx *c, value_t t)
{
	int64_t start = row_start(c, t);
	ctx_flip(c, start);
	return start <= c->as_of_ms;
}

/* An argument that may name a field, copied: the stack is the list's from then on. NULL: there is none. */
static const char *take_name(lua_State *L, int i, const char *word, char out[FIELD_NAME_MAX])
{
	size_t len;
	if (lua_isnoneornil(L, i))
		return NULL;
	const char *s = lua_type(L, i) == LUA_TSTRING ? lua_tolstring(L, i, &len) : NULL;
	if (!s || len >= FIELD_NAME_MAX)
		raise_error(L, "%s: the name of a date is expected as argument %d, found %s", word, i, type_name(L, i));
	memcpy(out, s, len + 1);
	return out;
}

/* ---- recent ---- */

/* recent(rows, "held_on", "12mo"): those whose date has come and is not older than that. */
static int word_recent(lua_State *L)
{
	struct seq s;
	char room[FIELD_NAME_MAX];
	lua_Integer n = 0;
	bool unknown = false;
	time_clock(L, "recent");
	if (any_marker(L, 1, 3))
		return 1;
	const char *name = take_name(L, 2, "recent", room);
	value_t d = check_duration(L, 3, "recent");
	lua_settop(L, 1);
	seq_open_list(L, "recent", &s);
	lua_newtable(L);
	for (uint32_t i = 0; i < s.count; i++) {
		value_t t;
		int64_t end;
		if (!row_date(&s, i, name, &t)) {
			unknown = true;
			continue;
		}
		if (!has_begun(s.c, t))
			continue;
		if (!time_deadline(s.c, t, d, &end))
			return time_unknown_deadline(L, t, d);
		ctx_flip(s.c, end);
		if (s.c->as_of_ms >= end)
			continue;
		seq_push(&s, i);
		lua_rawseti(L, -2, ++n);
	}
	return unknown ? seq_unknown(&s) : 1;
}

/* ---- newest, oldest ---- */

/*
 * newest(meetings), newest(meetings, { type = "review" }), newest(meetings, "held_on"), newest(meetings, { ... }, "held_on"):
 * of those whose date has come, and that answer to the selector; the first of several of one time. nil: there is none.
 */
static int extreme_in_time(lua_State *L, const char *word, int sign)
{
	struct seq s;
	char room[FIELD_NAME_MAX];
	bool unknown = false, some = false;
	int64_t best_at = 0;
	uint32_t best = 0;
	lua_settop(L, 3);
	time_clock(L, word);
	if (any_marker(L, 1, 3))
		return 1;
	bool named = lua_type(L, 2) == LUA_TSTRING;
	const char *name = take_name(L, named ? 2 : 3, word, room);
	if (named) {
		lua_pushnil(L);
		lua_replace(L, 2);
	}
	if (!seq_open(L, word, &s))
		return 1;
	for (uint32_t i = 0; i < s.count; i++) {
		value_t t;
		int answer = s.by == BY_SELF ? 1 : seq_test(&s, i);
		if (!answer)
			continue;
		if (answer < 0 || !row_date(&s, i, name, &t)) {
			unknown = true;
			continue;
		}
		int64_t at = row_start(s.c, t);
		if (!has_begun(s.c, t) || (some && (at - best_at) * sign <= 0))
			continue;
		some = true;
		best = i;
		best_at = at;
	}
	if (unknown)
		return seq_unknown(&s);
	if (some)
		seq_push(&s, best);
	else
		lua_pushnil(L);
	return 1;
}

static int word_newest(lua_State *L) { return extreme_in_time(L, "newest", 1); }
static int word_oldest(lua_State *L) { return extreme_in_time(L, "oldest", -1); }

/* ---- weekly, monthly ---- */

static int32_t week_of(int32_t day) { return day - (date_weekday(day) - 1); } /* its Monday */

static int32_t month_of(int32_t day)
{
	int year, month, ignored;
	date_to_ymd(day, &year, &month, &ignored);
	return date_from_ymd(year, month, 1);
}

/* "2026-W14": the year of a week is that of its Thursday. */
static void name_week(int32_t monday, char out[32])
{
	int year, month, day;
	date_to_ymd(monday + 3, &year, &month, &day);
	snprintf(out, 32, "%04d-W%02d", year, (monday + 3 - date_from_ymd(year, 1, 1)) / 7 + 1);
}

static void name_month(int32_t first, char out[32])
{
	int year, month, day;
	date_to_ymd(first, &year, &month, &day);
	snprintf(out, 32, "%04d-%02d", year, month);
}

struct period { const char *word, *name; int32_t (*of)(int32_t day); void (*put)(int32_t first, char out[32]); };
static const struct period week = { "weekly", "week", week_of, name_week }, month = { "monthly", "month", month_of, name_month };

struct dated { int32_t from; int64_t at; }; /* the first day of its period; when it was */

static bool is_earlier(void *ctx, uint32_t a, uint32_t b)
{
	const struct dated *rows = ctx;
	return rows[a].at < rows[b].at;
}

/* Closes the group on the stack's top: { week =, from =, value =, last =, count = }. The last value lies above it. */
static bool close_group(struct seq *s, const struct period *p, int32_t from, const struct total *t, lua_Integer count)
{
	lua_State *L = s->L;
	char name[32];
	lua_setfield(L, -2, "last");
	total_push(s, t);
	if (is_marker(to_value(L, -1)))
		return false;
	lua_setfield(L, -2, "value");
	lua_pushinteger(L, count);
	lua_setfield(L, -2, "count");
	push_value(L, value_date(from));
	lua_setfield(L, -2, "from");
	p->put(from, name);
	lua_pushstring(L, name);
	lua_setfield(L, -2, p->name);
	return true;
}

static int by_period(lua_State *L, const struct period *p)
{
	struct seq s;
	char room[FIELD_NAME_MAX];
	bool unknown = false;
	lua_Integer groups = 0;
	lua_settop(L, 3);
	if (any_marker(L, 1, 3))
		return 1;
	const char *name = take_name(L, 3, p->word, room);
	if (lua_isnil(L, 2)) {
		lua_pushliteral(L, "value");
		lua_replace(L, 2);
	}
	if (!seq_open(L, p->word, &s))
		return 1;
	struct dated *rows = lua_newuserdatauv(L, (sizeof *rows + 2 * sizeof(uint32_t)) * (s.count + 1), 0);
	uint32_t *order = (uint32_t *)(rows + s.count + 1);
	for (uint32_t i = 0; i < s.count; i++) {
		value_t t = 0;
		order[i] = i;
		if (row_date(&s, i, name, &t))
			rows[i] = (struct dated){ p->of(time_day(s.c, t)), row_start(s.c, t) };
		else
			unknown = true;
	}
	if (unknown)
		return seq_unknown(&s);
	sort_stable(order, order + s.count, s.count, is_earlier, rows);
	lua_newtable(L);
	int answer = lua_gettop(L);
	for (uint32_t i = 0; i < s.count;) {
		int32_t from = rows[order[i]].from;
		struct total t = TOTAL_INIT;
		lua_Integer count = 0;
		lua_newtable(L);
		lua_pushnil(L);
		for (; i < s.count && rows[order[i]].from == from; i++, count++) {
			lua_pop(L, 1);
			if (seq_value(&s, order[i]))
				total_add(&s, order[i], &t);
			else
				unknown = true;
		}
		if (!unknown && !close_group(&s, p, from, &t, count))
			return 1;
		lua_settop(L, unknown ? answer : answer + 1);
		if (!unknown)
			lua_rawseti(L, answer, ++groups);
	}
	return unknown ? seq_unknown(&s) : 1;
}

static int word_weekly(lua_State *L) { return by_period(L, &week); }
static int word_monthly(lua_State *L) { return by_period(L, &month); }

static const luaL_Reg words[] = {
	{ "recent", word_recent }, { "newest", word_newest }, { "oldest", word_oldest }, { "weekly", word_weekly }, { "monthly", word_monthly }, { NULL, NULL },
};

void words_rows(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
