-- SPDX-License-Identifier: MIT

policy { title = "质量控制" }

rule "nonconformity_is_corrected_in_time" {
  message = "不合格项“{it.name}”（{it.severity}）自 {it.opened_at} 起未关闭",
  remedy  = "确定处置方式，纠正原因并验证",
}

rule "nonconformity_was_closed_for_a_reason" {
  message = "不合格项“{it.name}”关闭时缺少根本原因或验证",
  remedy  = "查明原因，并由他人确认纠正有效",
}

rule "defect_rate_does_not_rise_steadily" {
  message = "缺陷率连续 {rises} 次上升，现为 {project.defect_rate}",
  remedy  = "查明开始上升以来发生了什么变化",
}
