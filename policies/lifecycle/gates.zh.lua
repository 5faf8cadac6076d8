-- SPDX-License-Identifier: MIT
policy { title = "阶段及其顺序" }

rule "phase_order_is_kept" {
  message = "项目跳过了阶段：{skipped}",
  remedy  = "回到被跳过的阶段，或用 plumb waive 申请并批准例外",
}

rule "reopening_has_a_reason" {
  message = "阶段 {record.phase} 已于 {record.left_on} 结束，现重新打开但未说明原因",
  remedy  = "记录重新打开该阶段的原因",
}

rule "phase_takes_no_longer_than_planned" {
  message = "阶段 {record.phase} 已用计划 {record.planned_days} 天的 {measure}，上限为 {limit}",
  remedy  = "查明阶段拖延的原因，并重新计划其余工作",
}
