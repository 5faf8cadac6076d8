-- SPDX-License-Identifier: MIT
-- Changes: a request is decided soon, and nothing is applied before it was approved.

policy {
  title  = "Change requests",
  owner  = "pmo",
  tags   = { "change" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    pending     = duration { "5bd", weaker = "up", doc = "time in which a change request is decided" },
    period      = duration { "12mo", weaker = "down", doc = "time over which changes are counted and added up" },
    rebaselined = at_most { 3, doc = "times that the baseline is changed in that time" },
    growth      = at_most { "10%", doc = "share of the budget's baseline that changes add to the cost in that time" },
  },
}

rule "change_is_decided" {
  covers   = "M-06.a",
  severity = "warning",
  each     = "changes",
  when     = function(change) return change.status == "pending" end,
  check    = function(change) return not older_than(change.raised_at, param.pending) end,
  message  = "change {change.name}, raised at {change.raised_at}, is not decided yet",
  remedy   = "approve or reject it, and tell who raised it",
}

rule "applied_change_was_approved" {
  covers   = "M-06.b",
  severity = "error",
  each     = "changes",
  when     = function(change) return change.applied_at or change.status == "applied" end,
  check    = function(change)
    return change.approved_by and change.approved_at and (not change.applied_at or change.approved_at <= change.applied_at)
  end,
  message  = "change {change.name} was applied without an approval, or before it",
  remedy   = "have it approved now, or take it back; find out how it could be applied",
}

local function applied_lately(project)
  return recent(filter(project.changes, function(change) return change.applied_at ~= nil end), "applied_at", param.period)
end

rule "baseline_is_changed_seldom" {
  covers   = "M-06.c",
  severity = "warning",
  when     = function(project) return not empty(project.changes) end,
  measure  = function(project) return count(applied_lately(project), { kind = "baseline" }) end,
  limit    = "rebaselined",
  message  = "the baseline was changed {measure} times within a year; {limit} is the limit",
  remedy   = "plan the rest anew once, with those who do it, and keep to that",
}

rule "changes_add_little_to_the_cost" {
  covers   = "M-06.c",
  severity = "warning",
  when     = function(project) return not empty(project.changes) and project.budget and project.budget.baseline end,
  measure  = function(project)
    local counted = filter(applied_lately(project), function(change) return change.impact_cost ~= nil end)
    return ratio(sum(counted, "impact_cost"), project.budget.baseline)
  end,
  limit    = "growth",
  message  = "changes of the last year add {measure} to the cost; {limit} is the limit",
  remedy   = "have the sponsor decide whether the project is still worth it",
}
