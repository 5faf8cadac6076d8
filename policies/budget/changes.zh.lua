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
