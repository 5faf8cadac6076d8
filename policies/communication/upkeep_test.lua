-- SPDX-License-Identifier: MIT

test "the sample reports its status" {
  project = sample {},
  passes  = { "status_is_reported" },
}

test "the status is reported every two weeks" {
  given  = function(day) return sample { status_reports = { { date = day }, { date = "2026-05-04" } } } end,
  rule   = "status_is_reported",
  passes = { "2026-06-30", "2026-06-16" },
  fails  = { "2026-06-15" },
}

test "no report is none" {
  project = sample { status_reports = absent },
  fails   = { status_is_reported = "warning" },
}

test "before the work begins nobody waits for reports" {
  given          = function(phase) return sample { phase = phase, status_reports = {} } end,
  rule           = "status_is_reported",
  fails          = { "execution", "monitoring" },
  not_applicable = { "initiation", "planning", "closing", "closed" },
}

-- ---- the sample's day is Tuesday the 30th ----

test "feedback is answered within five working days" {
  given  = function(day) return sample { feedback = { { from = "Ma Jun", topic = "samples", at = day .. "T12:00:00Z" } } } end,
  rule   = "feedback_is_answered",
  passes = { "2026-06-23" },
  fails  = { "2026-06-22" },
}

test "an answer ends it" {
  project        = sample { feedback = { { from = "Ma Jun", topic = "samples", at = "2026-03-02T10:00:00Z", answered_at = "2026-06-29T10:00:00Z" } } },
  fails          = {},
  not_applicable = { "feedback_is_answered" },
}

local function with_conflict(over)
  local conflict = { name = "who pays for the stands", level = "team", opened_at = "2026-06-29T10:00:00Z", status = "open" }
  for key, value in pairs(over) do conflict[key] = value end
  return sample { conflicts = { conflict } }
end

local function open_since(day) return with_conflict { opened_at = day .. "T12:00:00Z" } end

test "a conflict is escalated after five working days" {
  given  = open_since,
  rule   = "conflict_is_escalated",
  passes = { "2026-06-23" },
  fails  = { "2026-06-22" },
}

test "and resolved after ten" {
  given  = open_since,
  rule   = "conflict_is_resolved",
  passes = { "2026-06-16" },
  fails  = { "2026-06-15" },
}

test "escalation alone resolves nothing" {
  project = with_conflict { opened_at = "2026-05-04T10:00:00Z", escalated_at = "2026-05-06T10:00:00Z", status = "escalated" },
  fails   = { conflict_is_resolved = "error" },
  passes  = { "conflict_is_escalated" },
}

test "a resolved conflict is over" {
  project        = with_conflict { opened_at = "2026-05-04T10:00:00Z", status = "resolved" },
  not_applicable = { "conflict_is_escalated", "conflict_is_resolved" },
}

test "findings speak Chinese too" {
  project = sample { status_reports = {} },
  lang    = "zh",
  fails   = { "status_is_reported" },
  finding = { message = "近期无人报告项目状态" },
}
