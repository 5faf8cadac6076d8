-- SPDX-License-Identifier: MIT
-- Lessons: somebody acts on each of them, what was agreed last time is done, and no cause of failure comes back elsewhere.

policy {
  title  = "Lessons",
  owner  = "pmo",
  tags   = { "closing", "improvement" },
  params = {
    assigned = duration { "30d", weaker = "up", doc = "time after a project is closed in which each lesson gets an owner and an action" },
    closed   = at_least { "70%", doc = "share of the actions of the last retrospective that are closed at the next one" },
    period   = duration { "24mo", weaker = "down", doc = "time over which causes of failure are compared" },
    seen     = at_most { 1, doc = "projects in that time in which one cause of failure is found" },
  },
}

rule "lesson_is_acted_on" {
  covers   = "E-10.a",
  severity = "warning",
  each     = "lessons",
  when     = function(lesson, project) return project.closed_on and (not lesson.status or lesson.status ~= "dropped") end,
  check    = function(lesson, project)
    return lesson.owner and lesson.action or not older_than(project.closed_on, param.assigned)
  end,
  message  = "nobody was given the lesson: {lesson.text}",
  remedy   = "name an owner and an action, or drop the lesson with a reason",
}

rule "earlier_actions_were_closed" {
  covers   = "I-05.a",
  severity = "warning",
  when     = function(project) return project.retro and project.retro.closure_rate end,
  measure  = function(project) return project.retro.closure_rate end,
  limit    = "closed",
  message  = "{measure} of the actions of the last retrospective are closed; {limit} is the least",
  remedy   = "close or drop what is still open before new actions are agreed",
}

rule "cause_of_failure_does_not_return" {
  covers   = "I-05.b",
  severity = "warning",
  across   = "portfolio",
  each     = "lessons",
  by       = "root_cause",
  when     = function(lessons) return any(lessons, { kind = "negative" }) end,
  measure  = function(lessons) return #recent(filter(lessons, { kind = "negative" }), "recorded_on", param.period) end,
  limit    = "seen",
  message  = "the same cause of failure was found {measure} times within two years: {root_cause}",
  remedy   = "find out why the earlier lesson did not help, and change what all projects do",
}
