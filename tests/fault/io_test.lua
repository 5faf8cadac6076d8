-- SPDX-License-Identifier: MIT
-- The n-th write, sync, truncation, opening or renaming of the store's files fails, for n = 1 until nothing fails any more: the
-- command says so and ends with 2, what it acknowledged is there, and the same command then does the rest.
--   EVERY=1 lua5.4 tests/fault/io_test.lua     each n of each kind; else some, with ever larger gaps between them
local f = dofile("tests/fault/lib.lua")
local t = f.t
local EVERY = os.getenv("EVERY") == "1"
local EIO, ENOSPC, EMFILE, EACCES = 5, 28, 24, 13
if not f.shim then
  t.skip("all of them", "this build cannot be preloaded with io_shim.so")
  t.finish()
end

local PROJECTS = 12
local one, two = f.portfolio(PROJECTS, 1), f.portfolio(PROJECTS, 2)

-- What a command begins with and what it has to come to, from stores that nothing happened to.
local cases = {
  { name = "a store is made", arguments = "import --receipts " .. f.common .. " one.ndjson", good = 0, round = 1, rounds = { [1] = true } },
  { name = "a store is changed", base = true, arguments = "import --receipts " .. f.common .. " two.ndjson", good = 0, round = 2, rounds = { [1] = true, [2] = true } },
  { name = "findings are kept", base = true, arguments = "check --format json --all " .. f.common, good = 1, rounds = { [1] = true } },
}
local saved = t.shell("mktemp -d"):match("%S+")

local function prepare(room, case)
  t.shell(("cd %s && rm -rf plumb.db* struck && cp %s/*.ndjson . %s"):format(room, saved, case.base and "&& cp " .. saved .. "/plumb.db ." or ""))
end

t.test("what nothing happens to", function(room)
  t.write("one.ndjson", one)
  t.write("two.ndjson", two)
  t.equal(t.run(cases[1].arguments).code, 0)
  t.shell(("cp %s/plumb.db %s/*.ndjson %s"):format(room, room, saved))
  for _, case in ipairs(cases) do
    prepare(room, case)
    t.equal(t.run(case.arguments).code, case.good)
    case.digest = f.examine(room .. "/plumb.db").digest
  end
end)

-- The command with one fault; false when it was over before the n-th call.
local function struck(room, case, what, inside)
  prepare(room, case)
  local r = t.run(case.arguments, { env = inside and "PLUMB_FAULT=" .. what or ("LD_PRELOAD=%s PLUMB_SHIM=%s PLUMB_SHIM_HIT=%s/struck"):format(f.shim, what, room) })
  local receipts, count = f.receipts(r.out)
  if r.code ~= 2 and r.code ~= case.good and not (r.code == 137 and what:find("die", 1, true)) then error("exit status " .. r.code .. ": " .. r.err) end
  if r.code == 2 and not r.err:find("error:", 1, true) and not r.err:find("not kept", 1, true) then error("it does not say why: " .. r.err) end
  if t.exists("plumb.db") then
    local held = f.examine(room .. "/plumb.db")
    f.whole(held, case.rounds)
    if case.round then f.kept(held, receipts, case.round) end
    if r.code == case.good and t.exists("struck") and not r.err:find("not kept", 1, true) then t.equal(held.digest, case.digest, "digest of what went well") end
  else
    t.equal(count, 0, "receipts of a store that is not there")
  end
  local again = t.run(case.arguments)
  t.equal(again.code, case.good, again.err)
  t.equal(f.examine(room .. "/plumb.db").digest, case.digest, "digest after the same command again")
  return t.exists("struck") or inside and (r.code ~= case.good or r.err:find("not kept", 1, true) ~= nil)
end

local kinds = EVERY and {
  { "sync", EIO }, { "sync", EIO, after = "+" }, { "write", EIO }, { "write", ENOSPC, after = "+" }, { "write", "short" }, { "cut", EIO },
  { "open", EMFILE }, { "name", EACCES }, { "any", EIO }, { "sql", inside = true }, { "commit", inside = true }, { "store-die", inside = true },
} or { { "sync", EIO }, { "write", EIO }, { "write", ENOSPC, after = "+" }, { "any", EIO }, { "sql", inside = true } }
math.randomseed(os.time())
for _, case in ipairs(cases) do
  for _, kind in ipairs(kinds) do
    local what = kind.inside and kind[1] .. ":%d" or ("%s:%%d%s:%s"):format(kind[1], kind.after or "", kind[2])
    t.test(case.name .. ", " .. what, function(room)
      local n = 1
      while true do
        local ok, hit = pcall(struck, room, case, what:format(n), kind.inside)
        if not ok then error("n = " .. n .. ": " .. hit, 0) end
        if not hit then break end
        n = EVERY and n + 1 or n + math.random(1, 2 * n)
      end
    end)
  end
end

t.shell("rm -rf " .. saved)
f.finish()
