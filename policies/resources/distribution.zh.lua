-- SPDX-License-Identifier: MIT

policy { title = "预算分配" }

rule "budget_adds_up" {
  message = "各科目与储备之和与总额 {project.budget.total} 相差 {measure}",
  remedy  = "更正科目或储备，或申请批准新的总额",
}

rule "line_is_no_lump" {
  message = "科目“{line.name}”占预算的 {measure}，超过 {limit} 须加备注",
  remedy  = "拆分该科目，或备注金额较大的原因",
}

rule "contingency_is_reasonable" {
  message = "应急储备占预算的 {measure}，通常为 {limit}",
  remedy  = "根据风险登记册确定应急储备",
}
