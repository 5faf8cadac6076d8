-- SPDX-License-Identifier: MIT

test "the sample's budget is well distributed" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "budget_adds_up", "line_is_no_lump", "contingency_is_reasonable" },
}

-- The sample's budget: lines of 850,000, a contingency of 100,000, a reserve of 50,000.
local function with_total(total) return sample { budget = { total = total } } end

test "a budget adds up to the cent" {
  given  = with_total,
  rule   = "budget_adds_up",
  passes = { 1000000, 1000000.01, 999999.99 },
  fails  = { 1000000.02, 999999.98 },
}

test "the gap is told" {
  project = with_total(1000500),
  fails   = { budget_adds_up = "error" },
  finding = { message = { contains = "differ from the total of 1,000,500" }, measure = "500" },
}

test "a budget need not have reserves" {
  project = sample { budget = { total = 850000, contingency = absent, reserve = absent } },
  passes  = { "budget_adds_up" },
  fails   = { "line_is_no_lump", "contingency_is_reasonable" },
}

test "without a budget nothing is known after initiation" {
  project = sample { budget = absent },
  fails   = {},
  unknown = { "budget_adds_up", "line_is_no_lump", "contingency_is_reasonable" },
}

test "in initiation there is no budget yet" {
  project        = sample { phase = "initiation", budget = absent },
  unknown        = {},
  not_applicable = { "budget_adds_up", "contingency_is_reasonable" },
}

-- ---- lines ----

local function with_line(amount, note)
  return sample { budget = { total = 1000, lines = { { name = "fair", amount = amount, note = note } } } }
end

test "a line has at most two fifths of the budget" {
  given  = function(amount) return with_line(amount) end,
  rule   = "line_is_no_lump",
  passes = { 400 },
  fails  = { 401 },
}

test "a note explains a large line" {
  project        = with_line(900, "one fair is all there is"),
  not_applicable = { "line_is_no_lump" },
}

-- ---- contingency ----

test "the contingency is between five and fifteen percent" {
  given  = function(contingency) return sample { budget = { total = 1000, contingency = contingency } } end,
  rule   = "contingency_is_reasonable",
  passes = { 50, 150 },
  fails  = { 0, 49, 151, absent },
}

test "findings speak Chinese too" {
  project = with_line(900),
  lang    = "zh",
  fails   = { "budget_adds_up", "line_is_no_lump", "contingency_is_reasonable" },
  finding = { rule = "line_is_no_lump", message = "科目“fair”占预算的 90%，超过 40% 须加备注" },
}
