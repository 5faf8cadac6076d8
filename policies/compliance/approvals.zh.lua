-- SPDX-License-Identifier: MIT

policy { title = "审批" }

rule "approver_is_another_person" {
  message = "{approval.by} 批准了自己提出的申请：{approval.subject}",
  remedy  = "由申请人以外的人重新审批",
}

rule "approval_is_within_authority" {
  message = "{approval.by} 批准“{approval.subject}”{approval.amount}，其授权额度为 {approval.limit}",
  remedy  = "由授权额度足够的人审批",
}

rule "approval_says_who_and_when" {
  message = "“{approval.subject}”的审批记录缺少：{missing}",
  remedy  = "记录申请人、审批人和审批时间",
}
