-- SPDX-License-Identifier: MIT
-- Disks that are full, files and folders that can only be read, and limits of the system.
local f = dofile("tests/fault/lib.lua")
local t = f.t
local PROJECTS = 60
local one, two = f.portfolio(PROJECTS, 1), f.portfolio(PROJECTS, 2)

local function sum(path) return (t.shell("sha256sum < " .. t.quote(t.room() .. "/" .. path))) end
local function whole(path, ...)
  local rounds = {}
  for _, round in ipairs { ... } do rounds[round] = true end
  local held = f.examine(t.room() .. "/" .. path)
  f.whole(held, rounds)
  return held
end

-- What an undisturbed store comes to.
local expected = {}
t.test("undisturbed", function()
  t.write("one.ndjson", one)
  t.write("two.ndjson", two)
  t.equal(f.import("one.ndjson").code, 0)
  expected[1] = whole("plumb.db", 1).digest
  t.equal(f.check().code, 1)
  expected.judged = whole("plumb.db", 1).digest
end)

-- ---- a full disk ----

local function mount(folder, options)
  local _, code = t.shell(("cd %s && mkdir -p %s && mount -t tmpfs -o %s none %s 2>/dev/null"):format(t.room(), folder, options, folder))
  return code == 0
end
local function unmount(folder) t.shell(("cd %s && umount -l %s 2>/dev/null"):format(t.room(), folder)) end
local mounts = false
t.test("looking whether a file system can be mounted", function()
  mounts = mount("disk", "size=1m")
  unmount("disk")
end)
-- A test on a disk of its own, `disk`, with both portfolios beside it.
local function on_disk(name, size, body)
  if not mounts then return t.skip(name, "no file system can be mounted here") end
  t.test(name, function(room)
    t.write("one.ndjson", one)
    t.write("two.ndjson", two)
    t.equal(mount("disk", "size=" .. size), true, "mounted")
    local ok, problem = pcall(body, room)
    unmount("disk")
    if not ok then error(problem, 0) end
  end)
end
local function fill(leave) t.shell(("cd %s/disk && cat /dev/zero > filler 2>/dev/null; truncate -s -%d filler"):format(t.room(), leave or 0)) end
local function drain() os.remove(t.room() .. "/disk/filler") end
local STORE = "--store disk/plumb.db "

-- However much was left: some of the import is kept, or nothing.
for _, left in ipairs { 0, 40000, 120000 } do
  on_disk(("the disk is full during an import, %d bytes left"):format(left), "8m", function()
    t.equal(f.import(STORE .. "one.ndjson").code, 0)
    fill(left)
    local r = f.import(STORE .. "-", { before = f.slowly("two.ndjson") })
    t.equal(r.code, 2, r.err)
    t.has(r.err, "disk/plumb.db: error: ")
    t.has(r.err, "the disk is full")
    local _, lines = r.err:gsub("error:", "")
    t.equal(lines, 1, "errors in " .. r.err)
    f.kept(whole("disk/plumb.db", 1, 2), f.receipts(r.out), 2)
    drain()
    t.equal(f.import(STORE .. "two.ndjson").code, 0)
    whole("disk/plumb.db", 2)
    t.equal(f.import(STORE .. "two.ndjson").out:match('"unchanged":(%d+),"refused"'), tostring(PROJECTS))
  end)

  on_disk(("the disk is full during a check, %d bytes left"):format(left), "8m", function()
    t.equal(f.import(STORE .. "one.ndjson").code, 0)
    fill(left)
    local r = t.run("check --format json --all " .. f.common .. " " .. STORE)
    local _, told = f.told(r.out)
    t.has(r.err, "the disk is full")
    -- without a page for what readers share, nothing can be read either
    if left > 0 then t.equal(told, PROJECTS, "projects that were judged all the same") else t.equal(r.code, 2) end
    if r.code ~= 2 then t.has(r.err, "findings are not kept") end
    whole("disk/plumb.db", 1)
    drain()
    t.equal(t.run("check --format json --all " .. f.common .. " " .. STORE).code, 1)
    t.equal(whole("disk/plumb.db", 1).digest, expected.judged, "digest after the check went on")
  end)
end

for _, left in ipairs { 0, 4096, 60000, 150000 } do
  on_disk(("no room for a new store, %d bytes left"):format(left), "2m", function(room)
    fill(left)
    local r = f.import(STORE .. "one.ndjson")
    t.equal(r.code, 2, r.err)
    t.has(r.err, "disk/plumb.db: error: ")
    t.has(r.err, "the disk is full")
    if t.exists("disk/plumb.db") then f.kept(whole("disk/plumb.db", 1), f.receipts(r.out), 1) end
    t.equal(t.exists("disk/plumb.db.new"), false, "a half-made store is left")
    drain()
    t.equal(f.import(STORE .. "one.ndjson").code, 0)
    t.equal(f.examine(room .. "/disk/plumb.db").digest, expected[1], "digest")
  end)
end

-- ---- what can only be read ----

local function reads_only(what, store, user)
  local before = sum(store)
  local r = t.run("check --format json --all " .. f.common .. " --store " .. store, { through = user })
  t.equal(r.code, 1, r.err)
  t.has(r.err, "findings are not kept")
  t.equal(select(2, f.told(r.out)), PROJECTS, "projects that were judged")
  r = f.import("--store " .. store .. " two.ndjson", { through = user })
  t.equal(r.code, 2, r.err)
  t.has(r.err, store .. ": error: ")
  t.equal(r.out:find("created", 1, true) == nil or r.out:find('"created":0', 1, true) ~= nil, true, what .. ": " .. r.out)
  t.equal(sum(store), before, "the file")
end

local nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups timeout 60"
local can = select(2, t.shell(("setpriv --reuid=65534 --regid=65534 --clear-groups %s version >/dev/null 2>&1"):format(t.plumb))) == 0
for name, modes in pairs { ["a file that can only be read"] = { 777, 444 }, ["a folder that can only be read"] = { 555, 666 }, ["both"] = { 555, 444 } } do
  if can then
    t.test(name, function(room)
      t.write("one.ndjson", one)
      t.write("two.ndjson", two)
      t.shell("chmod 755 " .. room .. " && mkdir " .. room .. "/kept")
      t.equal(f.import("--store kept/plumb.db one.ndjson").code, 0)
      t.shell(("cd %s && rm kept/plumb.db-lock && chmod %d kept && chmod %d kept/plumb.db"):format(room, modes[1], modes[2]))
      reads_only(name, "kept/plumb.db", nobody)
      t.equal(f.examine(room .. "/kept/plumb.db").digest, expected[1], "digest")
    end)
  else
    t.skip(name, "plumb cannot be run as another user here")
  end
end

on_disk("a file system that can only be read", "8m", function()
  t.equal(f.import(STORE .. "one.ndjson").code, 0)
  local _, code = t.shell("cd " .. t.room() .. " && mount -o remount,ro disk")
  t.equal(code, 0, "mounted again")
  reads_only("it", "disk/plumb.db")
end)

-- ---- limits ----

t.test("too few descriptors", function(room)
  t.write("one.ndjson", one)
  local good = false
  for limit = 4, 64, 3 do
    local r = f.import("one.ndjson", { through = "timeout 60 sh -c 'ulimit -n " .. limit .. '; exec "$0" "$@"\'' })
    if r.code ~= 0 then
      if r.code ~= 2 and r.code ~= 3 and r.code ~= 127 then error(limit .. ": exit status " .. r.code .. ": " .. r.err) end
      t.equal(r.err ~= "", true, "a message with " .. limit)
    end
    if t.exists("plumb.db") then f.kept(whole("plumb.db", 1), f.receipts(r.out), 1) end
    good = r.code == 0
    if good then break end
  end
  t.equal(good, true, "64 descriptors are enough")
  t.equal(f.examine(room .. "/plumb.db").digest, expected[1], "digest")
end)

t.test("too little memory", function(room)
  t.write("one.ndjson", one)
  if t.shell("ldd " .. t.plumb .. " 2>/dev/null"):find("asan", 1, true) then return end
  local ended = {}
  for megabytes = 10, 400, 30 do
    local r = f.import("one.ndjson", { through = "timeout 60 sh -c 'ulimit -v " .. megabytes * 1024 .. '; exec "$0" "$@"\'' })
    ended[#ended + 1] = megabytes .. ": " .. r.code
    if r.code ~= 0 then t.equal(r.err ~= "", true, "a message with " .. megabytes .. " MB") end
    if t.exists("plumb.db") then f.kept(whole("plumb.db", 1), f.receipts(r.out), 1) end
  end
  t.equal(f.import("one.ndjson").code, 0)
  t.equal(f.examine(room .. "/plumb.db").digest, expected[1], table.concat(ended, ", "))
end)

f.finish()
