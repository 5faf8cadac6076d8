-- SPDX-License-Identifier: MIT

policy { title = "广告用语" }

rule "material_has_no_banned_term" {
  message = "“{material.name}”使用了广告法禁止的用语：{words}（{context}）",
  remedy  = "删除该用语；注册名称或官方等级可说明理由并经批准后豁免",
}

rule "material_terms_were_judged" {
  message = "“{material.name}”使用了可能属于绝对化的用语：{words}（{context}）",
  remedy  = "改写，或结合语境判断后登记豁免及理由",
}

rule "material_facts_are_proved" {
  message = "“{material.name}”的事实性宣传缺少依据：{words}（{context}）",
  remedy  = "在宣传主张中引用该用语并注明依据，或删除",
}
