-- SPDX-License-Identifier: MIT
-- Approvals: who asks does not decide, and nobody decides about more than was entrusted to them.

policy {
  title = "Approvals",
  owner = "internal audit",
  tags  = { "compliance", "approval" },
}

local function is_approved(approval) return approval.status == "approved" end

rule "approver_is_another_person" {
  covers   = "LG-02.a",
  severity = "critical",
  each     = "approvals",
  when     = is_approved,
  check    = function(approval) return approval.requested_by ~= approval.by end,
  message  = "{approval.by} approved their own request: {approval.kind} {approval.subject}",
  remedy   = "have the request decided anew by somebody who did not make it",
}

rule "approval_is_within_authority" {
  covers   = "LG-02.a",
  severity = "critical",
  each     = "approvals",
  when     = function(approval) return is_approved(approval) and approval.amount ~= nil end,
  check    = function(approval) return approval.amount <= approval.limit end,
  message  = "{approval.by} approved {approval.amount} for {approval.subject} and may approve {approval.limit}",
  remedy   = "have the request decided by somebody with the authority for its amount",
}

rule "approval_says_who_and_when" {
  covers   = "LG-02.a",
  severity = "critical",
  each     = "approvals",
  when     = is_approved,
  needs    = { "requested_by", "by", "at" },
  message  = "the approval of {approval.kind} {approval.subject} does not say: {missing}",
  remedy   = "record who asked, who decided and when",
}
