-- SPDX-License-Identifier: MIT
-- Deviations: found soon, answered by an action that is done in time, and gone for good once they are closed.

policy {
  title  = "Deviations",
  owner  = "pmo",
  tags   = { "schedule" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    found    = at_most { "7d", doc = "time from the beginning of a deviation until it is found" },
    answered = duration { "3bd", weaker = "up", doc = "time in which a grave deviation gets a corrective action" },
  },
}

local function is_open(deviation) return not deviation.closed_at and (not deviation.status or deviation.status ~= "closed") end

rule "deviation_is_found_soon" {
  covers   = "S-05.b",
  severity = "info",
  each     = "deviations",
  when     = function(deviation) return deviation.started_on and deviation.detected_at end,
  measure  = function(deviation) return days_between(deviation.started_on, deviation.detected_at) end,
  limit    = "found",
  message  = "deviation {deviation.name} was found {measure} after it had begun; {limit} is the limit",
  remedy   = "look at the figures more often, or at better ones",
}

rule "grave_deviation_is_answered" {
  covers   = "S-06.a",
  severity = "error",
  each     = "deviations",
  when     = function(deviation) return deviation.level == "error" and is_open(deviation) end,
  check    = function(deviation) return in_time(deviation.action_at, after(deviation.detected_at, param.answered)) end,
  message  = "deviation {deviation.name}, found at {deviation.detected_at}, got no corrective action in time",
  remedy   = "decide on an action now, with an owner and a date",
}

rule "corrective_action_is_in_time" {
  covers   = "S-06.b",
  severity = "error",
  each     = "deviations",
  when     = function(deviation) return deviation.due and is_open(deviation) end,
  check    = function(deviation) return not overdue(deviation.due) end,
  message  = "the action against deviation {deviation.name} was due on {deviation.due}",
  remedy   = "do it and record its effect, or agree a new date",
}

rule "deviation_does_not_come_back" {
  covers   = "S-06.c",
  severity = "warning",
  each     = "deviations",
  when     = function(deviation) return deviation.status == "open" end,
  check    = function(deviation) return none(history(deviation, "status"), { value = "closed" }) end,
  message  = "deviation {deviation.name} was closed before and is back",
  remedy   = "look for the cause behind the cause, and act on that",
}
