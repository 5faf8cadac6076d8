-- SPDX-License-Identifier: MIT

test "a project that goes through its phases keeps the order" {
  project = sample { phase = was { "initiation", "planning", "execution", every = "30d" }, phases = {} },
  passes  = { "phase_order_is_kept" },
  fails   = {},
}

test "a project that leaves out the planning fails" {
  project = sample { phase = was { "initiation", "execution", every = "30d" }, phases = {} },
  fails   = { "phase_order_is_kept" },
  finding = { rule = "phase_order_is_kept", message = "the project left out phases: initiation -> execution" },
}

test "what was left out is told in Chinese" {
  project = sample { phase = was { "planning", "closing", every = "30d" }, phases = {} },
  lang    = "zh",
  finding = { rule = "phase_order_is_kept", message = "项目跳过了阶段：planning -> closing" },
}

test "monitoring goes on while the execution does: neither forced nor a reopening" {
  given  = function(last) return sample { phase = was { "planning", "execution", last, every = "30d" }, phases = {} } end,
  rule   = "phase_order_is_kept",
  passes = { "monitoring", "closing" },
  fails  = { "closed" },
}

test "from monitoring back to execution and on to closing nothing is left out" {
  project = sample { phase = was { "execution", "monitoring", "execution", "closing", every = "10d" }, phases = {} },
  fails   = {},
}

test "monitoring without execution leaves that out" {
  project = sample { phase = was { "planning", "monitoring", "closing", every = "10d" }, phases = {} },
  passes  = { "phase_order_is_kept" },
}

test "going back leaves nothing out" {
  project = sample { phase = was { "closing", "execution", every = "10d" }, phases = {} },
  fails   = {},
}

test "where no history is kept nothing was left out that is known" {
  project = sample { phase = "closing", phases = {} },
  fails   = {},
}

test "a project without a phase has no order to keep" {
  project        = sample { phase = absent, phases = {} },
  not_applicable = { "phase_order_is_kept" },
}

test "a waiver excuses a phase that was left out" {
  project = sample { phase = was { "initiation", "execution", every = "30d" }, phases = {} },
  waivers = { { rule = "phase_order_is_kept", expires = "2026-12-31" } },
  waived  = { "phase_order_is_kept" },
}

local function opened_again(reason)
  return sample { phase = "execution", phases = { { phase = "execution", entered_on = "2026-01-01", left_on = "2026-03-01", reopened_reason = reason } } }
end

test "a phase that is open again says why" {
  project = opened_again(absent),
  fails   = { "reopening_has_a_reason" },
}

test "a reason is enough" {
  project = opened_again("the customer sent the goods back"),
  passes  = { "reopening_has_a_reason" },
}

test "the boundary of an overrun" {
  given  = function(left) return sample { phase = "planning", phases = { { phase = "initiation", planned_days = 20, entered_on = "2026-01-01", left_on = left } } } end,
  rule   = "phase_takes_no_longer_than_planned",
  passes = { "2026-01-26" },
  fails  = { "2026-01-27" },
}

test "a phase that goes on is measured up to today" {
  on      = "2026-03-01",
  project = sample { phase = "planning", phases = { { phase = "planning", planned_days = 10, entered_on = "2026-02-01" } } },
  fails   = { phase_takes_no_longer_than_planned = "warning" },
}
