-- SPDX-License-Identifier: MIT
policy { title = "交付与验收" }

rule "deliverable_is_done" {
  message = "可交付成果 {deliverable.name} 既未完成，也未豁免",
  remedy  = "完成该成果，或与客户商定免除",
}

rule "handover_is_signed" {
  message = "移交缺少：{missing}",
  remedy  = "以书面文件移交并签收",
}

rule "acceptance_is_signed" {
  message = "客户验收缺少：{missing}",
  remedy  = "请客户验收已交付的内容并签署",
}

rule "acceptance_holds" {
  message = "验收不成立：未通过、签署人未获授权，或遗留事项没有日期",
  remedy  = "由有权人员签署，并为每个遗留事项商定日期",
}

rule "report_is_whole" {
  message = "总结报告缺少：{missing}",
  remedy  = "补写缺少的部分，并批准报告",
}

rule "report_is_in_time" {
  message = "总结报告于 {project.report.approved_on} 批准，晚于 {project.acceptance.date} 验收后的期限",
  remedy  = "无法提前：请申请豁免，并在以后尽早编写",
}

rule "success_criterion_is_measured" {
  message = "成功标准 {success_criterion.name} 尚未测量",
  remedy  = "测量并记录实际值",
}
