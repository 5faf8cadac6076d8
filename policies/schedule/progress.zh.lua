-- SPDX-License-Identifier: MIT

policy { title = "进度" }

rule "tasks_finish_by_their_baseline" {
  message = "到期任务中有 {measure} 未按基线完成，限值为 {limit}",
  remedy  = "找出延误任务的共同原因，制定追赶措施",
}

rule "task_starts_on_time" {
  message = "任务“{task.name}”应于 {task.baseline_start} 开始，未按时开始",
  remedy  = "尽快开始，或申请批准新的基线",
}

rule "progress_is_checked" {
  message = "近期没有检查项目进度",
  remedy  = "对照计划检查进度并记录结果",
}

rule "progress_is_kept" {
  message = "近期未留存项目进度快照",
  remedy  = "每周留存进度、成本与风险敞口的快照",
}

rule "task_is_kept_up_to_date" {
  message = "任务“{task.name}”已有 {measure} 未更新，限值为 {limit}",
  remedy  = "记录任务的进展",
}

rule "schedule_performance_index" {
  message = "进度绩效指数为 {measure}，限值为 {limit}",
  remedy  = "登记偏差、原因和纠正措施",
}

rule "critical_path_length_index" {
  message = "关键路径长度指数为 {measure}，限值为 {limit}",
  remedy  = "压缩关键路径，或申请批准新的完成日期",
}

rule "baseline_execution_index" {
  message = "基线执行指数为 {measure}，限值为 {limit}",
  remedy  = "优先完成延误的任务",
}

rule "finish_is_kept" {
  message = "预计于 {project.forecast_finish} 完成，晚于承诺的 {project.finish}",
  remedy  = "追赶进度，或与客户和发起人商定新的完成日期",
}

rule "forecast_does_not_slip_again_and_again" {
  message = "预计完成日期一再推迟，现为 {project.forecast_finish}",
  remedy  = "与执行人员一起重新估算剩余工作，并商定可兑现的完成日期",
}
