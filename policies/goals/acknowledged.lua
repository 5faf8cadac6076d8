-- SPDX-License-Identifier: MIT
-- Goals are understood: everybody in the team acknowledges them soon, and again when their wording changes.

policy {
  title  = "Goals acknowledged",
  owner  = "pmo",
  tags   = { "goals", "team" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    acknowledged = duration { "5bd", weaker = "up", doc = "time after a goal's approval, or after joining, in which a member acknowledges it" },
    members      = at_least { info = "100%", warning = "80%", doc = "share of the active members who acknowledged a goal in time or still have time" },
  },
}

-- Who does not say otherwise is at work.
local function is_active(member) return not member.status or member.status == "active" end

local function is_live(goal) return not goal.status or goal.status == "approved" or goal.status == "active" end

rule "goal_is_acknowledged" {
  covers  = "G-01.b",
  each    = "goals",
  when    = function(goal) return goal.approved_at and is_live(goal) end,
  measure = function(goal, project)
    local function in_time_for(member)
      local given = find(goal.acknowledgements or {}, { member = member.name })
      local at = given and given.at
      return in_time(at, after(goal.approved_at, param.acknowledged))
        or member.joined_on and in_time(at, after(member.joined_on, param.acknowledged))
    end
    local active = filter(project.members, is_active)
    return ratio(count(active, in_time_for), #active)
  end,
  limit   = "members",
  message = "goal {goal.name}, approved at {goal.approved_at}, is acknowledged by {measure} of the team; {limit} is the limit",
  remedy  = "explain the goal and the result that is expected, and have it acknowledged",
}

-- The last change of a goal's text, where a history of it is kept.
local function last_wording(goal)
  local wordings = changes(goal, "text")
  return wordings and newest(wordings)
end

rule "acknowledgement_is_of_this_wording" {
  covers   = "G-01.c",
  severity = "warning",
  each     = "goals",
  when     = function(goal) return is_live(goal) and not empty(goal.acknowledgements) and last_wording(goal) end,
  check    = function(goal)
    local wording = last_wording(goal)
    local stale = filter(goal.acknowledgements, function(given) return given.at < wording.at end)
    return #stale == 0, { names = table.concat(map(stale, "member"), ", "), changed = wording.at }
  end,
  message  = "the text of goal {goal.name} was changed at {changed}, after {names} had acknowledged it",
  remedy   = "tell them what changed, and have the goal acknowledged again",
}
