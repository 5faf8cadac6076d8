-- SPDX-License-Identifier: MIT

local function with_asset(over)
  local asset = {
    id = "B1", name = "stand", public = true, brand_version = "2026", logo_ok = true, colour_ok = true, font_ok = true,
    approved_by = "Sun Yan", approved_on = "2026-05-08",
  }
  for key, value in pairs(over) do asset[key] = value end
  return sample { assets = { asset } }
end

test "the sample's assets conform" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "public_asset_was_approved", "asset_was_approved_first", "asset_approval_is_valid", "asset_looks_like_the_brand" },
}

test "a public asset was approved by somebody on a day" {
  given  = function(field) return with_asset { [field] = absent } end,
  rule   = "public_asset_was_approved",
  passes = { "expires" },
  fails  = { "approved_by", "approved_on" },
}

test "what the public does not see needs no approval" {
  project        = with_asset { public = false, approved_by = absent, approved_on = absent },
  fails          = {},
  not_applicable = { "public_asset_was_approved", "asset_looks_like_the_brand" },
}

test "approval may come on the day of publication, not after" {
  given  = function(day) return with_asset { approved_on = day, published_on = "2026-05-18" } end,
  rule   = "asset_was_approved_first",
  passes = { "2026-05-17", "2026-05-18" },
  fails  = { "2026-05-19" },
}

test "an approval holds to the end of its last day" {
  given  = function(day) return with_asset { expires = day } end,
  rule   = "asset_approval_is_valid",
  passes = { ago "0d" },
  fails  = { ago "1d" },
}

test "logo, colours and fonts are the brand's" {
  given  = function(field) return with_asset { [field] = false } end,
  rule   = "asset_looks_like_the_brand",
  fails  = { "logo_ok", "colour_ok", "font_ok" },
}

test "what is right looks like the brand" {
  project = with_asset {},
  passes  = { "asset_looks_like_the_brand" },
}

test "a retired brand version is replaced within thirty days" {
  given  = function(day) return with_asset { brand_version = "2023", brand_retired_on = day } end,
  rule   = "asset_uses_the_current_brand",
  passes = { ahead "1d", ago "30d" },
  fails  = { ago "31d" },
}

test "a retired version is a warning" {
  project = with_asset { brand_version = "2023", brand_retired_on = "2026-01-01" },
  fails   = { asset_uses_the_current_brand = "warning" },
  finding = { message = "asset stand shows brand version 2023, which was retired on 2026-01-01" },
}

test "whether the public sees it must be known" {
  project = with_asset { public = absent, approved_by = absent },
  fails   = {},
  unknown = { "public_asset_was_approved", "asset_looks_like_the_brand" },
}
