-- SPDX-License-Identifier: MIT
-- Commands at random on one store, many of them ended or failed at random; a model of what must be there is kept beside it.
--   CAMPAIGN=1000 SEED=7 lua5.4 tests/fault/campaign_test.lua
local f = dofile("tests/fault/lib.lua")
local t = f.t
local STEPS = tonumber(os.getenv("CAMPAIGN") or 30)
local SEED = tonumber(os.getenv("SEED") or os.time())
math.randomseed(SEED)
local PROJECTS = 40

local function pick(list) return list[math.random(#list)] end

-- A fault for one command: its environment, or what it runs through; "" and nil: none.
local function any_fault(room)
  local kind = math.random(5)
  if kind == 1 then
    return "killed", { through = ("timeout --foreground --preserve-status -s %s %.3f"):format(pick { "KILL", "TERM", "INT" }, 0.05 + 0.3 * math.random()) }
  elseif kind == 2 then
    return "fault", { env = ("PLUMB_FAULT=%s:%d"):format(pick { "sql", "commit", "store-die", "write", "read" }, math.random(pick { 3, 40, 800 })) }
  elseif kind == 3 and f.shim then
    return "call", { env = ("LD_PRELOAD=%s PLUMB_SHIM=%s:%d%s:%s PLUMB_SHIM_HIT=%s/struck"):format(f.shim, pick { "sync", "write", "any" }, math.random(pick { 3, 20, 200 }),
      pick { "", "+" }, pick { "5", "28", "die" }, room) }
  end
  return "none", {}
end

t.test(("a campaign (SEED=%d)"):format(SEED), function(room)
  local store = room .. "/plumb.db"
  local model, round = {}, 0 -- id -> { rounds that its document may be of }
  local counts = { import = 0, check = 0, none = 0, killed = 0, fault = 0, call = 0, failed = 0 }

  local function step()
    local what, how = any_fault(room)
    counts[what] = counts[what] + 1
    if math.random(3) > 1 then
      counts.import = counts.import + 1
      round = round + 1
      local first = math.random(PROJECTS - 1)
      local last = math.random(first, PROJECTS)
      local lines, n = {}, 0
      for line in f.portfolio(PROJECTS, round):gmatch("[^\n]+\n") do
        n = n + 1
        if n >= first and n <= last then lines[#lines + 1] = line end
      end
      t.write("in.ndjson", table.concat(lines))
      local r = f.import("in.ndjson", how)
      local receipts, count = f.receipts(r.out)
      if what == "none" then t.equal(r.code, 0, r.err) end
      if r.code == 0 then t.equal(count, #lines, "receipts of what went well") else counts.failed = counts.failed + 1 end
      for i = first, last do
        local id = f.id(i)
        if receipts[id] then model[id] = { [round] = true } else
          model[id] = model[id] or { [0] = true }
          model[id][round] = true
        end
      end
    else
      counts.check = counts.check + 1
      if not t.exists("plumb.db") then return end
      local r = f.check(how)
      if what == "none" then t.equal(r.code, 1, r.err) end
      if r.code ~= 1 then counts.failed = counts.failed + 1 end
    end
  end

  local function compare()
    if not t.exists("plumb.db") then return end
    local held, rounds = f.examine(store), {}
    for i = 1, round do rounds[i] = true end
    f.whole(held, rounds)
    for id, may in pairs(model) do
      local p = held.projects[id]
      local is = p and tonumber(p.document:match('"name":"round (%d+)"')) or 0
      if not may[is] then error(id .. " is of round " .. is, 0) end
      model[id] = { [is] = true } -- what is there now stays
    end
  end

  for n = 1, STEPS do
    local ok, problem = pcall(function() step() compare() end)
    if not ok then error("step " .. n .. ": " .. problem, 0) end
  end
  print(("%d commands: %d imports, %d checks; %d ended by a signal, %d with a fault inside, %d with a failing call, %d did not do all"):format(
    STEPS, counts.import, counts.check, counts.killed, counts.fault, counts.call, counts.failed))
end)

f.finish()
