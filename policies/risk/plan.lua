-- SPDX-License-Identifier: MIT
-- How risks are managed is written and approved before the work.

policy {
  title = "Risk management plan",
  owner = "pmo",
  tags  = { "risk", "planning" },
}

rule "risk_plan_is_approved" {
  covers   = "K-10.a",
  severity = "critical",
  gate     = "execution",
  needs    = { "plan.risk.method", "plan.risk.roles", "plan.risk.cadence", "plan.risk.approved_by" },
  message  = "the risk management plan lacks: {missing}",
  remedy   = "say how risks are found and rated, by whom and how often, and have it approved",
}
