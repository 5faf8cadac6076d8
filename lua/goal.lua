-- SPDX-License-Identifier: MIT
-- goal: what a goal sentence says, in English or Chinese.
--
--   goal_parts "grow sales by 20% next quarter"
--     { metric = "sales", direction = "up", magnitude = 20, unit = "%", period = "next quarter", vague = {}, has_number = true, clauses = 1 }
--
--   metric     what is to change, as written (full-width forms as ASCII)
--   direction  "up", "down", or "reach" (a level is named, no change)
--   magnitude  a number; with target = true it is the level to arrive at ("to 45"), else the amount of change ("by 20%")
--   unit       "%", "pp" (percentage points), "bp", a currency code, a length of time or a Chinese counting word; nil: none was written
--   baseline   "from 8%" -> 8
--   period     as written, without its preposition: "next quarter", "2026年第三季度"
--   vague      the vague words (努力 加强 提高 争取 尽量 try improve enhance) that stand in a clause without a number
--   has_number there is a number that is no day and no period
--   clauses    how many clauses there are
--
-- Clauses end at , ; . : ! ? 。 and line breaks, at "but", "while", 但, 同时, and where "and", 并, 和, 、 go before a verb; where
-- they go before a noun they join ("sales and profit"). The clause that has the number is the goal; a period may stand in
-- another one. Double is 100 %, one third 33.3 %, 两成 20 %, 翻两番 300 %. A "¥" is CNY. Words that are in no list are names.
--
-- Linear in the text, of which the first 2,000 bytes are read.

local lex = require "goal.lex"
local Reader = require "goal.reader"

local sub = string.sub

-- ---- clauses ----

local ENDS = { [","] = true, [";"] = true, ["."] = true, [":"] = true, ["!"] = true, ["?"] = true, ["\n"] = true, ["。"] = true }

local function new_clause() return { items = {}, vague = {}, numbers = {} } end

local function push(clause, kind, a, b)
  local item = { kind = kind, a = a, b = b }
  clause.items[#clause.items + 1] = item
  return item
end

-- A name, joined to the one before when only a joining word is between.
local function push_name(clause, t)
  local items = clause.items
  local last, before = items[#items], items[#items - 1]
  if last and last.kind == "name" then
    last.b = t.b
  elseif last and last.joins and before and before.kind == "name" then
    items[#items] = nil
    before.b = t.b
  else
    push(clause, "name", t.a, t.b)
  end
end

-- Does a verb come next, so that "and" begins a clause?
function Reader:verb_ahead(i)
  for k = i, i + 2 do
    local e = self:entry(k)
    if (e.dir and not (e.noun and self:entry(k + 1).joins)) or e.vague then return true end
    if not (e.stop or e.skip or e.prep) then return false end
  end
  return false
end

-- The direction at i. A second one that is a noun or a mere "reach" is part of a name: "increase sales growth", "raise win rate".
local function push_direction(clause, t, e)
  local main = clause.main
  if e.vague then clause.vague[#clause.vague + 1] = t.s end
  if not e.dir then return end
  local settled = main and main.dir ~= "reach" and #clause.numbers == 0
  if settled and (e.noun or e.dir == "reach") then return push_name(clause, t) end
  local item = push(clause, "direction", t.a, t.b)
  item.dir = e.dir
  if not main or (main.dir == "reach" and e.dir ~= "reach") then clause.main = item end
end

function Reader:small_word(clause, t, e)
  self.prep = e.prep or (e.skip and self.prep) or (e.stop and self.prep) or nil
  if e.skip then return end
  local item = push(clause, "small", t.a, t.b)
  item.joins = e.joins or e.connects
end

-- What stands at i goes into the clause. -> next
function Reader:step(clause, i)
  local t, e = self.tokens[i], self:entry(i)
  local first, last, after = self:period(i)
  if first then
    clause.period = clause.period or sub(self.text, self.tokens[first].a, self.tokens[last].b)
    push(clause, "period", self.tokens[first].a, self.tokens[last].b)
    self.prep = nil
    return after
  end
  local value, unit, next_i = self:number(i)
  if value then
    if value == value and value < math.huge then
      clause.numbers[#clause.numbers + 1] = { value = value, unit = unit, prep = self.prep }
      push(clause, "number", t.a, self.tokens[next_i - 1].b)
    end
    if e.dir then push_direction(clause, t, e) end
    self.prep = nil
    return next_i
  end
  if (e.past or (e.past_word and self:entry(i + 1).span)) then
    push(clause, "small", t.a, t.b)
    self.prep = nil
    return i + (e.past and 1 or 2)
  end
  if e.dir or e.vague then
    push_direction(clause, t, e)
    self.prep = nil
  elseif e.prep or e.skip or e.stop or e.joins or e.connects then
    self:small_word(clause, t, e)
  elseif t.k == "sym" then
    push(clause, "small", t.a, t.b).joins = t.s == "、" or t.s == "&" or t.s == "/"
  else
    push_name(clause, t)
    self.prep = nil
  end
  return i + 1
end

function Reader:clauses()
  local tokens, list, clause = self.tokens, {}, new_clause()
  local function finish()
    if #clause.items > 0 or #clause.vague > 0 then list[#list + 1] = clause end
    clause, self.prep = new_clause(), nil
  end
  local i = 1
  while tokens[i] do
    local t, e = tokens[i], self:entry(i)
    if ENDS[t.s] and t.k == "sym" or e.splits or ((e.connects or t.s == "、") and self:verb_ahead(i + 1)) then
      finish()
      i = i + 1
    else
      i = self:step(clause, i)
    end
  end
  finish()
  return list
end

-- ---- the parts ----

-- The name nearest to what changes: after the verb, else before it or before the number, else the first.
local function metric_of(clause)
  local items, at = clause.items, nil
  for i, item in ipairs(items) do
    if item == clause.main then at = i end
  end
  if not at then
    for i, item in ipairs(items) do
      if item.kind == "number" then at = i break end
    end
  end
  if at then
    for _, step in ipairs { 1, -1 } do
      local i = at + step
      while items[i] and items[i].kind == "small" do i = i + step end
      if items[i] and items[i].kind == "name" then return items[i] end
    end
  end
  for _, item in ipairs(items) do
    if item.kind == "name" then return item end
  end
end

local function tidy(number) return number and (math.tointeger(number) or number) end

local function read_numbers(result, clause)
  local change, level
  for _, number in ipairs(clause.numbers) do
    if number.prep == "from" then
      result.baseline = result.baseline or tidy(number.value)
    elseif number.prep == "to" then
      level = level or number
    else
      change = change or number
    end
  end
  -- "from 8 to 5", "8% to 5%"
  if level and change and not result.baseline and clause.numbers[1] == change then
    result.baseline, change = tidy(change.value), nil
  end
  local number = change or level
  if not number then return end
  result.magnitude, result.unit = tidy(number.value), number.unit
  result.target = number == level or (clause.main ~= nil and clause.main.dir == "reach") or nil
end

local function goal_parts(text)
  if type(text) ~= "string" then return nil end
  local result = { vague = {}, has_number = false, clauses = 0 }
  local tokens, normalized = lex(text)
  local reader = Reader.new(tokens, normalized)
  local clauses = reader:clauses()
  result.clauses = #clauses

  -- The goal is the first clause with a number (better: with a direction too), else the first with a direction.
  local main, best
  for _, clause in ipairs(clauses) do
    if #clause.numbers > 0 then
      result.has_number = true
    else
      for _, word in ipairs(clause.vague) do result.vague[#result.vague + 1] = word end
    end
    local weight = (#clause.numbers > 0 and 2 or 0) + (clause.main and 1 or 0)
    if not best or weight > best then main, best = clause, weight end
    result.period = result.period or clause.period
  end
  if not main then return result end

  result.period = main.period or result.period
  read_numbers(result, main)
  local metric = metric_of(main)
  result.metric = metric and sub(normalized, metric.a, metric.b)
  result.direction = main.main and main.main.dir
  if result.baseline and result.target and result.magnitude and (result.direction == nil or result.direction == "reach") and result.baseline ~= result.magnitude then
    result.direction = result.magnitude > result.baseline and "up" or "down"
  elseif not result.direction and result.target then
    result.direction = "reach"
  end
  return result
end

return { goal_parts = goal_parts }
