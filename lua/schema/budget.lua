-- SPDX-License-Identifier: MIT
-- budget: what may be spent, what was, what was earned, and the deal behind it (R-03, B-01 to B-03, IN-03, E-03, E-05, E-08).

extend "project" {
  { "budget",    object "budget",    "Budget",       "预算" },
  { "estimates", list "estimate",    "Estimates",    "成本估算" },
  { "actuals",   list "actual",      "Actual costs", "实际成本" },
  { "evm",       object "evm",       "Earned value", "挣值" },
  { "deals",     list "deal",        "Deals",        "交易" },
  { "sales",     object "sales",     "Sales",        "销售业绩" },
  { "revenue",   object "revenue",   "Revenue",      "收入" },
}

kind "budget" {
  label = { "Budget", "预算" },
  { "total",          money { min = 0 }, "Total",       "总额", tracked = true },
  { "spent",          money, "Spent",       "已支出", tracked = true },
  { "committed",      money { min = 0 }, "Committed",   "已承诺", tracked = true, doc = "Ordered and not yet paid." },
  { "forecast",       money, "Forecast",    "预测", tracked = true },
  { "contingency",    money { min = 0 }, "Contingency", "应急储备" },
  { "reserve",        money { min = 0 }, "Management reserve", "管理储备" },
  { "approved_total", money { min = 0 }, "Approved total", "批准总额" },
  { "approved_by",    string, "Approved by", "批准人" },
  { "approved_level", enum { "lead", "manager", "director", "executive", "board" }, "Approved at level", "审批级别" },
  { "approved_on",    date,   "Approved on", "批准日期" },
  { "baseline",       money { min = 0 }, "Baseline", "基线", tracked = true },
  { "baseline_on",    date,   "Baselined on", "基线日期" },
  { "lines",          list "budget_line", "Lines", "预算科目" },
  { "year_baseline",  money, "Baseline of the year", "年度基线" },
  { "year_forecast",  money, "Forecast of the year", "年度预测", tracked = true },
  { "year_variance",  percent, "Variance of the year", "年度偏差率" },
  { "variance_narrative", text, "Narrative on the variance", "偏差说明" },
  { "whole_life_cost", money, "Whole-life cost", "全生命周期成本", tracked = true },
  { "whole_life_narrative", text, "Narrative on the whole-life cost", "全生命周期成本说明" },
}

kind "budget_line" {
  label = { "Budget line", "预算科目" },
  key   = "name",
  { "id",        string, "Id",        "编号" },
  { "name",      string, "Name",      "名称" },
  { "wbs",       string, "WBS code",  "WBS 编码" },
  { "category",  enum { "human", "money", "material", "marketing", "travel", "purchase", "other" }, "Category", "类别" },
  { "amount",    money { min = 0 }, "Amount", "金额", tracked = true },
  { "actual",    money, "Actual",    "实际支出", tracked = true },
  { "committed", money { min = 0 }, "Committed", "已承诺", tracked = true },
  { "forecast",  money, "Forecast",  "预测", tracked = true },
  { "owner",     string, "Owner",    "负责人" },
  { "note",      text,   "Note",     "备注" },
}

kind "estimate" {
  label = { "Estimate", "成本估算" },
  key   = "wbs",
  { "wbs",    string, "WBS code", "WBS 编码" },
  { "amount", money { min = 0 }, "Amount", "金额" },
  { "low",    money { min = 0 }, "Low",    "下限" },
  { "high",   money { min = 0 }, "High",   "上限" },
  { "basis",  text,   "Basis",    "依据" },
  { "class",  int { min = 1, max = 5 }, "Class", "等级", unit = "1-5", doc = "1 definitive, 5 order of magnitude." },
  { "date",   date,   "Date",     "日期" },
}

kind "actual" {
  label = { "Booked cost", "入账成本" },
  key   = { "wbs", "date" },
  { "id",        string, "Id",        "编号" },
  { "date",      date,   "Date",      "日期" },
  { "wbs",       string, "WBS code",  "WBS 编码" },
  { "amount",    money,  "Amount",    "金额" },
  { "committed", money,  "Committed", "已承诺" },
}

kind "evm" {
  label = { "Earned value", "挣值管理" },
  doc   = { "ANSI/EIA-748. A figure that cannot be computed is absent.", "依据 ANSI/EIA-748；无法计算的指标视为缺失。" },
  { "date", date,   "Status date", "状态日期" },
  { "pv",   money,  "PV",   "计划值",     doc = { "Planned value: budgeted cost of the work that was scheduled.", "计划工作的预算成本。" } },
  { "ev",   money,  "EV",   "挣值",       doc = { "Earned value: budgeted cost of the work that was done.", "已完成工作的预算成本。" } },
  { "ac",   money,  "AC",   "实际成本",   doc = { "Actual cost of the work that was done.", "已完成工作的实际成本。" } },
  { "bac",  money { min = 0 }, "BAC", "完工预算", doc = { "Budget at completion.", "完工时的总预算。" } },
  { "cv",   money,  "CV",   "成本偏差",   computed = "evm_cv",  doc = "EV - AC" },
  { "sv",   money,  "SV",   "进度偏差",   computed = "evm_sv",  doc = "EV - PV" },
  { "cpi",  number, "CPI",  "成本绩效指数", computed = "evm_cpi", tracked = true, doc = "EV / AC; absent when AC is 0" },
  { "spi",  number, "SPI",  "进度绩效指数", computed = "evm_spi", tracked = true, doc = "EV / PV; absent when PV is 0" },
  { "eac",  money,  "EAC",  "完工估算",   computed = "evm_eac", tracked = true, doc = "BAC / CPI" },
  { "etc",  money,  "ETC",  "完工尚需估算", computed = "evm_etc", doc = "EAC - AC" },
  { "vac",  money,  "VAC",  "完工偏差",   computed = "evm_vac", doc = "BAC - EAC" },
  { "tcpi", number, "TCPI", "完工尚需绩效指数", computed = "evm_tcpi", doc = "(BAC - EV) / (BAC - AC)" },
}

kind "deal" {
  label = { "Deal", "交易" },
  key   = "name",
  { "id",           string, "Id",           "编号" },
  { "name",         string, "Name",         "名称" },
  { "customer",     string, "Customer",     "客户" },
  { "stage",        enum { "lead", "qualified", "proposal", "negotiation", "won", "lost" }, "Stage", "阶段", tracked = true },
  { "list_price",   money { min = 0 }, "List price", "目录价" },
  { "price",        money { min = 0 }, "Price", "成交价", tracked = true },
  { "cost",         money { min = 0 }, "Cost",  "成本", tracked = true },
  { "discount",     percent { min = 0, max = 100 }, "Discount", "折扣率", tracked = true },
  { "margin",       percent, "Gross margin", "毛利率", computed = "deal_margin", tracked = true, doc = "(price - cost) / price; absent when the price is 0" },
  { "quoted_margin", percent, "Margin as quoted", "报价毛利率" },
  { "quoted_on",    date,   "Quoted on",    "报价日期" },
  { "approver",     string, "Discount approved by", "折扣批准人" },
  { "approver_level", enum { "representative", "manager", "director", "vice_president", "executive" }, "Approver's level", "批准人级别" },
  { "approved_at",  datetime, "Approved at", "批准时间" },
  { "close_on",     date,   "Expected close", "预计成交日期", tracked = true },
  { "last_activity_on", date, "Last activity on", "最近活动日期" },
}

kind "sales" {
  label = { "Sales performance", "销售业绩" },
  { "target",      money { min = 0 }, "Target", "目标" },
  { "actual",      money,   "Actual",     "实际", tracked = true },
  { "attainment",  percent, "Attainment", "达成率", tracked = true },
  { "cause",       text,    "Cause analysis", "原因分析" },
  { "growth_on_year",   percent, "Growth on last year", "同比增长率" },
  { "growth_on_target", percent, "Against the target",  "对目标增长率" },
  { "win_rate",    percent { min = 0, max = 100 }, "Win rate", "赢单率", tracked = true },
  { "cycle_days",  number { min = 0 }, "Sales cycle", "销售周期", unit = "days", tracked = true },
  { "by_rep",      list "sales_share", "By representative", "按销售人员" },
  { "by_product",  list "sales_share", "By product",        "按产品" },
}

kind "sales_share" {
  label = { "Share of sales", "销售构成" },
  key   = "name",
  { "name",   string, "Name",   "名称" },
  { "target", money { min = 0 }, "Target", "目标" },
  { "actual", money,  "Actual", "实际" },
}

kind "revenue" {
  label = { "Revenue", "收入" },
  { "target",         money { min = 0 }, "Target", "目标" },
  { "actual",         money,  "Actual",   "实际", tracked = true },
  { "forecast",       money,  "Forecast", "预测", tracked = true },
  { "roi",            percent, "Return on investment", "投资回报率", tracked = true },
  { "per_person_day", money,  "Revenue per person-day", "人天收入", tracked = true },
}
