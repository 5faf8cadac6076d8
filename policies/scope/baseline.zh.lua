-- SPDX-License-Identifier: MIT
policy { title = "执行前的范围与计划" }

rule "scope_is_agreed" {
  message = "范围缺少：{missing}",
  remedy  = "写明项目包含与不包含的内容，并经批准",
}

rule "deliverables_are_named" {
  message = "项目未列出任何可交付成果",
  remedy  = "列出可交付成果及其负责人、截止日期和验收标准",
}

rule "deliverable_is_defined" {
  message = "可交付成果 {deliverable.name} 缺少：{missing}",
  remedy  = "明确负责人、截止日期，以及至少一条可检验的验收标准",
}

rule "plan_is_approved" {
  message = "项目计划缺少：{missing}",
  remedy  = "在执行开始前批准项目计划",
}

rule "plan_has_all_parts" {
  message = "项目计划尚未编写的部分：{left_out}",
  remedy  = "补写缺少的部分",
}
