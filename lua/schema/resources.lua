-- SPDX-License-Identifier: MIT
-- resources: people, money and material, who does what, and campaigns over markets (R-01 to R-11, EX-03).

extend "project" {
  { "resources",           list "resource",           "Resources",           "资源" },
  { "resource_assessment", object "resource_assessment", "Resource assessment", "资源评估" },
  { "assignments",         list "assignment",         "Assignments",         "任务分配" },
  { "timesheets",          list "timesheet",          "Timesheets",          "工时" },
  { "tools",               list "tool",               "Tools",               "工具" },
  { "raci",                list "raci",               "Responsibilities",    "职责矩阵" },
  { "markets",             list "market",             "Markets",             "市场" },
  { "campaigns",           list "campaign",           "Campaigns",           "推广活动" },
}

kind "resource" {
  label = { "Resource", "资源" },
  key   = "name",
  { "id",          string, "Id",          "编号" },
  { "name",        string, "Name",        "名称" },
  { "type",        enum { "human", "money", "material", "tool" }, "Type", "类型" },
  { "manager",     string, "Accountable manager", "责任经理" },
  { "capacity",    number { min = 0 }, "Capacity", "可用量", unit = "hours a week" },
  { "cost",        money { min = 0 }, "Cost", "成本" },
  { "planned_cost", money { min = 0 }, "Planned cost", "计划成本" },
  { "benefit",     money,  "Benefit",     "收益" },
  { "planned_effort", number { min = 0 }, "Planned effort", "计划投入", unit = "hours" },
  { "actual_effort",  number { min = 0 }, "Actual effort",  "实际投入", unit = "hours" },
  { "variance_reason", text, "Why it differs", "差异原因" },
  { "idle_hours",  number { min = 0 }, "Idle hours", "闲置工时", unit = "hours", tracked = true },
  { "utilisation", percent { min = 0 }, "Utilisation", "利用率", tracked = true },
  { "calendar",    string, "Calendar",    "日历" },
  { "loads",       list "load", "Load by week", "每周负荷" },
  { "status",      enum { "planned", "available", "released", "missing" }, "Status", "状态", tracked = true },
}

kind "load" {
  label = { "Load of a week", "周负荷" },
  key   = "week",
  { "week",     date,   "Week from", "周起始日" },
  { "planned",  number { min = 0 }, "Planned",  "计划工时", unit = "hours" },
  { "actual",   number { min = 0 }, "Actual",   "实际工时", unit = "hours" },
  { "capacity", number { min = 0 }, "Capacity", "可用工时", unit = "hours" },
  { "load",     percent { min = 0 }, "Load",    "负荷率" },
}

kind "resource_assessment" {
  label = { "Resource assessment", "资源评估" },
  { "date",   date,   "Date",   "日期" },
  { "by",     string, "By",     "评估人" },
  { "covers", set,    "Covers", "覆盖类别", doc = "Of human, money, material, tools." },
}

kind "assignment" {
  label = { "Assignment", "任务分配" },
  key   = { "task", "resource" },
  { "task",          ref "task",     "Task",     "任务" },
  { "resource",      ref "resource", "Resource", "资源" },
  { "member",        string, "Member",   "成员" },
  { "planned_hours", number { min = 0 }, "Planned hours", "计划工时", unit = "hours" },
  { "actual_hours",  number { min = 0 }, "Actual hours",  "实际工时", unit = "hours" },
  { "allocation",    percent { min = 0 }, "Allocation", "投入比例" },
  { "start",         date,   "Start",    "开始日期" },
  { "finish",        date,   "Finish",   "完成日期" },
  { "conflict_with", string, "Conflicts with", "冲突项目", doc = "The other project that claims the same hours." },
  { "conflict_opened_on", date, "Conflict since", "冲突开始日期" },
  { "conflict_closed_on", date, "Conflict solved on", "冲突解决日期" },
}

kind "timesheet" {
  label = { "Timesheet", "工时单" },
  key   = { "member", "week" },
  { "member",        string, "Member", "成员" },
  { "week",          date,   "Week from", "周起始日" },
  { "hours",         number { min = 0 }, "Hours", "工时", unit = "hours" },
  { "planned_hours", number { min = 0 }, "Planned hours", "计划工时", unit = "hours" },
  { "capacity",      number { min = 0 }, "Capacity", "可用工时", unit = "hours" },
}

kind "tool" {
  label = { "Tool", "工具" },
  key   = "name",
  { "name",      string, "Name",      "名称" },
  { "kind",      enum { "gantt", "board", "crm", "communication", "other" }, "Kind", "类别" },
  { "needed_by", date,   "Needed by", "需用日期" },
  { "status",    enum { "planned", "ordered", "ready", "broken", "retired" }, "Status", "状态", tracked = true },
  { "blocking",  bool,   "Work cannot start without it", "缺少则无法开工" },
  { "owner",     string, "Owner",     "负责人" },
  { "ready_on",  date,   "Ready on",  "就绪日期" },
  { "reference", string, "Reference", "链接" },
  { "synced_at", datetime, "Synced at", "同步时间" },
}

kind "raci" {
  label = { "Responsibility", "职责分配" },
  doc   = "Who does a task, answers for it, is asked and is told.",
  key   = "task",
  { "task",        string, "Task",        "任务" },
  { "responsible", set,    "Responsible", "执行人" },
  { "accountable", set,    "Accountable", "责任人" },
  { "consulted",   set,    "Consulted",   "咨询人" },
  { "informed",    set,    "Informed",    "知会人" },
}

kind "market" {
  label = { "Market", "目标市场" },
  key   = "name",
  { "name",      string, "Name",      "名称" },
  { "potential", money { min = 0 }, "Potential", "市场潜力" },
  { "traits",    text,   "Traits",    "特点" },
  { "target",    bool,   "Targeted",  "是否目标市场" },
}

kind "campaign" {
  label = { "Campaign", "推广活动" },
  key   = { "name", "market" },
  { "name",      string, "Name",      "名称" },
  { "market",    ref "market", "Market", "目标市场" },
  { "size",      money { min = 0 }, "Market size", "市场规模" },
  { "budget",    money { min = 0 }, "Budget", "预算" },
  { "staff",     number { min = 0 }, "Staff", "人员数", unit = "people" },
  { "status",    enum { "planned", "active", "finished", "cancelled" }, "Status", "状态", tracked = true },
  { "start",     date,   "Start",     "开始日期" },
  { "finish",    date,   "Finish",    "结束日期" },
  { "rationale", text,   "Rationale", "分配理由" },
}
