-- SPDX-License-Identifier: MIT
policy { title = "执行前的预算" }

rule "budget_is_baselined" {
  message = "预算缺少：{missing}",
  remedy  = "在执行开始前确定预算基线并经批准",
}

rule "work_is_estimated" {
  message = "任务 {task.name}（{task.wbs}）没有附依据的估算",
  remedy  = "估算该工作的成本，并说明依据",
}
