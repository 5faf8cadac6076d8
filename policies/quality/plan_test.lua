-- SPDX-License-Identifier: MIT

test "a quality plan with a check for every deliverable may enter" {
  project = sample {},
  enter   = "execution",
  refused = {},
  passes  = { "quality_plan_is_approved", "deliverable_has_a_check" },
}

test "a quality plan that nobody approved is refused" {
  project = sample { plan = { quality = { approved_by = absent } } },
  enter   = "execution",
  refused = { "quality_plan_is_approved" },
}

test "a deliverable without a check is refused, and it is told in Chinese" {
  project = sample { plan = { quality = { checks = { { name = "signatures", deliverable = "D1" } } } } },
  enter   = "execution",
  lang    = "zh",
  refused = { "deliverable_has_a_check" },
  finding = { element = "deliverables[D2]", message = "可交付成果 display stands 没有计划检查项" },
}

test "without a plan there is no check" {
  project = sample { plan = absent },
  enter   = "execution",
  refused = { "quality_plan_is_approved", "deliverable_has_a_check" },
}

local function inspected(result, inspections)
  return sample { deliverables = { { id = "D2", name = "stands", status = "done", quality_result = result } }, inspections = inspections }
end

test "the boundary of a release: a pass, not a conditional one" {
  given   = inspected,
  enter   = "released",
  rule    = "released_deliverable_passed",
  passes  = { "pass" },
  refused = { "conditional", "fail", absent },
}

test "an inspection that passed is as good as a result" {
  project = inspected(absent, { { id = "I1", deliverable = "D2", date = "2026-06-20", result = "pass" } }),
  enter   = "released",
  refused = {},
}

test "an inspection of something else releases nothing" {
  project = inspected(absent, { { id = "I1", deliverable = "D1", date = "2026-06-20", result = "pass" } }),
  enter   = "released",
  refused = { "released_deliverable_passed" },
}
