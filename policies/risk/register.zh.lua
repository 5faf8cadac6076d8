-- SPDX-License-Identifier: MIT

policy { title = "风险登记册" }

rule "register_covers_the_categories" {
  message = "风险登记册在以下类别中既无风险也未说明无风险的理由：{gaps}",
  remedy  = "在每个类别中至少识别一项风险，或说明为何没有",
}

rule "register_is_long_enough" {
  message = "项目周期长或金额大，而登记册中的风险数量不足",
  remedy  = "召开风险研讨会并登记识别出的风险",
}

rule "risk_is_described" {
  message = "风险“{risk.name}”缺少：{missing}",
  remedy  = "说明可能发生什么、原因、影响以及由谁负责",
}

rule "risk_score_is_the_product" {
  message = "风险“{risk.name}”评分为 {risk.score}，但概率为 {risk.probability}，影响为 {risk.impact}",
  remedy  = "更正评分：概率乘以影响",
}

rule "risk_band_fits_the_score" {
  message = "风险“{risk.name}”标为 {risk.band}，按评分 {risk.score} 应为 {band}",
  remedy  = "更正风险等级",
}

rule "high_risk_answered" {
  message = "风险“{risk.name}”评分为 {risk.score}，缺少应对策略、负责人或有期限的措施",
  remedy  = "选定应对策略，指定负责人，并至少约定一项有截止日期的措施",
}

rule "critical_risk_prepared" {
  message = "风险“{risk.name}”评分为 {risk.score}，没有带触发条件的应急预案",
  remedy  = "写明一旦发生如何应对，以及以什么迹象为触发条件",
}

rule "occurred_risk_answered" {
  message = "风险“{risk.name}”于 {risk.occurred_at} 发生，未按时响应",
  remedy  = "立即响应，记录响应时间，并上报延误",
}

rule "occurred_risk_is_an_issue" {
  message = "风险“{risk.name}”已发生，但未关联问题",
  remedy  = "为其建立问题记录并相互关联",
}

rule "closed_risk_has_a_reason" {
  message = "风险“{risk.name}”已关闭，但没有关闭原因",
  remedy  = "记录风险消除的原因",
}
