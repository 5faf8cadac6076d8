-- SPDX-License-Identifier: MIT

policy { title = "SMART 目标" }

rule "goal_names_metric_and_owner" {
  message = "目标“{goal.name}”缺少：{missing}",
  remedy  = "用一句话写出目标，并注明所改变的指标和负责人",
}

rule "goal_names_its_object" {
  message = "目标“{goal.name}”未说明客群、产品或区域",
  remedy  = "说明目标针对哪些客户、哪个产品或哪个区域",
}

rule "goal_text_has_the_right_length" {
  message = "目标“{goal.name}”的描述为 {measure} 字，限值为 {limit}",
  remedy  = "用一句话说明改变什么、改变多少、何时完成",
}

rule "goal_text_is_not_vague" {
  message = "目标“{goal.name}”用了含糊的词而没有数字：{words}",
  remedy  = "写出要达到的结果：不写“提高销售额”，而写“销售额增长20%”",
}

rule "goal_is_measurable" {
  message = "目标“{goal.name}”无法测量，缺少：{missing}",
  remedy  = "填写单位、当前值和目标值",
}

rule "goal_target_differs_from_baseline" {
  message = "目标“{goal.name}”的目标值 {goal.target} 与基线值相同",
  remedy  = "设定不同于基线的目标值，或取消该目标",
}

rule "goal_is_measured" {
  message = "目标“{goal.name}”最近一个周期没有测量记录",
  remedy  = "测量该指标，记录数值与来源",
}

rule "goal_has_a_parent" {
  message = "目标“{goal.name}”没有对应的业务目标",
  remedy  = "关联它所支持的业务目标或上级目标",
}

rule "goal_serves_a_live_objective" {
  message = "目标“{goal.name}”所属的业务目标 {goal.parent_objective} 不在有效目标之列",
  remedy  = "关联到有效的业务目标，或关闭该目标",
}

rule "goal_parents_run_in_no_circle" {
  message = "目标“{goal.name}”的上级关系成环",
  remedy  = "解开循环：其中一个目标应直接关联业务目标",
}

rule "objective_parents_run_in_no_circle" {
  message = "业务目标“{objective.name}”的上级关系成环",
  remedy  = "解开循环：最上层的业务目标没有上级",
}

rule "goal_objective_has_not_expired" {
  message = "目标“{goal.name}”所属的业务目标 {goal.parent_objective} 已过期",
  remedy  = "延长业务目标的有效期、改为关联其他业务目标，或关闭该目标",
}

rule "goal_has_its_dates" {
  message = "目标“{goal.name}”没有时限，缺少：{missing}",
  remedy  = "填写开始日期和截止日期",
}

rule "goal_starts_before_it_is_due" {
  message = "目标“{goal.name}”的截止日期 {goal.due} 不晚于开始日期 {goal.start}",
  remedy  = "更正其中一个日期",
}

rule "goal_is_due_within_the_project" {
  message = "目标“{goal.name}”的截止日期 {goal.due} 晚于项目完成日期 {project.finish}",
  remedy  = "提前截止日期，或申请变更项目完成日期",
}

rule "goal_horizon_is_reasonable" {
  message = "目标“{goal.name}”的期限为 {measure}，限值为 {limit}",
  remedy  = "把过长的目标分成阶段，把过短的目标合并",
}

rule "goal_is_not_overdue" {
  message = "目标“{goal.name}”已于 {goal.due} 到期，既未达成也未关闭",
  remedy  = "记录已达成或未达成，或申请批准新的截止日期",
}

rule "goal_is_worded_as_a_quantity" {
  message = "目标“{goal.name}”的描述未说明：{gaps}",
  remedy  = "写成“下个季度销售额增长20%”：改变什么、什么方向、多少、何时完成",
}
