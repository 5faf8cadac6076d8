-- SPDX-License-Identifier: MIT
-- contract: what was agreed with the customer, and the money that follows from it (N-01 to N-03).

extend "project" {
  { "contracts",   list "contract",   "Contracts",   "合同" },
  { "receivables", list "receivable", "Receivables", "应收款" },
  { "disputes",    list "dispute",    "Disputes",    "争议" },
}

kind "contract" {
  label = { "Contract", "合同" },
  key   = "number",
  { "id",           string, "Id",           "编号" },
  { "number",       string, "Number",       "合同号" },
  { "title",        string, "Title",        "标题" },
  { "party",        string, "Other party",  "对方" },
  { "required",     bool,   "Required",     "是否必需" },
  { "value",        money { min = 0 }, "Value", "合同金额", tracked = true },
  { "status",       enum { "draft", "review", "signed", "active", "finished", "terminated" }, "Status", "状态", tracked = true },
  { "reviewed_by_legal", bool, "Reviewed by legal", "法务已审核" },
  { "reviewed_on",  date,   "Reviewed on",  "审核日期" },
  { "signed_on",    date,   "Signed on",    "签订日期" },
  { "signed_by",    string, "Signed by",    "签署人" },
  { "work_started_on", date, "Work started on", "开工日期" },
  { "start",        date,   "Start",        "生效日期" },
  { "finish",       date,   "End",          "到期日期" },
  { "renewal",      enum { "undecided", "renew", "close" }, "Renewal", "续签决定", tracked = true },
  { "deposit",      money { min = 0 }, "Deposit", "定金" },
  { "penalty",      percent { min = 0 }, "Penalty", "违约金", unit = "% of the loss", doc = "Above 30% of the loss a court may reduce it." },
  { "milestones",   list "contract_milestone", "Milestones", "合同里程碑" },
  { "payments",     list "payment",     "Payments",    "付款" },
  { "obligations",  list "obligation",  "Obligations", "义务" },
  { "variations",   list "variation",   "Variations",  "变更" },
  { "payment_days", int { min = 0 }, "Payment term", "付款期限", unit = "days" },
  { "pay_when_paid", bool,  "Pay-when-paid clause", "背靠背付款条款" },
}

kind "contract_milestone" {
  label = { "Contract milestone", "合同里程碑" },
  key   = "name",
  { "name",    string, "Name",    "名称" },
  { "due",     date,   "Due",     "截止日期", tracked = true },
  { "done_on", date,   "Done on", "完成日期" },
}

kind "payment" {
  label = { "Payment", "付款" },
  key   = "name",
  { "id",       string, "Id",       "编号" },
  { "name",     string, "Name",     "名称" },
  { "amount",   money { min = 0 }, "Amount", "金额" },
  { "due",      date,   "Due",      "到期日" },
  { "paid_on",  date,   "Paid on",  "付款日期" },
  { "condition", text,  "Condition", "付款条件" },
  { "status",   enum { "planned", "invoiced", "paid", "overdue", "waived" }, "Status", "状态", tracked = true },
}

kind "obligation" {
  label = { "Obligation", "合同义务" },
  key   = "clause",
  { "id",       string, "Id",       "编号" },
  { "clause",   string, "Clause",   "条款" },
  { "text",     text,   "Text",     "内容" },
  { "owner",    string, "Owner",    "负责人" },
  { "due",      date,   "Due",      "截止日期" },
  { "status",   enum { "open", "met", "breached", "waived" }, "Status", "状态", tracked = true },
  { "met_on",   date,   "Met on",   "履行日期" },
  { "evidence", string, "Evidence", "证据" },
}

kind "variation" {
  label = { "Variation", "合同变更" },
  key   = "name",
  { "id",           string, "Id",           "编号" },
  { "name",         string, "Name",         "名称" },
  { "value",        money,  "Value",        "金额" },
  { "requested_on", date,   "Requested on", "提出日期" },
  { "amendment_signed_on", date, "Amendment signed on", "补充协议签订日期" },
  { "performed_on", date,   "Performed on", "实施日期" },
  { "status",       enum { "requested", "agreed", "performed", "rejected" }, "Status", "状态", tracked = true },
}

kind "receivable" {
  label = { "Receivable", "应收款" },
  key   = "invoice",
  { "id",       string, "Id",       "编号" },
  { "invoice",  string, "Invoice",  "发票号" },
  { "customer", string, "Customer", "客户" },
  { "amount",   money,  "Amount",   "金额" },
  { "invoiced_on", date, "Invoiced on", "开票日期" },
  { "due",      date,   "Due",      "到期日" },
  { "paid_on",  date,   "Paid on",  "回款日期" },
  { "disputed", bool,   "Disputed", "有争议" },
  { "plan",     text,   "Collection plan", "催收计划" },
}

kind "dispute" {
  label = { "Dispute", "争议" },
  key   = "name",
  { "id",        string, "Id",        "编号" },
  { "name",      string, "Name",      "名称" },
  { "contract",  ref "contract", "Contract", "合同" },
  { "opened_on", date,   "Opened on", "开始日期" },
  { "closed_on", date,   "Closed on", "解决日期" },
  { "amount",    money { min = 0 }, "Amount", "金额" },
  { "status",    enum { "open", "negotiation", "court", "settled" }, "Status", "状态", tracked = true },
}
