-- SPDX-License-Identifier: MIT

policy { title = "健康、安全与环境" }

rule "site_stays_checked" {
  message = "现场正在施工，近期却没有通过的安全检查",
  remedy  = "停止现场工作，直到安全检查通过",
}

rule "site_was_checked" {
  message = "有现场作业，但近期没有合格的安全检查",
  remedy  = "安全检查合格之前停止现场作业",
}

rule "people_on_site_are_insured" {
  message = "有现场作业，但没有有效的保险",
  remedy  = "为人员和财产投保，并登记保险单及有效期",
}

rule "protective_equipment_is_at_hand" {
  message = "有现场作业，但防护用品未到位",
  remedy  = "继续作业前配齐防护用品",
}

rule "hazard_is_closed_in_time" {
  message = "隐患“{hazard.name}”（{hazard.level}）自 {hazard.opened_at} 起未关闭，已超过期限",
  remedy  = "落实整改措施并关闭隐患，或封闭该区域",
}

rule "incident_is_reported_in_time" {
  message = "{incident.at} 发生的事故“{incident.name}”未按时报告",
  remedy  = "立即报告，并告知现场所有人员事故报告的方式",
}

rule "incident_is_investigated_in_time" {
  message = "{incident.at} 发生的事故“{incident.name}”未按时完成调查",
  remedy  = "查明并记录原因，商定防止再次发生的措施",
}
