-- SPDX-License-Identifier: MIT
-- Surveys: what customers say is answered, and does not grow much worse from one time to the next.

policy {
  title  = "Customer surveys",
  owner  = "sales",
  tags   = { "closing", "customer" },
  params = {
    satisfied = percent { "80%", doc = "satisfaction below which something is done to win the customer back", weaker = "down" },
    recovered = duration { "5bd", weaker = "up", doc = "time after a bad survey in which that begins" },
    drop      = percent { "10%", doc = "points that satisfaction may not fall from one survey to the next", weaker = "up" },
  },
}

local function is_of_customers(survey) return survey.kind == "customer" and survey.csat end

rule "bad_survey_is_answered" {
  covers   = "E-07.b",
  severity = "error",
  each     = "surveys",
  when     = function(survey)
    return survey.kind == "customer" and (survey.csat and survey.csat < param.satisfied or survey.nps and survey.nps < 0)
  end,
  check    = function(survey)
    return in_time(survey.recovery_on, after(survey.closed_on or survey.sent_on, param.recovered))
  end,
  message  = "the survey of {survey.sent_on} went badly, and nothing was begun in time to win the customer back",
  remedy   = "call the customer, agree what is put right, and record when it began",
}

rule "satisfaction_does_not_drop" {
  covers   = "E-07.c",
  severity = "warning",
  when     = function(project) return project.surveys and count(project.surveys, is_of_customers) >= 2 end,
  check    = function(project)
    local told = filter(project.surveys, is_of_customers)
    local last = newest(told, "sent_on")
    local before = newest(told, function(survey) return survey.sent_on < last.sent_on end, "sent_on")
    return not before or round(before.csat - last.csat, 6) < param.drop,
      before and { before = round(before.csat * 100), now = round(last.csat * 100) }
  end,
  message  = "the customer's satisfaction fell from {before}% to {now}%",
  remedy   = "ask the customer what has become worse since the last survey",
}
