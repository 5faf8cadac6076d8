-- SPDX-License-Identifier: MIT

policy { title = "工时投入" }

rule "hours_worked_are_those_planned" {
  message = "连续 {weeks} 周实际工时超出计划，最近一周为 {hours} 小时",
  remedy  = "与执行人重新计划剩余工作，或缩减内容",
}
