-- SPDX-License-Identifier: MIT
-- Promotion: what is claimed can be proved, the tone is the brand's, and nothing goes out before it was approved. Banned
-- and absolute terms are judged in compliance/advertising.lua.

policy {
  title = "Promotion",
  owner = "brand",
  tags  = { "brand", "promotion" },
}

-- What does not say that it was withdrawn is in use.
local function is_current(material) return not material.status or material.status ~= "withdrawn" end

local function is_published(material) return material.published_at or material.status == "published" end

rule "claims_have_evidence" {
  covers   = "BR-02.a",
  severity = "error",
  each     = "materials",
  when     = function(material) return not empty(material.claims) and is_current(material) end,
  check    = function(material)
    local bare = filter(material.claims, function(claim) return not claim.evidence end)
    return #bare == 0, { bare = table.concat(map(bare, "text"), "; ") }
  end,
  message  = "{material.name} makes claims without evidence: {bare}",
  remedy   = "name the evidence for each claim, or delete the claim",
}

rule "evidence_is_still_valid" {
  covers   = "BR-02.a",
  severity = "error",
  each     = "materials",
  when     = function(material) return not empty(material.claims) and is_current(material) end,
  check    = function(material)
    local old = filter(material.claims, function(claim) return claim.valid_to and overdue(claim.valid_to) end)
    return #old == 0, { old = table.concat(map(old, "text"), "; ") }
  end,
  message  = "{material.name} makes claims whose evidence has expired: {old}",
  remedy   = "renew the evidence, or delete the claim",
}

rule "tone_is_the_brands" {
  covers   = "BR-02.a",
  severity = "error",
  each     = "materials",
  when     = function(material) return material.brand_tone and is_current(material) end,
  check    = function(material) return material.tone == material.brand_tone end,
  message  = "{material.name} is {material.tone}; the brand asks for {material.brand_tone}",
  remedy   = "rewrite it in the brand's tone",
}

rule "publication_was_approved" {
  covers   = "BR-02.b",
  severity = "error",
  each     = "materials",
  when     = is_published,
  check    = function(material) return material.approved_by and material.approved_at ~= nil end,
  message  = "{material.name} was published without an approval",
  remedy   = "take it back until it is approved",
}

rule "approval_came_before_publication" {
  covers   = "BR-02.b",
  severity = "error",
  each     = "materials",
  when     = function(material) return material.published_at and material.approved_at ~= nil end,
  check    = function(material) return material.approved_at <= material.published_at end,
  message  = "{material.name} was published at {material.published_at} and approved only at {material.approved_at}",
  remedy   = "find out why it went out unapproved, and close that way",
}
