-- SPDX-License-Identifier: MIT

test "a planned project may enter the execution" {
  project = sample { phase = "planning" },
  enter   = "execution",
  refused = {},
  passes  = { "scope_is_agreed", "deliverables_are_named", "deliverable_is_defined", "plan_is_approved", "plan_has_all_parts" },
}

test "a scope without what is left out is refused" {
  project = sample { phase = "planning", scope = { excludes = {} } },
  enter   = "execution",
  refused = { "scope_is_agreed" },
  finding = { rule = "scope_is_agreed", message = "the scope lacks: scope.excludes" },
}

test "a scope that nobody approved is refused, and it is told in Chinese" {
  project = sample { phase = "planning", scope = { approved_by = absent } },
  enter   = "execution",
  lang    = "zh",
  refused = { "scope_is_agreed" },
  finding = { message = "范围缺少：scope.approved_by" },
}

test "a project that delivers nothing is refused" {
  project = sample { phase = "planning", deliverables = {} },
  enter   = "execution",
  refused = { "deliverables_are_named" },
}

test "the boundary of a deliverable's definition: one criterion is enough" {
  given   = function(criteria) return sample { deliverables = { { id = "D1", name = "stands", owner = "Li Na", due = "2026-09-01", acceptance_criteria = criteria } } } end,
  enter   = "execution",
  rule    = "deliverable_is_defined",
  passes  = { { "no damage" } },
  refused = { {} },
}

test "a deliverable without owner and due date is refused" {
  project = sample { deliverables = { { id = "D1", name = "stands", acceptance_criteria = { "no damage" } } } },
  enter   = "execution",
  refused = { "deliverable_is_defined" },
  finding = { message = "deliverable stands lacks: owner, due" },
}

test "a plan that is not approved is refused" {
  project = sample { plan = { approved_on = absent } },
  enter   = "execution",
  refused = { "plan_is_approved" },
}

test "a plan with a part left out is refused" {
  project = sample { plan = { parts = { risk = false } } },
  enter   = "execution",
  refused = { "plan_has_all_parts" },
  finding = { message = "parts of the plan are not written: risk" },
}

test "no plan at all is refused twice" {
  project = sample { plan = absent },
  enter   = "execution",
  refused = { "plan_is_approved", "plan_has_all_parts" },
}

test "procurement is no part of every plan" {
  project = sample { plan = { parts = { procurement = false } } },
  enter   = "execution",
  refused = {},
}

test "a company that always buys asks for it" {
  project = sample { plan = { parts = { procurement = absent } } },
  params  = { parts = { "time", "procurement" } },
  enter   = "execution",
  refused = { "plan_has_all_parts" },
}
