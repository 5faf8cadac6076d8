-- SPDX-License-Identifier: MIT
-- lex: a goal sentence as a list of tokens, in one pass.
--
--   { k = "num", v = 20, year = bool }      digits, with thousands separators and a fraction
--   { k = "han", v = 20, scale = bool }     a Chinese numeral; scale: only 十百千万亿
--   { k = "date" }                          2026-12-31, Q3, H1, FY2027
--   { k = "word", s = "grow", e = entry }   a word; e: what goal/words.lua knows of it, or nil
--   { k = "text" }                          Chinese characters of no known word, as many as there are
--   { k = "sym", s = "%" }                  anything else
--
-- a, b: first and last byte in the normalized text. Every byte is looked at a bounded number of times: all patterns are
-- anchored and without alternatives, a known word is at most 24 bytes long.

local words = require "goal.words"

local byte, find, sub, lower, gsub, char = string.byte, string.find, string.sub, string.lower, string.gsub, string.char

local BYTES_MAX = 2000

-- Full-width forms and the ideographic space become ASCII, zero-width characters vanish.
local FOLD = { ["\u{3000}"] = " ", ["\u{FEFF}"] = "", ["￥"] = "¥", ["％"] = "%", ["﹪"] = "%", ["–"] = "-", ["—"] = "-", ["～"] = "~" }
for code = 0xFF01, 0xFF5E do FOLD[utf8.char(code)] = char(code - 0xFEE0) end
for code = 0x200B, 0x200D do FOLD[utf8.char(code)] = "" end
FOLD["\u{00A0}"] = " "
FOLD["\u{202F}"] = " "

-- At most BYTES_MAX bytes, cut before a character.
local function normalized(text)
  if #text > BYTES_MAX then
    local cut = BYTES_MAX
    while cut > BYTES_MAX - 4 and byte(text, cut + 1) >= 0x80 and byte(text, cut + 1) < 0xC0 do cut = cut - 1 end
    text = sub(text, 1, cut)
  end
  if not find(text, "[\x80-\xFF]") then return text end
  return (gsub(text, "[\xC2\xE2\xE3\xEF][\x80-\xBF][\x80-\xBF]?", FOLD))
end

local function character_size(first)
  return first < 0x80 and 1 or first < 0xE0 and 2 or first < 0xF0 and 3 or 4
end

-- 三亿五千万, 三点五万, 二〇二六. The second result: are they all powers?
local function numeral_value(list)
  local total, section, digit, scale, place = 0, 0, nil, true, nil
  for _, c in ipairs(list) do
    local d, power = words.digits[c], words.powers[c]
    scale = scale and power ~= nil
    if c == "点" then
      section, digit, place = section + (digit or 0), nil, 0.1
    elseif d and place then
      section, place = section + d * place, place / 10
    elseif d then
      digit = (digit or 0) * 10 + d
    elseif power == 1e8 then
      total, section, digit, place = (total + section + (digit or 0)) * power, 0, nil, nil
    elseif power == 1e4 then
      total, section, digit, place = total + (section + (digit or 0)) * power, 0, nil, nil
    else
      section, digit = section + (digit or 1) * power, nil
    end
  end
  return total + section + (digit or 0), scale
end

-- A run of pure powers is their product: 百万, 千万, 万亿.
local function scale_value(list)
  local product = 1
  for _, c in ipairs(list) do product = product * words.powers[c] end
  return product
end

local NUMERAL = { ["点"] = true }
for c in pairs(words.digits) do NUMERAL[c] = true end
for c in pairs(words.powers) do NUMERAL[c] = true end
local NUMERALS_MAX = 16

local Lexer = {}
Lexer.__index = Lexer

function Lexer:push(kind, a, b)
  local token = { k = kind, a = a, b = b }
  self.tokens[#self.tokens + 1] = token
  return token
end

-- 2026-12-31, 2026/12, 31.12.2026: the end, or nil.
local function date_end(text, i)
  local _, b = find(text, "^%d%d%d%d[-/.]%d%d?[-/.]%d%d?%f[%D]", i)
  if not b then _, b = find(text, "^%d%d?[/.]%d%d?[/.]%d%d%d%d%f[%D]", i) end
  if not b then _, b = find(text, "^20%d%d%-[01]%d%f[%D]", i) end
  return b
end

function Lexer:number(i)
  local text = self.text
  local b = date_end(text, i)
  if b then
    self:push("date", i, b)
    return b + 1
  end
  b = select(2, find(text, "^%d+", i))
  local digits = sub(text, i, b)
  local plain = #digits == 4
  while find(text, "^,%d%d%d%f[%D]", b + 1) do
    digits, plain, b = digits .. sub(text, b + 2, b + 4), false, b + 4
    if #digits > 40 then break end
  end
  local _, fraction = find(text, "^%.%d+", b + 1)
  if fraction then digits, plain, b = digits .. sub(text, b + 1, fraction), false, fraction end
  local token = self:push("num", i, b)
  local value = #digits <= 40 and tonumber(digits) or math.huge -- which no goal has: it is left out
  token.v = value
  token.year = plain and value >= 1990 and value < 2200
  return b + 1
end

local DATE_WORDS = { ["^q[1-4]$"] = true, ["^h[12]$"] = true, ["^fy%d%d$"] = true, ["^fy%d%d%d%d$"] = true }

function Lexer:word(i)
  local _, b = find(self.text, "^[A-Za-z][A-Za-z0-9'&/-]*", i)
  while find(self.text, "^[-'&/]", b) do b = b - 1 end
  local s = sub(self.lowered, i, b)
  local e = words.english[s]
  if not e and #s <= 6 and find(s, "%d") then
    for pattern in pairs(DATE_WORDS) do
      if find(s, pattern) then
        self:push("date", i, b)
        return b + 1
      end
    end
  end
  local token = self:push("word", i, b)
  local last = self.tokens[#self.tokens - 1]
  if e and e.attached and not (last and last.k == "num" and last.b == i - 1) then e = nil end
  token.s, token.e = s, e
  return b + 1
end

function Lexer:numeral(i)
  local text, list, b = self.text, {}, i - 1
  while #list < NUMERALS_MAX do
    local c = sub(text, b + 1, b + 3)
    if not NUMERAL[c] then break end
    -- 百分之, 一半, 千万: a known word within a numeral ends it
    if #list > 0 and self:lexeme(b + 1, c) then break end
    list[#list + 1], b = c, b + 3
  end
  local token = self:push("han", i, b)
  if list[1] == "点" then
    token.k = "text"
  else
    local value, scale = numeral_value(list)
    token.v, token.scale = scale and scale_value(list) or value, scale
  end
  return b + 1
end

-- Is a number about to come? Spaces and a currency may be between.
function Lexer:number_ahead(i)
  local text = self.text
  local _, b = find(text, "^ ? ? ?", i)
  i = b + 1
  if find(text, "^[%d$]", i) or words.symbols[sub(text, i, i + 1)] or words.symbols[sub(text, i, i + 2)] then return true end
  local c = sub(text, i, i + 2)
  return NUMERAL[c] or sub(text, i, i + 8) == "人民币"
end

local function is_day(e) return e and (e.calendar or e.time or e.period or e.tail) end

-- The known word at i, when it may be one here.
function Lexer:lexeme(i, c)
  local list = words.by_first[c]
  if not list then return nil end
  local last = self.tokens[#self.tokens]
  local glued = last and last.b == i - 1
  for _, known in ipairs(list) do
    if sub(self.text, i, i + known.size - 1) == known.text then
      local e, after = known.entry, i + known.size
      local allowed = (not e.after_number or (last and (last.v or last.number)))
        and not (e.no_number and last and last.v)
        and (not e.after_day or (last and (last.k == "date" or is_day(last.e))))
        and (not e.before_number or self:number_ahead(after))
        and (not e.lead or not (glued and last.k == "text"))
        and (not e.before_period or self:number_ahead(after) or words.period_starts[sub(self.text, after, after + 2)])
      if allowed then return known end
    end
  end
end

function Lexer:han(i, first)
  local size = character_size(first)
  local c = sub(self.text, i, i + size - 1)
  local known = self:lexeme(i, c)
  local last = self.tokens[#self.tokens]
  if known and not known.entry.content then
    local token = self:push("word", i, i + known.size - 1)
    token.s, token.e = known.text, known.entry
    -- what may follow a number may follow its unit and scale as well: 500万元, 20%以上
    token.number = last and (last.v or last.number) and known.entry.after_number
    return i + known.size
  elseif known then
    size = known.size
  elseif NUMERAL[c] then
    return self:numeral(i)
  elseif words.symbols[c] or c == "。" or c == "、" then
    self:push("sym", i, i + size - 1).s = c
    return i + size
  end
  if last and last.k == "text" and last.b == i - 1 then
    last.b = i + size - 1
  else
    self:push("text", i, i + size - 1)
  end
  return i + size
end

-- tokens, normalized text
return function(text)
  text = normalized(text)
  local self = setmetatable({ text = text, lowered = lower(text), tokens = {} }, Lexer)
  local i, size = 1, #text
  while i <= size do
    local c = byte(text, i)
    if c == 0x20 or c == 0x09 or c == 0x0D then
      i = i + 1
    elseif c >= 0x30 and c <= 0x39 then
      i = self:number(i)
    elseif c >= 0x61 and c <= 0x7A or c >= 0x41 and c <= 0x5A then
      i = self:word(i)
    elseif c >= 0x80 then
      i = self:han(i, c)
    else
      local last = self.tokens[#self.tokens]
      local token = self:push("sym", i, i)
      token.s, token.number = char(c), c == 0x25 and last and last.v
      i = i + 1
    end
  end
  return self.tokens, text
end
