-- SPDX-License-Identifier: MIT
-- The traced source means what the original means, line by line. Run from the repository's root.

package.path = "lua/?.lua;/usr/share/lua/5.1/?.lua;" .. package.path
local syntax = require "syntax"
local trace = require "trace"

local passed, failed = 0, 0
local function check(ok, name, ...)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    print("FAILED: " .. name, ...)
  end
end

-- What plumb's traced mode does, where nothing is absent.
local T = {
  eq = function(_, a, b) return a == b end,
  ne = function(_, a, b) return a ~= b end,
  lt = function(_, a, b) return a < b end,
  le = function(_, a, b) return a <= b end,
  gt = function(_, a, b) return a > b end,
  ge = function(_, a, b) return a >= b end,
  len = function(_, a) return #a end,
  isnil = function(_, a) return a == nil end,
  notnil = function(_, a) return a ~= nil end,
  no = function(_, a) return not a end,
  both = function(_, a, b, ...)
    if a then return (b(...)) end
    return a
  end,
  either = function(_, a, b, ...)
    if a then return a end
    return (b(...))
  end,
  test = function(_, a) return a end,
  use = function(_, a) return a end,
  invoke = function(_, o, name, ...)
    local method = o[name]
    if method == nil then error("no method " .. name, 2) end
    return method(o, ...)
  end,
}

local function rewrite(text)
  local tree, problem = syntax.parse(text)
  if not tree then return nil, problem.message end
  return trace.rewrite(tree.ast, text)
end

local function show(values)
  local list = {}
  for i = 1, values.n do
    local v = values[i]
    if type(v) == "table" then
      local inner = { n = #v, table.unpack(v) }
      list[i] = "{" .. show(inner) .. "}"
    else
      list[i] = math.type(v) and ("%s %q"):format(math.type(v), v) or ("%q"):format(v)
    end
  end
  return table.concat(list, ", ")
end

-- Runs a chunk; an error counts as its line.
local function outcome(source, ...)
  local chunk, problem = load(source, "=chunk", "t")
  if not chunk then return "does not compile: " .. problem end
  local result = table.pack(pcall(chunk, ...))
  if not result[1] then return "error in line " .. (tostring(result[2]):match("^chunk:(%d+):") or tostring(result[2])) end
  return show(result)
end

-- ---- the same results ----

local programs = {
  constants = [==[return 1, 1.0, 0x10, 0x.8p1, 1e3, 3//2, 3.0//2, "a\n\x41\u{4e2d}\z
     b", 'c"', [[
long]], [=[ ]] ]=], nil, true, false]==],
  comparisons = [[local a, b = 1, 2 return a == b, a ~= b, a < b, a <= b, a > b, a >= b, a == 1 == true, not a == b]],
  ["comparison with nil"] = [[local a, b = nil, 2 return a == nil, a ~= nil, nil == b, nil ~= b, nil == nil, (b) == (nil)]],
  connectives = [[local n = 0
    local function f(x) n = n + 1 return x, "second" end
    return f(1) and f(nil), n, f(false) or f(2), n, f(nil) and f(3) or f(4), n, not f(1), (f(1)), f(nil) or f(5)]],
  ["connectives give one value"] = [[local function two() return 1, 2 end
    local t = { true and two() } local u = { two(), false or two() } local v = { two() } return #t, #u, #v, (two())]],
  precedence = [[return 1 + 2 == 3 and 2 * 3 ~= 6 or not (1 > 2) and -2 ^ 2 == -4.0, "a" .. "b" == "ab", 1 .. 2 == "12", 7 & 3 == 3, #"abc" == 3]],
  ["keywords next to text"] = [[local a = 1 if(a)==1 then a = 2 end
    local function f()return"x"=="x"end
    local t = {[1]=a==2 and"yes"or"no"}
    return f(),t[1],not(a)==false]],
  comments = "local a --[[ == ]] = 1 == --[[ and ]] 1 -- or\nreturn a == -- not\n true, not --[[\n]] a, a --x\n and --y\n a",
  loops = [[local s = 0
    for i = 1, 10 do s = s + i end
    for i = 10, 1, -3 do s = s + i end
    for i = s > 3 and 1 or 2, 3.5 do s = s + i end
    for _, x in ipairs { 1, 2, 3 } do if x == 2 then goto next end s = s + x ::next:: end
    while s > 10 do s = s - 7 if s == 17 then break end end
    repeat local done = s < 100 s = s + 50 until not done
    return s]],
  branches = [[local function f(x)
      if x == 1 then return "one" elseif x == 2 or x == 3 then return "few" elseif x then return "many" else return "none" end
    end
    return f(1), f(2), f(3), f(4), f(nil)]],
  methods = [[local o = { n = 1 }
    function o:add(...) self.n = self.n + select("#", ...) + (... or 0) return self end
    function o.make(n) return setmetatable({ n = n }, { __index = o }) end
    o:add():add(1):add(2, 3)
    local m = o.make "5":add(1).n == nil
    return o.n, ("x"):rep(3), ("%d-%s"):format(1, "a"), #("abc"):upper(), o:add(-1).n]],
  ["method on a bare string or table"] = [==[local o = {} function o:f(x) return type(x) end return o:f"s", o:f{}, o:f[=[l]=], o:f(nil), o:f(--[[c]] 1 --[[d]] )]==],
  varargs = [[local function f(...) local a = ... and select("#", ...) or "none"
      return a, ... == nil, (...), (function(...) return select("#", ...) == 0 and ... end)() end
    local function g(...) return false or ..., true and { ... }, select(2, ...) end
    local function h(...) return ... or function(...) return ... end end
    return show(f()), show(f(1, 2)), show(g(7, 8)), h(9)]],
  tables = [[local k, t = "x", {}
    t[k], t[k .. "y"], t.z, t["w"], t[1], t[#t + 2] = 1, 2, 3, 4, 5, 6
    t = { t.x, t.xy, [k] = 1, [k == "x"] = 2, z = 3; t[1], t[#t - 3] or 0, (t[3]) }
    local deep = { a = { b = { "c" } } }
    deep["a"].b[k == "x" and 1 or 2] = deep.a["b"][1] == "c"
    return t, t[true], t.z, deep.a.b[1] ]],
  closures = [[local function counter() local n = 0 return function() n = n + 1 return n > 2 and "done" or n end end
    local c = counter() return c(), c(), c(), (function(...) return ... end)(1, 2)]],
  attributes = [[local x <const>, y = 1 == 1, 2
    do local z <close> = nil y = x and y end
    return x, y]],
  ["goto and labels"] = [[local i = 1 ::top:: if i < 5 then i = i + 1 goto top end
    do goto out end i = 0 ::out:: return i]],
  recursion = [[local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end local fib; function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end return fact(10), fib(10)]],
  semicolons = [[;;local a = 1;; if a == 1 then ; end; return a == 1;]],
  ["integer and float"] = [[return 1 == 1.0, math.type(3 | 0), 2^53 == 2^53 + 1, 1 // 0.0 > 0, -7 // 2 == -4, -7 % 3 ~= -1, 5 // 0.3 >= 16]],
  bits = [[return 5 & 3 | 8 ~ 1, ~0 == -1, 1 << 4 >> 2 == 4]],
  ["carriage returns"] = "local a = 1\r\nif a ==\r\n 1 then\r\n a = 2 end\r\nreturn a",
  chinese = "local t = { [\"名称\"] = \"上海\" }\nreturn t[\"名称\"] == \"上海\" and '是' or \"否\", #t[\"名\" .. \"称\"] > 3",
  ["no utf-8"] = "return 'caf\xe9' == 'caf\xe9', #'\xff\xfe' == 2",
  ["ambiguous call"] = "local f = function(x) return x end\nlocal y = f\n(f)(1)\nreturn y == f, y",
  ["upvalues of the traced function"] = [[local t = {} for i = 1, 3 do t[i] = i > 1 and function() return i end or nil end return t[1], t[2](), t[3]() ]],
  ["deep and chains"] = "local x = 7 return " .. ("x == 1 or "):rep(60) .. "x == 7",
}
_G.show = function(...) return show(table.pack(...)) end

for name, text in pairs(programs) do
  local source, sites = rewrite(text)
  check(source, name .. ": rewritten", sites)
  if source then
    local expected, got = outcome(text), outcome(source, T)
    check(expected == got, name .. ": same results", "\n  " .. expected .. "\n  " .. got .. "\n  " .. source)
    check(not expected:find("compile"), name .. ": compiles", expected)
    local _, lines = text:gsub("\n", "")
    local _, traced_lines = source:gsub("\n", "")
    check(lines == traced_lines, name .. ": same lines")
  end
end

-- ---- errors name the line of the original ----

for _, text in ipairs {
  "local a\n\n\nreturn a.b.c",
  "local a = 1\nlocal t = {\n  x = a == 1,\n  y = a.b.c,\n}",
  "local function f(x)\n  return x\n    and x > 1\n    and x.y\n    and x.y.z.w\nend\n\nreturn f(3)",
  "local s = 'x'\nif s == 'y' then\n  return 1\nelseif s == 'z'\n  or s.t.u then\nend",
  "local n --[[\n\n]] = nil\nfor i = 1,\n  n\ndo end",
  "return 1 == 2 or\n not\n nil + 1",
  "local x = { f = 1 }\nlocal y = x\n  :\n  g()\nreturn y",
  "local a, b = 1, {}\n\nlocal c = a + 1\n  - b\nreturn c",
  "error('x')", "\n\nlocal t = setmetatable({}, nil)\nt[nil] = 1",
} do
  local source = assert(rewrite(text))
  local expected, got = outcome(text), outcome(source, T)
  check(expected == got and expected:find("^error in line"), "line of the error", expected, got, "\n" .. source)
end

-- ---- sites ----

do
  local _, sites = rewrite("local r, p = {}, {}\nreturn r.score\n  >=  p.high and\n not r.owner or r.x == nil or r[p] or r:m()")
  local found = {}
  for _, s in ipairs(sites) do found[s.kind] = s end
  check(found.ge.line == 2 and found.ge.column == 8 and found.ge.text == "r.score >= p.high" and found.ge.left == "r.score" and found.ge.right == "p.high", "a comparison's site")
  check(found["not"].line == 4 and found["not"].column == 2 and found["not"].left == "r.owner", "not")
  check(found.isnil.left == "r.x" and not found.isnil.right, "isnil")
  check(found["and"].left == "r.score >= p.high" and found["and"].right == "not r.owner", "and")
  check(found.use.left == "p" and found.invoke.left == "r" and found.invoke.text == "r:m()", "use and invoke")
  check(found["or"] and not found.test, "or")
  _, sites = rewrite("local y = '名'\r\nlocal x = '中文' == y")
  check(sites[1].line == 2 and sites[1].column == 11 and sites[1].text == "'中文' == y", "columns count characters")
  _, sites = rewrite("if x then end while y do end repeat until z")
  check(#sites == 3 and sites[3].kind == "test" and sites[3].text == "z", "conditions")
  _, sites = rewrite("local x = '" .. ("a"):rep(500) .. "' == 1")
  check(utf8.len(sites[1].text) == 201, "long texts are cut")
  local source = rewrite("return t[1], t['a'], t.b, { [2] = 1, ['c'] = 2 }")
  check(not source:find("use"), "constants need no guard")
end

-- ---- hostile texts: nothing but a rewriting that compiles when the original does ----

local shared = os.getenv("PLUMB_SHARED") or "../shared"
local listing = io.popen("ls '" .. shared .. "'/samples/hostile/*.lua 2>/dev/null")
local seen = 0
for path in listing:lines() do
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  local tree = syntax.parse(text)
  if tree and load(text, "=x", "t") then
    seen = seen + 1
    local ok, source = pcall(trace.rewrite, tree.ast, text)
    check(ok, path, source)
    if ok then
      local compiled, problem = load(source, "=x", "t")
      check(compiled, path, problem)
    end
  end
end
listing:close()
if seen == 0 then print("hostile samples not found: skipped") end

print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0)
