-- SPDX-License-Identifier: MIT
-- quantities: numbers, shares, durations and amounts as they are written in a policy, and their order.

local quantities = {}

-- { value =, kind = "number|percent|duration|money", text = as written }, or nil.
function quantities.of(given)
  if type(given) == "number" then
    if given ~= given or given == math.huge or given == -math.huge then return nil end
    return { value = given, kind = "number", text = tostring(given) }
  end
  if type(given) ~= "string" then return nil end
  local value = quantity(given)
  if value == nil then return nil end
  local kind = type(value) == "userdata" and "duration" or type(value) == "table" and "money"
    or given:find("%%%s*$") and "percent" or "number"
  return { value = value, kind = kind, text = given }
end

local UNITS = {
  second = "s", seconds = "s", sec = "s", minute = "m", minutes = "m", min = "m", hour = "h", hours = "h", day = "d", days = "d",
  week = "w", weeks = "w", month = "mo", months = "mo", workday = "bd", workdays = "bd", wd = "bd", businessdays = "bd", workingdays = "bd",
}

-- 'write "5d"', for a duration such as "5 days"; nil where it is anybody's guess.
function quantities.meant(given)
  if type(given) ~= "string" then return nil end
  local count, unit = given:lower():gsub("[%s_-]", ""):match("^(%d+)(%a+)$")
  local text = count and count .. (UNITS[unit] or unit)
  local q = text and quantities.of(text)
  return q and q.kind == "duration" and ('write "%s"'):format(text) or nil
end

local SECONDS = { s = 1, m = 60, h = 3600, d = 86400, w = 604800 }

-- What two quantities are ordered by; nil where the order is a matter of the calendar (5bd and 7d).
function quantities.magnitudes(a, b)
  if a.kind == "duration" and b.kind == "duration" then
    local count_a, unit_a = a.text:match("^%s*([%d.]+)%s*(%a+)")
    local count_b, unit_b = b.text:match("^%s*([%d.]+)%s*(%a+)")
    if not count_a or not count_b then return nil end
    if unit_a == unit_b then return tonumber(count_a), tonumber(count_b) end
    if not SECONDS[unit_a] or not SECONDS[unit_b] then return nil end
    return tonumber(count_a) * SECONDS[unit_a], tonumber(count_b) * SECONDS[unit_b]
  elseif a.kind == "money" and b.kind == "money" then
    if a.value.currency ~= b.value.currency then return nil end
    return a.value.amount, b.value.amount
  elseif type(a.value) == "number" and type(b.value) == "number" then
    return a.value, b.value
  end
end

function quantities.below(a, b)
  local x, y = quantities.magnitudes(a, b)
  return x ~= nil and x < y
end

function quantities.same_kind(a, b)
  return a.kind == b.kind or (type(a.value) == "number" and type(b.value) == "number")
end

return quantities
