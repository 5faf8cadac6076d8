-- SPDX-License-Identifier: MIT

policy { title = "里程碑" }

rule "milestone_is_not_overdue" {
  message = "里程碑“{milestone.name}”应于 {milestone.due} 达成，至今未达成",
  remedy  = "尽快达成，或通过变更请求批准新的日期",
}

rule "milestone_forecast_holds" {
  message = "里程碑“{milestone.name}”预计于 {milestone.forecast} 达成，推迟 {measure}，限值为 {limit}",
  remedy  = "登记偏差、原因和纠正措施",
}

rule "milestone_was_earned" {
  message = "里程碑“{milestone.name}”记为已达成，但达成标准未满足或检查未通过",
  remedy  = "核对达成标准、重新检查，或撤回该里程碑",
}

rule "goal_has_a_milestone" {
  message = "目标“{goal.name}”于 {goal.due} 到期，此前没有对应的里程碑",
  remedy  = "规划一个支持该目标、且不晚于其截止日期的里程碑",
}
