-- SPDX-License-Identifier: MIT

policy { title = "宣传推广" }

rule "claims_have_evidence" {
  message = "“{material.name}”的宣传主张缺少依据：{bare}",
  remedy  = "为每项主张注明依据，或删除该主张",
}

rule "evidence_is_still_valid" {
  message = "“{material.name}”的宣传主张依据已过期：{old}",
  remedy  = "更新依据，或删除该主张",
}

rule "tone_is_the_brands" {
  message = "“{material.name}”的语气为 {material.tone}，品牌要求为 {material.brand_tone}",
  remedy  = "按品牌语气改写",
}

rule "publication_was_approved" {
  message = "“{material.name}”未经批准即已发布",
  remedy  = "在获得批准之前撤下",
}

rule "approval_came_before_publication" {
  message = "“{material.name}”于 {material.published_at} 发布，{material.approved_at} 才获批准",
  remedy  = "查明未经批准即发布的原因并堵住漏洞",
}
