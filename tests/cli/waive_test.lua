-- SPDX-License-Identifier: MIT
-- Waivers from outside: asked for, granted by another person, until a moment, in every command that judges.
local t = dofile("tests/cli/harness.lua")

local POLICY = [[
rule "high_risk_answered" {
  severity = "error", each = "risks",
  when = function(risk) return risk.status == "open" end,
  check = function(risk) return risk.score < 10 or risk.response end,
  message = "risk {risk.name} has no response",
}
rule "has_an_owner" { severity = "error", check = function(project) return project.owner ~= nil end, message = "nobody owns it" }
rule "phase_known" { severity = "error", check = function(project) return project.phase == "planning" end, message = "not in planning" }
]]
local function policies(text)
  os.execute("mkdir -p " .. t.room() .. "/policies/risk")
  t.write("policies/risk/register.lua", text or POLICY)
end
local function risk(name) return ('{"id":"%s","name":"%s","probability":5,"impact":4,"status":"open"}'):format(name, name) end
local function project(id, more) return ('{"id":"%s","name":"Project %s","risks":[%s,%s]%s}\n'):format(id, id, risk("credit"), risk("delay"), more or "") end
local WITH = " --policies policies "
local END = "2098-12-31"

local function ok(r) if r.code ~= 0 then error("exit " .. r.code .. ": " .. r.err, 2) end return r end
local function portfolio()
  policies()
  t.write("a.ndjson", project("P-1", ',"phase":"planning"') .. project("P-2", ',"phase":"planning"'))
  ok(t.run("import a.ndjson"))
  t.run("check" .. WITH)
end
local function ask(words, more) return t.run("waive request " .. words .. " --user li.wei --reason 'insured' --expires " .. END .. " " .. (more or "")) end
local function grant(words)
  local number = ok(ask(words)).out:match("^waiver (%d+) is asked for")
  ok(t.run("waive approve " .. number .. " --user wang.fang"))
  return number
end
-- How often each verdict is among the findings of a report.
local function counts(report)
  local n = { fail = 0, waived = 0, unknown = 0 }
  for verdict in report:gmatch('"severity":"%l+","verdict":"(%l+)"') do n[verdict] = n[verdict] + 1 end
  return n
end
local function check(more) return counts(t.run("check --json " .. (more or "")).out) end

t.test("a request excuses nothing, an approval by another person does, on that project only", function()
  portfolio()
  local r = ok(ask("P-1 has_an_owner"))
  t.equal(r.out, "waiver 1 is asked for: risk.register.has_an_owner on P-1 until 2098-12-31; another person approves it: plumb waive approve 1\n")
  t.equal(r.err, "")
  t.equal(check().waived, 0)
  r = t.run("waive approve 1 --user li.wei")
  t.equal(r.code, 2)
  t.has(r.err, "waiver 1 was asked for by li.wei: another person approves it")
  t.equal(t.run("waive approve 1 --user Li.Wei").code, 2)
  t.equal(check().waived, 0)
  t.equal(ok(t.run("waive approve 1 --user wang.fang")).out, "waiver 1 is approved by wang.fang\n")
  t.equal(check().waived, 1)
  t.equal(check().fail, 5)
  r = t.run("waive approve 1 --user wang.fang")
  t.equal(r.code, 2)
  t.has(r.err, "waiver 1 is approved: it cannot be approved")
end)

t.test("reports tell who granted it, until when and why; it does not count against the project", function()
  policies()
  t.write("a.ndjson", '{"id":"P-1","name":"n","risks":[],"phase":"planning"}\n')
  ok(t.run("import a.ndjson"))
  t.equal(t.run("check" .. WITH).code, 1)
  grant("P-1 has_an_owner")
  local r = t.run("check")
  t.equal(r.code, 0)
  t.has(r.out, "~ waived    risk.register.has_an_owner")
  t.has(r.out, "      nobody owns it\n      waiver 1, granted by wang.fang until 2098-12-31: insured\n")
  t.has(r.out, "policy errors 0 · waived 1")
  t.has(r.out, "1 of 1 project conforms")
  r = t.run("check --json")
  t.has(r.out, '"waiver":{"number":1,"reason":"insured","requested_by":"li.wei","approved_by":"wang.fang","expires_at":"2099-01-01T00:00:00Z","stale":false}')
  t.has(r.out, '"flips_at":"2099-01-01T00:00:00Z"')
  t.has(r.out, '"waived":1')
  t.has(t.run("check -f csv").out, ",1,wang.fang,2099-01-01T00:00:00Z,insured,stays,")
  t.has(t.run("check -f markdown").out, "- **waived** `risk.register.has_an_owner`")
  t.has(t.run("check --lang zh").out, "豁免 1，由 wang.fang 批准，至 2098-12-31：insured")
end)

t.test("of one element, or of all that the rule says of the project", function()
  portfolio()
  grant("P-1 high_risk_answered 'risks[credit]'")
  t.equal(check().waived, 1)
  t.has(t.run("explain high_risk_answered P-1 -e 'risks[credit]'").out, "~ waived  risk.register.high_risk_answered  risks[credit]")
  t.has(t.run("explain high_risk_answered P-1 -e 'risks[delay]'").out, "✗ fail (error)")
  grant("P-1 high_risk_answered")
  t.equal(check().waived, 2)
  t.equal(check().fail, 4)
end)

t.test("what cannot be judged is excused too", function()
  policies()
  t.write("a.ndjson", '{"id":"P-1","name":"n","risks":[],"owner":"li"}\n')
  ok(t.run("import a.ndjson"))
  t.run("check" .. WITH)
  t.equal(check().unknown, 1)
  grant("P-1 phase_known")
  t.equal(check().unknown, 0)
  t.equal(check().waived, 1)
end)

t.test("it ends at the second, in the company's zone, in every command that judges", function()
  portfolio()
  grant("P-1 has_an_owner")
  t.equal(check("--as-of 2098-12-31T23:59:59Z").waived, 1)
  t.equal(check("--as-of 2099-01-01").waived, 0)
  t.equal(check("--as-of 2099-01-01T00:00:00Z").waived, 0)
  t.has(t.run("explain has_an_owner P-1 --as-of 2098-12-31T23:59:59Z").out, "~ waived")
  t.has(t.run("explain has_an_owner P-1 --as-of 2098-12-31T23:59:59Z").out, "waiver 1, granted by wang.fang until 2098-12-31: insured")
  t.has(t.run("explain has_an_owner P-1 --as-of 2099-01-01T00:00:00Z").out, "✗ fail")
  local function whatif(at) return t.run("whatif P-1 --set owner=li --json --as-of " .. at).out:match('has_an_owner".-"before": {%s*"verdict": "(%l+)"') end
  t.equal(whatif("2098-12-31T23:59:59Z"), "waived")
  t.equal(whatif("2099-01-01T00:00:00Z"), "fail")
  local foretold = t.run("check --as-of 2098-12-30 --until 2099-01-02 --json").out
  t.has(foretold, '{"at":"2099-01-01T00:00:00Z","day":"2099-01-01","rule":"risk.register.has_an_owner"')
  -- asked for in Shanghai, the day ends eight hours earlier
  local r = ok(ask("P-2 has_an_owner", "--timezone Asia/Shanghai"))
  t.has(r.out, "until 2098-12-31;")
  ok(t.run("waive approve 2 --user wang.fang"))
  t.equal(check("--timezone Asia/Shanghai --as-of 2098-12-31T23:59:59+08:00").waived, 2)
  t.equal(check("--timezone Asia/Shanghai --as-of 2099-01-01T00:00:00+08:00").waived, 1)
end)

t.test("an expiry is a must, and lies ahead; so is a reason", function()
  portfolio()
  local r = t.run("waive request P-1 has_an_owner --user li.wei --reason x")
  t.equal(r.code, 2)
  t.has(r.err, "a waiver is for a time: --expires DATE")
  t.has(t.run("waive request P-1 has_an_owner --expires " .. END).err, "a waiver needs a reason")
  t.has(t.run("waive request P-1 has_an_owner --reason x --expires 2020-01-01").err, "cannot have expired before it is asked for")
  t.has(t.run("waive request P-1 has_an_owner --reason x --expires soon").err, "'soon' is neither a date nor a time")
  t.has(t.run("waive request P-1 has_an_owner --reason x --expires 2098-02-30").err, "neither a date")
  t.has(t.run("waive request P-1").err, "name the project and the rule")
  t.equal(t.run("waivers").out, "")
end)

t.test("what it names must be there, and what may have been meant is said", function()
  portfolio()
  local r = ask("P-1 has_an_ownr")
  t.equal(r.code, 2)
  t.has(r.err, "there is no rule 'has_an_ownr'")
  t.has(r.err, "did you mean 'has_an_owner'?")
  r = ask("P-11 has_an_owner")
  t.equal(r.code, 2)
  t.has(r.err, "there is no project 'P-11' in the store")
  r = ask("P-1 high_risk_answered 'risks[credti]'")
  t.equal(r.code, 2)
  t.has(r.err, "judges no 'risks[credti]' on P-1")
  t.has(r.err, "did you mean 'risks[credit]'?")
  r = ask("P-1 has_an_owner 'risks[credit]'")
  t.has(r.err, "it judges the project as a whole: leave the element out")
  t.has(t.run("waive aprove 1").err, "did you mean 'approve'?")
  t.has(t.run("waive approve 9 --user x").err, "there is no waiver 9 in the store")
  t.has(t.run("waive approve x").err, "takes the number of a waiver")
  t.equal(t.run("waive request P-1 has_an_owner --store no.db --reason x --expires " .. END).code, 2)
  t.has(ask("P-1 phase_known").err, "there is nothing to excuse as things are")
  r = ask("P-1 phase_known")
  t.equal(r.code, 2)
  t.has(r.err, "is not decided yet: waiver 1")
end)

t.test("when the rule changes in substance the waiver is told as stale, and goes on to excuse", function()
  portfolio()
  grant("P-1 has_an_owner")
  -- reworded and moved: the same rule
  policies("\n\n" .. POLICY:gsub("nobody owns it", "it has no owner"))
  t.equal(check(WITH).waived, 1)
  t.has_not(t.run("check --json" .. WITH).out, '"stale":true')
  policies((POLICY:gsub("project.owner ~= nil", "project.owner ~= nil and project.customer ~= nil")))
  local r = t.run("check" .. WITH)
  t.has(r.out, "the rule has changed since this was asked for: decide again")
  t.equal(check(WITH).waived, 1)
  t.has(t.run("explain has_an_owner P-1" .. WITH).out, "the rule has changed since this was asked for")
  t.has(t.run("waivers" .. WITH).out, "[rule changed]")
  t.has_not(t.run("waivers").out, "rule changed")
end)

t.test("rejected, closed: why, and it excuses nothing", function()
  portfolio()
  ok(ask("P-1 has_an_owner"))
  t.has(t.run("waive reject 1 --user wang.fang").err, "say why")
  t.equal(ok(t.run("waive reject 1 --user wang.fang --reason 'no grounds'")).out, "waiver 1 is rejected by wang.fang\n")
  t.equal(t.run("waive approve 1 --user wang.fang").code, 2)
  local number = grant("P-1 has_an_owner")
  t.equal(check().waived, 1)
  ok(t.run("waive close " .. number .. " --user li.wei --reason 'not insured any more'"))
  t.equal(check().waived, 0)
  t.equal(t.run("waivers").out, "")
  local all = t.run("waivers --all --json").out
  t.has(all, '"number":1,"state":"rejected"')
  t.has(all, '"cause":"no grounds"')
  t.has(all, '"number":2,"state":"closed"')
  t.has(all, '"decided_by":"wang.fang"')
  t.has(all, '"cause":"not insured any more"')
end)

t.test("lists for people and for machines", function()
  portfolio()
  ok(ask("P-1 has_an_owner"))
  grant("P-2 high_risk_answered 'risks[delay]'")
  local r = t.run("waive list")
  t.has(r.out, "requested")
  t.has(r.out, "risks[delay]")
  t.has(r.out, "2098-12-31")
  r = t.run("waivers --json")
  t.has(r.out, '"number":1,"state":"requested","in_force":false,"stale":false,"project":"P-1","rule":"risk.register.has_an_owner","element":""')
  t.has(r.out, '"decided_by":null,"decided_at":null,"expires_at":"2099-01-01T00:00:00Z"')
  t.has(r.out, '"number":2,"state":"approved","in_force":true')
  t.has(t.run("waivers -f csv").out, "number,state,in_force")
  t.has(t.run("waive approve 1 --json --user wang.fang").out, '{"waiver":1,"state":"approved"}')
  t.has(ask("P-1 phase_known", "--json").out, '{"waiver":3,"state":"requested","project":"P-1","rule":"risk.register.phase_known","element":"","expires_at":"2099-01-01T00:00:00Z","excuses":0}')
  t.has(t.run("waivers --lang zh").out, "待批准")
end)

t.test("a waiver stays with a rule that gets another name", function()
  portfolio()
  grant("P-1 has_an_owner")
  policies((POLICY:gsub('rule "has_an_owner" {', 'rule "is_owned" { formerly = "has_an_owner",')))
  local r = t.run("check --json" .. WITH)
  t.equal(counts(r.out).waived, 1, "policies that are not the active ones")
  t.has_not(r.out, '"stale":true')
end)

t.test("what would be is judged with them too", function()
  portfolio()
  grant("P-1 has_an_owner")
  local r = t.run("whatif P-1 --set phase=execution --json")
  t.equal(r.code, 0)
  t.has(r.out, "phase_known")
  t.has_not(r.out, "has_an_owner")
  t.has(t.run("whatif P-1 --set owner=li").out, "has_an_owner")
end)

t.test("a project that is deleted takes its waivers along", function()
  portfolio()
  grant("P-1 has_an_owner")
  ok(ask("P-1 phase_known"))
  ok(t.run("delete P-1 --user li.wei --reason 'entered twice'"))
  t.equal(t.run("waivers").out, "")
  t.has(t.run("waivers --all --json").out, '"cause":"project_deleted"')
  ok(t.run("import a.ndjson"))
  t.equal(check().waived, 0)
end)

t.test("the list of findings knows what is waived", function()
  portfolio()
  grant("P-1 has_an_owner")
  t.run("check")
  t.has(t.run("findings --verdict waived --json").out, '"verdict":"waived"')
  t.has_not(t.run("findings --verdict fail --project P-1 --json").out, "has_an_owner")
end)

t.test("files are judged without the store's waivers", function()
  portfolio()
  grant("P-1 has_an_owner")
  t.equal(check(WITH .. "a.ndjson").waived, 0)
  t.has(t.run("explain has_an_owner P-1" .. WITH .. "a.ndjson").out, "✗ fail")
end)

t.test("tests state what was granted, and see the same", function()
  policies()
  os.execute("mkdir -p " .. t.room() .. "/policies/samples")
  t.write("policies/samples/project.json", project("P-1", ',"phase":"planning"'))
  t.write("policies/risk/register_test.lua", [[
test "a waiver excuses one risk to the end of its day" {
  project = sample {}, on = "2026-03-01T23:59:59Z",
  waivers = { { rule = "high_risk_answered", element = "risks[credit]", expires = "2026-03-01", reason = "insured" }, { rule = "has_an_owner", expires = "2026-03-02T00:00:00Z" } },
  fails = { "high_risk_answered" }, waived = { "high_risk_answered", "has_an_owner" },
  finding = { rule = "high_risk_answered", element = "risks[credit]", verdict = "waived", reason = "insured" },
}
test "and not longer" {
  project = sample {}, on = "2026-03-02T00:00:00Z",
  waivers = { { rule = "high_risk_answered", expires = "2026-03-01" } },
  fails = { "high_risk_answered", "has_an_owner" }, waived = {},
}
test "what is waived is not expected to fail" { project = sample {}, waivers = { { rule = "has_an_owner", expires = "2099-01-01" } }, fails = { "has_an_owner", "high_risk_answered" } }
]])
  local r = t.run("test" .. WITH)
  t.equal(r.code, 1)
  t.has(r.out .. r.err, "2 passed, 1 failed")
  t.has(r.out .. r.err, "has_an_owner: expected fail, got waived")
end)

t.finish()
