-- SPDX-License-Identifier: MIT

policy { title = "范围与成功标准保持一致" }

rule "scope_changes_by_request" {
  message = "范围未经批准的变更请求即被修改：{fields}；最近一次在 {last}",
  remedy  = "提出变更请求、说明影响并获批准，或撤回该修改",
}

rule "success_criteria_are_those_of_the_start" {
  message = "启动阶段之后修改了成功标准：{fields}",
  remedy  = "按启动时设定的标准衡量，新标准另行报告",
}
