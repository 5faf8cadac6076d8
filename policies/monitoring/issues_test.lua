-- SPDX-License-Identifier: MIT

local function with_issue(over)
  local issue = { name = "shelf too narrow", severity = "high", status = "open", owner = "Li Na", opened_at = "2026-06-29T10:00:00+08:00" }
  for key, value in pairs(over) do issue[key] = value end
  return sample { issues = { issue } }
end

-- The sample's day is Tuesday the 30th.
local function open_since(severity)
  return function(day) return with_issue { severity = severity, opened_at = day .. "T12:00:00Z" } end
end

test "a critical issue is solved within two working days" {
  given  = open_since "critical",
  rule   = "issue_is_solved_in_time",
  passes = { "2026-06-29", "2026-06-26" },
  fails  = { "2026-06-25" },
}

test "a high one within five" {
  given  = open_since "high",
  rule   = "issue_is_solved_in_time",
  passes = { "2026-06-23" },
  fails  = { "2026-06-22" },
}

test "a medium one within fifteen" {
  given  = open_since "medium",
  rule   = "issue_is_solved_in_time",
  passes = { "2026-06-09" },
  fails  = { "2026-06-05" },
}

test "of an issue without a severity no time is known" {
  given   = function(over) return with_issue(over) end,
  rule    = "issue_is_solved_in_time",
  unknown = { { severity = absent }, { opened_at = absent } },
}

test "a solved issue is not waited for" {
  project        = with_issue { status = "closed", opened_at = "2026-03-02T10:00:00+08:00", closed_at = "2026-06-01T10:00:00+08:00" },
  not_applicable = { "issue_is_solved_in_time", "issue_has_an_owner" },
  passes         = { "issues_stay_solved" },
}

test "somebody owns an issue" {
  given  = function(owner) return with_issue { owner = owner } end,
  rule   = "issue_has_an_owner",
  passes = { "Li Na" },
  fails  = { absent },
}

-- ---- reopened ----

local function closed_ones(n, over)
  local issues = {}
  for i = 1, n do issues[i] = { name = "issue " .. i, severity = "low", status = "closed" } end
  for key, value in pairs(over) do issues[1][key] = value end
  return sample { issues = issues }
end

test "one of ten issues may come back" {
  given  = function(n) return closed_ones(n, { reopened = 1 }) end,
  rule   = "issues_stay_solved",
  passes = { 10 },
  fails  = { 9, 1 },
}

test "the history tells it where nobody counts" {
  project = closed_ones(5, { status = was { "open", "closed", "reopened", "closed", every = "2d" } }),
  fails   = { issues_stay_solved = "warning" },
  finding = { message = "20% of the issues once closed were opened again; 10% is the limit" },
}

test "where nothing was closed yet nothing came back" {
  project        = with_issue {},
  not_applicable = { "issues_stay_solved" },
}

test "findings speak Chinese too" {
  project = with_issue { owner = absent },
  lang    = "zh",
  fails   = { "issue_has_an_owner" },
  finding = { message = "问题“shelf too narrow”无负责人" },
}
