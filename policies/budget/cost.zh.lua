-- SPDX-License-Identifier: MIT

policy { title = "成本控制" }

rule "line_within_budget" {
  message = "科目“{line.name}”已使用 {measure}，限值为 {limit}",
  remedy  = "停止在该科目下单，或申请从其他科目或储备调拨",
}

rule "cost_performance_index" {
  message = "成本绩效指数为 {measure}，限值为 {limit}",
  remedy  = "查明超出计划的成本，登记偏差和纠正措施",
}

rule "cost_index_does_not_fall_steadily" {
  message = "成本绩效指数连续 {falls} 次下降，现为 {project.evm.cpi}",
  remedy  = "在指数突破限值之前，查明每次成本上升的原因",
}

rule "estimate_at_completion" {
  message = "预计完工成本为预算的 {measure}，限值为 {limit}",
  remedy  = "削减剩余工作，或申请批准更高的预算",
}

rule "costs_are_booked" {
  message = "工作仍在进行，但近期没有成本入账",
  remedy  = "将已发生的成本入账；如确无成本，请核实工作是否仍在进行",
}
