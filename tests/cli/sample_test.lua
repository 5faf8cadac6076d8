-- SPDX-License-Identifier: MIT
-- The sample portfolio shows what the library can find: each rule fails on some project of it and passes on another one, and
-- most projects conform. A rule that is added without a sample is noticed here: scripts/sample_watch.lua and sample_flaws.lua.
local t = dofile("tests/cli/harness.lua")

-- Rules of which the sample shows one side only, and why.
local EXCEPTIONS = {}

-- Rules that guard a gate, and which: what they say is readiness.
local function guards(policies)
  local list = {}
  for path in t.shell("find " .. policies .. " -name '*.lua' ! -name '*_test.lua' ! -name '*.zh.lua'"):gmatch("[^\n]+") do
    local file = assert(io.open(path))
    local id = path:sub(#policies + 2, -5):gsub("/", ".")
    for name, body in file:read("a"):gmatch('\nrule "([%w_]+)" (%b{})') do
      list[id .. "." .. name] = body:match '\n%s+gate%s*=%s*"([%w_]+)"'
    end
    file:close()
  end
  return list
end

-- The report on the whole sample, by the library.
local function judged()
  local here = t.root .. "/"
  return t.run("check --json --policies " .. here .. "policies --as-of 2026-06-30 -", { before = "lua5.4 " .. here .. "scripts/sample_portfolio.lua" }).out
end

t.test("each rule of the library fails on some project of the sample, and passes on another", function()
  local guard, rules, wrong = guards(t.root .. "/policies"), 0, {}
  local told = judged():match('"rules":(%b[])')
  for id, pass, fail, errors in told:gmatch('{"id":"([^"]+)","policy".-"metric":false,"verdicts":{"pass":(%d+),"fail":(%d+),.-"error":(%d+)}') do
    if not guard[id] then
      rules = rules + 1
      local is_shown = pass ~= "0" and fail ~= "0"
      if is_shown == (EXCEPTIONS[id] ~= nil) then wrong[#wrong + 1] = ("%s: %s pass, %s fail"):format(id, pass, fail) end
      if errors ~= "0" then wrong[#wrong + 1] = id .. " has errors" end
    end
  end
  if rules < 130 then error("the rules of the report are not read any more: " .. rules, 0) end
  if #wrong > 0 then error(table.concat(wrong, "\n  "), 0) end
end)

-- A status of an element is no gate that a project is before: such rules are judged on the elements that have it.
t.test("each rule of a gate refuses some project of the sample that is before it, and lets another through", function()
  local guard, before, refused, wrong = guards(t.root .. "/policies"), {}, {}, {}
  local report = judged()
  for phase, verdicts in report:gmatch('"next_gate":{"phase":"(%l+)".-"verdicts":(%b[])') do
    before[phase] = (before[phase] or 0) + 1
    local seen = {}
    for rule in verdicts:gmatch('"rule":"([^"]+)"') do
      if not seen[rule] then refused[rule] = (refused[rule] or 0) + 1 end
      seen[rule] = true
    end
  end
  local counted = {}
  for id, pass, fail in report:match('"rules":(%b[])'):gmatch('{"id":"([^"]+)","policy".-"verdicts":{"pass":(%d+),"fail":(%d+)') do
    counted[id] = pass ~= "0" and fail ~= "0"
  end
  for id, gate in pairs(guard) do
    if before[gate] and not (refused[id] and refused[id] < before[gate]) then
      wrong[#wrong + 1] = ("%s: of %d projects before %s it refuses %d"):format(id, before[gate], gate, refused[id] or 0)
    elseif not before[gate] and not counted[id] then
      wrong[#wrong + 1] = ("%s: no element shows both sides of %s"):format(id, gate)
    end
  end
  table.sort(wrong)
  if not before.execution then error("readiness is not read any more", 0) end
  if #wrong > 0 then error(table.concat(wrong, "\n  "), 0) end
end)

t.test("most projects of the sample are in order, and little is not known", function()
  local projects, conforming, unknown = judged():match('"summary":{"projects":(%d+),"conforming":(%d+),.-"unknown":(%d+)')
  t.equal(projects, "300")
  if tonumber(conforming) < 150 or tonumber(unknown) > 60 then error(conforming .. " conform, unknown verdicts: " .. unknown, 0) end
end)

t.test("a shorter sample is the beginning of a longer one, and a later edition differs in some projects only", function()
  local function lines(arguments)
    local list = {}
    for line in t.shell("lua5.4 scripts/sample_portfolio.lua " .. arguments):gmatch("[^\n]+") do list[#list + 1] = line end
    return list
  end
  local long, short, later = lines "64", lines "32", lines "64 2026-06-30 2"
  local changed = 0
  for i, line in ipairs(long) do
    if short[i] then t.equal(short[i], line) end
    if later[i] ~= line then
      t.equal(i % 8, 0)
      changed = changed + 1
    end
  end
  if changed < 3 then error("what has happened since: " .. changed, 0) end
end)

t.finish()
