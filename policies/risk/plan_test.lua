-- SPDX-License-Identifier: MIT

test "a risk management plan that is whole and approved may enter" {
  project = sample {},
  enter   = "execution",
  refused = {},
  passes  = { "risk_plan_is_approved" },
}

test "each thing that a risk management plan needs is missed" {
  given   = function(field) return sample { plan = { risk = { [field] = absent } } } end,
  enter   = "execution",
  rule    = "risk_plan_is_approved",
  refused = { "method", "roles", "cadence", "approved_by" },
  passes  = { "appetite" },
}

test "what is missed is told in Chinese" {
  project = sample { plan = { risk = { cadence = absent } } },
  enter   = "execution",
  lang    = "zh",
  finding = { message = "风险管理计划缺少：plan.risk.cadence" },
}
