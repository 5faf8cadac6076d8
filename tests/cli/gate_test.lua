-- SPDX-License-Identifier: MIT
-- Gates from outside: readiness in a check, asking for a phase or an element's status, and what is kept of it.
local t = dofile("tests/cli/harness.lua")

local GATES = [[
local place = phases {
  "initiation",
  "planning",
  { "execution", approvers = { "sponsor", "pmo" }, blocked_by = "critical" },
  { "monitoring", during = "execution" },
  "closing",
}
rule "order_is_kept" {
  covers = "X-05.a", severity = "critical",
  when = function(project) return project.phase ~= nil end,
  check = function(project)
    local before = nil
    for _, step in ipairs(history(project, "phase")) do
      local from, to = before and place[before], step.value and place[step.value]
      if from and to and to - from > 1 then return false end
      before = step.value
    end
    return true
  end,
  message = "phases were left out",
}
]]
local POLICY = [[
rule "has_an_owner" { severity = "critical", gate = "execution", check = function(project) return project.owner end, message = "nobody owns it" }
rule "has_a_customer" { severity = "error", gate = "execution", check = function(project) return project.customer end, message = "no customer" }
rule "region_is_said" { severity = "info", gate = "execution", check = function(project) return project.region end, message = "no region" }
rule "value_is_small" { severity = "error", gate = "execution", check = function(project) return project.priority == "low" end, message = "too much" }
rule "is_closed_well" { severity = "error", gate = "closing", check = function(project) return project.description end, message = "no description" }
rule "is_not_red" { severity = "critical", when = function(project) return project.health end, check = function(project) return project.health ~= "red" end, message = "it is red" }
rule "passed" { severity = "critical", gate = "released", each = "deliverables", when = function(d) return d.status == "released" end,
  check = function(d) return d.quality_result == "pass" end, message = "{d.name} did not pass" }
]]
local function project(id, more)
  more = more or ""
  return ('{"id":"%s","name":"Project %s"%s%s}\n'):format(id, id, more, more:find('"deliverables"', 1, true) and "" or ',"deliverables":[]')
end
local WHOLE = ',"owner":"li","customer":"Blue","region":"APAC","priority":"low"'

local function ok(r, code) if r.code ~= (code or 0) then error("exit " .. r.code .. ": " .. r.err .. r.out, 2) end return r end
-- A store with these projects, judged once, so that the policies are the active ones.
local function portfolio(documents)
  os.execute("mkdir -p " .. t.room() .. "/policies/lifecycle")
  t.write("policies/lifecycle/gates.lua", GATES)
  t.write("policies/entry.lua", POLICY)
  t.write("a.ndjson", documents)
  ok(t.run("import a.ndjson"))
  t.run("check --policies policies")
end
local function phase_of(id) return t.run("export " .. id).out:match('"phase":"(%l+)"') end

t.test("a check tells who is ready, and counts none of it", function()
  portfolio(project("P-1", ',"phase":"planning"' .. WHOLE) .. project("P-2", ',"phase":"planning","owner":"li","region":"x"') .. project("P-3", ',"phase":"execution"'))
  local r = ok(t.run("check"))
  t.has(r.out, "P-2  Project P-2  (planning, x)")
  t.has(r.out, "◇ not ready for execution: 2 of 4 gate rules refuse (entry.has_a_customer,")
  t.has(r.out, "P-3  Project P-3  (execution)")
  t.has(r.out, "◇ not ready for closing: 1 of 1 gate rule refuses (entry.is_closed_well)")
  t.has(r.out, "critical 0 · error 0 · warning 0 · info 0 · unknown 0 · policy errors 0")
  t.has(r.out, "next gate: ready 1, not ready 2")
  t.has(r.out, "3 of 3 projects conform")
  t.has_not(r.out, "By rule")
  t.has(t.run("check --lang zh").out, "尚不能进入 execution 阶段：2 / 4 条关口规则不通过")
  r = ok(t.run("check --json"))
  t.has(r.out, '"next_gate":{"phase":"execution","ready":true,"rules":4,"refusing":0,"blocking":0,"verdicts":[]}')
  t.has(r.out, '"next_gate":{"phase":"execution","ready":false,"rules":4,"refusing":2,"blocking":0,"verdicts":[{"rule":"entry.has_a_customer"')
  t.has(r.out, '"ready":1,"not_ready":2')
  t.has(t.run("check --format csv").out, ",,,not_ready,,,\"not ready for execution: 2 of 4 gate rules refuse (entry.has_a_customer, entry.value_is_small)\"")
  t.has(t.run("check --format markdown").out, "not ready for execution&#58; 2 of 4 gate rules refuse")
  t.equal(t.run("findings --format csv").out:match("entry"), nil, "no finding is kept of it")
end)

t.test("an open finding that the phase names makes it not ready, and blocks", function()
  portfolio(project("P-1", ',"phase":"planning","health":"red"' .. WHOLE))
  t.has(t.run("check").out, "◇ not ready for execution: 1 open finding blocks")
  local r = ok(t.run("gate P-1 execution"), 1)
  t.has(r.out, "✗ blocks  entry.is_not_red")
  t.has(r.out, "refused: hard refusals 0, soft ones 1; P-1 stays in planning")
  t.has(r.out, "what is soft can be overridden by: sponsor, pmo")
  ok(t.run("gate P-1 execution --override --role pmo --reason 'known' --user wang"))
  t.equal(phase_of("P-1"), "execution")
end)

t.test("passing moves the phase, and the history, the decisions and the log tell who and why", function()
  portfolio(project("P-1", ',"phase":"planning"' .. WHOLE))
  local r = ok(t.run("gate P-1 execution --user li.wei --reason 'all is there'"))
  t.has(r.out, "P-1  planning → execution\n  gate rules without a fault: 4 of 4\npassed: P-1 is in execution now\n")
  t.equal(phase_of("P-1"), "execution")
  r = ok(t.run("history P-1 --json"))
  t.has(r.out, '"action":"project.changed","actor":"li.wei","field":"phase","from":"planning","to":"execution","reason":"all is there"')
  t.has(r.out, '"action":"gate.passed","actor":"li.wei"')
  t.has(ok(t.run("history P-1")).out, "(gate passed)")
  r = ok(t.run("gate P-1"))
  t.has(r.out, "not ready for closing: hard refusals 0, soft ones 1")
  t.has(r.out, "passed  planning → execution  li.wei: all is there")
  t.has(ok(t.run("gate P-1 --json")).out, '"decisions":[{"entry":')
  ok(t.run("doctor"))
end)

t.test("a refusal moves nothing, is kept with its verdicts, and ends with 1", function()
  portfolio(project("P-1", ',"phase":"planning","priority":"high"'))
  local r = ok(t.run("gate P-1 execution --user li.wei"), 1)
  t.has(r.out, "✗ hard  entry.has_an_owner")
  t.has(r.out, "✗ soft  entry.has_a_customer")
  t.has(r.out, "✗ told  entry.region_is_said")
  t.has(r.out, "gate rules without a fault: 0 of 4")
  t.has(r.out, "refused: hard refusals 1, soft ones 2; P-1 stays in planning")
  t.equal(phase_of("P-1"), "planning")
  r = ok(t.run("gate P-1 --json"))
  t.has(r.out, '"outcome":"refused","element":null,"from":"planning","to":"execution","by":"li.wei"')
  t.has(r.out, '"verdicts":[{"rule":"entry.has_an_owner","element":"","verdict":"fail","severity":"critical","enforcement":"hard","message":"nobody owns it"}')
end)

t.test("an unknown refuses as a fail does, and what is told only refuses nothing", function()
  portfolio(project("P-1", ',"phase":"planning","owner":"li","customer":"Blue"'))
  local r = ok(t.run("gate P-1 execution"), 1)
  t.has(r.out, "? soft  entry.value_is_small\n      cannot judge: priority is absent")
  t.has(r.out, "hard refusals 0, soft ones 1")
  r = ok(t.run("gate P-1 execution --json"), 1)
  t.has(r.out, '"outcome":"refused"')
  t.has(r.out, '{"rule":"entry.region_is_said","element":null,"verdict":"fail","severity":"info","enforcement":"advisory","refuses":false')
end)

t.test("an approver overrides what is soft, with a reason; another role does not, and nobody what is hard", function()
  portfolio(project("P-1", ',"phase":"planning","owner":"li","priority":"high"') .. project("P-2", ',"phase":"planning"' ))
  local r = ok(t.run("gate P-1 execution --override --role sponsor"), 2)
  t.has(r.err, "--override needs --role ROLE and --reason TEXT")
  ok(t.run("gate P-1 execution --role sponsor"), 2)
  ok(t.run("gate P-1 --override --role sponsor --reason x"), 2)
  r = ok(t.run("gate P-1 execution --override --role intern --reason 'hurry' --user li"), 1)
  t.has(r.out, "refused: 'intern' is no approver of execution")
  t.equal(phase_of("P-1"), "planning")
  r = ok(t.run("gate P-1 execution --override --role sponsor --reason 'contract on Monday' --user wang.fang"))
  t.has(r.out, "overridden by wang.fang as sponsor: P-1 is in execution now")
  t.has(ok(t.run("gate P-1")).out, "overridden  planning → execution  wang.fang: contract on Monday")
  t.has(ok(t.run("history P-1")).out, "(gate overridden)")
  r = ok(t.run("gate P-2 execution --override --role sponsor --reason 'hurry'"), 1)
  t.has(r.out, "✗ hard  entry.has_an_owner")
  t.equal(phase_of("P-2"), "planning")
end)

t.test("a gate rule that was waived does not refuse", function()
  portfolio(project("P-1", ',"phase":"planning","customer":"Blue","priority":"low","region":"APAC"'))
  ok(t.run("gate P-1 execution"), 1)
  ok(t.run("waive request P-1 has_an_owner --reason 'owner joins in May' --expires 2098-12-31 --user li.wei"))
  ok(t.run("waive approve 1 --user wang.fang"))
  t.has(t.run("check --json").out, '"ready":true,"rules":4,"refusing":0')
  local r = ok(t.run("gate P-1 execution"))
  t.has(r.out, "~ waived  entry.has_an_owner")
  t.equal(phase_of("P-1"), "execution")
end)

t.test("phases cannot be left out, but with a waiver of the rule about their order", function()
  portfolio(project("P-1", ',"phase":"planning"' .. WHOLE))
  local r = ok(t.run("gate P-1 closing --reason 'cut short'"), 1)
  t.has(r.out, "refused: execution comes before closing and cannot be left out without a waiver")
  t.equal(phase_of("P-1"), "planning")
  t.has(ok(t.run("gate P-1 monitoring"), 1).out, "execution comes before monitoring")
  ok(t.run("waive request P-1 order_is_kept --reason 'bought ready-made' --expires 2098-12-31 --user li.wei"))
  t.has(ok(t.run("gate P-1 closing"), 1).out, "execution comes before closing", "asked for is not granted")
  ok(t.run("waive approve 1 --user wang.fang"))
  r = ok(t.run("gate P-1 closing"), 1)
  t.has(r.out, "phases are left out by waiver 1, granted by wang.fang")
  t.has(r.out, "✗ soft  entry.is_closed_well")
end)

t.test("an earlier phase is opened again with a reason, by no rule", function()
  portfolio(project("P-1", ',"phase":"closing"'))
  local r = ok(t.run("gate P-1 planning"), 2)
  t.has(r.err, "planning lies before closing: a phase that is opened again needs a reason")
  r = ok(t.run("gate P-1 execution --reason 'goods came back' --user li.wei"))
  t.has(r.out, "opened again: P-1 is in execution now")
  t.has(ok(t.run("history P-1 --json")).out, '"action":"gate.reopened","actor":"li.wei","field":null,"from":null,"to":null,"reason":"goods came back"')
  t.has(ok(t.run("gate P-1")).out, "opened again  closing → execution  li.wei: goods came back")
end)

t.test("monitoring goes on while the execution does: it may be left out, entered and left", function()
  portfolio(project("P-1", ',"phase":"execution","description":"d"') .. project("P-2", ',"phase":"execution","description":"d"'))
  ok(t.run("gate P-1 closing"))
  ok(t.run("gate P-2 monitoring"))
  t.has(ok(t.run("gate P-2 execution")).out, "passed: P-2 is in execution now")
  ok(t.run("gate P-2 monitoring"))
  ok(t.run("gate P-2 closing"))
  t.equal(phase_of("P-2"), "closing")
  t.has(ok(t.run("check")).out, "2 of 2 projects conform", "nothing was left out")
end)

t.test("a document that jumped is a finding", function()
  portfolio(project("P-1", ',"phase":"planning"'))
  t.write("b.ndjson", project("P-1", ',"phase":"closing"'))
  ok(t.run("import b.ndjson"))
  t.has(ok(t.run("check"), 1).out, "lifecycle.gates.order_is_kept")
end)

t.test("what other projects do is known at a gate: findings across the portfolio block, alone or read by a gate rule", function()
  os.execute("mkdir -p " .. t.room() .. "/policies")
  t.write("policies/across.lua", [[
    rule "few" { severity = "critical", across = "portfolio", by = "owner", check = function(projects) return #projects < 3, { n = #projects } end, message = "{owner} has {n}" }
    rule "not_too_many" { severity = "critical", gate = "execution", check = function() return #findings { rule = "few" } == 0 end, message = "too many" }
  ]])
  local lines = {}
  for i = 1, 5 do lines[i] = project("P-" .. i, ',"phase":"planning","customer":"Blue","region":"x","priority":"low","owner":"' .. (i < 3 and "li" or "wu") .. '"') end
  portfolio(table.concat(lines))
  t.has(t.run("check").out, "next gate: ready 2, not ready 3")
  t.has(ok(t.run("gate P-1")).out, "ready for execution")
  ok(t.run("gate P-1 execution"))
  local r = ok(t.run("gate P-3 execution"), 1)
  t.has(r.out, "✗ blocks  across.few  portfolio[owner=wu]\n      wu has 3")
  t.has(r.out, "✗ hard  across.not_too_many\n      too many")
  t.has(ok(t.run("waive request P-3 few --reason r --expires 2098-12-31 --user li --json")).out, '"excuses":1')
  t.has(ok(t.run("waive request P-2 few --reason r --expires 2098-12-31 --user li --json")).out, '"excuses":0')
  r = ok(t.run("whatif P-3 --set owner=zhao"))
  t.has(r.out, "✗ fail (critical) → ✓ pass      across.not_too_many  ◇ execution")
end)

t.test("an element is judged as it would be, and gets the status or not", function()
  local function deliverable(result) return ',"phase":"planning","deliverables":[{"id":"D1","name":"stand","status":"done"' .. (result and ',"quality_result":"' .. result .. '"' or "") .. '}]' end
  portfolio(project("P-1", deliverable("fail")) .. project("P-2", deliverable("pass")))
  t.has(ok(t.run("check")).out, "2 of 2 projects conform", "nobody has the status yet")
  local r = ok(t.run("gate P-1 'deliverables[D1]' released"), 1)
  t.has(r.out, "P-1  deliverables[D1]  done → released")
  t.has(r.out, "✗ hard  entry.passed  deliverables[D1]\n      stand did not pass")
  r = ok(t.run("gate P-2 'deliverables[#1]' released --user li"))
  t.has(r.out, "passed: deliverables[D1] is in released now")
  t.has(t.run("export P-2").out, '"status":"released"')
  t.has(ok(t.run("history P-2 'deliverables[D1]' --json")).out, '"field":"deliverables[D1].status","from":"done","to":"released"')
  t.has(ok(t.run("gate P-2")).out, "passed  deliverables[D1]  done → released  li")
  t.has(ok(t.run("gate P-2 'deliverables[D1]' released"), 2).err, "deliverables[D1] is released already")
  t.has(ok(t.run("gate P-1 'deliverables[D9]' released"), 2).err, "D9")
  t.has(ok(t.run("gate P-1 'deliverables[D1]' relased"), 2).err, "did you mean 'released'?")
  t.has(ok(t.run("gate P-1 owner released"), 2).err, "'owner' is no element of a list")
  -- who has it all the same is a finding
  t.write("b.ndjson", project("P-1", ',"phase":"planning","deliverables":[{"id":"D1","name":"stand","status":"released","quality_result":"fail"}]'))
  ok(t.run("import b.ndjson"))
  t.has(ok(t.run("check"), 1).out, "✗ critical  entry.passed")
end)

t.test("a waiver for an element's gate is asked for before the element has the status", function()
  portfolio(project("P-1", ',"phase":"planning","deliverables":[{"id":"D1","name":"stand","status":"done","quality_result":"fail"}]'))
  t.has(ok(t.run("waive request P-1 passed 'deliverables[D2]' --reason 'a mock-up' --expires 2098-12-31 --user li.wei"), 2).err, "D2")
  local r = ok(t.run("waive request P-1 passed 'deliverables[D1]' --reason 'a mock-up' --expires 2098-12-31 --user li.wei --json"))
  t.has(r.out, '"excuses":1')
  ok(t.run("waive approve 1 --user wang.fang"))
  r = ok(t.run("gate P-1 'deliverables[D1]' released"))
  t.has(r.out, "~ waived  entry.passed  deliverables[D1]")
end)

t.test("--dry-run decides and keeps nothing", function()
  portfolio(project("P-1", ',"phase":"planning"' .. WHOLE))
  local digest = t.run("doctor --digest").out
  local r = ok(t.run("gate P-1 execution --dry-run"))
  t.has(r.out, "nothing was kept (--dry-run)")
  t.equal(phase_of("P-1"), "planning")
  t.equal(t.run("doctor --digest").out, digest)
end)

t.test("what cannot be asked for is told with what to do", function()
  portfolio(project("P-1", ',"phase":"planning"' .. WHOLE) .. project("P-2"))
  t.has(ok(t.run("gate P-1 excution"), 2).err, "did you mean 'execution'?")
  t.has(ok(t.run("gate P-1 planning"), 2).err, "is in planning already")
  t.has(ok(t.run("gate P-9 planning"), 2).err, "P-9")
  t.write("b.ndjson", project("P-3", ',"phase":"closed"'))
  ok(t.run("import b.ndjson"))
  t.has(ok(t.run("gate P-3")).out, "closed is none of the phases")
  t.has(ok(t.run("gate P-3 planning"), 2).err, "the project 'P-3' is in 'closed', which is none of the phases")
  ok(t.run("gate P-2 initiation"))
  t.equal(phase_of("P-2"), "initiation")
  os.execute("cp -r " .. t.room() .. "/policies " .. t.room() .. "/other")
  t.write("other/more.lua", 'rule "x" { severity = "error", check = function(p) return p.name end, message = "m" }\n')
  local r = ok(t.run("gate P-1 execution --policies other"), 2)
  t.has(r.err, "a gate is decided by the active policies of the store, and these are others")
  ok(t.run("gate P-1 execution --policies policies"))
end)

t.test("a store that was never judged has no active policies", function()
  t.write("a.ndjson", project("P-1", ',"phase":"planning"'))
  ok(t.run("import a.ndjson"))
  t.has(ok(t.run("gate P-1 execution"), 2).err, "no policies are the active ones of this store yet")
end)

t.test("explain tells the gate, also when it is not the next one", function()
  portfolio(project("P-1", ',"phase":"planning"'))
  t.has(t.run("explain has_an_owner P-1").out, "guards the entry into execution (hard), which comes next")
  t.has(t.run("explain is_closed_well P-1").out, "guards the entry into closing (soft), which is not the project's next phase")
  t.has(t.run("explain is_closed_well P-1 --json").out, '"gate": "closing"')
end)

t.test("whatif tells what would make a project ready, and asks no other gate", function()
  portfolio(project("P-1", ',"phase":"planning","owner":"li","customer":"Blue","region":"x","priority":"high"'))
  local r = ok(t.run("whatif P-1 --set priority=low"))
  t.has(r.out, "entry.value_is_small  ◇ execution")
  r = ok(t.run("whatif P-1 --set priority=low --json"))
  t.has(r.out:gsub("%s", ""), '"rule":"entry.value_is_small","element":"","gate":"execution","before":{"verdict":"fail"')
  t.has_not(ok(t.run("whatif P-1 --set phase=execution")).out, "entry.value_is_small")
end)

t.test("killed anywhere, the phase never moves without its decision", function()
  portfolio(project("P-1", ',"phase":"planning"' .. WHOLE))
  local killed = 0
  for n = 1, 40 do
    local r = t.run("gate P-1 execution", { env = "PLUMB_FAULT=store-die:" .. n })
    local decided = t.run("gate P-1 --json").out:match('"outcome":"passed"') ~= nil
    t.equal(phase_of("P-1") == "execution", decided, "at " .. n)
    if r.code == 0 then break end
    killed = killed + 1
    if decided then t.run("gate P-1 planning --reason again") end
  end
  assert(killed > 1, "it was killed")
  ok(t.run("doctor"))
end)

-- One project alone does not know what it did together with others.
t.test("what projects did together blocks the one that asks, and only when they did", function()
  os.execute("mkdir -p " .. t.room() .. "/policies")
  t.write("policies/gifts.lua", [[
rule "gifts_stay_small" { severity = "critical", across = "portfolio", each = "gifts", by = "recipient",
  check = function(gifts) return sum(gifts, "value") <= 1000 end, message = "{recipient} was given too much" }
]])
  local function gifts(value) return ',"phase":"planning"' .. WHOLE .. ',"currency":"CNY","gifts":[{"recipient":"Li","value":' .. value .. '}]' end
  portfolio(project("P-1", gifts(600)) .. project("P-2", gifts(600)) .. project("P-3", ',"phase":"planning","gifts":[]' .. WHOLE))
  local r = t.run("gate P-1 execution")
  t.equal(r.code, 1, r.out .. r.err)
  t.has(r.out, "Li was given too much")
  ok(t.run("gate P-3 execution"))
  t.write("b.ndjson", project("P-2", gifts(400)))
  ok(t.run("import b.ndjson"))
  ok(t.run("gate P-1 execution"))
  t.equal(phase_of("P-1"), "execution")
end)

t.test("a waiver opens a gate until its last second, and not one longer", function()
  portfolio(project("P-1", (',"phase":"planning"' .. WHOLE):gsub('"owner":"li",', "")))
  local ends = os.time() + 6
  ok(t.run("waive request P-1 has_an_owner --reason 'joins in May' --user li.wei --expires " .. os.date("!%Y-%m-%dT%H:%M:%SZ", ends)))
  ok(t.run("waive approve 1 --user wang.fang"))
  ok(t.run("gate P-1 execution --dry-run"))
  while os.time() < ends do t.shell("sleep 0.1") end
  local r = ok(t.run("gate P-1 execution"), 1)
  t.has(r.out, "nobody owns it")
  t.equal(phase_of("P-1"), "planning")
end)

t.finish()
