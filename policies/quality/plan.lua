-- SPDX-License-Identifier: MIT
-- Quality: planned before the work, every deliverable checked, and nothing released that did not pass.

policy {
  title = "Quality plan and release",
  owner = "quality",
  tags  = { "quality" },
}

rule "quality_plan_is_approved" {
  covers   = "Q-01.a",
  severity = "critical",
  gate     = "execution",
  needs    = { "plan.quality.standards", "plan.quality.approved_by" },
  message  = "the quality plan lacks: {missing}",
  remedy   = "name the standards that hold, and have the quality plan approved",
}

rule "deliverable_has_a_check" {
  covers   = "Q-01.a",
  severity = "critical",
  gate     = "execution",
  each     = "deliverables",
  check    = function(deliverable, project)
    local quality = project.plan and project.plan.quality
    return quality and not empty(quality.checks)
      and any(quality.checks, function(planned) return planned.deliverable == deliverable.id end)
  end,
  message  = "no check is planned for deliverable {deliverable.name}",
  remedy   = "plan at least one check of it",
}

rule "released_deliverable_passed" {
  covers   = "Q-02.a",
  severity = "critical",
  gate     = "released",
  each     = "deliverables",
  check    = function(deliverable, project)
    if deliverable.quality_result then return deliverable.quality_result == "pass" end
    return not empty(project.inspections)
      and any(project.inspections, function(inspection) return inspection.deliverable == deliverable.id and inspection.result == "pass" end)
  end,
  message  = "deliverable {deliverable.name} has not passed its inspection and cannot be released",
  remedy   = "inspect it, put right what is wrong, and inspect it again",
}
