-- SPDX-License-Identifier: MIT
-- Advertising terms. What the law itself names is certain; words of similar meaning depend on their context, so a person
-- decides; and what claims a fact needs its evidence. The terms, and where they are allowed, are in data/advertising.json.

policy {
  title = "Advertising terms",
  owner = "legal",
  tags  = { "compliance", "advertising" },
  link  = "https://www.samr.gov.cn/",
}

local terms = phrases "advertising"

-- What does not say that it was withdrawn is in use.
local function is_current(material) return material.text and (not material.status or material.status ~= "withdrawn") end

-- Is the term excused, with a reason, by somebody?
local function is_exempt(material, hit)
  return not empty(material.exempt_terms) and any(material.exempt_terms, function(exempt)
    return exempt.reason and exempt.approved_by and exempt.term == hit.term
  end)
end

-- Does a claim of the material speak of the term, and say by what it is proved?
local function is_proved(material, hit)
  return not empty(material.claims) and any(material.claims, function(claim)
    return claim.evidence and any(terms(claim.text, "evidence"), { term = hit.term })
  end)
end

-- The words that were found, as a sentence has them; with their places, for whoever wants to mark them.
local function found(hits)
  return { hits = hits, words = table.concat(map(hits, "text"), ", "), context = #hits > 0 and hits[1].excerpt or "" }
end

local function without_exempt(material, level)
  return filter(terms(material.text, level), function(hit) return not is_exempt(material, hit) end)
end

rule "material_has_no_banned_term" {
  covers   = { "LG-01.b", "BR-02.a" },
  severity = "critical",
  each     = "materials",
  when     = is_current,
  check    = function(material)
    local hits = without_exempt(material, "banned")
    return #hits == 0, found(hits)
  end,
  message  = "{material.name} uses what the advertising law bans: {words} ({context})",
  remedy   = "delete the words; a registered name or an official grade may be exempted, with a reason and an approval",
}

rule "material_terms_were_judged" {
  covers   = { "LG-01.b", "BR-02.a" },
  severity = "warning",
  each     = "materials",
  when     = is_current,
  check    = function(material)
    local hits = without_exempt(material, "caution")
    return #hits == 0, found(hits)
  end,
  message  = "{material.name} uses words that may be absolute terms: {words} ({context})",
  remedy   = "reword, or have the words judged in their context and record the exemption with its reason",
}

rule "material_facts_are_proved" {
  covers   = { "LG-01.b", "BR-02.a" },
  severity = "error",
  each     = "materials",
  when     = is_current,
  check    = function(material)
    local hits = filter(without_exempt(material, "evidence"), function(hit) return not is_proved(material, hit) end)
    return #hits == 0, found(hits)
  end,
  message  = "{material.name} claims facts without evidence: {words} ({context})",
  remedy   = "add a claim that quotes the words and names the evidence, or delete them",
}
