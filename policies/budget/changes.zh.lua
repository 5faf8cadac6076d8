-- SPDX-License-Identifier: MIT

policy { title = "变更请求" }

rule "change_is_decided" {
  message = "变更“{change.name}”于 {change.raised_at} 提出，至今未决定",
  remedy  = "批准或驳回，并告知提出人",
}

rule "applied_change_was_approved" {
  message = "变更“{change.name}”未经批准或在批准之前已实施",
  remedy  = "补办批准或撤回变更，并查明如何得以实施",
}

rule "baseline_is_changed_seldom" {
  message = "一年内基线变更 {measure} 次，限值为 {limit} 次",
  remedy  = "与执行人一次性重新计划剩余工作并遵守",
}

rule "changes_add_little_to_the_cost" {
  message = "近一年的变更使成本增加 {measure}，限值为 {limit}",
  remedy  = "由发起人决定项目是否仍值得继续",
}
