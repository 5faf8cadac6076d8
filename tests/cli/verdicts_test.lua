-- SPDX-License-Identifier: MIT
-- Verdicts that Lua alone would get wrong, from outside: what a gap touches is unknown, moments are equal when they are the
-- same moment, currencies do not mix. Each case is the body of a check on one project, and the verdict that is right.
--   PLUMB=build/plumb lua5.4 tests/cli/verdicts_test.lua
local plumb = os.getenv("PLUMB") or "build/plumb"

local PROJECT = [[{"id":"C","name":"n","currency":"CNY","start":"2026-03-02","started_at":"2026-03-02T08:00:00+08:00","value":500,
"risks":[{"name":"a","score":4,"status":"open"},{"name":"b","status":"open","owner":"Li"}],
"goals":[{"id":"g","approved_at":"2026-03-02T00:00:00Z"}],"contracts":[{"number":"1","value":{"amount":500,"currency":"USD"}}]}]]

local CASES = {
  -- gaps
  { "a compared gap", 'return p.owner ~= "x"', "unknown" },
  { "a gap tested for presence", "return p.owner", "fail" },
  { "a gap that does not matter", 'return p.name == "n" or p.owner == "x"', "pass" },
  { "a gap that would matter", 'return p.name == "m" or p.owner == "x"', "unknown" },
  { "a false that a gap cannot save", 'return p.name == "m" and p.owner == "x"', "fail" },
  { "not of a comparison with a gap", 'return not (p.owner == "x")', "unknown" },
  { "any decides without the gap", 'return any(p.risks, function(r) return r.score and r.score >= 4 end)', "pass" },
  { "all cannot", 'return all(p.risks, function(r) return r.score >= 4 end)', "unknown" },
  { "a pattern over a gap", 'return count(p.risks, { owner = "Li" }) == 1', "unknown" },
  { "a list of gaps is not counted", "local t = { p.owner, p.customer } return #t == 2", "unknown" },
  { "nor one into which a gap was put", "local t = {} table.insert(t, p.owner) return #t >= 1", "unknown" },
  { "nor walked", "for _, v in ipairs({ p.name, p.owner }) do if v == 'z' then return false end end return true", "unknown" },
  { "an absent list", "return #p.milestones == 0", "unknown" },
  { "a field of an absent object", "return not p.budget.total", "pass" },
  { "a gap decides a branch", 'if p.owner == "x" then return true end return true', "unknown" },
  { "a gap as an argument", "return ('abc'):find(p.owner) == nil", "unknown" },
  -- time
  { "one moment in two offsets", "return p.started_at == p.goals[1].approved_at", "pass" },
  { "and not different", "return p.started_at ~= p.goals[1].approved_at", "fail" },
  { "a day later is another", 'return p.started_at + "24h" == p.goals[1].approved_at', "fail" },
  { "days between", 'return today() - p.start == 120', "pass" },
  -- money
  { "two currencies do not compare", "return p.contracts[1].value > p.value", "unknown" },
  { "nor are they equal", "return p.contracts[1].value == p.value", "unknown" },
  { "nor different", "return p.contracts[1].value ~= p.value", "unknown" },
  { "nor add", "return p.contracts[1].value + p.value > 0", "unknown" },
  { "a zero has every currency", "return p.contracts[1].value > 0", "pass" },
  { "a parameter in another currency", "return p.value ~= param.limit", "unknown" },
  -- what is no answer
  { "no return", "local x = p.name if x == 'z' then return true end", "error" },
  { "a number", "local t = { n = 0 } return t.n", "error" },
  { "a plain table", "local t = { n = {} } return t.n", "error" },
  { "nothing to divide by", "return ratio(p.value, 0) > 1", "not_applicable" },
}

local function sh(command)
  local pipe = assert(io.popen(command, "r"))
  local out = pipe:read("a")
  pipe:close()
  return out
end
local room = sh("mktemp -d"):match("%S+")
local function write(name, text)
  local f = assert(io.open(room .. "/" .. name, "wb"))
  f:write(text)
  f:close()
end
sh("mkdir " .. room .. "/p")
local rules = { 'policy { params = { limit = money { "500 USD" } } }\n' }
for i, case in ipairs(CASES) do
  rules[#rules + 1] = ('rule "r%d" { severity = "error", check = function(p) %s end, message = "m" }\n'):format(i, case[2])
end
write("p/v.lua", table.concat(rules))
write("d.json", PROJECT)

local passed, failed = 0, 0
local function check(ok, what, detail)
  if ok then passed = passed + 1 return end
  failed = failed + 1
  print("FAIL " .. what .. ": " .. detail)
end
local out = sh(("%s check --policies %s/p --as-of 2026-06-30 --format json %s/d.json 2>%s/err"):format(plumb, room, room, room))
local listed = {}
for rule, verdict in out:gmatch('"rule":"v%.(r%d+)".-"verdict":"([%w_]+)"') do listed[rule] = verdict end
local na = tonumber(out:match('"not_applicable":(%d+)'))
for i, case in ipairs(CASES) do
  local got, want = listed["r" .. i] or "pass or not_applicable", case[3]
  if want == "pass" or want == "not_applicable" then check(got == "pass or not_applicable", case[1], got .. ", expected " .. want)
  else check(got == want, case[1], got .. ", expected " .. want) end
end
check(na == 1, "one rule does not apply", tostring(na) .. sh("cat " .. room .. "/err"))
sh("rm -rf " .. room)
print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0)
