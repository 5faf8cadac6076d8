-- SPDX-License-Identifier: MIT
-- Deals: they earn their margin, discounts are granted by those who may, and the margin does not melt after the quote.

policy {
  title  = "Margins and discounts",
  owner  = "sales",
  tags   = { "cost", "sales" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    margin    = at_least { "25%", doc = "gross margin of a deal" },
    free      = percent { "10%", min = "0%", max = "100%", weaker = "up", doc = "discount that needs nobody's approval" },
    authority = per { "deal.approver_level", representative = "10%", manager = "20%", director = "30%", vice_president = "40%", executive = "100%",
                      weaker = "up", doc = "discount that somebody of this level may grant" },
    erosion   = at_most { "5%", doc = "points of margin that a deal may lose after it was quoted" },
  },
}

local function is_alive(deal) return not deal.stage or deal.stage ~= "lost" end

rule "deal_earns_its_margin" {
  covers   = "B-03.a",
  severity = "error",
  each     = "deals",
  when     = is_alive,
  measure  = function(deal) return deal.margin end,
  limit    = "margin",
  message  = "deal {deal.name} has a gross margin of {measure}; {limit} is the floor",
  remedy   = "raise the price, lower the cost, or walk away",
}

rule "discount_was_granted_by_authority" {
  covers   = "B-03.a",
  severity = "error",
  each     = "deals",
  when     = function(deal) return deal.discount and deal.discount > param.free and is_alive(deal) end,
  check    = function(deal)
    return deal.approver and deal.approver_level and deal.discount <= pick(param.authority, deal.approver_level)
  end,
  message  = "nobody with the authority granted the discount of {deal.discount} in deal {deal.name}",
  remedy   = "have the discount approved at the level that may grant it, or lower it",
}

rule "margin_holds_after_the_quote" {
  covers   = "B-03.a",
  severity = "error",
  each     = "deals",
  when     = function(deal) return deal.quoted_margin and is_alive(deal) end,
  measure  = function(deal) return round(deal.quoted_margin - deal.margin, 6) end,
  limit    = "erosion",
  message  = "deal {deal.name} has lost {measure} of margin since it was quoted; {limit} is the limit",
  remedy   = "find what was given away after the quote, and have the new price approved",
}
