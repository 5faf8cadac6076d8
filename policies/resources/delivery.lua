-- SPDX-License-Identifier: MIT
-- Delivery on time, in quality and in quantity; each dimension is judged on its own.

policy {
  title  = "Delivery on time, quality and quantity",
  owner  = "pmo",
  tags   = { "resources", "delivery" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    quantity = at_least { "100%", doc = "share of the planned quantity that is delivered" },
  },
}

local function is_wanted(deliverable) return not deliverable.status or deliverable.status ~= "waived" end

rule "deliverable_is_on_time" {
  covers   = "R-10.a",
  severity = "error",
  each     = "deliverables",
  when     = function(deliverable) return deliverable.due and is_wanted(deliverable) end,
  check    = function(deliverable) return in_time(deliverable.done_on, deliverable.due) end,
  message  = "deliverable {deliverable.name} was due on {deliverable.due} and was not done by then",
  remedy   = "deliver, and tell the customer the new date; if the date was changed by agreement, record it",
}

rule "deliverable_has_quality" {
  covers   = "R-10.a",
  severity = "error",
  each     = "deliverables",
  when     = function(deliverable) return deliverable.done_on and is_wanted(deliverable) end,
  check    = function(deliverable) return deliverable.quality_result == "pass" end,
  message  = "deliverable {deliverable.name} is done, but its quality result is {deliverable.quality_result}",
  remedy   = "rework it and inspect it again",
}

rule "deliverable_is_complete" {
  covers   = "R-10.a",
  severity = "error",
  each     = "deliverables",
  when     = function(deliverable) return deliverable.done_on and deliverable.quantity_planned and is_wanted(deliverable) end,
  measure  = function(deliverable) return ratio(deliverable.quantity_done, deliverable.quantity_planned) end,
  limit    = "quantity",
  message  = "{measure} of the planned quantity of {deliverable.name} was delivered",
  remedy   = "deliver the rest, or agree a smaller quantity with the customer",
}
