-- SPDX-License-Identifier: MIT
-- The budget before the work: every piece of work is estimated, and the budget is baselined and approved.

policy {
  title = "Budget before execution",
  owner = "finance",
  tags  = { "cost", "planning" },
}

-- What does not say otherwise is work that is to be done.
local function is_leaf(task)
  local status = task.status
  return task.wbs and not task.summary and not task.level_of_effort and (not status or status ~= "cancelled")
end

rule "budget_is_baselined" {
  covers   = "B-01.a",
  severity = "critical",
  gate     = "execution",
  needs    = { "budget.baseline", "budget.approved_by" },
  message  = "the budget lacks: {missing}",
  remedy   = "set the baseline of the budget and have it approved before execution begins",
}

rule "work_is_estimated" {
  covers   = "B-01.a",
  severity = "critical",
  gate     = "execution",
  each     = "tasks",
  when     = is_leaf,
  check    = function(task, project)
    return not empty(project.estimates)
      and any(project.estimates, function(estimate) return estimate.wbs == task.wbs and estimate.basis end)
  end,
  message  = "task {task.name} ({task.wbs}) has no estimate with a basis",
  remedy   = "estimate what the work costs, and say what the figure rests on",
}
