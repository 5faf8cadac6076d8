-- SPDX-License-Identifier: MIT
-- plumb import and plumb check are killed at any moment. What they had said to be kept by then is there, every project is
-- whole, and the same command brings the store to where an undisturbed one is.
--   KILLS=1000 SEED=7 lua5.4 tests/fault/kill_test.lua
local f = dofile("tests/fault/lib.lua")
local t = f.t
local KILLS = tonumber(os.getenv("KILLS") or 100)
local SEED = tonumber(os.getenv("SEED") or 0)
local PROJECTS, ROUNDS = 120, 8

if SEED == 0 then SEED = os.time() end
math.randomseed(SEED)

-- How long commands take, as of late: what else the machine does changes it.
local took = {}
local function timed(what, run)
  local start = f.now()
  local r = run()
  local seconds = math.max(f.now() - start, 0.02)
  took[what] = took[what] and 0.5 * took[what] + 0.5 * seconds or seconds
  return r
end
local function any_moment(what) return (0.25 + 0.75 * math.random()) * took[what] end

local portfolios = {}
for round = 1, ROUNDS do portfolios[round] = f.portfolio(PROJECTS, round) end

-- An undisturbed store, round by round: its digests.
local expected = { import = {}, check = {} }
t.test("the portfolio in rounds, undisturbed", function(room)
  for round = 1, ROUNDS do
    t.write("in.ndjson", portfolios[round])
    local i = timed("import", function() return f.import("in.ndjson") end)
    expected.import[round] = f.examine(room .. "/plumb.db").digest
    local c = timed("check", f.check)
    expected.check[round] = f.examine(room .. "/plumb.db").digest
    t.equal(i.code, 0, i.err)
    t.equal(c.code, 1, c.err)
    timed("piped", function() return f.import("-", { before = f.slowly("in.ndjson") }) end)
  end
end)

-- Ends a command after `after` seconds, its workers left to themselves.
local function ended(signal, after, command, before)
  return t.run(command, { before = before, through = ("timeout --foreground --preserve-status -s %s %.4f"):format(signal, after) })
end
local IMPORT = "import --receipts " .. f.common .. " "
local CHECK = "check --format json --all " .. f.common

local counts = { kills = 0, finished = 0, parts = 0, acknowledged = 0 }

-- One command is killed; then it is looked at what is there, and the command repeated.
local function killed_import(store, round)
  local r
  if round % 2 == 0 then
    r = ended("KILL", any_moment("import"), IMPORT .. "in.ndjson")
  else
    r = ended("KILL", any_moment("piped"), IMPORT .. "-", f.slowly("in.ndjson"))
  end
  local receipts, count = f.receipts(r.out)
  local held
  if t.exists("plumb.db") then
    held = f.examine(store)
    f.whole(held, { [round - 1] = true, [round] = true })
    f.kept(held, receipts, round)
  else
    t.equal(count, 0, "receipts of a store that is not there")
  end
  counts.acknowledged = counts.acknowledged + count
  counts.parts = counts.parts + ((count > 0 and count < PROJECTS) and 1 or 0)
  counts.finished = counts.finished + (r.code == 0 and 1 or 0)
  local again = timed("import", function() return f.import("in.ndjson") end)
  t.equal(again.code, 0, again.err)
  local _, all = f.receipts(again.out)
  t.equal(all, PROJECTS, "receipts of the import that goes on")
  for id, outcome in pairs((f.receipts(again.out))) do
    if receipts[id] and outcome ~= "unchanged" then error(id .. " was acknowledged, and the same again is " .. outcome) end
  end
  held = f.examine(store)
  f.whole(held, { [round] = true })
  t.equal(held.digest, expected.import[round], "digest after the import went on")
end

local function killed_check(store, round)
  local r = ended("KILL", any_moment("check"), CHECK)
  local held = f.examine(store)
  local told, count = f.told(r.out)
  f.whole(held, { [round] = true })
  for id in pairs(told) do t.equal(held.projects[id].judged, held.projects[id].revision, "the judging that was told of " .. id) end
  local judged = 0
  for _, p in pairs(held.projects) do judged = judged + (p.judged == p.revision and 1 or 0) end
  counts.acknowledged = counts.acknowledged + count
  counts.parts = counts.parts + ((judged > 0 and judged < PROJECTS) and 1 or 0)
  counts.finished = counts.finished + (r.code == 1 and 1 or 0)
end

local function whole_check(store, round)
  local again = timed("check", f.check)
  t.equal(again.code, 1, again.err)
  local held = f.examine(store)
  f.whole(held, { [round] = true })
  t.equal(held.digest, expected.check[round], "digest after the check went on")
end

-- A store for ROUNDS rounds, again and again: many are killed while they are made.
local started = f.now()
while counts.kills < KILLS and t.failed == 0 do
  t.test(("killed at any moment (SEED=%d, after %d kills)"):format(SEED, counts.kills), function(room)
    local store = room .. "/plumb.db"
    for round = 1, ROUNDS do
      if counts.kills >= KILLS then break end
      t.write("in.ndjson", portfolios[round])
      counts.kills = counts.kills + 2
      local ok, problem = pcall(function()
        killed_import(store, round)
        killed_check(store, round)
        whole_check(store, round)
      end)
      if not ok then
        t.shell(("cp -r %s /tmp/plumb-killed-%d"):format(room, SEED))
        error(problem .. "\n  what is there is kept in /tmp/plumb-killed-" .. SEED, 0)
      end
    end
  end)
end
print(("%d kills in %.0f s: %d came too late, %d found a part done; %d projects were acknowledged before them"):format(
  counts.kills, f.now() - started, counts.finished, counts.parts, counts.acknowledged))

local NUMBERS = { INT = 2, TERM = 15, HUP = 1 }
for signal, number in pairs(NUMBERS) do
  t.test("SIG" .. signal .. " ends a command early, whole, with its exit status; the same command goes on", function(room)
    local store = room .. "/plumb.db"
    local interrupted = 0
    t.write("in.ndjson", portfolios[1])
    for _ = 1, 4 do
      local r = ended(signal, any_moment("import"), IMPORT .. "in.ndjson")
      local receipts, count = f.receipts(r.out)
      if r.code ~= 0 and r.code ~= 128 + number then error("exit status " .. r.code .. ": " .. r.err) end
      if r.code ~= 0 then
        interrupted = interrupted + 1
        -- before the program has begun to work, and after its last word, the system ends it
        if r.err ~= "" then t.has(r.err, "stopped by SIG" .. signal) elseif count > 0 then t.equal(count, PROJECTS, "receipts of a command that says nothing") end
      end
      if t.exists("plumb.db") then
        local held = f.examine(store)
        f.whole(held, { [1] = true })
        f.kept(held, receipts, 1)
      end
    end
    t.equal(f.import("in.ndjson").code, 0)
    t.equal(f.examine(store).digest, expected.import[1], "digest of the import that went on")
    for _ = 1, 3 do
      local r = ended(signal, any_moment("check"), CHECK)
      if r.code ~= 1 and r.code ~= 128 + number then error("exit status " .. r.code .. ": " .. r.err) end
      if r.code ~= 1 and r.err ~= "" then t.has(r.err, "SIG" .. signal) end
      f.whole(f.examine(store), { [1] = true })
    end
    whole_check(store, 1)
  end)
end

f.finish()
