-- SPDX-License-Identifier: MIT
-- Achievable goals: growth that somebody has reached before, or that somebody answers for; effort that the team has.

policy {
  title  = "Achievable goals",
  owner  = "pmo",
  tags   = { "goals" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    over_history = number { 1.25, min = 1, weaker = "up", doc = "times the best growth so far that a goal may ask for" },
    over_market  = percent { "15%", weaker = "up", doc = "growth above the market's that a goal may ask for, in percentage points" },
    run_rate     = at_most { 1.5, doc = "run-rate that the rest of the period needs, in times the best one so far" },
    effort       = at_most { warning = "85%", error = "100%", doc = "share of the available person-days that the goals need" },
  },
}

local function is_open(goal)
  local status = goal.status
  return not status or status == "draft" or status == "approved" or status == "active"
end

-- Shares are compared to the millionth, so that 2% and 15% are 17%.
local function share(x) return round(x, 6) end

rule "goal_growth_is_achievable" {
  covers   = "G-04.a",
  severity = "warning",
  each     = "goals",
  when     = function(goal) return goal.baseline and goal.target and is_open(goal) end,
  check    = function(goal, project)
    if goal.rationale and goal.stretch_approved_by then return true end
    local growth = share(ratio(goal.target - goal.baseline, goal.baseline))
    return growth <= share(goal.best_growth * param.over_history)
      or growth <= share(project.market_trend.rate + param.over_market), { growth = round(growth * 100, 1) }
  end,
  message  = "goal {goal.name} asks for {growth}% growth, more than its history and the market bear out",
  remedy   = "lower the target, or record the rationale and who approved the stretch",
}

-- Both rates are annual: what is to go in the days left, and the best month so far twelve times.
rule "goal_run_rate_is_achievable" {
  covers   = "G-04.b",
  severity = "warning",
  each     = "goals",
  when     = function(goal) return goal.best_run_rate and goal.due and is_open(goal) and not overdue(goal.due) end,
  measure  = function(goal)
    local left, to_go = days_between(today(), goal.due), goal.target - goal.current
    return ratio(to_go * 365, left * goal.best_run_rate * 12)
  end,
  limit    = "run_rate",
  message  = "goal {goal.name} needs {measure} times its best run-rate until it is due; {limit} is the limit",
  remedy   = "add means, move the due date or have the target reviewed",
}

rule "goals_fit_the_capacity" {
  covers   = "G-12.a",
  when     = function(project) return project.capacity ~= nil end,
  measure  = function(project)
    return ratio(project.capacity.required_days or sum(project.goals, "required_effort"), project.capacity.person_days)
  end,
  limit    = "effort",
  message  = "the goals need {measure} of the team's capacity; {limit} is the limit",
  remedy   = "add capacity, spread the goals over a longer time or drop one",
}
