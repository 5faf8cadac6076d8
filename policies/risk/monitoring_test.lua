-- SPDX-License-Identifier: MIT

local function with_risk(over)
  local risk = { id = "R1", name = "credit", status = "open", score = 4, last_reviewed_on = ago "1d" }
  for key, value in pairs(over) do risk[key] = value end
  return sample { risks = { risk } }
end

test "the sample's risks are watched" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "risk_is_reviewed", "high_risk_is_watched", "risk_actions_are_in_time", "plan_is_rehearsed", "risk_has_not_outlived_its_date" },
}

-- Score and days since the last review.
local function reviewed(case) return with_risk { score = case[1], last_reviewed_on = ago(case[2]) } end

test "the higher the score, the sooner the next review" {
  given  = reviewed,
  rule   = "risk_is_reviewed",
  passes = { { 25, "7d" }, { 15, "7d" }, { 14, "14d" }, { 10, "14d" }, { 9, "30d" }, { 1, "30d" } },
  fails  = { { 25, "8d" }, { 15, "8d" }, { 14, "15d" }, { 10, "15d" }, { 9, "31d" }, { 1, "31d" } },
}

test "a risk that was never reviewed counts from its identification" {
  given  = function(days) return with_risk { last_reviewed_on = absent, identified_on = ago(days) } end,
  rule   = "risk_is_reviewed",
  passes = { "30d" },
  fails  = { "31d" },
}

test "a risk without any date cannot be judged" {
  project = with_risk { last_reviewed_on = absent },
  fails   = {},
  unknown = { "risk_is_reviewed" },
}

test "closed risks are not reviewed" {
  project        = with_risk { status = "closed", last_reviewed_on = "2025-01-01" },
  fails          = {},
  not_applicable = { "risk_is_reviewed" },
}

test "a risk is watched by an indicator from ten on" {
  given          = function(score) return with_risk { score = score } end,
  rule           = "high_risk_is_watched",
  fails          = { 10 },
  not_applicable = { 9 },
}

test "an indicator has a trigger, in words or as a value" {
  given  = function(over) return with_risk { score = 12, indicator = over[1], trigger = over[2], trigger_value = over[3] } end,
  rule   = "high_risk_is_watched",
  passes = { { "days late", "30 days late" }, { "days late", absent, 30 } },
  fails  = { { "days late" }, { absent, "30 days late", 30 } },
}

test "an action is overdue on the day after it was due" {
  given  = function(due) return with_risk { actions = { { text = "insure", due = due, status = "open" } } } end,
  rule   = "risk_actions_are_in_time",
  passes = { ago "0d" },
  fails  = { ago "1d" },
}

test "an action that is done or cancelled is not overdue" {
  given  = function(over) return with_risk { actions = { { text = "insure", due = ago "9d", status = over[1], done_on = over[2] } } } end,
  rule   = "risk_actions_are_in_time",
  passes = { { "done" }, { "cancelled" }, { "open", "2026-06-25" } },
  fails  = { { "in_progress" } },
}

test "overdue actions are named" {
  project = with_risk { actions = {
    { text = "insure", due = ago "9d", status = "open" }, { text = "call", due = ahead "9d", status = "open" },
    { text = "write", due = ago "1d", status = "open" },
  } },
  fails   = { risk_actions_are_in_time = "error" },
  finding = { message = "risk credit has actions that are overdue: insure, write" },
}

test "a critical risk has a plan from fifteen on" {
  given = function(score)
    local project = with_risk { score = score }
    project.contingencies = {}
    return project
  end,
  rule           = "critical_risk_has_a_plan",
  fails          = { 15 },
  not_applicable = { 14 },
}

test "a plan has steps and is for this risk" {
  given = function(plan)
    local project = with_risk { score = 20 }
    project.contingencies = { plan }
    return project
  end,
  rule   = "critical_risk_has_a_plan",
  passes = { { risk = "R1", steps = { "stop deliveries" } } },
  fails  = { { risk = "R1", steps = {} }, { risk = "R1" }, { risk = "R2", steps = { "stop deliveries" } } },
}

test "without a list of plans there is no plan" {
  project = sample { risks = { { id = "R1", name = "credit", status = "open", score = 15, last_reviewed_on = ago "1d", indicator = "days late", trigger = "30" } }, contingencies = absent },
  fails   = { critical_risk_has_a_plan = "critical" },
}

test "a plan is rehearsed twice a year" {
  given  = function(day) return sample { contingencies = { { risk = "R1", tested_on = day } } } end,
  rule   = "plan_is_rehearsed",
  passes = { ago "180d" },
  fails  = { ago "181d", absent },
}

test "a risk does not outlive the day by which it would have struck" {
  given  = function(day) return with_risk { proximity = day } end,
  rule   = "risk_has_not_outlived_its_date",
  passes = { ago "0d" },
  fails  = { ago "1d" },
}

-- ---- exposure ----

local function exposed(...)
  local snapshots = {}
  for i, exposure in ipairs { ... } do snapshots[i] = { date = ("2026-06-%02d"):format(i), exposure = exposure } end
  return sample { snapshots = snapshots }
end

test "the exposure does not rise three times in a row" {
  given  = function(values) return exposed(table.unpack(values)) end,
  rule   = "exposure_does_not_rise_steadily",
  passes = { { 20, 22, 24 }, { 20, 22, 22, 24 }, { 20, 22, 24, 26, 10 } },
  fails  = { { 20, 22, 24, 26 }, { 90, 20, 22, 24, 26 } },
}

-- ---- reviews ----

local function reviewed(over, health)
  local meeting = { type = "review", date = "2026-06-29", minutes_on = "2026-06-30" }
  for key, value in pairs(over) do meeting[key] = value end
  return sample { health = health, meetings = { meeting, { type = "team", date = "2026-06-30" } } }
end

test "a review is held every thirty days" {
  given  = function(day) return reviewed { date = day, minutes_on = day } end,
  rule   = "review_meeting_is_held",
  passes = { "2026-05-31" },
  fails  = { "2026-05-30" },
}

test "every fourteen where the project is red" {
  given  = function(day) return reviewed({ date = day, minutes_on = day }, "red") end,
  rule   = "review_meeting_is_held",
  passes = { "2026-06-16" },
  fails  = { "2026-06-15" },
}

test "until the first review the start counts" {
  given  = function(day) return sample { started_at = day .. "T09:00:00Z", meetings = {} } end,
  rule   = "review_meeting_is_held",
  passes = { "2026-06-01" },
  fails  = { "2026-04-01" },
}

test "minutes are sent within two working days" {
  given  = function(day) return reviewed { date = "2026-06-23", minutes_on = day } end,
  rule   = "minutes_are_sent_soon",
  passes = { "2026-06-25" },
  fails  = { "2026-06-26", absent },
}

test "of other meetings nobody waits for minutes" {
  project        = reviewed { type = "team", date = "2026-05-04", minutes_on = absent },
  not_applicable = { "minutes_are_sent_soon" },
}
