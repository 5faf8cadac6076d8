-- SPDX-License-Identifier: MIT

policy { title = "品牌资产" }

rule "public_asset_was_approved" {
  message = "“{asset.name}”面向公众，但未经品牌部门批准",
  remedy  = "提交审批；批准之前先撤下",
}

rule "asset_was_approved_first" {
  message = "“{asset.name}”于 {asset.published_on} 发布，{asset.approved_on} 才获批准",
  remedy  = "查明未经批准即发布的原因并堵住漏洞",
}

rule "asset_approval_is_valid" {
  message = "“{asset.name}”的批准已于 {asset.expires} 到期",
  remedy  = "重新审批或撤下",
}

rule "asset_looks_like_the_brand" {
  message = "“{asset.name}”不符合品牌规范：标志 {asset.logo_ok}，颜色 {asset.colour_ok}，字体 {asset.font_ok}",
  remedy  = "更正标志、颜色和字体",
}

rule "asset_uses_the_current_brand" {
  message = "“{asset.name}”使用的品牌版本 {asset.brand_version} 已于 {asset.brand_retired_on} 停用",
  remedy  = "更换为符合现行品牌版本的物料",
}
