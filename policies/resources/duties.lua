-- SPDX-License-Identifier: MIT
-- Duties: for every task one person answers and somebody does it; nobody is idle by oversight or drowned in tasks.

policy {
  title  = "Clear duties",
  owner  = "pmo",
  tags   = { "resources", "team" },
  when   = function(project) return project.phase ~= "initiation" and project.phase ~= "closed" end,
  params = {
    tasks = at_most { 8, doc = "open tasks that one person has at the same time" },
  },
}

-- Who does not say otherwise is at work.
local function is_active(member) return not member.status or member.status == "active" end

rule "one_person_is_accountable" {
  covers   = "R-06.a",
  severity = "error",
  each     = "raci",
  check    = function(raci) return not empty(raci.accountable) and #raci.accountable == 1 end,
  message  = "task {raci.task} has no accountable person, or several",
  remedy   = "name exactly one person who answers for the task",
}

rule "somebody_is_responsible" {
  covers   = "R-06.a",
  severity = "error",
  each     = "raci",
  check    = function(raci) return not empty(raci.responsible) end,
  message  = "nobody is responsible for doing task {raci.task}",
  remedy   = "name at least one person who does the task",
}

rule "accountable_person_has_authority" {
  covers   = "R-06.a",
  severity = "error",
  each     = "raci",
  when     = function(raci) return not empty(raci.accountable) end,
  check    = function(raci, project)
    local powerless = filter(raci.accountable, function(name)
      return none(project.members, function(member) return member.name == name and member.authority end)
    end)
    return #powerless == 0, { names = table.concat(powerless, ", ") }
  end,
  message  = "{names} is accountable for task {raci.task} without the authority to decide",
  remedy   = "give the person authority, or make somebody accountable who has it",
}

rule "member_has_a_task" {
  covers   = "R-06.a",
  severity = "error",
  each     = "members",
  when     = is_active,
  check    = function(member, project)
    return any(project.raci, function(raci)
      return not empty(raci.responsible) and has(raci.responsible, member.name)
        or not empty(raci.accountable) and has(raci.accountable, member.name)
    end)
  end,
  message  = "{member.name} is in the team and has no task",
  remedy   = "give the person a task, or release them",
}

rule "member_is_not_swamped" {
  covers   = "R-06.b",
  severity = "warning",
  each     = "members",
  when     = function(member) return member.open_tasks and is_active(member) end,
  measure  = function(member) return member.open_tasks end,
  limit    = "tasks",
  message  = "{member.name} has {measure} open tasks; {limit} is the limit",
  remedy   = "hand over or postpone some of the tasks",
}
