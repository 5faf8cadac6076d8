-- SPDX-License-Identifier: MIT
-- reader: the numbers and the periods in the tokens of a goal sentence.
--
--   reader = Reader.new(tokens, text)
--   reader:number(i) -> value, unit, next     or nil: no magnitude begins at token i
--   reader:period(i) -> first, last, next     or nil: no day or period begins there
--
-- reader.prep is the preposition before i, which the caller keeps: "in 6 months" is a period, "to 6 months" a magnitude.
-- No function looks further ahead than a handful of tokens.

local words = require "goal.words"

local NONE = {}

-- ---- numbers ----

local Reader = {}
Reader.__index = Reader

function Reader.new(tokens, text, prep) return setmetatable({ tokens = tokens, text = text, prep = prep }, Reader) end

function Reader:entry(i)
  local t = self.tokens[i]
  return t and t.e or NONE
end

function Reader:symbol(i)
  local t = self.tokens[i]
  return t and t.k == "sym" and t.s or nil
end

-- The bare value at i: digits, a Chinese numeral, a number word. -> value, next
function Reader:value(i)
  local t = self.tokens[i]
  if not t then return nil end
  if t.v then return t.v, i + 1 end
  local e = t.e or NONE
  if not e.number then return nil end
  local value, ones = e.number, self:entry(i + 1).number
  if value >= 20 and value % 10 == 0 and ones and ones < 10 then return value + ones, i + 2 end
  return value, i + 1
end

-- A fraction or a change that is a number by itself: 百分之二十, 三分之一, two thirds, double. -> percent, next
function Reader:share(i)
  local t, e = self.tokens[i], self:entry(i)
  if e.times then return e.times, i + 1 end
  if e.whole then return e.number, i + 1 end
  if e.percent then
    local value, after = self:value(i + 1)
    if value then return value, after end
  end
  if t.v and self:entry(i + 1).over then
    local value, after = self:value(i + 2)
    if value and t.v ~= 0 then return 100 * value / t.v, after end
  end
  if e.number and self:entry(i + 1).fraction then return 100 * e.number / self:entry(i + 1).fraction, i + 2 end
  -- "by half", "by a third"; "a quarter" is one after "by" only
  if e.fraction and self.prep == "by" and not (e.time and self.tokens[i + 1] and self:entry(i + 1).month) then return 100 / e.fraction, i + 1 end
end

-- What follows a value: scales and a unit. -> value, unit, next, whether anything did
function Reader:unit(value, i, currency)
  local unit, start = currency, i
  while true do
    local t = self.tokens[i]
    local e = self:entry(i)
    if t and t.k == "han" and t.scale then
      value, i = value * t.v, i + 1
    elseif e.scale then
      value, i = value * e.scale, i + 1
    else
      break
    end
  end
  local e, after = self:entry(i), self:entry(i + 1)
  if self:symbol(i) == "%" then
    unit, i = "%", i + 1
    if self:entry(i).point then unit, i = "pp", i + 1 end
  elseif e.before == "point" then
    if after.point then unit, i = "pp", i + 2 end
  elseif self.tokens[i] and self.tokens[i].s == "per" and self.tokens[i + 1] and self.tokens[i + 1].s == "cent" then
    unit, i = "%", i + 2
  elseif e.unit then
    unit, i = e.unit, i + 1
  elseif e.tenths then
    value, unit, i = value * 10, "%", i + 1
  elseif e.multiple then
    -- 增长两倍 adds two, "2x" and 到两倍 arrive at two
    local level = self.prep == "to" or self.tokens[i].s == "x"
    value, unit, i = level and (value - 1) * 100 or value * 100, "%", i + 1
  elseif e.currency then
    unit, i = e.currency, i + 1
  elseif e.before_time and after.time then
    unit, i = self.tokens[i].s .. " " .. self.tokens[i + 1].s, i + 2
  elseif e.time or e.counts then
    unit, i = self.tokens[i].s, i + 1
  elseif e.point then
    i = i + 1
  end
  return value, unit, i, i > start
end

-- A magnitude at i. -> value, unit, next
function Reader:number(i)
  local t = self.tokens[i]
  local share, next_i = self:share(i)
  if share then return share, "%", next_i end
  local currency = t.k == "sym" and words.symbols[t.s] or (self:entry(i).currency and not t.number and self:entry(i).currency)
  if currency then i = i + 1 end
  local value, after = self:value(i)
  if not value then return nil end
  local first = self.tokens[i]
  -- "10-15%": the lower end, in the unit of both
  local low, low_unit, low_after = self:unit(value, after, currency)
  local dash = self:symbol(low_after)
  if first.k == "num" and (dash == "-" or dash == "~") then
    local upper, upper_after = self:value(low_after + 1)
    if upper then
      local scaled, unit, rest = self:unit(upper, upper_after, currency)
      if low_after == after then low = low * (upper ~= 0 and scaled / upper or 1) end
      return low, low_unit or unit, rest
    end
  end
  -- "one" and 一个 are articles more often than numbers: they need a unit
  local measured = low_after > after or currency
  if first.k ~= "num" and not measured then return nil end
  if first.k == "han" and first.v == 1 and self:entry(after).counts and not currency then return nil end
  return low, low_unit, low_after
end

-- ---- days and periods ----

-- Is there a year at i, where one is expected?
function Reader:is_year(i)
  local t = self.tokens[i]
  return t and t.k == "num" and t.year
end

-- December 2026, Dec 31, 2026 -> next
function Reader:month(i)
  local after = i + 1
  local t = self.tokens[after]
  if t and t.k == "num" and not t.year and t.v <= 31 then
    after = after + 1
    local suffix = self.tokens[after]
    if suffix and suffix.b - suffix.a == 1 and suffix.a == t.b + 1 and suffix.k == "word" then after = after + 1 end -- 31st
    if self:symbol(after) == "," and self:is_year(after + 1) then after = after + 1 end
  end
  if self:is_year(after) then return after + 1 end
  -- "may" is a month after a preposition or with a number only
  if self:entry(i).stop and after == i + 1 and not words.period_preps[self.prep or ""] then return nil end
  return after
end

-- A length of time at i: "6 months", "two fiscal quarters", 三个月 -> next
function Reader:span(i)
  local value, after = self:value(i)
  if not value then return nil end
  local e = self:entry(after)
  if e.before_time or e.before_span then
    after = after + 1
    e = self:entry(after)
  end
  return e.time and after + 1 or nil
end

local function period_from_number(r, i)
  local t, e = r.tokens[i], r:entry(i + 1)
  if e.calendar and t.v <= e.calendar and t.v >= (e.from or 1) then return i + 2 end
  if e.tail and (t.year or t.v <= 12) then return i + 2 end
  if e.month and t.v <= 31 then return r:month(i + 1) end
  local span = r:span(i)
  if span then
    local tail = r:entry(span)
    if (tail.tail and r.prep ~= "to") or words.span_preps[r.prep or ""] then return span end
    return nil
  end
  if t.k == "num" and t.year and (words.period_preps[r.prep or ""] or r.after_period) then return i + 1 end
end

-- One period at i -> next
local function one_period(r, i)
  local t, e = r.tokens[i], r:entry(i)
  if t.k == "date" then return i + 1 end
  if t.v then return period_from_number(r, i) end
  if e.ordinal then
    local _, after = r:value(i + 1)
    return after and r:entry(after).calendar and after + 1 or nil
  end
  if e.month then return r:month(i) end
  if e.period then return i + 1 end
  if e.fiscal and r.tokens[i + 1] and r.tokens[i + 1].k == "num" then return i + 2 end
  if e.coming then
    local span = r:span(i + 1)
    if span then return span end
    local after = i + 1
    if r:entry(after).before_span then after = after + 1 end
    return r:entry(after).span and after + 1 or nil
  end
  if e.ending then
    local after = i + 1
    if not (r.tokens[after] and r.tokens[after].s == "of") then return nil end
    after = after + 1
    while r:entry(after).skip do after = after + 1 end
    if r:entry(after).span then return after + 1 end
    if not r.tokens[after] or r:entry(after).ending then return nil end
    return one_period(Reader.new(r.tokens, r.text, "of"), after)
  end
  if e.nth and r:entry(i + 1).span then return i + 2 end
  if e.span and r:entry(i + 1).ending then return i + 2 end
  if e.number and words.span_preps[r.prep or ""] then return r:span(i) end
end

-- As many as follow each other: 2026年 第三季度, Q3 2026, Q3 of 2026. -> first, last token; next
function Reader:period(i)
  local first, last = i, nil
  self.after_period = false
  while self.tokens[i] do
    local after = one_period(self, i)
    if not after then break end
    last, self.after_period = after - 1, true
    i = after
    while self:entry(i).tail do
      if self:entry(i).part then last = i end -- 年底, 月初 say which day; 前 and 内 are prepositions
      i = i + 1
    end
    local t = self.tokens[i]
    if t and t.s == "of" and self.tokens[i + 1] and one_period(self, i + 1) then i = i + 1 end
  end
  self.after_period = false
  if last then return first, last, i end
end

return Reader
