-- SPDX-License-Identifier: MIT

test "the sample's people have time" {
  project = sample {},
  fails   = {},
  passes  = { "claims_on_a_person_are_settled", "nobody_leads_too_many_projects" },
}

-- ---- hours of a week, over two projects; the day is Tuesday, 30 June ----

local function planned(in_a, in_b, week_of_b)
  return {
    sample { id = "A", members = {}, timesheets = { { member = "Wang Fang", week = "2026-06-29", planned_hours = in_a } } },
    sample { id = "B", members = {}, timesheets = { { member = "Wang Fang", week = week_of_b or "2026-06-29", planned_hours = in_b } } },
  }
end

test "a week of all projects together is not full" {
  given  = function(hours) return planned(20, hours) end,
  rule   = "person_is_not_overbooked",
  passes = { 0, 16 },
  fails  = { 16.1, 20, 20.1 },
}

test "each project with a part in it is told" {
  projects = planned(20, 30),
  fails    = { person_is_not_overbooked = "error" },
  finding  = { project = "B", message = "all projects together plan 125% of a week of Wang Fang; 100% is the limit" },
}

test "a week that is nearly full is a warning" {
  projects = planned(20, 18),
  fails    = { person_is_not_overbooked = "warning" },
}

test "two weeks are not one" {
  projects = planned(30, 30, "2026-07-06"),
  fails    = {},
  passes   = { "person_is_not_overbooked" },
}

test "what was long ago is not looked at" {
  given          = function(week) return planned(0, 60, week) end,
  rule           = "person_is_not_overbooked",
  fails          = { "2026-06-02" },
  passes         = { "2026-06-01" },
}

test "hours that are not known make the week unknown" {
  projects = planned(20, absent),
  unknown  = { "person_is_not_overbooked" },
}

-- ---- claims ----

local function claimed(in_a, in_b, joined_on)
  return {
    sample { id = "A", members = { { name = "Wang Fang", allocation = in_a, joined_on = "2026-03-02" } } },
    sample { id = "B", members = { { name = "Wang Fang", allocation = in_b, joined_on = joined_on or "2026-06-01" } } },
  }
end

test "projects claim no more than all of a person's time" {
  given  = function(allocation) return claimed(60, allocation) end,
  rule   = "claims_on_a_person_are_settled",
  passes = { 0, 40, absent },
  fails  = { 41, 100 },
}

test "three working days are left to settle a claim" {
  given  = function(joined_on) return claimed(60, 60, joined_on) end,
  rule   = "claims_on_a_person_are_settled",
  passes = { "2026-06-30", "2026-06-25" },
  fails  = { "2026-06-24" },
}

test "a conflict is told to both projects" {
  projects = claimed(60, 70),
  lang     = "zh",
  fails    = { claims_on_a_person_are_settled = "error" },
  finding  = { project = "A", message = "各项目合计占用 Wang Fang 130% 的时间，限值为 100%" },
}

test "who has left is not claimed any more" {
  projects = { sample { id = "A", members = { { name = "Wang Fang", allocation = 80, joined_on = "2026-03-02" } } },
    sample { id = "B", members = { { name = "Wang Fang", allocation = 80, joined_on = "2026-03-02", status = "left" } } } },
  passes   = { "claims_on_a_person_are_settled" },
}

-- ---- leaders ----

local function led(n, over)
  local projects = {}
  for i = 1, n do projects[i] = sample { id = "P" .. i, owner = "Li Na" } end
  if over then projects[n].status = over end
  return projects
end

test "five projects are enough for one person" {
  given  = led,
  rule   = "nobody_leads_too_many_projects",
  passes = { 1, 5 },
  fails  = { 6 },
}

test "a project on hold needs no leader's time" {
  projects = led(6, "on_hold"),
  passes   = { "nobody_leads_too_many_projects" },
}

test "a closed project is no part of it" {
  projects = { sample { id = "A", phase = "closed", timesheets = { { member = "Wang Fang", week = "2026-06-29", planned_hours = 60 } } },
    sample { id = "B", timesheets = { { member = "Wang Fang", week = "2026-06-29", planned_hours = 10 } } } },
  fails    = {},
}
