-- SPDX-License-Identifier: MIT

policy { title = "资源分配" }

rule "task_has_its_resources" {
  message = "任务“{task.name}”进行中，但缺少所需资源：{gaps}",
  remedy  = "为任务声明的每类资源作出分配，或在资源到位前暂停任务",
}

rule "resources_cover_the_classes" {
  message = "项目缺少以下类别的资源：{gaps}",
  remedy  = "登记项目使用的各类资源",
}

rule "resource_is_not_overloaded" {
  message = "资源“{resource.name}”在本周或今后某周的负荷为 {measure}，限值为 {limit}",
  remedy  = "把工作移到其他周或其他资源，或增加可用量",
}

rule "campaign_has_budget_and_staff" {
  message = "推广活动“{campaign.name}”在{campaign.market}进行中，预算为 {campaign.budget}，人员数为 {campaign.staff}",
  remedy  = "为进行中活动的每个市场配备预算和人员，或停止该市场的活动",
}

rule "resource_classes_have_a_manager" {
  message = "以下类别的资源没有责任经理：{gaps}",
  remedy  = "为每类资源指定责任经理",
}
