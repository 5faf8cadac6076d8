-- SPDX-License-Identifier: MIT
-- compliance: law, brand, safety (LG-01, LG-02, BR-01, BR-02, HS-01, HS-02).

extend "project" {
  { "compliance",   list "compliance_check", "Compliance checks", "合规检查" },
  { "materials",    list "material",     "Materials",     "宣传物料" },
  { "assets",       list "asset",        "Brand assets",  "品牌资产" },
  { "consents",     list "consent",      "Consents",      "同意记录" },
  { "data_processing", list "data_processing", "Processing of personal data", "个人信息处理" },
  { "gifts",        list "gift",         "Gifts",         "礼品" },
  { "price_promotions", list "price_promotion", "Price promotions", "价格促销" },
  { "hse_checks",   list "hse_check",    "Safety checks", "安全检查" },
  { "hazards",      list "hazard",       "Hazards",       "隐患" },
  { "incidents",    list "incident",     "Incidents",     "事故" },
  { "insurance",    object "insurance",  "Insurance and protection", "保险与防护" },
}

kind "compliance_check" {
  label = { "Compliance check", "合规检查" },
  key   = "law",
  { "id",           string, "Id",           "编号" },
  { "law",          string, "Law or licence", "法规或许可" },
  { "kind",         enum { "law", "licence", "permit", "policy" }, "Kind", "类别" },
  { "jurisdiction", string, "Jurisdiction", "管辖区" },
  { "required",     bool,   "Required",     "是否必需" },
  { "check",        text,   "Check",        "检查内容" },
  { "checked_on",   date,   "Checked on",   "检查日期" },
  { "result",       enum { "pass", "conditional", "fail" }, "Result", "结果", tracked = true },
  { "evidence",     string, "Evidence",     "证据" },
  { "valid_to",     date,   "Valid to",     "有效期至" },
  { "owner",        string, "Owner",        "负责人" },
}

kind "material" {
  label = { "Material", "宣传物料" },
  doc   = "A text or piece that the public or a customer will see.",
  key   = "name",
  { "id",            string, "Id",            "编号" },
  { "name",          string, "Name",          "名称" },
  { "type",          enum { "leaflet", "poster", "web_page", "mail", "social", "video", "press", "offer", "other" }, "Type", "类型" },
  { "channel",       string, "Channel",       "渠道" },
  { "language",      string, "Language",      "语言" },
  { "text",          text,   "Text",          "文案" },
  { "public",        bool,   "Public",        "面向公众" },
  { "claims",        list "claim", "Claims",  "宣传主张" },
  { "tone",          string, "Tone",          "语气" },
  { "brand_tone",    string, "Tone the brand asks for", "品牌要求语气" },
  { "brand_version", string, "Brand version", "品牌版本" },
  { "marked_as_advertising", bool, "Marked as advertising", "已标明广告" },
  { "exempt_terms",  list "exempt_term", "Exempt terms", "豁免用语" },
  { "approved_by",   string, "Approved by",   "批准人" },
  { "approved_at",   datetime, "Approved at", "批准时间" },
  { "published_at",  datetime, "Published at", "发布时间" },
  { "status",        enum { "draft", "review", "approved", "published", "withdrawn" }, "Status", "状态", tracked = true },
}

kind "claim" {
  label = { "Claim", "宣传主张" },
  key   = "text",
  { "text",     string, "Text",     "内容" },
  { "evidence", string, "Evidence", "依据" },
  { "source",   string, "Source",   "来源" },
  { "valid_to", date,   "Valid to", "有效期至" },
}

kind "exempt_term" {
  label = { "Exempt term", "豁免用语" },
  key   = "term",
  { "term",        string, "Term",        "用语" },
  { "reason",      text,   "Reason",      "理由" },
  { "approved_by", string, "Approved by", "批准人" },
}

kind "asset" {
  label = { "Brand asset", "品牌资产" },
  key   = "name",
  { "id",            string, "Id",            "编号" },
  { "name",          string, "Name",          "名称" },
  { "type",          enum { "logo", "image", "video", "template", "stand", "packaging", "other" }, "Type", "类型" },
  { "public",        bool,   "Public",        "面向公众" },
  { "brand_version", string, "Brand version", "品牌版本" },
  { "brand_retired_on", date, "Brand version retired on", "品牌版本停用日期" },
  { "logo_ok",       bool,   "Logo correct",  "标志正确" },
  { "colour_ok",     bool,   "Colours correct", "颜色正确" },
  { "font_ok",       bool,   "Fonts correct", "字体正确" },
  { "approved_by",   string, "Approved by",   "批准人" },
  { "approved_on",   date,   "Approved on",   "批准日期" },
  { "published_on",  date,   "Published on",  "发布日期" },
  { "expires",       date,   "Expires",       "到期日" },
}

kind "consent" {
  label = { "Consent", "同意" },
  key   = { "subject", "purpose" },
  { "id",           string, "Id",           "编号" },
  { "subject",      string, "Subject",      "个人" },
  { "purpose",      string, "Purpose",      "目的" },
  { "channel",      string, "Channel",      "渠道" },
  { "basis",        enum { "consent", "contract", "legal_duty", "vital", "public_interest", "legitimate_interest" }, "Legal basis", "合法性基础" },
  { "text_version", string, "Version of the text", "告知文本版本" },
  { "separate",     bool,   "Separate consent", "单独同意" },
  { "sensitive",    bool,   "Sensitive data", "敏感个人信息" },
  { "obtained_at",  datetime, "Obtained at", "取得时间" },
  { "withdrawn_at", datetime, "Withdrawn at", "撤回时间" },
  { "last_used_at", datetime, "Last used at", "最近使用时间" },
  { "expires",      date,   "Expires",      "到期日" },
  { "evidence",     string, "Evidence",     "证据" },
}

kind "data_processing" {
  label = { "Processing of personal data", "个人信息处理活动" },
  key   = "name",
  { "name",             string, "Name",             "名称" },
  { "sensitive",        bool,   "Sensitive data",   "敏感信息" },
  { "automated",        bool,   "Automated decisions", "自动化决策" },
  { "exported",         bool,   "Leaves the country", "向境外提供" },
  { "processor",        string, "Processor",        "受托人" },
  { "processor_contract", bool, "Contract with the processor", "受托协议" },
  { "assessed_on",      date,   "Impact assessed on", "影响评估日期" },
  { "retention",        duration, "Kept for",       "保存期限" },
}

kind "gift" {
  label = { "Gift", "礼品" },
  doc   = "A gift, meal or favour that was given.",
  key   = { "recipient", "given_on" },
  { "id",             string, "Id",             "编号" },
  { "recipient",      string, "Recipient",      "接受人" },
  { "recipient_type", enum { "private", "public_official", "state_company" }, "Recipient type", "接受人类型" },
  { "giver",          string, "Giver",          "给予人" },
  { "kind",           enum { "gift", "meal", "travel", "entertainment", "cash", "voucher" }, "Kind", "类别" },
  { "value",          money { min = 0 }, "Value", "价值" },
  { "given_on",       date,   "Given on",       "给予日期" },
  { "approved_by",    string, "Approved by",    "批准人" },
  { "approved_on",    date,   "Approved on",    "批准日期" },
  { "receipt",        string, "Receipt",        "凭证" },
  { "open_tender_on", date,   "Tender or award on", "相关招标或授标日期" },
}

kind "price_promotion" {
  label = { "Price promotion", "价格促销" },
  key   = "name",
  { "name",           string, "Name",           "名称" },
  { "price",          money { min = 0 }, "Price", "促销价" },
  { "compared_price", money { min = 0 }, "Compared price", "被比较价格" },
  { "lowest_recent_price", money { min = 0 }, "Lowest price of the last 7 days", "前七日最低成交价" },
  { "last_price",     money { min = 0 }, "Last deal price", "最近成交价" },
  { "start",          date,   "Start",          "开始日期" },
  { "finish",         date,   "Finish",         "结束日期" },
  { "prize_max",      money { min = 0 }, "Highest prize", "最高奖金额" },
}

kind "hse_check" {
  label = { "Safety check", "安全检查" },
  key   = { "site", "date" },
  { "id",     string, "Id",     "编号" },
  { "date",   date,   "Date",   "日期" },
  { "site",   string, "Site",   "地点" },
  { "by",     string, "By",     "检查人" },
  { "result", enum { "pass", "conditional", "fail" }, "Result", "结果", tracked = true },
}

kind "hazard" {
  label = { "Hazard", "隐患" },
  key   = "name",
  { "id",        string, "Id",        "编号" },
  { "name",      string, "Name",      "名称" },
  { "level",     enum { "low", "medium", "high" }, "Level", "级别" },
  { "opened_at", datetime, "Opened at", "发现时间" },
  { "owner",     string, "Owner",     "负责人" },
  { "measure",   text,   "Measure",   "整改措施" },
  { "status",    enum { "open", "closed" }, "Status", "状态", tracked = true },
  { "closed_at", datetime, "Closed at", "关闭时间" },
}

kind "incident" {
  label = { "Incident", "事故" },
  key   = "name",
  { "id",              string, "Id",              "编号" },
  { "name",            string, "Name",            "名称" },
  { "type",            enum { "injury", "near_miss", "property", "environment", "security", "data_breach" }, "Type", "类型" },
  { "severity",        enum { "low", "medium", "high", "critical" }, "Severity", "严重程度" },
  { "at",              datetime, "At",            "发生时间" },
  { "site",            string, "Site",            "地点" },
  { "reported_at",     datetime, "Reported at",   "报告时间" },
  { "investigated_at", datetime, "Investigated at", "调查完成时间" },
  { "cause",           text,   "Cause",           "原因" },
  { "actions",         list "action", "Actions",  "措施" },
  { "status",          enum { "open", "closed" }, "Status", "状态", tracked = true },
}

kind "insurance" {
  label = { "Insurance and protection", "保险与防护" },
  { "policy",      string, "Policy",      "保险单号" },
  { "valid_to",    date,   "Valid to",    "有效期至" },
  { "sum",         money { min = 0 }, "Sum insured", "保额" },
  { "ppe",         bool,   "Protective equipment at hand", "防护用品到位" },
}
