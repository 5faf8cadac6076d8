-- SPDX-License-Identifier: MIT
-- Commitment: one person leads, everybody knows and accepts their role, and does what is theirs in time.

policy {
  title  = "Roles accepted and carried out",
  owner  = "pmo",
  tags   = { "team" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    leader       = set { "project manager", "项目经理", doc = "what the role of a project manager is called" },
    acknowledged = duration { "5bd", weaker = "up", doc = "time after joining in which a member acknowledges the role" },
    overdue      = at_most { "25%", doc = "share of a member's open tasks that are overdue" },
  },
}

-- Who does not say otherwise is at work.
local function is_active(member) return not member.status or member.status == "active" end

rule "one_project_manager" {
  covers   = "T-02.a",
  severity = "error",
  check    = function(project)
    local leaders = filter(project.members, function(member)
      return member.role and has(param.leader, member.role) and is_active(member)
    end)
    return #leaders <= 1, { names = table.concat(map(leaders, "name"), ", ") }
  end,
  message  = "the project has several project managers: {names}",
  remedy   = "decide who leads, and give the others another role",
}

rule "role_is_acknowledged" {
  covers   = "T-06.a",
  severity = "warning",
  each     = "members",
  when     = function(member) return member.joined_on and is_active(member) end,
  check    = function(member) return member.role_ack_at or not older_than(member.joined_on, param.acknowledged) end,
  message  = "{member.name} joined on {member.joined_on} and has not acknowledged the role yet",
  remedy   = "explain the role and its duties, and have it acknowledged",
}

rule "member_keeps_up" {
  covers   = "T-06.b",
  severity = "warning",
  each     = "members",
  when     = function(member) return member.open_tasks and member.overdue_tasks and is_active(member) end,
  measure  = function(member) return ratio(member.overdue_tasks, member.open_tasks) end,
  limit    = "overdue",
  message  = "{measure} of {member.name}'s open tasks are overdue; {limit} is the limit",
  remedy   = "find out what holds the tasks up, and help or hand some of them over",
}
