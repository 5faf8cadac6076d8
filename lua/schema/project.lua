-- SPDX-License-Identifier: MIT
-- project: what is known of a project itself; the other files of this folder hang their lists on it.
--
-- Names tell types: what ends in _at is a moment (datetime), what ends in _on, and due, date, start and finish, is a
-- day. People are named by their names, as in the team's list. A field is required only where a document would mean
-- nothing without it, so that thin data can be imported and the policies, not the import, say what is missing.

kind "project" {
  label = { "Project", "项目" },
  doc   = { "A sales project, from the first idea to the customer's acceptance and what was learnt.", "一个销售项目，从立项到客户验收与总结。" },
  key   = "id",

  { "id",            string, "Id",            "编号", required = true },
  { "name",          string, "Name",          "名称", required = true },
  { "description",   text,   "Description",   "说明" },
  { "customer",      string, "Customer",      "客户" },
  { "customer_type", enum { "private", "public", "sme", "individual" }, "Customer type", "客户类型",
    doc = { "public: a body of the state, for which gift, tender and payment rules are stricter.", "public：国家机关及公共机构，适用更严格的礼品、招标与付款规则。" } },
  { "owner",         string, "Owner",         "负责人" },
  { "region",        string, "Region",        "区域" },
  { "country",       string, "Country",       "国家", doc = "ISO 3166-1 alpha-2, such as CN or DE." },
  { "business_unit", string, "Business unit", "业务单元" },
  { "type",          string, "Type",          "项目类型", doc = "What kind of project it is to the company: campaign, tender, roll-out, ..." },
  { "currency",      string, "Currency",      "币种", doc = "ISO 4217; amounts without a currency of their own are in this one." },
  { "value",         money { min = 0 }, "Value", "项目金额", tracked = true },
  { "priority",      enum { "low", "medium", "high" }, "Priority", "优先级" },
  { "phase",         enum { "initiation", "planning", "execution", "monitoring", "closing", "closed" }, "Phase", "阶段", tracked = true },
  { "status",        enum { "proposed", "active", "on_hold", "completed", "cancelled" }, "Status", "状态", tracked = true },
  { "health",        enum { "green", "amber", "red" }, "Health", "健康度", tracked = true, doc = "As the project manager reports it." },
  { "start",         date,   "Start",         "开始日期" },
  { "finish",        date,   "Finish",        "完成日期", tracked = true, doc = "The finish that was committed to." },
  { "forecast_finish", date, "Forecast finish", "预计完成日期", tracked = true },
  { "approved_on",   date,   "Approved on",   "立项批准日期" },
  { "started_at",    datetime, "Started at",  "实际启动时间", doc = "When the first work of the execution began." },
  { "closed_on",     date,   "Closed on",     "关闭日期" },
  { "satisfaction",  percent { min = 0, max = 100 }, "Customer satisfaction", "客户满意度", tracked = true },
  { "contract_required", bool, "Contract required", "需要合同" },
  { "on_site",       bool,   "Work on site",  "现场作业", doc = "Work happens at the customer's or at an event's site." },
  { "method",        enum { "waterfall", "agile", "hybrid" }, "Method", "管理方法" },
  { "process_version", string, "Process version", "流程版本", tracked = true, doc = "Edition of the standard that the project is bound to." },
  { "pillars",       set,    "Pillars covered", "覆盖的管理领域", doc = "Of goal, resource, risk, progress, performance." },
  { "tags",          set,    "Tags",          "标签" },

  { "phases",        list "phase_record",  "Phase record",  "阶段记录" },
  { "charter",       object "charter",     "Charter",       "项目章程" },
  { "feasibility",   object "feasibility", "Feasibility",   "可行性分析" },
  { "approvals",     list "approval",      "Approvals",     "审批" },
  { "tailoring",     list "tailoring",     "Tailoring",     "裁剪" },
  { "lessons_reviewed", list "lesson_review", "Earlier lessons reviewed", "以往经验教训查阅" },
  { "assessments",   list "assessment",    "Outside assessments", "外部评估" },
}

kind "phase_record" {
  label = { "Phase", "阶段" },
  doc   = "One passage through a phase: plan and fact, and how it went.",
  key   = "phase",

  { "phase",           enum { "initiation", "planning", "execution", "monitoring", "closing" }, "Phase", "阶段" },
  { "planned_days",    int { min = 0 }, "Planned duration", "计划天数", unit = "days" },
  { "entered_on",      date,  "Entered on", "进入日期" },
  { "left_on",         date,  "Left on",    "离开日期" },
  { "evaluated_on",    date,  "Evaluated on", "评估日期" },
  { "score",           number { min = 0, max = 100 }, "Score", "评分", tracked = true },
  { "success_factors", set,   "Success factors", "成功因素" },
  { "problems",        set,   "Problems",   "问题" },
  { "reopened_reason", text,  "Why it was opened again", "重新打开的原因" },
}

kind "charter" {
  label = { "Charter", "项目章程" },
  doc   = "What the sponsor signed: the project may be planned from then on.",

  { "goal",         text,   "Business goal", "业务目标", tracked = true },
  { "scope",        text,   "Scope",         "范围", tracked = true },
  { "deliverables", set,    "Deliverables",  "可交付成果" },
  { "stakeholders", set,    "Key stakeholders", "关键相关方" },
  { "pm",           string, "Project manager", "项目经理" },
  { "sponsor",      string, "Sponsor",       "发起人" },
  { "budget",       money { min = 0 }, "Budget", "预算" },
  { "milestones",   set,    "Milestones",    "里程碑" },
  { "signed_by",    string, "Signed by",     "签署人" },
  { "signed_on",    date,   "Signed on",     "签署日期" },
}

kind "feasibility" {
  label = { "Feasibility", "可行性分析" },

  { "market",     text, "Market",     "市场" },
  { "technical",  text, "Technical",  "技术" },
  { "financial",  text, "Financial",  "财务" },
  { "legal",      text, "Legal",      "法律" },
  { "conclusion", enum { "go", "conditional", "no_go" }, "Conclusion", "结论", tracked = true },
  { "npv",        money, "Net present value", "净现值" },
  { "npv_reason", text, "Why in spite of the net present value", "净现值为负仍立项的理由" },
  { "payback",    number { min = 0 }, "Payback", "回收期", unit = "months" },
  { "horizon",    number { min = 0 }, "Horizon", "评估期", unit = "months" },
  { "date",       date, "Date",       "日期" },
  { "by",         string, "By",       "编制人" },
}

kind "approval" {
  label = { "Approval", "审批" },
  doc   = "Somebody asked, somebody else decided.",
  key   = { "kind", "subject" },

  { "id",        string, "Id",        "编号" },
  { "kind",      enum { "project", "budget", "discount", "purchase", "gift", "contract", "material", "scope", "goal", "change", "other" }, "Kind", "类别" },
  { "subject",   string, "Subject",   "事项" },
  { "amount",    money { min = 0 }, "Amount", "金额" },
  { "level",     enum { "lead", "manager", "director", "executive", "board" }, "Level", "审批级别" },
  { "requested_by", string, "Requested by", "申请人" },
  { "requested_at", datetime, "Requested at", "申请时间" },
  { "by",        string, "Approved by", "审批人" },
  { "at",        datetime, "Approved at", "审批时间" },
  { "limit",     money { min = 0 }, "Authority limit", "授权额度", doc = "Up to which amount the approver may decide." },
  { "status",    enum { "pending", "approved", "rejected", "withdrawn" }, "Status", "状态", tracked = true },
  { "reason",    text,   "Reason",    "理由" },
}

kind "tailoring" {
  label = { "Tailoring", "裁剪" },
  doc   = "A rule that this project changed or set aside.",
  key   = "rule",

  { "rule",         string, "Rule",         "规则" },
  { "change",       text,   "Change",       "调整内容" },
  { "reason",       text,   "Reason",       "理由" },
  { "requested_by", string, "Requested by", "申请人" },
  { "approved_by",  string, "Approved by",  "批准人" },
  { "approved_on",  date,   "Approved on",  "批准日期" },
  { "expires",      date,   "Expires",      "到期日" },
}

kind "lesson_review" {
  label = { "Review of earlier lessons", "经验教训查阅" },
  key   = "project",

  { "project",     string, "Earlier project", "以往项目" },
  { "reviewed_on", date,   "Reviewed on",     "查阅日期" },
  { "by",          string, "By",              "查阅人" },
  { "applied",     set,    "Applied",         "采用的经验" },
}

kind "assessment" {
  label = { "Outside assessment", "外部评估" },
  doc   = "A delivery confidence rating by somebody outside the project.",
  key   = "date",

  { "date",       date,   "Date",       "日期" },
  { "by",         string, "By",         "评估方" },
  { "confidence", enum { "green", "amber_green", "amber", "amber_red", "red" }, "Confidence", "交付信心", tracked = true },
  { "narrative",  text,   "Narrative",  "说明" },
  { "schedule_narrative", text, "Narrative on the schedule", "进度说明" },
}
