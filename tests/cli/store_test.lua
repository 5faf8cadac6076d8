-- SPDX-License-Identifier: MIT
-- What people ask a store, and do to it: export, findings, history, diff, delete, erase, backup, restore, policies, doctor.
local t = dofile("tests/cli/harness.lua")
local run, test, equal, has, has_not = t.run, t.test, t.equal, t.has, t.has_not

local POLICY = [[
rule "has_owner" { severity = "error", check = function(project) return project.owner ~= nil end, message = "nobody owns it" }
rule "risk_answered" {
  severity = "critical", each = "risks", check = function(risk) return risk.response end, message = "risk {risk.name} has no response",
}
rule "spent_within_budget" { severity = "warning", check = function(project) return project.budget.spent <= project.budget.total end, message = "overspent" }
]]

-- P-1 has two risks, P-2 is overspent, P-3 has no owner and cannot be judged by its budget.
local P1 = [[{"id":"P-1","name":"One","owner":"Li Wei","business_unit":"Grid","budget":{"total":10,"spent":5},"risks":[{"id":"credit","name":"credit"},{"id":"delay","name":"delay","response":"insure"}]}]]
local P2 = [[{"id":"P-2","name":"Two","owner":"Wang","business_unit":"Rail","budget":{"total":10,"spent":50},"risks":[]}]]
local P3 = [[{"id":"P-3","name":"Three, asked for by Li Wei","business_unit":"Grid East","risks":[]}]]

local function import(...)
  t.write("in.ndjson", table.concat({ ... }, "\n") .. "\n")
  local r = run("import --user anna --reason weekly in.ndjson")
  equal(r.code, 0, r.err)
end
local function promise(name, body)
  test(name, function(room)
    t.shell("mkdir -p " .. room .. "/p")
    t.write("p/basics.lua", POLICY)
    import(P3, P1, P2)
    body(room)
  end)
end
local function judged(name, body)
  promise(name, function(room)
    equal(run("check -p p").code, 1)
    body(room)
  end)
end
local function lines(text) return select(2, text:gsub("\n", "")) end
local function rows(text) return lines(text) - 2 end -- of JSON: a row a line between [ and ]
local function now(room) -- a moment between what was before and what comes
  return t.shell("sleep 0.02; date -u +%FT%T.%3NZ; sleep 0.02"):match("%S+")
end

-- ---- export ----

promise("export writes canonical documents by their ids, again and again the same", function()
  local r = run("export")
  equal(r.code, 0)
  equal(r.err, "")
  equal(lines(r.out), 3)
  equal(r.out:match('"id":"P%-(%d)".-"id":"P%-2".-"id":"P%-3"'), "1")
  equal(run("export").out, r.out)
  equal(run("export -o all.ndjson").out, "")
  equal(t.read("all.ndjson"), r.out)
  has(run("import all.ndjson").out, "0 new, 0 changed, 3 unchanged")
  equal(lines(run("export P-3 P-1 P-3").out), 2)
end)

promise("export of a project that is not there names the one that was meant, and leaves the file as it was", function()
  t.write("all.ndjson", "old\n")
  local r = run("export -o all.ndjson P-1 P-22")
  equal(r.code, 2)
  has(r.err, "there is no project 'P-22' in the store")
  has(r.err, "did you mean 'P-2'?")
  equal(t.read("all.ndjson"), "old\n")
  equal(t.shell("ls " .. t.room() .. " | grep -c 'all.ndjson'"), "1\n")
  has(run("export > /dev/full", { after = "" }).err, "cannot be written")
end)

test("a stopped export leaves no file, and says that it was stopped", function(room)
  local documents = {}
  for i = 1, 3000 do documents[i] = ('{"id":"P-%04d","name":"%s"}'):format(i, ("x"):rep(200)) end
  import(table.unpack(documents))
  -- the reader of the pipe waits, the pipe fills up, the signal comes
  local r = run("export", { after = "2>.stopped & pid=$!; sleep 0.5; kill -INT $pid; wait $pid; echo $? >.code; } | { sleep 1; cat >/dev/null" })
  equal(r.code, 0)
  has(t.read(".stopped"), "stopped by SIGINT")
  equal(t.read(".code"), "130\n")
end)

-- ---- findings ----

judged("findings lists what is open, the worst first, and counts it", function()
  local r = run("findings")
  equal(r.code, 0)
  has(r.out, "severity")
  equal(r.out:find("critical%s+P%-1%s+risk_answered%s+risks%[credit%]%s+%d+%-%d+%-%d+%s+risk credit has no response") ~= nil, true)
  equal(r.out:find("critical") < r.out:find("nobody owns it"), true)
  has(r.out, "4 open: critical 1 · error 1 · warning 2 (of these: unknown 1)")
  local limited = run("findings -n 1")
  has(limited.out, "… and 3 more (--all shows them)")
  has(limited.out, "4 open")
  has_not(run("findings -a").out, "more")
end)

judged("findings are filtered by what they are and by whose they are", function()
  local function count(options) return rows(run("findings --json " .. options).out) end
  equal(count(""), 4)
  equal(count("--severity error"), 2)
  equal(count("--verdict unknown"), 1)
  equal(count("--rule 'risk_*'"), 1)
  equal(count("--rule basics.has_owner"), 1)
  equal(count("--project P-1"), 1)
  equal(count("--owner 'Wang'"), 1)
  equal(count("--unit 'Grid*'"), 3)
  equal(count("--unit Grid"), 1)
  equal(count("--older-than 0s"), 4)
  equal(count("--since 2020-01-01"), 4)
  equal(count("-n 2"), 2)
  equal(run("findings --older-than 1mo").out, "none\n")
  equal(run("findings --since 2999-12-31T00:00:00Z --json").out, "[]\n")
  equal(run("findings --lang zh --severity critical --project P-2").out, "无\n")
end)

judged("findings say what they did not understand", function()
  has(run("findings --older-than 5bd").err, "counts working days")
  has(run("findings --older-than soon").err, "'soon' is no duration")
  has(run("findings --older-than=-1d").err, "is no duration")
  has(run("findings --since yesterday").err, "neither a date nor a time")
  has(run("findings --severity bad").err, "none of info, warning, error, critical")
  has(run("findings --verdict pass").err, "none of fail, unknown, error, waived")
  local r = run("findings --project P-11")
  equal(r.code, 2)
  has(r.err, "did you mean 'P-1'?")
  has(run("findings --json --format csv").err, "contradict")
  has(run("findings --store none.db").err, "there is no store here")
end)

judged("findings for machines and for Markdown, and in Chinese", function()
  local json = run("findings --json --project P-1").out
  has(json, '{"project":"P-1","project_name":"One","owner":"Li Wei","business_unit":"Grid","rule":"basics.risk_answered","element":"risks[credit]","verdict":"fail","severity":"critical",'
    .. '"message":"risk credit has no response","measure":null,"opened_at":"')
  has(json, '"closed_at":null,"cause":null,"reopened":0}')
  local csv = run("findings --format csv").out
  equal(csv:match("^[^\r]+"), "project,project_name,owner,business_unit,rule,element,verdict,severity,message,measure,opened_at,first_opened_at,seen_at,closed_at,cause,reopened")
  equal(lines(csv), 5)
  has(run("findings --format markdown").out, "| critical | P-1 | basics.risk\\_answered | risks\\[credit\\] |")
  local zh = run("findings --lang zh")
  has(zh.out, "级别")
  has(zh.out, "4 项未关闭：严重 1 · 错误 1 · 警告 2（其中：未知 1）")
end)

judged("--closed lists what is closed too, and why", function()
  import((P1:gsub('"name":"credit"', '"name":"credit","response":"a guarantee"')))
  equal(run("check -p p").code, 1)
  has(run("findings").out, "3 open")
  has_not(run("findings").out, "credit")
  local r = run("findings --closed")
  has(r.out, "conforms")
  has(r.out, "now)")
  has(r.out, "3 open: error 1 · warning 2 (of these: unknown 1) · 1 closed")
  has(run("findings --closed --json --rule risk_answered").out, '"cause":"pass"')
  local unknown = run("findings --rule risk_answred")
  equal(unknown.code, 2)
  has(unknown.err, "did you mean 'risk_answered'?")
end)

promise("before the first check findings say that nothing was judged", function()
  has(run("findings").out, "nothing was judged yet: plumb check")
  equal(run("findings --json").out, "[]\n")
end)

-- ---- history ----

promise("history tells who changed which field from what to what, and why", function(room)
  local since = now(room)
  import((P1:gsub('"spent":5', '"spent":7'):gsub("One", "Uno")))
  local r = run("history P-1")
  equal(r.code, 0)
  equal(r.out:find("anna%s+%(created%)%s+weekly") ~= nil, true)
  equal(r.out:find("anna%s+budget.spent%s+5%s+7%s+weekly") ~= nil, true)
  equal(r.out:find('anna%s+name%s+"One"%s+"Uno"%s+weekly') ~= nil, true)
  equal(rows(run("history P-1 --json").out), 3)
  equal(rows(run("history P-1 --json --since " .. since).out), 2)
  local json = run("history P-1 budget --json --since " .. since).out
  equal(rows(json), 1)
  has(json, '"action":"project.changed","actor":"anna","field":"budget.spent","from":5,"to":7,"reason":"weekly","erased":false}')
  has(run("history P-1 budget.spent --format csv").out, "project.changed,anna,budget.spent,5,7,weekly,false")
  equal(run("history P-2 --since 2999-12-31T00:00:00Z").out, "no change\n")
  has(run("history P-1 --lang zh").out, "(创建)")
end)

promise("history of a field that never was says which was meant; of one that never changed it tells nothing", function()
  import((P1:gsub('"name":"credit"', '"name":"credit","probability":3')))
  equal(run("history P-1 region").code, 0)
  equal(run("history P-1 'risks[credit].probability'").code, 0)
  local r = run("history P-1 'risks[credit].probabilty'")
  equal(r.code, 2)
  has(r.err, "did you mean 'risks[credit].probability'?")
  has(run("history P-1 'risks[kredit].probability'").err, "did you mean 'risks[credit].probability'?")
  has(run("history P-1 budgett.spent").err, "did you mean 'budget'?")
  has(run("history P-11").err, "did you mean 'P-1'?")
end)

-- ---- diff ----

promise("diff tells the net difference: what was changed back is none, what came is told once with what became of it", function(room)
  local since = now(room)
  import((P1:gsub('"spent":5', '"spent":6'):gsub("One", "Uno")))
  import((P1:gsub("One", "Uno"):gsub('{"id":"credit","name":"credit"}', '{"id":"fire","name":"fire"}')))
  local last = P1:gsub("One", "Eins"):gsub('{"id":"credit","name":"credit"}', '{"id":"fire","name":"fire","probability":2}')
  import(last)
  local json = run("diff P-1 --json --since " .. since).out
  equal(json, '[\n{"field":"name","from":"One","to":"Eins"},\n{"field":"risks[credit]","from":{"id":"credit","name":"credit"},"to":null},\n'
    .. '{"field":"risks[fire]","from":null,"to":{"id":"fire","name":"fire","probability":2}}\n]\n')
  local text = run("diff P-1 --since " .. since)
  equal(text.code, 0)
  has(text.out, "3 differences since ")
  has(run("diff P-2 --since " .. since).out, "P-2 does not differ from what it was")
  has(run("diff P-1 --lang zh --since " .. since).out, "3 处差异")
end)

promise("diff tells of projects that came and went", function(room)
  local since = now(room)
  import('{"id":"P-4","name":"Four"}')
  run("delete P-2")
  has(run("diff P-4 --since " .. since).out, "P-4 is in the store since ")
  has(run("diff P-4 --json --since " .. since).out, '{"field":null,"from":null,"to":{"id":"P-4","name":"Four"}}')
  has(run("diff P-2 --since " .. since).out, "P-2 was deleted at ")
  has(run("diff P-2 --json --since " .. since).out, '"from":{"budget":{"spent":50,"total":10}')
  import((P2:gsub("Two", "Back")))
  equal(run("diff P-2 --json --since " .. since).out, '[\n{"field":"name","from":"Two","to":"Back"}\n]\n')
  has(run("diff P-2 --since 2020-01-01").out, "P-2 is in the store since ")
  equal(run("diff P-1").code, 2)
  has(run("diff P-1").err, "since when?")
  has(run("diff P-11 --since 2020-01-01").err, "did you mean 'P-1'?")
end)

promise("diff says when something is not in it because it was erased", function(room)
  local since = now(room)
  import((P1:gsub("Li Wei", "Zhao")))
  equal(run("erase --person Zhao --yes").code, 0)
  local r = run("diff P-1 --since " .. since)
  equal(r.code, 0)
  has(r.err, "were erased or cannot be undone, and are not in the difference: 1")
end)

-- ---- delete and erase ----

judged("delete closes the findings and keeps the history; a slip of the pen deletes nothing", function()
  local r = run("delete P-1 P-22")
  equal(r.code, 2)
  has(r.err, "did you mean 'P-2'?")
  equal(lines(run("export").out), 3)
  r = run("delete P-1 P-2 --reason 'entered twice' --user boris")
  equal(r.code, 0)
  has(r.out, "P-1 was deleted; plumb history P-1 tells what it was")
  equal(lines(run("export").out), 1)
  has(run("export P-1").err, "the project 'P-1' was deleted")
  equal(run("history P-1").out:find("boris%s+%(deleted%)%s+entered twice") ~= nil, true)
  has(run("findings").out, "2 open")
  has(run("findings --closed --project P-1 --json").out, '"cause":"project_deleted"')
end)

judged("erase asks, takes a project out for good, and leaves a tombstone", function(room)
  local r = run("erase P-1")
  equal(r.code, 2)
  has(r.err, "add --yes")
  has(run("erase P-11 --yes").err, "did you mean 'P-1'?")
  equal(run("erase").code, 2)
  equal(run("erase P-1 --person x").code, 2)
  r = run("erase P-1 --yes")
  equal(r.code, 0)
  has(r.out, "P-1 is erased: entries of the history: 1, findings: 1")
  has(r.out, "Backups, exports and former stores that were made before still hold it")
  has(run("history P-1").out, "(created; what it was is erased)")
  has(run("history P-1 --json").out, '"actor":null,"field":null,"from":null,"to":null,"reason":null,"erased":true}')
  equal(t.shell("grep -c insure " .. room .. "/plumb.db"), "0\n")
end)

judged("erase on a terminal wants the id typed once more", function(room)
  local function answer(text)
    return t.shell(("cd %s && printf '%s\\n' | script -qec 'env -i PATH=/usr/bin:/bin %s erase P-1' /dev/null"):format(room, text, t.plumb))
  end
  has(answer("P-2"), "nothing was erased")
  equal(lines(run("export").out), 3)
  has(answer("P-1"), "P-1 is erased")
  equal(lines(run("export").out), 2)
end)

judged("erase --person replaces the name in all projects and says where it is still mentioned", function()
  local r = run("erase --person 'Li Wei' --yes")
  equal(r.code, 0)
  has(r.out, "Li Wei is erased: projects that have a pseudonym instead: 1")
  has(r.out, "1 still mention it within a longer text: plumb export | grep 'Li Wei'")
  has(run("export P-1").out, '"owner":"erased-')
  has(run("erase --person Nobody --yes").err, "nothing in the store names 'Nobody'")
end)

-- ---- backup and restore ----

judged("a backup holds what the store holds, and restore puts it back and keeps what was there", function(room)
  local before = run("doctor --digest").out
  equal(#before, 65)
  local r = run("backup copy.db")
  equal(r.code, 0)
  has(r.out, "plumb.db is copied to copy.db")
  equal(run("doctor --digest --store copy.db").out, before)
  equal(run("backup copy.db").code, 0)
  run("delete P-1")
  equal(run("doctor --digest").out == before, false)
  r = run("restore copy.db")
  equal(r.code, 0)
  has(r.out, "plumb.db holds what copy.db held")
  local kept = r.out:match("what was there is kept: (%S+)")
  equal(run("doctor --digest").out, before)
  equal(lines(run("export --store " .. kept).out), 2)
  has(run("findings").out, "4 open")
end)

judged("a backup takes the place of nothing but a backup", function(room)
  t.shell("cd " .. room .. " && ln -s plumb.db link.db")
  for _, name in ipairs { "plumb.db", "./plumb.db", "p/../plumb.db", "link.db", "plumb.db-wal", "plumb.db-shm", "plumb.db-lock", "p/basics.lua", "p", "/dev/null" } do
    local r = run("backup " .. name)
    equal(r.code, 2, name)
    has(r.err, "name another file for the copy")
  end
  equal(t.read("p/basics.lua"), POLICY)
  equal(t.shell("test -c /dev/null && echo yes"), "yes\n")
  local r = run("restore p/basics.lua")
  equal(r.code, 2)
  has(r.err, "name a file that plumb backup made")
  equal(lines(run("export").out), 3)
end)

judged("no report, no export and no restore takes the place of the store, of its log or of what is read", function(room)
  local digest = run("doctor --digest").out
  t.shell("cd " .. room .. " && ln -s plumb.db link.db")
  for _, name in ipairs { "plumb.db", "p/../plumb.db", "plumb.db-wal", "plumb.db-lock" } do
    for _, command in ipairs { "export -o ", "check -p p -o ", "check -p p in.ndjson -o " } do
      local r = run(command .. name)
      equal(r.code, 2, command .. name)
      has(r.err, "this is the store, or a file that belongs to it")
    end
    equal(run("restore " .. name).code, 2)
  end
  equal(run("export --store link.db -o link.db").code, 2)
  local documents = t.read("in.ndjson")
  has(run("check -p p in.ndjson -o ./in.ndjson").err, "this file is read")
  equal(t.read("in.ndjson"), documents)
  equal(run("doctor --digest").out, digest)
  equal(t.shell("ls " .. room):find("before"), nil)
  equal(run("check -p p in.ndjson -o report.txt").code, 1)
end)

test("a store may have a name that SQLite would read otherwise", function()
  t.write("in.ndjson", P1 .. "\n")
  for _, name in ipairs { ":memory:", "file:x?mode=memory", "a%20b?c#d.db" } do
    local store = " --store '" .. name .. "'"
    has(run("import in.ndjson" .. store).out, "1 new")
    has(run("import in.ndjson" .. store).out, "1 unchanged")
    equal(lines(run("export" .. store).out), 1)
    equal(run("backup copy.db" .. store).code, 0)
  end
end)

test("a store is not made behind a link to nothing, and that is said", function(room)
  t.write("in.ndjson", P1 .. "\n")
  t.shell("cd " .. room .. " && ln -s nowhere link.db")
  local r = run("import in.ndjson --store link.db")
  equal(r.code, 2)
  has(r.err, "a symbolic link to nothing has this name")
  equal(t.shell("ls " .. room):find("nowhere"), nil)
end)

promise("what is said of a project whose id is meant to deceive is one line that a terminal shows as it is", function()
  local id = "$(printf 'P\\033[31m\\nP-1 was deleted')"
  t.write("evil.ndjson", [[{"id":"P\u001b[31m\nP-1 was deleted","name":"Evil"}]] .. "\n")
  equal(run("import evil.ndjson").code, 0)
  for _, command in ipairs {
    'waive request -p p "' .. id .. '" has_owner --reason x --expires 2999-01-01 --user li', 'diff "' .. id .. '" --since 2999-01-01', 'delete "' .. id .. '"', 'erase --yes "' .. id .. '"',
  } do
    local r = run(command)
    equal(r.code, 0, command .. r.err)
    has_not(r.out, "\27")
    has_not(r.out, "\nP-1")
    has(r.out, "P\\x1b[31m\\nP-1")
  end
end)

-- ---- policies ----

judged("policies tells what was active, and makes others active when all fits", function(room)
  local r = run("policies --json")
  equal(rows(r.out), 1)
  has(r.out, '"active":true')
  has(run("policies activate -p p").out, "is the active one already")
  t.write("p/basics.lua", (POLICY:gsub('rule "has_owner"', 'rule "is_owned"')))
  r = run("policies activate -p p --reason 'standard 2' --user boris")
  equal(r.code, 0)
  has(r.out, "is the active one of plumb.db from now on")
  has(r.out, "findings of rules that are gone were closed: 1")
  equal(rows(run("policies history --json").out), 2)
  equal(run("policies").out:find("active%s+[%d.]+%s+boris%s+standard 2") ~= nil, true)
  has(run("findings").out, "3 open")
  equal(run("check").code, 1)
  has(run("findings").out, "4 open")
end)

judged("policies that do not load, or that projects do not fit, stay out", function()
  local before = run("policies --json").out
  t.write("p/basics.lua", POLICY .. "rule\n")
  local r = run("policies activate -p p")
  equal(r.code, 3)
  has(r.err, "p/basics.lua:")
  has(r.err, "cannot become the active ones")
  t.write("p/basics.lua", POLICY)
  t.write("p/schema.lua", 'extend "project" { { "sap_code", string, "SAP code", "SAP 编号", required = true } }')
  r = run("policies activate -p p")
  equal(r.code, 3, r.err)
  has(r.err, "P-1: does not fit the schema of these policies")
  has(r.err, "sap_code")
  has(r.err, "these policies stay out: 3 projects of the store do not fit their schema")
  equal(run("policies --json").out, before)
  has(run("policies activte").err, "did you mean 'activate'?")
end)

-- ---- doctor ----

judged("doctor looks the store over", function(room)
  local r = run("doctor -p p")
  equal(r.code, 0, r.out)
  has(r.out, "integrity   ok")
  has(r.out, "3, and 0 deleted")
  has(r.out, "4 open of 4")
  has(r.out, "the chain holds")
  has(run("doctor -p p --json").out, '"  integrity"')
  t.write("bad.db", "no database at all, but as long as one could be")
  r = run("doctor -p p --store bad.db")
  equal(r.code, 2)
  has(r.out, "✗ store")
  has(r.out, "plumb restore")
  r = run("doctor --digest --store bad.db")
  equal(r.code, 2)
  equal(r.out, "")
end)

test("without a store each command says so, and makes none", function(room)
  for _, command in ipairs { "export", "findings", "history P-1", "diff P-1 --since 2026-01-01", "delete P-1", "erase P-1 --yes", "erase --person x --yes", "backup b.db", "policies",
    "policies activate", "doctor --digest" } do
    local r = run(command)
    equal(r.code, 2, command)
    equal(r.out, "", command)
    has(r.err, "there is no store here")
  end
  equal(t.shell("ls " .. room), "")
end)

t.finish()
