-- SPDX-License-Identifier: MIT
-- check, explain, test: real policies in a folder of their own over real documents.
local t = dofile("tests/cli/harness.lua")
local run, test, equal, has, has_not = t.run, t.test, t.equal, t.has, t.has_not

local POLICY = [[
policy { title = "Basics", params = { least = number { 10, doc = "smallest budget" } } }
rule "has_owner" {
  severity = "error", covers = "X-01",
  check = function(project) return project.owner end,
  message = "project {project.name} has no owner", remedy = "name an owner",
}
rule "big_enough" {
  severity = "warning",
  check = function(project) return project.budget.total >= param.least end,
  message = "the budget is small",
}
rule "risk_answered" {
  severity = "critical", each = "risks",
  check = function(risk) return risk.response end,
  message = "risk {risk.name} has no response",
}
]]
local TESTS = [[
test "an owner is needed" { project = { id = "T", name = "n", budget = { total = 20 } }, fails = { "has_owner" } }
test "with one it is fine" { project = { id = "T", name = "n", owner = "o", budget = { total = 20 } }, passes = { "has_owner", "big_enough" } }
]]
local GOOD = '{"id":"P-1","name":"Good","owner":"Li Na","budget":{"total":50},"risks":[]}'
local BAD = '{"id":"P-2","name":"Bad","budget":{"total":5},"risks":[{"name":"credit"}]}'
local THIN = '{"id":"P-3","name":"Thin","owner":"Li Na","risks":[]}'

local function set_up(room)
  t.shell("mkdir -p " .. room .. "/p")
  t.write("p/basics.lua", POLICY)
  t.write("good.json", GOOD)
  t.write("all.ndjson", GOOD .. "\n" .. BAD .. "\n" .. THIN .. "\n")
end
local function promise(name, body)
  test(name, function(room)
    set_up(room)
    body(room)
  end)
end

promise("0 when all conform, 1 at or above --fail-on", function()
  equal(run("check -p p good.json").code, 0)
  equal(run("check -p p all.ndjson").code, 1)
  t.write("small.json", (GOOD:gsub("50", "5")))
  equal(run("check -p p small.json").code, 0)
  equal(run("check -p p small.json --fail-on warning").code, 1)
end)

promise("an unknown counts with its rule's severity, unless it is allowed", function()
  t.write("thin.json", THIN)
  equal(run("check -p p thin.json --fail-on warning").code, 1)
  equal(run("check -p p thin.json --fail-on warning --allow-unknown --rule big_enough").code, 0)
  has(run("check -p p thin.json --verbose").out, "? unknown")
end)

promise("two currencies are neither equal nor different", function()
  t.write("p/money.lua", [[
rule "equal" { severity = "error", check = function(project) return project.value == 5 end, message = "m" }
rule "different" { severity = "error", check = function(project) return project.value ~= project.budget.total end, message = "m" }
rule "not_nothing" { severity = "error", check = function(project) return project.value ~= 0 end, message = "m" }
rule "given" { severity = "error", check = function(project) return project.value ~= nil end, message = "m" }
]])
  t.write("usd.json", '{"id":"P-1","name":"n","currency":"CNY","value":{"amount":5,"currency":"USD"},"budget":{"total":5}}')
  local out = run("check -p p usd.json --verbose --format csv --rule 'money.*'").out
  has(out, "money.equal,,error,unknown")
  has(out, "money.different,,error,unknown")
  has(out, "USD and CNY do not mix")
  has_not(out, "money.not_nothing")
  has_not(out, "money.given")
end)

promise("results on stdout, worst first; nothing on stderr", function()
  local r = run("check -p p all.ndjson")
  equal(r.err, "")
  has(r.out, "plumb 0.1.0 · 3 projects · 3 rules · as of ")
  has(r.out, "✗ critical  basics.risk_answered")
  has(r.out, "risks[credit]")
  has(r.out, "→ name an owner")
  equal(r.out:find("risk_answered", 1, true) < r.out:find("has_owner", 1, true), true)
end)

promise("a document that is refused is named by line, the rest is judged: 2", function()
  t.write("mixed.ndjson", GOOD .. '\n{"id":"x",}\n' .. '{"id":"y","nmae":1}\n' .. BAD .. "\n")
  local r = run("check -p p mixed.ndjson")
  equal(r.code, 2)
  has(r.err, "mixed.ndjson:2:")
  has(r.err, "mixed.ndjson:3:")
  has(r.err, "/nmae")
  has(r.err, "did you mean 'name'?")
  has(r.out, "2 projects")
  has(r.out, "2 documents refused")
  has(r.out, "risk_answered")
  local json = run("check -p p mixed.ndjson --json").out
  has(json, '"refused":2')
  has(json, '"line":3')
end)

promise("a broken policy: 3, with place and source; the others judge", function()
  t.write("p/broken.lua", 'policy { title = "b" }\nrule "x" { severity = "error", check = function(project) return project.bugdet end, message = "m" }\n')
  local r = run("check -p p all.ndjson")
  equal(r.code, 3)
  has(r.err, "p/broken.lua:2:")
  has(r.err, "did you mean 'budget'?")
  has(r.out, "basics.risk_answered")
end)

promise("a rule that fails to judge: 3, named with file and line", function()
  t.write("p/buggy.lua", 'policy { title = "b" }\nrule "x" { severity = "info", check = function(project)\n  error("boom")\n  return true\nend, message = "m" }\n')
  local r = run("check -p p good.json")
  equal(r.code, 3)
  has(r.out, "! policy")
  has(r.out, "p/buggy.lua:3")
  has(r.out, "boom")
  has(r.out, "policy errors 1")
end)

promise("files that are no policies are told, and the others are used", function(room)
  t.shell(("mkfifo %s/p/x.lua; ln -s /etc/passwd %s/p/y.lua; printf '\\033Lua' > %s/p/z.lua; touch %s/p/.hidden.lua %s/p/basics.lua~"):format(room, room, room, room, room))
  local r = run("check -p p good.json")
  equal(r.code, 3)
  has(r.err, "p/x.lua")
  has(r.err, "p/y.lua")
  has(r.err, "p/z.lua")
  has_not(r.err, "hidden")
  has_not(r.err, "basics.lua~")
  has(r.out, "1 of 1 project conforms")
end)

promise("standard input: by -, by nothing, as it comes", function()
  equal(run("check -p p -", { before = "cat good.json" }).code, 0)
  equal(run("check -p p", { before = "cat all.ndjson" }).code, 1)
  has(run("check -p p", { before = "(cat good.json; echo; sleep 0.3; cat all.ndjson)" }).out, "4 projects")
  local r = run("check -p p", { before = "true" })
  equal(r.code, 0)
  has(r.err, "no document")
end)

promise("inputs that cannot be read are named; the others are judged: 2", function()
  local r = run("check -p p nowhere.json good.json .")
  equal(r.code, 2)
  has(r.err, "nowhere.json: error: cannot be read: No such file")
  has(r.err, ".: error: it is a folder")
  has(r.out, "1 project ")
  r = run("check -p p nowhere.json")
  equal(r.code, 2)
  equal(r.out, "")
end)

promise("several files, each named with its own lines", function()
  t.write("bad.json", '{"id":"b"\n"name":"x"}')
  local r = run("check -p p good.json bad.json all.ndjson --json")
  has(r.err, "bad.json:2:")
  has(r.out, '"input":"all.ndjson","line":2')
  equal(r.code, 2)
end)

promise("policies that are not there: 2; a folder without policies: 3", function(room)
  local r = run("check -p nowhere good.json")
  equal(r.code, 2)
  has(r.err, "nowhere: error: the policies folder cannot be read")
  t.shell("mkdir " .. room .. "/empty")
  equal(run("check -p empty good.json").code, 3)
end)

promise("the same whatever the environment is", function()
  local expected = run("check -p p all.ndjson --json --as-of 2026-06-30").out:gsub('"seconds":[%d.e-]+', "")
  for _, env in ipairs { "LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8", "TZ=America/New_York", "HOME=/nonexistent", "TERM=dumb" } do
    local got = run("check -p p all.ndjson --json --as-of 2026-06-30", { env = env }).out:gsub('"seconds":[%d.e-]+', "")
    equal(got, expected, env)
  end
  local one = run("check -p p all.ndjson --json --as-of 2026-06-30 --workers 1").out:gsub('"seconds":[%d.e-]+', "")
  equal(one, expected, "one worker")
end)

promise("plumb.json, the environment and flags, each stronger than the one before", function()
  t.write("plumb.json", '{"policies": "p", "fail_on": "critical"}')
  equal(run("check good.json").code, 0)
  t.write("noowner.json", '{"id":"P","name":"x","budget":{"total":50},"risks":[]}')
  equal(run("check noowner.json").code, 0)
  equal(run("check noowner.json", { env = "PLUMB_FAIL_ON=error" }).code, 1)
  equal(run("check noowner.json --fail-on critical", { env = "PLUMB_FAIL_ON=error" }).code, 0)
  t.write("plumb.json", '{\n  "policies": "p",\n  "fail_onn": "error"\n}')
  local r = run("check good.json")
  equal(r.code, 2)
  has(r.err, "plumb.json:3:")
  has(r.err, "did you mean 'fail_on'?")
  has(run("check good.json --config other.json").err, "other.json")
end)

promise("--output appears whole or not at all", function(room)
  equal(run("check -p p all.ndjson --json --output report.json").code, 1)
  has(t.read("report.json"), '"summary"')
  equal(run("check -p p all.ndjson --output no/such/report.json").code, 2)
  t.write("kept.json", "old")
  equal(run("check -p p nowhere.json --output kept.json").code, 2)
  equal(t.read("kept.json"), "old")
  equal((t.shell("ls " .. room .. " | grep -c 'json\\.'")), "0\n")
end)

promise("a full disk and a closed pipe: a message and a status", function()
  for _, format in ipairs { "text", "json", "csv", "markdown" } do
    local r = run("check -p p all.ndjson --format " .. format, { after = "< /dev/null > /dev/full" })
    equal(r.code, 2, format)
    has(r.err, "could not be written")
    r = run("check -p p all.ndjson --format " .. format, { after = "< /dev/null >&-" })
    equal(r.code, 2, format)
  end
end)

promise("a reader that goes away", function(room)
  t.shell(("cd %s && for i in $(seq 3000); do cat all.ndjson; done > many.ndjson"):format(room))
  t.shell(("cd %s && { %s check -p p many.ndjson --json < /dev/null; echo $? > .code; } 2> .err | head -c 10 > /dev/null"):format(room, t.plumb))
  equal(t.read(".code"), "2\n")
  has(t.read(".err"), "Broken pipe")
end)

promise("a signal ends it in order, and no worker stays", function(room)
  t.shell(([[cd %s && { sleep 5 | %s check -p p --workers 2 - > .out 2> .err & } ; pid=$!; sleep 0.5; kill -TERM $pid; wait $pid; echo $? > .code]]):format(room, t.plumb))
  equal(t.read(".code"), "143\n")
  has(t.read(".err"), "stopped by SIGTERM")
end)

promise("--as-of is a day or a moment, in the company's zone", function()
  has(run("check -p p good.json --as-of 2026-06-30").out, "as of 2026-06-30")
  has(run("check -p p good.json --as-of 2026-06-30T20:00:00Z --timezone Asia/Shanghai").out, "as of 2026-07-01")
  for _, bad in ipairs { "2026-02-30", "yesterday", "2026-6-1", "''" } do
    local r = run("check -p p good.json --as-of " .. bad)
    equal(r.code, 2, bad)
    has(r.err, "neither a date nor a time")
  end
  has(run("check -p p good.json --timezone Mars/Crater").err, "Mars/Crater")
  has(run("check -p p good.json --calendar none").err, "there is no calendar 'none'")
end)

promise("--rule narrows what is told, and what counts", function()
  local r = run("check -p p all.ndjson --rule has_owner")
  has(r.out, "has_owner")
  has_not(r.out, "risk_answered")
  equal(run("check -p p all.ndjson --rule 'basics.big*'").code, 0)
  r = run("check -p p all.ndjson --rule has_onwer")
  equal(r.code, 2)
  has(r.err, "did you mean 'has_owner'?")
end)

promise("--limit and --all", function()
  has(run("check -p p all.ndjson --limit 1").out, "P-2")
  has_not(run("check -p p all.ndjson --limit 1 -v").out, "P-3 ")
  has(run("check -p p all.ndjson --all -v").out, "P-3")
end)

promise("control characters of a document do not reach the terminal", function()
  t.write("evil.json", '{"id":"\\u001b[31m","name":"a\\u0007b"}')
  local r = run("check -p p evil.json --verbose")
  has_not(r.out .. r.err, "\27")
  has_not(r.out .. r.err, "\7")
end)

promise("Chinese reports", function()
  local r = run("check -p p all.ndjson --lang zh")
  has(r.out, "严重")
  has(r.out, "3 个项目")
end)

promise("explain: the line that decided, the values, the remedy", function()
  local r = run("explain has_owner P-2 all.ndjson -p p")
  equal(r.code, 0)
  equal(r.err, "")
  has(r.out, "✗ fail (error)  basics.has_owner   clause X-01")
  has(r.out, "p/basics.lua:2")
  has(r.out, "→ name an owner")
  has(run("explain risk_answered P-2 all.ndjson -p p -e 'risks[credit]'").out, "risks[credit]")
  has(run("explain big_enough P-3 all.ndjson -p p").out, "? unknown")
  has(run("explain big_enough P-1 all.ndjson -p p").out, "param.least = 10")
  has(run("explain has_owner P-1 all.ndjson -p p").out, "✓ pass")
  has(run("explain has_owner P-2 all.ndjson -p p --json").out, '"verdicts"')
  equal(run("explain has_owner P-2 -p p", { before = "cat all.ndjson" }).code, 0)
end)

promise("explain: what was meant", function()
  local r = run("explain has_onwer P-2 all.ndjson -p p")
  equal(r.code, 2)
  has(r.err, "did you mean 'has_owner'?")
  r = run("explain has_owner P-22 all.ndjson -p p")
  equal(r.code, 2)
  has(r.err, "there is no project 'P-22'")
  has(r.err, "did you mean 'P-2'?")
  r = run("explain risk_answered P-2 all.ndjson -p p -e 'risks[x]'")
  equal(r.code, 2)
  has(r.err, "risks[x]")
end)

promise("test: passes, fails with a difference, names what is not tested", function()
  t.write("p/basics_test.lua", TESTS)
  local r = run("test -p p")
  equal(r.code, 0, r.out .. r.err)
  has(r.out, "2 tests in 1 file: 2 passed, 0 failed")
  has(r.out, "No test makes these rules fail:\n  basics.big_enough")
  t.write("p/basics_test.lua", TESTS .. 'test "wrong" { project = { id = "T", name = "n" }, fails = { "big_enough" } }\n')
  r = run("test -p p")
  equal(r.code, 1)
  has(r.out, "✗ p/basics_test.lua:3: wrong")
  has(r.out, "expected")
  equal(run("test -p p nothing").code, 2)
  equal(run("test -p p basics").code, 1)
  has(run("test -p p --json").out, '"failed": 1')
  t.write("p/basics_test.lua", "test {")
  equal(run("test -p p").code, 3)
end)

t.finish()
