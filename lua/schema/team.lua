-- SPDX-License-Identifier: MIT
-- team: who is in it, what they can and do, how they fare (T-01 to T-06, IN-05, IN-09, R-04, CL-04).

extend "project" {
  { "team",      object "team",       "Team",       "团队" },
  { "members",   list "member",       "Members",    "成员" },
  { "roles",     list "role",         "Key roles",  "关键角色" },
  { "training",  list "training",     "Training",   "培训" },
  { "one_on_ones", list "one_on_one", "One-on-ones", "一对一沟通" },
  { "handovers", list "handover",     "Handovers",  "交接" },
}

kind "team" {
  label = { "Team", "团队" },
  { "pm",                 string, "Project manager",  "项目经理", tracked = true },
  { "pm_appointed_on",    date,   "Appointed on",     "任命日期" },
  { "pm_appointed_by",    string, "Appointed by",     "任命人" },
  { "sponsor",            string, "Sponsor",          "发起人", tracked = true },
  { "working_agreement",  text,   "Working agreement", "协作约定" },
  { "escalation_path",    text,   "Escalation path",  "上报路径" },
  { "org_chart",          string, "Organisation chart", "组织架构图" },
  { "turnover",           percent { min = 0 }, "Turnover", "人员流动率", unit = "% a year", tracked = true },
  { "dissolved_on",       date,   "Dissolved on",     "解散日期" },
}

kind "member" {
  label = { "Member", "成员" },
  key   = "name",
  { "id",               string, "Id",               "编号" },
  { "name",             string, "Name",             "姓名" },
  { "role",             string, "Role",             "角色" },
  { "key_role",         bool,   "Key role",         "关键角色" },
  { "responsibility",   text,   "Responsibility",   "职责" },
  { "role_doc",         string, "Role description", "岗位说明" },
  { "manager",          string, "Manager",          "上级" },
  { "authority",        bool,   "Has authority to decide", "有决策权" },
  { "status",           enum { "planned", "active", "left", "released" }, "Status", "状态", tracked = true },
  { "joined_on",        date,   "Joined on",        "加入日期" },
  { "left_on",          date,   "Left on",          "离开日期" },
  { "allocation",       percent { min = 0 }, "Allocation", "投入比例", tracked = true },
  { "load",             percent { min = 0 }, "Load", "负荷率", tracked = true },
  { "skills",           list "skill", "Skills",     "技能" },
  { "goal_ack_at",      datetime, "Goals acknowledged at", "目标确认时间" },
  { "role_ack_at",      datetime, "Role acknowledged at", "职责确认时间" },
  { "last_update_at",   datetime, "Last update at", "最近更新时间" },
  { "pulse",            list "pulse", "Pulse",      "士气调查" },
  { "open_tasks",       int { min = 0 }, "Open tasks", "未完成任务数", tracked = true },
  { "overdue_tasks",    int { min = 0 }, "Overdue tasks", "逾期任务数", tracked = true },
  { "compliance_trained_on", date, "Compliance training on", "合规培训日期" },
  { "handover_on",      date,   "Handed over on",   "交接日期" },
  { "access_revoked_at", datetime, "Access revoked at", "权限收回时间" },
  { "released_at",      datetime, "Released at",    "释放时间" },
  { "appraisal",        text,   "Appraisal",        "评价" },
}

kind "skill" {
  label = { "Skill", "技能" },
  key   = "skill",
  { "skill",       string, "Skill",       "技能" },
  { "level",       int { min = 1, max = 5 }, "Level", "等级", unit = "1-5", tracked = true },
  { "verified_on", date,   "Verified on", "认证日期" },
}

kind "pulse" {
  label = { "Pulse", "士气" },
  key   = "date",
  { "date",  date,   "Date",  "日期" },
  { "score", number { min = 1, max = 5 }, "Score", "评分", unit = "1-5" },
}

kind "role" {
  label = { "Key role", "关键角色" },
  key   = "name",
  { "name",         string, "Name",         "名称" },
  { "holder",       string, "Holder",       "担任者" },
  { "vacant_since", date,   "Vacant since", "空缺起始日期" },
}

kind "training" {
  label = { "Training", "培训" },
  key   = { "member", "skill" },
  { "id",      string, "Id",      "编号" },
  { "member",  string, "Member",  "成员" },
  { "skill",   string, "Skill",   "技能" },
  { "kind",    enum { "skill", "compliance", "safety", "hire" }, "Kind", "类别", doc = "hire: the gap is closed by hiring." },
  { "due",     date,   "Due",     "截止日期" },
  { "done_on", date,   "Done on", "完成日期" },
}

kind "one_on_one" {
  label = { "One-on-one", "一对一沟通" },
  key   = { "member", "date" },
  { "member", string, "Member", "成员" },
  { "date",   date,   "Date",   "日期" },
}

kind "handover" {
  label = { "Handover", "交接" },
  key   = { "role", "date" },
  { "role", string, "Role", "角色" },
  { "from", string, "From", "移交人" },
  { "to",   string, "To",   "接收人" },
  { "date", date,   "Date", "日期" },
  { "record", string, "Record", "交接记录" },
}
