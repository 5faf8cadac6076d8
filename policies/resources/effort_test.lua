-- SPDX-License-Identifier: MIT

-- Hours of the last weeks, the latest last; each was planned to be 20.
local function worked(...)
  local sheets, hours = {}, { ... }
  for i, n in ipairs(hours) do
    sheets[i] = { member = "Wang Fang", week = ago(("%dd"):format(8 + 7 * (#hours - i))), hours = n, planned_hours = 20 }
  end
  return sample { timesheets = sheets }
end

test "a fifth more than planned is still as planned" {
  given  = function(hours) return worked(30, hours) end,
  rule   = "hours_worked_are_those_planned",
  passes = { 20, 24 },
  fails  = { 24.1 },
}

test "one long week is no trend, and neither is one that is over" {
  given  = function(hours) return worked(table.unpack(hours)) end,
  rule   = "hours_worked_are_those_planned",
  passes = { { 40 }, { 20, 40 }, { 40, 40, 20 }, { 20, 20, 20, 40 } },
  fails  = { { 20, 40, 40 } },
}

test "the hours of all members of a week count together" {
  project = sample { timesheets = {
    { member = "Wang Fang", week = "2026-06-15", hours = 30, planned_hours = 20 }, { member = "Zhao Lei", week = "2026-06-15", hours = 10, planned_hours = 20 },
    { member = "Wang Fang", week = "2026-06-22", hours = 30, planned_hours = 20 }, { member = "Zhao Lei", week = "2026-06-22", hours = 19, planned_hours = 20 },
  } },
  passes  = { "hours_worked_are_those_planned" },
}

test "weeks that are planned only are no hours worked" {
  project = sample { timesheets = { { member = "Wang Fang", week = ahead "7d", planned_hours = 20 } } },
  passes  = { "hours_worked_are_those_planned" },
}

test "findings speak Chinese too" {
  project = worked(30, 35),
  lang    = "zh",
  fails   = { hours_worked_are_those_planned = "warning" },
  finding = { message = "连续 2 周实际工时超出计划，最近一周为 35 小时" },
}
