-- SPDX-License-Identifier: MIT
-- Milestones: they are met, their forecasts hold, what counts as reached was earned, and every goal is served by one.

policy {
  title  = "Milestones",
  owner  = "pmo",
  tags   = { "schedule" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    slip = at_most { warning = "5bd", error = "10bd", doc = "working days that a milestone's forecast lies after its baseline" },
  },
}

local function is_wanted(milestone) return not milestone.status or milestone.status ~= "cancelled" end

local function is_reached(milestone) return milestone.done_on or milestone.status and milestone.status == "reached" end

rule "milestone_is_not_overdue" {
  covers   = "EX-01.b",
  severity = "error",
  each     = "milestones",
  when     = function(milestone) return milestone.due and is_wanted(milestone) end,
  check    = function(milestone) return is_reached(milestone) or not overdue(milestone.due) end,
  message  = "milestone {milestone.name} was due on {milestone.due} and is not reached",
  remedy   = "reach it, or have a new date approved by a change request",
}

rule "milestone_forecast_holds" {
  covers  = "S-05.a",
  each    = "milestones",
  when    = function(milestone) return milestone.forecast and is_wanted(milestone) and not is_reached(milestone) end,
  measure = function(milestone) return workdays_between(milestone.baseline or milestone.due, milestone.forecast) end,
  limit   = "slip",
  message = "milestone {milestone.name} is forecast for {milestone.forecast}, {measure} late; {limit} is the limit",
  remedy  = "record the deviation with its cause and a corrective action",
}

rule "milestone_was_earned" {
  covers      = "EX-01.a",
  severity    = "critical",
  gate        = "reached",
  enforcement = "hard",
  each        = "milestones",
  when        = function(milestone) return milestone.status == "reached" end,
  check       = function(milestone) return milestone.criteria_met and milestone.inspection_result == "pass" end,
  message     = "milestone {milestone.name} counts as reached without its criteria met and its inspection passed",
  remedy      = "check the criteria, have the inspection repeated, or take the milestone back",
}

rule "goal_has_a_milestone" {
  covers   = "S-12.a",
  severity = "error",
  each     = "goals",
  when     = function(goal, project)
    local status = goal.status
    return project.phase ~= "initiation" and goal.due and (not status or status == "approved" or status == "active")
  end,
  check    = function(goal, project)
    return not empty(project.milestones) and any(project.milestones, function(milestone)
      return milestone.goal and milestone.goal == goal.id and milestone.due <= goal.due
    end)
  end,
  message  = "goal {goal.name}, due on {goal.due}, has no milestone by then",
  remedy   = "plan a milestone that serves the goal and is due on or before its day",
}
