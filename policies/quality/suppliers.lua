-- SPDX-License-Identifier: MIT
-- Suppliers across projects: one that delivers badly again and again, or fails the screening, is known to everybody who asks it.

policy {
  title  = "Suppliers across projects",
  owner  = "purchasing",
  tags   = { "quality", "procurement", "portfolio" },
  params = {
    period = duration { "12mo", weaker = "down", doc = "time over which deliveries of a supplier are looked at" },
    bad    = at_most { warning = 1, error = 2, doc = "deliveries of one supplier to all projects in that time that fail the inspection" },
  },
}

rule "supplier_does_not_fail_again" {
  covers  = "Q-02.b",
  across  = "portfolio",
  each    = "procurement.suppliers",
  by      = "name",
  when    = function(offers) return any(offers, function(offer) return offer.quality and offer.delivered_on end) end,
  measure = function(offers)
    local delivered = filter(offers, function(offer) return offer.quality and offer.delivered_on end)
    return count(recent(delivered, "delivered_on", param.period), { quality = "fail" })
  end,
  limit   = "bad",
  message = "{measure} deliveries of {name} to all projects failed the inspection within a year; {limit} is the limit",
  remedy  = "order elsewhere until the supplier has shown what it changed",
}

rule "screening_failed_nowhere_else" {
  covers   = "PL-03.b",
  severity = "warning",
  across   = "portfolio",
  each     = "procurement.suppliers",
  by       = "name",
  when     = function(offers) return any(offers, function(offer) return offer.screening ~= nil end) end,
  check    = function(offers)
    return none(offers, function(offer) return offer.screening and offer.screening == "fail" end)
  end,
  message  = "{name} failed the screening of a project",
  remedy   = "screen the supplier again for all projects, or take it off the list",
}
