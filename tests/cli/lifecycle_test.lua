-- SPDX-License-Identifier: MIT
-- Rules that come and go: not before a day, on trial, in another's place, under another name; parameters with dates.
local t = dofile("tests/cli/harness.lua")
local run, test, equal, has, has_not = t.run, t.test, t.equal, t.has, t.has_not

local function promise(name, files, body)
  test(name, function(room)
    t.shell("mkdir -p " .. room .. "/p/profiles " .. room .. "/p/risk")
    for path, text in pairs(files) do t.write("p/" .. path, text) end
    t.write("d.json", '{"id":"A","name":"n","value":400,"currency":"USD","budget":{"total":100,"spent":18}}')
    t.write("plumb.json", '{"timezone":"Asia/Shanghai"}')
    body(room)
  end)
end

local function check(as_of, more) return run(("check -p p d.json --json --as-of %s %s"):format(as_of, more or "")) end
local function explain(rule, as_of) return (run(("explain %s A d.json -p p --json --as-of %s"):format(rule, as_of)).out:gsub("\n%s*", "")) end
local function rule(id, keys) return ('rule "%s" { severity = "error", check = function(project) return project.owner end, message = "m", %s }\n'):format(id, keys or "") end
local NEW_YEAR = "1798732800000" -- the start of 2027-01-01 in Shanghai

-- ---- from ----

promise("from: not judged before its first day begins", { ["a.lua"] = rule("r", 'from = "2027-01-01"') }, function()
  local r = check("2026-12-31T23:59:59+08:00")
  equal(r.code, 0)
  has(r.out, '"not_applicable":1')
  local json = explain("a.r", "2026-12-31T23:59:59+08:00")
  has(json, '"verdict": "not_applicable"')
  has(json, "judged from 2027-01-01 on")
  has(json, '"flips_at": ' .. NEW_YEAR)
  equal(check("2027-01-01T00:00:00+08:00").code, 1)
  has_not(explain("a.r", "2027-01-01"), "flips_at")
end)

-- ---- trial ----

promise("trial: told until the end of its last day, and nothing fails of it", { ["a.lua"] = rule("r", 'trial = "2026-12-31"') .. rule("s") }, function()
  t.write("d.json", '{"id":"A","name":"n"}')
  local r = check("2026-12-31T23:59:59+08:00", "--rule a.r")
  equal(r.code, 0)
  has(r.out, '"advisory":true')
  has(r.out, '"conforming":1')
  has(r.out, '"error":0')
  has(r.out, '"trial":1')
  has(run("check -p p d.json --as-of 2026-12-31 --rule a.r --format csv").out, ",2026-12-31T16:00:00Z,true,")
  has(explain("a.r", "2026-12-31"), '"flips_at": ' .. NEW_YEAR)
  equal(check("2026-12-31", "--rule a.s").code, 1)
  has_not(check("2026-12-31", "--rule a.s").out, "advisory")
  equal(check("2027-01-01", "--rule a.r").code, 1)
  r = run("check -p p d.json --as-of 2026-12-31 --rule a.r")
  has(r.out, "✗ trial")
  has(r.out, "trial 1")
  has(run("check -p p d.json --as-of 2026-12-31 --rule a.r --lang zh").out, "试行")
  has(run("check -p p d.json --as-of 2026-12-31 --rule a.r --format markdown").out, "**trial** `a.r`")
  has(run("explain a.r A d.json -p p --as-of 2026-12-31").out, "on trial until 2026-12-31: told, but nothing fails of it")
end)

promise("trial: a gap is told apart as well, a bug is a policy error all the same", { ["a.lua"] =
  'rule "gap" { severity = "error", trial = "2026-12-31", check = function(project) return project.owner == "x" end, message = "m" }\n'
  .. 'rule "bug" { severity = "error", trial = "2026-12-31", check = function() local t = {} return t.x.y end, message = "m" }\n' }, function()
  equal(check("2026-06-30", "--rule a.gap").code, 0)
  equal(check("2026-06-30", "--rule a.bug").code, 3)
end)

-- ---- replaces ----

promise("replaces: the replaced rule is not judged, and is named", { ["a.lua"] = rule("old") .. rule("kept"), ["own.lua"] = rule("new", 'replaces = "a.old"'),
  ["a_test.lua"] = 'test "it still has its test" { project = { id = "T", name = "n" }, fails = { "old", "kept" } }' }, function()
  local out = check("2026-06-30").out
  has(out, '"rule":"own.new"')
  has(out, '"rule":"a.kept"')
  has_not(out, '"rule":"a.old"')
  has(out, '"replaces":"a.old"')
  has(out:match('{"id":"a.old","policy".-}}'), '"verdicts":{"pass":0,"fail":0,"waived":0,"not_applicable":0,"unknown":0,"error":0}')
  has(explain("a.old", "2026-06-30"), '"replaced_by": "own.new"')
  local r = run("explain a.old A d.json -p p")
  equal(r.code, 0)
  has(r.out, "not judged: own.new stands for it")
  has(run("test -p p").out, "1 passed, 0 failed")
end)

local function wrong(name, files, file, ...)
  local parts = { ... }
  promise("told: " .. name, files, function()
    local r = check("2026-06-30")
    for _, part in ipairs(parts) do has(r.err, part) end
    has(r.err, file)
    equal(r.code, 3)
  end)
end

wrong("a rule that is not there", { ["a.lua"] = rule("old"), ["own.lua"] = 'rule "new" {\n  severity = "error",\n  replaces = "a.odl",\n  needs = { "owner" } }' },
  "p/own.lua:3:3: error:", "rule 'new' replaces 'a.odl', which is no rule [unknown-rule]", "did you mean 'a.old'?")
wrong("itself", { ["a.lua"] = rule("r", 'replaces = "a.r"') }, "p/a.lua:1:", "rule 'r' replaces itself")
wrong("two for one", { ["a.lua"] = rule("old"), ["b.lua"] = rule("x", 'replaces = "a.old"'), ["c.lua"] = rule("y", 'replaces = "a.old"') },
  "p/c.lua:1:", "rule 'y' replaces 'a.old', which b.x replaces already")
wrong("a circle", { ["a.lua"] = rule("x", 'replaces = "b.y"'), ["b.lua"] = rule("y", 'replaces = "a.x"') }, "p/", "rules replace each other in a circle")

-- ---- formerly ----

wrong("a former id that is there", { ["a.lua"] = rule("old") .. rule("new", 'formerly = "a.old"') }, "p/a.lua:2:", "rule 'new' was formerly 'a.old', but there is a rule of that id")
wrong("a former id of two rules", { ["a.lua"] = rule("x", 'formerly = "gone"'), ["b.lua"] = rule("y", 'formerly = "a.gone"') },
  "p/b.lua:1:", "rule 'y' was formerly 'a.gone', and so was a.x (p/a.lua:1)")

promise("formerly: of a rule, short or in full, and of a policy", { ["a.lua"] = 'policy { title = "A", formerly = "risk.a" }\n' .. rule("kept") .. rule("new", 'formerly = "old"')
  .. rule("moved", 'formerly = "b.moved"') }, function()
  has(explain("a.kept", "2026-06-30"), '"formerly": "risk.a.kept"')
  has(explain("a.new", "2026-06-30"), '"formerly": "risk.a.old"')
  has(explain("a.moved", "2026-06-30"), '"formerly": "b.moved"')
end)

-- ---- deprecated ----

promise("deprecated: a profile that speaks of it is warned, explain tells", { ["a.lua"] = rule("r", 'deprecated = "use a.s"') .. rule("s"),
  ["profiles/x.lua"] = 'profile "x" { level = "company", rules = { ["a.r"] = { severity = "critical" } } }' }, function()
  local r = check("2026-06-30")
  has(r.err, "p/profiles/x.lua:1:46: warning: profile 'x': a.r is deprecated [deprecated]")
  has(r.err, "use a.s")
  equal(r.code, 1)
  has(r.out, '"severity":"critical"') -- it is a warning: what it sets holds
  has(run("explain a.r A d.json -p p").out, "deprecated: use a.s")
end)

-- ---- parameters with dates ----

local DATED = [[
policy { params = { share = number { "20%", ["2027-01-01"] = "15%" }, cash = money { "500 USD", ["2027-01-01"] = "300 USD" }, other = number { 1 } } }
rule "reads" { severity = "error", check = function(project) return project.budget.spent / project.budget.total < param.share end, message = "m" }
rule "pays" { severity = "error", check = function(project) return project.value < param.cash end, message = "m" }
rule "else" { severity = "error", check = function(project) return param.other == 1 end, message = "m" }
]]
promise("a dated parameter has the value of the day, and its rules turn then", { ["a.lua"] = DATED }, function()
  equal(check("2026-12-31").code, 0)
  local out = check("2027-01-01").out
  has(out, '"rule":"a.reads","clauses":[],"severity":"error","verdict":"fail"')
  has(out, '"rule":"a.pays","clauses":[],"severity":"error","verdict":"fail"')
  has(explain("a.reads", "2026-12-31"), '"flips_at": ' .. NEW_YEAR)
  has(explain("a.pays", "2026-12-31"), '"flips_at": ' .. NEW_YEAR)
  has_not(explain("a.else", "2026-12-31"), "flips_at")
  has_not(explain("a.reads", "2027-01-01"), "flips_at")
  has(run("explain a.reads A d.json -p p --as-of 2026-12-31").out, "param.share = 0.2")
end)

promise("and so has that of a profile", { ["a.lua"] = DATED:gsub('"15%%" }', '"15%%", weaker = "up" }'), ["profiles/x.lua"] =
  'profile "x" { level = "company", params = { ["a"] = { share = { "19%", ["2027-06-01"] = "10%" } } } }' }, function()
  local r = check("2026-12-31")
  has(r.err, "weakens a.share (20%, from 2027-01-01 15% to 19%, from 2027-06-01 10%)") -- between January and June
  t.write("p/profiles/x.lua", 'profile "x" { level = "company", params = { ["a"] = { share = { "19%", ["2027-01-01"] = "15%", ["2027-06-01"] = "10%" } } } }')
  equal(check("2026-12-31").err, "")
  has(explain("a.reads", "2027-02-01"), '"flips_at": 1811779200000')
end)

t.finish()
