-- SPDX-License-Identifier: MIT
-- Stores that are damaged, foreign, locked, deleted under a command, of another version, or of another time.
local f = dofile("tests/fault/lib.lua")
local t = f.t
local PROJECTS = 60
local one, two = f.portfolio(PROJECTS, 1), f.portfolio(PROJECTS, 2)

local function whole(...)
  local rounds = {}
  for _, round in ipairs { ... } do rounds[round] = true end
  local held = f.examine(t.room() .. "/plumb.db")
  f.whole(held, rounds)
  return held
end
local function sh(command, ...)
  local out, code = t.shell("cd " .. t.room() .. " && { " .. command:format(...) .. "; } 2>&1")
  return out, code
end
local function begin()
  t.write("one.ndjson", one)
  t.write("two.ndjson", two)
  t.equal(f.import("one.ndjson").code, 0)
end
local function errors(text) return select(2, text:gsub("error:", "")) end

-- A command that only reads.
local READ = "check --store plumb.db --as-of 2026-06-30 --format json --all " .. f.common

-- ---- no store, or none that can be used ----

local damages = {
  { "nothing in it", ": > plumb.db", "this file is empty" },
  { "a text", "cp one.ndjson plumb.db", "not an SQLite database" },
  { "a shorter text", "echo no > plumb.db", "not an SQLite database" },
  { "another program's database", "rm plumb.db; sqlite3 plumb.db 'CREATE TABLE t (x); INSERT INTO t VALUES (1)'", "a database of another program" },
  { "cut off", "truncate -s -50000 plumb.db", "cut off" },
  { "cut off within a page", "truncate -s -100 plumb.db", "cut off" },
  { "a page of noise where the tables are listed", "dd if=/dev/urandom of=plumb.db bs=4096 seek=1 count=1 conv=notrunc status=none", "damaged" },
  { "noise from the second page on", "dd if=/dev/urandom of=plumb.db bs=8192 seek=1 count=25 conv=notrunc status=none", "damaged" },
  { "a newer version", "sqlite3 plumb.db 'PRAGMA user_version = 999'", "has version 999, and this plumb knows versions up to" },
  { "a folder", "rm plumb.db; mkdir plumb.db; touch plumb.db/x", "a folder" },
}
for _, damage in ipairs(damages) do
  t.test("a store that is " .. damage[1] .. " is refused in one message and left as it is", function()
    begin()
    sh(damage[2])
    local before = sh("cat plumb.db | sha256sum")
    for _, command in ipairs { "import --receipts " .. f.common .. " two.ndjson", "check --format json --all --store plumb.db " .. f.common, READ } do
      local r = t.run(command)
      t.equal(r.code, 2, command .. ": " .. r.err)
      t.has(r.err, "plumb.db: error: ")
      t.has(r.err, damage[3])
      t.equal(errors(r.err), 1, "errors in " .. r.err)
      if not r.err:find("\n  %S") then error("it does not say what to do: " .. r.err) end
      t.equal(next((f.receipts(r.out))), nil, "receipts")
      t.equal(sh("cat plumb.db | sha256sum"), before, "the file after " .. command)
    end
  end)
end

-- ---- somebody else has it ----

t.test("a store that another program locks: after a while, one message", function()
  begin()
  local other = f.start("sh -c \"(echo 'BEGIN EXCLUSIVE; SELECT 1;'; sleep 60) | sqlite3 plumb.db > locked\"")
  t.equal(f.wait_for("[ -s locked ]"), true, "the other program has it")
  local started = f.now()
  local r = f.import("two.ndjson")
  t.equal(r.code, 2, r.err)
  t.has(r.err, "plumb.db: error: the store is locked by another program")
  t.equal(errors(r.err), 1, "errors in " .. r.err)
  t.equal(f.now() - started < 15, true, "in time")
  r = t.run(READ)
  t.equal(r.code, 1, "reading goes on: " .. r.err)
  f.stop(other)
  whole(1)
  r = f.import("two.ndjson")
  t.equal(r.code, 0, r.err)
  whole(2)
end)

-- An import that has acknowledged its first documents and waits for more; `more` gives them to it.
local function holding()
  sh("mkfifo feed")
  local import = f.start(("sh -c '%s import --receipts %s - < feed > receipts 2> said; echo $? > status'"):format(t.plumb, f.common))
  local feeder = f.start("sh -c 'exec 3> feed; head -20 two.ndjson >&3; while [ ! -e more ]; do sleep 0.02; done; tail -n +21 two.ndjson >&3'")
  t.equal(f.wait_for("[ \"$(wc -l < receipts 2>/dev/null)\" -ge 20 ]"), true, "the import has begun")
  return function()
    t.write("more", "")
    t.equal(f.wait_for("[ -s status ]"), true, "the import has ended")
    f.stop(import)
    f.stop(feeder)
    return { code = tonumber(t.read("status")), out = t.read("receipts"), err = t.read("said") }
  end
end

t.test("a second writer is refused by the number of the first; judging goes on", function()
  begin()
  local more = holding()
  local pid = t.read("plumb.db-lock"):match("pid (%d+), plumb import")
  local second = f.import("one.ndjson")
  t.equal(second.code, 2)
  t.has(second.err, "plumb.db: error: the store is in use by pid " .. pid .. ", plumb import, since ")
  local check = f.check()
  t.equal(check.code, 1, check.err)
  t.has(check.err, "findings are not kept: the store is in use by pid " .. pid)
  t.equal(select(2, f.told(check.out)), PROJECTS, "projects that were judged")
  local first = more()
  t.equal(first.code, 0, first.err)
  f.kept(whole(2), f.receipts(first.out), 2)
end)

for name, act in pairs {
  deleted = "rm plumb.db",
  ["deleted with all that belongs to it"] = "rm plumb.db*",
  moved = "mkdir away && mv plumb.db* away/",
  replaced = "cp plumb.db copy.db && mv copy.db plumb.db",
} do
  t.test("a store that is " .. name .. " under an import: noticed, and nothing more is said to be kept", function(room)
    begin()
    local more = holding()
    sh("cp plumb.db before.db; cp plumb.db-wal before.db-wal; %s", act)
    local replaced = name == "replaced" and sh("sha256sum < plumb.db")
    local r = more()
    t.equal(r.code, 2, r.err)
    t.has(r.err, "plumb.db: error: the store was moved, replaced or deleted")
    t.equal(errors(r.err), 1, "errors in " .. r.err)
    local kept, count = f.receipts(r.out)
    t.equal(count, 20, "receipts")
    local held = f.examine(room .. "/before.db")
    f.kept(held, kept, 2)
    if replaced then t.equal(sh("sha256sum < plumb.db"), replaced, "the one in its place") end
    if name == "moved" then
      f.kept(f.examine(room .. "/away/plumb.db"), kept, 2)
      sh("mv away/* .")
      t.equal(f.import("two.ndjson").code, 0)
      whole(2)
    end
  end)
end

-- ---- after a crash ----

local function crash()
  begin()
  local r = t.run("import --receipts " .. f.common .. " -", { env = "PLUMB_FAULT=store-die:4", before = f.slowly("two.ndjson") })
  t.equal(r.code, 137, r.err)
  t.equal(t.exists("plumb.db-wal"), true, "a log is left")
  return f.receipts(r.out)
end

t.test("after a crash the log is read, whatever became of the index beside it", function()
  local kept = crash()
  for _, act in ipairs { "true", "rm -f plumb.db-shm", "head -c 32768 /dev/urandom > plumb.db-shm" } do
    sh("cp plumb.db-wal wal; cp plumb.db db; %s", act)
    t.equal(t.run(READ).code, 1)
    f.kept(whole(1, 2), kept, 2)
    t.equal(f.import("two.ndjson").code, 0)
    whole(2)
    sh("rm -f plumb.db-shm; cp wal plumb.db-wal; cp db plumb.db")
  end
end)

t.test("a log that somebody deleted takes along what was only in it, and nothing else", function()
  crash()
  sh("rm -f plumb.db-wal plumb.db-shm")
  t.equal(t.run(READ).code, 1)
  whole(1, 2)
  t.equal(f.import("two.ndjson").code, 0)
  whole(2)
end)

t.test("an older store is brought up to date, whole or not at all", function()
  t.write("one.ndjson", one)
  local function version() return (sh("sqlite3 plumb.db 'PRAGMA user_version'")) end
  for n = 1, 40 do
    sh("rm -f plumb.db*; { echo 'PRAGMA application_id = 0x706c6d62; PRAGMA journal_mode = WAL; BEGIN;'; cat %s/core/store/migrations/1-*.sql;"
      .. " echo 'PRAGMA user_version = 1; COMMIT;'; } | sqlite3 plumb.db", t.root)
    t.equal(version(), "1\n")
    local r = f.import("one.ndjson", { env = "PLUMB_FAULT=store-die:" .. n })
    t.equal(sh("sqlite3 plumb.db 'PRAGMA integrity_check'"), "ok\n")
    local is = tonumber(version())
    local tables = sh("sqlite3 plumb.db \"SELECT sum(name = 'project'), sum(name = 'finding'), sum(name = 'waiver') FROM sqlite_schema\"")
    t.equal(tables, ({ "1|0|0\n", "1|1|0\n" })[is] or "1|1|1\n", "tables of version " .. is)
    t.equal(f.import("one.ndjson").code, 0)
    whole(1)
    if r.code == 0 then return end
  end
  error("it never came to an end")
end)

-- ---- clocks ----

local faketime = t.shell("command -v faketime"):match("%S+")
if not faketime then
  t.skip("clocks that jump", "faketime is not installed")
else
  t.test("when clocks jump, history keeps the order in which things happened", function()
    local rounds = 6
    local moments = { "2026-11-01 12:00:00", "2026-11-01 11:00:00", "2027-11-01 11:00:00", "2028-02-29 23:59:59", "2027-03-28 01:59:59", "2026-10-25 02:30:00" }
    for round = 1, rounds do
      t.write("in.ndjson", f.portfolio(3, round))
      local how = { through = ("env FAKETIME_DONT_FAKE_MONOTONIC=1 timeout 60 faketime '%s'"):format(moments[round]) }
      local r = f.import("in.ndjson", how)
      t.equal(r.code, 0, r.err)
      r = f.check(how)
      t.equal(r.code, 1, r.err)
      t.equal(select(2, f.told(r.out)), 3)
      whole(round)
    end
    local history = sh("sqlite3 plumb.db \"SELECT group_concat(json_extract(c.value, '$.to'), ', ') FROM audit_payload p JOIN audit a USING (seq), json_each(p.payload, '$.changes') c"
      .. " WHERE a.project = 1 AND json_extract(c.value, '$.path') = 'name' ORDER BY seq\"")
    t.equal(history, "round 2, round 3, round 4, round 5, round 6\n")
    t.equal(sh("sqlite3 plumb.db 'SELECT max(at) > (SELECT at FROM audit ORDER BY seq DESC LIMIT 1) FROM audit'"), "1\n", "the clock did jump back")
  end)
end

f.finish()
