-- SPDX-License-Identifier: MIT
policy { title = "监控指标" }

rule "key_figures_cover_all_areas" {
  message = "以下领域没有设阈值的监控指标：{left_out}",
  remedy  = "为每个领域选定指标，并确定需要采取行动的阈值",
}
