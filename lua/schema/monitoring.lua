-- SPDX-License-Identifier: MIT
-- monitoring: what is watched, what went wrong, what was changed (M-01 to M-06, MC-02, EX-02, E-06).

extend "project" {
  { "monitoring",  object "monitoring", "Monitoring", "监控机制" },
  { "issues",      list "issue",        "Issues",     "问题" },
  { "changes",     list "change",       "Changes",    "变更" },
  { "evaluations", list "evaluation",   "Evaluations", "评估" },
  { "supervision", list "supervision",  "Supervision log", "监督记录" },
}

kind "monitoring" {
  label = { "Monitoring", "监控机制" },
  { "kpis",    list "monitored_kpi", "Key figures", "监控指标" },
  { "cadence", duration, "Every", "频率" },
  { "owner",   string,   "Owner", "负责人" },
}

kind "monitored_kpi" {
  label = { "Watched figure", "监控指标" },
  key   = "name",
  { "name",    string, "Name",    "名称" },
  { "area",    enum { "time", "cost", "quality", "risk", "customer", "team" }, "Area", "领域" },
  { "warning", number, "Warning threshold", "预警阈值" },
  { "error",   number, "Error threshold",   "报警阈值" },
}

kind "issue" {
  label = { "Issue", "问题" },
  key   = "name",
  { "id",        string, "Id",        "编号" },
  { "name",      string, "Name",      "名称" },
  { "text",      text,   "Text",      "描述" },
  { "severity",  enum { "low", "medium", "high", "critical" }, "Severity", "严重程度", tracked = true },
  { "status",    enum { "open", "in_progress", "closed", "reopened" }, "Status", "状态", tracked = true },
  { "owner",     string, "Owner",     "负责人" },
  { "opened_at", datetime, "Opened at", "提出时间" },
  { "due",       date,   "Due",       "截止日期" },
  { "closed_at", datetime, "Closed at", "关闭时间" },
  { "reopened",  int { min = 0 }, "Times reopened", "重新打开次数", tracked = true },
  { "risk",      ref "risk", "Risk",  "关联风险" },
  { "solution",  text,   "Solution",  "解决方案" },
}

kind "change" {
  label = { "Change request", "变更请求" },
  key   = "name",
  { "id",             string, "Id",             "编号" },
  { "name",           string, "Name",           "名称" },
  { "kind",           enum { "scope", "schedule", "cost", "quality", "baseline", "other" }, "Kind", "类别" },
  { "raised_at",      datetime, "Raised at",    "提出时间" },
  { "raised_by",      string, "Raised by",      "提出人" },
  { "reason",         text,   "Reason",         "理由" },
  { "impact_time",    number, "Impact on time", "对进度的影响", unit = "working days" },
  { "impact_cost",    money,  "Impact on cost", "对成本的影响" },
  { "impact_effort",  number, "Impact on effort", "对工作量的影响", unit = "person-days" },
  { "impact_quality", text,   "Impact on quality", "对质量的影响" },
  { "status",         enum { "pending", "approved", "rejected", "applied" }, "Status", "状态", tracked = true },
  { "approved_by",    string, "Approved by",    "批准人" },
  { "approved_at",    datetime, "Approved at",  "批准时间" },
  { "applied_at",     datetime, "Applied at",   "实施时间" },
}

kind "evaluation" {
  label = { "Evaluation", "评估" },
  key   = { "kind", "date" },
  { "date",     date,   "Date",     "日期" },
  { "kind",     enum { "regular", "phase", "final", "schedule_quality" }, "Kind", "类别" },
  { "by",       string, "By",       "评估人" },
  { "scope",    text,   "Scope",    "评估范围" },
  { "schedule", text,   "Schedule", "进度评价" },
  { "quality",  text,   "Quality",  "质量评价" },
  { "score",    number { min = 0, max = 100 }, "Score", "评分", tracked = true },
}

kind "supervision" {
  label = { "Supervision", "监督" },
  key   = "date",
  { "date",   date,   "Date",   "日期" },
  { "by",     string, "By",     "监督人" },
  { "note",   text,   "Note",   "记录" },
}
