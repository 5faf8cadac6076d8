-- SPDX-License-Identifier: MIT
-- Goals that can be reached: where two reviews show that one cannot, it is set anew, and the team's mood is watched.

policy {
  title  = "Goals and morale",
  owner  = "pmo",
  tags   = { "goals", "team" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    attained = percent { "50%", doc = "share of the plan that a goal attains at one of two reviews in a row", weaker = "down" },
    reviewed = duration { "10bd", weaker = "up", doc = "time after such reviews in which the goal is reviewed" },
    drop     = number { 1, min = 0, doc = "points that the mean mood may not fall from one survey to the next", weaker = "up" },
  },
}

rule "hopeless_goal_is_reviewed" {
  covers   = "G-13.a",
  severity = "warning",
  each     = "goals",
  when     = function(goal) return goal.progress and #goal.progress >= 2 end,
  check    = function(goal)
    local last, before = goal.progress[#goal.progress], goal.progress[#goal.progress - 1]
    if last.attainment >= param.attained or before.attainment >= param.attained then return true end
    local review = goal.rebaseline_review_on
    return review and review >= last.date or not older_than(last.date, param.reviewed), { attained = round(last.attainment * 100) }
  end,
  message  = "goal {goal.name} attained {attained}% of its plan, the second time in a row that it is so little, and was not reviewed",
  remedy   = "review the goal with its owner and the sponsor: set it anew, or say what will make it possible",
}

-- What the members said, survey by survey.
local function surveys(members)
  local answers = {}
  for _, member in ipairs(members) do
    for _, answer in ipairs(member.pulse or {}) do answers[#answers + 1] = answer end
  end
  return monthly(answers, "score", "date")
end

rule "mood_does_not_drop" {
  covers   = "G-13.b",
  severity = "info",
  when     = function(project) return project.members and #surveys(project.members) >= 2 end,
  check    = function(project)
    local list = surveys(project.members)
    local last, before = list[#list], list[#list - 1]
    local now, was_then = last.value / last.count, before.value / before.count
    return round(was_then - now, 6) < param.drop, { now = round(now, 1), before = round(was_then, 1) }
  end,
  message  = "the mood of the team fell from {before} to {now}",
  remedy   = "ask the team what weighs on it; see whether the goals can be reached",
}
