-- SPDX-License-Identifier: MIT
-- risk: what may happen, how bad it would be, what is done about it (K-01 to K-11).

extend "project" {
  { "risks",         list "risk",        "Risks",         "风险" },
  { "no_risk_in",    list "no_risk",     "Categories without risks", "无风险类别" },
  { "contingencies", list "contingency", "Contingency plans", "应急预案" },
  { "kpis",          list "kpi",         "Key figures",   "关键指标" },
  { "decisions",     list "decision",    "Decisions",     "决策" },
}

kind "risk" {
  label = { "Risk", "风险" },
  doc   = "What may happen, how likely and how bad it is, and who answers it.",
  key   = "name",
  { "id",             string, "Id",             "编号" },
  { "name",           string, "Name",           "名称" },
  { "category",       enum { "market", "competitor", "internal", "legal", "delivery", "credit", "technical", "safety", "other" }, "Category", "类别" },
  { "cause",          text,   "Cause",          "原因" },
  { "event",          text,   "Event",          "事件" },
  { "effect",         text,   "Effect",         "影响" },
  { "identified_on",  date,   "Identified on",  "识别日期" },
  { "owner",          string, "Owner",          "负责人" },
  { "status",         enum { "open", "occurred", "closed" }, "Status", "状态", tracked = true },
  { "probability",    int { min = 1, max = 5 }, "Probability", "概率", unit = "1-5", tracked = true, doc = { "1 rare, 5 almost certain.", "1 极少发生，5 几乎必然。" } },
  { "impact",         int { min = 1, max = 5 }, "Impact", "影响程度", unit = "1-5", tracked = true, doc = { "1 negligible, 5 threatens the project.", "1 可忽略，5 危及项目。" } },
  { "score",          int { min = 1, max = 25 }, "Score", "风险评分", unit = "1-25", tracked = true, computed = "risk_score",
    doc = { "Probability times impact.", "概率 × 影响。" } },
  { "band",           enum { "low", "medium", "high", "critical" }, "Band", "风险等级", computed = "risk_band",
    doc = { "1-4 low, 5-9 medium, 10-14 high, 15-25 critical.", "1-4 低，5-9 中，10-14 高，15-25 极高。" } },
  { "assessed_on",    date,   "Assessed on",    "评估日期", tracked = true },
  { "response",       text,   "Response",       "应对说明" },
  { "strategy",       enum { "avoid", "transfer", "mitigate", "accept", "escalate" }, "Strategy", "应对策略" },
  { "actions",        list "action", "Actions", "措施" },
  { "contingency",    text,   "Contingency",    "应急方案" },
  { "indicator",      string, "Indicator",      "监测指标" },
  { "trigger",        text,   "Trigger",        "触发条件" },
  { "trigger_value",  number, "Trigger value",  "触发值" },
  { "current_value",  number, "Current value",  "当前值", tracked = true },
  { "proximity",      date,   "Proximity",      "预计发生日期", doc = "The day by which the risk would have struck." },
  { "last_reviewed_on", date, "Last reviewed on", "上次评审日期" },
  { "next_review_on", date,   "Next review on", "下次评审日期" },
  { "occurred_at",    datetime, "Occurred at",  "发生时间" },
  { "responded_at",   datetime, "Responded at", "响应时间" },
  { "issue",          ref "issue", "Issue",     "关联问题" },
  { "impact_actual",  text,   "Actual impact",  "实际影响" },
  { "residual_score", int { min = 1, max = 25 }, "Residual score", "残余风险评分", unit = "1-25", tracked = true },
  { "reserve",        money { min = 0 }, "Reserve", "风险储备" },
  { "closed_on",      date,   "Closed on",      "关闭日期" },
  { "closing_reason", text,   "Closing reason", "关闭原因" },
}

kind "action" {
  label = { "Action", "措施" },
  key   = "text",
  { "id",      string, "Id",      "编号" },
  { "text",    string, "Text",    "内容" },
  { "owner",   string, "Owner",   "负责人" },
  { "due",     date,   "Due",     "截止日期" },
  { "status",  enum { "open", "in_progress", "done", "cancelled" }, "Status", "状态", tracked = true },
  { "done_on", date,   "Done on", "完成日期" },
}

kind "no_risk" {
  label = { "Category without risks", "无风险类别" },
  doc   = "An explicit none, because.",
  key   = "category",
  { "category", enum { "market", "competitor", "internal", "legal", "delivery", "credit", "technical", "safety", "other" }, "Category", "类别" },
  { "because",  text, "Because", "理由" },
}

kind "contingency" {
  label = { "Contingency plan", "应急预案" },
  key   = "risk",
  { "risk",      ref "risk", "Risk",      "风险" },
  { "trigger",   text,   "Trigger",   "触发条件" },
  { "steps",     set,    "Steps",     "步骤" },
  { "owner",     string, "Owner",     "负责人" },
  { "tested_on", date,   "Rehearsed on", "演练日期" },
}

kind "kpi" {
  label = { "Key figure", "关键指标" },
  doc   = "One figure of one period: demand, win rate, cycle time, ...",
  key   = { "name", "period" },
  { "name",      string, "Name",      "名称" },
  { "dimension", enum { "finance", "customer", "process", "schedule", "team", "quality", "risk" }, "Dimension", "维度" },
  { "period",    string, "Period",    "期间" },
  { "date",      date,   "Date",      "日期" },
  { "value",     number, "Value",     "数值", tracked = true },
  { "target",    number, "Target",    "目标值" },
  { "unit",      string, "Unit",      "单位" },
}

kind "decision" {
  label = { "Decision", "决策" },
  key   = { "kind", "date" },
  { "kind",  enum { "strategy", "resource", "renewal", "closure", "other" }, "Kind", "类别" },
  { "text",  text,   "Text",  "内容" },
  { "date",  date,   "Date",  "日期" },
  { "by",    string, "By",    "决策人" },
  { "topic", string, "Topic", "事由" },
}
