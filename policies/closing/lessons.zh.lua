-- SPDX-License-Identifier: MIT

policy { title = "经验教训" }

rule "lesson_is_acted_on" {
  message = "经验教训无人落实：{lesson.text}",
  remedy  = "指定负责人和措施，或说明理由后放弃",
}

rule "earlier_actions_were_closed" {
  message = "上次回顾的措施仅关闭 {measure}，最低要求为 {limit}",
  remedy  = "商定新措施前，先关闭或放弃未完成的措施",
}

rule "cause_of_failure_does_not_return" {
  message = "两年内同一失败原因出现 {measure} 次：{root_cause}",
  remedy  = "查明以往教训为何未起作用，并调整全部项目的做法",
}
