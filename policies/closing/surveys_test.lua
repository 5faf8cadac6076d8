-- SPDX-License-Identifier: MIT

local function answered(over)
  local survey = { kind = "customer", sent_on = "2026-06-01", closed_on = "2026-06-15", csat = 90, nps = 40 }
  for key, value in pairs(over) do survey[key] = value end
  return sample { surveys = { survey } }
end

test "a survey that went well asks for nothing" {
  project        = answered {},
  fails          = {},
  not_applicable = { "bad_survey_is_answered", "satisfaction_does_not_drop" },
}

test "a survey below four fifths, or with more critics than friends, is answered" {
  given          = function(over) return answered(over) end,
  rule           = "bad_survey_is_answered",
  fails          = { { csat = 79.9 }, { nps = -1 } },
  not_applicable = { { csat = 80, nps = 0 }, { kind = "team", csat = 10 } },
}

test "within five working days; the festival of the 19th is none" {
  given  = function(day) return answered { csat = 50, recovery_on = day } end,
  rule   = "bad_survey_is_answered",
  passes = { "2026-06-22" },
  fails  = { "2026-06-25", absent },
}

local function twice(before, now, sent_on)
  return sample { surveys = {
    { kind = "customer", sent_on = "2026-06-01", csat = now, recovery_on = "2026-06-01" },
    { kind = "customer", sent_on = sent_on or "2026-03-02", csat = before, recovery_on = "2026-03-02" },
    { kind = "team", sent_on = "2026-06-10", csat = 10 },
  } }
end

test "satisfaction falls by less than ten points" {
  given  = function(now) return twice(95, now) end,
  rule   = "satisfaction_does_not_drop",
  passes = { 100, 85.1 },
  fails  = { 85, 40 },
}

test "the dates say which survey was the last" {
  project = twice(40, 95, "2026-06-20"),
  fails   = { satisfaction_does_not_drop = "warning" },
  finding = { message = "the customer's satisfaction fell from 95% to 40%" },
}

test "findings speak Chinese too" {
  project = twice(95, 60),
  lang    = "zh",
  fails   = { "satisfaction_does_not_drop" },
  finding = { message = "客户满意度由 95% 降至 60%" },
}
