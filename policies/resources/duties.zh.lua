-- SPDX-License-Identifier: MIT

policy { title = "职责明确" }

rule "one_person_is_accountable" {
  message = "任务 {raci.task} 没有责任人，或责任人不止一个",
  remedy  = "为任务指定唯一的责任人",
}

rule "somebody_is_responsible" {
  message = "任务 {raci.task} 没有执行人",
  remedy  = "为任务指定至少一名执行人",
}

rule "accountable_person_has_authority" {
  message = "{names} 是任务 {raci.task} 的责任人，但没有决策权",
  remedy  = "授予其决策权，或改由有决策权的人负责",
}

rule "member_has_a_task" {
  message = "成员{member.name}没有任务",
  remedy  = "为其分配任务，或将其释放",
}

rule "member_is_not_swamped" {
  message = "{member.name}有 {measure} 项未完成任务，限值为 {limit}",
  remedy  = "移交或推迟部分任务",
}
