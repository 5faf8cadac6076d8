-- SPDX-License-Identifier: MIT
-- declare: what a policy file says, and what its author is told.

local t = dofile "tests/unit/lua/harness.lua"
local declare = require "declare"

local words = { ipairs = ipairs, between = function(x, low, high) return low <= x and x <= high end }

local function session_of(source)
  local session = declare.new { path = "risk/register.lua", id = "risk.register", words = words, source = source }
  local env = setmetatable({}, { __index = function(_, k) return session.env[k] or words[k] end })
  assert(load(source, "@policies/risk/register.lua", "t", env))()
  return session
end

local function describe(source)
  local description, problems = session_of(source):finish()
  if not description then error(t.shown(problems), 2) end
  return description
end

local function problems_of(source)
  local description, problems = session_of(source):finish()
  assert(description == nil, "it loaded")
  return problems
end

-- The one problem of a file.
local function problem_of(source)
  local problems = problems_of(source)
  if #problems ~= 1 then error("expected one problem, got " .. t.shown(problems), 2) end
  return problems[1]
end

local function param_of(text) return describe("policy { params = { p = " .. text .. " } }").params[1] end
local function param_problem(text) return problem_of("policy { params = { p = " .. text .. " } }") end

local RULE = 'rule "%s" { severity = "error", check = function() return true end, message = "m", %s }'
local function rule_problem(extra) return problem_of(RULE:format("a", extra)) end

t.test("a whole file is described", function()
  local d = describe [[
policy {
  title = "Risk register", owner = "pmo", tags = "risk",
  when = function(project) return project.phase ~= "closed" end,
  params = {
    used = at_most { critical = "100%", warning = "80%", error = "95%", doc = "share" },
    high = number { 10, min = 1, max = 25, doc = "score" },
  },
}
rule "high_risk_answered" {
  covers = "K-03.a", severity = "error", each = "risks",
  check = function(risk) return risk.response end,
  message = "risk {risk.name}", remedy = "do",
}
rule "line_within_budget" { each = "budget.lines", measure = function() return 1 end, limit = "used", message = "m" }
metric "cpi" { measure = function() return 1 end }
rule "said" { severity = "info", needs = { "retro.went_well" } }
]]
  t.same({ d.title, d.owner, d.tags }, { "Risk register", "pmo", { "risk" } })
  t.same(type(d.when), "function")
  t.same({ #d.params, d.params[1].name, d.params[1].line, d.params[2].name, d.params[2].line }, { 2, "high", 6, "used", 5 })
  t.same({ d.params[1].value, d.params[1].min, d.params[1].max, d.params[1].doc }, { 10, 1, 25, "score" })
  t.same(d.params[2].value, {
    { severity = "warning", value = 0.8, text = "80%" }, { severity = "error", value = 0.95, text = "95%" },
    { severity = "critical", value = 1, text = "100%" } })
  t.same(d.params[2].weaker, "up")
  local r = d.rules
  t.same({ r[1].id, r[1].line, r[1].covers, r[1].each }, { "high_risk_answered", 9, { "K-03.a" }, "risks" })
  t.same({ r[2].line, r[2].limit, r[2].severity }, { 14, "used", "critical" })
  t.same({ r[3].metric, r[3].severity }, { true, nil })
  t.same({ r[4].needs, r[4].message }, { { "retro.went_well" }, nil })
end)

t.test("a file without policy { } has rules all the same", function()
  t.same(#describe(RULE:format("a", "")).rules, 1)
end)

t.test("every type of parameter has its value", function()
  t.same(param_of('number "20%"').value, 0.2)
  t.same(param_of("number { 0 }").value, 0)
  t.same(param_of("number(7)").value, 7)
  t.same(param_of('percent "85%"').value, 0.85)
  t.same(param_of("percent { 1 }").value, 1)
  t.same(param_of('duration "14d"').value, t.duration_of "14d")
  t.same(param_of('money "300 USD"').value, { amount = 300, currency = "USD" })
  t.same(param_of('text { "abc", doc = "d" }').value, "abc")
  t.same(param_of('set { "a", "b" }').value, { "a", "b" })
  t.same(param_of("set {}").value, {})
  t.same(param_of('at_most "35d"').value, { { severity = false, value = t.duration_of "35d", text = "35d" } })
  t.same(param_of("at_least { warning = 0.95, error = 0.9 }").value,
    { { severity = "warning", value = 0.95, text = "0.95" }, { severity = "error", value = 0.9, text = "0.9" } })
  t.same(param_of("at_least { 3 }").weaker, "down")
  t.same(param_of('between { "65%", "90%" }').value, { { severity = false, low = 0.65, high = 0.9, low_text = "65%", high_text = "90%" } })
  t.same(param_of('between { error = { "50%", "100%" }, warning = { "65%", "90%" } }').value[2].high_text, "100%")
  t.same(param_of('steps { [0] = "5bd", [15] = "24h", [10] = "3bd" }').value, {
    { from = 15, value = t.duration_of "24h", text = "24h" }, { from = 10, value = t.duration_of "3bd", text = "3bd" },
    { from = 0, value = t.duration_of "5bd", text = "5bd" } })
  t.same(param_of('per { "issue.severity", critical = "2bd", high = "5bd", doc = "d" }').value,
    { field = "issue.severity", values = { critical = t.duration_of "2bd", high = t.duration_of "5bd" } })
end)

t.test("a parameter can be dated", function()
  local p = param_of 'number { "20%", ["2028-01-01"] = "10%", ["2027-01-01"] = "15%" }'
  t.same(p.value, 0.2)
  t.same(p.dated, { { from = "2027-01-01", value = 0.15, text = "15%" }, { from = "2028-01-01", value = 0.1, text = "10%" } })
  t.contains(param_problem('number { "20%", ["2027-02-29"] = "15%" }').message, "unknown key '2027-02-29'")
end)

t.test("a word that is also a runtime word does both", function()
  local d = describe [[
policy { params = { p = between { 1, 2 } } }
local yes = between(2, 1, 3)
rule(yes and "yes" or "no") { severity = "info", check = function() return true end, message = "m" }]]
  t.same({ d.rules[1].id, d.params[1].type }, { "yes", "between" })
end)

t.test("an unknown key is named with its line, and what was meant", function()
  local p = problem_of 'rule "a" {\n  severity = "error",\n  chek = 1,\n  check = function() return true end,\n  message = "m",\n}'
  t.same({ p.line, p.code, p.key, p.rule }, { 3, "unknown-key", "chek", "a" })
  t.same(p.message, "rule 'a' has an unknown key 'chek'")
  t.same(p.hint, "did you mean 'check'?")
  t.same(problem_of('policy { titel = "x" }').hint, "did you mean 'title'?")
  t.contains(param_problem("number { 1, mim = 2 }").hint, "did you mean 'min'?")
end)

t.test("severity, enforcement and each say what they expect", function()
  local p = problem_of 'rule "a" { severity = "errror", check = function() return true end, message = "m" }'
  t.same({ p.message, p.hint }, { "rule 'a': severity must be info, warning, error or critical, found \"errror\"", "did you mean 'error'?" })
  t.contains(rule_problem('gate = "execution", enforcement = "firm"').message, "advisory, soft or hard")
  t.contains(rule_problem('each = "budget..lines"').message, "path of a list")
  t.contains(rule_problem('when = "phase"').hint, "function")
  t.contains(rule_problem('from = "2027-13-01"').message, "2027-01-01")
  t.contains(rule_problem('covers = { "A", 3 }').message, "a list of texts")
  t.contains(rule_problem('remedy = ""').hint, "leave the key out")
end)

t.test("what is missing is said, and how to add it", function()
  local function only(body) return problem_of('rule "a" {' .. body .. "}") end
  t.contains(only('severity = "error", message = "m"').message, "rule 'a' judges nothing")
  t.contains(only('message = "m", check = function() end').message, "rule 'a' has no severity")
  t.contains(only('severity = "error", check = function() end').message, "rule 'a' has no message")
  t.contains(only('severity = "error", message = "m", measure = function() end').message, "a measure but no limit")
  t.contains(problem_of('metric "a" { }').message, "metric 'a' has no measure")
end)

t.test("keys that contradict each other are refused", function()
  t.contains(problems_of(RULE:format("a", "measure = function() end"))[1].message, "has a check and a measure")
end)

t.test("needs goes with nothing else", function() t.contains(rule_problem('needs = "x"').message, "has needs and a check") end)
t.test("a limit needs a measure and a parameter that is one", function()
  t.contains(problems_of('rule "a" { severity = "error", message = "m", check = function() end, limit = "used" }')[1].message, "limit but no measure")
  local head = 'policy { params = { used = at_most { warning = "80%" }, n = number { 1 }, pos = at_most { 3 } } }\n'
  local function with(limit, extra) return head .. ('rule "a" { message = "m", measure = function() end, limit = "%s", %s }'):format(limit, extra or "") end
  t.same(describe(with "used").rules[1].severity, "warning")
  t.same(problem_of(with "usde").hint, "did you mean 'used'?")
  t.contains(problem_of(with("n", 'severity = "error"')).message, "which is a number")
  t.contains(problem_of(with "pos").message, "has no severity")
  t.same(describe(with("pos", 'severity = "error"')).rules[1].severity, "error")
end)

t.test("a broken parameter is told of once, not once more by the rule that uses it", function()
  t.contains(problem_of('policy { params = { used = at_most { worning = "80%" , warning = "70%" } } }\nrule "a" { message = "m", measure = function() end, limit = "used" }').hint, "warning")
  t.same(#problems_of('policy { params = { used = at_most { } } }\nrule "a" { message = "m", measure = function() end, limit = "used" }'), 1)
end)

t.test("across wants by or among", function()
  t.contains(rule_problem('across = "portfolio"').message, "without by or among")
  t.contains(rule_problem('by = "recipient"').message, "without across")
  t.contains(rule_problem('across = "company", by = "x"').message, "must be portfolio")
end)

t.test("ids are proper and unique", function()
  t.same(problem_of(RULE:format("HighRisk-Answered", "")).hint, "write 'high_risk_answered'")
  t.contains(problem_of(RULE:format("1", "")).hint, "such as")
  local p = problem_of(RULE:format("a", "") .. "\n" .. RULE:format("a", ""))
  t.same({ p.line, p.message }, { 2, "rule 'a' is there already, in line 1" })
end)

t.test("what is left open or misplaced is noted", function()
  local session = declare.new { path = "x.lua", id = "x", words = {} }
  session.env.rule "a"
  session.env.rule { id = "b" } { }
  session.env.rule "c" "text"
  session.env.policy "text"
  session.env.number { 1 }
  local _, problems = session:finish()
  local all = t.shown(problems)
  for _, part in ipairs { "rule 'a' has no { ... }", "must be followed by its id in quotes, found a table", "rule 'c' must be followed by { ... }", "policy must be followed", "belongs to no parameter" } do
    t.contains(all, part)
  end
  t.same(#problems, 5)
end)

t.test("a policy is declared once", function()
  t.contains(problem_of('policy { title = "a" }\npolicy { title = "b" }').message, "there is one in line 1")
end)

t.test("a parameter without a type says which word to write", function()
  t.contains(param_problem("10").hint, "p = number { 10 }")
  t.contains(param_problem('"80%"').hint, 'p = number { "80%" }')
  t.contains(param_problem('"abc"').hint, 'p = text { "abc" }')
  t.contains(param_problem("{ 1 }").hint, "put a word before the braces")
end)

t.test("wrong values of parameters", function()
  local cases = {
    { "number {}", "has no value" }, { 'number "abc"', "abc" }, { "number { 1, 2 }", "more than one value" },
    { 'number "14d"', "must be a number" }, { "number { 0/0 }", "must be a number" }, { "percent { 85 }", "which would be 8500" },
    { "duration { 14 }", "must be a duration" }, { 'duration "14x"', "14x" }, { "money { 300 }", "with its currency" },
    { 'number { 30, max = 25 }', "the value is 30, above max 25" }, { 'number { 0, min = 1 }', "below min 1" },
    { 'duration { "3d", min = "1w" }', "3d, below min 1w" }, { 'number { 1, min = "1d" }', "but min is 1d" },
    { "number { 3, min = 5, max = 2 }", "min (5) is above max (2)" }, { 'text { "a", min = 1 }', "text has no min" },
    { 'text ""', "must be a text" }, { 'set { "a", "a" }', "twice" }, { 'set { "a", 3 }', "member 2" },
    { "at_most {}", "has no threshold" }, { "at_most { 1, error = 2 }", "without a severity beside" }, { "at_most { 1, 2 }", "more than one threshold" },
    { 'at_most { warning = "80%", error = "14d" }', "14d, but another threshold is 80%" },
    { "between { 1 }", "pair" }, { "between { 2, 1 }", "{ 2, 1 }" }, { "between { 1, 2, 3 }", "pair" },
    { "between { warning = 3 }", "must be a pair { low, high }, found 3" },
    { "between { warning = { 1, 9 }, error = { 2, 8 } }", "must be wider than" },
    { "steps {}", "has no step" }, { "steps { a = 1 }", "unknown key 'a'" }, { 'steps { [1] = "1d", [2] = 3 }', "but another value" },
    { 'per { critical = "2bd" }', "must name a field first" }, { 'per { "issue.severity" }', "has no value" },
    { 'per { "issue.severity", "2bd" }', "value without a key" }, { "number { 1, doc = 3 }", "doc must be" }, { 'number { 1, weaker = "left" }', "weaker must be up or down" },
  }
  for _, case in ipairs(cases) do
    local problems = problems_of("policy { params = { p = " .. case[1] .. " } }")
    local all = t.shown(problems)
    if not all:find(case[2], 1, true) then error(case[1] .. ": expected " .. case[2] .. ", got " .. all) end
  end
end)

t.test("thresholds rise with the severity", function()
  local p = param_problem 'at_most { warning = "95%", error = "80%" }'
  t.same(p.message, "parameter 'p' (at_most): error (80%) must be above warning (95%)")
  t.contains(param_problem("at_least { warning = 0.9, error = 0.95 }").message, "must be below")
  t.contains(param_problem("at_most { warning = 1, error = 1 }").message, "must be above")
  t.contains(param_problem('at_most { warning = "2w", error = "3d" }').message, "must be above")
  param_of 'at_most { warning = "5bd", error = "6d" }' -- the calendar decides: not for us to say
end)

t.test("all problems come at once, in file order", function()
  local problems = problems_of 'policy { titel = "x" }\nrule "A" { }\nrule "b" { severity = 3, check = 4 }'
  local lines = {}
  for i, p in ipairs(problems) do lines[i] = p.line end
  t.same(lines, { 1, 2, 2, 2, 2, 3, 3 })
end)

t.test("rules made in a loop have the line of the loop's body", function()
  local d = describe 'for _, n in ipairs { "a", "b" } do\n  rule(n) { severity = "info", check = function() end, message = "m" }\nend'
  t.same({ d.rules[2].id, d.rules[2].line }, { "b", 2 })
end)

t.test("a parameter takes another value under the same checks", function()
  local override = declare.parameters.override
  local high = param_of "number { 10, min = 1, max = 25, doc = 'd' }"
  local other = override(high, 8)
  t.same({ other.value, other.min, other.doc, other.name }, { 8, 1, "d", "p" })
  local none, message = override(high, 30)
  t.same({ none, message }, { nil, "the value is 30, above max 25" })
  t.same(override(param_of 'at_most { warning = "80%" }', { warning = "70%", error = "90%" }).value[2].text, "90%")
  t.same(high.value, 10)
  t.same(override(param_of "steps { [15] = 1, [0] = 2 }", { ["10"] = 3, ["0"] = 4 }).value[1], { from = 10, value = 3, text = "3" })
end)

t.test("a language file has texts for rules that exist", function()
  local d = describe(RULE:format("a", "") .. 'metric "m" { measure = function() end }')
  local function texts(source)
    local session = declare.texts { path = "risk/register.zh.lua", description = d, lang = "zh", source = source }
    assert(load(source, "@policies/risk/register.zh.lua", "t", session.env))()
    return session:finish()
  end
  t.same(texts 'policy { title = "风险" }\nrule "a" { message = "无", remedy = "补" }\nmetric "m" { title = "指标" }',
    { title = "风险", rules = { a = { message = "无", remedy = "补" }, m = { title = "指标" } } })
  local _, problems = texts 'rule "b" { message = "x" }\nrule "a" { severity = "error" }\npolicy { owner = "x" }\nrule "a" { message = "" }'
  t.same({ #problems, problems[1].code, problems[1].line, problems[2].code, problems[2].line }, { 5, "unknown-rule", 1, "unknown-key", 2 })
end)

t.done()
