-- SPDX-License-Identifier: MIT
-- types: what the value of a key may be.
--
-- A type is { expects = "what an author is told", read = function(value) }. `read` answers the value in its one
-- canonical form (a list where a single text is allowed too), or nil and, where one can be given, a hint.

local types = {}

types.severities = { "info", "warning", "error", "critical" }
types.enforcements = { "advisory", "soft", "hard" }
types.levels = { "company", "region", "business_unit", "type" } -- of profiles, rising

-- The place of each word in a list: rank.error == 3.
types.severity_rank = {}
for rank, word in ipairs(types.severities) do types.severity_rank[word] = rank end

-- A value as an error message names it.
function types.shown(value)
  local kind = type(value)
  if kind == "string" then
    if #value > 40 then value = value:sub(1, (utf8.offset(value, 0, 38) or 38) - 1) .. "…" end
    return '"' .. value:gsub("%c", " ") .. '"'
  elseif kind == "number" or kind == "boolean" then
    return tostring(value)
  elseif kind == "nil" then
    return "nothing"
  end
  return ({ table = "a table", ["function"] = "a function" })[kind] or "a value of another kind"
end

-- Keys in one order on every machine: numbers rising, then texts, then the rest (which is always a mistake).
function types.sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  local order = { number = 1, string = 2 }
  table.sort(keys, function(a, b)
    local x, y = order[type(a)] or 3, order[type(b)] or 3
    if x ~= y then return x < y end
    return x < 3 and a < b
  end)
  return keys
end

function types.did_you_mean(word, list)
  local near = type(word) == "string" and nearest(word, list)
  return near and "did you mean '" .. near .. "'?" or nil
end

-- "a, b or c"
function types.alternatives(list)
  if #list < 2 then return list[1] or "" end
  return table.concat(list, ", ", 1, #list - 1) .. " or " .. list[#list]
end

-- The year, month and day of a text such as "2026-03-01", and how many days that month has.
local function parts_of(s)
  local y, m, d = s:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)$")
  if not y then return nil end
  y, m, d = tonumber(y), tonumber(m), tonumber(d)
  local leap = y % 4 == 0 and (y % 100 ~= 0 or y % 400 == 0)
  return y, m, d, ({ 31, leap and 29 or 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 })[m]
end

function types.is_date(s)
  if type(s) ~= "string" then return false end
  local y, _, d, days = parts_of(s)
  return y ~= nil and days ~= nil and d >= 1 and d <= days
end

-- What is the matter with a text that is no day.
function types.day_meant(s)
  if type(s) ~= "string" then return nil end
  local y, m, d, days = parts_of(s)
  if days then return ("%04d-%02d has %d days"):format(y, m, days) end
  d, m, y = s:match("^%s*(%d%d?)[./](%d%d?)[./](%d%d%d%d)%s*$")
  if not d then y, m, d = s:match("^%s*(%d%d%d%d)[./-](%d%d?)[./-](%d%d?)%s*$") end
  local day = y and ("%04d-%02d-%02d"):format(y, m, d)
  return ('write "%s"'):format(types.is_date(day) and day or "2026-03-01")
end

local function is_text(value) return type(value) == "string" and value:find("%S") ~= nil end

types.text = {
  expects = "a text in quotes",
  read = function(value)
    if is_text(value) then return value end
    if value == "" then return nil, "leave the key out instead of giving an empty text" end
  end,
}

types.texts = {
  expects = "a text, or a list of texts",
  read = function(value)
    if is_text(value) then return { value } end
    if type(value) ~= "table" or #value == 0 then return nil end
    local list = {}
    for key, item in pairs(value) do
      if math.type(key) ~= "integer" or key < 1 or key > #value or not is_text(item) then
        return nil, 'write { "one", "two" }'
      end
      list[key] = item
    end
    return list
  end,
}

types.func = {
  expects = "a function",
  read = function(value)
    if type(value) == "function" then return value end
    return nil, "write function(...) return ... end"
  end,
}

types.table = {
  expects = "a table",
  read = function(value) return type(value) == "table" and value or nil end,
}

types.boolean = {
  expects = "true or false",
  read = function(value)
    if type(value) == "boolean" then return value end
    return nil, value == "true" and "without quotes" or nil
  end,
}

types.integer = {
  expects = "a whole number",
  read = function(value) return math.type(value) == "integer" and value or nil end,
}

types.text2 = {
  expects = "a text, or { en = ..., zh = ... }",
  read = function(value)
    if is_text(value) then return { en = value, zh = value } end
    if type(value) ~= "table" or next(value) == nil then return nil end
    for key, text in pairs(value) do
      if (key ~= "en" and key ~= "zh") or not is_text(text) then return nil end
    end
    return value
  end,
}

types.match = {
  expects = 'a table such as { region = "APAC" }, or a function of the project',
  read = function(value)
    if type(value) == "function" then return value end
    if type(value) ~= "table" then return nil end
    if next(value) == nil then return nil, "a profile for every project has no match" end
    return value
  end,
}

types.date = {
  expects = 'a day such as "2027-01-01"',
  read = function(value)
    if types.is_date(value) then return value end
    return nil, types.day_meant(value)
  end,
}

types.path_or_function = {
  expects = 'the path of a list such as "budget.lines", or a function of the project that answers a list',
  read = function(value)
    if type(value) == "function" then return value end
    if type(value) ~= "string" then return nil end
    if ("." .. value):find("^[.%a_][%w_.]*$") and not ("." .. value .. "."):find("..", 1, true) then return value end
    return nil, "names joined by dots, without spaces"
  end,
}

types.text_or_true = {
  expects = "a text that says what to use instead, or true",
  read = function(value) return (value == true or is_text(value)) and value or nil end,
}

function types.one_of(list)
  local known = {}
  for _, word in ipairs(list) do known[word] = true end
  return {
    expects = types.alternatives(list),
    read = function(value)
      if known[value] then return value end
      return nil, types.did_you_mean(value, list)
    end,
  }
end

types.severity = types.one_of(types.severities)
types.enforcement = types.one_of(types.enforcements)

return types
