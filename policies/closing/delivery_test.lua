-- SPDX-License-Identifier: MIT

local HANDOVER = { date = "2026-06-01", handover_doc = "handover.pdf", handover_signed_by = "Ma Jun", handover_signed_on = "2026-06-02" }
local REPORT = { goal_result = "reached", schedule = "in time", cost = "within budget", quality = "no defects", risk = "none occurred", lessons = "order earlier",
  approved_by = "Chen Wei", approved_on = "2026-06-20" }

local function delivered(over)
  local project = { phase = "closing", deliverables = { { id = "D1", name = "stands", status = "accepted" } }, delivery = HANDOVER,
    acceptance = { date = "2026-06-10", signed_by = "Ma Jun", authorised = true, result = "pass" }, report = REPORT,
    success_criteria = { { name = "growth", target = 20, actual = 21 } } }
  for key, value in pairs(over or {}) do project[key] = value end
  return sample(project)
end

test "a project that delivered may close" {
  project = delivered(),
  enter   = "closing",
  refused = {},
  passes  = { "deliverable_is_done", "handover_is_signed" },
}

test "a deliverable is done when it says so, or was waived" {
  given   = function(status) return delivered { deliverables = { { id = "D1", name = "stands", status = status } } } end,
  enter   = "closing",
  rule    = "deliverable_is_done",
  passes  = { "done", "released", "accepted", "waived" },
  refused = { "planned", "in_progress", "rejected", absent },
}

test "a handover that nobody signed is refused, and it is told in Chinese" {
  project = delivered { delivery = { handover_doc = "handover.pdf" } },
  enter   = "closing",
  lang    = "zh",
  refused = { "handover_is_signed" },
  finding = { message = "移交缺少：delivery.handover_signed_by" },
}

test "a project that was accepted and summed up may be closed" {
  project = delivered(),
  enter   = "closed",
  refused = {},
  passes  = { "acceptance_is_signed", "acceptance_holds", "report_is_whole", "report_is_in_time", "success_criterion_is_measured" },
}

test "no acceptance is refused" {
  project = delivered { acceptance = absent },
  enter   = "closed",
  refused = { "acceptance_is_signed" },
}

test "an acceptance holds by an authorised person, without open points or with dated ones" {
  given   = function(acceptance)
    acceptance.date, acceptance.signed_by = "2026-06-10", "Ma Jun"
    return delivered { acceptance = acceptance }
  end,
  enter   = "closed",
  rule    = "acceptance_holds",
  passes  = { { authorised = true, result = "pass" }, { authorised = true, result = "conditional", open_points = { { text = "paint", due = "2026-07-31" } } } },
  refused = { { result = "pass" }, { authorised = true, result = "fail" }, { authorised = true, result = "conditional" },
    { authorised = true, result = "conditional", open_points = { { text = "paint" } } } },
}

test "a report without lessons is refused" {
  project = delivered { report = { goal_result = "reached", schedule = "a", cost = "b", quality = "c", risk = "d", approved_by = "Chen Wei", approved_on = "2026-06-20" } },
  enter   = "closed",
  refused = { "report_is_whole" },
}

test "the boundary of the report's time" {
  given   = function(day)
    local report = {}
    for key, value in pairs(REPORT) do report[key] = value end
    report.approved_on = day
    return delivered { report = report }
  end,
  on      = "2026-08-31",
  enter   = "closed",
  rule    = "report_is_in_time",
  passes  = { "2026-07-01" },
  refused = { "2026-07-02" },
}

test "a criterion that nobody measured is refused" {
  project = delivered { success_criteria = { { name = "growth", target = 20 } } },
  enter   = "closed",
  refused = { "success_criterion_is_measured" },
}
