-- SPDX-License-Identifier: MIT
policy { title = "质量计划与发布" }

rule "quality_plan_is_approved" {
  message = "质量管理计划缺少：{missing}",
  remedy  = "明确适用的标准，并批准质量管理计划",
}

rule "deliverable_has_a_check" {
  message = "可交付成果 {deliverable.name} 没有计划检查项",
  remedy  = "至少为其计划一项检查",
}

rule "released_deliverable_passed" {
  message = "可交付成果 {deliverable.name} 未通过检查，不能发布",
  remedy  = "进行检查，整改问题后重新检查",
}
