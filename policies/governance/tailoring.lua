-- SPDX-License-Identifier: MIT
-- Tailoring: a project may set rules of the standard aside, for a reason, by somebody else's decision and for a time; and it
-- says by which edition of the standard it is run.

policy {
  title  = "Tailoring of the standard",
  owner  = "pmo",
  tags   = { "governance" },
  params = {
    longest = duration { "180d", weaker = "up", doc = "time for which a rule may be changed or set aside" },
  },
}

rule "tailoring_is_justified" {
  covers   = "X-03.a",
  severity = "error",
  each     = "tailoring",
  check    = function(it)
    local lacks = {}
    if not it.reason then lacks[#lacks + 1] = "reason" end
    if not it.approved_by then lacks[#lacks + 1] = "approved_by" end
    if not it.expires then lacks[#lacks + 1] = "expires" end
    return #lacks == 0, { lacks = table.concat(lacks, ", ") }
  end,
  message  = "rule {it.rule} was changed without: {lacks}",
  remedy   = "complete the record, or follow the rule again",
}

rule "tailoring_is_approved_by_another" {
  covers   = "X-03.a",
  severity = "error",
  each     = "tailoring",
  when     = function(it) return it.approved_by and it.requested_by end,
  check    = function(it) return it.approved_by ~= it.requested_by end,
  message  = "{it.approved_by} approved their own change of rule {it.rule}",
  remedy   = "have it approved by somebody else",
}

rule "tailoring_is_for_a_time" {
  covers   = "X-03.a",
  severity = "error",
  each     = "tailoring",
  when     = function(it) return it.expires and it.approved_on end,
  check    = function(it) return in_time(it.expires, after(it.approved_on, param.longest)) end,
  message  = "rule {it.rule} is changed until {it.expires}, which is too long after {it.approved_on}",
  remedy   = "approve it for a shorter time, and again when it is still needed then",
}

rule "tailoring_has_not_expired" {
  covers   = "X-03.a",
  severity = "error",
  each     = "tailoring",
  when     = function(it, project) return it.expires and project.phase ~= "closed" end,
  check    = function(it) return not overdue(it.expires) end,
  message  = "the change of rule {it.rule} was approved until {it.expires} only",
  remedy   = "follow the rule again, or have the change approved anew",
}

rule "project_is_bound_to_an_edition" {
  covers   = "X-04.a",
  severity = "warning",
  when     = function(project) return project.phase and project.phase ~= "initiation" and project.phase ~= "closed" end,
  check    = function(project) return project.process_version ~= nil end,
  message  = "the project does not say by which edition of the standard it is run",
  remedy   = "record the edition in process_version",
}

rule "change_of_edition_is_explained" {
  covers   = "X-04.a",
  severity = "warning",
  when     = function(project) return project.process_version and changes(project, "process_version") ~= nil end,
  check    = function(project)
    local silent = filter(changes(project, "process_version"), function(change) return change.from ~= nil and not change.why end)
    local last = silent[#silent]
    return #silent == 0, last and { from = last.from, at = last.at } or nil
  end,
  message  = "the edition {from} was given up at {at} without a reason",
  remedy   = "record why the project is run by another edition",
}
