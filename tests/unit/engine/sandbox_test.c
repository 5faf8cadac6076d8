/* SPDX-License-Identifier: MIT */
/* The sandbox: what a policy can name, what it cannot do to what it shares with others, and that order is always the same. */
#include "policy_state.h"

static void what_is_not_there_is_named(void **state)
{
	struct policy_state *p = *state;
	static const char *const gone[] = {
		"load", "dofile", "loadfile", "io", "os", "debug", "package", "coroutine", "setmetatable", "getmetatable", "collectgarbage",
		"next", "pcall", "xpcall", "rawget", "rawset", "rawequal", "rawlen", "print", "_G", "require",
	};
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
		char source[64];
		snprintf(source, sizeof source, "return %s", gone[i]);
		FAILS(source, gone[i]);
	}
	FAILS("return string.dump", "there is no 'string.dump'");
	FAILS("return math.random()", "there is no 'math.random'");
	FAILS("return math.randomseed", "math.randomseed");
}

static void a_misspelt_word_is_answered_with_the_right_one(void **state)
{
	struct policy_state *p = *state;
	FAILS("\nreturn cuont(project.risks)", "policy:2: there is nothing named 'cuont'; did you mean 'count'?");
	FAILS("return string.fomat('x')", "did you mean 'string.format'?");
	FAILS("return ('x'):uper()", "did you mean 'string.upper'?");
	FAILS("print(1)", "note(...)");
	FAILS("total = 1", "the global 'total' cannot be set");
}

static void libraries_cannot_be_changed(void **state)
{
	struct policy_state *p = *state;
	FAILS("table.concat = function() return 'evil' end", "'concat' cannot be set");
	FAILS("string.upper = nil", "read-only");
	FAILS("table.insert(string, 'x')", "read-only");
	FAILS("table.move({1}, 1, 1, 1, math)", "read-only");
	FAILS("return ('5') + 1", "arithmetic");
	BOTH("return ('x'):upper(), #'abc', ('a,b'):find(',', 1, true)", "X, 3, 2, 2");
}

static void nothing_shows_an_address(void **state)
{
	struct policy_state *p = *state;
	BOTH("return tostring({}), tostring(type), tostring(project.risks) ~= nil", "table, function, true");
	BOTH("return string.format('%s %s %s %5.1f%%', {}, type, nil, 1.25)", "table function nil   1.2%");
	BOTH("return ('%-5s|%s'):format(true, date '2026-03-01')", "true |2026-03-01");
	FAILS("return string.format('%p', {})", "addresses");
	FAILS("return ('%5p'):format({})", "addresses");
	FAILS("return ('%y'):format(1)", "invalid conversion");
	FAILS("return ('%s'):format()", "no value");
	FAILS("return table.concat({ {} })", "element 1 is a table");
}

static void sizes_are_bounded(void **state)
{
	struct policy_state *p = *state;
	FAILS("return ('x'):rep(1 << 21)", "more than 1048576 bytes");
	FAILS("return ('x'):rep(1 << 40, 'yy')", "more than");
	FAILS("return ('x'):rep(math.maxinteger)", "more than");
	BOTH("return #('x'):rep(1 << 20), ('x'):rep(-1), ('x'):rep(0, 'y'), ('ab'):rep(2, '-')", "1048576, , , ab-ab");
	BOTH("return #(''):rep(1 << 40)", "0");
	FAILS("return ('x'):find(('a'):rep(2000))", "the pattern has 2000 bytes");
	FAILS("return (('x'):rep(1 << 20) .. 'x'):match('y')", "can be searched");
	FAILS("return ('x'):match('%')", "malformed pattern");
	FAILS("table.move({}, 1, math.maxinteger - 1, 2, {})", "more than 1000000 elements");
	FAILS("return table.unpack({}, 1, 1e8)", "more than 1000000 elements");
	FAILS("return table.unpack({}, math.mininteger, math.maxinteger)", "more than 1000000 elements");
	FAILS("return table.concat({}, 'x', 1, 1 << 40)", "more than 1000000 elements");
}

static void stock_functions_do_what_they_do(void **state)
{
	struct policy_state *p = *state;
	BOTH("local n = 0 for k, v in ('a=1,b=2'):gmatch('(%w)=(%w)') do n = n + tonumber(v) end return n", "3");
	BOTH("return (('abc'):gsub('%w', function(c) return c:upper() .. '.' end))", "A.B.C.");
	BOTH("return (('$x'):gsub('%$(%w)', { x = 'y' }))", "y");
	BOTH("return select('#', 1, nil, 3), select(2, 'a', 'b', 'c')", "3, b, c");
	BOTH("return tonumber('0x10'), tonumber('z', 36), math.floor(2.5), math.type(1), utf8.len('中文')", "16, 35, 2, integer, 2");
	BOTH("local t = table.pack(1, nil, 3) return t.n, table.unpack({1, 2, 3}, 2)", "3, 2, 3");
	BOTH("local t = {1, 2, 3} table.insert(t, 4) table.insert(t, 1, 0) return table.concat(t, ','), table.remove(t), table.remove(t, 1), #t", "0,1,2,3,4, 4, 0, 3");
	BOTH("local t = {} return table.remove(t), #t", "nil, 0");
	BOTH("return table.concat(table.move({1, 2, 3}, 1, 3, 2), ','), table.concat(table.move({1, 2, 3}, 2, 3, 1), ',')", "1,1,2,3, 2,3,3");
	FAILS("table.insert({}, 5, 1)", "out of bounds");
	FAILS("error 'stop'", "stop");
	FAILS("assert(false, 'no owner')", "no owner");
}

static void pairs_goes_in_key_order(void **state)
{
	struct policy_state *p = *state;
	static const char walk[] = "local t, o = %s, {} for k, v in pairs(t) do o[#o + 1] = tostring(k) .. '=' .. tostring(v) end return table.concat(o, ' ')";
	static const char *const cases[][2] = {
		{ "{ b = 1, a = 2, [10] = 3, [-1] = 4, [1.5] = 5, [true] = 6, [false] = 7, B = 8, ['10'] = 9 }", "-1=4 10=3 1.5=5 10=9 B=8 a=2 b=1 false=7 true=6" },
		{ "{ 'x', 'y', 'z' }", "1=x 2=y 3=z" },
		{ "{ 'x', 'y', n = 2, [4] = 'w' }", "1=x 2=y 4=w n=2" },
		{ "{}", "" },
		{ "project.tags", "1=asia 2=pilot" },
		{ "project.budget", "spent=0.0 total=1000.0" },
		{ "project.retro", "went_well=much" },
		{ "{ [2^53] = 1, [math.mininteger] = 2, [math.huge] = 3 }", "-9223372036854775808=2 9007199254740992=1 inf=3" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char source[400];
		snprintf(source, sizeof source, walk, cases[i][0]);
		FAST(source, cases[i][1]);
		assert_false(p->ctx.suspect);
		TRACED(source, cases[i][1]);
	}
	FAILS("for k in pairs { [{}] = 1 } do end", "a key is a table");
	FAILS("for k in pairs(nil) do end", "pairs: a list or table is expected, found nil");
	FAILS("for k in pairs(today()) do end", "found date");
}

static void changing_a_table_in_its_own_loop_is_safe(void **state)
{
	struct policy_state *p = *state;
	BOTH("local t, n = { a = 1, b = 2, c = 3 }, 0 for k in pairs(t) do t.b, t[k .. k], n = nil, 1, n + 1 end return n", "2");
	BOTH("local t, n = { 1, 2, 3, 4 }, 0 for i in ipairs(t) do table.remove(t) n = n + 1 end return n", "2");
}

static void ipairs_walks_lists_and_tables(void **state)
{
	struct policy_state *p = *state;
	BOTH("local o = {} for i, r in ipairs(project.risks) do o[i] = r.name end return table.concat(o, ' ')", "credit port staff");
	BOTH("local o = {} for i, s in ipairs(project.tags) do o[i] = i .. s end return table.concat(o, ' ')", "1asia 2pilot");
	BOTH("local n = 0 for i in ipairs { 1, 2, nil, 4 } do n = i end return n", "2");
	BOTH("return table.concat(project.tags, '+'), select('#', table.unpack(project.risks))", "asia+pilot, 3");
	FAILS("for i in ipairs(project.budget) do end", "ipairs: a list or table is expected, found record");
	TRACED("for i in ipairs(project.areas) do end return 1", "unknown: areas");
	TRACED("for k in pairs(project.areas) do end return 1", "unknown: areas");
	JUDGED("for i in ipairs(project.areas) do end return 1", "unknown: areas");
}

static void type_knows_a_projects_values(void **state)
{
	struct policy_state *p = *state;
	BOTH("local r = project.risks[1] return type(r), type(project.risks), type(project.tags), type(r.due), type(r.seen_at), type(r.score), type(project.risks[3].cost)",
		"record, list, list, date, datetime, number, money");
	BOTH("return type(nil), type({}), type(type), type('')", "nil, table, function, string");
}

static void sort_is_stable_and_survives_any_order(void **state)
{
	struct policy_state *p = *state;
	BOTH("local t = {} for i = 1, 100 do t[i] = { k = i * 7 % 10, i = i } end table.sort(t, function(a, b) return a.k < b.k end)"
		" for i = 2, 100 do local a, b = t[i - 1], t[i] if a.k > b.k or (a.k == b.k and a.i > b.i) then return i end end return 'ok'", "ok");
	BOTH("local t = {} for i = 1, 1000 do t[i] = i * 7919 % 1009 end table.sort(t) for i = 2, 1000 do assert(t[i - 1] <= t[i]) end return #t", "1000");
	BOTH("local t = {} for i = 1, 300 do t[i] = i end table.sort(t, function() return true end) local s = 0 for _, x in ipairs(t) do s = s + x end return s", "45150");
	BOTH("local t = {3, 1, 2} table.sort(t, function(a, b) t[1] = nil return a < b end) return table.concat(t, ',')", "1,2,3");
	BOTH("local t = { 'b', 'a', 'c' } table.sort(t, function(a, b) return a > b end) return table.concat(t)", "cba");
	BOTH("local t = map(project.risks, 'due') table.sort(t) return tostring(t[1])", "2026-05-01");
	FAILS("table.sort { 3, 'a', 1 }", "policy:1: table.sort: a string and a number have no order");
	FAILS("table.sort { {}, {} }", "a table and a table have no order");
	FAILS("table.sort({ 1, 2 }, function(a, b) return a.x < b end)", "attempt to index");
	FAILS("table.sort(project.risks)", "read-only");
	TRACED("local t = map(project.issues, 'score') table.sort(t) return #t", "unknown: issues[noise].score");
	TRACED("local t = { 2, 1 } table.sort(t, function() return count(project.areas) end) return 1", "unknown: areas");
}

/* Gives chunks a word for what the loader does after loading. */
static int freeze_it(lua_State *L)
{
	sandbox_freeze(L, 1);
	assert_true(lua_type(L, 1) != LUA_TTABLE || sandbox_is_frozen(L, 1));
	return 1;
}

static const char *run_with_freeze(struct policy_state *p, bool traced, const char *source)
{
	lua_State *L = p->state->L;
	p->ctx.traced = traced;
	lua_settop(L, 0);
	sandbox_push_globals(L, traced);
	lua_pushliteral(L, "freeze");
	lua_pushcfunction(L, freeze_it);
	lua_rawset(L, 1);
	assert_int_equal(luaL_loadbuffer(L, source, strlen(source), "=policy"), LUA_OK);
	lua_pushvalue(L, 1);
	lua_setupvalue(L, 2, 1);
	if (lua_pcall(L, 0, 1, 0) == LUA_OK)
		push_text(L, -1);
	return lua_tostring(L, -1);
}

#define FROZEN(source, expected) do { \
	assert_string_equal(run_with_freeze(p, false, source), expected); \
	assert_string_equal(run_with_freeze(p, true, source), expected); \
} while (0)

static void frozen_tables_read_as_before(void **state)
{
	struct policy_state *p = *state;
	FROZEN("local t = freeze { 10, 20, 30, x = 'y' } return t[2] .. t.x .. #t", "20y3");
	FROZEN("local t = { 1 } local same = t freeze(t) return tostring(same == t)", "true");
	FROZEN("local o = {} for k, v in pairs(freeze { b = 1, a = 2, 7 }) do o[#o + 1] = k .. '=' .. v end return table.concat(o, ' ')", "1=7 a=2 b=1");
	FROZEN("local n = 0 for _, v in ipairs(freeze { 1, 2, 3 }) do n = n + v end return n", "6");
	FROZEN("local t = freeze { 3, 1, 2 } return table.concat(t, ',') .. select('#', table.unpack(t)) .. sum(t) .. max(t) .. table.concat(map(t, function(x) return x * 2 end), ',')", "3,1,23636,2,4");
	FROZEN("return tostring(empty(freeze {})) .. tostring(empty(freeze { x = 1 }))", "truefalse");
	FROZEN("local t = table.move(freeze { 1, 2 }, 1, 2, 1, {}) t[3] = 3 return #t", "3");
	FROZEN("return count(freeze { { s = 1 }, { s = 2 }, { s = 1 } }, freeze { s = 1 })", "2");
}

static void frozen_tables_cannot_be_written(void **state)
{
	struct policy_state *p = *state;
	FROZEN("local t = freeze { x = 1 } t.x = 2", "policy:1: this table is read-only after loading: 'x' cannot be set");
	FROZEN("local t = freeze { 1 } t[2] = 2", "policy:1: this table is read-only after loading: '2' cannot be set");
	FROZEN("table.insert(freeze {}, 1)", "policy:1: table.insert: this table is read-only after loading");
	FROZEN("table.remove(freeze { 1 })", "policy:1: table.remove: this table is read-only after loading");
	FROZEN("table.sort(freeze { 2, 1 })", "policy:1: table.sort: this table is read-only after loading");
	FROZEN("local t = freeze { 1, 2 } table.move(t, 1, 2, 2)", "policy:1: table.move: the target is read-only");
	/* what an iterator holds is not a way in */
	FROZEN("local t = freeze { 1, 2 } local f, s = ipairs(t) s[1] = 5", "policy:1: this table is read-only after loading: '1' cannot be set");
	FROZEN("local t = freeze { 1, 2 } local f, s = pairs(t) return tostring(s)", "nil");
}

static void freezing_is_deep_and_ends(void **state)
{
	struct policy_state *p = *state;
	FROZEN("local t = { a = { b = { c = 1 } } } freeze(t) t.a.b.c = 2", "policy:1: this table is read-only after loading: 'c' cannot be set");
	FROZEN("local t = {} t.me = t t.list = { t } freeze(t) return tostring(t.me == t.list[1])", "true");
	FROZEN("local hidden = { n = 0 } local function count_up() hidden.n = hidden.n + 1 return hidden.n end freeze(count_up) return count_up()",
		"policy:1: this table is read-only after loading: 'n' cannot be set");
	FROZEN("local a, b local t = { 1 } function a() return b end function b() return a, t end freeze { a } t[1] = 2",
		"policy:1: this table is read-only after loading: '1' cannot be set");
	FROZEN("local t = {} for i = 1, 100000 do t = { t } end freeze(t) return 'done'", "done");
	FROZEN("local key = {} freeze { [key] = true } key.x = 1", "policy:1: this table is read-only after loading: 'x' cannot be set");
	FROZEN("local t = freeze(freeze { 1 }) return #t", "1");
	/* the libraries and globals that functions see are left as they are */
	FROZEN("local function f() return string.upper('x') .. count { 1 } end freeze(f) return f()", "X1");
}

static void markers_do_not_pass_unseen_through_the_library(void **state)
{
	struct policy_state *p = *state;
	TRACED("return tostring(project.owner)", "unknown: owner");
	TRACED("return type(project.owner)", "unknown: owner");
	TRACED("return string.format('%s', project.owner)", "unknown: owner");
	TRACED("return math.max(1, project.risks[1].score, project.issues[2].score)", "unknown: issues[noise].score");
	TRACED("return table.concat { 'a', project.owner }", "unknown: owner");
	TRACED("for w in string.gmatch(project.owner, '%w') do end return 1", "unknown: owner");
	TRACED("assert(project.owner) return 1", "unknown: owner");
	TRACED("return (('x'):gsub('x', function() return project.owner end))", "unknown: owner");
	/* an element like any other: the table is as long as it would be */
	TRACED("local t = {} table.insert(t, project.owner) table.insert(t, 'x') return #t, table.pack(project.owner).n, select('#', project.owner, 1)", "2, 1, 2");
	TRACED("local t = { 1, 2 } table.remove(t, project.issues[2].score) return #t", "unknown: issues[noise].score");
	TRACED("local t = { 1, 2 } table.insert(t, project.issues[2].score, 5) return #t", "unknown: issues[noise].score");
	TRACED("return #map(project.issues, 'score'), map(project.issues, 'score')[2]", "3, unknown: issues[noise].score");
}

static void notes_are_kept_only_when_somebody_looks(void **state)
{
	struct policy_state *p = *state;
	p->ctx.recording = false;
	FAST("note('x', 1)", "");
	assert_int_equal(p->ctx.notes.len, 0);
	p->ctx.recording = true;
	TRACED("note('x', 1, {}, project.risks[1].due) note('\"')", "");
	assert_string_equal(p->ctx.notes.data, "\"x  1  table  2026-07-01\",\"\\\"\"");
	p->ctx.recording = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_there_is_named),
		cmocka_unit_test(a_misspelt_word_is_answered_with_the_right_one),
		cmocka_unit_test(libraries_cannot_be_changed),
		cmocka_unit_test(nothing_shows_an_address),
		cmocka_unit_test(sizes_are_bounded),
		cmocka_unit_test(stock_functions_do_what_they_do),
		cmocka_unit_test(pairs_goes_in_key_order),
		cmocka_unit_test(changing_a_table_in_its_own_loop_is_safe),
		cmocka_unit_test(ipairs_walks_lists_and_tables),
		cmocka_unit_test(type_knows_a_projects_values),
		cmocka_unit_test(sort_is_stable_and_survives_any_order),
		cmocka_unit_test(frozen_tables_read_as_before),
		cmocka_unit_test(frozen_tables_cannot_be_written),
		cmocka_unit_test(freezing_is_deep_and_ends),
		cmocka_unit_test(markers_do_not_pass_unseen_through_the_library),
		cmocka_unit_test(notes_are_kept_only_when_somebody_looks),
	};
	return cmocka_run_group_tests(tests, policy_state_open, policy_state_close);
}
