-- SPDX-License-Identifier: MIT
policy { title = "项目章程" }

rule "goal_is_approved" {
  message = "项目没有已批准的目标",
  remedy  = "在规划开始前至少写明一个目标并经批准",
}

rule "charter_is_whole" {
  message = "项目章程缺少：{missing}",
  remedy  = "编写项目章程并由发起人签署",
}

rule "charter_is_signed_by_the_sponsor" {
  message = "项目章程由 {project.charter.signed_by} 签署，此人不是项目发起人",
  remedy  = "由发起人签署项目章程",
}

rule "one_project_manager" {
  message = "项目没有唯一的项目经理：团队与章程均未指定，或指定不一致",
  remedy  = "任命一位项目经理，并在各处指定同一人",
}

rule "manager_change_is_handed_over" {
  message = "项目经理由 {from} 变更为 {to}，未按时交接",
  remedy  = "进行交接并记录未完成事项",
}
