-- SPDX-License-Identifier: MIT

policy { title = "跨项目供应商" }

rule "supplier_does_not_fail_again" {
  message = "一年内 {name} 向各项目交付的货物检验不合格 {measure} 次，限值为 {limit} 次",
  remedy  = "在供应商证明已整改之前改向他处采购",
}

rule "screening_failed_nowhere_else" {
  message = "{name} 在某项目中未通过审查",
  remedy  = "为全部项目重新审查该供应商，或将其除名",
}
