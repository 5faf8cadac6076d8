-- SPDX-License-Identifier: MIT
-- weakening: is one value of a parameter weaker than another, and how a value reads.
--
--   weakening.text(described)                "10", "warning 80%, error 95%", "≥15 24h, ≥0 5bd"
--   weakening.between(from, to)              nil: `to` is as strong as `from` or stronger; "weaker"; or "unknown": the
--                                            policy does not say which direction weakens, or the two cannot be compared
--
-- Both are parameters as parameters.describe gives them, of one declaration. What cannot be compared counts as weaker: an
-- account is asked for rather than a weakening missed.

local quantities = require "declare.quantities"
local types = require "declare.types"

local weakening = {}

local function quantity_of(value, text)
  if type(value) == "number" then return { value = value, kind = "number", text = text } end
  return quantities.of(text)
end

-- ---- as text ----

local function scalar_text(p)
  local text = p.text
  for _, item in ipairs(p.dated or {}) do text = ("%s, from %s %s"):format(text, item.from, item.text) end
  return text
end

local function thresholds_text(p)
  local parts = {}
  for i, item in ipairs(p.value) do
    local text = item.text or item.low_text .. " to " .. item.high_text
    parts[i] = item.severity and item.severity .. " " .. text or text
  end
  return table.concat(parts, ", ")
end

local texts = {
  at_most = thresholds_text, at_least = thresholds_text, between = thresholds_text,
  set = function(p) return table.concat(p.value, ", ") end,
  steps = function(p)
    local parts = {}
    for i, step in ipairs(p.value) do parts[i] = ("≥%s %s"):format(step.from, step.text) end
    return table.concat(parts, ", ")
  end,
  per = function(p)
    local parts = {}
    for _, key in ipairs(types.sorted_keys(p.texts)) do parts[#parts + 1] = key .. " " .. p.texts[key] end
    return table.concat(parts, ", ")
  end,
}

function weakening.text(p) return (texts[p.type] or scalar_text)(p) end

-- ---- one value and another ----

-- a and b are quantities; weaker: the direction that weakens.
local function compare(a, b, weaker)
  local x, y = quantities.magnitudes(a, b)
  if x == nil then return a.text ~= b.text and "unknown" or nil end
  if x == y then return nil end
  if not weaker then return "unknown" end
  return (y > x) == (weaker == "up") and "weaker" or nil
end

local function worse(a, b)
  if a == "weaker" or b == "weaker" then return "weaker" end
  return a or b
end

-- A scalar's value on a day: the last one that has begun.
local function on(p, day)
  local value, text, latest = p.value, p.text, ""
  for _, item in ipairs(p.dated or {}) do
    if item.from <= day and item.from >= latest then value, text, latest = item.value, item.text, item.from end
  end
  return quantity_of(value, text)
end

local function scalars(from, to)
  local days, result = { "" }, nil
  for _, p in ipairs { from, to } do
    for _, item in ipairs(p.dated or {}) do days[#days + 1] = item.from end
  end
  for _, day in ipairs(days) do result = worse(result, compare(on(from, day), on(to, day), from.weaker)) end
  return result
end

-- From which value on a finding is at least so severe: of the thresholds that give that much, the first that is crossed.
local function bound(p, rank, low)
  local found
  for _, item in ipairs(p.value) do
    if (item.severity and types.severity_rank[item.severity] or rank) >= rank then
      local value, text
      if p.type == "between" then
        value, text = low and item.low or not low and item.high, low and item.low_text or item.high_text
      else
        value, text = item.value, item.text
      end
      local q = quantity_of(value, text)
      if not found then found = q end
      local x, y = quantities.magnitudes(found, q)
      if x and (low and y > x or not low and y < x) then found = q end
    end
  end
  return found
end

local function thresholds(from, to)
  local result
  if not from.value[1].severity ~= not to.value[1].severity then return "unknown" end
  for rank = 1, #types.severities do
    for _, low in ipairs { true, false } do
      if from.type == "between" or low == (from.type == "at_least") then
        local a, b = bound(from, rank, low), bound(to, rank, low)
        if a and not b then result = "weaker" end
        if a and b then result = worse(result, compare(a, b, low and "down" or "up")) end
      end
    end
  end
  return result
end

-- Members more or fewer.
local function sets(from, to)
  local function lacks(a, b)
    local there = {}
    for _, item in ipairs(a.value) do there[item] = true end
    for _, item in ipairs(b.value) do
      if not there[item] then return true end
    end
  end
  local more, fewer = lacks(from, to), lacks(to, from)
  if not more and not fewer then return nil end
  if not from.weaker then return "unknown" end
  return (more and from.weaker == "up" or fewer and from.weaker == "down") and "weaker" or nil
end

-- Values by key: the same keys, or they cannot be compared.
local function rows(from, to, row_of)
  local a, b, result = row_of(from), row_of(to), nil
  for key, q in pairs(a) do
    if not b[key] then return "unknown" end
    result = worse(result, compare(q, b[key], from.weaker))
  end
  for key in pairs(b) do
    if not a[key] then return "unknown" end
  end
  return result
end

local function steps_of(p)
  local list = {}
  for _, step in ipairs(p.value) do list[step.from] = quantity_of(step.value, step.text) end
  return list
end

local function values_of(p)
  local list = {}
  for key, value in pairs(p.value.values) do list[key] = quantity_of(value, p.texts[key]) end
  return list
end

local comparisons = {
  at_most = thresholds, at_least = thresholds, between = thresholds, set = sets,
  steps = function(from, to) return rows(from, to, steps_of) end,
  per = function(from, to) return rows(from, to, values_of) end,
  text = function() return nil end, -- a word is neither stronger nor weaker
}

function weakening.between(from, to) return (comparisons[from.type] or scalars)(from, to) end

return weakening
