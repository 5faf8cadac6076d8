-- SPDX-License-Identifier: MIT

local function with_material(over)
  local material = { id = "M1", name = "leaflet", status = "approved", approved_by = "Sun Yan", approved_at = "2026-05-11T10:00:00Z" }
  for key, value in pairs(over) do material[key] = value end
  return sample { materials = { material } }
end

local function claiming(over)
  local claim = { text = "quieter", evidence = "report 14" }
  for key, value in pairs(over) do claim[key] = value end
  return with_material { claims = { claim } }
end

test "the sample's promotion conforms" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = {
    "claims_have_evidence", "evidence_is_still_valid", "tone_is_the_brands", "publication_was_approved",
    "approval_came_before_publication",
  },
}

test "a claim has evidence" {
  given  = function(evidence) return claiming { evidence = evidence } end,
  rule   = "claims_have_evidence",
  passes = { "report 14" },
  fails  = { absent, "" },
}

test "claims without evidence are named" {
  project = with_material { claims = { { text = "quieter" }, { text = "lighter", evidence = "report 15" }, { text = "safer" } } },
  fails   = { claims_have_evidence = "error" },
  finding = { message = "leaflet makes claims without evidence: quieter; safer" },
}

test "evidence holds to the end of its last day" {
  given  = function(day) return claiming { valid_to = day } end,
  rule   = "evidence_is_still_valid",
  passes = { ago "0d" },
  fails  = { ago "1d" },
}

test "the tone is the one that the brand asks for" {
  given  = function(tone) return with_material { tone = tone, brand_tone = "friendly" } end,
  rule   = "tone_is_the_brands",
  passes = { "friendly" },
  fails  = { "aggressive" },
}

test "a material without a tone cannot be judged" {
  project = with_material { brand_tone = "friendly" },
  fails   = {},
  unknown = { "tone_is_the_brands" },
}

test "what is published was approved" {
  given  = function(field) return with_material { published_at = "2026-05-18T08:00:00Z", [field] = absent } end,
  rule   = "publication_was_approved",
  passes = { "tone" },
  fails  = { "approved_by", "approved_at" },
}

test "published is published, with or without a date" {
  project = with_material { status = "published", approved_by = absent },
  fails   = { publication_was_approved = "error" },
}

test "a draft needs no approval yet" {
  project        = with_material { status = "draft", approved_by = absent, approved_at = absent },
  not_applicable = { "publication_was_approved" },
}

test "approval comes before publication, to the second" {
  given  = function(at) return with_material { approved_at = at, published_at = "2026-05-18T08:00:00Z" } end,
  rule   = "approval_came_before_publication",
  passes = { "2026-05-18T07:59:59Z", "2026-05-18T08:00:00Z", "2026-05-18T16:00:00+08:00" },
  fails  = { "2026-05-18T08:00:01Z" },
}

test "what was withdrawn is left alone" {
  project        = with_material { status = "withdrawn", claims = { { text = "quieter" } } },
  not_applicable = { "claims_have_evidence", "tone_is_the_brands" },
}

test "a material without a status is in use" {
  project = with_material { status = absent, claims = { { text = "quieter" } } },
  fails   = { "claims_have_evidence" },
}
