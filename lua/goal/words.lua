-- SPDX-License-Identifier: MIT
-- words: the English and Chinese words by which a goal sentence is read, each with what it can be.
--
--   dir = "up|down|reach"   the direction of change; noun = true: also the name of a measure ("sales growth")
--   vague = true            says nothing without a number in the same clause (clause G-02.a of the standard)
--   times = 100             a change by itself, in percent ("double")
--   unit, currency, scale, time, fraction, number     around numbers
--   period, month, calendar, span, coming, past       around days
--   prep, joins, stop, skip, connects, splits         the small words
--   content = true                                    a name, though it has one of the other words in it
--
-- Flags for words that are something else elsewhere: attached (only glued to the number: "3m"), after_number, after_day,
-- before_number, before_period, no_number (not after one), lead (only where no name goes before it).

local words = { english = {}, han = {} }

local function add(list, names, entry)
  for name in names:gmatch("%S+") do
    local known = list[name] or {}
    for key, value in pairs(entry) do known[key] = value end
    list[name] = known
  end
end
local function en(names, entry) add(words.english, names, entry) end
local function zh(names, entry) add(words.han, names, entry) end

-- ---- directions ----

en("grow grows growing grew increase increases increasing increased raise raises raising raised boost boosts boosting lift lifts "
  .. "lifting expand expands expanding gain gains up improve improves improving improved enhance enhances enhancing enhanced "
  .. "accelerate rise rises rising extend extends", { dir = "up" })
en("cut cuts cutting reduce reduces reducing reduced lower lowers lowering lowered decrease decreases decreasing decreased shorten "
  .. "shortens shortening shrink drop drops dropping decline declines down minimize minimise", { dir = "down" })
en("reach reaches reaching achieve achieves achieving attain attains hit hits deliver delivers win wins sign signs close closes "
  .. "complete completes exceed exceeds secure secures book books keep keeps hold holds maintain maintains least above below under "
  .. "launch launches hire hires train trains", { dir = "reach" })
en("growth increase rise boost gain improvement", { dir = "up", noun = true })
en("reduction decrease decline drop cut", { dir = "down", noun = true })
en("try tries trying improve improves improving improved enhance enhances enhancing enhanced", { vague = true })
en("double doubles doubling", { dir = "up", times = 100 })
en("triple triples tripling", { dir = "up", times = 200 })
en("quadruple quadruples quadrupling", { dir = "up", times = 300 })
en("halve halves halving", { dir = "down", times = 50 })

zh("增长 提升 提高 增加 上升 扩大 提振 上涨 增至 升至 提至", { dir = "up" })
zh("降低 减少 下降 缩短 压缩 削减 缩减 降至 减至", { dir = "down" })
zh("达到 达成 实现 完成 突破 做到 不低于 不少于 不超过 不高于 超过 控制在 保持在 至少 新增 签约 签订 交付 达", { dir = "reach" })
zh("努力 加强 提高 争取 尽量", { vague = true })
zh("翻番 翻一番 翻倍 翻一倍 双倍", { dir = "up", times = 100 })
zh("翻两番", { dir = "up", times = 300 })
zh("减半", { dir = "down", times = 50 })
-- measures that have such a word in their name
zh("增长率 增长额 增长点 增加值 增加额 提升率 下降率 完成率 完成量 完成额 完成度 达成率 达标率 实现率 签约额 签约率 签约量 交付率 "
  .. "交付量 交付期 交付周期 超过率 并购 并网 并发 并行 和谐 及时 及格 将来 合并 新增率 新增额 发达 到达 表达 达人", { content = true })

-- ---- numbers ----

local ONES = { "one", "two", "three", "four", "five", "six", "seven", "eight", "nine" }
local TENS = { "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety" }
for i, one in ipairs(ONES) do en(one, { number = i }) end
for i, name in ipairs { "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" } do
  en(name, { number = 9 + i })
end
for i, ten in ipairs(TENS) do
  en(ten, { number = 10 + 10 * i })
  for j, one in ipairs(ONES) do en(ten .. "-" .. one, { number = 10 + 10 * i + j }) end
end

en("half halves", { fraction = 2 })
en("third thirds", { fraction = 3 })
en("quarter quarters fourth fourths", { fraction = 4 })
en("fifth fifths", { fraction = 5 })
en("tenth tenths", { fraction = 10 })
en("one-third", { number = 100 / 3, whole = "%" })
en("two-thirds", { number = 200 / 3, whole = "%" })
en("one-quarter", { number = 25, whole = "%" })
en("one-half", { number = 50, whole = "%" })
zh("一半", { number = 50, whole = "%" })
zh("百分之", { percent = true })
zh("分之", { over = true, after_number = true })

en("hundred", { scale = 100 })
en("thousand", { scale = 1e3 })
en("million millions mn mio", { scale = 1e6 })
en("billion billions bn", { scale = 1e9 })
en("k", { scale = 1e3, attached = true })
en("m mm", { scale = 1e6, attached = true })
en("b", { scale = 1e9, attached = true })
en("x", { multiple = true, attached = true })

en("percent pct per-cent", { unit = "%" })
en("pp ppt ppts pps", { unit = "pp" })
en("percentage", { unit = "pp", before = "point" })
en("point points", { point = true })
en("bp bps", { unit = "bp" })
zh("个百分点 百分点", { unit = "pp", after_number = true })
zh("倍", { multiple = true, after_number = true })
zh("成", { tenths = true, after_number = true })

for code in ("CNY USD EUR GBP JPY HKD SGD AUD CAD CHF INR KRW TWD SEK NOK DKK"):gmatch("%u+") do en(code:lower(), { currency = code }) end
en("rmb yuan renminbi", { currency = "CNY" })
en("dollar dollars", { currency = "USD" })
en("euro euros", { currency = "EUR" })
en("pounds", { currency = "GBP" })
zh("元 块", { currency = "CNY", after_number = true })
zh("人民币", { currency = "CNY" })
zh("美元", { currency = "USD", after_number = true })
zh("欧元", { currency = "EUR", after_number = true })
zh("英镑", { currency = "GBP", after_number = true })
zh("港元 港币", { currency = "HKD", after_number = true })
zh("日元", { currency = "JPY", after_number = true })
words.symbols = { ["$"] = "USD", ["¥"] = "CNY", ["€"] = "EUR", ["£"] = "GBP" }

zh("个 家 人 次 份 分 单 台 套 件 项 名 笔 户 款 场 条 位 辆 吨 平方米 人次", { counts = true, after_number = true })
zh("左右 以上 以下 多", { stop = true, after_number = true })

-- ---- days and lengths of time ----

en("day days week weeks month months quarter quarters year years hour hours minute minutes", { time = true })
en("h d w bd mo y", { time = true, attached = true })
en("business working calendar", { before_time = true })
zh("天 周 个月 个季度 个工作日 工作日 个星期 小时 个小时 分钟 年 日", { time = true, after_number = true })
zh("年 年度", { calendar = 2200, from = 1900, after_number = true })
zh("财年", { calendar = 2200, from = 0, after_number = true })
zh("月 月份", { calendar = 12, after_number = true })
zh("日 号", { calendar = 31, after_number = true })
zh("季度", { calendar = 4, after_number = true })
zh("第", { ordinal = true })
zh("上半年 下半年 全年 年底 年末 季末 季度末 月底 月末 本年 本年度 今年 明年 明年度 后年 本季度 本季 下季度 下个季度 下一季度 下一个季度 "
  .. "本月 下月 下个月 下周 本周 下半年度 下个财年 本财年 下一财年 下一年 下一年度 下年度 今年内 今年底 今年年底 明年底 明年年底 本季度末 每月 每季度 每年 每周",
  { period = true })
zh("年内", { period = true, no_number = true })
zh("底 末 初 前 内 以前 之前 以内 之内 底前 末前", { tail = true, after_day = true })
zh("底 末 初 底前 末前", { part = true })
zh("年底 年末 月底 月末 上半年 下半年", { tail = true, part = true })
zh("未来 今后 接下来", { coming = true })
zh("去年 上年 上季度 上个季度 上一季度 上月 上个月 去年同期 上年同期 前年", { past = true })

for name in ("january february march april june july august september october november december "
  .. "jan feb mar apr jun jul aug sep sept oct nov dec"):gmatch("%a+") do en(name, { month = true }) end
en("may", { month = true, stop = true })
en("next this coming current following upcoming", { coming = true })
en("each every", { coming = true })
en("last previous prior past", { past_word = true })
en("quarter month year half week fy season semester", { span = true })
en("fiscal financial calendar", { before_span = true })
en("first second third fourth", { nth = true }) -- of the year: "the third quarter of 2026"
en("year-end eoy eoq eom quarter-end month-end", { period = true })
en("end", { ending = true, stop = true })
en("fy", { fiscal = true })

-- ---- small words ----

for name in ("by to from in within over during before until till through for at on with as than vs versus"):gmatch("%a+") do en(name, { prep = name }) end
en("of in for per on with", { joins = true })
en("the a an our their its his her my your all", { skip = true })
en("we i they it will shall should must can could would is are be been has have harder hard more better best significantly "
  .. "substantially considerably further least most about around approximately roughly only also so that please let us not no less "
  .. "compared yoy", { stop = true })
en("and", { connects = true, joins = true })
en("but while", { splits = true })
words.period_preps = { by = true, ["in"] = true, during = true, before = true, ["until"] = true, till = true, through = true, ["for"] = true, of = true, within = true, over = true }
words.span_preps = { ["in"] = true, within = true, over = true, during = true, ["for"] = true }

zh("从 由", { prep = "from", before_number = true })
zh("到 至 为", { prep = "to", before_number = true })
zh("以 按 约", { stop = true, before_number = true })
zh("在 于", { stop = true, before_period = true })
zh("将 把 我们 我司 必须 需要 应当 应该 能够 确保 力保 进一步 持续 不断 大幅 大力", { stop = true, lead = true })
zh("同比 环比", { stop = true })
for _, compared in ipairs { "较", "比" } do
  for past in ("去年 上年 上季度 上个季度 上月 上个月 去年同期 上年同期"):gmatch("%S+") do zh(compared .. past, { stop = true }) end
end
zh("的 地", { joins = true })
zh("并 并且 而且 以及 及 和", { connects = true })
zh("但 但是 同时", { splits = true, lead = true })
words.period_starts = { ["本"] = true, ["下"] = true, ["今"] = true, ["明"] = true, ["第"] = true, ["未"] = true, ["年"] = true, ["后"] = true }

-- Chinese numerals.
words.digits = { ["零"] = 0, ["〇"] = 0, ["一"] = 1, ["二"] = 2, ["两"] = 2, ["三"] = 3, ["四"] = 4, ["五"] = 5, ["六"] = 6, ["七"] = 7, ["八"] = 8, ["九"] = 9 }
words.powers = { ["十"] = 10, ["百"] = 100, ["千"] = 1000, ["万"] = 1e4, ["亿"] = 1e8 }

-- Lexemes by their first character, longest first.
words.by_first = {}
for lexeme, entry in pairs(words.han) do
  local first = lexeme:match(utf8.charpattern)
  local list = words.by_first[first] or {}
  list[#list + 1] = { text = lexeme, size = #lexeme, entry = entry }
  words.by_first[first] = list
end
for _, list in pairs(words.by_first) do
  table.sort(list, function(a, b)
    if a.size ~= b.size then return a.size > b.size end
    return a.text < b.text
  end)
end

return words
