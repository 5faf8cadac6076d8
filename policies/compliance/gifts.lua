-- SPDX-License-Identifier: MIT
-- Gifts, meals and favours, each by itself: small, never money, and for officials only what was approved before.

policy {
  title  = "Gifts",
  owner  = "compliance",
  tags   = { "compliance", "bribery" },
  params = {
    occasion = per { "gift.recipient_type", private = "350 CNY", state_company = "350 CNY", public_official = "140 CNY",
      doc = "value of what one recipient may be given on one occasion", weaker = "up" },
    quiet    = duration { "90d", weaker = "down", doc = "time before and after a tender or award in which nothing is given" },
  },
}

rule "gift_is_small" {
  covers   = "LG-01.b",
  severity = "critical",
  each     = "gifts",
  check    = function(gift)
    local limit = pick(param.occasion, gift.recipient_type)
    return gift.value <= limit, { limit = limit }
  end,
  message  = "{gift.recipient} was given {gift.value} on {gift.given_on}; {limit} is the limit",
  remedy   = "report it to compliance; ask for it back if it was not accepted yet",
}

rule "gift_is_not_money" {
  covers   = "LG-01.b",
  severity = "critical",
  each     = "gifts",
  check    = function(gift) return gift.kind ~= "cash" and gift.kind ~= "voucher" end,
  message  = "{gift.recipient} was given a {gift.kind} on {gift.given_on}; money and vouchers are never gifts",
  remedy   = "report it to compliance and ask for it back",
}

rule "gift_to_official_was_approved" {
  covers   = "LG-01.b",
  severity = "critical",
  each     = "gifts",
  when     = function(gift) return gift.recipient_type == "public_official" end,
  check    = function(gift) return gift.approved_by and gift.approved_on and gift.approved_on < gift.given_on end,
  message  = "{gift.recipient}, an official, was given something on {gift.given_on} that nobody had approved before",
  remedy   = "report it to compliance; ask before giving anything to an official",
}

rule "giver_does_not_approve" {
  covers   = "LG-01.b",
  severity = "critical",
  each     = "gifts",
  when     = function(gift) return gift.approved_by ~= nil end,
  check    = function(gift) return gift.approved_by ~= gift.giver end,
  message  = "{gift.giver} approved their own gift to {gift.recipient}",
  remedy   = "have it approved by somebody else",
}

rule "gift_keeps_away_from_tenders" {
  covers   = "LG-01.b",
  severity = "critical",
  each     = "gifts",
  when     = function(gift) return gift.open_tender_on ~= nil end,
  check    = function(gift)
    local given, tender = gift.given_on, gift.open_tender_on
    return not in_time(given, after(tender, param.quiet)) or not in_time(tender, after(given, param.quiet))
  end,
  message  = "{gift.recipient} was given something on {gift.given_on}, near the tender or award on {gift.open_tender_on}",
  remedy   = "report it to compliance; give nothing while a decision is near",
}
