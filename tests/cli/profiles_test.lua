-- SPDX-License-Identifier: MIT
-- Profiles from outside: what they set, for which projects, until when, and what their authors are told.
local t = dofile("tests/cli/harness.lua")
local run, test, equal, has, has_not = t.run, t.test, t.equal, t.has, t.has_not

local POLICY = [[
policy { title = "Risks", params = {
  high   = number { 10, min = 1, max = 25, weaker = "up" },
  used   = at_most { warning = "80%", error = "95%" },
  span   = between { "60%", "90%" },
  answer = steps { [15] = "24h", [0] = "5bd" },
  areas  = set { "a", "b", weaker = "down" },
  by     = per { "risk.status", open = "2bd", closed = "5bd", weaker = "up" },
} }
rule "high" { severity = "error", each = "risks", check = function(risk) return risk.score < param.high end, message = "{risk.score} of {risk.name}" }
rule "owned" { severity = "warning", check = function(project) return project.owner end, message = "no owner" }
rule "spent" { measure = function(project) return project.budget.spent / project.budget.total end, limit = "used", message = "{measure} of {limit}" }
rule "guard" { severity = "error", gate = "execution", enforcement = "hard", check = function(project) return project.customer end, message = "no customer" }
metric "ratio_spent" { measure = function(project) return project.budget.spent end }
]]
local PROJECT = '{"id":"%s","name":"n","customer":"c","budget":{"total":100,"spent":75},"risks":[{"name":"x","score":9}]%s}\n'

local function promise(name, profiles, body)
  test(name, function(room)
    t.shell("mkdir -p " .. room .. "/p/risk " .. room .. "/p/profiles")
    t.write("p/risk/register.lua", POLICY)
    if profiles then t.write("p/profiles/a.lua", profiles) end
    t.write("d.ndjson", PROJECT:format("A", ',"region":"APAC","owner":"Li","value":5000') .. PROJECT:format("B", ',"region":"EMEA","owner":"Li","value":10')
      .. PROJECT:format("C", ',"owner":"Li"'))
    body(room)
  end)
end

-- The verdicts as "A high fail error", in order.
local function verdicts(as_of, more)
  local r = run(("check -p p d.ndjson --format csv --verbose --as-of %s %s"):format(as_of or "2026-06-30", more or ""))
  local list = {}
  for line in r.out:gmatch("[^\r\n]+") do
    local id, rest = line:match("^([^,]*),(.*)$")
    local rule, severity, verdict = rest:match("risk%.register%.([%w_]+),[^,]*,([%w_]+),([%w_]+)")
    if rule then list[#list + 1] = ("%s %s %s %s"):format(id, rule, verdict, severity) end
  end
  return table.concat(list, "\n"), r
end

-- ---- what they set ----

local APAC = [[
profile "apac" {
  level  = "region",
  match  = { region = "APAC" },
  params = { ["risk.register"] = { high = 8 } },
}
]]

promise("a parameter for one region, and unknown where the region is", APAC, function()
  local list, r = verdicts()
  equal(list, "A high fail error\nC high unknown error")
  has(r.out, "cannot judge: region is absent, so it is not known whether profile apac applies\",,region")
  equal(r.err, "")
end)

promise("explain names the profile, with file, line and default", APAC, function()
  has(run("explain risk.register.high A d.ndjson -p p").out, "param.high = 8      set by profile apac (p/profiles/a.lua:4), default 10\n")
  has_not(run("explain risk.register.high B d.ndjson -p p").out, "profile")
  has(run("explain risk.register.high A d.ndjson -p p --lang zh").out, "由配置 apac 设定（p/profiles/a.lua:4），默认 10")
  local json = run("explain risk.register.high A d.ndjson -p p --json").out:gsub("%s+", "")
  has(json, '"set_by":{"profile":"apac","file":"p/profiles/a.lua","line":4,"default":"10"}')
end)

promise("a rule is off until the end of a day, and comes back by itself", [[
profile "apac" { level = "region", match = { region = { "APAC", "ANZ" } }, rules = {
  ["risk.register.high"] = { off = true, reason = "two systems", approved_by = "Chen", expires = "2026-12-31" } } }
profile "tight" { level = "company", params = { ["risk.register"] = { high = 8 } } }
]], function()
  t.write("plumb.json", '{"timezone":"Asia/Shanghai"}')
  local r = run("explain risk.register.high A d.ndjson -p p --as-of 2026-12-31T23:59:59+08:00")
  has(r.out, "· not_applicable  risk.register.high\n  off by profile apac (p/profiles/a.lua:2) until 2026-12-31: two systems (approved by Chen)\n")
  has(run("explain risk.register.high A d.ndjson -p p --as-of 2027-01-01T00:00:00+08:00").out, "fail (error)  risk.register.high")
  equal(verdicts("2026-06-30"), "B high fail error\nC high unknown error")
  equal(verdicts("2027-01-01"), "A high fail error\nB high fail error\nC high fail error")
  local json = run("explain risk.register.high A d.ndjson -p p --as-of 2026-06-30 --json").out:gsub("%s+", "")
  has(json, '"flips_at":1798732800000') -- the start of 2027 in Shanghai
end)

promise("levels go over one another, priorities over levels", [[
profile "company" { level = "company", params = { ["risk.register"] = { high = 9 } } }
profile "type" { level = "type", match = function(project) return project.region == "APAC" end, params = { ["risk.register"] = { high = 7 } } }
profile "region" { level = "region", match = function(project) return project.region ~= nil end, params = { ["risk.register"] = { high = 8 } } }
profile "must" { priority = 2, match = { owner = "Wang" }, params = { ["risk.register"] = { high = 2 } } }
]], function()
  local function set(id) return run("explain risk.register.high " .. id .. " d.ndjson -p p").out:match("param.high = (%d+)      set by profile (%w+)") end
  t.write("d.ndjson", PROJECT:format("A", ',"region":"APAC","owner":"Li"') .. PROJECT:format("B", ',"region":"EMEA","owner":"Li"')
    .. PROJECT:format("C", ',"owner":"Li"') .. PROJECT:format("W", ',"owner":"Wang","region":"APAC"'))
  local value, profile = set "A"
  equal(value .. profile, "7type")
  value, profile = set "B"
  equal(value .. profile, "8region")
  value, profile = set "W"
  equal(value .. profile, "2must")
  -- C: whether `type` applies hangs on the region; nothing of a higher rank says the same
  equal(verdicts(), "A high fail error\nB high fail error\nC high unknown error\nW high fail error")
end)

promise("a doubt is idle where a profile of higher rank decides", [[
profile "apac" { level = "region", match = { region = "APAC" }, params = { ["risk.register"] = { high = 8 } } }
profile "all" { level = "type", params = { ["risk.register"] = { high = 3 } } }
]], function()
  equal(verdicts(), "A high fail error\nB high fail error\nC high fail error")
end)

promise("severity, message, gate and enforcement", [[
profile "apac" { level = "region", match = { region = "APAC" }, rules = {
  ["risk.register.high"] = { severity = "critical", message = { en = "{risk.name} is too high", zh = "太高" } },
  ["risk.register.owned"] = { gate = "closing", enforcement = "soft", severity = "error" },
} }
]], function()
  t.write("d.ndjson", '{"id":"A","name":"n","customer":"c","region":"APAC","phase":"execution","risks":[{"name":"x","score":12}]}\n')
  local out = run("check -p p d.ndjson --json").out
  has(out, '"severity":"critical","verdict":"fail","element":"risks[x]"')
  has(out, '"message":"x is too high"')
  has(out, '"gate":"closing","enforcement":"soft"')
  has(run("check -p p d.ndjson --json --lang zh").out, '"message":"太高"')
  has(run("explain risk.register.owned A d.ndjson -p p").out, "gate = closing      set by profile apac (p/profiles/a.lua:3)")
  -- where the region is not known: judged all the same, and as severely as may be
  t.write("d.ndjson", '{"id":"C","name":"n","customer":"c","risks":[{"name":"x","score":12}]}\n')
  has(run("check -p p d.ndjson --json").out, '"severity":"critical","verdict":"fail","element":"risks[x]"')
end)

promise("a gate that is no phase", [[
profile "apac" { level = "region", match = { region = "APAC" }, rules = { ["risk.register.owned"] = { gate = "closng" } } }
]], function()
  local r = run("check -p p d.ndjson")
  has(r.err, "p/profiles/a.lua:1: error: profile 'apac': risk.register.owned is to guard 'closng', which is no phase [unknown-phase]")
  has(r.err, "did you mean 'closing'?")
end)

promise("thresholds, and what does not read the parameter is left alone", [[
profile "big" { level = "type", match = function(project) return project.value > 1000 end, params = { ["risk.register"] = { used = { warning = "70%", error = "90%" } } } }
]], function()
  equal(verdicts(), "A spent fail warning\nC spent unknown error")
end)

promise("a match that fails is an error of the rules it concerns, and only of those", [[
profile "a" { level = "region", match = function(project) return project.name .. {} == "" end, params = { ["risk.register"] = { high = 8 } } }
]], function()
  local list, r = verdicts()
  equal(list, "A high error error\nB high error error\nC high error error")
  has(r.out, "the match of profile a failed: what stands here is a table: it cannot be put into a text")
  equal(r.code, 3)
end)

promise("a match that does not end costs the rules, not the run", [[
profile "a" { level = "region", match = function(project) while true do end return true end, params = { ["risk.register"] = { high = 8 } } }
]], function()
  local list, r = verdicts()
  equal(list, "A high error error\nB high error error\nC high error error")
  has(r.out, "exceeded 250 ms of CPU time")
end)

promise("a match that is no answer is an error", [[
profile "a" { level = "region", match = function(project) return project.budget.total - 100 end, params = { ["risk.register"] = { high = 8 } } }
]], function()
  has(select(2, verdicts()).out, "the match returned a number, which Lua takes for true")
end)

promise("a match that tests for presence says no where a field is absent", [[
profile "apac" { level = "region", match = function(project) return project.region and project.region == "APAC" end, params = { ["risk.register"] = { high = 8 } } }
]], function()
  equal((verdicts()), "A high fail error")
end)

promise("a match can turn with the time, and the verdict says when", [[
profile "late" { level = "type", match = function(project) return overdue(project.finish) end, params = { ["risk.register"] = { high = 8 } } }
]], function()
  t.write("d.ndjson", PROJECT:format("A", ',"owner":"Li","finish":"2026-09-30"'))
  equal((verdicts("2026-06-30")), "")
  has(run("explain risk.register.high A d.ndjson -p p --as-of 2026-06-30 --json").out:gsub("%s+", ""), '"flips_at":1790812800000')
  equal((verdicts("2026-10-01")), "A high fail error")
end)

promise("the same for any number of workers, whatever came before", APAC, function()
  local many = {}
  for i = 1, 400 do many[i] = PROJECT:format("P" .. i, i % 3 == 0 and ',"region":"APAC","owner":"L"' or i % 3 == 1 and ',"region":"EMEA","owner":"L"' or ',"owner":"L"') end
  t.write("d.ndjson", table.concat(many))
  local one = verdicts(nil, "--workers 1")
  equal(verdicts(nil, "--workers 2"), one)
  equal(select(2, one:gsub("fail", "")), 133)
  equal(select(2, one:gsub("unknown", "")), 133)
end)

promise("money, in the project's currency and in another one", APAC, function()
  t.write("p/risk/register.lua", [[
policy { params = { high = number { 10, weaker = "up" }, cash = money { "300 USD", weaker = "up" } } }
rule "pays" { severity = "error", check = function(project) return project.value <= param.cash end, message = "over {project.name}" }
]])
  t.write("p/profiles/a.lua", 'profile "apac" { level = "region", match = { region = "APAC" }, params = { ["risk.register"] = { cash = "200 USD" } } }')
  local document = '{"id":"%s","name":"n","value":250,"currency":"%s","region":"%s"}\n'
  local documents = {}
  for i, case in ipairs { { "USD", "EMEA" }, { "USD", "APAC" }, { "EUR", "APAC" }, { "USD", "APAC" }, { "EUR", "EMEA" }, { "USD", "EMEA" } } do
    documents[i] = document:format("P" .. i, case[1], case[2])
  end
  t.write("d.ndjson", table.concat(documents))
  equal((verdicts(nil, "--workers 1")), "P2 pays fail error\nP3 pays unknown error\nP4 pays fail error\nP5 pays unknown error")
end)

promise("a policy that had to be loaded again keeps what profiles set", APAC, function()
  t.write("p/risk/register.lua", [[
policy { params = { high = number { 10, weaker = "up" } } }
rule "loops" { severity = "error", check = function(project) while project.name == "loop" do end return true end, message = "m" }
rule "high" { severity = "error", check = function(project) return project.value < param.high end, message = "m" }
]])
  local document = '{"id":"%s","name":"%s","value":9,"region":"%s"}\n'
  t.write("d.ndjson", document:format("A", "n", "APAC") .. document:format("B", "loop", "APAC") .. document:format("C", "n", "APAC") .. document:format("D", "n", "EMEA"))
  equal((verdicts(nil, "--workers 1")), "A high fail error\nB loops error error\nB high fail error\nC high fail error")
end)

promise("a rule that reads the parameter in a roundabout way is concerned, too", APAC, function()
  t.write("p/risk/register.lua", [[
policy { params = { high = number { 10, weaker = "up" } } }
local function limit() return param.high end
rule "helped" { severity = "error", check = function(project) return project.value < limit() end, message = "m" }
rule "whole" { severity = "error", check = function(project) local all = param return project.value < all.high end, message = "m" }
rule "free" { severity = "error", check = function(project) return project.value < 5 end, message = "m" }
]])
  t.write("d.ndjson", '{"id":"C","name":"n","value":9}\n')
  equal((verdicts()), "C helped unknown error\nC whole unknown error\nC free fail error")
end)

-- ---- tests of policies ----

promise("tests judge without profiles, by name, or as they match", APAC, function()
  t.write("p/risk/register_test.lua", [[
local nine = { id = "T", name = "n", region = "APAC", risks = { { name = "x", score = 9 } } }
test "the standard" { project = nine, passes = { "high" } }
test "apac" { project = nine, profile = "apac", fails = { "high", "owned", "guard" } }
test "as they match" { project = nine, profile = true, fails = { "high", "owned", "guard" } }
test "a test's own values go over it" { project = nine, profile = { "apac" }, params = { high = 20 }, passes = { "high" } }
]])
  local r = run("test -p p")
  has(r.out, "4 passed, 0 failed")
  t.write("p/risk/register_test.lua", 'test "x" { project = { id = "T", name = "n" }, profile = "apca", passes = { "high" } }')
  r = run("test -p p")
  has(r.out .. r.err, "test 'x' names the profile 'apca', which is not there")
  has(r.out .. r.err, "did you mean 'apac'?")
end)

-- ---- what authors are told ----

local function wrong(name, source, ...)
  local parts = { ... }
  promise("told: " .. name, source, function()
    local r = run("check -p p d.ndjson --format csv")
    for _, part in ipairs(parts) do has(r.err, part) end
    equal(r.code, 3)
    -- a profile with a mistake sets nothing
    has_not(r.out, "risk.register.high,,error")
  end)
end
local function one(body) return 'profile "a" { level = "region", ' .. body .. " }" end
local function params(body) return one('params = { ["risk.register"] = { high = 8, ' .. body .. " } }") end
local function rule(id, body) return one('rules = { ["risk.register.' .. id .. '"] = { ' .. body .. ' } }, params = { ["risk.register"] = { high = 8 } }') end

wrong("no level", 'profile "a" { match = { region = "APAC" } }', "p/profiles/a.lua:1:1: error: profile 'a' has no level [missing-key]", 'add level = "company", "region", "business_unit" or "type", or a priority')
wrong("an unknown level", 'profile "a" { level = "regio" }', "p/profiles/a.lua:1:15: error: profile 'a': level must be", "did you mean 'region'?")
wrong("extends", one 'extends = "b"', "p/profiles/a.lua:1:33: error: profile 'a' has an unknown key 'extends'", "profiles do not extend each other: they go over one another by level")
wrong("an unknown field", one 'match = { regoin = "APAC" }', "p/profiles/a.lua:1:43: error: a project has no field 'regoin' [unknown-field]", "did you mean 'region'?")
wrong("a value that the field never has", one 'match = { phase = "plannin" }', "p/profiles/a.lua:1:51: error: project.phase is never 'plannin'", "did you mean 'planning'?")
wrong("a field that literals do not match", one "match = { value = 5 }", "match compares value, which is a money", "write match = function(project) return ... end")
wrong("an unknown policy", 'profile "a" {\n  level = "region",\n  params = {\n    ["risk.registr"] = { high = 8 },\n  },\n}', "p/profiles/a.lua:4:7: error: profile 'a': there is no policy 'risk.registr'", "did you mean 'risk.register'?")
wrong("an unknown parameter", params "hihg = 8", "p/profiles/a.lua:1:76: error: profile 'a': the policy 'risk.register' has no parameter 'hihg'", "did you mean 'high'?")
wrong("a parameter where a policy belongs", one 'params = { ["risk.register.high"] = { 8 } }', "there is no policy 'risk.register.high'", 'write ["risk.register"] = { high = ... }')
wrong("a value beyond the bounds", one 'params = { ["risk.register"] = { high = 30 } }', "p/profiles/a.lua:1:66: error: profile 'a': parameter 'high' (number): the value is 30, above max 25")
wrong("a value of another type", one 'params = { ["risk.register"] = { high = "8d" } }', "the value must be a number or a percentage")
wrong("bounds of its own", one 'params = { ["risk.register"] = { high = { 8, max = 40 } } }', "max is the policy's to say", "a profile gives the value alone")
wrong("a word of policies", one 'params = { ["risk.register"] = { high = number { 8 } } }', "a profile gives the value alone: high = 8")
wrong("a function for a value", one 'params = { ["risk.register"] = { high = function() return 8 end } }', "high must be a value, found a function")
wrong("a weaker parameter", one 'params = { ["risk.register"] = { high = 12 } }', "p/profiles/a.lua:1:66: error: profile 'a' weakens risk.register.high (10 to 12) without reason, approved_by and expires [no-account]", 'say why, who approved it and until when')
wrong("a weakening without an end", one 'params = { ["risk.register"] = { high = 12, reason = "r", approved_by = "x" } }', "(10 to 12) without expires [no-account]")
wrong("an end that is no day", params 'expires = "2027-02-30"', 'expires must be a day such as "2027-01-01", found "2027-02-30"')
wrong("weaker thresholds", params 'used = { warning = "85%", error = "90%" }', "weakens risk.register.used (warning 80%, error 95% to warning 85%, error 90%)")
wrong("fewer thresholds", params 'used = { error = "90%" }', "weakens risk.register.used (warning 80%, error 95% to error 90%)")
wrong("a wider range", params 'span = { "50%", "90%" }', "weakens risk.register.span")
wrong("fewer members", params 'areas = { "a" }', "weakens risk.register.areas (a, b to a)")
wrong("a later deadline", params 'by = { open = "3bd", closed = "5bd" }', "weakens risk.register.by (closed 5bd, open 2bd to closed 5bd, open 3bd)")
wrong("a change of which nobody knows", params 'answer = { [15] = "12h", [0] = "5bd" }', "changes risk.register.answer (≥15 24h, ≥0 5bd to ≥15 12h, ≥0 5bd), and it cannot be told whether that weakens it", 'let the policy say weaker = "up" or "down"')
wrong("weaker than a profile below", [[
profile "a" { level = "company", match = { owner = "Nobody" }, params = { ["risk.register"] = { high = 8 } } }
profile "b" { level = "region", match = { country = "CN" }, params = { ["risk.register"] = { high = 9 } } }
]], "p/profiles/a.lua:2:94: error: profile 'b' weakens risk.register.high (8 to 9)")
wrong("two of one rank", [[
profile "a" { level = "region", match = { owner = "Nobody" }, params = { ["risk.register"] = { high = 8 } } }
profile "b" { level = "region", match = { country = "CN" }, params = { ["risk.register"] = { high = 7 } } }
]], "p/profiles/a.lua:2:94: error: profile 'b' and 'a' (p/profiles/a.lua:1) both set risk.register.high, and a project can match both [conflict]", "give one of them another level, or a priority")
wrong("an unknown rule", rule("hgih", "off = true"), "p/profiles/a.lua:1:45: error: profile 'a': there is no rule 'risk.register.hgih'", "did you mean 'risk.register.high'?")
wrong("off without an account", rule("high", "off = true"), "profile 'a' switches risk.register.high off without reason, approved_by and expires")
wrong("a lower severity", rule("high", 'severity = "warning"'), "profile 'a' weakens the severity of risk.register.high (error to warning)")
wrong("a severity that thresholds give", rule("spent", 'severity = "critical"'), "risk.register.spent has its severity from the thresholds of 'used'", "set the parameter")
wrong("a weaker enforcement", rule("guard", 'enforcement = "soft"'), "weakens the enforcement of risk.register.guard (hard to soft)")
wrong("another gate", rule("guard", 'gate = "closing"'), "moves risk.register.guard to another gate (execution to closing)")
wrong("an enforcement of nothing", rule("high", 'enforcement = "soft"'), "risk.register.high guards no gate", 'add gate = "phase"')
wrong("a verdict of a metric", rule("ratio_spent", 'severity = "error"'), "risk.register.ratio_spent is a metric: it gives no verdict")
wrong("an unknown key of a rule", rule("high", "disabled = true"), "p/profiles/a.lua:1:70: error:", "has an unknown key 'disabled'", "write off = true")
wrong("a policy's words", 'rule "x" { }', "there is no 'rule' here", "it is declared in a policy, not in profiles/")
wrong("a missing quote", 'profile "a" { level = region }', 'quote it: level = "region"')
wrong("no return", one "match = function(project) local x = project.region end", "this match never returns a value")
wrong("nothing", "-- nothing", "no profile is defined in this file")
wrong("twice", one "" .. "\n" .. one "", "profile 'a' is there already, in line 1")

promise("profiles that cannot match at once may set the same", [[
profile "a" { level = "region", match = { region = "APAC" }, params = { ["risk.register"] = { high = 8 } } }
profile "b" { level = "region", match = { region = { "EMEA", "LATAM" } }, params = { ["risk.register"] = { high = 7 } } }
]], function()
  local list, r = verdicts()
  equal(r.err, "")
  equal(list, "A high fail error\nB high fail error\nC high unknown error")
end)

promise("a profile as a whole can give the account", [[
profile "a" { level = "region", match = { region = "APAC" }, reason = "r", approved_by = "z", expires = "2026-12-31", params = { ["risk.register"] = { used = { warning = "90%", error = "99%" } } } }
]], function()
  equal(select(2, verdicts()).err, "")
  has(run("explain risk.register.spent A d.ndjson -p p --as-of 2026-06-30").out, "error 95%, until 2026-12-31: r")
  has_not(run("explain risk.register.spent A d.ndjson -p p --as-of 2027-01-01").out, "profile")
end)

promise("two files with a profile of one name", APAC, function()
  t.write("p/profiles/b.lua", 'profile "apac" { level = "type" }')
  has(run("check -p p d.ndjson --format csv").err, "p/profiles/b.lua:1: error: profile 'apac' is there already (p/profiles/a.lua:1)")
end)

promise("a policy that did not load is not called unknown as well", APAC, function()
  t.write("p/risk/register.lua", "policy {")
  has_not(run("check -p p d.ndjson --format csv").err, "there is no policy")
end)

t.finish()
