-- SPDX-License-Identifier: MIT

policy { title = "偏差" }

rule "deviation_is_found_soon" {
  message = "偏差“{deviation.name}”发生 {measure} 后才被发现，限值为 {limit}",
  remedy  = "更频繁地查看数据，或采用更好的指标",
}

rule "grave_deviation_is_answered" {
  message = "偏差“{deviation.name}”于 {deviation.detected_at} 发现，未及时确定纠正措施",
  remedy  = "立即确定措施、负责人和期限",
}

rule "corrective_action_is_in_time" {
  message = "针对偏差“{deviation.name}”的措施应于 {deviation.due} 前完成",
  remedy  = "落实并记录效果，或商定新的期限",
}

rule "deviation_does_not_come_back" {
  message = "偏差“{deviation.name}”关闭后再次出现",
  remedy  = "查找更深层的原因并采取措施",
}
