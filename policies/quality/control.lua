-- SPDX-License-Identifier: MIT
-- Quality control: what does not conform is put right in time, and fewer things do not conform as time goes by.

policy {
  title  = "Quality control",
  owner  = "quality",
  tags   = { "quality" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    corrected = per { "nonconformity.severity", critical = "5bd", major = "10bd", minor = "30d",
      doc = "time in which a nonconformity is closed, by its severity", weaker = "up" },
    rises     = number { 3, min = 1, weaker = "up", doc = "so many times in a row the defect rate is not to rise" },
  },
}

rule "nonconformity_is_corrected_in_time" {
  covers   = "Q-07.a",
  severity = "error",
  each     = "nonconformities",
  when     = function(it) return not it.closed_at and (not it.status or it.status ~= "closed") end,
  check    = function(it) return not older_than(it.opened_at, pick(param.corrected, it.severity)) end,
  message  = "nonconformity {it.name} ({it.severity}) has been open since {it.opened_at}",
  remedy   = "decide what becomes of the work, correct the cause and have it verified",
}

rule "nonconformity_was_closed_for_a_reason" {
  covers   = "Q-07.b",
  severity = "warning",
  each     = "nonconformities",
  when     = function(it) return it.status == "closed" end,
  check    = function(it) return it.root_cause and it.verified_on end,
  message  = "nonconformity {it.name} was closed without its root cause, or without a verification",
  remedy   = "find the cause, and have somebody check that the correction holds",
}

rule "defect_rate_does_not_rise_steadily" {
  covers   = "Q-03.a",
  severity = "warning",
  when     = function(project) return project.defect_rate ~= nil end,
  check    = function(project) return not rising(history(project, "defect_rate"), param.rises), { rises = param.rises } end,
  message  = "the defect rate has risen {rises} times in a row, to {project.defect_rate}",
  remedy   = "find out what has changed since it began to rise",
}
