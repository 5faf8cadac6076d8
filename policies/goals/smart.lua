-- SPDX-License-Identifier: MIT
-- SMART goals: specific, measurable, relevant, bound to a date, and worded as a quantity. Achievable is a file of its own.

policy {
  title  = "SMART goals",
  owner  = "pmo",
  tags   = { "goals" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    text_length = between { 10, 200, doc = "characters that a goal's text has" },
    measured    = duration { "30d", weaker = "up", doc = "time between two measurements, where the goal does not say" },
    horizon     = between { "14d", "549d", doc = "days from a goal's start to its due date; 549 days are the longest 18 months" },
  },
}

-- A goal that does not say its status is open.
local function is_open(goal)
  local status = goal.status
  return not status or status == "draft" or status == "approved" or status == "active"
end

-- Does the chain of parents that `field` names come to an end? A chain longer than the list runs in a circle.
local function has_an_end(element, list, field)
  for _ = 1, #list do
    local parent = element[field]
    if not parent then return true end
    element = find(list, { id = parent })
    if not element then return true end
  end
  return false
end

-- ---- specific ----

rule "goal_names_metric_and_owner" {
  covers   = "G-02.a",
  severity = "error",
  each     = "goals",
  when     = is_open,
  needs    = { "text", "metric_name", "owner" },
  message  = "goal {goal.name} does not say its {missing}",
  remedy   = "write the goal as a sentence, name the metric that it moves and the person who answers for it",
}

rule "goal_names_its_object" {
  covers   = "G-02.a",
  severity = "error",
  each     = "goals",
  when     = is_open,
  check    = function(goal) return goal.target_segment or goal.product or goal.region end,
  message  = "goal {goal.name} names no segment, product or region",
  remedy   = "say for which customers, which product or which region the goal holds",
}

rule "goal_text_has_the_right_length" {
  covers   = "G-02.a",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.text and is_open(goal) end,
  measure  = function(goal) return utf8.len(goal.text) end,
  limit    = "text_length",
  message  = "the text of goal {goal.name} has {measure} characters; {limit} is the limit",
  remedy   = "say in one sentence what changes, by how much and until when",
}

rule "goal_text_is_not_vague" {
  covers   = "G-02.a",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.text and is_open(goal) end,
  check    = function(goal)
    local vague = goal_parts(goal.text).vague
    return #vague == 0, { words = table.concat(vague, ", ") }
  end,
  message  = "goal {goal.name} has a vague word without a number: {words}",
  remedy   = "replace the word by what is to be reached: not \"improve sales\" but \"grow sales by 20%\"",
}

-- ---- measurable ----

rule "goal_is_measurable" {
  covers   = "G-03.a",
  severity = "error",
  each     = "goals",
  when     = is_open,
  needs    = { "unit", "baseline", "target" },
  message  = "goal {goal.name} cannot be measured without its {missing}",
  remedy   = "state the unit, the value today and the value to reach",
}

rule "goal_target_differs_from_baseline" {
  covers   = "G-03.a",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.target and goal.baseline and is_open(goal) end,
  check    = function(goal) return goal.target ~= goal.baseline end,
  message  = "goal {goal.name} aims at {goal.target}, which is where it starts",
  remedy   = "set a target that differs from the baseline, or drop the goal",
}

rule "goal_is_measured" {
  covers   = "G-03.b",
  severity = "warning",
  each     = "goals",
  when     = function(goal, project)
    return (project.phase == "execution" or project.phase == "monitoring") and is_open(goal)
  end,
  check    = function(goal)
    local rhythm = goal.frequency or param.measured
    if empty(goal.measurements) then return not older_than(goal.start, rhythm) end
    return not older_than(max(goal.measurements, "date"), rhythm)
  end,
  message  = "goal {goal.name} has no measurement of its last period",
  remedy   = "measure the metric and record the value with its source",
}

-- ---- relevant ----

rule "goal_has_a_parent" {
  covers   = "G-05.a",
  severity = "error",
  each     = "goals",
  when     = is_open,
  check    = function(goal) return goal.parent_objective or goal.parent_goal end,
  message  = "goal {goal.name} serves no business objective",
  remedy   = "link the goal to the objective, or to the goal, that it contributes to",
}

rule "goal_serves_a_live_objective" {
  covers   = "G-05.a",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.parent_objective and is_open(goal) end,
  check    = function(goal, project)
    if empty(project.objectives) then return false end
    return any(project.objectives, { id = goal.parent_objective, status = "live" })
  end,
  message  = "goal {goal.name} serves objective {goal.parent_objective}, which is not among the live ones",
  remedy   = "link the goal to a live objective, or close it",
}

rule "goal_parents_run_in_no_circle" {
  covers   = "G-05.a",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.parent_goal ~= nil end,
  check    = function(goal, project) return has_an_end(goal, project.goals, "parent_goal") end,
  message  = "goal {goal.name} is its own ancestor",
  remedy   = "cut the circle: one of the goals must serve a business objective instead",
}

rule "objective_parents_run_in_no_circle" {
  covers   = "G-05.a",
  severity = "error",
  each     = "objectives",
  when     = function(objective) return objective.parent ~= nil end,
  check    = function(objective, project) return has_an_end(objective, project.objectives, "parent") end,
  message  = "objective {objective.name} is its own ancestor",
  remedy   = "cut the circle: the topmost objective has no parent",
}

rule "goal_objective_has_not_expired" {
  covers   = "G-05.b",
  severity = "warning",
  each     = "goals",
  when     = function(goal) return goal.parent_objective and is_open(goal) end,
  check    = function(goal, project)
    if empty(project.objectives) then return true end -- that it is not there is told by goal_serves_a_live_objective
    local objective = find(project.objectives, { id = goal.parent_objective })
    return not objective or not objective.valid_to or not overdue(objective.valid_to)
  end,
  message  = "goal {goal.name} serves objective {goal.parent_objective}, which has expired",
  remedy   = "renew the objective, link the goal to another one, or close the goal",
}

-- ---- bound to a date ----

rule "goal_has_its_dates" {
  covers   = "G-06.a",
  severity = "error",
  each     = "goals",
  when     = is_open,
  needs    = { "start", "due" },
  message  = "goal {goal.name} is not bound in time: it has no {missing}",
  remedy   = "set the day on which the goal starts and the day on which it is due",
}

rule "goal_starts_before_it_is_due" {
  covers   = "G-06.a",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.start and goal.due and is_open(goal) end,
  check    = function(goal) return goal.start < goal.due end,
  message  = "goal {goal.name} is due on {goal.due} but starts on {goal.start}",
  remedy   = "correct one of the two dates",
}

rule "goal_is_due_within_the_project" {
  covers   = "G-06.a",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.due and is_open(goal) end,
  check    = function(goal, project) return goal.due <= project.finish end,
  message  = "goal {goal.name} is due on {goal.due}, after the project's finish on {project.finish}",
  remedy   = "bring the due date forward, or have the project's finish changed",
}

rule "goal_horizon_is_reasonable" {
  covers   = "G-06.a",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.start and goal.due and is_open(goal) end,
  measure  = function(goal) return days_between(goal.start, goal.due) end,
  limit    = "horizon",
  message  = "goal {goal.name} runs for {measure}; {limit} is the limit",
  remedy   = "split a long goal into stages, and join very short ones",
}

rule "goal_is_not_overdue" {
  covers   = "G-06.b",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.due and is_open(goal) end,
  check    = function(goal) return goal.achieved_on or goal.closed_on or not overdue(goal.due) end,
  message  = "goal {goal.name} was due on {goal.due} and is neither achieved nor closed",
  remedy   = "record that it was achieved or missed, or have a new due date approved",
}

-- ---- worded as a quantity ----

rule "goal_is_worded_as_a_quantity" {
  covers   = "G-07.a",
  severity = "error",
  each     = "goals",
  when     = function(goal) return goal.text and is_open(goal) end,
  check    = function(goal)
    local gaps = missing(goal_parts(goal.text), "metric", "direction", "magnitude", "unit", "period")
    return empty(gaps), { gaps = table.concat(gaps, ", ") }
  end,
  message  = "the text of goal {goal.name} does not say its {gaps}",
  remedy   = "write it like \"grow sales by 20% next quarter\": what changes, in which direction, by how much, until when",
}
