-- SPDX-License-Identifier: MIT

policy { title = "沟通的维持" }

rule "status_is_reported" {
  message = "近期无人报告项目状态",
  remedy  = "向全部应收件人发送状态报告，并记录日期",
}

rule "feedback_is_answered" {
  message = "{feedback.from} 关于“{feedback.topic}”的反馈自 {feedback.at} 起未答复",
  remedy  = "予以答复，即使只是说明尚需时间",
}

rule "conflict_is_escalated" {
  message = "冲突“{conflict.name}”自 {conflict.opened_at} 起未解决，也未升级",
  remedy  = "提交上一级处理并记录时间",
}

rule "conflict_is_resolved" {
  message = "冲突“{conflict.name}”自 {conflict.opened_at} 起未解决",
  remedy  = "由发起人裁决",
}
