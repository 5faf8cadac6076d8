-- SPDX-License-Identifier: MIT
-- What is to be done is agreed before it begins: the scope, every deliverable, and a plan with all its parts.

policy {
  title  = "Scope and plan before execution",
  owner  = "pmo",
  tags   = { "scope", "planning" },
  params = {
    parts = set { "time", "cost", "quality", "communication", "risk", "resource", doc = "parts that a plan must have; procurement is one where something is bought" },
  },
}

rule "scope_is_agreed" {
  covers   = "P-01.a",
  severity = "critical",
  gate     = "execution",
  needs    = { "scope.includes", "scope.excludes", "scope.approved_by" },
  message  = "the scope lacks: {missing}",
  remedy   = "write down what belongs to the project and what does not, and have it approved",
}

rule "deliverables_are_named" {
  covers   = "P-03.a",
  severity = "critical",
  gate     = "execution",
  needs    = { "deliverables" },
  message  = "the project names nothing that it delivers",
  remedy   = "list the deliverables with owner, due date and acceptance criteria",
}

rule "deliverable_is_defined" {
  covers   = "P-03.a",
  severity = "critical",
  gate     = "execution",
  each     = "deliverables",
  needs    = { "owner", "due", "acceptance_criteria" },
  message  = "deliverable {deliverable.name} lacks: {missing}",
  remedy   = "give it an owner, a due date, and at least one criterion that can be tested",
}

rule "plan_is_approved" {
  covers   = "P-04.a",
  severity = "critical",
  gate     = "execution",
  needs    = { "plan.approved_by", "plan.approved_on" },
  message  = "the plan lacks: {missing}",
  remedy   = "have the plan approved before execution begins",
}

rule "plan_has_all_parts" {
  covers   = "P-04.a",
  severity = "critical",
  gate     = "execution",
  check    = function(project)
    local parts = project.plan and project.plan.parts
    local left_out = {}
    for _, part in ipairs(param.parts) do
      if not (parts and parts[part]) then left_out[#left_out + 1] = part end
    end
    return #left_out == 0, { left_out = table.concat(left_out, ", ") }
  end,
  message  = "parts of the plan are not written: {left_out}",
  remedy   = "write the parts that are left out",
}
