-- SPDX-License-Identifier: MIT

-- Purchases of as many projects: each has an offer of the supplier.
local function offers(...)
  local projects = {}
  for i, offer in ipairs { ... } do
    offer.name = "Kestrel Print"
    projects[i] = sample { id = "P" .. i, procurement = { { item = "stands", suppliers = { offer, { name = "Alder & Co", screening = "pass" } } } } }
  end
  return projects
end

local function delivery(quality, delivered_on) return { quality = quality, delivered_on = delivered_on or "2026-05-20" } end

test "a bad delivery can happen once" {
  projects = offers(delivery "fail", delivery "pass", delivery "conditional"),
  fails    = {},
  passes   = { "supplier_does_not_fail_again" },
}

test "a second one is a warning, a third one an error" {
  given  = function(quality) return offers(delivery "fail", delivery "fail", delivery(quality)) end,
  rule   = "supplier_does_not_fail_again",
  fails  = { "pass", "fail" },
}

test "everybody who has an offer is told" {
  projects = offers(delivery "fail", delivery "fail", delivery "fail", {}),
  fails    = { supplier_does_not_fail_again = "error" },
  finding  = { project = "P4", message = "3 deliveries of Kestrel Print to all projects failed the inspection within a year; 2 is the limit" },
}

test "a delivery counts for a year" {
  given  = function(day) return offers(delivery "fail", delivery("fail", day)) end,
  rule   = "supplier_does_not_fail_again",
  passes = { "2025-06-29" },
  fails  = { "2025-06-30" },
}

test "what was not delivered yet is not judged" {
  projects       = offers({}, { quality = "fail" }),
  not_applicable = { "supplier_does_not_fail_again" },
}

test "a screening that failed is told to all who ask the supplier" {
  given  = function(screening) return offers({ screening = screening }, { screening = "pass" }) end,
  rule   = "screening_failed_nowhere_else",
  passes = { "pass", "conditional", absent },
  fails  = { "fail" },
}

test "findings speak Chinese too" {
  projects = offers({ screening = "fail" }, {}),
  lang     = "zh",
  fails    = { "screening_failed_nowhere_else" },
  finding  = { project = "P2", message = "Kestrel Print 在某项目中未通过审查" },
}
