-- SPDX-License-Identifier: MIT
-- scope: what belongs to the project, what is delivered, and the plan for it (P-01 to P-04, PL-01 to PL-03, K-10, Q-01, C-05).

extend "project" {
  { "scope",            object "scope",           "Scope",                "范围" },
  { "success_factors",  list "success_factor",    "Critical success factors", "关键成功因素" },
  { "success_criteria", list "success_criterion", "Success criteria",     "成功标准" },
  { "deliverables",     list "deliverable",       "Deliverables",         "可交付成果" },
  { "requirements",     list "requirement",       "Requirements",         "需求" },
  { "plan",             object "plan",            "Plan",                 "项目计划" },
  { "procurement",      list "purchase",          "Procurement",          "采购" },
}

kind "scope" {
  label = { "Scope", "范围" },
  { "includes",    set,    "In scope",     "范围内", tracked = true },
  { "excludes",    set,    "Out of scope", "范围外", tracked = true },
  { "assumptions", set,    "Assumptions",  "假设", tracked = true },
  { "constraints", set,    "Constraints",  "约束", tracked = true },
  { "version",     string, "Version",      "版本", tracked = true },
  { "effort",      number { min = 0 }, "Effort", "工作量", unit = "person-days", tracked = true },
  { "approved_by", string, "Approved by",  "批准人" },
  { "approved_on", date,   "Approved on",  "批准日期" },
  { "changed_on",  date,   "Changed on",   "变更日期" },
}

kind "success_factor" {
  label = { "Critical success factor", "关键成功因素" },
  key   = "text",
  { "text",      string, "Text",      "描述" },
  { "indicator", string, "Indicator", "指标" },
  { "owner",     string, "Owner",     "负责人" },
}

kind "success_criterion" {
  label = { "Success criterion", "成功标准" },
  key   = "name",
  { "name",        string, "Name",        "名称" },
  { "target",      number, "Target",      "目标值", tracked = true },
  { "actual",      number, "Actual",      "实际值" },
  { "unit",        string, "Unit",        "单位" },
  { "set_on",      date,   "Set on",      "设定日期" },
  { "measured_on", date,   "Measured on", "测量日期" },
}

kind "deliverable" {
  label = { "Deliverable", "可交付成果" },
  key   = "name",
  { "id",       string, "Id",       "编号" },
  { "name",     string, "Name",     "名称" },
  { "owner",    string, "Owner",    "负责人" },
  { "due",      date,   "Due",      "截止日期", tracked = true },
  { "done_on",  date,   "Done on",  "完成日期" },
  { "status",   enum { "planned", "in_progress", "done", "released", "accepted", "rejected", "waived" }, "Status", "状态", tracked = true },
  { "acceptance_criteria", set, "Acceptance criteria", "验收标准" },
  { "contract_clause", string, "Contract clause", "合同条款" },
  { "quantity_planned", number { min = 0 }, "Planned quantity", "计划数量" },
  { "quantity_done",    number { min = 0 }, "Quantity done",    "完成数量" },
  { "quality_result",   enum { "pass", "conditional", "fail" }, "Quality result", "质量结果", tracked = true },
  { "evaluation",       text, "Evaluation", "评价" },
  { "released_on",      date, "Released on", "发布日期" },
}

kind "requirement" {
  label = { "Requirement", "需求" },
  key   = "text",
  { "id",         string, "Id",         "编号" },
  { "text",       text,   "Text",       "描述", tracked = true },
  { "priority",   enum { "must", "should", "could", "wont" }, "Priority", "优先级" },
  { "source",     string, "Source",     "来源" },
  { "status",     enum { "draft", "agreed", "implemented", "verified", "rejected" }, "Status", "状态", tracked = true },
  { "acceptance", text,   "Acceptance", "验收标准" },
  { "deliverable", ref "deliverable", "Deliverable", "可交付成果" },
  { "tests",      set,    "Tests",      "验证用例" },
  { "verified_on", date,  "Verified on", "验证日期" },
  { "question",   text,   "Open question", "待澄清问题" },
  { "question_opened_on", date, "Question opened on", "问题提出日期" },
  { "question_closed_on", date, "Question closed on", "问题关闭日期" },
}

kind "plan" {
  label = { "Plan", "项目计划" },
  { "version",     string, "Version",     "版本", tracked = true },
  { "baseline_on", date,   "Baselined on", "基线日期", tracked = true },
  { "approved_by", string, "Approved by", "批准人" },
  { "approved_on", date,   "Approved on", "批准日期" },
  { "updated_on",  date,   "Updated on",  "更新日期" },
  { "bac",         money { min = 0 }, "Budget in the plan", "计划预算" },
  { "finish",      date,   "Finish in the plan", "计划完成日期" },
  { "parts",       object "plan_parts",   "Parts",         "组成部分" },
  { "risk",        object "risk_plan",    "Risk plan",     "风险管理计划" },
  { "quality",     object "quality_plan", "Quality plan",  "质量管理计划" },
  { "communication", list "communication_item", "Communication plan", "沟通计划" },
}

kind "plan_parts" {
  label = { "Parts of the plan", "计划组成部分" },
  doc   = "true where the part is written.",
  { "time",          bool, "Time",          "时间计划" },
  { "cost",          bool, "Cost",          "成本预算" },
  { "quality",       bool, "Quality",       "质量标准" },
  { "communication", bool, "Communication", "沟通" },
  { "risk",          bool, "Risk",          "风险" },
  { "procurement",   bool, "Procurement",   "采购" },
  { "resource",      bool, "Resources",     "资源" },
}

kind "risk_plan" {
  label = { "Risk management plan", "风险管理计划" },
  { "method",      text,     "Method",      "方法" },
  { "scales",      text,     "Scales",      "分级标准" },
  { "roles",       text,     "Roles",       "职责" },
  { "cadence",     duration, "Reviewed every", "评审频率" },
  { "appetite",    text,     "Appetite",    "风险偏好" },
  { "approved_by", string,   "Approved by", "批准人" },
  { "approved_on", date,     "Approved on", "批准日期" },
}

kind "quality_plan" {
  label = { "Quality plan", "质量管理计划" },
  { "standards",   set,    "Standards",   "标准" },
  { "metrics",     set,    "Metrics",     "指标" },
  { "checks",      list "quality_check", "Checks", "检查项" },
  { "owner",       string, "Owner",       "负责人" },
  { "approved_by", string, "Approved by", "批准人" },
  { "approved_on", date,   "Approved on", "批准日期" },
}

kind "quality_check" {
  label = { "Planned check", "计划检查" },
  key   = { "name", "deliverable" },
  { "name",        string, "Name",        "名称" },
  { "deliverable", ref "deliverable", "Deliverable", "可交付成果" },
  { "planned_on",  date,   "Planned on",  "计划日期" },
  { "done_on",     date,   "Done on",     "完成日期" },
  { "owner",       string, "Owner",       "负责人" },
}

kind "communication_item" {
  label = { "Line of the communication plan", "沟通计划项" },
  key   = { "audience", "info" },
  { "audience",      string,   "Audience",      "受众" },
  { "audience_type", enum { "customer", "team", "sponsor", "supplier", "authority", "other" }, "Audience type", "受众类型" },
  { "side",          enum { "internal", "external" }, "Internal or external", "内部或外部" },
  { "info",          string,   "Information",   "信息内容" },
  { "channel",       string,   "Channel",       "渠道" },
  { "frequency",     duration, "Every",         "频率" },
  { "owner",         string,   "Owner",         "负责人" },
}

kind "purchase" {
  label = { "Purchase", "采购项" },
  key   = "item",
  { "id",          string,   "Id",          "编号" },
  { "item",        string,   "Item",        "采购内容" },
  { "category",    enum { "works", "goods", "services" }, "Category", "类别" },
  { "value",       money { min = 0 }, "Value", "金额" },
  { "method",      enum { "tender", "invited_tender", "quotes", "single_source", "framework" }, "Method", "采购方式" },
  { "suppliers",   list "supplier", "Suppliers", "供应商" },
  { "chosen",      ref "supplier", "Chosen supplier", "选定供应商" },
  { "need_by",     date,     "Needed by",   "需用日期" },
  { "lead_time",   duration, "Lead time",   "交货周期" },
  { "ordered_on",  date,     "Ordered on",  "下单日期" },
  { "received_on", date,     "Received on", "到货日期" },
  { "requested_by", string,  "Requested by", "申请人" },
  { "approved_by", string,   "Approved by", "批准人" },
  { "approved_on", date,     "Approved on", "批准日期" },
  { "status",      enum { "planned", "ordered", "received", "cancelled" }, "Status", "状态", tracked = true },
  { "tender",      object "tender", "Tender", "招标" },
}

kind "supplier" {
  label = { "Supplier", "供应商" },
  key   = "name",
  { "name",        string, "Name",        "名称" },
  { "quote",       money { min = 0 }, "Quote", "报价" },
  { "quoted_on",   date,   "Quoted on",   "报价日期" },
  { "screened_on", date,   "Screened on", "审查日期" },
  { "screening",   enum { "pass", "conditional", "fail" }, "Screening", "审查结果", tracked = true },
  { "delivered_on", date,  "Delivered on", "交货日期" },
  { "quality",     enum { "pass", "conditional", "fail" }, "Quality of what was delivered", "交货质量", tracked = true },
}

kind "tender" {
  label = { "Tender", "招标" },
  { "published_on",     date, "Published on",     "公告日期" },
  { "clarified_on",     date, "Last clarification on", "最后澄清日期" },
  { "deadline",         date, "Deadline",         "投标截止日期" },
  { "awarded_on",       date, "Awarded on",       "中标通知日期" },
  { "contracted_on",    date, "Contracted on",    "签约日期" },
  { "estimate",         money { min = 0 }, "Estimate", "估算价" },
  { "bid_bond",         money { min = 0 }, "Bid bond", "投标保证金" },
  { "bid_bond_returned_on", date, "Bid bond returned on", "保证金退还日期" },
  { "performance_bond", money { min = 0 }, "Performance bond", "履约保证金" },
  { "committee",        int { min = 0 }, "Committee members", "评标委员会人数" },
  { "experts",          int { min = 0 }, "Experts among them", "其中专家人数" },
}
