-- SPDX-License-Identifier: MIT
-- History from outside: documents that tell their past, judged as of a day, explained and tested; and
-- projects of a store, whose past is known wherever they are judged.
local t = dofile("tests/cli/harness.lua")

local PAST = [[{"id":"A","name":"n","phase":"execution","satisfaction":70,"forecast_finish":"2026-10-22","goals":[{"id":"G1","name":"g","forecast":3}],"history":[
{"path":"satisfaction","on":"2026-05-01","value":90},{"path":"satisfaction","on":"2026-05-08","value":"85%"},{"path":"satisfaction","at":"2026-05-15T09:00:00+08:00","value":80},
{"path":"goals[G1].forecast","on":"2026-05-01","value":1},{"path":"phase","on":"2026-04-01","value":"planning"},{"path":"phase","on":"2026-06-01","value":"execution"},
{"path":"scope.includes","on":"2026-05-01","from":["a"],"to":["a","b"],"by":"li"}]}]]
local NONE = '{"id":"B","name":"n","phase":"execution","status":"active"}'

-- The body of a check of the project p; the verdict on the project with a history, and on the one without.
local CASES = {
  { "three falls", "return falling(history(p, 'satisfaction'), 3)", "pass", "fail" },
  { "four are not there", "return falling(history(p, 'satisfaction'), 4)", "fail", "fail" },
  { "a value that is absent today", "return history(p, 'satisfaction')[#history(p, 'satisfaction')].value == 0.7", "pass", "unknown" },
  { "and tested for presence", "return history(p, 'satisfaction')[1].value ~= nil", "pass", "fail" },
  { "an element's", "return rising(history(p.goals[1], 'forecast'), 1)", "pass", "unknown" },
  { "changes", "return #changes(p, 'scope') == 1 and changes(p, 'scope')[1].by == 'li'", "pass", "unknown" },
  { "changes that are asked for", "return changes(p, 'scope') ~= nil", "pass", "fail" },
  { "why, of which nothing is known", "return changes(p, 'scope')[1].why == 'x'", "unknown", "unknown" },
  { "a gap that does not matter", "return changes(p, 'scope')[1].why == 'x' or changes(p, 'scope')[1].by == 'li'", "pass", "unknown" },
  { "entered", "return older_than(entered(p, 'execution'), '28d')", "pass", "unknown" },
  { "not yet so long ago", "return older_than(entered(p, 'execution'), '29d')", "fail", "unknown" },
  { "never entered", "return entered(p, 'closing') == nil", "pass", "unknown" },
  { "and used", "return entered(p, 'closing') > entered(p, 'planning')", "unknown", "unknown" },
  { "a slope of one value", "return slope(history(p, 'forecast_finish')) > 0", "not_applicable", "unknown" },
  { "by another name", "local was = history return #was(p, 'phase') == 2", "pass", "fail" },
}

local function policy()
  local out = { 'policy { title = "H" }' }
  for i, case in ipairs(CASES) do
    out[#out + 1] = ('rule "c%d" { severity = "error", check = function(p) %s end, message = "m" }'):format(i, case[2])
  end
  return table.concat(out, "\n")
end

t.test("words of history judge with a history and without", function(room)
  t.shell("mkdir " .. room .. "/p")
  t.write("p/h.lua", policy())
  t.write("two.ndjson", PAST:gsub("\n", "") .. "\n" .. NONE .. "\n")
  for i, case in ipairs(CASES) do
    for k, project in ipairs { "A", "B" } do
      local r = t.run(("explain c%d %s two.ndjson --policies p --as-of 2026-06-30"):format(i, project))
      local verdict = r.out:match("^%S+ (%S+)")
      t.equal(verdict == "not" and "not_applicable" or verdict, case[2 + k], case[1] .. ", " .. project .. "\n" .. r.out .. r.err)
    end
  end
end)

t.test("nothing is known before it happened", function(room)
  t.shell("mkdir " .. room .. "/p")
  t.write("p/h.lua", 'rule "falls" { severity = "error", check = function(p) return not falling(history(p, "satisfaction"), 2) end, message = "m" }')
  t.write("a.json", PAST)
  t.equal(t.run("check a.json --policies p --as-of 2026-05-14").code, 0)
  t.equal(t.run("check a.json --policies p --as-of 2026-05-16").code, 1)
end)

t.test("explain shows what was read", function(room)
  t.shell("mkdir " .. room .. "/p")
  t.write("p/h.lua", 'rule "falls" { severity = "error", check = function(p) return not falling(history(p, "satisfaction"), 3) and #changes(p, "scope") > 0 end, message = "m" }')
  t.write("a.json", PAST)
  local r = t.run("explain falls A a.json --policies p --as-of 2026-06-30")
  t.has(r.out, "history of satisfaction = 90%, 85%, 80%, 70%")
end)

t.test("a history that is not kept, or not written rightly, is told", function(room)
  t.shell("mkdir " .. room .. "/p")
  t.write("p/h.lua", 'rule "r" { severity = "error", check = function(project) return #history(project, "customer") > 0 end, message = "m" }')
  t.write("a.json", '{"id":"A","name":"n","history":[{"on":"2026-05-01","value":1},{"path":"x","on":"May"}]}')
  local r = t.run("check a.json --policies p --as-of 2026-06-30")
  t.has(r.err .. r.out, "the field 'customer' of a project is not tracked: no history is kept of it")
  t.has(r.err .. r.out, "found no 'path'")
end)

t.test("tests give fields a history", function(room)
  t.shell("mkdir -p " .. room .. "/p/samples")
  t.write("p/samples/project.json", '{"id":"S","name":"n","goals":[{"id":"G1","name":"g"},{"name":"a]b"}]}')
  t.write("p/h.lua", 'rule "r" { severity = "error", each = "goals", check = function(goal) return not rising(history(goal, "forecast"), 2) end, message = "m" }')
  t.write("p/h_test.lua", [[
test "rises" { project = sample { goals = { { id = "G1", name = "g" }, { name = "a]b", forecast = was { 1, 2, 3, every = "1mo" } } } }, fails = { "r" }, finding = { element = "goals[a]b]" } }
test "stays" { project = sample { goals = { { id = "G1", name = "g", forecast = was { ["2026-01-01"] = 1, ["2026-02-01"] = 3, ["2026-03-01"] = 3 } } } }, passes = { "r" } }
test "wrong" { project = sample { customer = was { "x" } }, fails = {} }
]])
  local r = t.run("test --policies p")
  t.has(r.out, "was: customer is not tracked: no history is kept of it")
  t.has(r.out, "3 tests in 1 file: 2 passed, 1 failed")
end)

-- ---- projects of a store ----

local function ok(r) if r.code ~= 0 then error("exit " .. r.code .. ": " .. r.err .. r.out, 2) end return r end
-- A project that was kept three times: its satisfaction fell twice, its goal's forecast rose twice.
local function keep(room, files)
  t.shell("mkdir -p " .. room .. "/policies/profiles")
  for name, text in pairs(files) do t.write("policies/" .. name, text) end
  for i = 0, 2 do
    t.write("w.json", ('{"id":"A","name":"n","satisfaction":%d,"goals":[{"id":"G1","name":"g","forecast":%d},{"id":"G2","name":"h","forecast":1}]}'):format(90 - 5 * i, 1 + i))
    ok(t.run("import w.json"))
  end
  t.run("check --policies policies")
end
local FALLS = 'rule "falls" { severity = "error", check = function(p) return not falling(history(p, "satisfaction"), 2) end, message = "it falls" }'

t.test("explain, its remedies and whatif know what a kept project was", function(room)
  keep(room, { ["h.lua"] = FALLS })
  local r = ok(t.run("explain falls A"))
  t.has(r.out, "history of satisfaction = 90%, 85%, 80%")
  t.has(r.out, "it would pass if  satisfaction were at least 80.1%")
  r = ok(t.run("whatif A --set satisfaction=99"))
  t.has(r.out, "fail")
  t.has(r.out, "pass")
  t.has(ok(t.run("whatif A --set satisfaction=79 --json")).out, '"verdicts": []')
end)

t.test("a profile may apply by what a project was, though no policy asks for it", function(room)
  keep(room, {
    ["h.lua"] = 'policy { title = "H", params = { least = percent { "50%", weaker = "down" } } }\n'
      .. 'rule "least" { severity = "error", check = function(p) return p.satisfaction >= param.least end, message = "too low" }',
    ["profiles/watched.lua"] = 'profile "watched" { level = "company", match = function(project) return falling(history(project, "satisfaction"), 2) end, params = { h = { least = "95%" } } }',
  })
  local r = t.run("check")
  t.equal(r.code, 1)
  t.has(ok(t.run("explain least A")).out, "set by profile watched")
  t.has(ok(t.run("explain least A w.json --policies policies")).out, "pass")
end)

t.test("what a rule says by a project's past can be waived", function(room)
  keep(room, { ["h.lua"] = 'rule "rises" { severity = "error", each = function(p) return filter(p.goals, function(goal) return rising(history(goal, "forecast"), 2) end) end,\n'
    .. '  check = function(goal) return goal.forecast == nil end, message = "it rises" }' })
  t.equal(t.run("check").code, 1)
  t.equal(t.run("waive request A rises 'goals[G2]' --user li --reason r --expires 2098-12-31").code, 2)
  ok(t.run("waive request A rises 'goals[G1]' --user li --reason r --expires 2098-12-31"))
  ok(t.run("waive approve 1 --user wang"))
  t.equal(t.run("check").code, 0)
  t.has(ok(t.run("explain rises A")).out, "waived")
end)

t.test("a forecast of kept projects knows since when they are what they are", function(room)
  keep(room, { ["h.lua"] = 'rule "moves" { severity = "error", check = function(p) return not older_than(history(p, "satisfaction")[3].at, "30d") end, message = "stands still" }' })
  t.has(t.run("check --until " .. os.date("!%Y-%m-%d", os.time() + 20 * 86400) .. " --json").out, '"red":0')
  t.has(t.run("check --until " .. os.date("!%Y-%m-%d", os.time() + 40 * 86400) .. " --json").out, '"red":1')
end)

t.test("a past is no remedy", function(room)
  t.shell("mkdir " .. room .. "/p")
  t.write("p/h.lua", 'rule "told" { severity = "error", check = function(p) return not empty(p.history) end, message = "m" }')
  t.write("b.json", NONE)
  t.has_not(t.run("explain told B b.json --policies p --as-of 2026-06-30").out, "history is given")
end)

t.test("in a test too, a past, a profile and a waiver go together", function(room)
  t.shell("mkdir -p " .. room .. "/p/samples " .. room .. "/p/profiles")
  t.write("p/samples/project.json", '{"id":"S","name":"n","satisfaction":80}')
  t.write("p/h.lua", FALLS)
  t.write("p/profiles/a.lua", 'profile "mild" { level = "company", match = function(project) return #history(project, "satisfaction") > 2 end, rules = { ["h.falls"] = { severity = "warning", reason = "r", approved_by = "a", expires = "2098-12-31" } } }')
  t.write("p/h_test.lua", [[
local WAS = sample { satisfaction = was { 90, 85, 80, every = "7d" } }
test "falls" { project = WAS, fails = { "falls" }, finding = { severity = "error" } }
test "mild" { project = WAS, profile = true, fails = { "falls" }, finding = { severity = "warning" } }
test "not mild" { profile = true, passes = { "falls" } }
test "waived" { project = WAS, profile = "mild", waivers = { { rule = "falls", expires = "2098-12-31" } }, waived = { "falls" } }
]])
  local r = t.run("test --policies p")
  t.has(r.out, "4 tests in 1 file: 4 passed, 0 failed")
end)

t.finish()
