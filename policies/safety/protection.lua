-- SPDX-License-Identifier: MIT
-- Safety: sites are checked, hazards are closed, incidents are reported, and people and property are protected.

policy {
  title  = "Health, safety and environment",
  owner  = "safety",
  tags   = { "safety" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    checked     = duration { "30d", weaker = "up", doc = "age of the last safety check at which work on site may still go on" },
    hazard      = per { "hazard.level", high = "1bd", medium = "10bd", low = "20bd", weaker = "up", doc = "time to close a hazard, by its level" },
    report      = duration { "24h", weaker = "up", doc = "time in which an incident is reported" },
    investigate = duration { "5bd", weaker = "up", doc = "time in which an incident is investigated" },
  },
}

local function is_on_site(project)
  return project.on_site and (project.phase == "planning" or project.phase == "execution" or project.phase == "monitoring")
end

local function was_checked(project)
  return not empty(project.hse_checks) and any(project.hse_checks, function(check)
    return check.result ~= "fail" and not older_than(check.date, param.checked)
  end)
end

-- ---- on site ----

rule "site_was_checked" {
  covers      = "HS-01.a",
  severity    = "critical",
  gate        = "execution",
  enforcement = "hard",
  when        = is_on_site,
  check       = was_checked,
  message     = "there is to be work on site and no safety check was passed lately",
  remedy      = "have the site checked before the work on it begins",
}

rule "site_stays_checked" {
  covers   = "HS-01.a",
  severity = "critical",
  when     = function(project) return is_on_site(project) and project.phase ~= "planning" end,
  check    = was_checked,
  message  = "there is work on site and no safety check that was passed lately",
  remedy   = "stop the work on site until a safety check is passed",
}

rule "people_on_site_are_insured" {
  covers   = "HS-02.b",
  severity = "error",
  when     = is_on_site,
  check    = function(project)
    local insurance = project.insurance
    return insurance and insurance.policy and insurance.valid_to and not overdue(insurance.valid_to)
  end,
  message  = "there is work on site without a valid insurance",
  remedy   = "insure persons and property, and record the policy with the date until which it is valid",
}

rule "protective_equipment_is_at_hand" {
  covers   = "HS-02.b",
  severity = "error",
  when     = is_on_site,
  check    = function(project) return project.insurance and project.insurance.ppe end,
  message  = "there is work on site and protective equipment is not at hand",
  remedy   = "provide the protective equipment before anybody goes on",
}

-- ---- what went wrong ----

rule "hazard_is_closed_in_time" {
  covers   = "HS-01.b",
  severity = "error",
  each     = "hazards",
  when     = function(hazard)
    local status = hazard.status
    return not hazard.closed_at and (not status or status ~= "closed")
  end,
  check    = function(hazard) return not older_than(hazard.opened_at, pick(param.hazard, hazard.level)) end,
  message  = "hazard {hazard.name} ({hazard.level}) has been open since {hazard.opened_at}, longer than it may be",
  remedy   = "carry out the measure and close the hazard, or shut off the place",
}

rule "incident_is_reported_in_time" {
  covers   = "HS-02.a",
  severity = "error",
  each     = "incidents",
  check    = function(incident) return in_time(incident.reported_at, after(incident.at, param.report)) end,
  message  = "incident {incident.name} of {incident.at} was not reported in time",
  remedy   = "report it now, and tell everybody on site how incidents are reported",
}

rule "incident_is_investigated_in_time" {
  covers   = "HS-02.a",
  severity = "error",
  each     = "incidents",
  check    = function(incident) return in_time(incident.investigated_at, after(incident.at, param.investigate)) end,
  message  = "incident {incident.name} of {incident.at} was not investigated in time",
  remedy   = "find its cause, record it, and agree what will prevent the next one",
}
