-- SPDX-License-Identifier: MIT

policy { title = "毛利与折扣" }

rule "deal_earns_its_margin" {
  message = "交易“{deal.name}”的毛利率为 {measure}，下限为 {limit}",
  remedy  = "提高价格、降低成本，或放弃该交易",
}

rule "discount_was_granted_by_authority" {
  message = "交易“{deal.name}”的 {deal.discount} 折扣未经有权限的人批准",
  remedy  = "由有权限的级别批准折扣，或降低折扣",
}

rule "margin_holds_after_the_quote" {
  message = "交易“{deal.name}”报价后毛利率下降 {measure}，限值为 {limit}",
  remedy  = "查明报价后的让步，并申请批准新的价格",
}
