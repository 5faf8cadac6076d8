-- SPDX-License-Identifier: MIT
-- closing: delivery, acceptance, what was learnt and what becomes of it (CL-01 to CL-06, E-01 to E-10, I-01 to I-07).

extend "project" {
  { "delivery",     object "delivery",   "Delivery",     "交付" },
  { "acceptance",   object "acceptance", "Acceptance",   "客户验收" },
  { "report",       object "report",     "Summary report", "总结报告" },
  { "surveys",      list "survey",       "Surveys",      "调查" },
  { "lessons",      list "lesson",       "Lessons",      "经验教训" },
  { "retro",        object "retro",      "Retrospective", "回顾" },
  { "improvements", list "improvement",  "Improvements", "改进措施" },
}

kind "delivery" {
  label = { "Delivery", "交付" },
  { "date",            date,   "Date",            "日期" },
  { "items",           set,    "Items",           "交付物" },
  { "handover_doc",    string, "Handover document", "移交文件" },
  { "handover_signed_by", string, "Handover signed by", "移交签收人" },
  { "handover_signed_on", date, "Handover signed on", "移交签收日期" },
}

kind "acceptance" {
  label = { "Acceptance", "客户验收" },
  { "date",        date,   "Date",        "日期" },
  { "signed_by",   string, "Signed by",   "签署人" },
  { "authorised",  bool,   "Signer is authorised", "签署人已获授权" },
  { "result",      enum { "pass", "conditional", "fail" }, "Result", "结果", tracked = true },
  { "open_points", list "open_point", "Open points", "遗留事项" },
}

kind "open_point" {
  label = { "Open point", "遗留事项" },
  key   = "text",
  { "text",    string, "Text",    "内容" },
  { "owner",   string, "Owner",   "负责人" },
  { "due",     date,   "Due",     "截止日期" },
  { "done_on", date,   "Done on", "完成日期" },
}

kind "report" {
  label = { "Summary report", "总结报告" },
  { "goal_result", text,   "Result against the goals", "目标完成情况" },
  { "schedule",    text,   "Schedule", "进度" },
  { "cost",        text,   "Cost",     "成本" },
  { "quality",     text,   "Quality",  "质量" },
  { "risk",        text,   "Risk",     "风险" },
  { "lessons",     text,   "Lessons",  "经验教训" },
  { "written_by",  string, "Written by", "编写人" },
  { "approved_by", string, "Approved by", "批准人" },
  { "approved_on", date,   "Approved on", "批准日期" },
}

kind "survey" {
  label = { "Survey", "调查" },
  key   = { "kind", "sent_on" },
  { "id",              string, "Id",            "编号" },
  { "kind",            enum { "customer", "team" }, "Kind", "类别" },
  { "sent_on",         date,   "Sent on",       "发出日期" },
  { "sent",            int { min = 0 }, "Sent", "发出份数" },
  { "responses",       int { min = 0 }, "Responses", "回收份数" },
  { "score",           number, "Score",         "评分", tracked = true },
  { "csat",            percent { min = 0, max = 100 }, "CSAT", "客户满意度", tracked = true },
  { "nps",             number { min = -100, max = 100 }, "NPS", "净推荐值", tracked = true },
  { "closed_on",       date,   "Closed on",     "结束日期" },
  { "recovery_action", text,   "Recovery action", "挽回措施" },
  { "recovery_on",     date,   "Recovery begun on", "挽回措施开始日期" },
}

kind "lesson" {
  label = { "Lesson", "经验教训" },
  key   = "text",
  { "id",         string, "Id",         "编号" },
  { "text",       string, "Text",       "内容" },
  { "kind",       enum { "positive", "negative" }, "Kind", "类别" },
  { "root_cause", text,   "Root cause", "根本原因" },
  { "owner",      string, "Owner",      "负责人" },
  { "action",     text,   "Action",     "后续措施" },
  { "due",        date,   "Due",        "截止日期" },
  { "recorded_on", date,  "Recorded on", "记录日期" },
  { "applied_in", set,    "Applied in", "应用项目" },
  { "status",     enum { "open", "in_progress", "applied", "dropped" }, "Status", "状态", tracked = true },
}

kind "retro" {
  label = { "Retrospective", "回顾" },
  { "date",          date, "Date",          "日期" },
  { "attendees",     set,  "Attendees",     "参会人" },
  { "attendance",    percent { min = 0, max = 100 }, "Attendance", "出席率" },
  { "went_well",     set,  "Went well",     "做得好的方面" },
  { "went_wrong",    set,  "Went wrong",    "存在的问题" },
  { "root_causes",   set,  "Root causes",   "根本原因" },
  { "improvements",  set,  "Improvements",  "改进方向" },
  { "contributions", list "contribution", "Contributions", "成员发言" },
  { "closure_rate",  percent { min = 0, max = 100 }, "Earlier actions closed", "上次措施关闭率", tracked = true },
}

kind "contribution" {
  label = { "Contribution", "发言" },
  key   = "member",
  { "member", string, "Member", "成员" },
  { "items",  int { min = 0 }, "Items", "条数" },
}

kind "improvement" {
  label = { "Improvement", "改进措施" },
  key   = "action",
  { "id",        string, "Id",        "编号" },
  { "source",    enum { "retro", "evaluation", "audit", "customer", "team", "incident" }, "Source", "来源" },
  { "area",      enum { "sales_strategy", "collaboration", "communication", "resource_allocation", "process", "other" }, "Area", "领域" },
  { "action",    string, "Action",    "措施" },
  { "root_cause", text,  "Root cause", "根本原因" },
  { "owner",     string, "Owner",     "负责人" },
  { "due",       date,   "Due",       "截止日期" },
  { "status",    enum { "open", "in_progress", "closed", "dropped" }, "Status", "状态", tracked = true },
  { "closed_on", date,   "Closed on", "关闭日期" },
}
