-- SPDX-License-Identifier: MIT

-- A sample project with one open risk: low, but for what is stated.
local function with_risk(over)
  local risk = {
    id = "R1", name = "credit", category = "credit", status = "open", probability = 1, impact = 2,
    cause = "thin reserves", event = "insolvency", effect = "no payment", owner = "Li Na",
  }
  for key, value in pairs(over) do risk[key] = value end
  return sample { risks = { risk } }
end

local function answered(over)
  local risk = { strategy = "transfer", actions = { { text = "insure the credit", due = "2026-08-01" } } }
  for key, value in pairs(over) do risk[key] = value end
  return with_risk(risk)
end

test "the sample's register conforms" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = {
    "register_covers_the_categories", "register_is_long_enough", "risk_is_described", "risk_score_is_the_product",
    "risk_band_fits_the_score", "high_risk_answered",
  },
}

-- ---- the register ----

test "a category of which nothing is said is named" {
  project = sample { no_risk_in = {} },
  fails   = { register_covers_the_categories = "warning" },
  finding = { message = { contains = "in: credit" } },
}

test "a category without risks needs a reason" {
  given  = function(because) return sample { no_risk_in = { { category = "credit", because = because } } } end,
  rule   = "register_covers_the_categories",
  passes = { "all pay in advance" },
  fails  = { absent, "" },
}

test "a project without a register covers no category" {
  project = sample { risks = absent, no_risk_in = absent },
  fails   = { "register_covers_the_categories", "register_is_long_enough" },
}

test "before planning nobody asks for categories" {
  project        = sample { phase = "initiation", no_risk_in = {} },
  not_applicable = { "register_covers_the_categories", "register_is_long_enough" },
}

test "a large project has five risks" {
  given = function(count)
    local risks = {}
    for i = 1, count do risks[i] = { name = "risk " .. i, category = "market" } end
    return sample { risks = risks }
  end,
  rule   = "register_is_long_enough",
  passes = { 5 },
  fails  = { 4, 0 },
}

test "a project is large above its limit" {
  given          = function(value) return sample { value = value, finish = "2026-04-02", risks = {} } end,
  rule           = "register_is_long_enough",
  fails          = { 100001 },
  not_applicable = { 100000 },
}

test "a project is long above three months" {
  given          = function(finish) return sample { value = 1000, start = "2026-03-02", finish = finish, risks = {} } end,
  rule           = "register_is_long_enough",
  fails          = { "2026-06-03" },
  not_applicable = { "2026-06-02" },
}

test "a risk says its cause, event, effect and owner" {
  project = with_risk { cause = absent, owner = "" },
  fails   = { "register_covers_the_categories", "register_is_long_enough", risk_is_described = "error" },
  finding = { rule = "risk_is_described", message = "risk credit does not say its cause, owner" },
}

-- ---- its scores ----

test "a score is probability times impact" {
  given  = function(score) return with_risk { probability = 3, impact = 4, score = score } end,
  rule   = "risk_score_is_the_product",
  passes = { 12, absent },
  fails  = { 11, 13 },
}

test "without a probability the score cannot be judged" {
  given   = function(probability) return with_risk { probability = probability, score = 12 } end,
  rule    = "risk_score_is_the_product",
  unknown = { absent },
}

test "a band begins at its score" {
  given = function(case) return with_risk { score = case[1], band = case[2] } end,
  rule  = "risk_band_fits_the_score",
  passes = { { 4, "low" }, { 5, "medium" }, { 9, "medium" }, { 10, "high" }, { 14, "high" }, { 15, "critical" } },
  fails  = { { 5, "low" }, { 10, "medium" }, { 15, "high" }, { 4, "medium" } },
}

-- ---- its answers ----

test "a risk needs an answer from ten on" {
  given          = function(score) return with_risk { score = score } end,
  rule           = "high_risk_answered",
  fails          = { 10 },
  not_applicable = { 9 },
}

test "an answer has a strategy, an owner and a dated action" {
  given  = function(field) return answered { probability = 3, impact = 4, [field] = absent } end,
  rule   = "high_risk_answered",
  passes = { "indicator" },
  fails  = { "strategy", "owner", "actions" },
}

test "an action without a date is no answer" {
  project = answered { probability = 3, impact = 4, actions = { { text = "insure the credit" } } },
  fails   = { "register_covers_the_categories", "register_is_long_enough", high_risk_answered = "error" },
}

test "a risk of which the status is not known cannot be judged" {
  given   = function(status) return with_risk { score = 12, status = status } end,
  rule    = "high_risk_answered",
  unknown = { absent },
}

test "a critical risk needs a contingency plan from fifteen on" {
  given          = function(score) return answered { score = score } end,
  rule           = "critical_risk_prepared",
  fails          = { 15 },
  not_applicable = { 14 },
}

test "a contingency plan has a trigger" {
  given = function(field)
    local project = answered { score = 20, contingency = "stop deliveries", trigger = "30 days late", [field] = absent }
    project.contingencies = {}
    return project
  end,
  rule   = "critical_risk_prepared",
  passes = { "indicator" },
  fails  = { "contingency", "trigger" },
}

test "the plan may stand in the list of contingency plans" {
  given = function(id)
    local project = answered { score = 20, trigger = "30 days late" }
    project.contingencies = { { risk = id, steps = { "stop deliveries" } } }
    return project
  end,
  rule   = "critical_risk_prepared",
  passes = { "R1" },
  fails  = { "R2" },
}

test "a critical risk that occurred is answered within 24 hours" {
  given = function(at) return with_risk { score = 15, occurred_at = "2026-06-22T09:00:00Z", responded_at = at } end,
  rule   = "occurred_risk_answered",
  passes = { "2026-06-23T08:59:59Z", "2026-06-23T09:00:00Z" },
  fails  = { "2026-06-23T09:00:01Z" },
}

test "an answer may still come while there is time" {
  given = function(at) return with_risk { score = 4, occurred_at = at, issue = "I1" } end,
  rule   = "occurred_risk_answered",
  passes = { "2026-06-24T09:00:00Z" },
  fails  = { "2026-06-15T09:00:00Z" },
}

test "a risk that occurred becomes an issue" {
  given  = function(issue) return with_risk { status = "occurred", issue = issue } end,
  rule   = "occurred_risk_is_an_issue",
  passes = { "I1" },
  fails  = { absent },
}

test "a closed risk says why" {
  given  = function(reason) return with_risk { status = "closed", closing_reason = reason } end,
  rule   = "closed_risk_has_a_reason",
  passes = { "paid in full" },
  fails  = { absent, "" },
}
