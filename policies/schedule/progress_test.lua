-- SPDX-License-Identifier: MIT

test "the sample progresses" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = {
    "tasks_finish_by_their_baseline", "task_starts_on_time", "progress_is_checked", "task_is_kept_up_to_date",
    "schedule_performance_index", "critical_path_length_index", "baseline_execution_index", "finish_is_kept",
  },
}

test "progress is judged while the work is done" {
  given          = function(phase) return sample { phase = phase, forecast_finish = "2026-12-31" } end,
  rule           = "finish_is_kept",
  fails          = { "execution", "monitoring" },
  not_applicable = { "initiation", "planning", "closing", "closed" },
}

-- ---- tasks that are due ----

-- Twenty tasks due yesterday, so many of them not finished.
local function with_missed(missed)
  local tasks = {}
  for i = 1, 20 do
    tasks[i] = { id = "W" .. i, name = "visit " .. i, status = "done", baseline_finish = ago "1d", actual_finish = i > missed and ago "1d" or absent }
  end
  return sample { tasks = tasks }
end

test "one in twenty tasks may be missed" {
  given  = with_missed,
  rule   = "tasks_finish_by_their_baseline",
  passes = { 0, 1 },
  fails  = { 2, 20 },
}

test "the share of missed tasks is told" {
  project = with_missed(2),
  fails   = { tasks_finish_by_their_baseline = "warning" },
  finding = { message = "10% of the tasks due were not finished by their baseline; 5% is the limit" },
}

local function with_task(over)
  local task = { id = "W1", name = "visit", status = "in_progress", updated_at = "2026-06-29T12:00:00Z" }
  for key, value in pairs(over) do task[key] = value end
  return sample { tasks = { task } }
end

test "a task that was finished a day late was missed" {
  given  = function(day) return with_task { status = "done", baseline_finish = ago "5d", actual_finish = day } end,
  rule   = "tasks_finish_by_their_baseline",
  passes = { ago "5d" },
  fails  = { ago "4d" },
}

test "a task is due when its baseline's day is over" {
  given          = function(day) return with_task { baseline_finish = day } end,
  rule           = "tasks_finish_by_their_baseline",
  not_applicable = { ahead "1d", ago "0d" },
  fails          = { ago "1d" },
}

test "summaries, support and what was cancelled are not counted" {
  given          = function(field) return with_task { baseline_finish = ago "1d", [field] = field == "status" and "cancelled" or true } end,
  rule           = "tasks_finish_by_their_baseline",
  not_applicable = { "summary", "level_of_effort", "status" },
}

-- ---- starts; the sample's day is a Tuesday ----

test "a task may start five working days late" {
  given  = function(day) return with_task { baseline_start = "2026-06-22", actual_start = day } end,
  rule   = "task_starts_on_time",
  passes = { "2026-06-22", "2026-06-29" },
  fails  = { "2026-06-30" },
}

test "a task that has not started is late after five working days" {
  given  = function(day) return with_task { status = "planned", baseline_start = day } end,
  rule   = "task_starts_on_time",
  passes = { ahead "3d", "2026-06-23" },
  fails  = { "2026-06-22" },
}

test "a task that is finished is left alone" {
  project        = with_task { baseline_start = "2026-04-01", actual_start = "2026-05-01", actual_finish = "2026-05-20" },
  not_applicable = { "task_starts_on_time" },
}

-- ---- checks ----

test "the progress is checked every week" {
  given  = function(day) return sample { progress_checks = { { date = "2026-05-01" }, { date = day }, { date = "2026-05-08" } } } end,
  rule   = "progress_is_checked",
  passes = { ago "0d", ago "7d" },
  fails  = { ago "8d" },
}

test "a project that was never checked is told" {
  project = sample { progress_checks = {} },
  fails   = { progress_is_checked = "warning" },
}

local function updated_on(day) return with_task { updated_at = day .. "T12:00:00Z" } end

test "a task in progress is updated every week" {
  given  = updated_on,
  rule   = "task_is_kept_up_to_date",
  passes = { "2026-06-30", "2026-06-23" },
  fails  = { "2026-06-22" },
}

test "two weeks without an update are a warning" { project = updated_on "2026-06-16", fails = { task_is_kept_up_to_date = "warning" } }

test "more than two weeks without an update are an error" { project = updated_on "2026-06-15", fails = { task_is_kept_up_to_date = "error" } }

test "when a task was updated is unknown where nobody says so" {
  project = with_task { updated_at = absent },
  fails   = {},
  unknown = { "task_is_kept_up_to_date" },
}

test "only tasks in progress change" {
  project        = with_task { status = "planned", updated_at = "2026-04-30T09:00:00+08:00" },
  not_applicable = { "task_is_kept_up_to_date" },
}

-- ---- indexes ----

local function with_spi(spi) return sample { evm = { pv = 1000, ev = 1000 * spi } } end

test "the schedule performance index is at least 0.95" {
  given  = with_spi,
  rule   = "schedule_performance_index",
  passes = { 0.95, 1.2 },
  fails  = { 0.949 },
}

test "an index down to 0.90 is a warning" { project = with_spi(0.90), fails = { schedule_performance_index = "warning" } }

test "an index below 0.90 is an error" { project = with_spi(0.899), fails = { schedule_performance_index = "error" } }

test "an index that cannot be computed is not judged" {
  project        = sample { evm = { pv = 0 } },
  not_applicable = { "schedule_performance_index" },
}

test "the critical path length index is at least 0.95" {
  given  = function(cpli) return sample { schedule = { cpli = cpli } } end,
  rule   = "critical_path_length_index",
  passes = { 0.95, 1 },
  fails  = { 0.94 },
}

test "the baseline execution index is at least 0.95" {
  given  = function(bei) return sample { schedule = { bei = bei } } end,
  rule   = "baseline_execution_index",
  passes = { 0.95, 1 },
  fails  = { 0.94 },
}

test "the forecast does not go beyond the finish" {
  given  = function(day) return sample { forecast_finish = day } end,
  rule   = "finish_is_kept",
  passes = { "2026-10-29", "2026-10-30" },
  fails  = { "2026-10-31" },
}

test "findings speak Chinese too" {
  project = with_missed(2),
  lang    = "zh",
  fails   = { "tasks_finish_by_their_baseline" },
  finding = { message = "到期任务中有 10% 未按基线完成，限值为 5%" },
}

local function forecast(...)
  local days = { ... }
  days.every = "7d"
  return sample { finish = "2026-12-31", forecast_finish = was(days) }
end

test "three slips in a row are too many" {
  project = forecast("2026-10-30", "2026-11-06", "2026-11-13", "2026-11-20"),
  fails   = { forecast_does_not_slip_again_and_again = "error" },
  finding = { message = "the forecast of the finish was put off again and again, now to 2026-11-20" },
}

test "two slips are not yet three, and one step back interrupts them" {
  given  = function(days) return forecast(table.unpack(days)) end,
  rule   = "forecast_does_not_slip_again_and_again",
  passes = {
    { "2026-10-30", "2026-11-06", "2026-11-13" },
    { "2026-10-30", "2026-11-06", "2026-11-05", "2026-11-13" },
    { "2026-11-20", "2026-11-13", "2026-11-06", "2026-10-30" },
  },
  fails  = { { "2026-10-01", "2026-10-30", "2026-11-06", "2026-11-13" }, { "2026-11-20", "2026-10-01", "2026-10-30", "2026-11-06", "2026-11-13" } },
}

test "a forecast that nobody changed does not slip" {
  project = sample {},
  passes  = { "forecast_does_not_slip_again_and_again" },
}

test "a snapshot is taken every week" {
  given          = function(day) return sample { snapshots = { { date = day } } } end,
  rule           = "progress_is_kept",
  passes         = { ago "0d", ago "7d" },
  fails          = { ago "8d" },
}

test "a project that keeps no snapshots is followed by its checks" {
  given          = function(snapshots) return sample { snapshots = snapshots } end,
  rule           = "progress_is_kept",
  fails          = { {} },
  not_applicable = { absent },
}
