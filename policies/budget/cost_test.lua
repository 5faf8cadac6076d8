-- SPDX-License-Identifier: MIT

test "the sample keeps its budget" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "line_within_budget", "cost_performance_index", "estimate_at_completion", "costs_are_booked" },
}

-- ---- lines ----

local function with_line(actual, committed)
  return sample { budget = { lines = { { name = "fair", amount = 1000, actual = actual, committed = committed } } } }
end

test "four fifths of a line may be spent or committed" {
  given  = function(actual) return with_line(actual, 300) end,
  rule   = "line_within_budget",
  passes = { 0, 500 },
  fails  = { 501 },
}

test "above eighty percent is a warning" {
  project = with_line(950),
  fails   = { line_within_budget = "warning" },
  finding = { message = "line fair is 95% used; 80% is the limit" },
}

test "above ninety-five percent is an error" { project = with_line(951), fails = { line_within_budget = "error" } }

test "the whole line is an error still" { project = with_line(700, 300), fails = { line_within_budget = "error" } }

test "more than the whole line is critical" { project = with_line(700, 301), fails = { line_within_budget = "critical" } }

test "a line of nothing has no share" {
  project        = sample { budget = { lines = { { name = "fair", amount = 0, actual = 0 } } } },
  not_applicable = { "line_within_budget" },
}

test "what was spent is unknown where nobody says so" {
  project = with_line(nil, 300),
  fails   = {},
  unknown = { "line_within_budget" },
}

-- ---- indexes ----

local function with_cpi(cpi) return sample { evm = { ev = 1000 * cpi, ac = 1000, bac = 10000 } } end

test "the cost performance index is at least 0.95" {
  given  = with_cpi,
  rule   = "cost_performance_index",
  passes = { 0.95, 1.1 },
  fails  = { 0.949 },
}

test "an index down to 0.90 is a warning" {
  project = with_cpi(0.90),
  fails   = { cost_performance_index = "warning", estimate_at_completion = "error" },
}

test "an index below 0.90 is an error" {
  project = with_cpi(0.899),
  fails   = { cost_performance_index = "error", estimate_at_completion = "error" },
}

-- The estimate is the budget by the index.
test "the estimate is at most 105 percent of the budget" {
  given  = with_cpi,
  rule   = "estimate_at_completion",
  passes = { 0.953, 1 },
  fails  = { 0.952 },
}

test "an estimate up to 110 percent is a warning" {
  project = with_cpi(0.91),
  fails   = { cost_performance_index = "warning", estimate_at_completion = "warning" },
  finding = { rule = "estimate_at_completion", message = { contains = "105% is the limit" } },
}

test "before anything was spent there is no index" {
  project        = sample { evm = { ev = 0, ac = 0 } },
  not_applicable = { "cost_performance_index", "estimate_at_completion" },
}

-- ---- bookings ----

test "a cost was booked in the last thirty days" {
  given  = function(day) return sample { actuals = { { wbs = "1", date = "2026-03-01", amount = 5 }, { wbs = "1", date = day, amount = 5 } } } end,
  rule   = "costs_are_booked",
  passes = { ago "0d", ago "30d" },
  fails  = { ago "31d" },
}

test "without any booking the time runs from the start of the work" {
  given  = function(day) return sample { actuals = {}, started_at = day .. "T12:00:00Z" } end,
  rule   = "costs_are_booked",
  passes = { "2026-06-29", "2026-05-31" },
  fails  = { "2026-05-30" },
}

test "costs need not arise before the work begins" {
  project        = sample { phase = "planning", actuals = {} },
  not_applicable = { "costs_are_booked" },
}

test "findings speak Chinese too" {
  project = with_line(950),
  lang    = "zh",
  fails   = { "line_within_budget" },
  finding = { message = "科目“fair”已使用 95%，限值为 80%" },
}

local function index_was(...)
  local values = { ... }
  values.every = "14d"
  return sample { evm = { cpi = was(values) } }
end

test "an index that falls three times in a row is a warning" {
  project = index_was(1.10, 1.07, 1.04, 1.01),
  fails   = { cost_index_does_not_fall_steadily = "warning" },
  finding = { message = "the cost performance index has fallen 3 times in a row, to 1.01" },
}

test "fewer falls, or one period without, are none" {
  given  = function(values) return index_was(table.unpack(values)) end,
  rule   = "cost_index_does_not_fall_steadily",
  passes = { { 1.07, 1.04, 1.01 }, { 1.10, 1.07, 1.07, 1.01 }, { 1.00, 1.01, 1.02, 1.03 } },
  fails  = { { 0.99, 1.10, 1.07, 1.04, 1.01 } },
}
