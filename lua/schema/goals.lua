-- SPDX-License-Identifier: MIT
-- goals: what the project is for, what it is grounded on, and how it comes along (G-01 to G-13, S-12).

extend "project" {
  { "goals",         list "goal",          "Goals",          "目标" },
  { "objectives",    list "objective",     "Business objectives", "业务目标" },
  { "research",      list "research",      "Research",       "市场调研" },
  { "competitors",   list "competitor",    "Competitors",    "竞争对手" },
  { "needs",         list "need",          "Customer needs", "客户需求" },
  { "key_customers", set,                  "Key customers",  "重点客户" },
  { "sales_history", list "sales_period",  "Sales history",  "历史销售数据" },
  { "market_trend",  object "market_trend", "Market trend",  "市场趋势" },
  { "capacity",      object "capacity",    "Capacity",       "团队能力" },
}

kind "goal" {
  label = { "Goal", "目标" },
  doc   = { "What is to be reached: specific, measurable, achievable, relevant, bound to a date.", "要达成的结果：具体、可测量、可达成、相关、有时限。" },
  key   = "name",

  { "id",              string, "Id",              "编号" },
  { "name",            string, "Name",            "名称" },
  { "text",            text,   "Text",            "目标描述", tracked = true },
  { "owner",           string, "Owner",           "负责人" },
  { "status",          enum { "draft", "approved", "active", "achieved", "missed", "closed", "cancelled" }, "Status", "状态", tracked = true },
  { "approved_by",     string, "Approved by",     "批准人" },
  { "approved_at",     datetime, "Approved at",   "批准时间" },
  { "metric_name",     string, "Metric",          "指标" },
  { "unit",            string, "Unit of the metric", "单位" },
  { "baseline",        number, "Baseline",        "基线值", tracked = true },
  { "target",          number, "Target",          "目标值", tracked = true },
  { "current",         number, "Current value",   "当前值", tracked = true },
  { "forecast",        number, "Forecast",        "预测值", tracked = true },
  { "target_segment",  string, "Target segment",  "目标客群" },
  { "product",         string, "Product",         "产品" },
  { "region",          string, "Region",          "区域" },
  { "data_source",     string, "Data source",     "数据来源" },
  { "frequency",       duration, "Measured every", "测量频率", doc = "How often a measurement is due, such as 30d or 1mo." },
  { "measurements",    list "measurement", "Measurements", "测量记录" },
  { "progress",        list "goal_progress", "Progress",  "进展" },
  { "history",         list "goal_history", "Earlier results", "历史结果" },
  { "best_growth",     percent, "Best growth so far", "历史最佳增长率", doc = "The best that was reached in one period of the goal's length." },
  { "best_run_rate",   number, "Best run-rate so far", "历史最佳速率", unit = "metric units a month" },
  { "required_effort", number { min = 0 }, "Required effort", "所需投入", unit = "person-days" },
  { "rationale",       text,   "Rationale",       "依据" },
  { "stretch_approved_by", string, "Stretch approved by", "挑战性目标批准人" },
  { "parent_objective", ref "objective", "Business objective", "上级业务目标" },
  { "parent_goal",     ref "goal", "Parent goal",  "上级目标" },
  { "start",           date,   "Start",           "开始日期" },
  { "due",             date,   "Due",             "截止日期", tracked = true },
  { "achieved_on",     date,   "Achieved on",     "达成日期" },
  { "closed_on",       date,   "Closed on",       "关闭日期" },
  { "rebaseline_review_on", date, "Re-baselining review on", "目标重审日期" },
  { "acknowledgements", list "acknowledgement", "Acknowledgements", "成员确认" },
}

kind "measurement" {
  label = { "Measurement", "测量" },
  key   = "date",
  { "date",   date,   "Date",   "日期" },
  { "value",  number, "Value",  "数值" },
  { "source", string, "Source", "来源" },
}

kind "goal_progress" {
  label = { "Progress", "进展" },
  doc   = "Where the goal stood at a review, against its time-phased plan.",
  key   = "date",
  { "date",       date,    "Date",       "日期" },
  { "planned",    number,  "Planned",    "计划值" },
  { "actual",     number,  "Actual",     "实际值" },
  { "attainment", percent, "Attainment", "达成率" },
}

kind "goal_history" {
  label = { "Earlier result", "历史结果" },
  key   = "period",
  { "period", string,  "Period", "期间" },
  { "value",  number,  "Value",  "数值" },
  { "growth", percent, "Growth", "增长率" },
}

kind "acknowledgement" {
  label = { "Acknowledgement", "确认" },
  key   = "member",
  { "member", string,   "Member", "成员" },
  { "at",     datetime, "At",     "时间" },
}

kind "objective" {
  label = { "Business objective", "业务目标" },
  doc   = "An aim of the company that goals serve.",
  key   = "name",
  { "id",       string, "Id",       "编号" },
  { "name",     string, "Name",     "名称" },
  { "text",     text,   "Text",     "描述" },
  { "owner",    string, "Owner",    "负责人" },
  { "parent",   ref "objective", "Parent", "上级目标" },
  { "status",   enum { "live", "achieved", "cancelled", "expired" }, "Status", "状态", tracked = true },
  { "valid_to", date,   "Valid to", "有效期至" },
}

kind "research" {
  label = { "Study", "调研" },
  key   = { "kind", "date" },
  { "kind",    enum { "market", "customer", "technology", "other" }, "Kind", "类别" },
  { "title",   string, "Title",   "标题" },
  { "date",    date,   "Date",    "日期" },
  { "source",  string, "Source",  "来源" },
  { "sources", set,    "Sources", "独立来源" },
  { "summary", text,   "Summary", "摘要" },
  { "doc",     string, "Document", "文档" },
}

kind "competitor" {
  label = { "Competitor", "竞争对手" },
  key   = "name",
  { "name",       string, "Name",       "名称" },
  { "strengths",  set,    "Strengths",  "优势" },
  { "weaknesses", set,    "Weaknesses", "劣势" },
  { "price",      money { min = 0 }, "Price", "价格" },
  { "share",      percent { min = 0, max = 100 }, "Market share", "市场份额" },
  { "updated_on", date,   "Updated on", "更新日期" },
}

kind "need" {
  label = { "Customer need", "客户需求" },
  key   = { "customer", "statement" },
  { "id",           string, "Id",           "编号" },
  { "customer",     string, "Customer",     "客户" },
  { "statement",    text,   "Statement",    "需求陈述" },
  { "evidence",     text,   "Evidence",     "依据" },
  { "priority",     enum { "must", "should", "could", "wont" }, "Priority", "优先级" },
  { "confirmed_by", string, "Confirmed by", "确认人" },
  { "confirmed_on", date,   "Confirmed on", "确认日期" },
}

kind "sales_period" {
  label = { "Sales of a period", "期间销售额" },
  key   = "period",
  { "period",  string, "Period",  "期间", doc = "2026-Q1 or 2026-03." },
  { "start",   date,   "Start",   "开始日期" },
  { "value",   money,  "Value",   "销售额" },
  { "target",  money { min = 0 }, "Target", "目标" },
  { "quota_per_rep", money { min = 0 }, "Quota per representative", "人均指标" },
  { "attainment",    percent { min = 0 }, "Attainment", "达成率" },
}

kind "market_trend" {
  label = { "Market trend", "市场趋势" },
  { "rate",       percent, "Rate",       "增长率", unit = "% a year" },
  { "source",     string,  "Source",     "来源" },
  { "date",       date,    "Date",       "日期" },
  { "historic_cagr", percent, "Own growth so far", "历史复合增长率", unit = "% a year" },
}

kind "capacity" {
  label = { "Capacity", "团队能力" },
  { "person_days",   number { min = 0 }, "Person-days available", "可用人天", unit = "person-days" },
  { "required_days", number { min = 0 }, "Person-days required",  "所需人天", unit = "person-days" },
  { "quota_per_rep", money { min = 0 },  "Quota per representative", "人均指标" },
  { "median_attainment", money { min = 0 }, "Median attained per representative", "人均达成中位数", doc = "Trailing four quarters." },
}
