-- SPDX-License-Identifier: MIT

policy { title = "目标与士气" }

rule "hopeless_goal_is_reviewed" {
  message = "目标“{goal.name}”仅达成计划的 {attained}%，连续两次过低，且未重审",
  remedy  = "与负责人及发起人重审目标：重新设定，或说明如何实现",
}

rule "mood_does_not_drop" {
  message = "团队士气由 {before} 降至 {now}",
  remedy  = "了解团队的压力所在，并检视目标能否实现",
}
