-- SPDX-License-Identifier: MIT

policy { title = "与同类项目比较" }

rule "return_keeps_up" {
  message = "投资回报率为 {project.revenue.roi}，同类项目中位数为 {percent}%",
  remedy  = "了解其他项目的优势，并记录为经验",
}

rule "revenue_per_person_day_keeps_up" {
  message = "每人天收入为 {project.revenue.per_person_day}，同类项目中位数为 {usual}",
  remedy  = "查明人天用在何处，并借鉴其他项目",
}

rule "cost_index_keeps_up" {
  message = "成本绩效指数为 {project.evm.cpi}，同类项目中位数为 {usual}",
  remedy  = "向同类项目了解如何控制成本",
}

rule "schedule_index_keeps_up" {
  message = "进度绩效指数为 {project.evm.spi}，同类项目中位数为 {usual}",
  remedy  = "向同类项目了解如何保证进度",
}
