-- SPDX-License-Identifier: MIT

policy { title = "风险监测" }

rule "risk_is_reviewed" {
  message = "风险“{risk.name}”评分为 {risk.score}，未按时评审",
  remedy  = "与负责人评审该风险并记录日期",
}

rule "high_risk_is_watched" {
  message = "风险“{risk.name}”评分为 {risk.score}，没有带触发条件的监测指标",
  remedy  = "确定能预示该风险的指标以及需要行动的数值",
}

rule "risk_actions_are_in_time" {
  message = "风险“{risk.name}”有逾期的措施：{late}",
  remedy  = "完成该措施并记录日期，或与风险负责人商定新的期限",
}

rule "critical_risk_has_a_plan" {
  message = "极高风险“{risk.name}”没有应急预案，不得进入执行阶段",
  remedy  = "编制应急预案，写明步骤和负责人，并与风险关联",
}

rule "plan_is_rehearsed" {
  message = "风险 {plan.risk} 的应急预案近期未演练",
  remedy  = "与执行人员一起演练该预案",
}

rule "risk_has_not_outlived_its_date" {
  message = "风险“{risk.name}”预计于 {risk.proximity} 前发生，至今仍未关闭",
  remedy  = "说明原因并关闭该风险，或重新估计发生日期",
}

rule "exposure_does_not_rise_steadily" {
  message = "风险敞口连续 {rises} 次评审上升",
  remedy  = "与发起人逐项检视风险登记册：哪些应对未起作用",
}

rule "review_meeting_is_held" {
  message = "近期未召开评审会议",
  remedy  = "召开会议，逐项处理红色事项并记录决议",
}

rule "minutes_are_sent_soon" {
  message = "{meeting.date} 评审会议的纪要未及时发出",
  remedy  = "发送给全部参会人和受邀人",
}
