-- SPDX-License-Identifier: MIT

test "the sample delivers" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "deliverable_is_on_time", "deliverable_has_quality", "deliverable_is_complete" },
}

local function with_deliverable(over)
  local deliverable = {
    name = "stand", due = ago "5d", done_on = ago "6d", status = "done", quality_result = "pass", quantity_planned = 1000, quantity_done = 1000,
  }
  for key, value in pairs(over) do deliverable[key] = value end
  return sample { deliverables = { deliverable } }
end

test "a deliverable may be done on the day it is due" {
  given  = function(day) return with_deliverable { done_on = day } end,
  rule   = "deliverable_is_on_time",
  passes = { ago "6d", ago "5d" },
  fails  = { ago "4d" },
}

test "a deliverable that is not done is late on the day after it was due" {
  given  = function(due) return with_deliverable { due = due, done_on = absent } end,
  rule   = "deliverable_is_on_time",
  passes = { ahead "1d", ago "0d" },
  fails  = { ago "1d" },
}

test "done is not good" {
  given  = function(result) return with_deliverable { quality_result = result } end,
  rule   = "deliverable_has_quality",
  passes = { "pass" },
  fails  = { "conditional", "fail" },
}

test "quality that nobody recorded is unknown" {
  project = with_deliverable { quality_result = absent },
  fails   = {},
  unknown = { "deliverable_has_quality" },
}

test "all that was planned is delivered" {
  given  = function(quantity) return with_deliverable { quantity_done = quantity } end,
  rule   = "deliverable_is_complete",
  passes = { 1000, 1001 },
  fails  = { 999, 0 },
}

test "each dimension is judged on its own" {
  project = with_deliverable { done_on = ago "1d", quality_result = "fail", quantity_done = 500 },
  fails   = { deliverable_is_on_time = "error", deliverable_has_quality = "error", deliverable_is_complete = "error" },
  finding = { rule = "deliverable_is_complete", message = "50% of the planned quantity of stand was delivered" },
}

test "what was waived is not asked for" {
  project        = with_deliverable { status = "waived", done_on = absent },
  not_applicable = { "deliverable_is_on_time" },
}

test "findings speak Chinese too" {
  project = with_deliverable { quantity_done = 500 },
  lang    = "zh",
  fails   = { "deliverable_is_complete" },
  finding = { message = "交付物“stand”仅交付了计划数量的 50%" },
}
