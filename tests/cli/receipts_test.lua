-- SPDX-License-Identifier: MIT
-- plumb import --receipts: a program learns of each document what became of it, once that stands.
local t = dofile("tests/cli/harness.lua")

local function project(id, name) return ('{"id":"%s","name":"%s"}\n'):format(id, name) end

t.test("a receipt for every document, the totals last", function()
  t.write("a.ndjson", project("P-1", "one") .. project("P-2", "two"))
  t.write("b.ndjson", project("P-1", "one") .. project("P-2", "second") .. '{"id":"P-3"}\n' .. project("P-4", "four"))
  t.equal(t.run("import a.ndjson").code, 0)
  local r = t.run("import --receipts b.ndjson")
  t.equal(r.code, 2, r.err)
  t.has(r.out, '{"id":"P-1","outcome":"unchanged","input":"b.ndjson","line":1}\n')
  t.has(r.out, '{"id":"P-2","outcome":"changed","input":"b.ndjson","line":2}\n')
  t.has(r.out, '{"id":"P-3","outcome":"refused","input":"b.ndjson","line":3}\n')
  t.has(r.out, '{"id":"P-4","outcome":"created","input":"b.ndjson","line":4}\n')
  t.equal(r.out:match("([^\n]*)\n$"), '{"store":"plumb.db","created":1,"changed":1,"unchanged":1,"refused":1}')
end)

t.test("a receipt comes while the input is still open, and says what others can see", function(room)
  t.write("feed.sh", ([[
exec 3>&1
mkfifo in
%s import --receipts - < in > out 2>&1 &
exec 4> in
echo '%s' >&4
for i in $(seq 200); do [ -s out ] && break; sleep 0.05; done
cat out >&3
sqlite3 plumb.db 'SELECT id FROM project' >&3
exec 4>&-
wait
]]):format(t.plumb, project("P-1", "one"):sub(1, -2)))
  local out = t.shell("cd " .. room .. " && sh feed.sh")
  t.equal(out, '{"id":"P-1","outcome":"created","input":"-","line":1}\nP-1\n')
end)

t.test("a pipe that pauses and then ends is left once, whenever results come", function(room)
  local lines = {}
  for i = 1, 60 do lines[i] = project("P-" .. i, "x") end
  t.write("head", table.concat(lines, "", 1, 20))
  t.write("tail", table.concat(lines, "", 21))
  for _ = 1, 20 do
    t.shell("rm -f " .. room .. "/plumb.db*")
    local r = t.run("import --receipts -", { before = "(cat head; sleep 0.1; cat tail)" })
    t.equal(r.code, 0, r.err)
  end
end)

t.test("when receipts cannot be written the import ends, and says so", function()
  local lines = {}
  for i = 1, 9000 do lines[i] = project("P-" .. i, "x") end
  t.write("a.ndjson", table.concat(lines))
  local r = t.run("import --receipts a.ndjson", { after = "> /dev/full" })
  t.equal(r.code, 2)
  t.has(r.err, "the output could not be written: No space left on device")
end)

t.test("receipts are of what is kept", function()
  t.write("a.ndjson", project("P-1", "one"))
  for _, option in ipairs { "--dry-run", "--verbose" } do
    local r = t.run("import --receipts " .. option .. " a.ndjson")
    t.equal(r.code, 2)
    t.has(r.err, "--receipts tells what is kept")
    t.equal(t.exists("plumb.db"), false)
  end
end)

t.finish()
