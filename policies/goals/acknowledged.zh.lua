-- SPDX-License-Identifier: MIT

policy { title = "目标确认" }

rule "goal_is_acknowledged" {
  message = "目标“{goal.name}”于 {goal.approved_at} 批准，团队确认比例为 {measure}，限值为 {limit}",
  remedy  = "向成员说明目标与预期结果，并请其确认",
}

rule "acknowledgement_is_of_this_wording" {
  message = "目标“{goal.name}”的描述于 {changed} 变更，此前 {names} 已确认",
  remedy  = "告知变更内容，并请其重新确认",
}
