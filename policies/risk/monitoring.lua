-- SPDX-License-Identifier: MIT
-- Risks are watched: reviewed in a rhythm that follows the score, acted upon in time, prepared for before the work begins.

policy {
  title  = "Risk monitoring",
  owner  = "pmo",
  tags   = { "risk" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    review    = steps { [15] = "7d", [10] = "14d", [0] = "30d", doc = "time between two reviews of a risk, by its score" },
    high      = number { 10, min = 1, max = 25, weaker = "up", doc = "score from which a risk is watched by an indicator" },
    critical  = number { 15, min = 1, max = 25, weaker = "up", doc = "score from which a risk needs a contingency plan before execution" },
    rehearsed = duration { "180d", weaker = "up", doc = "time between two rehearsals of a contingency plan" },
    meeting   = duration { "30d", weaker = "up", doc = "time between two review meetings while the work goes on" },
    urgent    = duration { "14d", weaker = "up", doc = "that time where the project is red" },
    minutes   = duration { "2bd", weaker = "up", doc = "time in which the minutes of a review meeting are sent" },
    rises     = number { 3, min = 1, weaker = "up", doc = "so many times in a row the exposure to risks is not to rise" },
  },
}

local function is_under_way(project) return project.phase == "execution" or project.phase == "monitoring" end

local function is_open(risk) return risk.status == "open" end

rule "risk_is_reviewed" {
  covers   = "K-05.a",
  severity = "error",
  each     = "risks",
  when     = function(risk, project) return is_under_way(project) and is_open(risk) end,
  check    = function(risk)
    return not older_than(risk.last_reviewed_on or risk.identified_on, pick(param.review, risk.score))
  end,
  message  = "risk {risk.name} scores {risk.score} and was not reviewed in time",
  remedy   = "review the risk with its owner and record the date",
}

rule "high_risk_is_watched" {
  covers   = "K-05.b",
  severity = "warning",
  each     = "risks",
  when     = function(risk, project) return is_under_way(project) and is_open(risk) and risk.score >= param.high end,
  check    = function(risk) return risk.indicator and (risk.trigger or risk.trigger_value ~= nil) end,
  message  = "risk {risk.name} scores {risk.score} and has no indicator with a trigger",
  remedy   = "name the figure that shows the risk coming, and the value at which to act",
}

rule "risk_actions_are_in_time" {
  covers   = "K-03.b",
  severity = "error",
  each     = "risks",
  when     = function(risk) return not empty(risk.actions) and is_open(risk) end,
  check    = function(risk)
    local late = filter(risk.actions, function(action)
      local is_over = action.done_on or action.status == "done" or action.status == "cancelled"
      return action.due and not is_over and overdue(action.due)
    end)
    return #late == 0, { late = table.concat(map(late, "text"), ", ") }
  end,
  message  = "risk {risk.name} has actions that are overdue: {late}",
  remedy   = "do them and record when, or agree a new date with the owner of the risk",
}

rule "critical_risk_has_a_plan" {
  covers      = "K-09.a",
  severity    = "critical",
  gate        = "execution",
  enforcement = "hard",
  each        = "risks",
  when        = function(risk) return is_open(risk) and risk.score >= param.critical end,
  check       = function(risk, project)
    return not empty(project.contingencies)
      and any(project.contingencies, function(plan) return plan.risk == risk.id and not empty(plan.steps) end)
  end,
  message     = "critical risk {risk.name} has no contingency plan; execution cannot begin",
  remedy      = "write a contingency plan with its steps and its owner, and link it to the risk",
}

rule "plan_is_rehearsed" {
  covers   = "K-09.b",
  severity = "info",
  each     = "contingencies",
  when     = function(_, project) return is_under_way(project) end,
  check    = function(plan) return plan.tested_on and not older_than(plan.tested_on, param.rehearsed) end,
  message  = "the contingency plan for risk {plan.risk} was not rehearsed lately",
  remedy   = "rehearse the plan with those who would carry it out",
}

rule "risk_has_not_outlived_its_date" {
  covers   = "K-11.b",
  severity = "error",
  each     = "risks",
  when     = function(risk) return risk.proximity and is_open(risk) end,
  check    = function(risk) return not overdue(risk.proximity) end,
  message  = "risk {risk.name} would have struck by {risk.proximity} and is still open",
  remedy   = "close the risk with a reason, or say anew when it could strike",
}

rule "exposure_does_not_rise_steadily" {
  covers   = "K-11.a",
  severity = "warning",
  when     = function(project) return is_under_way(project) and project.snapshots ~= nil end,
  check    = function(project)
    local told = filter(project.snapshots, function(snapshot) return snapshot.exposure ~= nil end)
    return not rising(told, param.rises, "exposure"), { rises = param.rises }
  end,
  message  = "the exposure to risks has risen {rises} reviews in a row",
  remedy   = "go through the register with the sponsor: which answers do not work?",
}

-- ---- reviews ----

rule "review_meeting_is_held" {
  covers   = "K-04.a",
  severity = "warning",
  when     = is_under_way,
  check    = function(project)
    local last = not empty(project.meetings) and newest(project.meetings, { type = "review" }, "date")
    local rhythm = project.health and project.health == "red" and param.urgent or param.meeting
    return not older_than(last and last.date or project.started_at or project.start, rhythm)
  end,
  message  = "no review meeting was held lately",
  remedy   = "hold one, go through what is red, and record what was decided",
}

rule "minutes_are_sent_soon" {
  covers   = "K-04.a",
  severity = "warning",
  each     = "meetings",
  when     = function(meeting) return meeting.type == "review" and not due_within(meeting.date, "0d") end,
  check    = function(meeting) return in_time(meeting.minutes_on, after(meeting.date, param.minutes)) end,
  message  = "the minutes of the review of {meeting.date} were not sent in time",
  remedy   = "send them to all who took part or were invited",
}
