-- SPDX-License-Identifier: MIT
-- What would make a verdict pass (explain), and what other values would do (whatif).
--   PLUMB=build/plumb lua5.4 tests/cli/remedy_test.lua
local t = dofile("tests/cli/harness.lua")
local test, run, has, has_not, equal = t.test, t.run, t.has, t.has_not, t.equal

local POLICY = [[
policy {
  title  = "Remedies",
  params = {
    high = number { 8, min = 1, max = 25 },
    used = at_most { warning = "80%", error = "95%" },
    band = between { error = { "10%", "20%" } },
    big  = money { "1000 USD" },
  },
}
local function rule_of(name, check) rule(name) { severity = "error", check = check, message = "m" } end

rule "answered" {
  severity = "error", each = "risks",
  when     = function(risk) return risk.status == "open" and risk.score >= param.high end,
  check    = function(risk) return risk.response and risk.owner end,
  message  = "risk {risk.name} scores {risk.score} and has no owned response",
}
rule "described" { severity = "warning", each = "risks", needs = { "cause", "effect" }, message = "no {missing}" }
rule "used" {
  severity = "error", each = "budget.lines", limit = "used",
  measure  = function(line) return ratio(line.actual + line.committed, line.amount) end,
  message  = "{measure} of {limit}",
}
rule "margin" { severity = "error", limit = "band", measure = function(p) return ratio(p.budget.contingency, p.budget.total) end, message = "{measure}" }
rule "late_answer" {
  severity = "error", each = "risks",
  when     = function(risk) return risk.occurred_at ~= nil end,
  check    = function(risk) return in_time(risk.responded_at, after(risk.occurred_at, "3bd")) end,
  message  = "m",
}
rule "picked" {
  severity = "error", each = function(p) return filter(p.risks, function(risk) return risk.name ~= "a" end) end,
  check    = function(risk) return risk.impact < 3 end, message = "m",
}
rule_of("in_order", function(p) return p.finish >= p.start end)
rule_of("later", function(p) return p.finish > p.start end)
rule_of("small", function(p) return p.value < 100000 end)
rule_of("in_dollars", function(p) return p.contracts[1].value <= param.big end)
rule_of("few_defects", function(p) return p.defect_rate < 0.05 end)
rule_of("content", function(p) return p.satisfaction >= 0.8 end)
rule_of("a_local", function(p) local v = p.value return v >= 5000000 end)
rule_of("not_here", function(p) return p.region ~= "APAC" end)
rule_of("elsewhere", function(p) return p.region == "EMEA" end)
rule_of("three", function(p) return p.customer and p.owner and p.business_unit end)
rule_of("one_of", function(p) return p.owner or p.customer end)
rule_of("still_open", function(p) return not p.closed_on end)
rule_of("approved", function(p) return any(p.goals, { status = "approved" }) end)
rule_of("has_contracts", function(p) return not empty(p.stakeholders) end)
rule_of("hopeless", function(p) return p.value == p.value + 1 end)
rule_of("its_own_currency", function(p) return p.currency == "USD" end)
rule_of("breaks", function(p) if p.owner then error("no") end return p.owner end)
rule_of("spins", function(p) if p.owner then while true do end end return p.owner end)
]]
local PROJECT = [[{"id":"P-1","name":"Park","currency":"CNY","region":"APAC","start":"2026-03-01","finish":"2026-02-01","closed_on":"2026-05-05",
"value":250000,"defect_rate":7,"goals":[{"name":"g","status":"draft"}],"contracts":[{"number":"1","value":{"amount":5000,"currency":"USD"}}],
"risks":[{"name":"credit","probability":5,"impact":4,"status":"open","occurred_at":"2026-05-01T08:00:00Z"},
{"name":"a]b","score":9,"status":"open","response":"transfer","occurred_at":"2026-05-01T08:00:00Z","responded_at":"2026-06-01T08:00:00Z","impact":5},
{"name":"low","score":1,"status":"open","cause":"c"}],
"budget":{"total":1000,"contingency":400,"lines":[{"name":"travel","amount":1000,"actual":900,"committed":140},{"name":"hotel","actual":900,"committed":140}]}}
]]

local function prepare(room)
  t.shell("mkdir -p " .. room .. "/p")
  t.write("p/r.lua", POLICY)
  t.write("p.ndjson", (PROJECT:gsub("\n", "")) .. "\n")
end

-- The remedies of a rule as text explains them, "|" between lines.
local function remedies(rule, more)
  local r = run("explain " .. rule .. " P-1 p.ndjson -p p --as-of 2026-06-30 " .. (more or ""))
  equal(r.code, 0, r.err)
  local lines, on = {}, false
  for line in r.out:gmatch("[^\n]+") do
    local first = line:match("^  (it would .- if  .*)$")
    local other = line:match("^ +or  (.*)$")
    if first then lines[#lines + 1] = first on = true
    elseif on and other then lines[#lines + 1] = "or " .. other
    else on = false end
  end
  return table.concat(lines, " | "), r.out
end

local EXPECTED = {
  { "answered", "it would pass if  risks[credit].response and risks[credit].owner were given | or risks[credit].score were at most 7"
    .. " | or risks[credit].probability were at most 1", "-e 'risks[credit]'" },
  { "answered", [[it would pass if  risks[a\]b].owner were given | or risks[a\]b].score were at most 7]], "-e 'risks[a]b]'" },
  { "described", "it would pass if  risks[low].effect were given", "-e 'risks[low]'" },
  { "described", "it would pass if  risks[credit].cause and risks[credit].effect were given", "-e 'risks[credit]'" },
  { "used", "it would pass if  budget.lines[travel].actual were at most 660 CNY | or budget.lines[travel].amount were at least 1,300 CNY",
    "-e 'budget.lines[travel]'" },
  { "used", "it would pass if  budget.lines[hotel].amount were at least 1,300 CNY", "-e 'budget.lines[hotel]'" }, -- unknown
  { "margin", "it would pass if  budget.contingency were 200 CNY | or budget.total were 2,000 CNY" }, -- neither more nor less than all limits allow
  { "late_answer", [[it would pass if  risks[a\]b].occurred_at were no earlier than 2026-05-27T00:00:00Z]]
    .. [[ | or risks[a\]b].responded_at were no later than 2026-05-06T23:59:00Z]], "-e 'risks[a]b]'" },
  { "picked", "it would pass if  risks[credit].impact were at most 2", "-e 'risks[credit]'" },
  { "in_order", "it would pass if  finish were on or after 2026-03-01 | or start were on or before 2026-02-01" },
  { "later", "it would pass if  finish were on or after 2026-03-02 | or start were on or before 2026-01-31" },
  { "small", "it would pass if  value were at most 99,000 CNY" },
  { "in_dollars", "it would pass if  contracts[1].value were at most 1,000 USD" },
  { "few_defects", "it would pass if  defect_rate were at most 4.9%" },
  { "content", "it would pass if  satisfaction were at least 80%" }, -- unknown
  { "a_local", "it would pass if  value were at least 5,000,000 CNY" },
  { "not_here", "it would pass if  region were other than APAC" },
  { "elsewhere", "it would pass if  region were EMEA" },
  { "three", "it would pass if  customer and owner and business_unit were given" },
  { "one_of", "it would pass if  owner were given | or customer were given" },
  { "still_open", "it would pass if  closed_on were absent" },
  { "approved", "it would pass if  goals[g].status were approved" },
  { "has_contracts", "it would pass if  stakeholders were given" },
  { "hopeless", "" },
  { "its_own_currency", "" }, -- the project's currency is no value among others
  { "breaks", "" },
  { "spins", "" },
}

test("explain tells the smallest changes that pass when judged again", function(room)
  prepare(room)
  for _, case in ipairs(EXPECTED) do
    equal(remedies(case[1], case[3]), case[2], case[1] .. " " .. (case[3] or ""))
  end
end)

test("what does not apply any more comes last, and only where a number says so", function(room)
  prepare(room)
  local json = run("explain answered P-1 p.ndjson -p p --as-of 2026-06-30 -e 'risks[credit]' --json").out:gsub("%s+", "")
  has(json, '"would_pass":[{"changes":[{"path":"risks[credit].response","pointer":"/risks/0/response","given":true},'
    .. '{"path":"risks[credit].owner","pointer":"/risks/0/owner","given":true}],"verdict":"pass"},'
    .. '{"changes":[{"path":"risks[credit].score","pointer":"/risks/0/score","from":20,"to":7,"relation":"at_most","text":"7","type":"int"}],"verdict":"not_applicable"}')
  has_not(json:match('"would_pass":(%b[])'), "status") -- closing a risk does not answer it
end)

test("a limit is told only where it holds beyond the value", function(room)
  prepare(room)
  has(run("explain margin P-1 p.ndjson -p p --json").out:gsub("%s+", ""), '"to":200,"relation":"is"')
end)

test("the same input gets the same answer, in Chinese too", function(room)
  prepare(room)
  local command = "explain answered P-1 p.ndjson -p p --as-of 2026-06-30 --lang zh -e 'risks[credit]'"
  local first = run(command).out
  has(first, "可通过的情况：  risks[credit].response、risks[credit].owner 已填写\n              或  risks[credit].score 不超过 7\n")
  equal(run(command).out, first)
  equal(run(command .. " -j 1").out, first)
end)

test("each remedy passes when whatif tries it", function(room)
  prepare(room)
  for _, case in ipairs { { "in_order", "finish=2026-03-01" }, { "small", "value=99000" }, { "few_defects", "defect_rate=4.9%" },
    { "in_dollars", "contracts[1].value=1000 USD" }, { "elsewhere", "region=EMEA" }, { "margin", "budget.total=2000" },
    { "approved", "goals[g].status=approved" } } do
    local out = run("whatif P-1 p.ndjson -p p --as-of 2026-06-30 --json --set " .. t.quote(case[2])).out:gsub("%s+", "")
    has(out, '"rule":"r.' .. case[1] .. '","element":"","before":{"verdict":"fail"')
    has(out:match('"rule":"r%.' .. case[1] .. '".-"after":%b{}'), '"after":{"verdict":"pass"')
  end
end)

test("whatif: changes, verdicts before and after, and how many stay", function(room)
  prepare(room)
  local r = run("whatif P-1 p.ndjson -p p --as-of 2026-06-30 --set 'risks[credit].score=7' --set finish=2026-02-20 --unset 'risks[low]' --set 'risks[a\\]b].owner=007'")
  equal(r.code, 0, r.err)
  has(r.out, "P-1  Park\n")
  has(r.out, '  risks[credit].score  20 → 7\n')
  has(r.out, '  finish               "2026-02-01" → "2026-02-20"\n')
  has(r.out, '  risks[a\\]b].owner    absent → "007"\n')
  has(r.out, "✗ fail (error) → · not_applicable  r.answered  risks[credit]\n    risk credit scores 20 and has no owned response\n")
  has(r.out, "✗ fail (error) → ✓ pass         r.answered  risks[a]b]\n")
  has(r.out, "✗ fail (warning) → not there    r.described  risks[low]\n    no effect\n")
  has(r.out, "\n4 verdicts change; ")
  has_not(r.out, "in_order") -- still fails
end)

test("whatif: a verdict that gets worse, an inner value of what was absent, and nothing", function(room)
  prepare(room)
  local r = run("whatif P-1 p.ndjson -p p --as-of 2026-06-30 --set /budget/lines/0/actual=700 --set budget.lines[hotel].amount=1400 --lang zh")
  has(r.out, "✗ fail (error) → ✗ fail (warning)  r.used  budget.lines[travel]\n    104% of 95%\n    84% of 80%\n")
  has(r.out, "? unknown → ✓ pass              r.used  budget.lines[hotel]\n")
  has(r.out, "2 项判断变化；")
  has(run("whatif P-1 p.ndjson -p p --as-of 2026-06-30 --set evm.ac=5 --set name=x").out, "0 verdicts change; ")
  equal(run("whatif P-1 -p p --set name=x", { before = "cat p.ndjson" }).code, 0)
end)

test("whatif says what was meant", function(room)
  prepare(room)
  local function fails(arguments, part, hint)
    local r = run("whatif P-1 p.ndjson -p p " .. arguments)
    equal(r.code, 2, arguments)
    equal(r.out, "", arguments)
    has(r.err, part)
    if hint then has(r.err, hint) end
  end
  fails("--set budgt.total=1", "a project has no field 'budgt'", "did you mean 'budget'?")
  fails("--set 'risks[credti].score=1'", "'risks' has no element 'credti'", "did you mean 'credit'?")
  fails("--set risks.score=1", "'risks' is a list: say which element")
  fails("--set /risks/9/score=1", "'risks' has no element '#10'")
  fails("--set 'risks[credit].score=70'", "found 70, expected 1 to 25 (at /risks/0/score)")
  fails("--set 'risks[credit].status=opne'", "found 'opne', expected one of", "did you mean 'open'?")
  fails("--set finish=soon", "expected a date")
  fails("--unset id", "id")
  fails("--set finish", "there is no '=' in 'finish'", "write PATH=VALUE")
  fails("--set =5", "a path is missing")
  fails("", "nothing is to be changed")
  equal(run("whatif P-2 p.ndjson -p p --set name=x").code, 2)
  has(run("whatif P-2 p.ndjson -p p --set name=x").err, "did you mean 'P-1'?")
end)

t.finish()
