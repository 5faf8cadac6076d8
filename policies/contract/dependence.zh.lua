-- SPDX-License-Identifier: MIT

policy { title = "对单一客户的依赖" }

rule "large_customer_is_a_risk_on_record" {
  message = "{project.customer} 占全部项目金额的 {share}%，而风险登记册中没有未关闭的信用风险",
  remedy  = "记录该客户延迟付款或流失的后果及应对措施",
}
