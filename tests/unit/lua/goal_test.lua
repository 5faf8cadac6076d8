-- SPDX-License-Identifier: MIT
-- goal: goal sentences and what they say.

local t = dofile "tests/unit/lua/harness.lua"
local goal_parts = require("goal").goal_parts

-- metric, direction, magnitude, unit, period, then what else is to hold
local function says(text, metric, direction, magnitude, unit, period, more)
  t.test(text, function()
    local g = goal_parts(text)
    t.same({ metric = g.metric, direction = g.direction, magnitude = g.magnitude, unit = g.unit, period = g.period },
      { metric = metric, direction = direction, magnitude = magnitude, unit = unit, period = period })
    if not (more and more.vague) then t.same(g.vague, {}, "vague") end
    for key, value in pairs(more or {}) do t.same(g[key], value, key) end
  end)
end

local function vague(text, list) t.test(text, function() t.same(goal_parts(text).vague, list) end) end

-- the standard's own
says("grow sales by 20% next quarter", "sales", "up", 20, "%", "next quarter", { clauses = 1, has_number = true })
says("try harder to raise sales", "sales", "up", nil, nil, nil, { vague = { "try" }, has_number = false })
says("下个季度销售额增长20%", "销售额", "up", 20, "%", "下个季度")
says("努力提高销售额", "销售额", "up", nil, nil, nil, { vague = { "努力", "提高" } })

-- changes and levels
says("reduce churn from 8% to 5% by December 2026", "churn", "down", 5, "%", "December 2026", { baseline = 8, target = true })
says("raise NPS to 45 by 2026-12-31", "NPS", "up", 45, nil, "2026-12-31", { target = true })
says("将客户满意度从80提升到90", "客户满意度", "up", 90, nil, nil, { baseline = 80, target = true })
says("increase APAC revenue by CNY 3 million in FY2027", "APAC revenue", "up", 3000000, "CNY", "FY2027")
says("2026年第三季度华东区新签合同额达到500万元", "华东区新签合同额", "reach", 5000000, "CNY", "2026年第三季度", { target = true })
says("improve conversion by 3 pp in Q3 2026", "conversion", "up", 3, "pp", "Q3 2026")
says("Sales grow by 20% next quarter.", "Sales", "up", 20, "%", "next quarter")
says("20% growth in sales this year", "sales", "up", 20, "%", "this year")
says("achieve sales growth of 20% in 2027", "sales", "up", 20, "%", "2027")
says("achieve 20% sales growth next quarter", "sales", "up", 20, "%", "next quarter")
says("increase sales growth by 3 percentage points by year end", "sales growth", "up", 3, "pp", "year end")
says("increase sales and profit by 5% within 6 months", "sales and profit", "up", 5, "%", "6 months")
says("By Q4, lower the cost of sales by 12 percent", "cost of sales", "down", 12, "%", "Q4")
says("cut response time to 24h by 31 December 2026", "response time", "down", 24, "h", "31 December 2026", { target = true })
says("raise win rate from 20% to 25% by Dec 31, 2026", "win rate", "up", 25, "%", "Dec 31, 2026", { baseline = 20 })
says("sign 10 new contracts by June", "new contracts", "reach", 10, nil, "June")
says("reach $2.5m revenue in the next 12 months", "revenue", "reach", 2500000, "USD", "next 12 months")
says("grow EMEA bookings to 1.2 bn EUR by the end of FY2027", "EMEA bookings", "up", 1200000000, "EUR", "end of FY2027")
says("increase revenue by 1,250k in H1 2027", "revenue", "up", 1250000, nil, "H1 2027")
says("double sales by 2027", "sales", "up", 100, "%", "2027")
says("grow sales by 20% by the third quarter of 2026", "sales", "up", 20, "%", "third quarter of 2026")
says("grow sales by 20% in the first half of 2027", "sales", "up", 20, "%", "first half of 2027")
says("cut complaints by a third in the fourth quarter", "complaints", "down", 100 / 3, "%", "fourth quarter")
says("cut complaints by one third this quarter", "complaints", "down", 100 / 3, "%", "this quarter")
says("reduce defects by half by Q2", "defects", "down", 50, "%", "Q2")
says("increase renewals by twenty-five percent next year", "renewals", "up", 25, "%", "next year")
says("grow margin by 10-15% in 2026", "margin", "up", 10, "%", "2026")
says("we will raise customer satisfaction in APAC by 5 points in Q3", "customer satisfaction in APAC", "up", 5, nil, "Q3")
says("keep churn below 5% in 2026", "churn", "reach", 5, "%", "2026")
says("grow sales by 20% compared with last year", "sales", "up", 20, "%", nil)
says("sales may grow by 5% in May", "sales", "up", 5, "%", "May")

-- Chinese
says("销售额增长２０％", "销售额", "up", 20, "%", nil)
says("明年销售额提高百分之二十", "销售额", "up", 20, "%", "明年")
says("年底前客户投诉减少三分之一", "客户投诉", "down", 100 / 3, "%", "年底")
says("两年内销售额翻一番", "销售额", "up", 100, "%", "两年")
says("2027年底前新客户数量翻两番", "新客户数量", "up", 300, "%", "2027年底")
says("毛利率提升3个百分点", "毛利率", "up", 3, "pp", nil)
says("在2026年将交付周期缩短5天", "交付周期", "down", 5, "天", "2026年")
says("销售收入同比增长两成", "销售收入", "up", 20, "%", nil)
says("在线销售额较去年增长20%", "在线销售额", "up", 20, "%", nil)
says("应收账款在12月31日前降低到三千五百万元", "应收账款", "down", 35000000, "CNY", "12月31日", { target = true })
says("本季度新增客户20家", "客户", "reach", 20, "家", "本季度")
says("三个月内把客户投诉率降低到2%以内", "客户投诉率", "down", 2, "%", "三个月")
says("会员数增加1.5万", "会员数", "up", 15000, nil, nil)
says("国内市场份额提升5%", "国内市场份额", "up", 5, "%", nil)
says("销售额增长两倍", "销售额", "up", 200, "%", nil)
says("实现销售额3亿元", "销售额", "reach", 300000000, "CNY", nil)
says("增长率提高3个百分点", "增长率", "up", 3, "pp", nil)
says("2026年上半年合同额增长30%，利润率达到15%", "合同额", "up", 30, "%", "2026年上半年", { clauses = 2 })

-- vague words
vague("努力工作，销售额增长20%", { "努力" })
vague("努力在2026年提高销售额", { "努力", "提高" })
vague("争取销售额增长20%", {})
vague("try to sign 10 customers and improve service", { "improve" })
vague("improve sales and profit by 20%", {})
vague("enhance the brand; grow sales by 5%", { "enhance" })
vague("加强团队建设并尽量降低成本", { "加强", "尽量" })
vague("country industry trying", { "trying" })
vague("improve NPS by 2027", { "improve" })
vague("提高一个水平", { "提高" })

t.test("the clause with the number is the goal", function()
  local g = goal_parts "work hard, be nice, and grow sales by 5% in Q3"
  t.same({ g.metric, g.magnitude, g.clauses }, { "sales", 5, 3 })
end)

t.test("what is no sentence says nothing", function()
  for _, text in ipairs { "", " ", "。", "%%%", "\0\1\2", "\xff\xfe", "百分之", "三分之", "第", "$", "CNY", "from to by", "end of", "next", "未来", "点", "fy" } do
    local g = goal_parts(text)
    t.same(g.magnitude, nil, text)
  end
  t.same(goal_parts(nil), nil)
  t.same(goal_parts(3), nil)
end)

t.test("a number beyond all measure is none", function()
  for _, text in ipairs { "Dec " .. ("9"):rep(400), "grow sales by " .. ("9"):rep(50) .. "%", "grow sales by 5" .. ("亿"):rep(100), "from " .. ("1"):rep(60) .. "-" .. ("1"):rep(60) } do
    local g = goal_parts(text)
    assert(g.magnitude == nil or g.magnitude < math.huge)
  end
end)

t.test("no text takes long, whatever is in it", function()
  local parts = { "1", "1,", "9.", "-", "2026-", "一", "百", "万", "点", "第", "年", "百分之", "分之", "and ", "of ", "end of ", "next ", "to ", "增", "增长", "from ",
    "a", "a-", "\xe5", "\xe5\xa2", "20% ", "、", "， ", "Dec ", "20 ", "one ", "half ", "内", "个", "1个", "月", "12月", "in 6 months " }
  local worst, what = 0, nil
  for _, a in ipairs(parts) do
    for _, b in ipairs(parts) do
      local text = (a .. b):rep(math.ceil(2500 / (#a + #b)))
      local start = os.clock()
      goal_parts(text)
      local spent = os.clock() - start
      if spent > worst then worst, what = spent, a .. b end
    end
  end
  assert(worst < 0.1, ("%q takes %.0f ms"):format(what, worst * 1000))
end)

t.test("random bytes and broken sentences do no harm", function()
  local seeds = { "grow sales by 20% next quarter", "2026年第三季度华东区新签合同额达到500万元", "从80提升到百分之九十，三分之一" }
  local state = 7
  local function random(n)
    state = (state * 1103515245 + 12345) % 2147483648
    return state // 65536 % n + 1
  end
  for _ = 1, 20000 do
    local s = seeds[random(#seeds)]
    local i, j = random(#s), random(#s)
    local g = goal_parts(s:sub(1, i) .. string.char(random(256) - 1) .. s:sub(j))
    assert(g.magnitude == nil or (g.magnitude == g.magnitude and g.magnitude < math.huge))
  end
end)

t.done()
