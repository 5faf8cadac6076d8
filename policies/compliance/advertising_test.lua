-- SPDX-License-Identifier: MIT

local function with_material(over)
  local material = { id = "M1", name = "leaflet", text = "Aurora is here.", status = "draft" }
  for key, value in pairs(over) do material[key] = value end
  return sample { materials = { material } }
end

local function saying(text) return with_material { text = text } end

test "the sample's materials conform" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "material_has_no_banned_term", "material_terms_were_judged", "material_facts_are_proved" },
}

test "the three words that the law names are certain" {
  given  = saying,
  rule   = "material_has_no_banned_term",
  passes = { "优质的服务", "Aurora is here." },
  fails  = { "国家级品质", "最高级的享受", "您的最佳选择" },
}

test "a banned word is critical, and told with its place" {
  project = saying "我们提供最佳服务",
  fails   = { material_has_no_banned_term = "critical" },
  finding = { message = { contains = "最佳" } },
}

test "what the law exempts is no hit" {
  given  = saying,
  rule   = "material_has_no_banned_term",
  passes = { "最佳食用期至2026年12月", "最佳赏味期30天", "国家级自然保护区", "我们追求最佳" },
}

test "a banned word is found in disguise" {
  given = saying,
  rule  = "material_has_no_banned_term",
  fails = { "最\u{200b}佳服务", "最\u{200d}高\u{feff}级享受" },
}

test "words of similar meaning are a matter of context" {
  project = saying "The most advanced product, number one in town",
  fails   = { material_terms_were_judged = "warning" },
  finding = { message = { contains = "The most advanced, number one" } },
}

test "caution does not depend on case or width" {
  given  = saying,
  rule   = "material_terms_were_judged",
  passes = { "Best before: see the lid", "the best time to plant is spring", "第一季度的活动", "我们争取成为第一" },
  fails  = { "THE BEST tea", "Ｔｈｅ ｂｅｓｔ tea", "The\u{200b} best tea", "行业里唯一", "Nｏ．１ in town" },
}

test "an exemption needs a reason and an approval" {
  given = function(exempt)
    exempt.term = "最佳"
    return with_material { text = "“最佳”牌雨伞", exempt_terms = { exempt } }
  end,
  rule   = "material_has_no_banned_term",
  passes = { { reason = "part of the registered trade mark", approved_by = "Sun Yan" } },
  fails  = { { reason = "part of the registered trade mark" }, { approved_by = "Sun Yan" } },
}

test "an exemption is for its own term" {
  project = with_material {
    text = "The best tea, number one in town",
    exempt_terms = { { term = "the best", reason = "name of the shop", approved_by = "Sun Yan" } },
  },
  fails   = { "material_terms_were_judged" },
  finding = { message = "leaflet uses words that may be absolute terms: number one (The best tea, number one in town)" },
}

test "a fact is proved by a claim with evidence that quotes it" {
  given = function(claims) return with_material { text = "Clinically proven to last.", claims = claims } end,
  rule   = "material_facts_are_proved",
  passes = { { { text = "clinically proven", evidence = "trial 2026-3" } } },
  fails  = {
    {}, absent,
    { { text = "clinically proven" } },
    { { text = "made in Shanghai", evidence = "trial 2026-3" } },
  },
}

test "a fact without evidence is told" {
  project = saying "研究表明更耐用",
  lang    = "zh",
  fails   = { material_facts_are_proved = "error" },
  finding = { message = { contains = "研究表明" } },
}

test "what was withdrawn, or has no text, is left alone" {
  given          = function(over) return with_material(over) end,
  rule           = "material_has_no_banned_term",
  not_applicable = { { text = "最佳服务", status = "withdrawn" }, { text = absent } },
}

test "a material without a status is in use" {
  project = with_material { text = "最佳服务", status = absent },
  fails   = { "material_has_no_banned_term" },
}
