-- SPDX-License-Identifier: MIT
-- Every project breaks every rule, and every message names the round that the document is of: so findings tell by which
-- version of a document they were made.
policy { title = "Rounds" }

rule "project" { severity = "error", check = function(project) return false end, message = "{project.name}" }

rule "milestone" {
  severity = "error",
  each = "milestones",
  check = function(milestone) return false end,
  message = "{milestone.owner}",
}

-- Risks are others in every round: each judging closes findings and opens new ones.
rule "risk" {
  severity = "error",
  each = "risks",
  check = function(risk) return false end,
  message = "{risk.event}",
}
