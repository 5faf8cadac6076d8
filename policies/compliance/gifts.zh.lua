-- SPDX-License-Identifier: MIT

policy { title = "礼品" }

rule "gift_is_small" {
  message = "{gift.given_on} 给予 {gift.recipient} 的价值为 {gift.value}，限值为 {limit}",
  remedy  = "向合规部门报告；尚未接受的应收回",
}

rule "gift_is_not_money" {
  message = "{gift.given_on} 给予 {gift.recipient} 的为 {gift.kind}；现金和购物卡一律不得作为礼品",
  remedy  = "向合规部门报告并收回",
}

rule "gift_to_official_was_approved" {
  message = "{gift.given_on} 给予公职人员 {gift.recipient} 的礼品事前未经批准",
  remedy  = "向合规部门报告；给予公职人员任何物品须事前获批",
}

rule "giver_does_not_approve" {
  message = "{gift.giver} 批准了自己给予 {gift.recipient} 的礼品",
  remedy  = "由他人审批",
}

rule "gift_keeps_away_from_tenders" {
  message = "{gift.given_on} 给予 {gift.recipient} 的礼品临近 {gift.open_tender_on} 的招标或授标",
  remedy  = "向合规部门报告；决策临近时不得给予任何物品",
}
