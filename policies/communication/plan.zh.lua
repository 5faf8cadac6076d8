-- SPDX-License-Identifier: MIT
policy { title = "沟通计划" }

rule "communication_has_channel_and_frequency" {
  message = "沟通计划中面向 {communication_item.audience} 的一项缺少：{missing}",
  remedy  = "说明通过何种渠道、以何频率沟通",
}

rule "stakeholder_is_informed" {
  message = "沟通计划中没有面向相关方 {stakeholder.name} 的内容",
  remedy  = "计划向其通报的内容、渠道和频率",
}

rule "both_sides_are_informed" {
  message = "沟通计划没有同时涵盖内部与外部",
  remedy  = "补充被遗漏一方的沟通内容",
}
