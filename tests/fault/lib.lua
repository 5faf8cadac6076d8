-- SPDX-License-Identifier: MIT
-- lib: what the tests of faults share: a portfolio in rounds, what was acknowledged of it, and what the store then holds.
--   local f = dofile("tests/fault/lib.lua")
-- Round r of the portfolio is one text, the same for everybody: every project changes in every field of it that can.
local t = dofile("tests/cli/harness.lua")
local f = { t = t, policies = t.root .. "/tests/fault/policies", slow = tonumber(os.getenv("PLUMB_SLOW") or 1) }

local NUMBER = "%05d"
local function document(id, round)
  local milestones = {}
  for m = 1, 8 do milestones[m] = ('{"name":"m%d","percent":%d,"owner":"round %d"}'):format(m, round % 100, round) end
  return ('{"id":"%s","name":"round %d","description":"%s","value":%d,"milestones":[%s],"risks":[{"name":"r%d","event":"round %d"}]}'):format(
    id, round, ("round %d of what this project is about. "):format(round):rep(8), round, table.concat(milestones, ","), round, round)
end

function f.id(i) return "P-" .. NUMBER:format(i) end

-- The portfolio of a round, one document a line.
function f.portfolio(count, round)
  local lines = {}
  for i = 1, count do lines[i] = document(f.id(i), round) end
  return table.concat(lines, "\n") .. "\n"
end

-- A program that goes on in the background, in the room; f.stop ends it. Answers its number.
local running = {}
function f.start(command)
  local pid = t.shell(("cd %s && { exec setsid sh -c %s > .background 2>&1 < /dev/null & } && echo $!"):format(t.room(), t.quote("exec " .. command))):match("%d+")
  running[pid] = true
  return pid
end
function f.stop(pid)
  t.shell("kill -9 -" .. pid .. " 2>/dev/null")
  running[pid] = nil
end

-- Waits until a shell's condition holds; false when that takes more than ten seconds.
function f.wait_for(condition)
  local _, code = t.shell(("cd %s && for i in $(seq 200); do if %s; then exit 0; fi; sleep 0.05; done 2>/dev/null; exit 1"):format(t.room(), condition))
  return code == 0
end

-- Seconds since some moment; a hundredth is the least that it tells.
function f.now()
  local file = assert(io.open("/proc/uptime"))
  local text = file:read("a")
  file:close()
  return tonumber(text:match("%S+"))
end

-- A command that writes a file's lines into a pipe bit by bit, so that they are committed bit by bit.
function f.slowly(file) return ("awk '{ print } NR %% 20 == 0 { fflush(); system(\"sleep 0.01\") }' %s"):format(file) end

-- Receipts that came through before the end: id -> outcome. A line that was cut off is none.
function f.receipts(text)
  local kept, count = {}, 0
  for line in text:gmatch("([^\n]*)\n") do
    local id, outcome = line:match('^{"id":"([^"]*)","outcome":"(%a+)"')
    if id then kept[id], count = outcome, count + 1 end
  end
  return kept, count
end

-- Debian's own python: others may start slowly. It stays for the whole test: one start for all stores.
local examiner, answers
local function ask(path)
  if not examiner then
    answers = os.tmpname()
    t.shell(("rm -f %s && mkfifo %s"):format(answers, answers))
    examiner = assert(io.popen(("PATH=/usr/bin:/bin exec python3 %s/tests/fault/examine.py %s"):format(t.root, answers), "w"))
  end
  examiner:write(path, "\n")
  examiner:flush()
  local pipe = assert(io.open(answers, "r"))
  local out = pipe:read("a")
  pipe:close()
  return out
end

-- What a store holds, by examine.py: { problems =, projects = { id -> { revision, judged, document } }, findings = { id -> list }, digest = }
function f.examine(path)
  local out = ask(path)
  local held = { problems = {}, projects = {}, findings = {}, count = 0 }
  for line in out:gmatch("([^\n]*)\n") do
    local words = {}
    for word in (line .. "\t"):gmatch("([^\t]*)\t") do words[#words + 1] = word end
    if words[1] == "problem" then
      held.problems[#held.problems + 1] = words[2]
    elseif words[1] == "project" then
      held.projects[words[2]] = { revision = tonumber(words[3]), judged = tonumber(words[4]), document = words[5] }
      held.count = held.count + 1
    elseif words[1] == "finding" then
      local list = held.findings[words[2]] or {}
      held.findings[words[2]] = list
      list[#list + 1] = words[5]
    elseif words[1] == "digest" then
      held.digest = words[2]
    end
  end
  if not held.digest and #held.problems == 0 then held.problems[1] = "examine.py said nothing: " .. out end
  return held
end

-- Nothing that must never be, and every project is a whole document of one of the rounds, with findings of one judging.
function f.whole(held, rounds)
  t.equal(table.concat(held.problems, "; "), "", "problems of the store")
  for id, p in pairs(held.projects) do
    local round = tonumber(p.document:match('"name":"round (%d+)"'))
    if not round or not rounds[round] then error(id .. " is of round " .. tostring(round), 2) end
    t.equal(p.document, f.stored(id, round), id)
    local said
    for _, message in ipairs(held.findings[id] or {}) do
      if said and message ~= said then error(id .. " has findings of '" .. said .. "' and of '" .. message .. "'", 2) end
      said = message
    end
    if p.judged == p.revision then t.equal(said, "round " .. round, "what was found of " .. id) end
    if said then t.equal(#held.findings[id], 10, "findings of " .. id) end
  end
end

-- The document as a store holds it: learned once, from a store that nothing happened to.
local stored_form
function f.stored(id, round)
  if not stored_form then
    local folder = t.shell("mktemp -d"):match("%S+")
    local file = assert(io.open(folder .. "/one.ndjson", "wb"))
    file:write(document("P-ID", 77), "\n")
    file:close()
    local _, code = t.shell(("cd %s && %s import one.ndjson --policies %s > out 2>&1"):format(folder, t.plumb, f.policies))
    local held = f.examine(folder .. "/plumb.db")
    t.equal(code, 0, "the import that nothing happens to")
    stored_form = held.projects["P-ID"].document
    t.shell("rm -rf " .. folder)
  end
  return (stored_form:gsub("77", tostring(round)):gsub("P%-ID", id))
end

-- Every receipt is in the store, with the content of its round.
function f.kept(held, receipts, round)
  for id in pairs(receipts) do
    local p = held.projects[id]
    if not p then error(id .. " was acknowledged and is not there", 2) end
    t.equal(p.document, f.stored(id, round), "what was acknowledged of " .. id)
  end
end

-- The options that every command of these tests has.
f.common = "--policies " .. f.policies .. " --workers 1 --user tester"
function f.import(file, how) return t.run("import --receipts " .. f.common .. " " .. file, how) end
function f.check(how) return t.run("check --format json --all " .. f.common, how) end

-- The library that makes the system fail (io_shim.c); nil in builds that cannot have it.
do
  local path = t.plumb:gsub("[^/]*$", "io_shim.so")
  local file = io.open(path, "rb")
  if file then file:close() end
  f.shim = file and path
end

-- The projects that a report of check told of.
function f.told(out)
  local told, count = {}, 0
  for id in out:gmatch('{"id":"(P%-%d+)"[^\n]*\n') do told[id], count = true, count + 1 end
  return told, count
end

function f.finish()
  for pid in pairs(running) do f.stop(pid) end
  if examiner then examiner:close() end
  if answers then os.remove(answers) end
  t.finish()
end

return f
