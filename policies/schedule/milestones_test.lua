-- SPDX-License-Identifier: MIT

test "the sample's milestones are in order" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "milestone_is_not_overdue", "milestone_forecast_holds", "milestone_was_earned", "goal_has_a_milestone" },
}

-- A project with one milestone and no goal.
local function with_milestone(over)
  local milestone = { id = "MS1", name = "launch", due = "2026-07-31", status = "planned" }
  for key, value in pairs(over) do milestone[key] = value end
  return sample { milestones = { milestone }, goals = {} }
end

test "a milestone is overdue on the day after it was due" {
  given  = function(due) return with_milestone { due = due } end,
  rule   = "milestone_is_not_overdue",
  passes = { ahead "1d", ago "0d" },
  fails  = { ago "1d" },
}

test "an overdue milestone is an error" {
  project = with_milestone { due = "2026-06-26" },
  fails   = { milestone_is_not_overdue = "error" },
  finding = { message = "milestone launch was due on 2026-06-26 and is not reached" },
}

test "a milestone that was reached late is not overdue any more" {
  project = with_milestone { due = ago "10d", done_on = ago "2d" },
  passes  = { "milestone_is_not_overdue" },
}

test "a cancelled milestone is never overdue" {
  project        = with_milestone { due = ago "10d", status = "cancelled" },
  not_applicable = { "milestone_is_not_overdue" },
}

-- ---- forecasts; 2026-07-31 is a Friday ----

local function with_forecast(day) return with_milestone { forecast = day } end

test "a forecast may slip by five working days" {
  given  = with_forecast,
  rule   = "milestone_forecast_holds",
  passes = { "2026-07-20", "2026-07-31", "2026-08-07", "2026-08-09" },
  fails  = { "2026-08-10" },
}

test "six to ten working days are a warning" {
  project = with_forecast "2026-08-14",
  fails   = { milestone_forecast_holds = "warning" },
  finding = { message = "milestone launch is forecast for 2026-08-14, 10bd late; 5bd is the limit" },
}

test "more than ten working days are an error" { project = with_forecast "2026-08-17", fails = { milestone_forecast_holds = "error" } }

test "the slip is counted from the baseline, also when the due date was moved" {
  project = with_milestone { baseline = "2026-07-31", due = "2026-08-31", forecast = "2026-08-31" },
  fails   = { milestone_forecast_holds = "error" },
}

-- ---- reached ----

local function reached(met, result)
  return with_milestone { due = ago "5d", done_on = ago "6d", status = "reached", criteria_met = met, inspection_result = result }
end

test "a milestone is reached when its inspection has passed" {
  given  = function(result) return reached(true, result) end,
  rule   = "milestone_was_earned",
  passes = { "pass" },
  fails  = { "conditional", "fail" },
}

test "a milestone is not reached before its criteria are met" {
  project = reached(false, "pass"),
  fails   = { milestone_was_earned = "critical" },
}

test "criteria that nobody ticked are not met" {
  project = reached(nil, "pass"),
  fails   = { "milestone_was_earned" },
}

-- ---- goals ----

local function with_goal(day, goal, status)
  return sample {
    goals      = { { id = "G1", name = "sales", status = status or "active", due = "2026-09-30" } },
    milestones = { { id = "MS1", name = "launch", due = day, goal = goal } },
  }
end

test "a goal's milestone is due on or before its day" {
  given  = function(day) return with_goal(day, "G1") end,
  rule   = "goal_has_a_milestone",
  passes = { "2026-07-31", "2026-09-30" },
  fails  = { "2026-10-01" },
}

test "a milestone for no goal serves none" {
  project = with_goal("2026-07-31", nil),
  fails   = { goal_has_a_milestone = "error" },
}

test "without milestones no goal is served" {
  project = sample { milestones = {} },
  fails   = { "goal_has_a_milestone" },
}

test "only goals that are pursued need a milestone" {
  given          = function(status) return with_goal("2026-07-31", nil, status) end,
  rule           = "goal_has_a_milestone",
  fails          = { "approved", "active" },
  not_applicable = { "draft", "achieved", "missed", "closed", "cancelled" },
}

test "findings speak Chinese too" {
  project = with_forecast "2026-08-14",
  lang    = "zh",
  fails   = { "milestone_forecast_holds" },
  finding = { message = { contains = "推迟 10bd" } },
}
