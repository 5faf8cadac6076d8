-- SPDX-License-Identifier: MIT
-- A project is set up before it plans: it has an approved goal, a charter that the sponsor signed, and one project manager.

policy {
  title  = "Charter",
  owner  = "pmo",
  tags   = { "lifecycle", "goals" },
  params = {
    handover = duration { "5bd", weaker = "up", doc = "time in which a new project manager takes over with a record" },
  },
}

rule "goal_is_approved" {
  covers   = "G-01.a",
  severity = "critical",
  gate     = "planning",
  check    = function(project)
    return not empty(project.goals) and any(project.goals, function(goal) return goal.approved_at end)
  end,
  message  = "no goal of the project is approved",
  remedy   = "write at least one goal and have it approved before planning begins",
}

rule "charter_is_whole" {
  covers   = "IN-08.a",
  severity = "critical",
  gate     = "planning",
  needs    = { "charter.goal", "charter.scope", "charter.signed_by", "charter.signed_on" },
  message  = "the charter lacks: {missing}",
  remedy   = "write the charter and have the sponsor sign it",
}

rule "charter_is_signed_by_the_sponsor" {
  covers   = "IN-08.a",
  severity = "critical",
  gate     = "planning",
  when     = function(project) return project.charter and project.charter.signed_by end,
  check    = function(project)
    local sponsor = project.team and project.team.sponsor or project.charter.sponsor
    return sponsor and project.charter.signed_by == sponsor
  end,
  message  = "the charter was signed by {project.charter.signed_by}, who is not the project's sponsor",
  remedy   = "have the sponsor sign the charter",
}

rule "one_project_manager" {
  covers   = "IN-09.a",
  severity = "critical",
  gate     = "planning",
  check    = function(project)
    local pm, chartered = project.team and project.team.pm, project.charter and project.charter.pm
    return pm and (not chartered or chartered == pm)
  end,
  message  = "the project does not have one project manager: the team and the charter name none, or not the same",
  remedy   = "appoint one project manager, and name the same person everywhere",
}

rule "manager_change_is_handed_over" {
  covers   = "IN-09.a",
  severity = "error",
  each     = function(project) return changes(project, "team.pm") or {} end,
  when     = function(change) return change.from ~= nil and change.to ~= nil end,
  check    = function(change, project)
    local found = find(project.handovers or {}, function(handover) return handover.to and handover.to == change.to end)
    return in_time(found and found.date, after(change.at, param.handover)), { from = change.from, to = change.to }
  end,
  message  = "the project manager changed from {from} to {to} without a handover in time",
  remedy   = "hand over with a record of what is open",
}
