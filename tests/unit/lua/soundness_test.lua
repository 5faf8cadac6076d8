-- SPDX-License-Identifier: MIT
-- The law on which fast evaluation stands, held against thousands of random policies and projects with gaps:
--
--   when a fast evaluation (an absent field is nil) ends without an error, and no name that the analysis calls sensitive
--   was read while absent, then the traced evaluation (absent values travel, logic is three-valued) says the same.
--
-- Run from the repository's root; SEED and PROGRAMS in the environment for more.

package.path = "lua/?.lua;/usr/share/lua/5.1/?.lua;" .. package.path
function nearest() end
local analyze = require "analyze"
local trace = require "trace"

local PROGRAMS = tonumber(os.getenv("PROGRAMS")) or 4000
local PROJECTS = 12
math.randomseed(tonumber(os.getenv("SEED")) or 20260630)

local schema = { root = "project", kinds = {
  { name = "project", fields = { { name = "a", type = "int", tracked = true }, { name = "b", type = "int", tracked = true }, { name = "c", type = "int", tracked = true },
    { name = "o", type = "object", kind = "thing" }, { name = "l", type = "list", kind = "part" } } },
  { name = "thing", fields = { { name = "d", type = "int" }, { name = "e", type = "int" } } },
  { name = "part", fields = { { name = "f", type = "int" }, { name = "g", type = "int" } } },
} }
local globals = { rule = true, ipairs = true, any = true, all = true, empty = true, sum = true, count = true, error = true, wrap = true, history = true, falling = true }

-- ---- projects with gaps ----

local function maybe(chance, value) if math.random() < chance then return value end end

local function project()
  local p = { a = maybe(0.6, math.random(0, 2)), b = maybe(0.6, math.random(0, 2)), c = maybe(0.6, math.random(0, 2)) }
  p.o = maybe(0.7, { d = maybe(0.6, math.random(0, 2)), e = maybe(0.6, math.random(0, 2)) })
  if math.random() < 0.8 then
    p.l = {}
    for i = 1, math.random(0, 3) do p.l[i] = { f = maybe(0.6, math.random(0, 2)), g = maybe(0.6, math.random(0, 2)) } end
  end
  return p
end

local FIELDS = { a = true, b = true, c = true, o = true, l = true, d = true, e = true, f = true, g = true }

-- ---- the two worlds ----

local ABSENT, UNKNOWN
local function unknown() return UNKNOWN end
local marker = { __index = unknown, __call = unknown, __len = unknown, __unm = unknown, __add = unknown, __sub = unknown, __mul = unknown, __concat = unknown }
ABSENT, UNKNOWN = setmetatable({}, marker), setmetatable({}, marker)
local function is_marker(v) return rawequal(v, ABSENT) or rawequal(v, UNKNOWN) end
local STOP = {}

-- A view of project data; absent is what reading an absent field gives.
local function view(data, absent)
  local proxies = {}
  local function wrap(v)
    if type(v) ~= "table" then return v end
    if proxies[v] == nil then
      proxies[v] = setmetatable({}, {
        __index = function(_, k)
          local value = v[k]
          if value == nil and FIELDS[k] then return absent(k) end
          return wrap(value)
        end,
        __len = function() return #v end,
      })
    end
    return proxies[v]
  end
  return wrap(data)
end

local function truth(v)
  if rawequal(v, UNKNOWN) then return -1 end
  return (v and not rawequal(v, ABSENT)) and 1 or 0
end

local function elements(list)
  if type(list) ~= "table" then error("not a list") end
  return #list
end

local function selector(f)
  if type(f) ~= "string" then return f end
  return function(element) return element[f] end
end

-- A word that gave something absent in a fast evaluation says so itself: that one does not count.
local doubt

local function words()
  local W = {}
  local function quantify(decides)
    return function(list, f)
      if is_marker(list) then return UNKNOWN end
      f = selector(f)
      local result = 1 - decides
      for i = 1, elements(list) do
        local value = f(list[i])
        local t = truth(value)
        if t == decides then return decides == 1 end
        if t < 0 then result = -1 end
      end
      if result < 0 then return UNKNOWN end
      return result == 1
    end
  end
  W.any, W.all = quantify(1), quantify(0)
  function W.sum(list, f)
    if is_marker(list) then return UNKNOWN end
    f = selector(f)
    local total, gap = 0, false
    for i = 1, elements(list) do
      local v = f(list[i])
      if is_marker(v) then gap = true
      elseif type(v) ~= "number" then error("not a number")
      else total = total + v end
    end
    return gap and UNKNOWN or total
  end
  function W.count(list, pattern)
    if is_marker(list) then return UNKNOWN end
    local n, gap = 0, false
    for i = 1, elements(list) do
      local all = 1
      for k, want in pairs(pattern) do
        local v = list[i][k]
        if is_marker(v) or is_marker(want) then all = math.min(all, -1)
        elseif v ~= want then all = 0 break end
      end
      if all == 1 then n = n + 1 elseif all < 0 then gap = true end
    end
    return gap and UNKNOWN or n
  end
  function W.empty(v)
    if rawequal(v, UNKNOWN) then return UNKNOWN end
    if v == nil or rawequal(v, ABSENT) then return true end
    return type(v) == "table" and #v == 0
  end
  function W.ipairs(list)
    if is_marker(list) then error(STOP) end
    local n, i = elements(list), 0
    return function()
      i = i + 1
      if i <= n then return i, list[i] end
    end
  end
  -- an ordinary word: what it is given, it uses
  function W.wrap(v)
    if is_marker(v) then return UNKNOWN end
    return v == nil and "nothing" or v == 1
  end
  -- the value of today, behind an earlier one: a gap stays in its place
  function W.history(record, f)
    if is_marker(record) then return UNKNOWN end
    if record == nil then error("no record") end
    local now = record[f]
    if now == nil then doubt() end
    return { { value = 1 }, { value = now } }
  end
  function W.falling(list, n, f)
    if is_marker(list) then return UNKNOWN end
    local count, gap, before = elements(list), false, nil
    if count <= n then return false end
    for i = count - n, count do
      local v = list[i][f or "value"]
      if v == nil then error("no value") end
      if is_marker(v) then
        gap, v = true, nil
      elseif before and v >= before then
        return false
      end
      before = v
    end
    return gap and UNKNOWN or true
  end
  W.error = error
  return W
end

local T = {}
local function compare(f)
  return function(_, a, b)
    if is_marker(a) or is_marker(b) then return UNKNOWN end
    return f(a, b)
  end
end
T.eq = compare(function(a, b) return a == b end)
T.ne = compare(function(a, b) return a ~= b end)
T.lt = compare(function(a, b) return a < b end)
T.le = compare(function(a, b) return a <= b end)
T.gt = compare(function(a, b) return a > b end)
T.ge = compare(function(a, b) return a >= b end)
function T.len(_, a)
  if rawequal(a, UNKNOWN) or rawequal(a, ABSENT) then return UNKNOWN end
  return #a
end
function T.isnil(_, a) if rawequal(a, UNKNOWN) then return UNKNOWN end return a == nil or rawequal(a, ABSENT) end
function T.notnil(_, a) if rawequal(a, UNKNOWN) then return UNKNOWN end return not (a == nil or rawequal(a, ABSENT)) end
function T.no(_, a)
  local t = truth(a)
  if t < 0 then return UNKNOWN end
  return t == 0
end
local function connective(decides)
  return function(_, a, b, ...)
    local t = truth(a)
    if t == decides then return a end
    local v = b(...)
    if t >= 0 then return v end
    return truth(v) == decides and v or UNKNOWN
  end
end
T.both, T.either = connective(0), connective(1)
function T.test(_, a) local t = truth(a) if t < 0 then error(STOP) end return t == 1 end
function T.use(_, a) if is_marker(a) then error(STOP) end return a end
function T.invoke(_, o, name, ...) return o[name](o, ...) end

-- ---- random policies ----

local function pick(list) return list[math.random(#list)] end

-- scope: variables by what they may hold: records of a kind, or values
local function pushed(scope, kind, name)
  local new = { project = { table.unpack(scope.project) }, thing = { table.unpack(scope.thing) }, part = { table.unpack(scope.part) }, value = { table.unpack(scope.value) }, depth = scope.depth, helpers = scope.helpers }
  table.insert(new[kind], name)
  return new
end

local fresh = 0
local function name()
  fresh = fresh + 1
  return "v" .. fresh
end

local OF = { project = { "a", "b", "c" }, thing = { "d", "e" }, part = { "f", "g" } }

-- Something that may be absent.
local function path(scope)
  local r = math.random(10)
  if r <= 2 and #scope.value > 0 then return pick(scope.value) end
  if r <= 5 and #scope.part > 0 then return pick(scope.part) .. "." .. pick(OF.part) end
  if r <= 6 and #scope.thing > 0 then return pick(scope.thing) .. "." .. pick(OF.thing) end
  if #scope.project == 0 then return "1" end
  if r <= 7 then return pick(scope.project) .. ".o." .. pick(OF.thing) end
  return pick(scope.project) .. "." .. pick(OF.project)
end

local expression

local function value(scope, depth)
  local r = math.random(11)
  if depth <= 0 or r <= 5 then return path(scope) end
  if r == 6 then return tostring(math.random(0, 2)) end
  if r == 7 then return "(" .. path(scope) .. " or " .. math.random(0, 2) .. ")" end
  if r == 8 then return "(" .. expression(scope, depth - 1) .. ")" end
  if r == 9 and #scope.helpers > 0 then
    local h = pick(scope.helpers)
    if h.kind == "value" then return h.name .. "(" .. value(scope, depth - 1) .. ", " .. value(scope, depth - 1) .. ")" end
    if #scope[h.kind] > 0 then return h.name .. "(" .. pick(scope[h.kind]) .. ")" end
  end
  if r == 10 and #scope.project > 0 then
    local s = math.random(4)
    local list = pick(scope.project) .. ".l"
    if s == 4 then return ("history(%s, '%s')[2].value"):format(pick(scope.project), pick(OF.project)) end
    if s == 1 then return "sum(" .. list .. ", '" .. pick(OF.part) .. "')" end
    if s == 2 then return "count(" .. list .. ", { " .. pick(OF.part) .. " = " .. value(scope, 0) .. " })" end
    return "#" .. list
  end
  return "wrap(" .. path(scope) .. ")"
end

function expression(scope, depth)
  local r = math.random(16)
  if depth <= 0 or r <= 2 then return value(scope, depth) end
  if r <= 4 then return expression(scope, depth - 1) .. " and " .. expression(scope, depth - 1) end
  if r <= 6 then return "(" .. expression(scope, depth - 1) .. " or " .. expression(scope, depth - 1) .. ")" end
  if r <= 8 then return "not " .. "(" .. expression(scope, depth - 1) .. ")" end
  if r <= 9 then return path(scope) .. pick { " == nil", " ~= nil" } end
  if r <= 12 then return "(" .. value(scope, depth - 1) .. pick { " == ", " ~= ", " < ", " >= " } .. value(scope, depth - 1) .. ")" end
  if r <= 13 and #scope.project > 0 and math.random() < 0.4 then
    local p = pick(scope.project)
    return pick { "falling(" .. p .. ".l, 1, '" .. pick(OF.part) .. "')", "falling(history(" .. p .. ", '" .. pick(OF.project) .. "'), 1)" }
  end
  if r <= 13 then return "empty(" .. path(scope) .. ")" end
  if r <= 14 then -- the guarded use that people write
    local p = path(scope)
    return pick {
      "(%s and %s > 0)", "(not %s or %s > 0)", "(%s == nil or %s ~= 1)", "(%s ~= nil and %s == 1)", "(empty(%s) or %s < 2)",
    }:format(p, p)
  end
  if #scope.project > 0 then
    local v = name()
    local inner = pushed(scope, "part", v)
    for _, h in ipairs(scope.helpers) do
      if h.kind == "part" and math.random() < 0.3 then return pick { "any", "all" } .. "(" .. pick(scope.project) .. ".l, " .. h.name .. ")" end
    end
    return pick { "any", "all" } .. "(" .. pick(scope.project) .. ".l, function(" .. v .. ") return " .. expression(inner, depth - 1) .. " end)"
  end
  return path(scope)
end

local function statements(scope, depth, loops)
  local out = {}
  for _ = 1, math.random(0, 3) do
    local r = math.random(12)
    if r <= 3 then
      local v = name()
      out[#out + 1] = "local " .. v .. " = " .. expression(scope, 1)
      scope = pushed(scope, "value", v)
    elseif r == 4 and #scope.project > 0 then
      local v = name()
      out[#out + 1] = "local " .. v .. " = " .. pick(scope.project) .. ".o"
      scope = pushed(scope, "thing", v)
    elseif r <= 6 then
      out[#out + 1] = "if " .. expression(scope, 2) .. " then return " .. expression(scope, 2) .. " end"
    elseif r == 7 and depth > 0 then
      out[#out + 1] = "if " .. expression(scope, 2) .. " then " .. statements(scope, depth - 1, loops) .. " else " .. statements(scope, depth - 1, loops) .. " end"
    elseif r == 8 and #scope.project > 0 and depth > 0 then
      local v = name()
      out[#out + 1] = "for _, " .. v .. " in ipairs(" .. pick(scope.project) .. ".l) do " .. statements(pushed(scope, "part", v), depth - 1, true) .. " end"
    elseif r == 9 and #scope.value > 0 and math.random() < 0.5 then
      out[#out + 1] = pick(scope.value) .. " = " .. value(scope, 1)
    elseif r == 10 and #scope.project > 0 then
      local t = name()
      local key = pick { "x", "a" }
      out[#out + 1] = "local " .. t .. " = { " .. key .. " = " .. value(scope, 1) .. " }"
      local v = name()
      out[#out + 1] = "local " .. v .. " = " .. t .. "." .. key
      scope = pushed(scope, "value", v)
    elseif r == 11 and depth > 0 then
      local label = name()
      out[#out + 1] = "do if " .. expression(scope, 1) .. " then goto " .. label .. " end if " .. expression(scope, 2) .. " then return " .. expression(scope, 1) .. " end ::" .. label .. ":: end"
    elseif r == 12 and loops then
      out[#out + 1] = "if " .. expression(scope, 1) .. " then break end"
    end
  end
  return table.concat(out, "\n  "), scope
end

local function body(scope)
  local text, inner = statements(scope, 2)
  return text .. "\n  return " .. expression(inner, 3)
end

local function policy()
  fresh = 0
  local out, helpers = {}, {}
  local nothing = { project = {}, thing = {}, part = {}, value = {}, helpers = helpers }
  for _ = 1, math.random(0, 3) do
    local h, kind = name(), pick { "value", "value", "part", "thing", "project" }
    local x, y = name(), name()
    local scope = pushed(nothing, kind, x)
    if kind == "value" then scope = pushed(scope, "value", y) end
    out[#out + 1] = ("local function %s(%s, %s)\n  %s\nend"):format(h, x, y, body(scope))
    helpers[#helpers + 1] = { name = h, kind = kind }
  end
  local when = ""
  if math.random() < 0.3 then when = ("when = function(q) return %s end, "):format(expression(pushed(nothing, "project", "q"), 2)) end
  out[#out + 1] = ('rule "r" { severity = "error", message = "m", %scheck = function(p)\n  %s\nend }'):format(when, body(pushed(nothing, "project", "p")))
  return table.concat(out, "\n")
end

-- ---- the law ----

local function load_rule(text, environment, ...)
  local rule
  environment.rule = function() return function(t) rule = t end end
  local chunk = assert(load(text, "=policy", "t", environment))
  chunk(...)
  return rule
end

-- pass, fail, not_applicable or unknown; nil: an error
local function verdict(rule, p)
  local ok, result = pcall(function()
    local t = rule.when and truth(rule.when(p)) or 1
    if t < 0 then return "unknown" end
    if t == 0 then return "not_applicable" end
    local v = truth(rule.check(p))
    return v < 0 and "unknown" or v == 1 and "pass" or "fail"
  end)
  if ok then return result end
  if result == STOP then return "unknown" end
end

local fast_words, traced_words = words(), words()
local judged, skipped, errors, wrong = 0, 0, 0, 0
for number = 1, PROGRAMS do
  local text = policy()
  local result = analyze.source(text, { schema = schema, globals = globals })
  local sensitive = {}
  for _, n in ipairs(result.rules.r.sensitive) do sensitive[n] = true end
  -- that a check answers a number matters to its author only
  if #result.diagnostics > 0 and result.diagnostics[1].code ~= "always-true" then
    wrong = wrong + 1
    print("policy " .. number .. ": " .. result.diagnostics[1].message .. "\n" .. text)
  end
  local fast = load_rule(text, setmetatable({}, { __index = fast_words }))
  local source = trace.rewrite(result.ast, text)
  local traced = load_rule(source, setmetatable({}, { __index = traced_words }), T)
  for _ = 1, PROJECTS do
    local data = project()
    local suspect = false
    doubt = function() suspect = true end
    local said = verdict(fast, view(data, function(k) suspect = suspect or sensitive[k] end))
    if suspect then
      skipped = skipped + 1
    elseif not said then
      errors = errors + 1
    else
      local meant = verdict(traced, view(data, function() return ABSENT end))
      judged = judged + 1
      if said ~= meant then
        wrong = wrong + 1
        if wrong <= 3 then
          print(("policy %d: fast says %s, traced %s; sensitive: %s\n%s\n"):format(number, said, tostring(meant), table.concat(result.rules.r.sensitive, " "), text))
        end
      end
    end
  end
end

print(("fast counted %d times, was repeated for a gap %d times, for an error %d times"):format(judged, skipped, errors))
local enough = judged > PROGRAMS * PROJECTS / 4
if not enough then print("too few fast evaluations counted: the analysis is too careful, or the policies are too odd") end
print(("%d passed, %d failed"):format(judged - wrong, wrong + (enough and 0 or 1)))
os.exit(wrong == 0 and enough)
