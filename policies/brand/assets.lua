-- SPDX-License-Identifier: MIT
-- Brand assets: what the public sees was approved, is right, and shows the brand as it is today.

policy {
  title  = "Brand assets",
  owner  = "brand",
  tags   = { "brand" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    goodbye = duration { "30d", weaker = "up", doc = "time in which a retired brand version is replaced" },
  },
}

rule "public_asset_was_approved" {
  covers   = "BR-01.a",
  severity = "error",
  each     = "assets",
  when     = function(asset) return asset.public == true end,
  check    = function(asset) return asset.approved_by and asset.approved_on ~= nil end,
  message  = "asset {asset.name} is public and was not approved by the brand team",
  remedy   = "have it approved, or take it back until it is",
}

rule "asset_was_approved_first" {
  covers   = "BR-01.a",
  severity = "error",
  each     = "assets",
  when     = function(asset) return asset.published_on and asset.approved_on ~= nil end,
  check    = function(asset) return asset.approved_on <= asset.published_on end,
  message  = "asset {asset.name} was published on {asset.published_on} and approved only on {asset.approved_on}",
  remedy   = "find out why it went out unapproved, and close that way",
}

rule "asset_approval_is_valid" {
  covers   = "BR-01.a",
  severity = "error",
  each     = "assets",
  when     = function(asset) return asset.public == true and asset.expires ~= nil end,
  check    = function(asset) return not overdue(asset.expires) end,
  message  = "the approval of asset {asset.name} ended on {asset.expires}",
  remedy   = "have it approved anew, or take it back",
}

rule "asset_looks_like_the_brand" {
  covers   = "BR-01.a",
  severity = "error",
  each     = "assets",
  when     = function(asset) return asset.public == true end,
  check    = function(asset) return asset.logo_ok ~= false and asset.colour_ok ~= false and asset.font_ok ~= false end,
  message  = "asset {asset.name} departs from the brand: logo {asset.logo_ok}, colours {asset.colour_ok}, fonts {asset.font_ok}",
  remedy   = "correct the logo, the colours and the fonts",
}

rule "asset_uses_the_current_brand" {
  covers   = "BR-01.b",
  severity = "warning",
  each     = "assets",
  when     = function(asset) return asset.public == true and asset.brand_retired_on ~= nil end,
  check    = function(asset) return not older_than(asset.brand_retired_on, param.goodbye) end,
  message  = "asset {asset.name} shows brand version {asset.brand_version}, which was retired on {asset.brand_retired_on}",
  remedy   = "replace it by one that follows the current brand version",
}
