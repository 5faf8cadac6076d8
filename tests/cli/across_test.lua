-- SPDX-License-Identifier: MIT
-- Rules across the portfolio from outside: what many projects do together is told of each that has a part in it.
local t = dofile("tests/cli/harness.lua")

local POLICY = [[
policy {
  params = { yearly = at_most { error = "1000 CNY", doc = "gifts to one recipient in twelve months" } },
  when = function(project) return project.phase ~= "closed" end,
}
rule "gifts_stay_small" {
  across = "portfolio", each = "gifts", by = "recipient",
  measure = function(gifts) return sum(recent(gifts, "given_on", "12mo"), "value") end,
  limit = "yearly",
  message = "{recipient} was given {measure} in twelve months; {limit} is the limit",
}
rule "cheap_among_peers" {
  across = "portfolio", among = "type", severity = "warning",
  when = function(project, peers) return #peers >= 2 end,
  check = function(project, peers) return project.evm.cpi >= median(peers, function(p) return p.evm.cpi end) * 0.75 end,
  message = "{project.name} is a quarter below its peers",
}
rule "customer_has_few" {
  across = "portfolio", by = "customer", severity = "info",
  check = function(projects, customer) return #projects < 3, { n = #projects } end,
  message = "{customer} has {n} projects",
}
]]
local function policies(text)
  os.execute("mkdir -p " .. t.room() .. "/policies/compliance")
  t.write("policies/compliance/together.lua", text or POLICY)
end
local WITH = " --policies policies --as-of 2026-10-01 "

local function gift(recipient, value, day) return ('{"recipient":"%s","value":%s,"given_on":"%s"}'):format(recipient, value, day or "2026-05-01") end
local function project(id, gifts, more)
  return ('{"id":"%s","name":"Project %s","type":"campaign","currency":"CNY","customer":"C%s","phase":"execution","evm":{"cpi":1},"gifts":[%s]%s}\n'):format(
    id, id, id, table.concat(gifts, ","), more and "," .. more or "")
end
-- "P-1 fail gifts_stay_small gifts[recipient=Li]" for each finding, sorted.
local function findings(arguments, how)
  local r = t.run("check --json" .. WITH .. arguments, how)
  local list = {}
  for line in r.out:gmatch("[^\n]+") do
    local id = line:match('"id":"([^"]*)"')
    for rule, severity, verdict, element in line:gmatch('"rule":"compliance%.together%.([%w_]+)",.-"severity":"(%l+)","verdict":"(%l+)","element":"(.-)","pointer"') do
      list[#list + 1] = ("%s %s %s %s"):format(id, verdict, rule, element)
    end
  end
  table.sort(list)
  return list, r
end
local function shown(list) return table.concat(list, "\n") end

t.test("what projects do together is found on each of them that had a part in it, and on no other", function()
  policies()
  t.write("a.ndjson", project("P-1", { gift("Li", 600) }) .. project("P-2", { gift("Li", 500), gift("Wu", 900) }) .. project("P-3", { gift("Wu", 100) }))
  local list, r = findings("a.ndjson")
  t.equal(shown(list), "P-1 fail gifts_stay_small gifts[recipient=Li]\nP-2 fail gifts_stay_small gifts[recipient=Li]")
  t.equal(r.code, 1)
  t.has(t.run("check a.ndjson" .. WITH).out, "Li was given 1,100 CNY in twelve months; 1000 CNY is the limit")
end)

t.test("a project to which the policy does not apply gives nothing, and is told nothing", function()
  policies()
  t.write("a.ndjson", project("P-1", { gift("Li", 600) }) .. project("P-2", { gift("Li", 500) }):gsub("execution", "closed"))
  t.equal(shown(findings("a.ndjson")), "")
end)

t.test("a project is compared with its peers, not with itself", function()
  policies()
  t.write("a.ndjson", project("A", {}) .. project("B", {}) .. project("C", {}, '"value":1'):gsub('"cpi":1}', '"cpi":0.7}', 1) .. project("D", {}):gsub("campaign", "tender"))
  t.equal(shown(findings("a.ndjson")), "C fail cheap_among_peers ")
end)

t.test("projects themselves are rows where no list is named", function()
  policies()
  local three = project("P-1", {}) .. project("P-2", {}) .. project("P-3", {})
  t.write("a.ndjson", (three:gsub('"customer":"C[^"]*"', '"customer":"ACME"')))
  t.equal(#findings("a.ndjson"), 3)
  t.has(t.run("check a.ndjson" .. WITH).out, "ACME has 3 projects")
end)

t.test("a gap makes what depends on it unknown: the list, the key, a value of any row, two currencies", function()
  policies()
  t.write("a.ndjson", '{"id":"N","name":"n","type":"t","customer":"N","phase":"execution","evm":{"cpi":1}}\n' .. project("K", { '{"value":1,"given_on":"2026-01-01"}' }))
  t.equal(shown(findings("a.ndjson")), "K unknown gifts_stay_small gifts[/2026-01-01]\nN unknown gifts_stay_small ")
  t.write("a.ndjson", project("P-1", { gift("Li", 1) }) .. project("P-2", { '{"recipient":"Li","given_on":"2026-05-01"}' }))
  t.equal(#findings("a.ndjson"), 2)
  t.has(t.run("check --verbose a.ndjson" .. WITH).out, "cannot judge: P-2: gifts[Li/2026-05-01].value is absent")
  t.write("a.ndjson", project("P-1", { gift("Li", 1) }) .. project("P-2", { gift("Li", 1) }):gsub("CNY", "USD"))
  t.has(t.run("check --verbose a.ndjson" .. WITH).out, "amounts in two currencies do not mix")
end)

-- The oracle is a sum in plain Lua over the whole portfolio.
t.test("sums are exact, whatever the number of workers and the order of the projects", function()
  policies()
  local state = 7
  local function random(n) state = (state * 1103515245 + 12345) % 2147483648 return state // 65536 % n + 1 end
  local names, sums, lines, parts = { "Li", "Wu", "Zhao", "Qian", "Sun", "Zhou \\\"x\\\"", "王" }, {}, {}, {}
  for i = 1, 400 do
    local gifts = {}
    for k = 1, random(4) - 1 do
      local name, value = names[random(#names)], random(12) / 4
      gifts[k] = gift(name, value, ("2026-%02d-%02d"):format(random(9), random(28)))
      sums[name] = (sums[name] or 0) + value
      parts[name .. i] = parts[name .. i] or { ("P-%03d"):format(i), name }
    end
    lines[i] = project(("P-%03d"):format(i), gifts)
  end
  local values, limit = {}, nil
  for _, s in pairs(sums) do values[#values + 1] = s end
  table.sort(values)
  limit = values[4]
  policies((POLICY:gsub("1000 CNY", ("%.2f CNY"):format(limit))))
  local expected = {}
  for _, part in pairs(parts) do
    if sums[part[2]] > limit then expected[#expected + 1] = ("%s fail gifts_stay_small gifts[recipient=%s]"):format(part[1], part[2]) end
  end
  table.sort(expected)
  t.write("a.ndjson", table.concat(lines))
  local function got(arguments)
    local list = {}
    for _, f in ipairs(findings(arguments)) do
      if f:find("gifts", 1, true) then list[#list + 1] = f end
    end
    return shown(list)
  end
  t.equal(got("a.ndjson"), shown(expected))
  local one = t.run("check --json -j 1 a.ndjson" .. WITH).out:gsub('"seconds":[%d.]+', "")
  for _, n in ipairs { 2, 3, 5 } do t.equal(t.run("check --json a.ndjson -j " .. n .. WITH).out:gsub('"seconds":[%d.]+', ""), one) end
  for i = #lines, 2, -1 do
    local k = random(i)
    lines[i], lines[k] = lines[k], lines[i]
  end
  t.write("a.ndjson", table.concat(lines))
  t.equal(got("a.ndjson"), shown(expected))
end)

t.test("what can be read only once is read twice all the same", function()
  policies()
  t.write("a.ndjson", project("P-1", { gift("Li", 600) }) .. project("P-2", { gift("Li", 500) }))
  local once = shown(findings("a.ndjson"))
  t.equal(shown(findings("-", { before = "cat a.ndjson" })), once)
  t.equal(shown(findings("-", { after = "< a.ndjson" })), once)
  t.equal(shown(findings("a.ndjson -", { after = "< /dev/null" })), once)
  t.has(t.run("explain gifts_stay_small P-1 -" .. WITH, { before = "cat a.ndjson" }).out, "P-2: gifts[Li/2026-05-01].value")
  local r = t.run("check nosuch.ndjson a.ndjson" .. WITH)
  t.equal(r.code, 2)
  t.has(r.err, "nosuch.ndjson")
  t.has(r.out, "1,100 CNY")
  r = t.run("check -" .. WITH, { before = "cat a.ndjson", env = "TMPDIR=/nosuch" })
  t.equal(r.code, 2)
  t.has(r.err, "set TMPDIR to a folder that has room for it")
end)

t.test("what is wrong with an input is told once, and by its name", function()
  policies('rule "few" { severity = "error", across = "portfolio", by = "owner", check = function(projects) return #projects < 2 end, message = "{owner} has more" }')
  t.write("map.json", '{ "fields": { "id": "id", "name": "name", "owner": "owner", "phase": "phase" } }')
  t.write("a.csv", "id,name,owner,phase\nA,a,Li,planning\nB,b,Li,soon\n,c,Li,planning\n")
  for input, name in pairs { ["a.csv"] = "a.csv", ["-"] = "(standard input)" } do
    local r = t.run("check --map map.json " .. input .. WITH, { before = "cat a.csv" })
    t.has(r.out, "Li has more")
    t.has(r.err, "  " .. name .. ": column 4 'phase'")
    t.has(r.err, name .. ":4:1: error: 1 violation of the schema")
    t.equal(select(2, r.err:gsub("phase", "")), 2, "told once: " .. r.err)
    t.has_not(r.err, "/proc/")
    t.has(t.run("explain few A --map map.json " .. input .. WITH, { before = "cat a.csv" }).out, "Li has more")
  end
end)

t.test("findings of a store are those of each project that had a part, and end with the other one's part", function()
  policies()
  t.write("a.ndjson", project("P-1", { gift("Li", 600) }) .. project("P-2", { gift("Li", 500) }))
  local function check() return t.run("check --policies policies --json").out end
  t.write("policies/compliance/together.lua", (POLICY:gsub('recent%(gifts, "given_on", "12mo"%)', "gifts")))
  t.run("import a.ndjson")
  check()
  t.equal(select(2, t.run("findings --json").out:gsub("gifts%[recipient=Li%]", "")), 2)
  t.write("b.ndjson", project("P-2", { gift("Li", 400) }))
  t.run("import b.ndjson")
  check()
  t.has_not(t.run("findings --json").out, "gifts[recipient=Li]")
end)

t.test("a waiver of one project's part excuses that project alone", function()
  policies((POLICY:gsub('recent%(gifts, "given_on", "12mo"%)', "gifts")))
  t.write("a.ndjson", project("P-1", { gift("Li", 600) }) .. project("P-2", { gift("Li", 500) }))
  t.run("import a.ndjson")
  t.run("check --policies policies")
  t.run("waive request P-1 gifts_stay_small 'gifts[recipient=Li]' --user li --reason known --expires 2098-12-31")
  t.equal(t.run("waive approve 1 --user wang").code, 0)
  local out = t.run("check --json").out
  t.equal(select(2, out:gsub('"verdict":"waived"', "")), 1)
  t.equal(select(2, out:gsub('"verdict":"fail"', "")), 1)
end)

t.test("a forecast tells when a sum falls below its limit by itself", function()
  policies()
  t.write("a.ndjson", project("P-1", { gift("Li", 600, "2026-05-01") }) .. project("P-2", { gift("Li", 500, "2026-06-01") }))
  local r = t.run("check --until 2027-07-01 a.ndjson" .. WITH)
  t.has(r.out, "2027-05-02\n  P-1  ✓ conforms  compliance.together.gifts_stay_small")
  t.has(r.out, "2 turn green by themselves")
end)

-- The oracle of a forecast is to judge every day.
t.test("what a forecast tells of groups is what judging day by day finds", function()
  policies()
  local lines, day = {}, 0
  for i = 1, 12 do
    local gifts = {}
    for k = 1, 3 do
      day = (day * 7 + i + k) % 28
      gifts[k] = gift(({ "Li", "Wu", "Sun" })[(i + k) % 3 + 1], 90 + 10 * ((i * k) % 7), ("2025-10-%02d"):format(day + 2))
    end
    lines[i] = project("P-" .. i, gifts)
  end
  t.write("a.ndjson", table.concat(lines))
  local out = t.run("check --json --until 2026-10-31 a.ndjson" .. WITH).out
  local changes = {}
  for line in out:gmatch("[^\n]+") do
    local id = line:match('"id":"([^"]*)"')
    for day_of, rule, element, to in line:gmatch('"day":"([%d-]+)","rule":"compliance%.together%.([%w_]+)".-"element":"([^"]*)".-"to":"(%l+)"') do
      changes[#changes + 1] = { day = day_of, key = ("%s %s %s"):format(id, rule, element), fails = to == "fail" }
    end
  end
  if #changes == 0 then error("the forecast tells nothing: " .. out:sub(1, 400)) end
  local state = {}
  for _, f in ipairs(findings("a.ndjson")) do state[f:gsub(" fail ", " ")] = true end
  for d = 2, 31 do
    local today = ("2026-10-%02d"):format(d)
    for _, c in ipairs(changes) do
      if c.day == today then state[c.key] = c.fails or nil end
    end
    local expected = {}
    for key in pairs(state) do expected[#expected + 1] = key end
    table.sort(expected)
    local got = {}
    for _, f in ipairs(findings("a.ndjson --as-of " .. today)) do got[#got + 1] = f:gsub(" fail ", " ") end
    table.sort(got)
    t.equal(shown(got), shown(expected), today)
  end
end)

t.test("explain shows the rows of all projects, whatif judges the groups anew that the change touches", function()
  policies()
  t.write("a.ndjson", project("P-1", { gift("Li", 600) }) .. project("P-2", { gift("Li", 500), gift("Wu", 1) }))
  local r = t.run("explain gifts_stay_small P-2 a.ndjson" .. WITH)
  t.has(r.out, "P-1: gifts[Li/2026-05-01].value    = 600 CNY")
  t.has(r.out, "✗ fail (error)  compliance.together.gifts_stay_small  gifts[recipient=Li]")
  t.has(r.out, "✓ pass")
  r = t.run("whatif P-2 a.ndjson --set 'gifts[Li/2026-05-01].value=400'" .. WITH)
  t.has(r.out, "✗ fail (error) → ✓ pass")
  t.has(r.out, "1 verdict changes; 3 stay as they are")
  r = t.run("whatif P-2 a.ndjson --set 'gifts[Li/2026-05-01].recipient=Wu' --set 'gifts[Wu/2026-05-01].value=501'" .. WITH)
  t.has(r.out, "✗ fail (error) → not there")
  t.has(r.out, "compliance.together.gifts_stay_small  gifts[recipient=Wu]")
end)

t.test("explain, whatif and the gate know the other projects of the store", function()
  policies(POLICY .. [[
rule "named" { severity = "error", gate = "execution", check = function(project) return project.name end, message = "no name" }
]])
  t.write("policies/gates.lua", 'phases { "planning", { "execution", blocked_by = "error" }, "closed" }')
  t.write("a.ndjson", (project("P-1", { gift("Li", 600) }) .. project("P-2", { gift("Li", 500) }) .. project("P-3", { gift("Wu", 1) })):gsub('"phase":"execution"', '"phase":"planning"'))
  t.run("import a.ndjson")
  t.run("check --policies policies")
  t.has(t.run("explain gifts_stay_small P-2" .. WITH).out, "P-1: gifts[Li/2026-05-01].value    = 600 CNY")
  local r = t.run("whatif P-2 --set name=x" .. WITH)
  t.has(r.out, "0 verdicts change")
  t.has(t.run("whatif P-2 --set 'gifts[Li/2026-05-01].value=400'" .. WITH).out, "✗ fail (error) → ✓ pass")
  r = t.run("gate P-2 execution --dry-run")
  t.equal(r.code, 1)
  t.has(r.out, "Li was given 1,100 CNY in twelve months")
  r = t.run("gate P-3 execution")
  t.equal(r.code, 0, r.out .. r.err)
  t.has_not(r.out, "are not known here")
end)

t.test("a forecast says so when there are more moments than a group is judged at", function()
  policies('rule "r" { severity = "error", across = "portfolio", each = "gifts", by = "recipient", check = function(gifts) return #recent(gifts, "given_on", "60mo") == 0 end, message = "m" }')
  local gifts = {}
  for day = 1, 1100 do gifts[day] = gift("Li", 1, os.date("!%Y-%m-%d", os.time { year = 2023, month = 1, day = day, hour = 12 })) end
  t.write("a.ndjson", project("P-1", gifts))
  local r = t.run("check a.ndjson --until 2036-12-31" .. WITH)
  t.has(r.out, "the forecast of 1 project ends earlier")
  t.has_not(r.out, "Nothing changes")
end)

t.test("a field of a project that is a row is told as the project's", function()
  policies('rule "led" { severity = "error", across = "portfolio", by = "owner", check = function(rows) return sum(rows, function(p) return #p.name + #p.region end) < 99 end, message = "m" }')
  t.write("a.ndjson", project("P-1", {}, '"owner":"Li"'))
  t.has(t.run("check a.ndjson --verbose" .. WITH).out, "cannot judge: P-1: region is absent")
  t.has(t.run("explain led P-1 a.ndjson" .. WITH).out, "    P-1: name ")
end)

t.test("explain and whatif know the other projects of a store", function()
  policies((POLICY:gsub('recent%(gifts, "given_on", "12mo"%)', "gifts")))
  t.write("a.ndjson", project("P-1", { gift("Li", 600) }) .. project("P-2", { gift("Li", 500) }))
  t.run("import a.ndjson")
  t.run("check --policies policies")
  t.has(t.run("explain gifts_stay_small P-2").out, "P-1: gifts[Li/2026-05-01].value = 600 CNY")
  t.has(t.run("whatif P-2 --set 'gifts[Li/2026-05-01].value=400'").out, "✗ fail (error) → ✓ pass")
end)

t.test("a rule that does not end on a group costs its groups, and nothing else", function()
  policies((POLICY:gsub("measure = function%(gifts%)", "measure = function(gifts) while #gifts == 2 do end")))
  local lines = {}
  for i = 1, 20 do lines[i] = project("P-" .. i, { gift("A" .. i // 2, 1), gift("B", 1) }) end
  t.write("a.ndjson", table.concat(lines))
  local list, r = findings("a.ndjson")
  t.equal(r.code, 3)
  t.has(shown(list), "P-2 error gifts_stay_small gifts[recipient=A1]")
  t.has(t.run("check a.ndjson" .. WITH).out, "was taken out after exceeding its budget again and again")
  t.has(t.run("check a.ndjson" .. WITH).out, "exceeded 250 ms of CPU time")
end)

t.test("a group may be longer than a document", function()
  policies('rule "long" { severity = "error", across = "portfolio", by = "type", check = function(rows) return sum(rows, function(p) return #p.description end) == 0, { n = #rows } end, message = "{type}: {n}" }')
  local lines = {}
  for i = 1, 250 do lines[i] = project("P-" .. i, {}, '"description":"' .. ("x"):rep(40000) .. '"') end
  t.write("a.ndjson", table.concat(lines))
  local list, r = findings("a.ndjson")
  t.equal(#list, 250, r.err)
  t.has(r.out, "campaign: 250")
end)

t.test("mistakes are told when the policy is loaded", function()
  local function problem(keys, text)
    policies('rule "r" { severity = "error", message = "m", ' .. keys .. " }")
    t.write("a.ndjson", project("P", {}, '"owner":"Li"'))
    local r = t.run("check a.ndjson" .. WITH)
    t.has(r.err .. r.out, text)
  end
  problem('across = "portfolio", each = "gifts", among = "type", check = function(p) return true end', "it is the projects that are compared among their peers")
  problem('across = "portfolio", each = "gifts", by = "recipent", check = function(p) return true end', "did you mean 'recipient'?")
  problem('across = "portfolio", by = "goals", check = function(p) return true end', "has no single value that could group by")
  problem('across = "portfolio", by = "owner", gate = "execution", check = function(p) return true end', "a gate is asked of one project")
  problem('across = "portfolio", by = "owner", check = function(rows) return entered(rows[1], "closed") == nil end', "entered: a rule across the portfolio sees its projects as")
end)

t.finish()
