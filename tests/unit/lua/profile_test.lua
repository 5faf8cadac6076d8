-- SPDX-License-Identifier: MIT
-- Profiles: what a file declares and where, and when a value is weaker than another.

local t = dofile "tests/unit/lua/harness.lua"
local declare = require "declare.profile"
local parameters = require "declare.parameters"
local weakening = require "declare.weakening"

-- ---- the file ----

local function session_of(source)
  local session = declare.new { path = "profiles/x.lua", id = "profiles.x", words = {}, source = source }
  assert(load(source, "@policies/profiles/x.lua", "t", session.env))()
  return session
end

t.test("a whole profile is described, with the place of everything", function()
  local d = session_of [[
profile "apac" {
  level  = "region",
  match  = { region = "APAC" },
  params = { ["risk.register"] = { high = 8, reason = "own" } },
  -- high = 9 is not it
  rules  = {
    ["contract.deposit.small"] = { off = true },
  },
  reason = "whole", approved_by = "Li", expires = "2027-03-31",
}]]:finish()
  local p = d.profiles[1]
  t.same({ p.name, p.level, p.line, p.asks, p.match }, { "apac", "region", 1, nil, { region = "APAC" } })
  t.same(p.match_places.region, { line = 3, column = 14, width = 6 })
  t.same(p.params, { { policy = "risk.register", place = { line = 4, column = 16, width = 13 }, reason = "own", approved_by = "Li", expires = "2027-03-31",
    values = { { name = "high", value = 8, place = { line = 4, column = 36, width = 4 } } } } })
  local rule = p.rules[1]
  t.same({ rule.rule, rule.off, rule.reason, rule.place }, { "contract.deposit.small", true, "whole", { line = 7, column = 7, width = 22 } })
  t.same(rule.places.off, { line = 7, column = 36, width = 3 })
  t.same(d.rules, {})
end)

t.test("a match that is a function is a rule to the engine", function()
  local d = session_of 'profile "big" { priority = 3, match = function() return true end }':finish()
  t.same({ #d.rules, d.rules[1].id, d.rules[1].line, d.rules[1].check() }, { 1, "big", 1, true })
  t.same({ d.profiles[1].asks, d.profiles[1].priority, d.profiles[1].match }, { true, 3, nil })
end)

t.test("a message is in one language or in both", function()
  local rules = session_of('profile "a" { level = "type", rules = { ["a.b"] = { message = "one" }, ["a.c"] = { message = { en = "e" } } } }'):finish().profiles[1].rules
  t.same({ rules[1].message, rules[2].message }, { { en = "one", zh = "one" }, { en = "e" } })
end)

t.test("every mistake is told at once, each in its place", function()
  local _, problems = session_of [[
profile "a b" {
  level = "galaxy",
  priority = 1.5,
}
profile "c" { level = "type", params = { "x" }, rules = { ["a.b"] = 5 } }
]]:finish()
  local lines = {}
  for i, p in ipairs(problems) do lines[i] = ("%d:%s %s"):format(p.line, p.column or "", p.code) end
  t.same(lines, { "1:1 bad-id", "2:3 wrong-value", "3:3 wrong-value", "5:31 bad-name", "5:61 wrong-value" })
end)

-- ---- weaker or not ----

local function parameter(type_name, given)
  local p = parameters.read(type_name, given, function(message) error(message) end)
  return parameters.describe(p, "p")
end

local function case(type_name, from, to, expected, text)
  t.test(("%s: %s"):format(type_name, text), function()
    local declared = parameter(type_name, from)
    local value, message = parameters.override(declared, to)
    assert(value, message)
    t.same(weakening.between(declared, value), expected)
    t.same(weakening.between(declared, declared), nil, "the same")
  end)
end

case("number", { 10, weaker = "up" }, 12, "weaker", "up")
case("number", { 10, weaker = "up" }, 8, nil, "down, where up weakens")
case("number", { 10, weaker = "down" }, 8, "weaker", "down")
case("number", { 10 }, 8, "unknown", "a direction that nobody states")
case("number", { 10, weaker = "up" }, { 9, ["2027-01-01"] = 11 }, "weaker", "later")
case("number", { 10, ["2027-01-01"] = 8, weaker = "up" }, 9, "weaker", "than what the policy becomes")
case("number", { 10, ["2027-01-01"] = 8, weaker = "up" }, 8, nil, "as strong as what the policy becomes")
case("duration", { "14d", weaker = "up" }, "3w", "weaker", "in other units")
case("duration", { "5bd", weaker = "up" }, "7d", "unknown", "that only a calendar compares")
case("money", { "300 USD", weaker = "up" }, "200 EUR", "unknown", "in another currency")
case("money", { "300 USD", weaker = "up" }, "200 USD", nil, "less")
case("percent", { "85%", weaker = "down" }, "80%", "weaker", "down")
case("text", { "a" }, "b", nil, "a word")
case("at_most", { warning = "80%", error = "95%" }, { warning = "80%", error = "90%" }, nil, "lower")
case("at_most", { warning = "80%", error = "95%" }, { warning = "81%", error = "90%" }, "weaker", "one of them higher")
case("at_most", { warning = "80%", error = "95%" }, { error = "80%" }, nil, "severer from the same value on")
case("at_most", { warning = "80%", error = "95%" }, { error = "85%" }, "weaker", "nothing told between 80 and 85")
case("at_most", { warning = "80%", error = "95%" }, { warning = "50%" }, "weaker", "never an error")
case("at_most", { "80%" }, { warning = "70%" }, "unknown", "a severity that was the rule's")
case("at_least", { warning = 5, error = 3 }, { warning = 5, error = 2 }, "weaker", "lower")
case("at_least", { warning = 5, error = 3 }, { warning = 6, error = 3 }, nil, "higher")
case("between", { "60%", "90%" }, { "60%", "95%" }, "weaker", "wider")
case("between", { "60%", "90%" }, { "65%", "85%" }, nil, "narrower")
case("between", { warning = { 60, 90 }, error = { 50, 95 } }, { warning = { 60, 90 }, error = { 40, 95 } }, "weaker", "wider for errors")
case("steps", { [15] = "24h", [0] = "48h", weaker = "up" }, { [15] = "12h", [0] = "48h" }, nil, "shorter")
case("steps", { [15] = "24h", [0] = "48h", weaker = "up" }, { [15] = "24h", [0] = "72h" }, "weaker", "longer")
case("steps", { [15] = "24h", [0] = "48h", weaker = "up" }, { [10] = "24h", [0] = "48h" }, "unknown", "other steps")
case("per", { "issue.severity", high = "5bd", low = "9bd", weaker = "up" }, { high = "6bd", low = "9bd" }, "weaker", "longer")
case("per", { "issue.severity", high = "5bd", low = "9bd", weaker = "up" }, { high = "5bd" }, "unknown", "fewer keys")
case("set", { "a", "b", weaker = "down" }, { "a" }, "weaker", "fewer")
case("set", { "a", "b", weaker = "down" }, { "a", "b", "c" }, nil, "more, where fewer weakens")
case("set", { "a", "b", weaker = "up" }, { "a", "c" }, "weaker", "one more, one less")
case("set", { "a", "b" }, { "b", "c" }, "unknown", "others")
case("set", { "a", "b" }, { "b", "a" }, nil, "in another order")

t.test("values read as they are written", function()
  t.same(weakening.text(parameter("number", { "20%", ["2027-01-01"] = "15%" })), "20%, from 2027-01-01 15%")
  t.same(weakening.text(parameter("between", { warning = { "60%", "90%" } })), "warning 60% to 90%")
  t.same(weakening.text(parameter("steps", { [15] = "24h", [0] = "5bd" })), "≥15 24h, ≥0 5bd")
  t.same(weakening.text(parameter("per", { "issue.severity", low = "9bd", high = "5bd" })), "high 5bd, low 9bd")
end)

t.done()
