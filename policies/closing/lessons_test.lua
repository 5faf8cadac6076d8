-- SPDX-License-Identifier: MIT

local function with_lesson(over)
  local lesson = { text = "ask early", kind = "negative", root_cause = "late approval", recorded_on = "2026-06-01" }
  for key, value in pairs(over) do lesson[key] = value end
  return sample { phase = "closed", closed_on = over.closed_on or "2026-05-01", lessons = { lesson } }
end

local function closed(day, owner, action)
  local project = with_lesson { owner = owner, action = action }
  project.closed_on = day
  return project
end

test "a lesson gets an owner and an action within thirty days" {
  given          = function(day) return closed(day) end,
  rule           = "lesson_is_acted_on",
  passes         = { "2026-05-31", "2026-06-29" },
  fails          = { "2026-05-30" },
  not_applicable = { absent },
}

test "an owner without an action is not enough" {
  given  = function(case) return closed("2026-03-02", case[1], case[2]) end,
  rule   = "lesson_is_acted_on",
  passes = { { "Li Na", "ask the lawyers in week one" } },
  fails  = { { "Li Na" }, { absent, "ask the lawyers in week one" } },
}

test "a dropped lesson asks for nothing" {
  project        = with_lesson { status = "dropped" },
  not_applicable = { "lesson_is_acted_on" },
}

test "most earlier actions are closed at the next retrospective" {
  given          = function(rate) return sample { retro = { date = "2026-06-01", closure_rate = rate } } end,
  rule           = "earlier_actions_were_closed",
  passes         = { 70, 100 },
  fails          = { 69, 0 },
  not_applicable = { absent },
}

-- ---- causes, over two projects ----

local function two(over)
  local first, second = with_lesson { owner = "Li Na", action = "ask" }, with_lesson(over)
  first.id, second.id = "A", "B"
  return { first, second }
end

test "a cause of failure is found once" {
  given   = function(cause) return two { root_cause = cause } end,
  rule    = "cause_of_failure_does_not_return",
  passes  = { "no stock" },
  fails   = { "late approval" },
}

test "both projects are told" {
  projects = two { owner = "Wang Fang", action = "ask" },
  fails    = { cause_of_failure_does_not_return = "warning" },
  finding  = { project = "A", message = "the same cause of failure was found 2 times within two years: late approval" },
}

test "what went well may come back" {
  projects = two { kind = "positive", owner = "Wang Fang", action = "ask" },
  fails    = {},
}

test "what was long ago is another time" {
  given  = function(day) return two { recorded_on = day } end,
  rule   = "cause_of_failure_does_not_return",
  passes = { "2024-06-29" },
  fails  = { "2024-06-30" },
}

test "a lesson without a cause cannot be compared" {
  project = with_lesson { root_cause = absent, owner = "Li Na", action = "ask" },
  unknown = { "cause_of_failure_does_not_return" },
}

test "findings speak Chinese too" {
  project = closed("2026-03-02"),
  lang    = "zh",
  fails   = { "lesson_is_acted_on" },
  finding = { message = "经验教训无人落实：ask early" },
}
