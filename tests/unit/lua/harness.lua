-- SPDX-License-Identifier: MIT
-- harness: tests of the Lua modules outside the engine. Run from the repository's root: lua5.4 tests/unit/lua/goal_test.lua
--
-- The functions that C gives to the trusted modules have stand-ins here, for these tests only.

package.path = "./lua/?.lua;/usr/share/lua/5.1/?.lua;" .. package.path

local ARRAY = {}

-- A duration is light userdata in the engine; here any userdata does, one for each text.
local durations = {}
local function duration_of(text)
  durations[text] = durations[text] or assert(io.tmpfile())
  return durations[text]
end

local function env_set(name, value) rawset(_G, name, value) end

env_set("quantity", function(given)
  if type(given) == "number" then return given end
  if type(given) ~= "string" then return nil end
  local number = given:match("^(%-?[%d.]+)%%$")
  if number then return tonumber(number) / 100 end
  local count, unit = given:match("^(%d+)(%l+)$")
  if count and ({ s = 1, m = 1, h = 1, d = 1, bd = 1, w = 1, mo = 1 })[unit] then return duration_of(given) end
  local amount, currency = given:match("^([%d.]+) (%u%u%u)$")
  if amount then return { amount = tonumber(amount), currency = currency } end
  return nil
end)

env_set("json_array", function(t) return setmetatable(t or {}, ARRAY) end)
env_set("json_encode", function(value)
  local function encode(v)
    if type(v) == "string" then return '"' .. v .. '"' end
    if type(v) ~= "table" then return tostring(v) end
    local parts = {}
    if #v > 0 or getmetatable(v) == ARRAY then
      for _, item in ipairs(v) do parts[#parts + 1] = encode(item) end
      return "[" .. table.concat(parts, ",") .. "]"
    end
    local keys = {}
    for key in pairs(v) do keys[#keys + 1] = key end
    table.sort(keys)
    for _, key in ipairs(keys) do parts[#parts + 1] = '"' .. key .. '":' .. encode(v[key]) end
    return "{" .. table.concat(parts, ",") .. "}"
  end
  return encode(value)
end)

-- Edit distance at most 2.
env_set("nearest", function(word, list)
  local best, least = nil, 3
  for _, candidate in ipairs(list) do
    local row = {}
    for j = 0, #candidate do row[j] = j end
    for i = 1, #word do
      local diagonal = row[0]
      row[0] = i
      for j = 1, #candidate do
        local above = row[j]
        row[j] = math.min(above + 1, row[j - 1] + 1, diagonal + (word:byte(i) == candidate:byte(j) and 0 or 1))
        diagonal = above
      end
    end
    if row[#candidate] < least then best, least = candidate, row[#candidate] end
  end
  return best
end)

env_set("date_shift", function(on, text, sign)
  local y, m, d = on:match("^(%d+)%-(%d+)%-(%d+)")
  local count, unit = text:match("^(%d+)(%l+)$")
  local days = ({ d = 1, w = 7, bd = 1 })[unit]
  local stamp = os.time { year = y, month = m + (unit == "mo" and sign * count or 0), day = d + (days and sign * count * days or 0), hour = 12 }
  return os.date("%Y-%m-%d", stamp)
end)

local harness = { passed = 0, failed = 0, duration_of = duration_of, is_array = function(t) return getmetatable(t) == ARRAY end }

local function shown(v)
  if type(v) ~= "table" then return type(v) == "string" and ("%q"):format(v) or tostring(v) end
  local keys, parts = {}, {}
  for key in pairs(v) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do parts[#parts + 1] = tostring(key) .. "=" .. shown(v[key]) end
  return "{" .. table.concat(parts, ", ") .. "}"
end
harness.shown = shown

local function same(a, b)
  if type(a) == "number" and type(b) == "number" then return a == b or math.abs(a - b) < 1e-9 * math.max(math.abs(a), math.abs(b)) end
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for key in pairs(a) do if not same(a[key], b[key]) then return false end end
  for key in pairs(b) do if a[key] == nil then return false end end
  return true
end

function harness.same(got, expected, what)
  if not same(got, expected) then
    error(("%sexpected %s\n      got %s"):format(what and what .. ": " or "", shown(expected), shown(got)), 2)
  end
end

function harness.contains(text, part)
  if type(text) ~= "string" or not text:find(part, 1, true) then
    error(("expected a text with %q\n      got %s"):format(part, shown(text)), 2)
  end
end

-- One promise.
function harness.test(name, body)
  local ok, message = xpcall(body, function(m) return type(m) == "string" and m or debug.traceback(shown(m)) end)
  if ok then
    harness.passed = harness.passed + 1
  else
    harness.failed = harness.failed + 1
    print("not ok: " .. name .. "\n      " .. message)
  end
end

function harness.done()
  print(("%d passed, %d failed"):format(harness.passed, harness.failed))
  os.exit(harness.failed == 0 and 0 or 1, true)
end

return harness
