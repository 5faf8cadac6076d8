-- SPDX-License-Identifier: MIT
-- Communication is kept up: reports come, feedback is answered, and conflicts go to somebody who can end them.

policy {
  title  = "Communication kept up",
  owner  = "pmo",
  tags   = { "communication" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    reported  = duration { "14d", weaker = "up", doc = "time between two status reports while the work goes on" },
    answered  = duration { "5bd", weaker = "up", doc = "time in which feedback is answered" },
    escalated = duration { "5bd", weaker = "up", doc = "time after which an open conflict is escalated" },
    resolved  = duration { "10bd", weaker = "up", doc = "time in which a conflict is resolved" },
  },
}

rule "status_is_reported" {
  covers   = "S-11.a",
  severity = "warning",
  when     = function(project) return project.phase == "execution" or project.phase == "monitoring" end,
  check    = function(project)
    return not empty(project.status_reports) and not older_than(max(project.status_reports, "date"), param.reported)
  end,
  message  = "nobody reported the status lately",
  remedy   = "send the status report to all who are to have it, and record the date",
}

rule "feedback_is_answered" {
  covers   = "S-10.a",
  severity = "warning",
  each     = "feedback",
  when     = function(feedback) return not feedback.answered_at end,
  check    = function(feedback) return not older_than(feedback.at, param.answered) end,
  message  = "feedback of {feedback.from} on {feedback.topic} has waited since {feedback.at}",
  remedy   = "answer it, even if the answer is that it takes longer",
}

local function is_unresolved(conflict) return not conflict.resolved_at and (not conflict.status or conflict.status ~= "resolved") end

rule "conflict_is_escalated" {
  covers   = "C-04.a",
  severity = "warning",
  each     = "conflicts",
  when     = is_unresolved,
  check    = function(conflict) return conflict.escalated_at or not older_than(conflict.opened_at, param.escalated) end,
  message  = "conflict {conflict.name} has been open since {conflict.opened_at} and was not escalated",
  remedy   = "take it to the next level, and record when",
}

rule "conflict_is_resolved" {
  covers   = "C-04.a",
  severity = "error",
  each     = "conflicts",
  when     = is_unresolved,
  check    = function(conflict) return not older_than(conflict.opened_at, param.resolved) end,
  message  = "conflict {conflict.name} has been open since {conflict.opened_at}",
  remedy   = "have the sponsor decide",
}
