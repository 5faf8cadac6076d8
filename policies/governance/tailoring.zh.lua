-- SPDX-License-Identifier: MIT

policy { title = "标准的裁剪" }

rule "tailoring_is_justified" {
  message = "调整规则 {it.rule} 时缺少：{lacks}",
  remedy  = "补全记录，或重新遵守该规则",
}

rule "tailoring_is_approved_by_another" {
  message = "{it.approved_by} 批准了自己对规则 {it.rule} 的调整",
  remedy  = "由他人审批",
}

rule "tailoring_is_for_a_time" {
  message = "规则 {it.rule} 的调整至 {it.expires} 为止，距 {it.approved_on} 过久",
  remedy  = "缩短期限，届时如仍需要再行审批",
}

rule "tailoring_has_not_expired" {
  message = "规则 {it.rule} 的调整仅批准至 {it.expires}",
  remedy  = "重新遵守该规则，或重新审批",
}

rule "project_is_bound_to_an_edition" {
  message = "项目未注明所依据的标准版本",
  remedy  = "在 process_version 中注明版本",
}

rule "change_of_edition_is_explained" {
  message = "{at} 停用版本 {from}，未说明理由",
  remedy  = "记录项目改用其他版本的理由",
}
