-- SPDX-License-Identifier: MIT
-- What an author is told: explain's parameters and lines, policies that were left out, test results for programs.
local t = dofile("tests/cli/harness.lua")
local run, test, equal, has = t.run, t.test, t.equal, t.has

local POLICY = [[
policy { title = "Basics" }
rule "has_owner" { severity = "error", check = function(project) return project.owner end, message = "no owner" }
]]
local GOOD = '{"id":"P-1","name":"Good","owner":"Li Na"}'
local BAD = '{"id":"P-2","name":"Bad","budget":{"total":5},"risks":[{"name":"credit"}]}'

local function promise(name, body)
  test(name, function(room)
    t.shell("mkdir -p " .. room .. "/p")
    t.write("p/basics.lua", POLICY)
    t.write("good.json", GOOD)
    t.write("all.ndjson", GOOD .. "\n" .. BAD .. "\n")
    body(room)
  end)
end

promise("explain: the measure's line, and parameters of every kind as words", function()
  t.write("p/kinds.lua", [[
policy { title = "Kinds", params = {
  most = at_most { warning = 1, error = 3 }, words = set { "market", "legal" },
  stairs = steps { [15] = "7d", [0] = "30d" }, levels = per { "risk.status", open = "2bd", closed = "5bd" },
  gifts = per { "gift.recipient_type", private = "1400 CNY", public_official = "350 CNY" }, share = percent { "15%", weaker = "up" } } }
rule "spent_little" {
  measure = function(project) return project.budget.total end,
  limit = "most", message = "{measure} of {limit}",
}
rule "known" {
  severity = "error",
  each = "risks",
  check = function(risk) return #param.words > 5 or pick(param.gifts, "private") == 5 or param.share == 1 or pick(param.stairs, 15) == pick(param.levels, "open") end,
  message = "no",
}
]])
  local r = run("explain spent_little P-2 all.ndjson -p p")
  has(r.out, "  p/kinds.lua:6  measured 5")
  has(r.out, "param.most = warning 1, error 3")
  r = run("explain known P-2 all.ndjson -p p")
  has(r.out, "param.words = market, legal")
  has(r.out, "param.stairs = ≥15 7d, ≥0 30d")
  has(r.out, "param.levels = closed 5bd, open 2bd, by risk.status")
  has(r.out, "param.gifts = private 1400 CNY, public_official 350 CNY, by gift.recipient_type")
  has(r.out, "param.share = 15%")
  local out = run("explain known P-2 all.ndjson -p p --json").out:gsub("%s+", "")
  has(out, '"value":["market","legal"]')
end)

promise("a policy that was left out is counted among the policy errors", function()
  t.write("p/broken.lua", "policy {")
  local r = run("check -p p good.json")
  equal(r.code, 3)
  has(r.out, "policy errors 1")
  has(run("check -p p good.json --json").out, '"policy_errors":1')
end)

promise("test --json: lists are arrays, and a file is named with its folder", function()
  t.write("p/basics_test.lua", 'test "owner" { project = { id = "T", name = "n" }, fails = { "has_owner" } }')
  local out = run("test -p p --json").out:gsub("%s+", "")
  has(out, '"problems":[]')
  has(out, '"rules_passed":[]')
  t.write("p/basics.lua", "policy {")
  out = run("test -p p --json").out:gsub("%s+", "")
  has(out, '"file":"p/basics_test.lua","error"')
end)

promise("init: what it says to do next finds nothing amiss", function()
  local r = run("init here")
  equal(r.code, 0)
  has(r.out, "plumb check --as-of 2026-06-30 projects/*.json")
  equal(run("check -p here/policies --as-of 2026-06-30 here/projects/example.json --fail-on info").code, 0)
end)

promise("--rule matches an id from any of its dots on", function(room)
  t.shell("mkdir -p " .. room .. "/p/area")
  t.write("p/area/more.lua", (POLICY:gsub("Basics", "More")))
  for _, pattern in ipairs { "area.*", "more.*", "has_*", "area.more.has_owner", "more.has_owner" } do
    has(run("check -p p all.ndjson --rule '" .. pattern .. "'").out, "area.more.has_owner")
  end
  equal(run("check -p p all.ndjson --rule 'ore.*'").code, 2)
end)

t.finish()
