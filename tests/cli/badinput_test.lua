-- SPDX-License-Identifier: MIT
-- Bad input against the real program: JSON texts, ids, policy folders, command lines. Each case says what goes in, the exit
-- status, and what the message must name; a good document after a bad one is still judged.
--   PLUMB=build/plumb lua5.4 tests/cli/badinput_test.lua [PART]
local plumb = os.getenv("PLUMB") or "build/plumb"
local only = arg[1]
local passed, failed, skipped = 0, 0, 0

local function sh(command)
  local pipe = assert(io.popen(command, "r"))
  local out = pipe:read("a")
  local _, how, code = pipe:close()
  return out, how == "exit" and code or 128 + code
end
local room = sh("mktemp -d"):match("%S+")
local function write(name, text)
  local f = assert(io.open(room .. "/" .. name, "wb"))
  f:write(text)
  f:close()
  return room .. "/" .. name
end
sh("mkdir -p " .. room .. "/good")
write("good/named.lua", [[
rule "named" { severity = "error", check = function(project) return project.name ~= "bad" end, message = "the name is {project.name}" }
]])

-- Runs a shell command in which $P is the program, $D the room, $G a folder with one good policy.
local function try(name, command, status, ...)
  if only and not name:find(only, 1, true) then return end
  local full = ("cd %s && P=%q D=%s G=%s/good; %s"):format(room, plumb:find("^/") and plumb or (os.getenv("PWD") .. "/" .. plumb), room, room, command)
  local out, code = sh("{ " .. full .. "; } 2>&1")
  local wrong
  if status and code ~= status then wrong = ("exit status %d, expected %d"):format(code, status) end
  for _, want in ipairs { ... } do
    if not wrong and not out:lower():find(want:lower(), 1, want:sub(1, 1) ~= "~") and not (want:sub(1, 1) == "~" and out:find(want:sub(2))) then
      wrong = "nothing says '" .. want .. "'"
    end
  end
  if not wrong and (code >= 128 or out:find("Sanitizer", 1, true)) then wrong = "died: " .. code end
  if wrong then
    failed = failed + 1
    print(("FAIL %s: %s\n%s"):format(name, wrong, out:sub(1, 1500)))
  else
    passed = passed + 1
  end
end

local CHECK = "$P check --policies $G --as-of 2026-06-30 "

-- ---- json: a refused document is named with line and reason; the good one after it is judged ----

local GOOD = '{"id":"ok","name":"bad"}'
local function json(name, text, ...)
  write("bad.ndjson", GOOD .. "\n" .. text .. "\n" .. GOOD .. "\n")
  try("json: " .. name, CHECK .. "bad.ndjson", 2, "bad.ndjson:2", "of 2 projects", ...)
end
json("truncated object", '{"id":"a","name":"A"', "error")
json("trailing garbage", '{"id":"a","name":"A"} x', "after the document")
json("trailing comma", '{"id":"a","name":"A",}', "error")
json("single quotes", "{'id':'a'}", "error")
json("comments", '{"id":"a"/*c*/}', "error")
json("unquoted keys", '{id:"a"}', "error")
json("duplicate keys", '{"id":"a","id":"b","name":"A"}', "duplicate", "id")
json("NaN", '{"id":"a","name":"A","value":NaN}', "error")
json("Infinity", '{"id":"a","name":"A","value":Infinity}', "error")
json("1e999", '{"id":"a","name":"A","value":1e999}', "range")
json("integer beyond int64", '{"id":"a","name":"A","value":9223372036854775808}', "9223372036854775808")
json("leading zero", '{"id":"a","name":"A","value":01}', "error")
json("leading plus", '{"id":"a","name":"A","value":+1}', "error")
json("bare dot", '{"id":"a","name":"A","value":.5}', "error")
json("ends in a dot", '{"id":"a","name":"A","value":5.}', "error")
json("a number of 10,000 digits", '{"id":"a","name":"A","value":' .. ("1"):rep(10000) .. "}", "error")
json("100,000 arrays", '{"id":"a","name":"A","value":' .. ("["):rep(100000), "deep")
json("depth beyond the limit", '{"id":' .. ("["):rep(70) .. ("]"):rep(70) .. "}", "deep")
json("a key of 1 MB", '{"' .. ("a"):rep(1 << 20) .. '":1}', "key")
json("lone surrogate", '{"id":"a","name":"\\ud800"}', "surrogate")
json("U+0000", '{"id":"a","name":"a\\u0000b"}', "U+0000")
json("control character", '{"id":"a","name":"a\1b"}', "control")
json("invalid UTF-8", '{"id":"a","name":"\xff"}', "UTF-8")
json("overlong UTF-8", '{"id":"a","name":"\xc0\x80"}', "UTF-8")
json("cut UTF-8", '{"id":"a","name":"\xe4\xb8"}', "UTF-8")
json("wrong type", '{"id":"a","name":1}', "/name", "found 1", "string")
json("list for an object", '{"id":"a","name":"A","budget":[]}', "/budget")
json("null where required", '{"id":"a","name":null}', "/name")
json("unknown field", '{"id":"a","nmae":"A"}', "nmae", "did you mean 'name'")
json("__proto__", '{"id":"a","name":"A","__proto__":{}}', "__proto__")
json("no object", "[1]", "error")
json("1 M keys", (function()
  local t = {}
  for i = 1, 300000 do t[i] = ('"k%d":1'):format(i) end
  return "{" .. table.concat(t, ",") .. "}"
end)(), "error")
json("over the size limit", '{"id":"a","name":"' .. ("x"):rep(9 << 20) .. '"}', "8 MB")

local function accepted(name, text, ...)
  write("fine.ndjson", text .. "\n")
  try("json: " .. name, CHECK .. "--format json fine.ndjson", nil, '"id":"', ...)
end
accepted("surrogate pair is one character", '{"id":"a","name":"bad"}\n{"id":"b","name":"\\ud83d\\ude00"}', '"projects":2')
accepted("byte order mark", '\xef\xbb\xbf{"id":"a","name":"bad"}', "named.named")
accepted("-0 is 0", '{"id":"a","name":"bad","value":-0}', "named.named")
accepted("1e-999 is 0", '{"id":"a","name":"bad","value":1e-999}', "named.named")
accepted("HTML stays text", '{"id":"<img onerror=x>","name":"bad"}', "<img onerror=x>")
write("empty.ndjson", "")
try("json: an empty file is a portfolio of no projects", CHECK .. "empty.ndjson", 0, "0 projects")
write("utf16.json", "\xff\xfe{\0}\0")
try("json: UTF-16", CHECK .. "utf16.json", 2, "UTF-16")
write("formula.ndjson", '{"id":"=cmd()","name":"bad"}\n')
try("json: CSV export defuses formulas", CHECK .. "--format csv formula.ndjson", 1, "'=cmd()")
write("escape.ndjson", '{"id":"a\\u001b[31m","name":"bad"}\n')
try("json: escapes do not reach the terminal", CHECK .. "escape.ndjson | tr -d '\\n' | grep -c \"$(printf '\\033')\"; true", 0, "0")

-- ---- ids: plain strings, never paths or queries ----

for _, id in ipairs { "../../etc/passwd", "%2e%2e%2f", "1' OR '1'='1; DROP TABLE", "null", "true", "-1", "1e3", "con", "..", ".git", "99999999999999999999", "Прoject" } do
  write("id.ndjson", ('{"id":%q,"name":"bad"}\n'):format(id))
  try("id: " .. id, CHECK .. "--format json id.ndjson", 1, '"id":"' .. id .. '"')
end
write("id.ndjson", '{"id":"","name":"bad"}\n')
try("id: empty", CHECK .. "id.ndjson", 2, "/id", "not blank")
write("id.ndjson", '{"id":"  ","name":"bad"}\n')
try("id: blank", CHECK .. "id.ndjson", 2, "/id", "not blank")
write("id.ndjson", '{"id":"' .. ("x"):rep(10000) .. '","name":"bad"}\n')
try("id: 10 kB", CHECK .. "id.ndjson", 2, "/id", "256")
try("id: explain asks for one that is not there", CHECK:gsub("check", "explain") .. "named ../../etc/passwd id.ndjson", 2, "../../etc/passwd")

-- ---- policy files ----

local function folder(name, files)
  sh(("rm -rf %s/%s; mkdir -p %s/%s"):format(room, name, room, name))
  for path, text in pairs(files) do write(name .. "/" .. path, text) end
end
local RULE = 'rule "named" { severity = "error", check = function(project) return project.name ~= "bad" end, message = "bad" }\n'
write("d.ndjson", GOOD .. "\n")
local function policies(name, files, status, ...)
  folder("p", files)
  try("policy-files: " .. name, "$P check --policies p --as-of 2026-06-30 d.ndjson", status, ...)
end
try("policy-files: missing folder", "$P check --policies nowhere d.ndjson", 2, "nowhere")
policies("an empty file", { ["empty.lua"] = "", ["good.lua"] = RULE }, 3, "empty.lua", "no rule is defined", "good.named")
policies("a syntax error in one of two", { ["bad.lua"] = "rule 'x' {\n  check = = 1\n}", ["good.lua"] = RULE }, 3, "bad.lua:2", "good.named")
policies("bytecode", { ["code.lua"] = "\27Lua" .. ("x"):rep(50), ["good.lua"] = RULE }, 3, "code.lua", "bytecode", "good.named")
policies("a rule written twice", { ["twice.lua"] = RULE .. RULE }, 3, "twice.lua", "named")
policies("editor leftovers are no policies", { ["good.lua"] = RULE, [".#good.lua"] = "x", ["good.lua~"] = "x", ["4913"] = "x", [".good.lua.swp"] = "x" }, 1, "good.named")
policies("a file of more than 1 MB", { ["big.lua"] = RULE .. "--" .. ("x"):rep(1 << 20), ["good.lua"] = RULE }, 3, "big.lua", "1 MB", "good.named")
policies("a line of 900 kB", { ["long.lua"] = RULE .. "--" .. ("x"):rep(900000) }, 1, "long.named")
policies("a circle of modules", { ["good.lua"] = 'local a = require "lib.a"\n' .. RULE }, 3, "lib.a")
folder("p", { ["good.lua"] = RULE })
sh(("mkdir -p %s/p/lib"):format(room))
write("p/lib/a.lua", 'local b = require "lib.b"\nreturn { b = b }')
write("p/lib/b.lua", 'local a = require "lib.a"\nreturn { a = a }')
write("p/user.lua", 'local a = require "lib.a"\n' .. RULE)
try("policy-files: modules that require each other", "$P check --policies p d.ndjson", 3, "lib.a -> lib.b -> lib.a", "good.named")
folder("p", { ["good.lua"] = RULE })
try("policy-files: a FIFO does not block", "mkfifo p/x.lua; timeout 10 $P check --policies p --as-of 2026-06-30 d.ndjson", 3, "x.lua", "good.named")
try("policy-files: a folder named like a policy", "rm p/x.lua; mkdir p/x.lua; $P check --policies p --as-of 2026-06-30 d.ndjson; true", 0, "good.named")
try("policy-files: a symlink out of the folder", "rmdir p/x.lua; ln -s /etc/passwd p/x.lua; $P check --policies p --as-of 2026-06-30 d.ndjson", 3, "x.lua", "good.named")
try("policy-files: a symlink that goes round", "rm p/x.lua; ln -s x.lua p/x.lua; $P check --policies p --as-of 2026-06-30 d.ndjson", 3, "x.lua", "good.named")
try("policy-files: a symlink inside the folder works", "rm p/x.lua; mkdir p/..data; cp p/good.lua p/..data/r.lua; ln -s ..data/r.lua p/linked.lua; $P check --policies p --as-of 2026-06-30 d.ndjson; true", 0, "linked.named")
if sh("id -u"):match("%d+") ~= "0" then
  folder("p", { ["good.lua"] = RULE, ["closed.lua"] = RULE })
  try("policy-files: a file without permission", "chmod 000 p/closed.lua; $P check --policies p d.ndjson", 3, "closed.lua", "good.named")
else
  skipped = skipped + 1
end
folder("p", { ["good.lua"] = RULE, ["-dash.lua"] = RULE, ["with space.lua"] = RULE })
try("policy-files: odd names", "$P check --policies p --as-of 2026-06-30 d.ndjson; true", 0, "good.named")

-- ---- the command line ----

try("cli: no arguments", "$P", 2, "usage")
try("cli: unknown option", "$P check --polices x", 2, "--polices", "--policies")
try("cli: unknown command", "$P chekc", 2, "check")
try("cli: --help", "$P --help > out 2> err; cat out; test ! -s err", 0, "check")
try("cli: --version", "$P --version", 0, "plumb")
try("cli: each command explains itself", "for c in init check explain whatif test schema doctor version help completion; do $P $c --help > out || exit 9; grep -qi usage out || exit 8; done", 0)
try("cli: a file that is not there", CHECK .. "nowhere.ndjson", 2, "nowhere.ndjson")
try("cli: a directory for a file", CHECK .. "good", 2, "good")
try("cli: an impossible date", "$P check --as-of 2026-02-30 d.ndjson", 2, "2026-02-30")
try("cli: an unknown format", CHECK .. "--format yaml d.ndjson", 2, "yaml")
try("cli: an unknown time zone", CHECK .. "--timezone Mars/Base d.ndjson", 2, "Mars/Base")
write("plumb.json", '{\n  "polices": "good"\n}')
try("cli: an unknown key of the configuration", "$P check d.ndjson", 2, "plumb.json:2", "polices", "policies")
write("plumb.json", "{")
try("cli: a broken configuration", "$P check d.ndjson", 2, "plumb.json")
sh("rm " .. room .. "/plumb.json")
try("cli: a configuration that is not there", "$P check --config nowhere.json d.ndjson", 2, "nowhere.json")
try("cli: a configuration that is a folder", "$P check --config good d.ndjson", 2, "good")
try("cli: stdout is full", CHECK .. "d.ndjson > /dev/full", nil, "No space left")
try("cli: stdout is closed", "{ " .. CHECK .. "d.ndjson >&-; echo status $?; } 2>&1 | grep -v 'status 0'", 0, "status")
try("cli: the reader goes away", "for i in $(seq 2000); do cat d.ndjson; done > many; { " .. CHECK .. "--format csv many; echo status $? >&2; } 2>err | head -1; cat err", 0, "project")
try("cli: without HOME, TZ and with a strange locale", "env -i LANG=tr_TR.UTF-8 $P check --policies $G --as-of 2026-06-30 d.ndjson", 1, "named.named")
try("cli: in Chinese", CHECK .. "--lang zh d.ndjson", 1, "个项目")
try("cli: --json of a verdict is JSON", CHECK .. "--format json d.ndjson > out.json; python3 -c 'import json;json.load(open(\"out.json\"))'", 0)
try("cli: umask and rights", "umask 077; " .. CHECK .. "--output report.txt d.ndjson; test -s report.txt", 0)
try("cli: from standard input", "cat d.ndjson | " .. CHECK .. "-", 1, "named.named")

sh("rm -rf " .. room)
print(("%d passed, %d failed, %d skipped"):format(passed, failed, skipped))
os.exit(failed == 0)
