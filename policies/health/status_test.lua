-- SPDX-License-Identifier: MIT
-- What the status is made of is found by budget/cost.lua: from 95% of a budget line on an error, beyond all of it a critical one.

test "the sample is green and may say so" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "project_is_not_red", "green_is_true" },
}

-- A project of which some budget lines are used by these shares of a thousand, and the rest of the budget not at all.
local function using(shares, over)
  local lines = { { id = "L0", name = "all else", amount = 850000 - 1000 * #shares, actual = 0 } }
  for i, share in ipairs(shares) do lines[i + 1] = { id = "L" .. i, name = "line " .. i, amount = 1000, actual = share } end
  local project = { budget = { lines = lines } }
  for key, value in pairs(over or {}) do project[key] = value end
  return sample(project)
end

-- ---- red ----

test "one error makes a project red" {
  given  = function(share) return using { share, 100 } end,
  rule   = "project_is_not_red",
  passes = { 100, 900, 950 },
  fails  = { 951, 1001 },
}

test "a red project says which rules found the errors" {
  project = using({ 960, 970 }, { health = "red" }),
  fails   = { project_is_not_red = "error" },
  finding = { message = "the project is red, with errors in schedule, cost, quality or risk (2): budget.cost.line_within_budget" },
}

test "errors in the schedule count as those in the costs do" {
  project = sample { milestones = { { id = "MS1", name = "launch", due = "2026-06-01", status = "planned" } }, goals = {}, health = "amber" },
  fails   = { "project_is_not_red" },
}

test "so does work that does not conform" {
  project = sample { nonconformities = { { name = "wrong colour", severity = "major", opened_at = "2026-05-01T09:00:00Z", status = "open" } }, health = "amber" },
  fails   = { "project_is_not_red" },
}

test "a company may put up with a few errors" {
  project = using { 960, 970 },
  params  = { red = 3 },
  fails   = {},
}

test "what cannot be judged makes nothing red" {
  project = using { absent },
  fails   = {},
  passes  = { "project_is_not_red" },
}

test "before the plan is made nothing is red" {
  project        = using({ 1001 }, { phase = "initiation" }),
  not_applicable = { "project_is_not_red", "green_is_true" },
}

-- ---- green outside only ----

test "two errors are a bad week, three are not green" {
  given  = function(third) return using { 960, 970, third } end,
  rule   = "green_is_true",
  passes = { 950 },
  fails  = { 951 },
}

test "one critical error is enough" {
  given  = function(share) return using { share } end,
  rule   = "green_is_true",
  passes = { 1000 },
  fails  = { 1001 },
}

test "who reports green on a critical error is told of it" {
  project = using { 1001 },
  fails   = { green_is_true = "error", project_is_not_red = "error" },
  finding = { rule = "green_is_true", message = "reported green, but there are errors (1, critical: 1): budget.cost.line_within_budget" },
}

test "in Chinese" {
  project = using { 1001 },
  lang    = "zh",
  fails   = { "green_is_true", "project_is_not_red" },
  finding = { rule = "green_is_true", message = "报告为绿色，但存在错误（1 项，其中严重 1 项）：budget.cost.line_within_budget" },
}

test "who reports red is believed" {
  project        = using({ 1001 }, { health = "red" }),
  fails          = { "project_is_not_red" },
  not_applicable = { "green_is_true" },
}

test "who reports nothing says nothing untrue" {
  project        = using({ 1001 }, { health = absent }),
  not_applicable = { "green_is_true" },
}
