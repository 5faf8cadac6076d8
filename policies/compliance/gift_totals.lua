-- SPDX-License-Identifier: MIT
-- Gifts of all projects together: what somebody is given, and gives, in twelve months adds up to little, whoever gave it.

policy {
  title  = "Gifts over a year",
  owner  = "compliance",
  tags   = { "compliance", "bribery", "portfolio" },
  params = {
    period = duration { "12mo", weaker = "down", doc = "time over which gifts are added up" },
    given  = per { "gift.recipient_type", private = "1400 CNY", state_company = "1400 CNY", public_official = "350 CNY",
      doc = "value of what one recipient may be given by all projects together in that time", weaker = "up" },
    times  = at_most { 4, doc = "gifts to one recipient in that time" },
    giver  = at_most { warning = "5000 CNY", doc = "value of what one person may give in that time" },
  },
}

local function of_the_year(gifts) return recent(gifts, "given_on", param.period) end

rule "recipient_is_given_little_in_a_year" {
  covers   = "LG-01.b",
  severity = "critical",
  across   = "portfolio",
  each     = "gifts",
  by       = "recipient",
  when     = function(gifts) return not empty(of_the_year(gifts)) end,
  check    = function(gifts)
    local given = of_the_year(gifts)
    local total = sum(given, "value")
    local limit = min(given, function(gift) return pick(param.given, gift.recipient_type) end)
    return total <= limit, { total = total, limit = limit, times = #given }
  end,
  message  = "{recipient} was given {total} in {times} gifts of all projects within a year; {limit} is the limit",
  remedy   = "give nothing more, and report it to compliance with the occasions and who approved them",
}

rule "recipient_is_given_something_seldom" {
  covers   = "LG-01.b",
  severity = "error",
  across   = "portfolio",
  each     = "gifts",
  by       = "recipient",
  measure  = function(gifts) return #of_the_year(gifts) end,
  limit    = "times",
  message  = "{recipient} was given something {measure} times within a year; {limit} is the limit",
  remedy   = "give nothing more, and agree with compliance what is customary",
}

rule "giver_gives_little_in_a_year" {
  covers  = "LG-01.b",
  across  = "portfolio",
  each    = "gifts",
  by      = "giver",
  measure = function(gifts) return sum(of_the_year(gifts), "value") end,
  limit   = "giver",
  message = "{giver} gave {measure} away within a year; {limit} is the limit",
  remedy  = "go through the gifts with compliance, and have the next ones approved there",
}
