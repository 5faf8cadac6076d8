-- SPDX-License-Identifier: MIT

test "a chartered project may plan" {
  project = sample { phase = "initiation" },
  enter   = "planning",
  refused = {},
  passes  = { "goal_is_approved", "charter_is_whole", "charter_is_signed_by_the_sponsor", "one_project_manager" },
}

test "one approved goal is enough, none is not" {
  given   = function(at) return sample { goals = { { id = "G1", name = "sales", approved_at = at }, { id = "G2", name = "brand" } } } end,
  enter   = "planning",
  rule    = "goal_is_approved",
  passes  = { "2026-02-24T10:00:00+08:00" },
  refused = { absent },
}

test "a project without goals is refused, and it is told in Chinese" {
  project = sample { goals = {} },
  enter   = "planning",
  lang    = "zh",
  refused = { "goal_is_approved" },
  finding = { message = "项目没有已批准的目标" },
}

test "a charter that nobody signed is refused" {
  project = sample { charter = { signed_by = absent } },
  enter   = "planning",
  refused = { "charter_is_whole" },
}

test "a charter that somebody else signed is refused" {
  project = sample { charter = { signed_by = "Li Na" } },
  enter   = "planning",
  refused = { "charter_is_signed_by_the_sponsor" },
}

test "two project managers are refused, and none" {
  given   = function(pm) return sample { team = { pm = pm }, charter = { pm = "Li Na" } } end,
  enter   = "planning",
  rule    = "one_project_manager",
  passes  = { "Li Na" },
  refused = { "Wang Fang", absent },
}

local function manager_changed(date)
  return sample { history = { { path = "team.pm", on = "2026-06-01", from = "Zhao Lei", to = "Li Na" } }, handovers = { { role = "project manager", from = "Zhao Lei", to = "Li Na", date = date } } }
end

test "the boundary of a handover" {
  given  = manager_changed,
  rule   = "manager_change_is_handed_over",
  passes = { "2026-06-08" },
  fails  = { "2026-06-09" },
}

test "a change without a handover has its time" {
  on      = "2026-06-05",
  project = sample { history = { { path = "team.pm", on = "2026-06-01", from = "Zhao Lei", to = "Li Na" } } },
  passes  = { "manager_change_is_handed_over" },
}

test "and then it fails" {
  project = sample { history = { { path = "team.pm", on = "2026-06-01", from = "Zhao Lei", to = "Li Na" } } },
  fails   = { "manager_change_is_handed_over" },
  finding = { message = "the project manager changed from Zhao Lei to Li Na without a handover in time" },
}

test "who never changed hands nothing over" {
  project        = sample {},
  not_applicable = { "manager_change_is_handed_over" },
}
