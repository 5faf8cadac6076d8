-- SPDX-License-Identifier: MIT
-- Changes: a request is decided soon, and nothing is applied before it was approved.

policy {
  title  = "Change requests",
  owner  = "pmo",
  tags   = { "change" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    pending = duration { "5bd", weaker = "up", doc = "time in which a change request is decided" },
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
