-- SPDX-License-Identifier: MIT

policy { title = "项目团队" }

rule "team_has_manager_and_sponsor" {
  message = "团队缺少：{missing}",
  remedy  = "规划开始前任命项目经理和发起人",
}

rule "team_is_staffed" {
  message = "除项目经理和发起人外，团队只有 {found} 名成员，人数不足，不得进入规划阶段",
  remedy  = "确定团队成员",
}

rule "key_role_is_filled" {
  message = "关键角色“{role.name}”自 {role.vacant_since} 起空缺",
  remedy  = "补充人员，或在到位之前指定代理人",
}

rule "training_is_done_in_time" {
  message = "{training.member} 的“{training.skill}”培训应于 {training.due} 前完成",
  remedy  = "立即安排培训，或改派具备该技能的人员",
}
