-- SPDX-License-Identifier: MIT

policy { title = "跨项目人员" }

rule "person_is_not_overbooked" {
  message = "各项目合计安排了 {member} 一周的 {measure}，限值为 {limit}",
  remedy  = "与其他项目商定可延后的工作，或另派人员",
}

rule "claims_on_a_person_are_settled" {
  message = "各项目合计占用 {name} {claimed}% 的时间，限值为 {limit}%",
  remedy  = "与其他项目商定各占多少，并更正投入比例",
}

rule "nobody_leads_too_many_projects" {
  message = "{owner} 同时负责 {measure} 个项目，限值为 {limit}",
  remedy  = "将部分项目移交给其他项目经理",
}
