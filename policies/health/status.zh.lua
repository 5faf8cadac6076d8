-- SPDX-License-Identifier: MIT

policy { title = "项目状态" }

rule "project_is_not_red" {
  message = "项目为红色：进度、成本、质量或风险方面有错误（{errors} 项）：{rules}",
  remedy  = "解决这些规则发现的问题，严重的优先；或者变更计划并获得批准",
}

rule "green_is_true" {
  message = "报告为绿色，但存在错误（{errors} 项，其中严重 {critical} 项）：{rules}",
  remedy  = "将项目报告为黄色或红色，并向发起人说明问题和正在采取的措施",
}
