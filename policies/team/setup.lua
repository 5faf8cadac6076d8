-- SPDX-License-Identifier: MIT
-- The team: led, sponsored and staffed before it plans, with no key role vacant for long, and trained in time.

policy {
  title  = "Project team",
  owner  = "pmo",
  tags   = { "team" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    members = number { 2, min = 0, weaker = "down", doc = "members that a team has beside its project manager and its sponsor" },
    vacant  = duration { "10bd", weaker = "up", doc = "time that a key role may be vacant" },
  },
}

-- Who does not say otherwise belongs to the team.
local function is_in_team(member)
  local status = member.status
  return not status or status ~= "left" and status ~= "released"
end

rule "team_has_manager_and_sponsor" {
  covers      = "T-01.a",
  gate        = "planning",
  enforcement = "hard",
  severity    = "critical",
  needs       = { "team.pm", "team.sponsor" },
  message     = "the team lacks: {missing}",
  remedy      = "appoint a project manager and a sponsor before planning begins",
}

rule "team_is_staffed" {
  covers      = "T-01.a",
  gate        = "planning",
  enforcement = "hard",
  severity    = "critical",
  check       = function(project)
    local pm, sponsor = project.team and project.team.pm or "", project.team and project.team.sponsor or ""
    local found = empty(project.members) and 0 or count(project.members, function(member)
      return member.name ~= pm and member.name ~= sponsor and is_in_team(member)
    end)
    return found >= param.members, { found = found }
  end,
  message     = "members of the team beside its project manager and its sponsor: {found}; it needs more before planning begins",
  remedy      = "name the members of the team",
}

rule "key_role_is_filled" {
  covers   = "T-02.a",
  severity = "error",
  each     = "roles",
  when     = function(role) return not role.holder and role.vacant_since ~= nil end,
  check    = function(role) return not older_than(role.vacant_since, param.vacant) end,
  message  = "key role {role.name} has been vacant since {role.vacant_since}",
  remedy   = "fill the role, or have somebody act in it until it is filled",
}

rule "training_is_done_in_time" {
  covers   = "T-03.b",
  severity = "warning",
  each     = "training",
  when     = function(training) return training.due and not training.done_on end,
  check    = function(training) return not overdue(training.due) end,
  message  = "{training.member}'s training in {training.skill} was due on {training.due}",
  remedy   = "book the training now, or assign somebody who has the skill",
}
