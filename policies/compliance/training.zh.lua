-- SPDX-License-Identifier: MIT

policy { title = "合规培训" }

rule "member_is_trained" {
  message = "{member.name} 未按期接受合规培训，上次培训：{member.compliance_trained_on}",
  remedy  = "安排下一次培训并记录完成日期",
}
