/* SPDX-License-Identifier: MIT */
/* announced_policies: policies that use every word of time, in ways that nobody would think of; for announced_test.c. */
#ifndef TESTS_UNIT_ENGINE_ANNOUNCED_POLICIES_H
#define TESTS_UNIT_ENGINE_ANNOUNCED_POLICIES_H

static const char lib_days[] =
	"local days = {}\n"
	"function days.left(t) return days_between(today(), t) end\n"
	"function days.past(t) return t and t < today() end\n"
	"return days\n";

/* The words themselves, each on many dates and moments. */
static const char odd_words[] =
	"local days = require 'lib.days'\n"
	"policy { title = 't', params = {\n"
	"  wait = duration { '5bd' }, near = duration { '30d', ['2027-01-01'] = '10d', ['2026-09-15'] = '20bd' },\n"
	"  most = number { 10, ['2026-08-01'] = 20, ['2027-03-01'] = 2 },\n"
	"  age = at_most { info = 0, warning = 30, error = 90, critical = 365 } } }\n"
	"rule 'overdue' { each = 'risks', check = function(risk) return not overdue(risk.identified_on) end, severity = 'error', message = 'm' }\n"
	"rule 'older_days' { each = 'risks', check = function(risk) return older_than(risk.assessed_on, '45d') end, severity = 'error', message = 'm' }\n"
	"rule 'older_months' { each = 'risks', check = function(risk) return older_than(risk.assessed_on, '7mo') end, severity = 'error', message = 'm' }\n"
	"rule 'older_work' { each = 'risks', check = function(risk) return older_than(risk.assessed_on, param.wait) end, severity = 'error', message = 'm' }\n"
	"rule 'older_hours' { each = 'tasks', check = function(task) return older_than(task.updated_at, '90m') end, severity = 'error', message = 'm' }\n"
	"rule 'older_seconds' { each = 'tasks', check = function(task) return older_than(task.updated_at, '-30s') end, severity = 'error', message = 'm' }\n"
	"rule 'due_days' { each = 'tasks', check = function(task) return due_within(task.finish, param.near) end, severity = 'error', message = 'm' }\n"
	"rule 'due_work' { each = 'tasks', check = function(task) return due_within(task.finish, '15bd') end, severity = 'error', message = 'm' }\n"
	"rule 'due_month' { each = 'tasks', check = function(task) return due_within(task.finish, '1mo') end, severity = 'error', message = 'm' }\n"
	"rule 'due_back' { each = 'tasks', check = function(task) return due_within(task.finish, '-3bd') or due_within(task.finish, '-2w') end, severity = 'error', message = 'm' }\n"
	"rule 'due_hours' { each = 'tasks', check = function(task) return due_within(task.updated_at, '12h') end, severity = 'error', message = 'm' }\n"
	"rule 'due_moment' { each = 'tasks', check = function(task) return due_within(task.updated_at, '3bd') end, severity = 'error', message = 'm' }\n"
	"rule 'in_time' { each = 'tasks', check = function(task) return in_time(task.actual_finish, after(task.finish, '2bd')) end, severity = 'error', message = 'm' }\n"
	"rule 'in_time_moment' { each = 'deviations', check = function(d) return in_time(d.action_at, after(d.detected_at, '26h')) end, severity = 'error', message = 'm' }\n"
	"rule 'before' { each = 'tasks', check = function(task) return overdue(before(task.finish, '4bd')) end, severity = 'error', message = 'm' }\n"
	"rule 'today_less' { each = 'tasks', check = function(task) return task.finish < today() end, severity = 'error', message = 'm' }\n"
	"rule 'today_equal' { each = 'tasks', check = function(task) return task.finish ~= today() end, severity = 'error', message = 'm' }\n"
	"rule 'today_moved' { each = 'tasks', check = function(task) return task.finish >= today() + '3bd' end, severity = 'error', message = 'm' }\n"
	"rule 'today_minus' { each = 'tasks', check = function(task) return today() - task.finish > param.most end, severity = 'error', message = 'm' }\n"
	"rule 'today_table' { check = function(project) local t = { [tostring(today())] = true } return not t[tostring(project.finish)] end, severity = 'error', message = 'm' }\n"
	"rule 'today_text' { check = function(project) return ('x' .. today()):sub(-2) ~= '07' end, severity = 'error', message = 'm' }\n"
	"rule 'today_max' { check = function(project) return max(today(), project.finish) == project.finish end, severity = 'error', message = 'm' }\n"
	"rule 'now_less' { each = 'tasks', check = function(task) return task.updated_at < now() end, severity = 'error', message = 'm' }\n"
	"rule 'now_minus' { each = 'tasks', check = function(task) return now() - task.updated_at < 100 end, severity = 'error', message = 'm' }\n"
	"rule 'now_day' { check = function(project) return date(now()) <= project.finish end, severity = 'error', message = 'm' }\n"
	"rule 'now_hour' { check = function(project) return tostring(now()):sub(12, 13) < '12' end, severity = 'error', message = 'm' }\n"
	"rule 'month' { check = function(project) return month(today()) ~= month(project.finish) end, severity = 'error', message = 'm' }\n"
	"rule 'year' { check = function(project) return year(today()) == year(project.finish) end, severity = 'error', message = 'm' }\n"
	"rule 'year_now' { check = function(project) return year(now()) == year(project.start) end, severity = 'error', message = 'm' }\n"
	"rule 'weekend' { check = function(project) return workdays_between(project.start, today()) > 200 end, severity = 'error', message = 'm' }\n"
	"rule 'from_lib' { check = function(project) return days.left(project.finish) > 30 or days.past(project.start) end, severity = 'error', message = 'm' }\n"
	"rule 'measured' { each = 'risks', measure = function(risk) return days_between(risk.identified_on, today()) end, limit = 'age', message = '{measure}' }\n"
	"rule 'half_day' { each = 'tasks', measure = function(task) return ratio(days_between(task.start, today()), days_between(task.start, task.finish)) end, limit = 'age', message = '{measure}' }\n";

/* The time only compared, right where it is asked. */
static const char odd_compared[] =
	"policy { title = 't', when = function(project) return project.start < today() or project.owner == nil end }\n"
	"rule 'less' { each = 'tasks', severity = 'error', check = function(task) return task.finish < today() end, message = 'm' }\n"
	"rule 'not_more' { each = 'tasks', severity = 'error', check = function(task) return today() <= task.finish end, message = 'm' }\n"
	"rule 'moved' { each = 'tasks', severity = 'error', check = function(task) return task.finish + '10d' > today() and task.start >= today() end, message = 'm' }\n"
	"rule 'moment' { each = 'tasks', severity = 'error', check = function(task) return task.updated_at < now() end, message = 'm' }\n"
	"rule 'moment_on' { each = 'tasks', severity = 'error', check = function(task) return now() <= task.updated_at + '3h' end, message = 'm' }\n"
	"rule 'any' { severity = 'error', check = function(project) return any(project.risks, function(r) return r.identified_on > today() end) end, message = 'm' }\n"
	"rule 'absent' { severity = 'error', check = function(project) return project.closed_on and project.closed_on < today() end, message = 'm' }\n";

/* What a project was by then, and rows whose date has come. */
static const char odd_history[] =
	"local function last(project) local h = history(project, 'satisfaction') return h[#h] end\n"
	"policy { title = 't' }\n"
	"rule 'falls' { severity = 'error', check = function(project) return not falling(history(project, 'satisfaction'), 1) end, message = 'm' }\n"
	"rule 'values' { severity = 'error', check = function(project) return #history(project, 'satisfaction') < 3 end, message = 'm' }\n"
	"rule 'last' { severity = 'error', check = function(project) return last(project).value > 0.5 end, message = 'm' }\n"
	"rule 'since' { severity = 'error', check = function(project) return older_than(last(project).at, '20d') end, message = 'm' }\n"
	"rule 'slope' { severity = 'error', check = function(project) return slope(history(project, 'satisfaction')) > 0 end, message = 'm' }\n"
	"rule 'changed' { severity = 'error', check = function(project) return #changes(project, 'satisfaction') < 2 end, message = 'm' }\n"
	"rule 'changed_at_all' { severity = 'error', each = function(project) return changes(project) end, check = function(change) return older_than(change.at, '2mo') end, message = 'm' }\n"
	"rule 'entered' { severity = 'error', check = function(project) return older_than(entered(project, 'execution'), '90d') end, message = 'm' }\n"
	"rule 'never' { severity = 'error', check = function(project) return entered(project, 'closing') == nil end, message = 'm' }\n"
	"rule 'recent' { severity = 'error', check = function(project) return #recent(project.tasks, 'finish', '6mo') < 2 end, message = 'm' }\n"
	"rule 'recent_work' { severity = 'error', check = function(project) return #recent(project.tasks, 'updated_at', '15bd') == 0 end, message = 'm' }\n"
	"rule 'newest' { severity = 'error', check = function(project) return older_than(newest(project.tasks, 'finish').finish, '3w') end, message = 'm' }\n"
	"rule 'oldest' { severity = 'error', check = function(project) return oldest(project.risks, { status = 'open' }, 'identified_on') == nil end, message = 'm' }\n";

/* Conditions, connectives, lists that depend on the time, and what ends an evaluation early. */
static const char odd_course[] =
	"local function late(task) return overdue(task.finish) and not task.actual_finish end\n"
	"policy { title = 't', when = function(project) return older_than(project.start, param.quiet) or project.phase == 'execution' end,\n"
	"  params = { quiet = duration { '60d', ['2026-12-01'] = '1d' }, level = number { 3, ['2026-10-10'] = 1, weaker = 'up' }, share = at_most { 0.1 } } }\n"
	"rule 'plain' { check = function(project) return project.owner end, severity = 'error', message = 'm' }\n"
	"rule 'when_time' { when = function(project) return due_within(project.finish, '20bd') end, check = function(project) return project.customer end, severity = 'error', message = 'm' }\n"
	"rule 'when_each' { each = 'risks', when = function(risk) return not overdue(risk.identified_on) and risk.status ~= 'closed' end, check = function(risk) return risk.owner end, severity = 'error', message = 'm' }\n"
	"rule 'list_of_time' { each = function(project) return filter(project.risks, function(r) return older_than(r.assessed_on, '30d') end) end, check = function(risk) return risk.owner end, severity = 'error', message = 'm' }\n"
	"rule 'counted' { check = function(project) return count(project.tasks, late) <= param.level end, severity = 'error', message = 'm' }\n"
	"rule 'counted_list' { each = function(project) local l = {} for _, t in ipairs(project.tasks) do if late(t) then l[#l + 1] = t.name end end return l end, check = function(name) return #name > 3 end, severity = 'error', message = 'm' }\n"
	"rule 'short' { check = function(project) return project.on_site and overdue(project.finish) or in_time(project.closed_on, after(project.finish, '10bd')) end, severity = 'error', message = 'm' }\n"
	"rule 'anyone' { check = function(project) return any(project.risks, function(r) return overdue(r.identified_on) and r.owner == 'nobody' end) end, severity = 'error', message = 'm' }\n"
	"rule 'sorted' { check = function(project) local l = map(project.risks, function(r) return days_between(today(), r.identified_on) end) table.sort(l) return #l < 2 or l[1] > -300 end, severity = 'error', message = 'm' }\n"
	"rule 'breaks' { check = function(project) if older_than(project.start, '400d') then error('old') end return true end, severity = 'error', message = 'm' }\n"
	"rule 'divides' { measure = function(project) return ratio(1, max(0, days_between(today(), project.finish))) end, limit = 'share', severity = 'error', message = 'm' }\n"
	"rule 'needed' { needs = { 'owner', 'charter' }, when = function(project) return today() > project.start end, severity = 'error' }\n"
	"rule 'unknown_days' { check = function(project) return workdays_between(today(), project.finish) < 20 end, severity = 'error', message = 'm' }\n"
	"rule 'from_then' { from = '2026-11-11', check = function(project) return overdue(project.finish) end, severity = 'error', message = 'm' }\n"
	"rule 'on_trial' { trial = '2027-02-03', severity = 'error', check = function(project) return overdue(project.start) end, message = 'm' }\n"
	"rule 'off_for_a_while' { severity = 'error', check = function(project) return not overdue(project.finish) end, message = 'm' }\n";

/* What other rules found, of which some change with the time, some are waived or off for a while, and some read verdicts themselves. */
static const char odd_verdicts[] =
	"local function bad() return findings { policy = 'odd.course', severity = 'warning' } end\n"
	"policy { title = 't', params = { age = at_most { warning = 100, error = 200 } } }\n"
	"rule 'late' { severity = 'error', check = function(project) return count(findings { rule = 'odd.words.overdue' }) < 2 end, message = 'm' }\n"
	"rule 'none' { severity = 'error', check = function(project) return #bad() == 0 end, message = 'm' }\n"
	"rule 'trial' { severity = 'error', check = function(project) return not any(findings { policy = 'odd.course', trial = true }, { rule = 'odd.course.on_trial' }) end, message = 'm' }\n"
	"rule 'chain' { severity = 'warning', check = function(project) return empty(findings { rule = { 'late', 'odd.verdicts.trial' } }) and project.owner end, message = 'm' }\n"
	"rule 'some' { severity = 'warning', each = 'tasks', when = function(task) return task.finish < today() end, check = function(task) return count(bad(), { verdict = 'fail' }) < 5 end, message = 'm' }\n"
	"rule 'unknown' { severity = 'info', check = function(project) return project.owner == 'x' or empty(findings { policy = { 'odd.history', 'odd.compared' }, verdict = 'unknown' }) end, message = 'm' }\n"
	"rule 'measured' { measure = function(project) local most = 0 for _, f in ipairs(findings { rule = 'odd.words.measured' }) do most = math.max(most, f.measure or 0) end return most end,\n"
	"  limit = 'age', message = '{measure}' }\n"
	"rule 'listed' { severity = 'info', each = function(project) return findings { rule = 'odd.words.older_days' } end, check = function(f) return f.verdict ~= 'fail' end, message = 'm' }\n";

/* A profile that comes and goes with the time, one whose rule comes back, one with dated parameters. */
static const char odd_profiles[] =
	"profile 'ending' { level = 'region', match = function(project) return due_within(project.finish, '60d') end,\n"
	"  params = { ['odd.course'] = { level = 2 } }, reason = 'r', approved_by = 'a', expires = '2027-04-01' }\n"
	"profile 'off' { level = 'type', match = { phase = { 'execution', 'planning' } },\n"
	"  rules = { ['odd.course.off_for_a_while'] = { off = true, reason = 'r', approved_by = 'a', expires = '2026-12-15' } } }\n";

#endif
