-- SPDX-License-Identifier: MIT
-- Power is lost before the n-th call that changes the store's files. The disk then has what was synced, or that and any part
-- of what was written since, sector by sector: what was acknowledged is there in either case, and everything is whole.
--   EVERY=1 lua5.4 tests/fault/power_test.lua     each n; else some, with ever larger gaps between them
local f = dofile("tests/fault/lib.lua")
local t = f.t
local EVERY = os.getenv("EVERY") == "1"
if not f.shim then
  t.skip("all of them", "this build cannot be preloaded with io_shim.so")
  t.finish()
end
math.randomseed(tonumber(os.getenv("SEED") or os.time()))

local PROJECTS, SECTOR = 40, 512
local cases = {
  { name = "a store is made", arguments = "import --receipts " .. f.common .. " -", good = 0, round = 1, rounds = { [1] = true }, before = f.slowly("one.ndjson") },
  { name = "a store is changed", base = true, arguments = "import --receipts " .. f.common .. " -", good = 0, round = 2, rounds = { [1] = true, [2] = true },
    before = f.slowly("two.ndjson") },
  { name = "findings are kept", base = true, arguments = "check --format json --all " .. f.common, good = 1, round = 1, rounds = { [1] = true } },
}
local saved = t.shell("mktemp -d"):match("%S+")

local function prepare(room, case)
  t.shell(("cd %s && rm -rf plumb.db* disk struck && mkdir -p disk/bytes disk/names && cp %s/*.ndjson . %s"):format(room, saved,
    case.base and ("&& cp %s/plumb.db . && cp plumb.db disk/bytes/$(stat -c %%i plumb.db) && ln disk/bytes/* disk/names/plumb.db"):format(saved) or ""))
end

t.test("what nothing happens to", function(room)
  t.write("one.ndjson", f.portfolio(PROJECTS, 1))
  t.write("two.ndjson", f.portfolio(PROJECTS, 2))
  t.equal(f.import("one.ndjson").code, 0)
  t.shell(("cp %s/plumb.db %s/*.ndjson %s"):format(room, room, saved))
  for _, case in ipairs(cases) do
    prepare(room, case)
    t.equal(t.run(case.arguments, { before = case.before }).code, case.good)
    case.digest = f.examine(room .. "/plumb.db").digest
  end
end)

-- Of each sector the new bytes or the old ones.
local function torn(old, new)
  local parts = {}
  for at = 1, math.max(#old, #new), SECTOR do
    local a, b = old:sub(at, at + SECTOR - 1), new:sub(at, at + SECTOR - 1)
    parts[#parts + 1] = (math.random(2) == 1 and #a > 0 or #b == 0) and a or b
  end
  return table.concat(parts)
end

-- The disk after the power came back, in place of the files that are there.
local function restart(tear)
  for _, ending in ipairs { "", "-wal" } do
    local name = "plumb.db" .. ending
    local old, new = t.read("disk/names/" .. name), t.read(name)
    if old and tear and new then t.write(name, torn(old, new)) elseif old then t.write(name, old) else os.remove(t.room() .. "/" .. name) end
  end
  t.shell("cd " .. t.room() .. " && rm -f plumb.db-shm plumb.db-lock plumb.db.*")
end

local function lost(room, case, n, tear)
  prepare(room, case)
  local r = t.run(case.arguments, { before = case.before, env = ("LD_PRELOAD=%s PLUMB_SHIM=any:%d:die PLUMB_SHIM_DISK=%s/disk PLUMB_SHIM_HIT=%s/struck"):format(f.shim, n, room, room) })
  local hit = t.exists("struck")
  if not hit then t.equal(r.code, case.good, r.err) end
  restart(tear)
  local receipts, count = f.receipts(r.out)
  if t.exists("plumb.db") then
    local held = f.examine(room .. "/plumb.db")
    f.whole(held, case.rounds)
    f.kept(held, receipts, case.round)
    for id in pairs(case.good == 1 and f.told(r.out) or {}) do t.equal(held.projects[id].judged, held.projects[id].revision, "the judging that was told of " .. id) end
  else
    t.equal(count, 0, "receipts of a store that is not there")
  end
  local again = t.run(case.arguments, { before = case.before })
  t.equal(again.code, case.good, again.err)
  t.equal(f.examine(room .. "/plumb.db").digest, case.digest, "digest after the same command again")
  return hit, count
end

for _, case in ipairs(cases) do
  for _, tear in ipairs { false, true } do
    t.test(case.name .. (tear and ", torn" or ""), function(room)
      local n = 1
      while true do
        local ok, hit = pcall(lost, room, case, n, tear)
        if not ok then error("n = " .. n .. ": " .. hit, 0) end
        if not hit then break end
        n = EVERY and n + 1 or n + math.random(1, 2 * n)
      end
    end)
  end
end

t.shell("rm -rf " .. saved)
f.finish()
