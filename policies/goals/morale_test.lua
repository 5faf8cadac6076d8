-- SPDX-License-Identifier: MIT

local function attained(first, second, over)
  local goal = { name = "sales", progress = { { date = "2026-05-04", attainment = first }, { date = "2026-06-01", attainment = second } } }
  for key, value in pairs(over or {}) do goal[key] = value end
  return sample { goals = { goal } }
end

test "half of the plan is enough, once in two reviews" {
  given  = function(case) return attained(case[1], case[2]) end,
  rule   = "hopeless_goal_is_reviewed",
  passes = { { 50, 20 }, { 20, 50 } },
  fails  = { { 49, 49 } },
}

test "a review after the second answers it" {
  given  = function(day) return attained(30, 30, { rebaseline_review_on = day }) end,
  rule   = "hopeless_goal_is_reviewed",
  passes = { "2026-06-01", "2026-06-29" },
  fails  = { "2026-05-31", absent },
}

-- The day is Tuesday the 30th; the Dragon Boat Festival of 2026 is Friday the 19th.
test "ten working days are left for the review" {
  given  = function(day)
    return attained(30, 30, { progress = { { date = "2026-05-04", attainment = 30 }, { date = day, attainment = 30 } } })
  end,
  rule   = "hopeless_goal_is_reviewed",
  passes = { "2026-06-16" },
  fails  = { "2026-06-12" },
}

test "one review is no row" {
  project        = attained(30, 30, { progress = { { date = "2026-06-01", attainment = 10 } } }),
  not_applicable = { "hopeless_goal_is_reviewed" },
}

test "what was attained has to be known" {
  project = attained(30, absent),
  unknown = { "hopeless_goal_is_reviewed" },
}

-- ---- mood ----

local function mood(before, now)
  return sample { members = {
    { name = "Wang Fang", pulse = { { date = "2026-05-04", score = before }, { date = "2026-06-01", score = now } } },
    { name = "Zhao Lei", pulse = { { date = "2026-05-05", score = 4 }, { date = "2026-06-02", score = 4 } } },
    { name = "Li Na" },
  } }
end

test "the mean mood falls by less than a point" {
  given  = function(now) return mood(5, now) end,
  rule   = "mood_does_not_drop",
  passes = { 5, 3.1 },
  fails  = { 3, 1 },
}

test "one survey is no drop" {
  project        = sample {},
  not_applicable = { "mood_does_not_drop" },
}

test "findings speak Chinese too" {
  project = mood(5, 1),
  lang    = "zh",
  fails   = { mood_does_not_drop = "info" },
  finding = { message = "团队士气由 4.5 降至 2.5" },
}
