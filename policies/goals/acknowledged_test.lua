-- SPDX-License-Identifier: MIT

test "the sample's goals are acknowledged" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "goal_is_acknowledged" },
  not_applicable = { "acknowledgement_is_of_this_wording" },
}

-- One goal, approved on Tuesday the 16th of June, and a team of `size` of whom the first acknowledged it at `at`.
local function with_goal(size, at, over)
  local members = {}
  for i = 1, size do members[i] = { name = "m" .. i, status = "active", joined_on = "2026-03-02" } end
  local goal = { id = "G1", name = "sales", status = "active", approved_at = "2026-06-16T10:00:00Z", text = "more",
    acknowledgements = at and { { member = "m1", at = at } } or {} }
  for key, value in pairs(over or {}) do goal[key] = value end
  return sample { goals = { goal }, members = members }
end

-- Dragon Boat Festival is the 19th, so the fifth working day is Wednesday the 24th where China's calendar holds.
test "a goal is acknowledged within five working days" {
  given  = function(at) return with_goal(1, at) end,
  rule   = "goal_is_acknowledged",
  passes = { "2026-06-16T10:00:00Z", "2026-06-23T23:59:59Z" },
  fails  = { "2026-06-26T00:00:00Z" },
}

test "as long as there is time nobody is late" {
  project = with_goal(3),
  on      = "2026-06-22",
  passes  = { "goal_is_acknowledged" },
}

test "when the time is over everybody counts" {
  project = with_goal(4, "2026-06-17T10:00:00Z"),
  fails   = { goal_is_acknowledged = "warning" },
  finding = { message = "goal sales, approved at 2026-06-16T10:00:00Z, is acknowledged by 25% of the team; 80% is the limit" },
}

local function acknowledged_by(n, of)
  local project = with_goal(of)
  for i = 1, n do project.goals[1].acknowledgements[i] = { member = "m" .. i, at = "2026-06-17T10:00:00Z" } end
  return project
end

test "four fifths are enough for a mere note" {
  given  = function(n) return acknowledged_by(n, 5) end,
  rule   = "goal_is_acknowledged",
  passes = { 5 },
  fails  = { 4, 3 },
}

test "the note of four fifths is a warning below" { project = acknowledged_by(4, 5), fails = { goal_is_acknowledged = "info" } }

test "who joins later has the time from then on" {
  given  = function(joined) return sample { goals = { { id = "G1", name = "sales", approved_at = "2026-03-16T10:00:00Z" } }, members = { { name = "m1", joined_on = joined } } } end,
  rule   = "goal_is_acknowledged",
  passes = { ago "0d", ago "5bd" },
  fails  = { ago "8bd" },
}

test "only a live goal that was approved is to be acknowledged" {
  given  = function(status) return with_goal(1, nil, { status = status }) end,
  rule   = "goal_is_acknowledged",
  fails  = { "approved", "active" },
  not_applicable = { "draft", "achieved", "closed" },
}

test "members who left need not acknowledge" {
  project = sample { goals = { { id = "G1", name = "sales", approved_at = "2026-03-16T10:00:00Z" } }, members = { { name = "m1", status = "left" } } },
  not_applicable = { "goal_is_acknowledged" },
}

-- A goal whose text was changed on the 20th, acknowledged at `at`.
local function reworded(at, path)
  local project = with_goal(1, at)
  project.history = { { path = path or "goals[G1].text", on = "2026-06-20", from = "some", to = "more", by = "Li Na", why = "clearer" } }
  return project
end

test "a new wording is acknowledged anew" {
  given  = function(at) return reworded(at) end,
  rule   = "acknowledgement_is_of_this_wording",
  passes = { "2026-06-21T10:00:00Z", "2026-06-20T08:00:00Z" },
  fails  = { "2026-06-19T10:00:00Z" },
}

test "who acknowledged the old wording is named" {
  project = reworded("2026-06-17T10:00:00Z"),
  fails   = { acknowledgement_is_of_this_wording = "warning" },
  finding = { rule = "acknowledgement_is_of_this_wording", message = { contains = "after m1 had acknowledged it" } },
}

test "other changes of a goal are no new wording" {
  project = reworded("2026-06-17T10:00:00Z", "goals[G1].current"),
  not_applicable = { "acknowledgement_is_of_this_wording" },
}

test "findings speak Chinese too" {
  project = reworded("2026-06-17T10:00:00Z"),
  lang    = "zh",
  fails   = { "acknowledgement_is_of_this_wording" },
  finding = { message = { contains = "此前 m1 已确认" } },
}
