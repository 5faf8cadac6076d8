-- SPDX-License-Identifier: MIT

local function on_site(over)
  local project = { on_site = true }
  for key, value in pairs(over) do project[key] = value end
  return sample(project)
end

test "the sample is safe" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = {
    "site_was_checked", "people_on_site_are_insured", "protective_equipment_is_at_hand", "hazard_is_closed_in_time",
    "incident_is_reported_in_time", "incident_is_investigated_in_time",
  },
}

-- ---- on site ----

test "a site was checked in the last thirty days" {
  given  = function(day) return on_site { hse_checks = { { date = day, site = "shop", result = "pass" } } } end,
  rule   = "site_was_checked",
  passes = { ago "0d", ago "30d" },
  fails  = { ago "31d" },
}

test "a check that failed does not count" {
  given  = function(result) return on_site { hse_checks = { { date = ago "3d", site = "shop", result = result } } } end,
  rule   = "site_was_checked",
  passes = { "pass", "conditional" },
  fails  = { "fail" },
}

test "one good check is enough" {
  project = on_site { hse_checks = { { date = ago "3d", result = "fail" }, { date = ago "2d", result = "pass" } } },
  fails   = {},
}

test "without checks work on site is critical" {
  given = function(checks) return on_site { hse_checks = checks } end,
  rule  = "site_was_checked",
  fails = { {}, absent },
}

test "an unchecked site is critical" {
  project = on_site { hse_checks = {} },
  fails   = { site_was_checked = "critical", site_stays_checked = "critical" },
}

test "only work on site is checked, insured and equipped" {
  project        = sample { on_site = false, hse_checks = {}, insurance = absent },
  fails          = {},
  not_applicable = { "site_was_checked", "people_on_site_are_insured", "protective_equipment_is_at_hand" },
}

test "a site is checked again every thirty days while there is work on it" {
  given          = function(over) return on_site { phase = over[1], hse_checks = { { date = over[2], site = "shop", result = "pass" } } } end,
  rule           = "site_stays_checked",
  passes         = { { "execution", ago "30d" }, { "monitoring", ago "0d" } },
  fails          = { { "execution", ago "31d" } },
  not_applicable = { { "planning", ago "31d" }, { "closing", ago "31d" } },
}

test "a site is checked from planning to the end of the work" {
  given          = function(phase) return on_site { phase = phase, hse_checks = {} } end,
  rule           = "site_was_checked",
  fails          = { "planning", "execution", "monitoring" },
  not_applicable = { "initiation", "closing", "closed" },
}

test "an insurance is valid through its last day" {
  given  = function(day) return on_site { insurance = { policy = "PL-1", valid_to = day, ppe = true } } end,
  rule   = "people_on_site_are_insured",
  passes = { ago "0d", ahead "1d" },
  fails  = { ago "1d", absent },
}

test "an insurance has a policy" {
  given  = function(number) return on_site { insurance = { policy = number, valid_to = ahead "90d", ppe = true } } end,
  rule   = "people_on_site_are_insured",
  passes = { "PL-1" },
  fails  = { absent, "" },
}

test "without a record nobody is insured or equipped" {
  project = on_site { insurance = absent },
  fails   = { people_on_site_are_insured = "error", protective_equipment_is_at_hand = "error" },
}

test "protective equipment is at hand" {
  given  = function(ppe) return on_site { insurance = { policy = "PL-1", valid_to = ahead "90d", ppe = ppe } } end,
  rule   = "protective_equipment_is_at_hand",
  passes = { true },
  fails  = { false, absent },
}

-- ---- hazards ----

local function with_hazard(over)
  local hazard = { id = "H1", name = "loose cable", level = "high", opened_at = "2026-06-29T10:00:00Z", status = "open" }
  for key, value in pairs(over) do hazard[key] = value end
  return sample { hazards = { hazard } }
end

-- Judged on Tuesday, 30 June 2026, with weeks from Monday to Friday.
test "the higher the hazard, the sooner it is closed" {
  given  = function(case) return with_hazard { level = case[1], opened_at = case[2] .. "T02:00:00Z" } end,
  rule   = "hazard_is_closed_in_time",
  passes = { { "high", "2026-06-29" }, { "medium", "2026-06-16" }, { "low", "2026-06-02" } },
  fails  = { { "high", "2026-06-26" }, { "medium", "2026-06-15" }, { "low", "2026-06-01" } },
}

test "a hazard that was closed is no hazard" {
  given          = function(over) return with_hazard { opened_at = "2026-01-05T09:00:00Z", status = over[1], closed_at = over[2] } end,
  rule           = "hazard_is_closed_in_time",
  fails          = { { "open" }, { absent } },
  not_applicable = { { "closed" }, { "open", "2026-01-06T09:00:00Z" } },
}

test "a hazard without a level cannot be judged" {
  given   = function(level) return with_hazard { level = level } end,
  rule    = "hazard_is_closed_in_time",
  unknown = { absent },
}

-- ---- incidents ----

local function with_incident(over)
  local incident = {
    id = "I1", name = "fall", type = "injury", severity = "high", at = "2026-06-15T09:00:00Z",
    reported_at = "2026-06-15T10:00:00Z", investigated_at = "2026-06-16T10:00:00Z",
  }
  for key, value in pairs(over) do incident[key] = value end
  return sample { incidents = { incident } }
end

test "an incident is reported within 24 hours" {
  given  = function(at) return with_incident { reported_at = at } end,
  rule   = "incident_is_reported_in_time",
  passes = { "2026-06-16T09:00:00Z" },
  fails  = { "2026-06-16T09:00:01Z", absent },
}

test "a report may still come while there is time" {
  project = with_incident { at = "2026-06-30T06:00:00Z", reported_at = absent, investigated_at = absent },
  fails   = {},
}

-- From Monday the 8th: five working days end with Monday the 15th.
test "an incident is investigated within five working days" {
  given  = function(at) return with_incident { at = "2026-06-08T02:00:00Z", reported_at = "2026-06-08T03:00:00Z", investigated_at = at } end,
  rule   = "incident_is_investigated_in_time",
  passes = { "2026-06-15T08:00:00Z" },
  fails  = { "2026-06-16T08:00:00Z", absent },
}

test "an incident without a time cannot be judged" {
  project = with_incident { at = absent },
  fails   = {},
  unknown = { "incident_is_reported_in_time", "incident_is_investigated_in_time" },
}
