-- SPDX-License-Identifier: MIT

test "the sample's deals are sound" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "deal_earns_its_margin", "discount_was_granted_by_authority", "margin_holds_after_the_quote" },
}

local function with_deal(over)
  local deal = { name = "first order", stage = "negotiation", price = 1000, cost = 600 }
  for key, value in pairs(over) do deal[key] = value end
  return sample { deals = { deal } }
end

-- ---- margin ----

test "a deal earns a quarter of its price" {
  given  = function(cost) return with_deal { cost = cost } end,
  rule   = "deal_earns_its_margin",
  passes = { 600, 750 },
  fails  = { 751, 1200 },
}

test "the margin is told" {
  project = with_deal { cost = 800 },
  fails   = { deal_earns_its_margin = "error" },
  finding = { message = "deal first order has a gross margin of 20%; 25% is the floor" },
}

test "a company sets its own floor" {
  project = with_deal { cost = 800 },
  params  = { margin = "20%" },
  passes  = { "deal_earns_its_margin" },
}

test "without a cost the margin is unknown" {
  project = with_deal { cost = absent },
  fails   = {},
  unknown = { "deal_earns_its_margin" },
}

test "a lost deal earns nothing" {
  project        = with_deal { cost = 1200, stage = "lost" },
  not_applicable = { "deal_earns_its_margin" },
}

-- ---- discounts ----

local function with_discount(discount, level)
  return with_deal { discount = discount, approver = level and "Chen Wei", approver_level = level }
end

test "a small discount needs nobody" {
  given          = function(discount) return with_discount(discount) end,
  rule           = "discount_was_granted_by_authority",
  not_applicable = { 0, 10 },
  fails          = { 11 },
}

test "a manager grants a fifth" {
  given  = function(discount) return with_discount(discount, "manager") end,
  rule   = "discount_was_granted_by_authority",
  passes = { 20 },
  fails  = { 21 },
}

test "each level has its authority" {
  given  = function(level) return with_discount(40, level) end,
  rule   = "discount_was_granted_by_authority",
  passes = { "vice_president", "executive" },
  fails  = { "representative", "manager", "director" },
}

test "a level without a name is no approval" {
  project = with_deal { discount = 15, approver_level = "executive" },
  fails   = { discount_was_granted_by_authority = "error" },
  finding = { message = "nobody with the authority granted the discount of 15% in deal first order" },
}

-- ---- erosion ----

test "a deal may lose five points of margin after the quote" {
  given  = function(quoted) return with_deal { quoted_margin = quoted } end,
  rule   = "margin_holds_after_the_quote",
  passes = { 30, 40, 45 },
  fails  = { 45.1, 60 },
}

test "findings speak Chinese too" {
  project = with_deal { cost = 800 },
  lang    = "zh",
  fails   = { "deal_earns_its_margin" },
  finding = { message = "交易“first order”的毛利率为 20%，下限为 25%" },
}
