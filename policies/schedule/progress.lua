-- SPDX-License-Identifier: MIT
-- Progress: tasks start and finish by their baseline, somebody looks regularly, and the indexes say that the finish holds.

policy {
  title  = "Progress",
  owner  = "pmo",
  tags   = { "schedule" },
  when   = function(project) return project.phase == "execution" or project.phase == "monitoring" end,
  params = {
    missed  = at_most { "5%", doc = "share of the tasks due that were not finished by their baseline" },
    started = duration { "5bd", weaker = "up", doc = "time that a task may start after its baseline" },
    checked = duration { "7d", weaker = "up", doc = "time between two checks of the progress" },
    updated = at_most { warning = "7d", error = "14d", doc = "days since a task in progress was last updated" },
    snapshot = duration { "7d", weaker = "up", doc = "time between two snapshots of where the project stands" },
    spi     = at_least { warning = 0.95, error = 0.90, doc = "schedule performance index: earned by planned value" },
    cpli    = at_least { 0.95, doc = "critical path length index" },
    bei     = at_least { 0.95, doc = "baseline execution index: tasks done by tasks that were to be done" },
    slips   = number { 3, min = 1, weaker = "up", doc = "so many times in a row the forecast of the finish is not to be put off" },
  },
}

-- ---- tasks ----

-- Work that counts: no summary, no task of mere support, none that was cancelled.
local function is_work(task)
  return not task.summary and not task.level_of_effort and (not task.status or task.status ~= "cancelled")
end

local function is_due(task) return task.baseline_finish and is_work(task) and overdue(task.baseline_finish) end

rule "tasks_finish_by_their_baseline" {
  covers   = "S-01.a",
  severity = "warning",
  measure  = function(project)
    local due = filter(project.tasks, is_due)
    local missed = count(due, function(task) return not in_time(task.actual_finish, task.baseline_finish) end)
    return ratio(missed, #due)
  end,
  limit    = "missed",
  message  = "{measure} of the tasks due were not finished by their baseline; {limit} is the limit",
  remedy   = "find the cause that the late tasks share, and plan what catches up",
}

rule "task_starts_on_time" {
  covers   = "S-01.b",
  severity = "warning",
  each     = "tasks",
  when     = function(task) return task.baseline_start and is_work(task) and not task.actual_finish end,
  check    = function(task) return in_time(task.actual_start, after(task.baseline_start, param.started)) end,
  message  = "task {task.name} was to start on {task.baseline_start} and did not in time",
  remedy   = "start it, or have a new baseline approved",
}

-- ---- checks ----

rule "progress_is_checked" {
  covers   = "S-04.a",
  severity = "warning",
  check    = function(project)
    return not empty(project.progress_checks) and not older_than(max(project.progress_checks, "date"), param.checked)
  end,
  message  = "nobody checked the progress lately",
  remedy   = "check the progress against the plan and record what was found",
}

rule "progress_is_kept" {
  covers   = "M-02.a",
  severity = "warning",
  when     = function(project) return project.snapshots ~= nil end,
  check    = function(project)
    return not empty(project.snapshots) and not older_than(max(project.snapshots, "date"), param.snapshot)
  end,
  message  = "nobody kept lately where the project stands",
  remedy   = "take a snapshot of progress, cost and exposure every week",
}

rule "task_is_kept_up_to_date" {
  covers  = "S-04.b",
  each    = "tasks",
  when    = function(task) return task.status == "in_progress" and is_work(task) end,
  measure = function(task) return days_between(task.updated_at, today()) end,
  limit   = "updated",
  message = "task {task.name} was last updated {measure} ago; {limit} is the limit",
  remedy  = "record how far the task is",
}

-- ---- indexes ----

rule "schedule_performance_index" {
  covers  = "S-05.a",
  when    = function(project) return project.evm and project.evm.spi end,
  measure = function(project) return project.evm.spi end,
  limit   = "spi",
  message = "the schedule performance index is {measure}; {limit} is the limit",
  remedy  = "record the deviation with its cause and a corrective action",
}

rule "critical_path_length_index" {
  covers   = "S-13.b",
  severity = "warning",
  when     = function(project) return project.schedule and project.schedule.cpli end,
  measure  = function(project) return project.schedule.cpli end,
  limit    = "cpli",
  message  = "the critical path length index is {measure}; {limit} is the limit",
  remedy   = "shorten the critical path, or have a new finish approved",
}

rule "baseline_execution_index" {
  covers   = "S-13.b",
  severity = "warning",
  when     = function(project) return project.schedule and project.schedule.bei end,
  measure  = function(project) return project.schedule.bei end,
  limit    = "bei",
  message  = "the baseline execution index is {measure}; {limit} is the limit",
  remedy   = "finish the late tasks first",
}

rule "finish_is_kept" {
  covers   = "S-13.c",
  severity = "error",
  when     = function(project) return project.forecast_finish ~= nil end,
  check    = function(project) return project.forecast_finish <= project.finish end,
  message  = "the finish is forecast for {project.forecast_finish}; {project.finish} was committed to",
  remedy   = "catch up, or agree a new finish with the customer and the sponsor",
}

rule "forecast_does_not_slip_again_and_again" {
  covers   = "S-13.a",
  severity = "error",
  when     = function(project) return project.forecast_finish ~= nil end,
  check    = function(project) return not rising(history(project, "forecast_finish"), param.slips) end,
  message  = "the forecast of the finish was put off again and again, now to {project.forecast_finish}",
  remedy   = "estimate anew what is left to do, with the people who do it, and agree a finish that holds",
}
