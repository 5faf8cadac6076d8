-- SPDX-License-Identifier: MIT

local function with_goal(over)
  local goal = {
    id = "G1", name = "sales", status = "active", baseline = 100, target = 120, current = 110,
    best_growth = 16, start = "2026-01-01", due = "2026-12-31",
  }
  for key, value in pairs(over) do goal[key] = value end
  return sample { goals = { goal }, market_trend = { rate = 2 } }
end

test "the sample's goals are achievable" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "goal_growth_is_achievable", "goal_run_rate_is_achievable", "goals_fit_the_capacity" },
}

test "growth may be a quarter above the best so far" {
  given  = function(target) return with_goal { target = target } end,
  rule   = "goal_growth_is_achievable",
  passes = { 119, 120 },
  fails  = { 121 },
}

test "growth may be fifteen points above the market's" {
  given  = function(target) return with_goal { target = target, best_growth = 1 } end,
  rule   = "goal_growth_is_achievable",
  passes = { 117 },
  fails  = { 118 },
}

test "the growth asked for is told" {
  project = with_goal { target = 140 },
  fails   = { goal_growth_is_achievable = "warning" },
  finding = { message = { contains = "asks for 40% growth" } },
}

test "a stretch that somebody approved and explained is allowed" {
  project = with_goal { target = 200, rationale = "two new chains signed", stretch_approved_by = "Chen Wei" },
  fails   = {},
  passes  = { "goal_growth_is_achievable" },
}

test "a rationale alone is not enough" {
  project = with_goal { target = 200, rationale = "we believe in it" },
  fails   = { "goal_growth_is_achievable" },
}

test "without history the market decides when it can" {
  given   = function(target) return with_goal { target = target, best_growth = absent } end,
  rule    = "goal_growth_is_achievable",
  passes  = { 117 },
  unknown = { 118 },
}

test "growth from nothing has no rate" {
  project        = with_goal { baseline = 0 },
  not_applicable = { "goal_growth_is_achievable" },
}

test "the rest of the period needs at most one and a half times the best run-rate" {
  given  = function(target) return with_goal { target = target, current = 100, due = ahead "73d", best_run_rate = 10 } end,
  rule   = "goal_run_rate_is_achievable",
  passes = { 136 },
  fails  = { 137 },
}

test "a goal that is overdue has no rest of the period" {
  project        = with_goal { due = ago "1d", best_run_rate = 10 },
  not_applicable = { "goal_run_rate_is_achievable" },
}

local function needing(days) return sample { capacity = { person_days = 200, required_days = days } } end

test "the goals need at most 85% of the capacity" {
  given  = needing,
  rule   = "goals_fit_the_capacity",
  passes = { 170 },
  fails  = { 171, 201 },
}

test "above the capacity it is an error" {
  project = needing(201),
  fails   = { goals_fit_the_capacity = "error" },
}

test "all of the capacity is still a warning" {
  project = needing(200),
  fails   = { goals_fit_the_capacity = "warning" },
}

test "without a total the goals' efforts are added" {
  project = sample {
    capacity = { person_days = 100, required_days = absent },
    goals    = { { name = "sales", required_effort = 60 }, { name = "leads", required_effort = 41 } },
  },
  fails   = { goals_fit_the_capacity = "error" },
}
