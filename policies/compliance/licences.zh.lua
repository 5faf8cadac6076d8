-- SPDX-License-Identifier: MIT

policy { title = "许可与证照" }

rule "law_check_has_passed" {
  message = "“{check.law}”的检查结果为 {check.result}",
  remedy  = "完成检查，并在继续之前整改发现的问题",
}

rule "licence_is_proved" {
  message = "“{compliance_check.law}”为必需，但缺少：{missing}",
  remedy  = "取得许可，并登记证件与有效期",
}

rule "licence_does_not_run_out" {
  message = "“{check.law}”将于 {check.valid_to} 到期",
  remedy  = "立即续办；到期后依赖它的工作须停止",
}
