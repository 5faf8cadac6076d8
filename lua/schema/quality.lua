-- SPDX-License-Identifier: MIT
-- quality: goals, inspections and what did not conform (Q-01 to Q-07).

extend "project" {
  { "quality_goals",   list "quality_goal",   "Quality goals",   "质量目标" },
  { "inspections",     list "inspection",     "Inspections",     "质量检查" },
  { "nonconformities", list "nonconformity",  "Nonconformities", "不合格项" },
  { "defect_rate",     percent { min = 0 },   "Defect rate",     "缺陷率", tracked = true },
}

kind "quality_goal" {
  label = { "Quality goal", "质量目标" },
  key   = "metric",
  { "metric", string, "Metric", "指标" },
  { "text",   text,   "Text",   "描述", tracked = true },
  { "target", number, "Target", "目标值", tracked = true },
  { "actual", number, "Actual", "实际值", tracked = true },
  { "unit",   string, "Unit",   "单位" },
}

kind "inspection" {
  label = { "Inspection", "质量检查" },
  key   = { "deliverable", "date" },
  { "id",          string, "Id",          "编号" },
  { "deliverable", ref "deliverable", "Deliverable", "可交付成果" },
  { "planned_on",  date,   "Planned on",  "计划日期" },
  { "date",        date,   "Date",        "日期" },
  { "inspector",   string, "Inspector",   "检查人" },
  { "result",      enum { "pass", "conditional", "fail" }, "Result", "结果", tracked = true },
  { "first_pass",  bool,   "Passed the first time", "一次通过" },
  { "inspected",   int { min = 0 }, "Items inspected", "检查数量" },
  { "defects",     int { min = 0 }, "Defects", "缺陷数" },
}

kind "nonconformity" {
  label = { "Nonconformity", "不合格项" },
  key   = "name",
  { "id",                string, "Id",                "编号" },
  { "name",              string, "Name",              "名称" },
  { "severity",          enum { "minor", "major", "critical" }, "Severity", "严重程度" },
  { "opened_at",         datetime, "Opened at",       "提出时间" },
  { "owner",             string, "Owner",             "负责人" },
  { "disposition",       enum { "rework", "repair", "accept", "scrap", "return" }, "Disposition", "处置方式" },
  { "root_cause",        text,   "Root cause",        "根本原因" },
  { "corrective_action", text,   "Corrective action", "纠正措施" },
  { "verified_on",       date,   "Verified on",       "验证日期" },
  { "status",            enum { "open", "closed" },   "Status", "状态", tracked = true },
  { "closed_at",         datetime, "Closed at",       "关闭时间" },
}
