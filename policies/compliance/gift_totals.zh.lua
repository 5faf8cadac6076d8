-- SPDX-License-Identifier: MIT

policy { title = "年度礼品合计" }

rule "recipient_is_given_little_in_a_year" {
  message = "一年内各项目共 {times} 次给予 {recipient} 合计 {total}，限值为 {limit}",
  remedy  = "停止给予，并将各次事由及审批人报告合规部门",
}

rule "recipient_is_given_something_seldom" {
  message = "一年内共 {measure} 次给予 {recipient} 礼品，限值为 {limit} 次",
  remedy  = "停止给予，并与合规部门商定惯例",
}

rule "giver_gives_little_in_a_year" {
  message = "{giver} 一年内给出合计 {measure}，限值为 {limit}",
  remedy  = "与合规部门逐项核对，今后须经其批准",
}
