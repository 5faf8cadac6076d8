-- SPDX-License-Identifier: MIT
-- What was promised is handed over before a project closes, accepted before it is closed, and summed up.

policy {
  title  = "Delivery and acceptance",
  owner  = "pmo",
  tags   = { "closing" },
  params = {
    report = duration { "15bd", weaker = "up", doc = "time after the customer's acceptance in which the summary report is approved" },
  },
}

local DONE = { done = true, released = true, accepted = true, waived = true }

rule "deliverable_is_done" {
  covers   = "CL-01.a",
  severity = "critical",
  gate     = "closing",
  each     = "deliverables",
  check    = function(deliverable) return deliverable.done_on or deliverable.status and DONE[deliverable.status] end,
  message  = "deliverable {deliverable.name} is neither done nor waived",
  remedy   = "finish it, or agree with the customer that it is waived",
}

rule "handover_is_signed" {
  covers   = "CL-01.a",
  severity = "critical",
  gate     = "closing",
  needs    = { "delivery.handover_doc", "delivery.handover_signed_by" },
  message  = "the handover lacks: {missing}",
  remedy   = "hand over with a document, and have it signed",
}

rule "acceptance_is_signed" {
  covers   = "CL-02.a",
  severity = "critical",
  gate     = "closed",
  needs    = { "acceptance.date", "acceptance.signed_by", "acceptance.result" },
  message  = "the customer's acceptance lacks: {missing}",
  remedy   = "have the customer accept what was delivered, and sign",
}

rule "acceptance_holds" {
  covers   = "CL-02.a",
  severity = "critical",
  gate     = "closed",
  when     = function(project) return project.acceptance and project.acceptance.result end,
  check    = function(project)
    local acceptance = project.acceptance
    if not acceptance.authorised or acceptance.result == "fail" then return false end
    return acceptance.result == "pass" or not empty(acceptance.open_points) and all(acceptance.open_points, function(point) return point.due end)
  end,
  message  = "the acceptance does not hold: it failed, its signer is not authorised, or its open points have no dates",
  remedy   = "have it signed by somebody who may, and agree a date for each open point",
}

rule "report_is_whole" {
  covers   = "CL-05.a",
  severity = "critical",
  gate     = "closed",
  needs    = { "report.goal_result", "report.schedule", "report.cost", "report.quality", "report.risk", "report.lessons", "report.approved_by" },
  message  = "the summary report lacks: {missing}",
  remedy   = "write what is left out, and have the report approved",
}

rule "report_is_in_time" {
  covers   = "CL-05.a",
  severity = "critical",
  gate     = "closed",
  when     = function(project) return project.acceptance and project.acceptance.date and project.report and project.report.approved_on end,
  check    = function(project) return in_time(project.report.approved_on, after(project.acceptance.date, param.report)) end,
  message  = "the summary report was approved on {project.report.approved_on}, too late after the acceptance on {project.acceptance.date}",
  remedy   = "it cannot be made earlier: ask for a waiver, and write the next one sooner",
}

rule "success_criterion_is_measured" {
  covers   = "CL-06.b",
  severity = "critical",
  gate     = "closed",
  each     = "success_criteria",
  needs    = { "actual" },
  message  = "nobody measured the success criterion {success_criterion.name}",
  remedy   = "measure it and record the actual value",
}
