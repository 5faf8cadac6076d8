-- SPDX-License-Identifier: MIT

policy { title = "按时、按质、按量交付" }

rule "deliverable_is_on_time" {
  message = "交付物“{deliverable.name}”应于 {deliverable.due} 交付，未按时完成",
  remedy  = "尽快交付并告知客户新日期；如日期已协商变更，请登记",
}

rule "deliverable_has_quality" {
  message = "交付物“{deliverable.name}”已完成，但质量结果为 {deliverable.quality_result}",
  remedy  = "返工并重新检查",
}

rule "deliverable_is_complete" {
  message = "交付物“{deliverable.name}”仅交付了计划数量的 {measure}",
  remedy  = "补交余量，或与客户商定较小的数量",
}
