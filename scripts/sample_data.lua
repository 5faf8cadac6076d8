-- SPDX-License-Identifier: MIT
-- The words that the sample portfolio is made of. English and Chinese side by side: entry i of each belongs together.
return {
  regions = {
    { name = "APAC", country = "CN", zone = "+08:00", currency = "CNY", zh = true, weight = 5 },
    { name = "APAC", country = "SG", zone = "+08:00", currency = "SGD", weight = 2 },
    { name = "EMEA", country = "DE", zone = "+02:00", currency = "EUR", weight = 4 },
    { name = "EMEA", country = "GB", zone = "+01:00", currency = "GBP", weight = 3 },
    { name = "NA", country = "US", zone = "-04:00", currency = "USD", weight = 4 },
    { name = "LATAM", country = "BR", zone = "-03:00", currency = "BRL", weight = 2 },
  },
  units = { "Consumer", "Enterprise", "Public sector", "Energy", "Healthcare", "Logistics" },
  types = { "campaign", "key_account", "tender", "rollout", "launch" },
  people = {
    en = { "Anna Novak", "Peter Berg", "Grace Okafor", "Jürgen Weiss", "Sofia Marino", "Omar Haddad", "Priya Patel", "Lucas Silva",
      "Helen Hughes", "Noémie Dubois", "Daniel Costa", "Maria Lindgren", "Tom Andersen", "Kofi Mensah", "Ivana Rossi", "Emma Clark" },
    zh = { "李娜", "王芳", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄敏", "周涛", "吴迪", "徐丽", "孙燕", "马骏", "朱琳", "胡军", "郭强" },
  },
  customers = {
    en = { "Blue River Retail", "Northwind Foods", "Harbour Logistics", "City of Lindau", "Granite Insurance", "Fjord Energy", "St. Mary's Hospitals",
      "Alpine Rail", "Delta Stores", "Cedar Telecom", "Atlas Automotive", "Beacon Hotels" },
    zh = { "华东零售集团", "北方食品股份", "港湾物流", "滨江新区管委会", "磐石保险", "蓝海能源", "仁和医院集团", "高原轨道", "德隆百货", "云杉通信", "腾达汽车", "灯塔酒店" },
  },
  projects = {
    en = { "spring launch", "branch rollout", "framework tender", "loyalty programme", "service renewal", "regional campaign", "pilot", "store opening",
      "partner programme", "platform upgrade" },
    zh = { "新品上市", "门店拓展", "框架招标", "会员计划", "服务续约", "区域推广", "试点项目", "旗舰店开业", "渠道合作", "平台升级" },
  },
  places = {
    en = { CN = "East China", SG = "Singapore", DE = "southern Germany", GB = "northern England", US = "the Midwest", BR = "São Paulo" },
    zh = { CN = "华东区" },
  },
  products = { en = { "Aurora", "Meridian", "Corvus", "Lumen", "Tessera" }, zh = { "曙光", "子午", "鸿雁", "流明", "锦石" } },
  metrics = {
    { en = "sales", zh = "销售额", unit = "%" }, { en = "new contracts", zh = "新签合同额", unit = "%" },
    { en = "repeat orders", zh = "复购订单", unit = "%" }, { en = "market share", zh = "市场份额", unit = "%" },
  },
  risks = {
    { category = "market", en = "demand falls", zh = "需求下滑" }, { category = "competitor", en = "competitor cuts prices", zh = "竞争对手降价" },
    { category = "internal", en = "departments do not share data", zh = "部门间数据不通" }, { category = "legal", en = "advertising is objected to", zh = "广告被投诉" },
    { category = "delivery", en = "first delivery is late", zh = "首批交付延误" }, { category = "credit", en = "customer pays late", zh = "客户付款延迟" },
  },
  responses = { en = { "second supplier agreed", "weekly price watch", "joint review every week", "texts checked by legal", "buffer stock of two weeks", "credit limit and deposit" },
    zh = { "已签第二供应商", "每周价格监测", "每周联合评审", "文案由法务审核", "两周安全库存", "信用额度与定金" } },
  milestones = { en = { "Kick-off", "Offer accepted", "Pilot done", "Half-way review", "Rollout done", "Handover" }, zh = { "项目启动", "方案确认", "试点完成", "中期评审", "推广完成", "项目移交" } },
  lines = {
    { en = "staff", zh = "人力", category = "human", share = 0.34 }, { en = "media", zh = "媒体投放", category = "marketing", share = 0.26 },
    { en = "materials", zh = "物料", category = "material", share = 0.18 }, { en = "travel", zh = "差旅", category = "travel", share = 0.12 },
  },
  texts = {
    en = { "%s: easy to use, delivered to your door within a week.", "Meet %s at our stand and try it yourself.", "%s comes with two years of service.",
      "Plan, order and track with %s. Ask your local office for a demonstration." },
    zh = { "%s：一周内送货上门，操作简单。", "欢迎到展位体验%s。", "%s提供两年售后服务。", "用%s轻松下单、随时查看进度，详询当地门店。" },
  },
  suppliers = {
    en = { "Alder & Co", "Birch Displays", "Harrow Print", "Linden Freight", "Marlow Stands", "Quayside Media", "Rowan Packaging", "Thornton Signs" },
    zh = { "恒信展具", "金桥印刷", "远航物流", "百川传媒", "同创包装", "雅致标识", "华美展架", "信达广告" },
  },
  causes = {
    en = { what = { "prices of %s", "stock of %s", "samples of %s", "training for %s", "contacts for %s", "briefings on %s", "texts for %s" },
      how = { "came late", "were incomplete", "were nobody's task", "were checked by nobody", "changed without notice", "were promised too early" } },
    zh = { what = { "%s的价格", "%s的库存", "%s的样品", "%s的培训", "%s的联系人", "%s的说明", "%s的文案" },
      how = { "到位过晚", "不完整", "无人负责", "未经核对", "变动未通知", "承诺过早" } },
  },
  bad_texts = {
    en = { "%s is the best in the world and risk-free.", "Guaranteed results with %s, number one everywhere." },
    zh = { "%s打造国内最佳的园区方案，欢迎垂询。", "国家级品质，%s值得信赖。", "%s，全网最低价，绝对有效。" },
  },
}
