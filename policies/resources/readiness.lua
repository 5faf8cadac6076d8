-- SPDX-License-Identifier: MIT
-- Readiness: those who do the work have the skills for it, and the tools are there when they are needed.

policy {
  title  = "Skills and tools",
  owner  = "pmo",
  tags   = { "resources" },
  when   = function(project) return project.phase ~= "initiation" and project.phase ~= "closed" end,
  params = {
    gap      = at_most { warning = 0, error = 1, doc = "levels that the best assignee may lack of a required skill" },
    verified = duration { "24mo", weaker = "up", doc = "time after which a skill is verified again" },
    lead     = duration { "5bd", weaker = "down", doc = "time before its need at which a tool is ready" },
  },
}

-- ---- skills ----

-- A task that is not done, and asks for skills.
local function needs_skills(task)
  local status = task.status
  return not empty(task.required_skills) and (not status or status ~= "done" and status ~= "cancelled")
end

-- The best level that an assignee of the task has in a skill; nil when nobody has it.
local function best_level(required, task, project)
  if empty(task.assignees) then return nil end
  local able = filter(project.members, function(member)
    return has(task.assignees, member.name) and not empty(member.skills) and any(member.skills, { skill = required.skill })
  end)
  return max(map(able, function(member) return find(member.skills, { skill = required.skill }).level end))
end

-- Of the skills that the task requires those that somebody has, or those that nobody has.
local function required_skills(task, project, covered)
  return filter(task.required_skills, function(required)
    return (best_level(required, task, project) ~= nil) == covered
  end)
end

rule "skill_is_covered" {
  covers   = "R-04.a",
  severity = "error",
  each     = "tasks",
  when     = needs_skills,
  check    = function(task, project)
    local gaps = required_skills(task, project, false)
    return #gaps == 0, { gaps = table.concat(map(gaps, "skill"), ", ") }
  end,
  message  = "nobody who does task {task.name} has the skill: {gaps}",
  remedy   = "assign somebody who has the skill, or plan a training or a hire",
}

rule "skill_level_suffices" {
  covers  = "R-04.a",
  each    = "tasks",
  when    = function(task, project) return needs_skills(task) and #required_skills(task, project, true) > 0 end,
  measure = function(task, project)
    return max(map(required_skills(task, project, true), function(required)
      return required.level - best_level(required, task, project)
    end))
  end,
  limit   = "gap",
  message = "the assignees of task {task.name} fall short of the level of a required skill by {measure}",
  remedy  = "assign somebody with the level, or plan a training",
}

rule "skill_was_verified" {
  covers   = "R-04.b",
  severity = "info",
  each     = "members",
  when     = function(member) return not empty(member.skills) end,
  check    = function(member)
    local old = filter(member.skills, function(skill)
      return skill.verified_on and older_than(skill.verified_on, param.verified)
    end)
    return #old == 0, { skills = table.concat(map(old, "skill"), ", ") }
  end,
  message  = "{member.name}'s skills were not verified for a long time: {skills}",
  remedy   = "verify the skills again",
}

-- ---- tools ----

rule "tool_is_ready_in_time" {
  covers   = "R-05.a",
  severity = "warning",
  each     = "tools",
  when     = function(tool) return tool.needed_by and tool.status ~= "retired" end,
  check    = function(tool) return tool.status == "ready" or in_time(nil, before(tool.needed_by, param.lead)) end,
  message  = "tool {tool.name} is needed on {tool.needed_by} and is not ready",
  remedy   = "have it made ready, or find a replacement for the first days",
}

rule "blocking_tool_is_ready" {
  covers      = "R-05.b",
  severity    = "critical",
  gate        = "execution",
  enforcement = "hard",
  each        = "tools",
  when        = function(tool) return tool.blocking end,
  check       = function(tool) return tool.status == "ready" end,
  message     = "work cannot start without tool {tool.name}, which is {tool.status}",
  remedy      = "make the tool ready before execution begins",
}
