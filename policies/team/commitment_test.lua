-- SPDX-License-Identifier: MIT

test "the sample's team is committed" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "one_project_manager", "role_is_acknowledged", "member_keeps_up" },
}

test "one person leads" {
  project = sample { members = { { name = "Ann", role = "project manager" }, { name = "Bob", role = "项目经理" } } },
  fails   = { one_project_manager = "error" },
  finding = { message = "the project has several project managers: Ann, Bob" },
}

test "a leader who has left counts no more" {
  project = sample { members = { { name = "Ann", role = "project manager", status = "left" }, { name = "Bob", role = "project manager" } } },
  passes  = { "one_project_manager" },
}

-- ---- acknowledgement; the sample's day is a Tuesday ----

local function with_member(over)
  local member = { name = "Ann", status = "active" }
  for key, value in pairs(over) do member[key] = value end
  return sample { members = { member } }
end

test "a role is acknowledged within five working days" {
  given  = function(day) return with_member { joined_on = day } end,
  rule   = "role_is_acknowledged",
  passes = { "2026-06-29", "2026-06-23" },
  fails  = { "2026-06-22" },
}

test "an acknowledgement that came late has come" {
  project = with_member { joined_on = "2026-03-02", role_ack_at = "2026-06-29T10:00:00+08:00" },
  passes  = { "role_is_acknowledged" },
}

test "who has left acknowledges nothing" {
  project        = with_member { joined_on = "2026-03-02", status = "left" },
  not_applicable = { "role_is_acknowledged" },
}

-- ---- overdue tasks ----

test "a quarter of the tasks may be overdue" {
  given  = function(overdue) return with_member { open_tasks = 100, overdue_tasks = overdue } end,
  rule   = "member_keeps_up",
  passes = { 0, 25 },
  fails  = { 26 },
}

test "who has no tasks has none overdue" {
  project        = with_member { open_tasks = 0, overdue_tasks = 0 },
  not_applicable = { "member_keeps_up" },
}

test "findings speak Chinese too" {
  project = with_member { open_tasks = 2, overdue_tasks = 1 },
  lang    = "zh",
  fails   = { "member_keeps_up" },
  finding = { message = "Ann的未完成任务中有 50% 逾期，限值为 25%" },
}
