-- SPDX-License-Identifier: MIT

policy { title = "问题" }

rule "issue_is_solved_in_time" {
  message = "问题“{issue.name}”（{issue.severity}）自 {issue.opened_at} 起未解决",
  remedy  = "解决问题，或上报能解决的人",
}

rule "issue_has_an_owner" {
  message = "问题“{issue.name}”无负责人",
  remedy  = "指定由谁解决",
}

rule "issues_stay_solved" {
  message = "曾关闭的问题中有 {measure} 被重新打开，限值为 {limit}",
  remedy  = "关闭之前由提出人确认解决方案",
}
