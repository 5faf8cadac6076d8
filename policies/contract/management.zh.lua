-- SPDX-License-Identifier: MIT

policy { title = "合同管理" }

rule "required_contract_is_there" {
  message = "项目需要合同，但尚无合同，不得开工",
  remedy  = "登记合同，并在开工前完成签订",
}

rule "work_has_its_contract" {
  message = "该项目需要合同却没有合同，工作仍在进行",
  remedy  = "停止工作，直到合同签署；上报无合同期间完成的工作",
}

rule "no_work_without_signature" {
  message = "合同 {contract.number} 未签署而工作仍在进行，或工作早于签署",
  remedy  = "停止工作，直到双方签署；上报无合同期间完成的工作",
}

rule "contract_is_signed_before_work" {
  message = "合同 {contract.number} 在开工前未签订，或至今未签订",
  remedy  = "双方签订之前停止工作；对无合同已开展的工作予以上报",
}

rule "contract_end_is_decided" {
  message = "合同 {contract.number} 于 {contract.finish} 到期，尚未决定续签或终止",
  remedy  = "决定续签或关闭，并通知对方",
}

rule "obligation_is_met_in_time" {
  message = "合同 {contract.number} 第 {obligation.clause} 条的义务应于 {obligation.due} 前履行",
  remedy  = "履行该义务并记录证据，或书面商定新的期限",
}

rule "variation_was_agreed_in_writing" {
  message = "合同 {contract.number} 的变更“{variation.name}”在签订补充协议之前已实施",
  remedy  = "立即签订补充协议；没有补充协议不得继续实施",
}

rule "receivable_is_paid" {
  message = "{receivable.customer} 的发票 {receivable.invoice} 已逾期 {measure}，上限为 {limit}",
  remedy  = "与客户商定催收计划；超过最后期限时停止发货",
}

rule "deposit_is_small" {
  message = "合同 {contract.number} 的定金占合同金额的 {measure}，上限为 {limit}",
  remedy  = "降低定金：超出上限的部分不产生定金效力",
}

rule "penalty_is_moderate" {
  message = "合同 {contract.number} 的违约金为损失的 {measure}，上限为 {limit}",
  remedy  = "降低违约金，或由法务确认",
}
