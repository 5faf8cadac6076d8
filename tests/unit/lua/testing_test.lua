-- SPDX-License-Identifier: MIT
-- testing: what a policy's tests mean. The judge here is a small one: risks of a high score need an owner.

local t = dofile "tests/unit/lua/harness.lua"
local testing = require "testing"

local seen -- the document, day and options of the last judgement

local function judge(document, on, options)
  seen = { document = document, on = on, options = options }
  if document.refuse then return nil, "/refuse: unknown field" end
  local high = options.params and options.params.high or 10
  local verdicts = {}
  local function say(rule, verdict, more)
    local v = { rule = rule, verdict = verdict, element = "", severity = "error", message = "" }
    for key, value in pairs(more or {}) do v[key] = value end
    verdicts[#verdicts + 1] = v
  end
  if not document.risks then
    say("owned", "unknown", { message = "cannot judge: risks is absent" })
  elseif #document.risks == 0 then
    say("owned", "not_applicable")
  else
    for _, r in ipairs(document.risks) do
      local bad = r.score >= high and not r.owner
      say("owned", bad and "fail" or "pass", {
        element = "risks[" .. r.name .. "]", severity = r.score > 20 and "critical" or "error",
        message = bad and "risk " .. r.name .. " has no owner" or "", measure = r.score })
    end
  end
  say("named", document.name == "bug" and "error" or document.name and "pass" or "fail", { file = "p.lua", line = 3 })
  return verdicts
end

local function run(source, extra)
  local options = {
    path = "risk/x_test.lua", source = source, chunkname = "@risk/x_test.lua", rules = { "owned", "named" },
    globals = { ipairs = ipairs }, judge = judge,
    sample = { name = "S", budget = { total = 5, currency = "CNY" }, risks = { { name = "base", score = 1 } }, tags = { "a", "b" } },
    compile = function(text, name, env) return load(text, name, "t", env) end,
  }
  for key, value in pairs(extra or {}) do options[key] = value end
  return testing.run(options)
end

local function one(body, extra)
  local result = run('test "t" {' .. body .. "}", extra)
  if #result.problems > 0 then error(t.shown(result.problems), 2) end
  return result.tests[1]
end
local function ok(body) local r = one(body) if not r.ok then error(r.diff, 2) end return r end
local function diff(body) local r = one(body) assert(not r.ok, "it holds") return r.diff end
local function problem(body)
  local result = run('test "t" {' .. body .. "}")
  assert(#result.problems > 0, "no problem")
  return result.problems[1].message .. " | " .. tostring(result.problems[1].hint)
end

local CREDIT = 'project = sample { risks = { { name = "credit", score = 12 } } }, '

t.test("fails names exactly the rules that fail", function()
  local r = ok(CREDIT .. 'fails = { "owned" }')
  t.same({ r.name, r.line, r.rules_failed, r.rules_passed }, { "t", 1, { "owned" }, { "named" } })
  t.same(diff(CREDIT .. "fails = {}"), "owned: expected no fail, got fail (error) at risks[credit]: risk credit has no owner")
  t.same(diff 'project = sample {}, fails = { "owned" }', "owned: expected fail, got pass at risks[base]")
  ok "fails = {}"
end)

t.test("a severity can be expected", function()
  ok(CREDIT .. 'fails = { owned = "error" }')
  t.contains(diff(CREDIT .. 'fails = { owned = "critical" }'), "expected fail (critical), got fail (error) at")
end)

t.test("passes wants a pass and nothing worse, and minds no other rule", function()
  ok 'project = sample { name = absent }, passes = { "owned" }'
  t.contains(diff 'project = sample { risks = { { name = "a", score = 1 }, { name = "b", score = 15 } } }, passes = { "owned" }', "expected nothing but pass, got fail (error) at risks[b]")
  t.contains(diff 'project = sample { risks = {} }, passes = { "owned" }', "expected pass, got not applicable")
end)

t.test("unknown and not_applicable", function()
  ok 'project = sample { risks = absent }, unknown = { "owned" }'
  t.contains(diff 'project = sample { risks = absent }, unknown = {}', "expected no unknown, got unknown: cannot judge")
  ok 'project = sample { risks = {} }, not_applicable = { "owned" }'
  assert(t.is_array(seen.document.risks))
  t.contains(diff 'not_applicable = { "owned" }', "expected not applicable, got pass")
end)

t.test("a rule with an error fails a test that does not expect it", function()
  t.contains(diff 'project = sample { name = "bug" }, passes = { "owned" }', "named: expected no error, got error (p.lua:3)")
  ok 'project = sample { name = "bug" }, errors = { "named" }'
end)

t.test("a boundary test judges value by value", function()
  local given = 'given = function(score) return sample { risks = { { name = "c", score = score } } } end, rule = "owned", '
  local r = ok(given .. "passes = { 9 }, fails = { 10, 25 }")
  t.same({ r.rules_failed, r.rules_passed }, { { "owned" }, { "named", "owned" } })
  t.same(diff(given .. "passes = { 10 }, fails = { 9 }"),
    "owned with 9: expected fail, got pass at risks[c]\nowned with 10: expected pass, got fail (error) at risks[c]: risk c has no owner")
  t.contains(diff 'given = function(v) return v.x.y end, rule = "owned", fails = { 1 }', "given:")
end)

t.test("a finding is compared key by key", function()
  ok(CREDIT .. 'finding = { rule = "owned", element = "risks[credit]", message = { contains = "no owner" }, severity = "error", measure = 12 }')
  t.same(diff(CREDIT .. 'finding = { rule = "owned", message = "x", measure = 13 }'),
    "finding of owned at risks[credit] differs:\n  message: expected x, got risk credit has no owner\n  measure: expected 13, got 12")
  t.contains(diff 'finding = { rule = "owned", severity = "error" }', 'expected rule "owned", severity "error"; got pass')
  ok(CREDIT .. 'finding = { { rule = "owned" }, { message = "risk credit has no owner" } }')
end)

t.test("sample merges tables and replaces lists; the sample itself stays", function()
  ok 'project = sample { budget = { total = 9 }, tags = { "c" } }, fails = {}'
  t.same({ seen.document.budget, seen.document.tags, seen.document.name }, { { total = 9, currency = "CNY" }, { "c" }, "S" })
  ok "fails = {}"
  t.same({ seen.document.budget.total, seen.document.tags }, { 5, { "a", "b" } })
end)

t.test("days are relative to the test's day", function()
  ok 'on = "2026-03-01", project = sample { start = ago "3d", list = { ahead "2mo" } }, fails = {}'
  t.same({ seen.on, seen.document.start, seen.document.list[1] }, { "2026-03-01", "2026-02-26", "2026-05-01" })
  ok 'project = sample { start = ago "1w" }, fails = {}'
  t.same({ seen.on, seen.document.start }, { "2026-06-30", "2026-06-23" })
end)

t.test("parameters and language reach the judge", function()
  ok(CREDIT .. 'params = { high = 13 }, lang = "zh", passes = { "owned" }')
  t.same(seen.options, { params = { high = 13 }, lang = "zh" })
end)

t.test("a project that the schema refuses fails the test", function()
  t.same(diff "project = sample { refuse = 1 }, fails = {}", "the schema refuses the project:\n/refuse: unknown field")
end)

t.test("mistakes in a test are told with what was meant", function()
  t.contains(problem 'fails = { "ownd" }', "the policy has no rule \"ownd\" | did you mean 'owned'?")
  t.contains(problem "fials = {}", "did you mean 'fails'?")
  t.contains(problem "project = sample {}", "expects nothing")
  t.contains(problem 'given = function() end, fails = { 1 }', "has given but no rule")
  t.contains(problem 'rule = "owned", fails = {}', "has rule but no given")
  t.contains(problem 'fails = "owned"', "must have a list as fails")
  t.contains(problem 'fails = { owned = "eror" }', "did you mean 'error'?")
  t.contains(problem 'passes = { owned = "error" }', "severities are for fails")
  t.contains(problem 'on = "March", fails = {}', "has no day in on")
  t.contains(problem 'finding = { rules = "owned" }', "did you mean 'rule'?")
  t.contains(problem 'finding = { rule = "x" }', "no rule \"x\"")
end)

t.test("mistakes in the file end nothing but themselves", function()
  local r = run 'test "a" { fails = {} }\ntest "a" { fails = {} }\ntest "b"\ntest(3) {}\nlocal x = nil\nx.y = 1'
  t.same(#r.tests, 2)
  local all = t.shown(r.problems)
  for _, part in ipairs { "already, in line 1", "test must be followed by its name", "'b' must be followed by { ... }", "index" } do t.contains(all, part) end
  t.contains(run("test 'a' {").problems[1].message, "the '{' of line 1 is not closed")
  t.contains(run("local x = 1").problems[1].message, "no test")
  t.contains(run('test "a" { project = sample { d = ago "soon" }, fails = {} }').problems[1].message, "expected a duration")
end)

t.test("was gives a field a history and its value of today", function()
  ok 'on = "2026-03-28", project = sample { budget = { total = was { 9, absent, 7, every = "1mo" } } }, fails = {}'
  t.same(seen.document.budget, { total = 7, currency = "CNY" })
  t.same(seen.options.past, {
    { steps = { "budget", "total" }, at = "2026-01-28", value = 9 },
    { steps = { "budget", "total" }, at = "2026-02-28" },
    { steps = { "budget", "total" }, at = "2026-03-28", value = 7 },
  })
  ok 'project = sample { risks = { { name = "a", score = 1 }, { name = "b", score = was { ["2026-05-01"] = 2, ["2026-04-01"] = 3 } } } }, fails = {}'
  t.same(seen.document.risks[2].score, 2)
  t.same(seen.options.past, { { steps = { "risks", 2, "score" }, at = "2026-04-01", value = 3 }, { steps = { "risks", 2, "score" }, at = "2026-05-01", value = 2 } })
  ok 'on = "2026-03-28", project = sample { due = was { ago "3d", ahead "3d", every = "7d" }, name = was { "x" } }, fails = {}'
  t.same({ seen.document.due, seen.document.name }, { "2026-03-31", "x" })
  ok 'project = sample { name = was { "x", absent, every = "7d" } }, fails = { "named" }'
  t.same(seen.document.name, nil)
  ok "fails = {}"
  t.same(seen.options.past, nil)
  local function refused(text) return run('test "a" { project = sample { name = was ' .. text .. " }, fails = {} }").problems[1].message end
  t.contains(refused "{}", "was needs values in their order")
  t.contains(refused "{ 1, nil, 3, every = '1d' }", "was needs values in their order")
  t.contains(refused "{ 1, 2 }", "was must say how far apart the values are")
  t.contains(refused "{ 1, 2, every = '-1d' }", "was must say how far apart")
  t.contains(refused "{ 1, evry = '1d' }", 'was has no option "evry"')
  t.contains(refused "{ 1, ['2026-01-01'] = 2 }", "was needs values in their order")
  t.contains(refused "'x'", "was must be followed by { ... }")
end)

t.test("a long difference is cut", function()
  local r = one('given = function(v) return sample { risks = { { name = "c", score = 1 } } } end, rule = "owned", fails = {' .. ("1,"):rep(50) .. "}")
  t.contains(r.diff, "... and 30 lines more")
end)

-- A judge with a gate: what guards it refuses with a bad state, and is only told with another.
local GATES = { gates = { execution = true, released = { "deliverables", "plan.parts" } }, judge = function(document, _, options)
  seen = { document = document, options = options }
  local state = document.tags and document.tags[1]
  return { { rule = "owned", verdict = state == "bad" and "fail" or state == "unsure" and "unknown" or state == "told" and "fail" or "pass", element = "", severity = "error",
    refuses = state == "bad" or state == "unsure" } }
end }

t.test("a test enters a gate and names exactly what is refused", function()
  local function entered(state, refused) return one(('project = sample { tags = { "%s" } }, enter = "execution", refused = %s'):format(state, refused), GATES) end
  t.same(entered("good", "{}").ok, true)
  t.same(seen.options.enter, "execution")
  t.same(entered("bad", '{ "owned" }').ok, true)
  t.same(entered("unsure", '{ "owned" }').ok, true)
  t.same(entered("told", "{}").ok, true)
  t.contains(entered("bad", "{}").diff, "owned: expected no refusal, got fail (error)")
  t.contains(entered("good", '{ "owned" }').diff, "owned: expected refusal, got pass")
end)

t.test("the boundary of a refusal", function()
  local r = one('given = function(s) return sample { tags = { s } } end, enter = "execution", rule = "owned", passes = { "good" }, refused = { "bad", "unsure" }', GATES)
  t.same(r.ok, true)
  r = one('given = function(s) return sample { tags = { s } } end, enter = "execution", rule = "owned", refused = { "told" }', GATES)
  t.contains(r.diff, 'owned with "told": expected refusal, got fail (error)')
end)

t.test("elements are judged as they would be with the status that is asked for", function()
  one('project = sample { deliverables = { { name = "a", status = "done" }, { name = "b" } }, plan = { parts = { { name = "c" } } } }, enter = "released", refused = {}', GATES)
  t.same(seen.document.deliverables[1].status, "released")
  t.same(seen.document.deliverables[2].status, "released")
  t.same(seen.document.plan.parts[1].status, "released")
  one('project = sample { deliverables = { { name = "a", status = "done" } } }, enter = "execution", refused = {}', GATES)
  t.same(seen.document.deliverables[1].status, "done")
end)

t.test("a gate that is not there, and refusals without one, are mistakes", function()
  local function mistake(body) return run('test "t" {' .. body .. "}", GATES).problems[1] end
  local p = mistake 'enter = "excution", refused = {}'
  t.contains(p.message, "enters 'excution', which is no phase and which no rule of the policy guards")
  t.contains(p.hint, "execution")
  t.contains(mistake('refused = { "owned" }').message, "expects what is refused, but enters nothing")
  t.contains(mistake('enter = "execution", refused = { "ownd" }').message, 'the policy has no rule "ownd"')
end)

t.done()
