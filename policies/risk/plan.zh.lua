-- SPDX-License-Identifier: MIT
policy { title = "风险管理计划" }

rule "risk_plan_is_approved" {
  message = "风险管理计划缺少：{missing}",
  remedy  = "说明如何、由谁、多久识别和评估一次风险，并经批准",
}
