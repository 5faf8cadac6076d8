-- SPDX-License-Identifier: MIT

local function with_gift(over)
  local gift = {
    id = "T1", recipient = "Ma Jun", recipient_type = "private", giver = "Li Na", kind = "gift", value = 100,
    given_on = "2026-05-21", approved_by = "Chen Wei", approved_on = "2026-05-19",
  }
  for key, value in pairs(over) do gift[key] = value end
  return sample { gifts = { gift } }
end

test "the sample's gifts conform" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "gift_is_small", "gift_is_not_money", "giver_does_not_approve" },
}

test "a gift is small" {
  given  = function(value) return with_gift { value = value } end,
  rule   = "gift_is_small",
  passes = { 0, 350 },
  fails  = { 350.01 },
}

test "a gift to an official is smaller" {
  given  = function(value) return with_gift { recipient_type = "public_official", value = value } end,
  rule   = "gift_is_small",
  passes = { 140 },
  fails  = { 140.01 },
}

test "a gift above the limit is critical" {
  project = with_gift { value = 1000 },
  fails   = { gift_is_small = "critical" },
}

test "a value in another currency, or none, cannot be judged" {
  given   = function(value) return with_gift { value = value } end,
  rule    = "gift_is_small",
  unknown = { { amount = 10, currency = "USD" }, absent },
}

test "a company in another currency sets its own limits" {
  project = with_gift { value = { amount = 51, currency = "USD" } },
  params  = { occasion = { private = "50 USD", state_company = "50 USD", public_official = "20 USD" } },
  fails   = { "gift_is_small" },
}

test "money is never a gift" {
  given  = function(kind) return with_gift { kind = kind } end,
  rule   = "gift_is_not_money",
  passes = { "gift", "meal", "travel", "entertainment" },
  fails  = { "cash", "voucher" },
}

test "what an official is given was approved the day before" {
  given  = function(day) return with_gift { recipient_type = "public_official", approved_on = day } end,
  rule   = "gift_to_official_was_approved",
  passes = { "2026-05-20" },
  fails  = { "2026-05-21", "2026-05-22", absent },
}

test "others need no approval" {
  project        = with_gift { approved_by = absent, approved_on = absent },
  fails          = {},
  not_applicable = { "gift_to_official_was_approved", "giver_does_not_approve" },
}

test "nobody approves their own gift" {
  given  = function(by) return with_gift { approved_by = by } end,
  rule   = "giver_does_not_approve",
  passes = { "Chen Wei" },
  fails  = { "Li Na" },
}

test "nothing is given within ninety days of a tender, before or after" {
  given  = function(day) return with_gift { given_on = "2026-05-21", open_tender_on = day } end,
  rule   = "gift_keeps_away_from_tenders",
  passes = { "2026-02-19", "2026-08-20" },
  fails  = { "2026-02-20", "2026-05-21", "2026-08-19" },
}
