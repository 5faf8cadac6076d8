-- SPDX-License-Identifier: MIT

policy { title = "职责确认与履行" }

rule "one_project_manager" {
  message = "项目有多名项目经理：{names}",
  remedy  = "确定由谁负责，并为其他人安排别的角色",
}

rule "role_is_acknowledged" {
  message = "{member.name}于 {member.joined_on} 加入，尚未确认职责",
  remedy  = "说明角色与职责，并请其确认",
}

rule "member_keeps_up" {
  message = "{member.name}的未完成任务中有 {measure} 逾期，限值为 {limit}",
  remedy  = "了解延误原因，提供帮助或移交部分任务",
}
