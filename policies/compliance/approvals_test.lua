-- SPDX-License-Identifier: MIT

local function with_approval(over)
  local approval = {
    id = "P1", kind = "budget", subject = "stand", status = "approved", requested_by = "Li Na", by = "Chen Wei",
    at = "2026-05-01T10:00:00Z", amount = 1000, limit = 5000,
  }
  for key, value in pairs(over) do approval[key] = value end
  return sample { approvals = { approval } }
end

test "the sample's approvals are sound" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "approver_is_another_person", "approval_is_within_authority", "approval_says_who_and_when" },
}

test "nobody approves their own request" {
  given  = function(by) return with_approval { by = by } end,
  rule   = "approver_is_another_person",
  passes = { "Chen Wei" },
  fails  = { "Li Na" },
}

test "an own approval is critical" {
  project = with_approval { by = "Li Na" },
  fails   = { approver_is_another_person = "critical" },
  finding = { message = "Li Na approved their own request: budget stand" },
}

test "nobody approves more than they may" {
  given  = function(amount) return with_approval { amount = amount } end,
  rule   = "approval_is_within_authority",
  passes = { 4999.99, 5000 },
  fails  = { 5000.01 },
}

test "amounts in two currencies cannot be compared" {
  project = with_approval { amount = { amount = 1000, currency = "USD" } },
  fails   = {},
  unknown = { "approval_is_within_authority" },
}

test "an approval without a limit cannot be judged" {
  project = with_approval { limit = absent },
  unknown = { "approval_is_within_authority" },
}

test "an approval says who and when" {
  project = with_approval { by = absent, at = absent },
  fails   = { approval_says_who_and_when = "critical" },
  finding = { rule = "approval_says_who_and_when", message = "the approval of budget stand does not say: by, at" },
}

test "what is pending is not judged" {
  project        = with_approval { status = "pending", by = "Li Na" },
  not_applicable = { "approver_is_another_person", "approval_is_within_authority", "approval_says_who_and_when" },
}
