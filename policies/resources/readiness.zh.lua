-- SPDX-License-Identifier: MIT

policy { title = "技能与工具" }

rule "skill_is_covered" {
  message = "任务“{task.name}”的执行人均不具备所需技能：{gaps}",
  remedy  = "分配具备该技能的人员，或安排培训或招聘",
}

rule "skill_level_suffices" {
  message = "任务“{task.name}”的执行人与所需技能等级相差 {measure} 级",
  remedy  = "分配达到等级的人员，或安排培训",
}

rule "skill_was_verified" {
  message = "{member.name}的技能久未认证：{skills}",
  remedy  = "重新认证这些技能",
}

rule "tool_is_ready_in_time" {
  message = "工具“{tool.name}”须于 {tool.needed_by} 使用，但尚未就绪",
  remedy  = "尽快准备就绪，或为最初几天寻找替代",
}

rule "blocking_tool_is_ready" {
  message = "缺少工具“{tool.name}”则无法开工，其状态为 {tool.status}",
  remedy  = "在进入执行阶段前使工具就绪",
}
