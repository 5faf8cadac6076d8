-- SPDX-License-Identifier: MIT

policy { title = "目标可达成性" }

rule "goal_growth_is_achievable" {
  message = "目标“{goal.name}”要求增长 {growth}%，历史业绩与市场趋势均不足以支持",
  remedy  = "降低目标值，或记录依据及挑战性目标的批准人",
}

rule "goal_run_rate_is_achievable" {
  message = "目标“{goal.name}”在到期前需达到历史最佳速率的 {measure} 倍，限值为 {limit}",
  remedy  = "增加投入、调整截止日期，或重新评审目标值",
}

rule "goals_fit_the_capacity" {
  message = "目标所需投入占团队能力的 {measure}，限值为 {limit}",
  remedy  = "增加人力、延长期限，或减少目标",
}
