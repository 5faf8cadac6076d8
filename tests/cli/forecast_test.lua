-- SPDX-License-Identifier: MIT
-- Forecasts from outside: what changes by itself until a day, in every format; and that the same input always gives the same bytes.
local t = dofile("tests/cli/harness.lua")
local run, test, equal, has, has_not = t.run, t.test, t.equal, t.has, t.has_not

local POLICY = [[
policy { title = "Payments", params = { age = at_most { warning = 30, error = 60 } } }
rule "paid_in_time" { severity = "error", each = "contracts.payments", when = function(p) return not p.paid_on end,
  check = function(p) return not overdue(p.due) end, message = "{p.name} was due on {p.due}", remedy = "collect it" }
rule "renewed" { severity = "warning", when = function(project) return due_within(project.finish, "10d") end,
  check = function(project) return project.owner end, message = "ends on {project.finish}, and nobody cares" }
rule "old" { each = "risks", measure = function(risk) return days_between(risk.assessed_on, today()) end, limit = "age",
  message = "assessed {measure} days ago; {limit} is the limit" }
]]
local A = '{"id":"A","name":"Alpha","owner":"Li","finish":"2027-01-01","contracts":[{"id":"c","payments":[{"name":"p1","due":"2026-07-02"},{"name":"p2","due":"2026-07-05"}]}],"risks":[]}\n'
local B = '{"id":"B","name":"Beta","finish":"2026-07-08","contracts":[],"risks":[{"name":"r","assessed_on":"2026-06-10"}]}\n'
local C = '{"id":"C","name":"Gamma","owner":"Li","finish":"2027-06-01","contracts":[],"risks":[]}\n'

local function promise(name, body)
  test(name, function(room)
    t.shell("mkdir -p " .. room .. "/p/pay")
    t.write("p/pay/plan.lua", POLICY)
    t.write("plumb.json", '{"timezone":"Asia/Shanghai"}')
    t.write("d.ndjson", A .. B .. C)
    body(room)
  end)
end

local function forecast(more, how) return run("check -p p --as-of 2026-06-30 " .. more, how) end

local function csv(text)
  local rows = {}
  for line in text:gmatch("([^\r\n]*)\r\n") do
    local cells, at = {}, 1
    repeat
      local cell, following
      if line:sub(at, at) == '"' then
        local from = at + 1
        repeat
          at = line:find('"', at + 1, true)
          local doubled = line:sub(at + 1, at + 1) == '"'
          if doubled then at = at + 1 end
        until not doubled
        cell, following = line:sub(from, at - 1), at + 2
      else
        local comma = line:find(",", at, true) or #line + 1
        cell, following = line:sub(at, comma - 1), comma + 1
      end
      cells[#cells + 1], at = cell, following
    until at > #line + 1
    rows[#rows + 1] = cells
  end
  local names = table.remove(rows, 1)
  for i, cells in ipairs(rows) do
    local row = {}
    for k, name in ipairs(names) do row[name] = cells[k] end
    rows[i] = row
  end
  return rows
end

-- ---- what is told ----

promise("by day, the soonest first; who conforms now and then", function()
  local r = forecast "d.ndjson --until 2026-09-30"
  equal(r.err, "")
  equal(r.code, 1)
  local text = r.out:gsub("^plumb [^\n]*\n", ""):gsub("%d+%.%d+ s\n", "N s\n")
  equal(text, [[

2026-07-03
  A  ✗ error     pay.plan.paid_in_time  contracts[c].payments[p1]
      p1 was due on 2026-07-02

2026-07-06
  A  ✗ error     pay.plan.paid_in_time  contracts[c].payments[p2]
      p2 was due on 2026-07-05

2026-07-09
  B  ✓ conforms  pay.plan.renewed
      (was warning)

2026-07-11
  B  ✗ warning   pay.plan.old  risks[r]
      assessed 31 days ago; 30 is the limit

2026-08-10
  B  ✗ error     pay.plan.old  risks[r]
      assessed 61 days ago; 60 is the limit (was warning)

If nobody acts: 4 turn red, 1 turns green by itself
conforming: 3 of 3 projects on 2026-06-30, 1 on 2026-09-30 · N s
]])
  has(r.out, "3 projects · 3 rules · from 2026-06-30 until 2026-09-30 · generation ")
end)

promise("the moments are those of the company's zone", function()
  local out = forecast("d.ndjson --until 2026-07-04 --json").out
  has(out, '"until":"2026-07-04"')
  has(out, '"at":"2026-07-02T16:00:00Z","day":"2026-07-03","rule":"pay.plan.paid_in_time","clauses":[],"element":"contracts[c].payments[p1]",'
    .. '"pointer":"/contracts/0/payments/0","from":"pass","from_severity":null,"to":"fail","severity":"error","trial":false,"message":"p1 was due on 2026-07-02"')
  has(out, '"conforms":true,"conforms_then":false,"flips_at":"2026-07-02T16:00:00Z","until":null')
  has_not(out, "p2 was due")
  has(out, '"conforming":3,"conforming_then":2,"failing":1,"red":1,"green":0')
  -- a day is in it to its end, a moment to itself
  has(forecast("d.ndjson --until 2026-07-02T15:59:59.999Z --json").out, '"red":0')
  has(forecast("d.ndjson --until 2026-07-02T16:00:00Z --json").out, '"red":1')
end)

promise("a moment within a day has its time", function()
  t.write("p/pay/plan.lua", [[rule "quick" { severity = "error", check = function(project) return in_time(project.closed_on, after(project.started_at, "36h")) end, message = "late" }]])
  t.write("d.ndjson", '{"id":"A","name":"n","started_at":"2026-06-30T09:30:00+08:00"}\n')
  has(forecast("d.ndjson --until 2026-07-31").out, "\n2026-07-01\n  A  ✗ error  pay.plan.quick\n      21:30  late\n")
end)

promise("one row a change, and Markdown", function()
  local rows = csv(forecast("d.ndjson --until 2026-09-30 -f csv").out)
  equal(#rows, 5)
  equal(rows[1].project .. rows[1].day .. rows[1].to .. rows[1].severity .. rows[1].remedy, "A2026-07-03failerrorcollect it")
  equal(rows[5].from .. rows[5].from_severity .. rows[5].to .. rows[5].severity, "failwarningfailerror")
  local out = forecast("d.ndjson --until 2026-07-05 -f markdown").out
  has(out, "## 2026-07-03\n\n- **error** A — Alpha · `pay.plan.paid_in_time` · `contracts[c].payments[p1]`  \n  p1 was due on 2026-07-02\n")
end)

promise("in Chinese", function()
  local out = forecast("d.ndjson --until 2026-09-30 --lang zh").out
  has(out, "自 2026-06-30 至 2026-09-30")
  has(out, "（此前：警告）")
  has(out, "若无人处理：4 项转红，1 项自行转绿\n3 个项目中，2026-06-30 有 3 个符合标准，2026-09-30 有 1 个")
end)

promise("what is not shown is counted", function()
  local out = forecast("d.ndjson --until 2026-09-30 --limit 2").out
  has(out, "… and 3 more changes (--all shows them)\n")
  has(out, "2026-07-06")
  has_not(out, "2026-07-09")
  has_not(forecast("d.ndjson --until 2026-09-30 --all").out, "more change")
end)

promise("what a condition takes away turns green", function()
  t.write("p/pay/plan.lua", [[
policy { title = "t", when = function(project) return not overdue(project.finish) end }
rule "owned" { severity = "error", each = "risks", check = function(risk) return risk.owner end, message = "no owner" }]])
  t.write("d.ndjson", '{"id":"A","name":"n","finish":"2026-07-10","risks":[{"name":"a"},{"name":"b","owner":"Li"}]}\n')
  local rows = csv(forecast("d.ndjson --until 2026-12-31 -f csv").out)
  equal(#rows, 1)
  equal(rows[1].day .. rows[1].element .. rows[1].from .. rows[1].to, "2026-07-11risks[a]failnot_applicable")
  -- it fails now, so it does not matter that it will be better
  equal(forecast("d.ndjson --until 2026-12-31").code, 1)
end)

promise("dated parameters, rules from a day on, on trial, and switched off for a while", function(room)
  t.shell("mkdir -p " .. room .. "/p/profiles")
  t.write("p/pay/plan.lua", [[
policy { title = "t", params = { high = number { 10, ["2026-08-01"] = 5, weaker = "up" } } }
rule "high" { severity = "error", each = "risks", check = function(risk) return risk.score < param.high end, message = "{risk.score}" }
rule "later" { severity = "error", from = "2026-09-01", check = function(project) return project.owner end, message = "no owner" }
rule "trial" { severity = "error", trial = "2026-10-31", check = function(project) return project.owner end, message = "no owner" }
rule "off" { severity = "error", check = function(project) return project.owner end, message = "no owner" }]])
  t.write("p/profiles/a.lua", [[profile "all" { level = "company", rules = {
    ["pay.plan.off"] = { off = true, reason = "r", approved_by = "a", expires = "2026-11-30" } } }]])
  t.write("d.ndjson", '{"id":"A","name":"n","risks":[{"name":"x","score":7}]}\n')
  local seen = {}
  for i, row in ipairs(csv(forecast("d.ndjson --until 2026-12-31 -f csv").out)) do seen[i] = ("%s %s %s>%s %s"):format(row.day, row.rule, row.from, row.to, row.trial) end
  equal(table.concat(seen, "\n"), [[
2026-08-01 pay.plan.high pass>fail 
2026-09-01 pay.plan.later not_applicable>fail 
2026-11-01 pay.plan.trial fail>fail 
2026-12-01 pay.plan.off not_applicable>fail ]])
  has(forecast("d.ndjson --until 2026-12-31").out, "no owner (was trial)")
end)

promise("only the rules that are asked for", function()
  local out = forecast("d.ndjson --until 2026-09-30 --rule old").out
  has(out, "If nobody acts: 2 turn red, 0 turn green")
  has_not(out, "p1")
end)

-- ---- how it ends ----

promise("the exit status", function()
  t.write("c.ndjson", C)
  local r = forecast "c.ndjson --until 2026-12-31"
  equal(r.code, 0)
  has(r.out, "Nothing changes by itself until 2026-12-31.\nconforming: 1 of 1 project on 2026-06-30, 1 on 2026-12-31")
  t.write("a.ndjson", A)
  equal(forecast("a.ndjson --until 2026-07-02").code, 0)
  equal(forecast("a.ndjson --until 2026-07-03").code, 1)
  equal(forecast("a.ndjson --until 2026-07-03 --fail-on critical").code, 0)
  t.write("bad.ndjson", C .. '{"id":7}\n')
  r = forecast "bad.ndjson --until 2026-07-03"
  equal(r.code, 2)
  has(r.out, "1 document refused")
  has(r.err, "bad.ndjson:2")
  t.write("p/pay/plan.lua", [[rule "breaks" { severity = "info", check = function(project) if overdue(project.finish) then error("x") end return true end, message = "m" }]])
  t.write("c.ndjson", B)
  equal(forecast("c.ndjson --until 2026-07-08").code, 0)
  equal(forecast("c.ndjson --until 2026-07-09").code, 3)
end)

promise("a day that cannot be", function()
  local r = forecast "d.ndjson --until 2026-06-29"
  equal(r.code, 2)
  has(r.err, "--until: 2026-06-29 is before the day as of which projects are judged, 2026-06-30")
  equal(r.out, "")
  r = forecast "d.ndjson --until tomorrow"
  equal(r.code, 2)
  has(r.err, "'tomorrow' is neither a date nor a time")
  equal(forecast("d.ndjson --until 2026-06-30").code, 0)
end)

promise("documents from a pipe", function()
  local r = forecast("--until 2026-07-31 -", { before = "cat d.ndjson" })
  equal(r.code, 1)
  has(r.out, "p1 was due on 2026-07-02")
end)

promise("a comparison with the time is told to the minute, without asking every minute", function()
  t.write("p/pay/plan.lua", [[
rule "begun" { severity = "error", check = function(project) return now() < project.started_at end, message = "m" }
rule "over" { severity = "error", check = function(project) return project.finish >= today() end, message = "m" }]])
  t.write("d.ndjson", '{"id":"A","name":"n","started_at":"2027-07-05T09:30:00+08:00","finish":"2027-03-01"}\n')
  local rows = csv(forecast("d.ndjson --until 2028-07-31 -f csv").out)
  equal(#rows, 2)
  equal(rows[1].at .. rows[1].rule, "2027-03-01T16:00:00Zpay.plan.over")
  equal(rows[2].at .. rows[2].rule, "2027-07-05T01:30:00Zpay.plan.begun")
end)

promise("too many moments are not passed over in silence", function()
  t.write("p/pay/plan.lua", [[rule "minutes" { severity = "error", check = function(project) return now() - project.started_at > 3 end, message = "m" }]])
  t.write("d.ndjson", '{"id":"A","name":"n","started_at":"2026-07-05T09:30:00+08:00"}\n')
  local r = forecast "d.ndjson --until 2026-07-31"
  has(r.out, "the forecast of 1 project ends earlier, the first on 2026-06-30: there are too many moments at which something can change")
  has(forecast("d.ndjson --until 2026-07-31 --json").out, '"until":"2026-06-30T08:40:59.999Z"')
end)

promise("a rule that takes too long then is left alone", function()
  t.write("p/pay/plan.lua", [[
rule "loops" { severity = "error", check = function(project) if overdue(project.finish) then while true do end end return today() ~= nil end, message = "m" }
rule "fine" { severity = "error", check = function(project) return not older_than(project.finish, "2d") end, message = "old" }]])
  t.write("d.ndjson", B)
  local rows = csv(forecast("d.ndjson --until 2026-08-31 -f csv --soft-ms 50").out)
  equal(#rows, 2)
  equal(rows[1].day .. rows[1].rule .. rows[1].to, "2026-07-09pay.plan.loopserror")
  equal(rows[2].day .. rows[2].rule .. rows[2].to, "2026-07-11pay.plan.finefail")
end)

promise("the time is not known while a policy is loaded", function()
  t.write("p/pay/plan.lua", [[
local limit = today()
rule "r" { severity = "error", check = function(project) return project.finish > limit end, message = "m" }]])
  local r = forecast "d.ndjson"
  equal(r.code, 3)
  has(r.err, "p/pay/plan.lua:1:15: error: today: it is no moment yet while the file is loaded; ask within a rule's function")
end)

-- ---- the store ----

promise("a store's projects, of which nothing is kept", function()
  t.write("plumb.json", '{"timezone":"Asia/Shanghai","policies":"p"}')
  equal(run("import d.ndjson").code, 0)
  local before = run("check --json").out:gsub('"seconds":[^,]*', "")
  local year = os.date("!*t").year
  local r = run(("check --until %d-12-31 --json"):format(year + 1))
  equal(r.err, "")
  has(r.out, '"id":"B"')
  has(r.out, '"red":')
  equal(run("check --json").out:gsub('"seconds":[^,]*', ""):gsub('"state":"new"', '"state":"stays"'):gsub('"new":%d+', ""):gsub('"stays":%d+', ""),
    (before:gsub('"state":"new"', '"state":"stays"'):gsub('"new":%d+', ""):gsub('"stays":%d+', "")))
end)

promise("a waiver that comes to its end", function()
  t.write("plumb.json", '{"timezone":"Asia/Shanghai","policies":"p"}')
  t.write("p/pay/plan.lua", [[rule "owned" { severity = "error", check = function(project) return project.owner end, message = "no owner" }]])
  equal(run("import d.ndjson").code, 0)
  local last = os.time() + 30 * 86400
  local function day(seconds) return os.date("!%Y-%m-%d", seconds + 8 * 3600) end
  equal(run("waive request B owned --reason why --user li --expires " .. day(last)).code, 0)
  equal(run("waive approve 1 --user wang").code, 0)
  local rows = csv(run("check -f csv --until " .. day(last + 86400)).out)
  equal(#rows, 1)
  equal(rows[1].day .. rows[1].project .. rows[1].from .. rows[1].to, day(last + 86400) .. "Bwaivedfail")
  has(run("check --until " .. day(last + 86400)).out, "no owner (was waived)")
  equal(run("check --until " .. day(last)).code, 0)
end)

-- ---- it is what check says then ----

local SAMPLE = os.getenv("SAMPLE") or "build/portfolio.ndjson"

local function sample(lines)
  local list = {}
  for line in io.lines(SAMPLE) do
    list[#list + 1] = line
    if #list == lines then break end
  end
  t.write("d.ndjson", table.concat(list, "\n") .. "\n")
end

-- The findings of a check as a set.
local function findings(as_of)
  local set = {}
  for _, row in ipairs(csv(run("check d.ndjson --timezone Asia/Shanghai --calendar cn -f csv --as-of " .. as_of).out)) do
    if row.verdict ~= "not_ready" then set[row.project .. " " .. row.rule .. " " .. row.pointer] = row.verdict .. " " .. row.severity end
  end
  return set
end

test("what a forecast says of a day is what check says on that day", function()
  sample(30)
  local changes = csv(run("check d.ndjson --timezone Asia/Shanghai --calendar cn -f csv --as-of 2026-06-30 --until 2027-06-30").out)
  assert(#changes > 100)
  for _, day in ipairs { "2026-07-01", "2026-07-20", "2026-10-01", "2026-12-27", "2027-06-30" } do
    local set = findings("2026-06-30")
    for _, row in ipairs(changes) do
      local key = row.project .. " " .. row.rule .. " " .. row.pointer
      if row.day <= day then
        local before = row.from_severity ~= "" and row.from .. " " .. row.from_severity or nil
        equal(set[key], before, key .. " before " .. row.at)
        set[key] = row.severity ~= "" and row.to .. " " .. row.severity or nil
      end
    end
    -- the changes of the day came before its end: as of the last moment of it
    local then_ = findings(day .. "T23:59:59.999+08:00")
    for key, verdict in pairs(then_) do equal(set[key], verdict, key .. " on " .. day) end
    for key, verdict in pairs(set) do equal(then_[key], verdict, key .. " on " .. day) end
  end
end)

-- ---- the same input, the same bytes ----

local function bytes(arguments) return (run(arguments).out:gsub('"seconds":[0-9.e+-]*', "")) end

test("the same bytes from every process and any number of workers", function()
  sample(60)
  local first = bytes "check d.ndjson --as-of 2026-06-30 --json -j 1"
  local ahead = bytes "check d.ndjson --as-of 2026-06-30 --until 2027-03-31 --json -j 1"
  assert(#first > 10000 and #ahead > #first)
  for workers = 1, 4 do
    equal(bytes("check d.ndjson --as-of 2026-06-30 --json -j " .. workers), first)
    equal(bytes("check d.ndjson --as-of 2026-06-30 --until 2027-03-31 --json -j " .. workers), ahead)
  end
end)

promise("nothing depends on the order in which a table keeps its keys", function()
  local fields = { "owner", "customer", "region", "country", "business_unit", "type", "phase", "status" }
  local members, reads = {}, {}
  for i, name in ipairs(fields) do
    members[i] = ("k%d%s = project.%s"):format(i * 7919 % 101, name, name)
    reads[i] = ("%s = %q"):format(name, "x")
  end
  t.write("p/pay/plan.lua", ([[
local function all(project) return { %s } end
rule "length" { severity = "error", check = function(project) return #all(project) == 0 end, message = "m" }
rule "walk" { severity = "error", check = function(project) local s = "" for k in pairs { %s } do s = s .. k end return s == "" end, message = "m" }
rule "details" { severity = "error", check = function(project) return false, { %s } end, message = "m" }
rule "pattern" { severity = "error", each = "risks", check = function(risk) return count({ risk }, { owner = "a", status = "open", category = "legal", cause = "c", effect = "e" }) == 1 end, message = "m" }
rule "phrases" { severity = "error", check = function(project) return empty(phrases { { text = "n", level = "caution", basis = "b" } }(project.name)) end, message = "m" }
rule "global" { severity = "error", check = function(project) return project.name:upperx() end, message = "m" }
]]):format(table.concat(members, ", "), table.concat(reads, ", "), table.concat(reads, ", ")))
  t.write("d.ndjson", '{"id":"A","name":"n","risks":[{"name":"x"}]}\n')
  local first = bytes "check -p p d.ndjson --as-of 2026-06-30 --json"
  has(first, "cannot judge: owner is absent, customer is absent, region is absent, country is absent, business_unit is absent")
  for _ = 1, 12 do equal(bytes "check -p p d.ndjson --as-of 2026-06-30 --json", first) end
end)

t.finish()
