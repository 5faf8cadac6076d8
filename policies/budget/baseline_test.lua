-- SPDX-License-Identifier: MIT

local function work(estimates) return sample { tasks = { { id = "W1", name = "openings", wbs = "2" } }, estimates = estimates } end

test "a budget with baseline and approval, and work with estimates, may enter" {
  project = work { { wbs = "2", amount = 380000, basis = "three quotes" } },
  enter   = "execution",
  refused = {},
  passes  = { "budget_is_baselined", "work_is_estimated" },
}

test "a budget without a baseline is refused" {
  project = sample { budget = { baseline = absent } },
  enter   = "execution",
  refused = { "budget_is_baselined" },
}

test "no budget is refused, and it is told in Chinese" {
  project = sample { budget = absent },
  enter   = "execution",
  lang    = "zh",
  refused = { "budget_is_baselined" },
  finding = { message = "预算缺少：budget.baseline, budget.approved_by" },
}

test "an estimate without a basis, of other work, or none, is refused" {
  given   = work,
  enter   = "execution",
  rule    = "work_is_estimated",
  passes  = { { { wbs = "2", basis = "last year" } } },
  refused = { { { wbs = "2", amount = 1 } }, { { wbs = "3", basis = "last year" } }, {} },
}

test "a summary and what was cancelled is not estimated" {
  project = sample { tasks = { { id = "W1", name = "all", wbs = "1", summary = true }, { id = "W2", name = "old", wbs = "2", status = "cancelled" } }, estimates = absent },
  enter   = "execution",
  refused = {},
}
