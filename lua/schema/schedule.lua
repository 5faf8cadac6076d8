-- SPDX-License-Identifier: MIT
-- schedule: tasks, milestones, snapshots and what keeps everybody in step (S-01 to S-13, EX-01, EX-02, M-02, MC-01).

extend "project" {
  { "tasks",            list "task",           "Tasks",            "任务" },
  { "milestones",       list "milestone",      "Milestones",       "里程碑" },
  { "snapshots",        list "snapshot",       "Snapshots",        "进度快照" },
  { "progress_checks",  list "progress_check", "Progress checks",  "进度检查" },
  { "deviations",       list "deviation",      "Deviations",       "偏差" },
  { "schedule",         object "schedule",     "Schedule",         "进度计划" },
  { "sprints",          list "sprint",         "Sprints",          "迭代" },
}

kind "task" {
  label = { "Task", "任务" },
  key   = "name",
  { "id",              string, "Id",              "编号" },
  { "name",            string, "Name",            "名称" },
  { "wbs",             string, "WBS code",        "WBS 编码" },
  { "phase",           enum { "initiation", "planning", "execution", "monitoring", "closing" }, "Phase", "阶段" },
  { "status",          enum { "planned", "in_progress", "done", "blocked", "cancelled" }, "Status", "状态", tracked = true },
  { "owner",           string, "Owner",           "负责人" },
  { "assignees",       set,    "Assignees",       "执行人" },
  { "duration",        number { min = 0 }, "Duration", "工期", unit = "working days" },
  { "start",           date,   "Start",           "开始日期", tracked = true },
  { "finish",          date,   "Finish",          "完成日期", tracked = true },
  { "baseline_start",  date,   "Baseline start",  "基线开始日期" },
  { "baseline_finish", date,   "Baseline finish", "基线完成日期" },
  { "actual_start",    date,   "Actual start",    "实际开始日期" },
  { "actual_finish",   date,   "Actual finish",   "实际完成日期" },
  { "forecast_finish", date,   "Forecast finish", "预计完成日期", tracked = true },
  { "percent",         percent { min = 0, max = 100 }, "Complete", "完成率", tracked = true },
  { "predecessors",    list "predecessor", "Predecessors", "前置任务" },
  { "constraint",      enum { "asap", "alap", "snet", "snlt", "fnet", "fnlt", "mso", "mfo" }, "Constraint", "约束类型",
    doc = "snlt, fnlt, mso and mfo are hard." },
  { "constraint_date", date,   "Constraint date", "约束日期" },
  { "calendar",        string, "Calendar",        "日历" },
  { "critical",        bool,   "On the critical path", "关键路径" },
  { "total_float",     number, "Total float",     "总浮动时间", unit = "working days" },
  { "free_float",      number, "Free float",      "自由浮动时间", unit = "working days" },
  { "summary",         bool,   "Summary task",    "汇总任务" },
  { "level_of_effort", bool,   "Level of effort", "支持性工作" },
  { "required_skills", list "required_skill", "Required skills", "所需技能" },
  { "resource_types",  set,    "Resource types needed", "所需资源类型", doc = "Of human, money, material, tool." },
  { "planned_hours",   number { min = 0 }, "Planned hours", "计划工时", unit = "hours" },
  { "actual_hours",    number { min = 0 }, "Actual hours",  "实际工时", unit = "hours" },
  { "deliverable",     ref "deliverable", "Deliverable", "可交付成果" },
  { "updated_at",      datetime, "Updated at",    "更新时间" },
}

kind "predecessor" {
  label = { "Predecessor", "前置关系" },
  key   = { "task", "type" },
  { "task", ref "task", "Task", "任务" },
  { "type", enum { "FS", "SS", "FF", "SF" }, "Type", "类型" },
  { "lag",  number, "Lag", "滞后", unit = "working days", doc = "Negative: a lead." },
}

kind "required_skill" {
  label = { "Required skill", "所需技能" },
  key   = "skill",
  { "skill", string, "Skill", "技能" },
  { "level", int { min = 1, max = 5 }, "Level", "等级", unit = "1-5" },
}

kind "milestone" {
  label = { "Milestone", "里程碑" },
  key   = "name",
  { "id",         string, "Id",         "编号" },
  { "name",       string, "Name",       "名称" },
  { "phase",      enum { "initiation", "planning", "execution", "monitoring", "closing" }, "Phase", "阶段" },
  { "baseline",   date,   "Baseline",   "基线日期" },
  { "due",        date,   "Due",        "截止日期", tracked = true },
  { "forecast",   date,   "Forecast",   "预计日期", tracked = true },
  { "done_on",    date,   "Done on",    "完成日期" },
  { "duration",   number { min = 0 }, "Duration", "工期", unit = "working days", doc = "0: a milestone is a point in time." },
  { "status",     enum { "planned", "reached", "missed", "cancelled" }, "Status", "状态", tracked = true },
  { "percent",    percent { min = 0, max = 100 }, "Complete", "完成率", tracked = true },
  { "criteria",   set,    "Criteria",   "达成标准" },
  { "criteria_met", bool, "Criteria met", "标准已满足" },
  { "inspection_result", enum { "pass", "conditional", "fail" }, "Inspection", "检查结果", tracked = true },
  { "critical",   bool,   "Key milestone", "关键里程碑" },
  { "goal",       ref "goal", "Goal",   "目标" },
  { "owner",      string, "Owner",      "负责人" },
}

kind "snapshot" {
  label = { "Snapshot", "进度快照" },
  doc   = "Where the project stood on a day.",
  key   = "date",
  { "date",            date,    "Date",            "日期" },
  { "forecast_finish", date,    "Forecast finish", "预计完成日期" },
  { "percent",         percent { min = 0, max = 100 }, "Complete", "完成率" },
  { "pv",              money,   "Planned value",   "计划值" },
  { "ev",              money,   "Earned value",    "挣值" },
  { "ac",              money,   "Actual cost",     "实际成本" },
  { "cpi",             number,  "CPI",             "成本绩效指数", computed = "evm_cpi" },
  { "spi",             number,  "SPI",             "进度绩效指数", computed = "evm_spi" },
  { "exposure",        number { min = 0 }, "Risk exposure", "风险敞口", doc = "Sum of the scores of open risks." },
  { "defect_rate",     percent { min = 0 }, "Defect rate", "缺陷率" },
  { "load",            percent { min = 0 }, "Team load", "团队负荷" },
}

kind "progress_check" {
  label = { "Progress check", "进度检查" },
  key   = "date",
  { "date",     date,   "Date",     "日期" },
  { "by",       string, "By",       "检查人" },
  { "findings", text,   "Findings", "检查结果" },
}

kind "deviation" {
  label = { "Deviation", "偏差" },
  key   = "name",
  { "id",          string, "Id",          "编号" },
  { "name",        string, "Name",        "名称" },
  { "area",        enum { "schedule", "cost", "quality", "scope" }, "Area", "领域" },
  { "level",       enum { "info", "warning", "error" }, "Level", "级别" },
  { "started_on",  date,   "Started on",  "发生日期" },
  { "detected_at", datetime, "Detected at", "发现时间" },
  { "cause",       text,   "Cause",       "原因" },
  { "action",      text,   "Action",      "纠正措施" },
  { "action_at",   datetime, "Action decided at", "措施确定时间" },
  { "owner",       string, "Owner",       "负责人" },
  { "due",         date,   "Due",         "截止日期" },
  { "status",      enum { "open", "closed" }, "Status", "状态", tracked = true },
  { "closed_at",   datetime, "Closed at", "关闭时间" },
  { "effect",      text,   "Effect",      "效果" },
  { "escalated_to", string, "Escalated to", "上报对象" },
}

kind "schedule" {
  label = { "Schedule", "进度计划" },
  { "baseline_finish",      date,   "Baseline finish", "基线完成日期" },
  { "forecast_finish",      date,   "Forecast finish", "预计完成日期", tracked = true },
  { "cpli",                 number, "CPLI", "关键路径长度指数", tracked = true, doc = "(critical path length + total float) / critical path length" },
  { "bei",                  number, "BEI",  "基线执行指数", tracked = true, doc = "tasks completed / tasks that were to be completed" },
  { "critical_path_length", number { min = 0 }, "Critical path length", "关键路径长度", unit = "working days" },
  { "rebaselined",          int { min = 0 }, "Re-baselined", "基线调整次数", unit = "times", tracked = true },
  { "gantt_exported_at",    datetime, "Gantt chart exported at", "甘特图导出时间" },
  { "board_columns",        set,    "Board columns", "看板列" },
  { "wip_limit",            int { min = 0 }, "WIP limit", "在制品上限" },
  { "wip",                  int { min = 0 }, "Work in progress", "在制品数量", tracked = true },
}

kind "sprint" {
  label = { "Sprint", "迭代" },
  key   = "name",
  { "name",      string, "Name",      "名称" },
  { "start",     date,   "Start",     "开始日期" },
  { "finish",    date,   "Finish",    "结束日期" },
  { "goal",      text,   "Goal",      "目标", tracked = true },
  { "planned",   number { min = 0 }, "Planned points", "计划点数" },
  { "completed", number { min = 0 }, "Completed points", "完成点数" },
}
