-- SPDX-License-Identifier: MIT
-- communication: who is told what, when, and who answered (C-01 to C-07, K-04, S-09 to S-11, IN-04 to IN-06, IN-10, I-03).

extend "project" {
  { "meetings",         list "meeting",         "Meetings",         "会议" },
  { "stakeholders",     list "stakeholder",     "Stakeholders",     "相关方" },
  { "channels",         list "channel",         "Channels",         "沟通渠道" },
  { "messages",         list "message",         "Messages",         "消息" },
  { "status_reports",   list "status_report",   "Status reports",   "状态报告" },
  { "customer_updates", list "customer_update", "Customer updates", "客户通报" },
  { "feedback",         list "feedback",        "Feedback",         "反馈" },
  { "conflicts",        list "conflict",        "Conflicts",        "冲突" },
  { "kickoff",          object "kickoff",       "Kick-off",         "启动会" },
}

kind "meeting" {
  label = { "Meeting", "会议" },
  key   = { "type", "date" },
  { "id",         string, "Id",         "编号" },
  { "type",       enum { "kickoff", "review", "team", "retro", "steering", "customer", "other" }, "Type", "类型" },
  { "date",       date,   "Date",       "日期" },
  { "attendees",  set,    "Attendees",  "参会人" },
  { "invited",    set,    "Invited",    "受邀人" },
  { "attendance", percent { min = 0, max = 100 }, "Attendance", "出席率" },
  { "minutes",    text,   "Minutes",    "会议纪要" },
  { "minutes_on", date,   "Minutes sent on", "纪要发出日期" },
  { "red_items",  int { min = 0 }, "Red items", "红色事项数" },
  { "decisions",  set,    "Decisions",  "决议" },
  { "actions",    list "action", "Actions", "行动项" },
}

kind "kickoff" {
  label = { "Kick-off", "启动会" },
  { "date",      date,   "Date",      "日期" },
  { "attendees", set,    "Attendees", "参会人" },
  { "minutes",   text,   "Minutes",   "会议纪要" },
  { "pm_present", bool,  "Project manager present", "项目经理到场" },
  { "sponsor_present", bool, "Sponsor present", "发起人到场" },
  { "customer_present", bool, "Customer present", "客户代表到场" },
  { "topics",    set,    "Topics decided", "已议定事项", doc = "Such as organisation, resources, communication." },
}

kind "stakeholder" {
  label = { "Stakeholder", "相关方" },
  key   = "name",
  { "id",              string, "Id",              "编号" },
  { "name",            string, "Name",            "名称" },
  { "role",            string, "Role",            "角色" },
  { "type",            enum { "customer", "team", "sponsor", "supplier", "authority", "user", "other" }, "Type", "类型" },
  { "key",             bool,   "Key stakeholder", "关键相关方" },
  { "influence",       int { min = 1, max = 5 }, "Influence", "影响力", unit = "1-5" },
  { "interest",        int { min = 1, max = 5 }, "Interest",  "关注度", unit = "1-5" },
  { "expectation",     text,   "Expectation",     "期望", tracked = true },
  { "confirmed_on",    date,   "Expectation confirmed on", "期望确认日期" },
  { "last_contact_at", datetime, "Last contact at", "最近联系时间" },
  { "read_access",     bool,   "Can read the reports", "可查看报告" },
  { "sign_off",        bool,   "Signed off",      "已签字" },
}

kind "channel" {
  label = { "Channel", "沟通渠道" },
  key   = { "audience", "kind" },
  { "audience", enum { "customer", "team", "sponsor", "supplier", "authority", "other" }, "Audience", "受众" },
  { "kind",     enum { "mail", "chat", "meeting", "phone", "portal", "report", "other" }, "Kind", "方式" },
  { "name",     string, "Name",  "名称" },
  { "owner",    string, "Owner", "负责人" },
}

kind "message" {
  label = { "Message", "消息" },
  key   = { "topic", "at" },
  { "id",       string,   "Id",       "编号" },
  { "topic",    string,   "Topic",    "主题" },
  { "kind",     enum { "report", "notice", "other" }, "Kind", "类别" },
  { "critical", bool,     "Critical", "紧急" },
  { "planned_on", date,   "Planned on", "计划日期" },
  { "at",       datetime, "Sent at",  "发送时间" },
  { "audience", string,   "Audience", "受众" },
  { "ack_at",   datetime, "Acknowledged at", "确认时间" },
}

kind "status_report" {
  label = { "Status report", "状态报告" },
  key   = "date",
  { "date",     date,   "Date",     "日期" },
  { "audience", set,    "Audience", "受众" },
  { "by",       string, "By",       "编制人" },
  { "summary",  text,   "Summary",  "摘要" },
}

kind "customer_update" {
  label = { "Customer update", "客户通报" },
  key   = "at",
  { "at",      datetime, "At",      "时间" },
  { "content", text,     "Content", "内容" },
  { "status_change", bool, "Told a change of status", "状态变更通报" },
  { "by",      string,   "By",      "通报人" },
}

kind "feedback" {
  label = { "Feedback", "反馈" },
  key   = { "from", "topic" },
  { "id",          string,   "Id",          "编号" },
  { "from",        string,   "From",        "反馈人" },
  { "at",          datetime, "At",          "时间" },
  { "topic",       string,   "Topic",       "主题" },
  { "answered_at", datetime, "Answered at", "答复时间" },
}

kind "conflict" {
  label = { "Conflict", "冲突" },
  key   = "name",
  { "id",          string,   "Id",          "编号" },
  { "name",        string,   "Name",        "名称" },
  { "level",       enum { "team", "manager", "sponsor" }, "Level", "级别", tracked = true },
  { "opened_at",   datetime, "Opened at",   "开始时间" },
  { "escalated_at", datetime, "Escalated at", "升级时间" },
  { "resolved_at", datetime, "Resolved at", "解决时间" },
  { "status",      enum { "open", "escalated", "resolved" }, "Status", "状态", tracked = true },
}
