-- SPDX-License-Identifier: MIT
-- Rules that read verdicts, from outside: in reports, for any number of workers, in forecasts, with waivers, and what is refused.
local t = dofile("tests/cli/harness.lua")
local run, test, equal, has, has_not = t.run, t.test, t.equal, t.has, t.has_not

local COST = [[
policy { title = "Cost", tags = { "cost" } }
rule "has_owner" { severity = "error", check = function(project) return project.owner ~= nil end, message = "nobody owns it" }
rule "risk_is_small" { severity = "critical", each = "risks", check = function(risk) return risk.score < 12 end, message = "risk {risk.name} is high" }
]]
local STATUS = [[
policy { title = "Status" }
rule "red" {
  severity = "error",
  check    = function()
    local bad = findings { tag = { "cost", "time" }, severity = "error" }
    return #bad == 0, { n = #bad }
  end,
  message  = "{n} errors",
}
rule "calm" { severity = "warning", check = function() return empty(findings { rule = "red" }) end, message = "somebody is alarmed" }
]]
local TIME = [[
policy { title = "Time", tags = { "time" } }
rule "in_time" { severity = "error", check = function(project) return not overdue(project.finish) end, message = "late" }
]]
local function project(id, more) return ('{"id":"%s","name":"Project %s","owner":"Li","finish":"2026-07-10","risks":[]%s}\n'):format(id, id, more or "") end
local BAD = '{"id":"B","name":"Project B","finish":"2026-07-10","risks":[{"name":"x","score":20},{"name":"y"}]}\n'

local function promise(name, body)
  test(name, function(room)
    t.shell("mkdir -p " .. room .. "/p/a " .. room .. "/p/z")
    t.write("p/z/cost.lua", COST)
    t.write("p/a/status.lua", STATUS)
    t.write("p/z/time.lua", TIME)
    t.write("d.ndjson", project("A") .. BAD)
    body(room)
  end)
end
local function check(more, how) return run("check -p p --as-of 2026-07-01 " .. (more or "d.ndjson"), how) end
local function rows(csv)
  local list = {}
  for line in csv:gmatch("[^\r\n]+") do list[#list + 1] = line end
  return list
end

promise("findings are told in the order of the rules, whoever read them first", function()
  local report = check("d.ndjson --json").out
  local at = 0
  for _, id in ipairs { "a.status.red", "a.status.calm", "z.cost.has_owner", "z.cost.risk_is_small" } do
    local found = report:find('"rule":"' .. id .. '","element"', at, true) or report:find('"rule":"' .. id .. '"', at, true)
    if not found then error(id .. " does not come after " .. at .. " in " .. report) end
    at = found
  end
  has(check().out, "3 errors") -- nobody owns it, a high risk, and one that cannot be judged
  has(check().out, "somebody is alarmed")
end)

promise("what a gate rule says of what nobody asked for is no finding, whoever reads: a check, explain, a test", function()
  t.write("p/z/time.lua", TIME .. [[
rule "accepted_is_checked" { severity = "critical", gate = "accepted", each = "deliverables", check = function(it) return it.quality_result == "pass" end, message = "not checked" }
rule "ready" { severity = "critical", gate = "execution", check = function(project) return project.customer end, message = "no customer" }
]])
  t.write("p/a/status_test.lua", [[
local function with(status) return { id = "A", name = "A", phase = "planning", owner = "Li", finish = "2099-01-01", risks = {}, deliverables = { { id = "D1", status = status } } } end
test "not before somebody asks" { project = with("planned"), passes = { "red" } }
test "who has the status" { project = with("accepted"), fails = { "red", "calm" } }
]])
  t.write("d.ndjson", project("A", ',"phase":"planning","deliverables":[{"id":"D1","status":"planned"}]'))
  has_not(check().out, "a.status.red")
  has(run("explain a.status.red A -p p --as-of 2026-07-01 d.ndjson").out, "✓ pass")
  local r = run("test -p p")
  has(r.out, "2 tests in 1 file: 2 passed")
end)

promise("what cannot be judged is said in Chinese, too", function()
  has(check("d.ndjson --lang zh").out, "无法判断：缺少 risks[y].score")
end)

promise("another number of workers makes no difference", function()
  local text = {}
  for i = 1, 400 do text[i] = i % 3 == 0 and (BAD:gsub('"B"', ('"B%d"'):format(i))) or project("A" .. i) end
  t.write("many.ndjson", table.concat(text))
  local one = check("many.ndjson --format csv --workers 1")
  equal(check("many.ndjson --format csv --workers 3").out, one.out)
  equal(#rows(one.out), 1 + 133 * 5)
end)

promise("a report of some rules judges what they read all the same", function()
  local r = check("d.ndjson --rule 'a.*'")
  has(r.out, "3 errors")
  has_not(r.out, "nobody owns it")
end)

promise("explain shows what was found, rule by rule", function()
  local r = run("explain -p p --as-of 2026-07-01 red B d.ndjson")
  has(r.out, "3 findings of 3 rules")
  has(r.out, "z.cost.has_owner")
  has(r.out, "= fail critical risks[x], unknown critical risks[y]")
  has_not(r.out, "z.time.in_time")
  has(run("explain -p p --as-of 2026-07-01 calm B d.ndjson").out, "= fail error")
end)

promise("a forecast knows when what they read changes", function()
  local r = check("d.ndjson --until 2026-12-31 --format csv")
  has(r.out, "2026-07-11")
  local list = rows(r.out)
  local turned = {}
  for _, line in ipairs(list) do
    for _, id in ipairs { "a.status.red", "a.status.calm", "z.time.in_time" } do
      if line:find(id, 1, true) and line:find("Project A", 1, true) then
        has(line, "2026-07-11")
        turned[id] = true
      end
    end
  end
  equal(turned["a.status.red"] and turned["a.status.calm"] and turned["z.time.in_time"], true, r.out)
end)

promise("a rule that exceeds its budget is read as an error, in quarantine too, and in forecasts", function()
  t.write("p/z/time.lua", [[
policy { title = "Time", tags = { "time" } }
rule "loops" { severity = "error", check = function() local n = 0 while n >= 0 do n = n + 1 end return true end, message = "never" }
rule "dated" { severity = "info", check = function(project) return not overdue(project.finish) end, message = "late" }
]])
  t.write("p/a/dated.lua", [[
rule "both" { severity = "info", check = function() return count(findings { tag = "time", severity = "error" }) == 1 and empty(findings { rule = "z.time.dated" }) end, message = "late, or the loop is forgotten" }
]])
  local text = {}
  for i = 1, 6 do text[i] = project("A" .. i) end
  t.write("d.ndjson", table.concat(text))
  local r = check("d.ndjson --format csv --soft-ms 50 --quarantine-after 2 --workers 1")
  local n = 0
  for _, line in ipairs(rows(r.out)) do n = n + (line:find("a.status.red", 1, true) and line:find("1 errors", 1, true) and 1 or 0) end
  equal(n, 6, "projects that read the error")
  has(r.out, "in quarantine after 2 failures")
  has_not(r.out, "forgotten")
  equal(check("d.ndjson --format csv --soft-ms 50 --quarantine-after 2 --workers 2").out, r.out)
  local forecast = check("d.ndjson --format csv --soft-ms 50 --quarantine-after 2 --until 2026-08-01")
  n = 0
  for _, line in ipairs(rows(forecast.out)) do n = n + (line:find("a.dated.both", 1, true) and line:find("2026-07-11", 1, true) and 1 or 0) end
  equal(n, 6, "projects on which both change on that day")
end)

promise("what is waived is not read", function()
  local judged = "check --policies p --as-of 2026-07-01 --rule 'a.*'"
  local function ok(r) if r.code ~= 0 then error("exit " .. r.code .. ": " .. r.err, 2) end return r end
  t.write("d.ndjson", (project("A"):gsub('"owner":"Li",', "")))
  ok(run("import d.ndjson"))
  has(run(judged).out, "1 errors")
  run("check --policies p")
  local number = ok(run("waive request A has_owner --user li.wei --reason found --expires 2098-12-31")).out:match("waiver (%d+) is asked for")
  ok(run("waive approve " .. number .. " --user wang.fang"))
  has_not(run(judged).out, "1 errors")
  has(run(judged .. " --as-of 2099-02-01").out, "2 errors")
end)

promise("a circle is refused with all who are in it", function()
  t.write("p/z/time.lua", 'policy { title = "Time", tags = { "time" } }\n'
    .. 'rule "calm" { severity = "error", check = function()\n  return empty(findings { policy = "a" })\nend, message = "m" }\n')
  local r = run("check -p p d.ndjson")
  has(r.err, "p/a/status.lua:5:17: error: rules read each other's verdicts in a circle: a.status.red (p/a/status.lua:5) reads z.time.calm (p/z/time.lua:3) reads a.status.red")
  has(r.err, "narrow one of the filters")
end)

promise("a filter that selects nothing is refused where it is written", function()
  t.write("p/a/status.lua", (STATUS:gsub('"time" }', '"tmie" }')))
  local r = run("check -p p d.ndjson")
  has(r.err, 'p/a/status.lua:5:44: error: findings: no rule has the tag \'tmie\'')
  has(r.err, "^^^^^^ did you mean 'time'?")
end)

t.finish()
